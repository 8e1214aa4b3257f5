package composite

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// Blur convolves a column-major picture of Rows x Cols along both axes with a symmetric
// kernel k_{-m}, ..., k_m of odd length, reflected at the borders. It is symmetric, and
// its norm is at most (Σ|k|)².
type Blur struct {
	Rows, Cols int
	Kernel     []float64
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

// magnitudes is a blur by the absolute values of the kernel.
func (a Blur) magnitudes() Blur { return Blur{a.Rows, a.Cols, magnitudes(a.Kernel)} }

func (a Blur) applyAbs(dst, x []float64) { a.magnitudes().Apply(dst, x) }

func (a Blur) adjointAbs(dst, y []float64) { a.magnitudes().Apply(dst, y) }

func (a Blur) roundings() (apply, adjoint int) {
	k := 2*len(a.Kernel) + 2
	return k, k
}

func (Blur) entrywise() bool { return false } // entries reflected onto one another add up

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
