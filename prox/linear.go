package prox

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Functions of Ax with a fixed matrix A pay for one factorisation when they are
// made; after that every prox, whatever gamma, costs two products with the
// orthonormal columns V of the factorisation. Matrices are column-major slices.

// basis holds r orthonormal vectors of length n, one after the other.
type basis struct {
	n, r int
	v    []float64
}

// coefficients sets c = V'x.
func (b basis) coefficients(c, x []float64) {
	if len(x) != b.n {
		panic("prox: x does not fit the matrix")
	}
	for k := range c {
		c[k] = dot(b.v[k*b.n:(k+1)*b.n], x)
	}
}

// add adds V c to dst.
func (b basis) add(dst, c []float64) {
	for k, a := range c {
		if a != 0 {
			for j, v := range b.v[k*b.n : (k+1)*b.n] {
				dst[j] += a * v
			}
		}
	}
}

// project sets dst to the point nearest to x with V'dst = c.
func (b basis) project(dst, x, c []float64) {
	if b.r == b.n {
		clear(dst)
		b.add(dst, c)
		return
	}
	buffer := borrow(b.r)
	defer scratch.Put(buffer)
	y := *buffer
	copy(dst, x)
	for range 40 { // again, as long as a large x costs digits
		b.coefficients(y, dst)
		for k := range y {
			y[k] = c[k] - y[k]
		}
		b.add(dst, y)
		if norm2(y) <= 1e-15*norm2(c) {
			break
		}
	}
}

// spans sets c = V'u and tells whether u = V c.
func (b basis) spans(c, u []float64) bool {
	b.coefficients(c, u)
	rest := borrow(b.n)
	defer scratch.Put(rest)
	r := *rest
	copy(r, u)
	for k := range c {
		for j, v := range b.v[k*b.n : (k+1)*b.n] {
			r[j] -= c[k] * v
		}
	}
	return norm2(r) <= slack*norm2(u)
}

// checkMatrix returns an error unless a holds rows x cols finite numbers.
func checkMatrix(rows, cols int, a []float64) error {
	if rows < 0 || cols < 0 || len(a) != rows*cols {
		return fmt.Errorf("prox: a %d x %d matrix needs %d numbers, not %d", rows, cols, rows*cols, len(a))
	}
	for k, v := range a {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("prox: entry (%d, %d) of the matrix is %v", k%rows, k/rows, v)
		}
	}
	return nil
}

// thinSVD returns the factors of a matrix of numerical rank r: r singular values,
// largest first, and the singular vectors.
func thinSVD(rows, cols int, a []float64) (u basis, s []float64, v basis, err error) {
	u, v = basis{n: rows}, basis{n: cols}
	if rows == 0 || cols == 0 {
		return u, nil, v, nil
	}
	var svd mat.SVD
	// A column-major matrix is its transpose by rows: U and V change places.
	if !svd.Factorize(mat.NewDense(cols, rows, append([]float64(nil), a...)), mat.SVDThin) {
		return u, nil, v, errors.New("prox: the singular value decomposition did not converge")
	}
	s = svd.Values(nil)
	r := 0
	for r < len(s) && s[r] > 1e-15*float64(max(rows, cols))*s[0] {
		r++
	}
	var left, right mat.Dense
	svd.UTo(&left)
	svd.VTo(&right)
	u.r, v.r = r, r
	u.v, v.v = columns(&right, r), columns(&left, r)
	return u, s[:r], v, nil
}

// columns copies the first r columns of m.
func columns(m *mat.Dense, r int) []float64 {
	n, _ := m.Dims()
	v := make([]float64, 0, n*r)
	for k := range r {
		for i := range n {
			v = append(v, m.At(i, k))
		}
	}
	return v
}

// Affine is the indicator of the solutions of a linear system
//
//	f(x) = 0 if A x = b, else +Inf,
//
// whose proximal operator is x - V(V'x - c) with an orthonormal basis V of the
// rows of A and c = V'x₀ for a solution x₀. Its conjugate is <x₀, u> on the span of
// the rows and +Inf elsewhere. [NewAffine] makes one; the zero value is for no
// coordinates. Prox is exact, O(n rank) and does not allocate in the steady state.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
type Affine struct {
	rows basis
	c    []float64
}

// NewAffine factors the column-major matrix A with so many rows and columns. Rows
// may depend on each other; it is an error if no x solves the system.
func NewAffine(rows, cols int, a, b []float64) (*Affine, error) {
	if err := checkMatrix(rows, cols, a); err != nil {
		return nil, err
	}
	if err := checkMatrix(rows, 1, b); err != nil {
		return nil, err
	}
	u, s, v, err := thinSVD(rows, cols, a)
	if err != nil {
		return nil, err
	}
	c := make([]float64, u.r)
	if !u.spans(c, b) {
		return nil, errors.New("prox: the linear system has no solution")
	}
	for k := range c {
		c[k] /= s[k]
	}
	return &Affine{v, c}, nil
}

// Validate reports what makes f unusable for n coordinates.
func (f *Affine) Validate(n int) error {
	return entries("Affine", f.rows.n, n)
}

// Value returns 0 where A x = b and +Inf elsewhere.
func (f *Affine) Value(x []float64) float64 {
	buffer := borrow(f.rows.r)
	defer scratch.Put(buffer)
	y := *buffer
	f.rows.coefficients(y, x)
	for k := range y {
		y[k] -= f.c[k]
	}
	return indicator(norm2(y) <= slack*(norm2(x)+norm2(f.c)), sum(x))
}

// Prox projects x onto the solutions and returns 0.
func (f *Affine) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	f.rows.project(dst, x, f.c)
	return 0
}

// Conj returns <x₀, u> where u is in the span of the rows and +Inf elsewhere.
func (f *Affine) Conj(u []float64) float64 {
	y := make([]float64, f.rows.r)
	return indicator(f.rows.spans(y, u), sum(u)) + dot(y, f.c)
}

// LeastSquares is the squared residual of a linear system
//
//	f(x) = ½ ‖A x - b‖²,
//
// made by [NewLeastSquares] with one singular value decomposition A = U S V',
// which serves every γ. Its conjugate at V α is Σ_k α_k²/(2s_k²) + α_k c_k/s_k, less
// half the square of what no x can fit; c = U'b. Prox is exact, O(n rank) and does
// not allocate in the steady state.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.1.
type LeastSquares struct {
	v    basis
	s, c []float64 // singular values, U'b
	rest float64   // ½ ‖b - U c‖²
}

// NewLeastSquares factors the column-major matrix A with so many rows and columns.
func NewLeastSquares(rows, cols int, a, b []float64) (*LeastSquares, error) {
	if err := checkMatrix(rows, cols, a); err != nil {
		return nil, err
	}
	if err := checkMatrix(rows, 1, b); err != nil {
		return nil, err
	}
	u, s, v, err := thinSVD(rows, cols, a)
	if err != nil {
		return nil, err
	}
	c := make([]float64, u.r)
	u.coefficients(c, b)
	fit, r := make([]float64, rows), 0.0
	u.add(fit, c)
	for i, y := range b {
		r += (y - fit[i]) * (y - fit[i]) / 2
	}
	return &LeastSquares{v, s, c, r}, nil
}

// Validate reports what makes f unusable for n coordinates.
func (f *LeastSquares) Validate(n int) error {
	return entries("LeastSquares", f.v.n, n)
}

// Value returns ½ ‖A x - b‖².
func (f *LeastSquares) Value(x []float64) float64 {
	buffer := borrow(f.v.r)
	defer scratch.Put(buffer)
	z, t := *buffer, f.rest
	f.v.coefficients(z, x)
	for k := range z {
		d := f.s[k]*z[k] - f.c[k]
		t += d * d / 2
	}
	return indicator(true, sum(x)) + t
}

// Prox solves (I + gamma A'A) p = x + gamma A'b and returns f(dst).
func (f *LeastSquares) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	buffer := borrow(f.v.r)
	defer scratch.Put(buffer)
	z := *buffer
	f.v.coefficients(z, x)
	for k, s := range f.s { // 1/(1+γs²) of the way is left from c/s to z
		z[k] = f.c[k]/s + shrink(z[k]-f.c[k]/s, gamma*s*s)
	}
	f.v.project(dst, x, z)
	return f.Value(dst)
}

// Conj returns the conjugate, finite on the span of the rows of A.
func (f *LeastSquares) Conj(u []float64) float64 {
	a := make([]float64, f.v.r)
	t := indicator(f.v.spans(a, u), sum(u)) - f.rest
	for k, s := range f.s {
		t += a[k] / s * (a[k]/s/2 + f.c[k])
	}
	return t
}
