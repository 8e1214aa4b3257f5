package composite

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

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

// Validate reports negative numbers.
func (a Copies) Validate() error {
	if a.Times < 0 || a.N < 0 {
		return fmt.Errorf("composite: Copies is of %d times %d; both must be >= 0", a.Times, a.N)
	}
	return nil
}

func (a Copies) applyAbs(dst, x []float64) { a.Apply(dst, x) }

func (a Copies) adjointAbs(dst, y []float64) { a.Adjoint(dst, y) }

func (a Copies) roundings() (apply, adjoint int) { return 0, a.Times - 1 }

func (a Copies) entrywise() bool { return true }
