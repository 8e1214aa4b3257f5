package prox

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Eigenvalues is a function of the eigenvalues of a symmetric matrix
//
//	f(X) = F(λ(X)) if X = X', else +Inf,   X of N x N,
//
// for an F that takes no notice of the order of its arguments. Its proximal
// operator takes the symmetric part of X, leaves the eigenvectors alone and applies
// prox_{γF} to the eigenvalues; its conjugate is F*(λ(U)) of the symmetric part.
// With [NonNegative] it is the indicator of the semidefinite cone, with [Max] the
// largest eigenvalue, with [Simplex] the spectraplex, with [CappedSimplex] the
// Fantope, with [Entropy] the von Neumann entropy, ... Without F it is the
// indicator of the symmetric matrices.
//
// Prox costs and allocates one eigenvalue decomposition, O(N³).
//
// Reference: Lewis, Convex analysis on the Hermitian matrices (1996);
// Parikh and Boyd, Proximal Algorithms (2014), section 6.7.
type Eigenvalues struct {
	F Function
	N int
}

// decompose returns the eigenvalues of the symmetric part of x, with its numbers
// brought near one, and the eigenvectors.
func (f Eigenvalues) decompose(x []float64) (s []float64, v *mat.Dense) {
	n := f.N
	if len(x) != n*n {
		panic("prox: x does not have N x N entries")
	}
	v = new(mat.Dense)
	m := normInf(x)
	if !(0 < m && m < inf) {
		if n > 0 {
			v = identity(n, n)
		}
		return constant(n, 0*m), v // zero, or NaN unless finite
	}
	a := mat.NewSymDense(n, nil)
	for j := range n {
		for i := range j + 1 {
			a.SetSym(i, j, x[j*n+i]/m/2+x[i*n+j]/m/2)
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(a, true) {
		panic("prox: the eigenvalue decomposition did not converge")
	}
	s = eigen.Values(nil)
	for k := range s {
		s[k] *= m
	}
	eigen.VectorsTo(v)
	return s, v
}

// isSymmetric tells whether x is a symmetric n x n matrix.
func isSymmetric(x []float64, n int) bool {
	tol := slack * normInf(x)
	for j := range n {
		for i := range j {
			if math.Abs(x[j*n+i]-x[i*n+j]) > tol {
				return false
			}
		}
	}
	return true
}

// Validate reports what makes f unusable for n coordinates.
func (f Eigenvalues) Validate(n int) error {
	return firstOf(matrixOf("Eigenvalues", f.N, f.N, n), Validate(f.F, f.N))
}

// Value returns F(λ(X)), +Inf unless X is symmetric.
func (f Eigenvalues) Value(x []float64) float64 {
	s, _ := f.decompose(x)
	if hasNaN(s) || !isSymmetric(x, f.N) {
		return indicator(false, sum(s))
	}
	return forgiving(term(f.F), s)
}

// Prox applies prox_{gamma F} to the eigenvalues and returns f(dst).
func (f Eigenvalues) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	s, v := f.decompose(x)
	if hasNaN(s) {
		return poison(dst)
	}
	value := term(f.F).Prox(s, s, gamma)
	n := f.N
	clear(dst)
	for k, a := range s {
		for j := range n {
			c := a * v.At(j, k)
			for i := range j + 1 {
				dst[j*n+i] += v.At(i, k) * c
			}
		}
	}
	for j := range n {
		for i := range j {
			dst[i*n+j] = dst[j*n+i]
		}
	}
	return value
}

// Conj returns F*(λ(U)) of the symmetric part of U.
func (f Eigenvalues) Conj(u []float64) float64 {
	s, _ := f.decompose(u)
	for k, m := 0, normInf(u); k < len(s); k++ {
		if math.Abs(s[k]) < slack*m { // rounding, zero
			s[k] = 0
		}
	}
	return conj(f.F, s)
}

// WeakConvexity returns that of F.
func (f Eigenvalues) WeakConvexity() float64 { return weakness(f.F) }

// PSD is the indicator of the semidefinite cone
//
//	f(X) = 0 if X = X' and X has no negative eigenvalue, else +Inf,   X of N x N,
//
// whose proximal operator drops the negative eigenvalues of the symmetric part and
// whose conjugate is the indicator of a negative semidefinite symmetric part.
// Cost and allocation as for [Eigenvalues].
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.3.3.
type PSD struct{ N int }

func (f PSD) values() Eigenvalues { return Eigenvalues{NonNegative{}, f.N} }

// Validate reports what makes f unusable for n coordinates.
func (f PSD) Validate(n int) error {
	return matrixOf("PSD", f.N, f.N, n)
}

// Value returns 0 in the cone and +Inf outside.
func (f PSD) Value(x []float64) float64 { return f.values().Value(x) }

// Prox projects X onto the cone and returns 0.
func (f PSD) Prox(dst, x []float64, gamma float64) float64 { return f.values().Prox(dst, x, gamma) }

// Conj returns 0 where the symmetric part of U has no positive eigenvalue and +Inf
// elsewhere.
func (f PSD) Conj(u []float64) float64 { return f.values().Conj(u) }

// LogDet is the barrier of the semidefinite cone
//
//	f(X) = -Lambda log det X if X = X' is positive definite, else +Inf,   X of N x N,
//
// whose proximal operator replaces each eigenvalue by the positive root of
// p² - λ_k p - γ Lambda and whose conjugate is [LogBarrier]'s at the eigenvalues.
// Cost and allocation as for [Eigenvalues].
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.7.
type LogDet struct {
	Lambda float64
	N      int
}

func (f LogDet) values() Eigenvalues { return Eigenvalues{LogBarrier{f.Lambda}, f.N} }

func (f LogDet) broken() string {
	return unless(f.Lambda >= 0, "prox: LogDet needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f LogDet) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("LogDet", f.N, f.N, n))
}

// Value returns -Lambda log det X, +Inf unless X is symmetric and positive definite.
func (f LogDet) Value(x []float64) float64 { return f.values().Value(x) }

// Prox solves a quadratic equation for each eigenvalue and returns f(dst).
func (f LogDet) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.values().Prox(dst, x, gamma)
}

// Conj returns -Lambda Σ (1 + log(-λ_k/Lambda)) of the eigenvalues of the symmetric
// part of U, +Inf unless they are negative.
func (f LogDet) Conj(u []float64) float64 { return f.values().Conj(u) }
