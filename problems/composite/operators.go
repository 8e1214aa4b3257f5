package composite

import (
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// Transpose is A'.
type Transpose struct{ A Linear }

// Dims returns the columns and the rows of A.
func (a Transpose) Dims() (rows, cols int) {
	cols, rows = a.A.Dims()
	return rows, cols
}

// Apply sets dst = A'x.
func (a Transpose) Apply(dst, x []float64) { a.A.Adjoint(dst, x) }

// Adjoint sets dst = A y.
func (a Transpose) Adjoint(dst, y []float64) { a.A.Apply(dst, y) }

// Norm returns that of A.
func (a Transpose) Norm() (norm float64, upper bool) { return a.A.Norm() }

// Copies repeats a vector of N entries Times times. Its norm √Times is exact.
type Copies struct{ Times, N int }

// Dims returns Times N and N.
func (a Copies) Dims() (rows, cols int) { return a.Times * a.N, a.N }

// Apply sets dst to copies of x.
func (a Copies) Apply(dst, x []float64) {
	for k := range a.Times {
		copy(dst[k*a.N:(k+1)*a.N], x)
	}
}

// Adjoint sets dst to the sum of the copies.
func (a Copies) Adjoint(dst, y []float64) {
	clear(dst)
	for k := range a.Times {
		vector.Axpy(1, y[k*a.N:(k+1)*a.N], dst)
	}
}

// Norm returns √Times.
func (a Copies) Norm() (norm float64, upper bool) {
	return math.Sqrt(float64(a.Times)) * (1 + 1e-15), true
}

// Blur convolves a column-major picture of Rows x Cols along both axes with a symmetric
// kernel k_{-m}, ..., k_m of odd length, reflected at the borders. It is symmetric, and
// its norm is at most (Σ|k|)².
type Blur struct {
	Rows, Cols int
	Kernel     []float64
}

// Gaussian returns the kernel exp(-t²/(2σ²)) on |t| <= 3σ, adding up to one.
func Gaussian(sigma float64) []float64 {
	m := int(math.Ceil(3 * sigma))
	k := make([]float64, 2*m+1)
	for t := -m; t <= m; t++ {
		k[t+m] = math.Exp(-float64(t*t) / (2 * sigma * sigma))
	}
	s := vector.Total(k)
	for t := range k {
		k[t] /= s
	}
	return k
}

// Dims returns the number of pixels, twice.
func (a Blur) Dims() (rows, cols int) { return a.Rows * a.Cols, a.Rows * a.Cols }

// Apply sets dst to the blurred picture.
func (a Blur) Apply(dst, x []float64) {
	half := make([]float64, len(x))
	for j := range a.Cols {
		a.line(half[j*a.Rows:], x[j*a.Rows:], a.Rows, 1)
	}
	for i := range a.Rows {
		a.line(dst[i:], half[i:], a.Cols, a.Rows)
	}
}

// line convolves n entries of x that are stride apart.
func (a Blur) line(dst, x []float64, n, stride int) {
	m := len(a.Kernel) / 2
	for i := range n {
		var s float64
		for t, k := range a.Kernel {
			at := (i + t - m) % (2 * n) // half-sample symmetric, of period 2n
			if at < 0 {
				at += 2 * n
			}
			if at >= n {
				at = 2*n - 1 - at
			}
			s += k * x[at*stride]
		}
		dst[i*stride] = s
	}
}

// Adjoint is Apply.
func (a Blur) Adjoint(dst, y []float64) { a.Apply(dst, y) }

// Norm returns (Σ|k|)².
func (a Blur) Norm() (norm float64, upper bool) {
	var s float64
	for _, k := range a.Kernel {
		s += math.Abs(k)
	}
	return s * s, true
}

// Validate reports an operator that is missing, or wrong.
func (a Transpose) Validate() error {
	if a.A == nil {
		return errors.New("composite: Transpose needs A")
	}
	return check.Fields(a.A)
}

// Validate reports negative numbers.
func (a Copies) Validate() error {
	if a.Times < 0 || a.N < 0 {
		return fmt.Errorf("composite: Copies is of %d times %d; both must be >= 0", a.Times, a.N)
	}
	return nil
}

// Validate reports negative sides, and a kernel that is not of odd length or not
// symmetric.
func (a Blur) Validate() error {
	if a.Rows < 0 || a.Cols < 0 {
		return fmt.Errorf("composite: Blur is of %d x %d; sides must be >= 0", a.Rows, a.Cols)
	}
	k := a.Kernel
	if len(k)%2 == 0 {
		return fmt.Errorf("composite: the Kernel of Blur has %d numbers; it must have an odd number of them", len(k))
	}
	for t, v := range k {
		if v != k[len(k)-1-t] || math.IsInf(v, 0) {
			return fmt.Errorf("composite: the Kernel of Blur is not finite and symmetric at %d", t)
		}
	}
	return nil
}
