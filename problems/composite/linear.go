package composite

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Linear is a linear operator A between spaces of column vectors, for terms H(A x).
type Linear interface {
	// Dims returns the lengths of A x and of x.
	Dims() (rows, cols int)
	// Apply sets dst = A x.
	Apply(dst, x []float64)
	// Adjoint sets dst = A'y.
	Adjoint(dst, y []float64)
	// Norm returns the spectral norm of A, or a number near it. upper tells
	// whether it is proved not to be below the norm.
	Norm() (norm float64, upper bool)
}

// Matrix is a design as an operator, with a column of ones behind the others if
// Intercept is set. Its norm is an upper bound, exact to 1e-10, where the shorter
// side has no more than 300 entries (one Gram matrix and its eigenvalues) and an
// estimate from below by power iterations otherwise.
type Matrix struct {
	X         design.Design
	Intercept bool
}

// Dims returns n and p, or p+1.
func (a Matrix) Dims() (rows, cols int) {
	rows, cols = a.X.Dims()
	if a.Intercept {
		cols++
	}
	return rows, cols
}

// Apply sets dst = X b + b_0.
func (a Matrix) Apply(dst, x []float64) {
	_, p := a.X.Dims()
	design.Mul(dst, a.X, x[:p])
	if a.Intercept {
		for i := range dst {
			dst[i] += x[p]
		}
	}
}

// Adjoint sets dst = X'y, and the sum of y for the intercept.
func (a Matrix) Adjoint(dst, y []float64) {
	_, p := a.X.Dims()
	design.MulTrans(dst[:p], a.X, y)
	if a.Intercept {
		dst[p] = vector.Total(y)
	}
}

// Norm returns the largest singular value.
func (a Matrix) Norm() (norm float64, upper bool) {
	rows, cols := a.Dims()
	if m := min(rows, cols); m <= 300 {
		return gramNorm(a, m), true
	}
	return NormBelow(a), false
}

// gramNorm returns the root of the largest eigenvalue of the smaller Gram matrix,
// of order m.
func gramNorm(a Linear, m int) float64 {
	rows, cols := a.Dims()
	if m == 0 {
		return 0
	}
	long, e, out := make([]float64, max(rows, cols)), make([]float64, m), make([]float64, m)
	gram := mat.NewSymDense(m, nil)
	for k := range m {
		clear(e)
		e[k] = 1
		if cols <= rows {
			a.Apply(long, e)
			a.Adjoint(out, long)
		} else {
			a.Adjoint(long, e)
			a.Apply(out, long)
		}
		for i := range k + 1 {
			gram.SetSym(i, k, out[i])
		}
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(gram, false) {
		return math.Inf(1)
	}
	return math.Sqrt(max(0, eigen.Values(nil)[m-1])) * (1 + 1e-10)
}

// NormBelow estimates the spectral norm of A from below, by at most 200 power iterations
// on A'A.
func NormBelow(a Linear) float64 {
	rows, cols := a.Dims()
	x, y := make([]float64, cols), make([]float64, rows)
	for j := range x {
		x[j] = 1 + float64(j*7919%1009)/1009 // in no special direction
	}
	last := 0.0
	for range 200 {
		size := vector.Norm(x)
		if size == 0 {
			return 0
		}
		for j := range x {
			x[j] /= size
		}
		a.Apply(y, x)
		now := vector.Norm(y)
		if now <= last*(1+1e-4) {
			return now
		}
		last = now
		a.Adjoint(x, y)
	}
	return last
}

// Difference1D takes the N-1 differences x_{j+1} - x_j of a signal. Its norm
// 2 cos(π/2N) is exact.
type Difference1D struct{ N int }

// Dims returns N-1 and N.
func (a Difference1D) Dims() (rows, cols int) { return max(a.N-1, 0), a.N }

// Apply sets dst_j = x_{j+1} - x_j.
func (a Difference1D) Apply(dst, x []float64) {
	for j := range dst {
		dst[j] = x[j+1] - x[j]
	}
}

// Adjoint sets dst_j = y_{j-1} - y_j.
func (a Difference1D) Adjoint(dst, y []float64) {
	clear(dst)
	for j, v := range y {
		dst[j] -= v
		dst[j+1] += v
	}
}

// Norm returns 2 cos(π/2N), the norm.
func (a Difference1D) Norm() (norm float64, upper bool) { return pathNorm(a.N), true }

// pathNorm is the root of the largest eigenvalue 2 + 2 cos(π/n) of the Laplacian
// of a path.
func pathNorm(n int) float64 {
	if n < 2 {
		return 0
	}
	return 2 * math.Cos(math.Pi/float64(2*n)) * (1 + 1e-15)
}

// Difference2D takes the differences down and right at each pixel of a
// column-major image of Rows x Cols: entries 2k and 2k+1 belong to pixel k, and are
// 0 at the lower and the right border. Its norm is exact.
type Difference2D struct{ Rows, Cols int }

// Dims returns 2 Rows Cols and Rows Cols.
func (a Difference2D) Dims() (rows, cols int) { return 2 * a.Rows * a.Cols, a.Rows * a.Cols }

// Apply sets dst to the gradient of the image.
func (a Difference2D) Apply(dst, x []float64) {
	for k, v := range x {
		dst[2*k], dst[2*k+1] = 0, 0
		if (k+1)%a.Rows != 0 {
			dst[2*k] = x[k+1] - v
		}
		if k+a.Rows < len(x) {
			dst[2*k+1] = x[k+a.Rows] - v
		}
	}
}

// Adjoint sets dst to minus the divergence of y.
func (a Difference2D) Adjoint(dst, y []float64) {
	clear(dst)
	for k := range dst {
		if (k+1)%a.Rows != 0 {
			dst[k] -= y[2*k]
			dst[k+1] += y[2*k]
		}
		if k+a.Rows < len(dst) {
			dst[k] -= y[2*k+1]
			dst[k+a.Rows] += y[2*k+1]
		}
	}
}

// Norm returns the root of the sum of the squared norms along the two axes.
func (a Difference2D) Norm() (norm float64, upper bool) {
	return math.Hypot(pathNorm(a.Rows), pathNorm(a.Cols)), true
}

// Composition is the product A B. Its norm, the product of theirs, is an upper
// bound where both are.
type Composition struct {
	A, B   Linear
	middle []float64
}

// Compose returns A B. It keeps a buffer: one goroutine at a time.
func Compose(a, b Linear) *Composition {
	_, inner := a.Dims()
	rows, _ := b.Dims()
	if inner != rows {
		panic("composite: the operators of a composition do not fit")
	}
	return &Composition{a, b, make([]float64, rows)}
}

// Dims returns the rows of A and the columns of B.
func (c *Composition) Dims() (rows, cols int) {
	rows, _ = c.A.Dims()
	_, cols = c.B.Dims()
	return rows, cols
}

// Apply sets dst = A B x.
func (c *Composition) Apply(dst, x []float64) {
	c.B.Apply(c.middle, x)
	c.A.Apply(dst, c.middle)
}

// Adjoint sets dst = B'A'y.
func (c *Composition) Adjoint(dst, y []float64) {
	c.A.Adjoint(c.middle, y)
	c.B.Adjoint(dst, c.middle)
}

// Norm returns the product of the norms.
func (c *Composition) Norm() (norm float64, upper bool) {
	a, upperA := c.A.Norm()
	b, upperB := c.B.Norm()
	return a * b, upperA && upperB
}

// Validate reports a design that is missing, or wrong.
func (a Matrix) Validate() error {
	if a.X == nil {
		return errors.New("composite: Matrix needs X")
	}
	return check.Fields(a.X)
}

// Validate reports a negative N.
func (a Difference1D) Validate() error {
	if a.N < 0 {
		return fmt.Errorf("composite: N of Difference1D is %d; it must be >= 0", a.N)
	}
	return nil
}

// Validate reports negative sides.
func (a Difference2D) Validate() error {
	if a.Rows < 0 || a.Cols < 0 {
		return fmt.Errorf("composite: Difference2D is of %d x %d; sides must be >= 0", a.Rows, a.Cols)
	}
	return nil
}

// Validate reports operators that are missing, wrong, or do not fit.
func (c *Composition) Validate() error {
	if c.A == nil || c.B == nil || c.middle == nil {
		return errors.New("composite: a Composition is made by Compose")
	}
	if err := check.Fields(c.A); err != nil {
		return err
	}
	return check.Fields(c.B)
}
