package prox

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Quadratic is a convex quadratic form
//
//	f(x) = ½ x'Q x + <b, x>,   Q symmetric, positive semidefinite,
//
// made by [NewQuadratic] with one eigenvalue decomposition, which serves every γ.
// Its conjugate is ½ (u-b)'Q⁺(u-b) on b + range Q. See [DiagonalQuadratic]
// and [SparseQuadratic] for other kinds of Q. Prox is exact, O(n²) and does not allocate in the steady state.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.1.
type Quadratic struct {
	v basis
	d []float64 // eigenvalues
	b []float64
}

// NewQuadratic factors the n x n matrix Q. It is an error if Q is not symmetric or
// has a negative eigenvalue. Without b the linear term is absent.
func NewQuadratic(n int, q, b []float64) (*Quadratic, error) {
	if err := checkMatrix(n, n, q); err != nil {
		return nil, err
	}
	if b == nil {
		b = make([]float64, n)
	}
	if err := checkMatrix(n, 1, b); err != nil {
		return nil, err
	}
	f := &Quadratic{v: basis{n: n, r: n}, b: append([]float64(nil), b...)}
	if n == 0 {
		return f, nil
	}
	if !isSymmetric(q, n) {
		return nil, errors.New("prox: the matrix of a quadratic form is not symmetric")
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(mat.NewSymDense(n, append([]float64(nil), q...)), true) {
		return nil, errors.New("prox: the eigenvalue decomposition did not converge")
	}
	f.d = eigen.Values(nil)
	tol := 1e-14 * float64(n) * normInf(f.d)
	for k, d := range f.d {
		if d < -tol {
			return nil, fmt.Errorf("prox: the quadratic form is not convex: an eigenvalue is %g", d)
		}
		if d < tol {
			f.d[k] = 0
		}
	}
	var v mat.Dense
	eigen.VectorsTo(&v)
	f.v.v = columns(&v, n)
	return f, nil
}

// Validate reports what makes f unusable for n coordinates.
func (f *Quadratic) Validate(n int) error {
	return entries("Quadratic", f.v.n, n)
}

// Value returns ½ x'Q x + <b, x>.
func (f *Quadratic) Value(x []float64) float64 {
	buffer := borrow(f.v.n)
	defer scratch.Put(buffer)
	z := *buffer
	f.v.coefficients(z, x)
	s := dot(f.b, x)
	for k, d := range f.d {
		s += d * z[k] * z[k] / 2
	}
	return s
}

// Prox solves (I + gamma Q) p = x - gamma b and returns f(dst).
func (f *Quadratic) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	buffer := borrow(f.v.n)
	defer scratch.Put(buffer)
	z := *buffer
	for j, v := range x {
		dst[j] = v - gamma*f.b[j]
	}
	f.v.coefficients(z, dst)
	for k, d := range f.d {
		z[k] = shrink(z[k], gamma*d)
	}
	clear(dst)
	f.v.add(dst, z)
	if hasNaN(z) {
		return poison(dst)
	}
	return f.Value(dst)
}

// Conj returns ½ (u-b)'Q⁺(u-b), +Inf unless u-b is in the range of Q.
func (f *Quadratic) Conj(u []float64) float64 {
	r, z := make([]float64, f.v.n), make([]float64, f.v.n)
	for j, v := range u {
		r[j] = v - f.b[j]
	}
	f.v.coefficients(z, r)
	var s float64
	size := norm2(u) + norm2(f.b)
	for k, d := range f.d {
		if d > 0 || math.Abs(z[k]) > slack*size {
			s += halfSquareConj(z[k], d)
		}
	}
	return indicator(true, size) + s
}

// DiagonalQuadratic is the separable quadratic function
//
//	f(x) = Σ_j ½ Q[j] x_j² + B[j] x_j,   Q >= 0,
//
// whose proximal operator is (x_j - γ B[j])/(1 + γ Q[j]) and whose conjugate is
// Σ_j (u_j - B[j])²/(2 Q[j]). Q and B are 0 by default.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.1.
type DiagonalQuadratic struct{ Q, B []float64 }

// Validate reports what makes f unusable for n coordinates.
func (f DiagonalQuadratic) Validate(n int) error {
	return firstOf(
		nonNegative.each("DiagonalQuadratic.Q", f.Q, n),
		aNumber.each("DiagonalQuadratic.B", f.B, n))
}

// Value returns Σ ½ Q[j] x_j² + B[j] x_j.
func (f DiagonalQuadratic) Value(x []float64) float64 { return sumValue(f, x, f.Q, f.B) }

// Prox shifts and shrinks x and returns f(dst).
func (f DiagonalQuadratic) Prox(dst, x []float64, gamma float64) float64 {
	return eachProx(f, dst, x, gamma, f.Q, f.B)
}

// Conj returns Σ (u_j - B[j])²/(2 Q[j]).
func (f DiagonalQuadratic) Conj(u []float64) float64 { return sumConj(f, u, f.Q, f.B) }

// ValueAt returns ½ Q[j] x² + B[j] x.
func (f DiagonalQuadratic) ValueAt(j int, x float64) float64 {
	return param(f.Q, j, 0)*x/2*x + param(f.B, j, 0)*x
}

// ProxAt returns (x - gamma B[j])/(1 + gamma Q[j]).
func (f DiagonalQuadratic) ProxAt(j int, x, gamma float64) float64 {
	return shrink(x-gamma*param(f.B, j, 0), gamma*param(f.Q, j, 0))
}

func (f DiagonalQuadratic) conjAt(j int, u float64) float64 {
	q, b := param(f.Q, j, 0), param(f.B, j, 0)
	if q == 0 && math.Abs(u-b) <= slack*math.Abs(b) {
		return 0
	}
	return halfSquareConj(u-b, q)
}
