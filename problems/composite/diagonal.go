package composite

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// Identity leaves the N entries of a vector as they are: a part of a [VStack], or of a
// [Sum]. Its norm is 1.
type Identity struct{ N int }

// Dims returns N, twice.
func (a Identity) Dims() (rows, cols int) { return a.N, a.N }

// Apply copies x.
func (a Identity) Apply(dst, x []float64) { copy(dst, x) }

// Adjoint copies y.
func (a Identity) Adjoint(dst, y []float64) { copy(dst, y) }

// Norm returns 1, or 0 for vectors without entries.
func (a Identity) Norm() (norm float64, upper bool) { return float64(min(a.N, 1)), true }

// Validate reports a negative N.
func (a Identity) Validate() error {
	if a.N < 0 {
		return fmt.Errorf("composite: N of Identity is %d; it must be >= 0", a.N)
	}
	return nil
}

func (a Identity) applyAbs(dst, x []float64)       { copy(dst, x) }
func (a Identity) adjointAbs(dst, y []float64)     { copy(dst, y) }
func (a Identity) roundings() (apply, adjoint int) { return 0, 0 }
func (a Identity) entrywise() bool                 { return true }

// Diagonal multiplies entry j by D_j: weights of the entries of what follows, as in
// [Compose] of a Diagonal and differences. Its norm max |D_j| is exact.
type Diagonal struct{ D []float64 }

// Dims returns the length of D, twice.
func (a Diagonal) Dims() (rows, cols int) { return len(a.D), len(a.D) }

// Apply sets dst_j = D_j x_j.
func (a Diagonal) Apply(dst, x []float64) {
	for j, d := range a.D {
		dst[j] = d * x[j]
	}
}

// Adjoint is Apply.
func (a Diagonal) Adjoint(dst, y []float64) { a.Apply(dst, y) }

// Norm returns max |D_j|.
func (a Diagonal) Norm() (norm float64, upper bool) { return vector.MaxAbs(a.D), true }

// Validate reports entries that are not finite.
func (a Diagonal) Validate() error {
	for j, d := range a.D {
		if math.IsNaN(d) || math.IsInf(d, 0) {
			return fmt.Errorf("composite: D[%d] of Diagonal is %v; it must be finite", j, d)
		}
	}
	return nil
}

func (a Diagonal) applyAbs(dst, x []float64) {
	Diagonal{magnitudes(a.D)}.Apply(dst, x)
}

func (a Diagonal) adjointAbs(dst, y []float64)     { a.applyAbs(dst, y) }
func (a Diagonal) roundings() (apply, adjoint int) { return 1, 1 }
func (a Diagonal) entrywise() bool                 { return true }
