package prox

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// SingularValues is a function of the singular values of a matrix
//
//	f(X) = F(σ(X)),   X of Rows x Cols, column-major,
//
// for an F that takes no notice of the order and the signs of its arguments. Its
// proximal operator leaves the singular vectors alone and applies prox_{γF} to the
// values; its conjugate is F*(σ(U)). With [L1] it is the nuclear norm, with [Linf]
// the spectral norm, with [L0] the rank, with [BallL1] the nuclear ball, ...
// Without F it is the zero function.
//
// In values, what is below 1e-13 of the largest singular value is zero. Prox costs and allocates
// one singular value decomposition, O(Rows Cols min(Rows, Cols)).
//
// Reference: Lewis, The convex analysis of unitarily invariant matrix functions
// (1995).
type SingularValues struct {
	F          Function
	Rows, Cols int
}

// singular returns the thin decomposition of x, with its numbers brought near one.
func (f SingularValues) singular(x []float64) (u, v *mat.Dense, s []float64) {
	if len(x) != f.Rows*f.Cols {
		panic("prox: x does not have Rows x Cols entries")
	}
	m := normInf(x)
	if !(0 < m && m < inf) {
		return nil, nil, constant(min(f.Rows, f.Cols), 0*m) // zero, or NaN unless finite
	}
	a := mat.NewDense(f.Cols, f.Rows, nil) // the transpose, by rows
	for k, v := range x {
		a.RawMatrix().Data[k] = v / m
	}
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		panic("prox: the singular value decomposition did not converge")
	}
	s = svd.Values(nil)
	for k := range s {
		s[k] *= m
	}
	u, v = new(mat.Dense), new(mat.Dense)
	svd.UTo(v)
	svd.VTo(u)
	return u, v, s
}

// nonzero returns the singular values, with zero for what is rounding.
func (f SingularValues) nonzero(x []float64) []float64 {
	_, _, s := f.singular(x)
	for k := range s {
		if s[k] < 1e-13*s[0] {
			s[k] = 0
		}
	}
	return s
}

// Validate reports what makes f unusable for n coordinates.
func (f SingularValues) Validate(n int) error {
	return firstOf(matrixOf("SingularValues", f.Rows, f.Cols, n), Validate(f.F, min(f.Rows, f.Cols)))
}

// Value returns F(σ(X)).
func (f SingularValues) Value(x []float64) float64 {
	return forgiving(term(f.F), f.nonzero(x))
}

// Prox applies prox_{gamma F} to the singular values and returns f(dst).
func (f SingularValues) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	u, v, s := f.singular(x)
	if hasNaN(s) {
		return poison(dst)
	}
	if u == nil && len(s) > 0 { // X = 0: any singular vectors will do
		u, v = identity(f.Rows, len(s)), identity(f.Cols, len(s))
	}
	value := term(f.F).Prox(s, s, gamma)
	clear(dst)
	for k, a := range s {
		for j := range f.Cols {
			if c := a * v.At(j, k); c != 0 {
				for i := range f.Rows {
					dst[j*f.Rows+i] += u.At(i, k) * c
				}
			}
		}
	}
	return value
}

// Conj returns F*(σ(U)).
func (f SingularValues) Conj(u []float64) float64 {
	return conj(f.F, f.nonzero(u))
}

// WeakConvexity returns that of F.
func (f SingularValues) WeakConvexity() float64 { return weakness(f.F) }

// constant returns n times v.
func constant(n int, v float64) []float64 {
	s := make([]float64, n)
	for k := range s {
		s[k] = v
	}
	return s
}

func identity(rows, cols int) *mat.Dense {
	m := mat.NewDense(rows, cols, nil)
	for k := range min(rows, cols) {
		m.Set(k, k, 1)
	}
	return m
}

// forgiving is F(s), or F at the nearest point of the domain if that is no further
// than rounding: eigenvalues of a projected matrix are not exactly what they were
// made to be.
func forgiving(f Function, s []float64) float64 {
	v := f.Value(s)
	if !math.IsInf(v, 1) {
		return v
	}
	p := make([]float64, len(s))
	value := f.Prox(p, s, 1e-300)
	var d float64
	for k := range s {
		d = max(d, math.Abs(p[k]-s[k]))
	}
	if d <= slack*max(normInf(s), normInf(p)) {
		return value
	}
	return v
}

// Nuclear is the nuclear norm, the sum of the singular values
//
//	f(X) = Lambda Σ_k σ_k(X),   X of Rows x Cols, column-major,
//
// whose proximal operator soft-thresholds them and whose conjugate is the
// indicator of σ_1 <= Lambda. Cost and allocation as for [SingularValues].
//
// Reference: Cai, Candès and Shen, A singular value thresholding algorithm for
// matrix completion (2010), theorem 2.1.
type Nuclear struct {
	Lambda     float64
	Rows, Cols int
}

func (f Nuclear) values() SingularValues {
	return SingularValues{L1{Lambda: f.Lambda}, f.Rows, f.Cols}
}

func (f Nuclear) broken() string {
	return unless(f.Lambda >= 0, "prox: Nuclear needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Nuclear) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("Nuclear", f.Rows, f.Cols, n))
}

// Value returns Lambda Σ σ_k(X).
func (f Nuclear) Value(x []float64) float64 { return f.values().Value(x) }

// Prox soft-thresholds the singular values and returns f(dst).
func (f Nuclear) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.values().Prox(dst, x, gamma)
}

// Conj returns 0 where σ_1 <= Lambda and +Inf elsewhere.
func (f Nuclear) Conj(u []float64) float64 { return f.values().Conj(u) }

// Spectral is the spectral norm, the largest singular value
//
//	f(X) = Lambda σ_1(X),   X of Rows x Cols, column-major,
//
// whose proximal operator clips them as [Linf] does and whose conjugate is the
// indicator of Σ σ_k <= Lambda. Cost and allocation as for [SingularValues].
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.7.
type Spectral struct {
	Lambda     float64
	Rows, Cols int
}

func (f Spectral) values() SingularValues {
	return SingularValues{Linf{f.Lambda}, f.Rows, f.Cols}
}

func (f Spectral) broken() string {
	return unless(f.Lambda >= 0, "prox: Spectral needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Spectral) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("Spectral", f.Rows, f.Cols, n))
}

// Value returns Lambda σ_1(X).
func (f Spectral) Value(x []float64) float64 { return f.values().Value(x) }

// Prox clips the singular values and returns f(dst).
func (f Spectral) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.values().Prox(dst, x, gamma)
}

// Conj returns 0 where Σ σ_k <= Lambda and +Inf elsewhere.
func (f Spectral) Conj(u []float64) float64 { return f.values().Conj(u) }

// Rank is the rank of a matrix
//
//	f(X) = Lambda rank X,   X of Rows x Cols, column-major.
//
// Not convex: the proximal operator drops the singular values up to
// sqrt(2 γ Lambda). Cost and allocation as for [SingularValues].
//
// Reference: Hiriart-Urruty and Le, From Eckart and Young approximation to Moreau
// envelopes and vice versa (2013).
type Rank struct {
	Lambda     float64
	Rows, Cols int
}

func (f Rank) values() SingularValues { return SingularValues{L0{f.Lambda}, f.Rows, f.Cols} }

func (f Rank) broken() string {
	return unless(f.Lambda >= 0, "prox: Rank needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Rank) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("Rank", f.Rows, f.Cols, n))
}

// Value returns Lambda times the number of singular values above 1e-13 σ_1.
func (f Rank) Value(x []float64) float64 { return f.values().Value(x) }

// Prox drops small singular values and returns f(dst).
func (f Rank) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.values().Prox(dst, x, gamma)
}

// WeakConvexity returns +Inf, or 0 without Lambda.
func (f Rank) WeakConvexity() float64 { return f.values().WeakConvexity() }

// BallRank is the indicator of the matrices of rank K at most
//
//	f(X) = 0 if rank X <= K, else +Inf,   X of Rows x Cols, column-major.
//
// Not convex: the proximal operator keeps the K largest singular values. Cost and
// allocation as for [SingularValues].
//
// Reference: Eckart and Young, The approximation of one matrix by another of lower
// rank (1936).
type BallRank struct{ K, Rows, Cols int }

func (f BallRank) values() SingularValues { return SingularValues{BallL0{f.K}, f.Rows, f.Cols} }

func (f BallRank) broken() string {
	return unless(f.K >= 0, "prox: BallRank needs K >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f BallRank) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("BallRank", f.Rows, f.Cols, n))
}

// Value returns 0 for no more than K singular values above 1e-13 σ_1, else +Inf.
func (f BallRank) Value(x []float64) float64 { return f.values().Value(x) }

// Prox keeps the K largest singular values and returns 0.
func (f BallRank) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.values().Prox(dst, x, gamma)
}

// WeakConvexity returns +Inf, or 0 for K = 0.
func (f BallRank) WeakConvexity() float64 { return f.values().WeakConvexity() }

// Stiefel is the indicator of the matrices with orthonormal columns
//
//	f(X) = 0 if X'X = I, else +Inf,   X of Rows x Cols, column-major, Rows >= Cols.
//
// Not convex: the proximal operator sets all singular values to one, the polar
// factor of X. Its conjugate is the nuclear norm. Cost and allocation as for
// [SingularValues].
//
// Reference: Fan and Hoffman, Some metric inequalities in the space of matrices
// (1955); Absil and Malick, Projection-like retractions on matrix manifolds (2012).
type Stiefel struct{ Rows, Cols int }

func (f Stiefel) values() SingularValues {
	if f.Rows < f.Cols {
		panic("prox: Stiefel needs Rows >= Cols")
	}
	return SingularValues{Point{[]float64{1}}, f.Rows, f.Cols}
}

func (f Stiefel) broken() string {
	return unless(f.Rows >= f.Cols, "prox: Stiefel needs Rows >= Cols")
}

// Validate reports what makes f unusable for n coordinates.
func (f Stiefel) Validate(n int) error {
	return firstOf(broken(f.broken()), matrixOf("Stiefel", f.Rows, f.Cols, n))
}

// Value returns 0 where all singular values are one and +Inf elsewhere.
func (f Stiefel) Value(x []float64) float64 { return f.values().Value(x) }

// Prox replaces X by its orthonormal polar factor and returns 0.
func (f Stiefel) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.values().Prox(dst, x, gamma)
}

// Conj returns the sum of the singular values.
func (f Stiefel) Conj(u []float64) float64 { return f.values().Conj(u) }

// WeakConvexity returns +Inf.
func (f Stiefel) WeakConvexity() float64 { return inf }
