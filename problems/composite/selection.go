package composite

import (
	"fmt"
	"math"
	"slices"
)

// Selection reads the entries At off a vector of N: the samples that were taken of a
// signal, the pixels that are known. A place may be named more than once. Its norm, the
// root of how often the most frequent one is, is exact.
type Selection struct {
	N  int
	At []int
}

// Dims returns the length of At and N.
func (a Selection) Dims() (rows, cols int) { return len(a.At), a.N }

// Apply sets dst_k = x_{At_k}.
func (a Selection) Apply(dst, x []float64) {
	for k, j := range a.At {
		dst[k] = x[j]
	}
}

// Adjoint adds each y_k up at its place, in a vector of zeros.
func (a Selection) Adjoint(dst, y []float64) {
	clear(dst)
	for k, j := range a.At {
		dst[j] += y[k]
	}
}

// Norm returns the root of the largest number of times that a place is named.
func (a Selection) Norm() (norm float64, upper bool) {
	return math.Sqrt(float64(a.most())) * (1 + 1e-15), true
}

// most returns how often the most frequent place is named.
func (a Selection) most() int {
	times := make([]int, a.N)
	for _, j := range a.At {
		times[j]++
	}
	return slices.Max(append(times, 0))
}

// Validate reports places that do not exist.
func (a Selection) Validate() error {
	if a.N < 0 {
		return fmt.Errorf("composite: N of Selection is %d; it must be >= 0", a.N)
	}
	for k, j := range a.At {
		if j < 0 || j >= a.N {
			return fmt.Errorf("composite: At[%d] of Selection is %d; there are entries 0 to %d", k, j, a.N-1)
		}
	}
	return nil
}

func (a Selection) applyAbs(dst, x []float64)       { a.Apply(dst, x) }
func (a Selection) adjointAbs(dst, y []float64)     { a.Adjoint(dst, y) }
func (a Selection) roundings() (apply, adjoint int) { return 0, a.most() }
func (a Selection) entrywise() bool                 { return true }
