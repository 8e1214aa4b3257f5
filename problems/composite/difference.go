package composite

import (
	"fmt"
	"math"
)

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

// Validate reports a negative N.
func (a Difference1D) Validate() error {
	if a.N < 0 {
		return fmt.Errorf("composite: N of Difference1D is %d; it must be >= 0", a.N)
	}
	return nil
}

func (a Difference1D) applyAbs(dst, x []float64) {
	for j := range dst {
		dst[j] = x[j+1] + x[j]
	}
}

func (a Difference1D) adjointAbs(dst, y []float64) {
	clear(dst)
	for j, v := range y {
		dst[j] += v
		dst[j+1] += v
	}
}

func (Difference1D) roundings() (apply, adjoint int) { return 1, 1 }

func (Difference1D) entrywise() bool { return true }

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

// Validate reports negative sides.
func (a Difference2D) Validate() error {
	if a.Rows < 0 || a.Cols < 0 {
		return fmt.Errorf("composite: Difference2D is of %d x %d; sides must be >= 0", a.Rows, a.Cols)
	}
	return nil
}

func (a Difference2D) applyAbs(dst, x []float64) {
	for k, v := range x {
		dst[2*k], dst[2*k+1] = 0, 0
		if (k+1)%a.Rows != 0 {
			dst[2*k] = x[k+1] + v
		}
		if k+a.Rows < len(x) {
			dst[2*k+1] = x[k+a.Rows] + v
		}
	}
}

func (a Difference2D) adjointAbs(dst, y []float64) {
	clear(dst)
	for k := range dst {
		if (k+1)%a.Rows != 0 {
			dst[k] += y[2*k]
			dst[k+1] += y[2*k]
		}
		if k+a.Rows < len(dst) {
			dst[k] += y[2*k+1]
			dst[k+a.Rows] += y[2*k+1]
		}
	}
}

func (Difference2D) roundings() (apply, adjoint int) { return 1, 3 }

func (Difference2D) entrywise() bool { return true }
