package composite

import (
	"errors"
	"fmt"
	"math"
)

// Convolution is that of a signal of N entries with a kernel k_0, ..., k_{m-1}, zeros
// around the signal,
//
//	(A x)_i = Σ_t k_t x_{i-t},   i = 0, ..., N+m-2,
//
// which is known as "full". Other borders are made of it: the N entries in the middle,
// known as "same", are [Compose] of a [Selection] and it, and those that no border has a
// part in, "valid", are too. The norm is the bound Σ|k_t| of Young's inequality, near the
// norm for a long signal and a kernel of one sign. O(N m).
type Convolution struct {
	N      int
	Kernel []float64
}

// Dims returns N+m-1 and N.
func (a Convolution) Dims() (rows, cols int) {
	if a.N == 0 || len(a.Kernel) == 0 {
		return 0, a.N
	}
	return a.N + len(a.Kernel) - 1, a.N
}

// Apply sets dst to the convolution.
func (a Convolution) Apply(dst, x []float64) {
	clear(dst)
	for j, v := range x {
		for t, k := range a.Kernel {
			dst[j+t] += k * v
		}
	}
}

// Adjoint sets dst_j = Σ_t k_t y_{j+t}, the correlation with the kernel.
func (a Convolution) Adjoint(dst, y []float64) {
	for j := range dst {
		var s float64
		for t, k := range a.Kernel {
			s += k * y[j+t]
		}
		dst[j] = s
	}
}

// Norm returns Σ|k_t|.
func (a Convolution) Norm() (norm float64, upper bool) {
	for _, k := range a.Kernel {
		norm += math.Abs(k)
	}
	return norm * (1 + 1e-15*float64(len(a.Kernel))), true
}

// Validate reports a negative N, and a kernel that is empty or not finite.
func (a Convolution) Validate() error {
	if a.N < 0 {
		return fmt.Errorf("composite: N of Convolution is %d; it must be >= 0", a.N)
	}
	if len(a.Kernel) == 0 {
		return errors.New("composite: the Kernel of Convolution is empty")
	}
	for t, k := range a.Kernel {
		if math.IsNaN(k) || math.IsInf(k, 0) {
			return fmt.Errorf("composite: the Kernel of Convolution is %v at %d; it must be finite", k, t)
		}
	}
	return nil
}

func (a Convolution) magnitudes() Convolution { return Convolution{a.N, magnitudes(a.Kernel)} }

func (a Convolution) applyAbs(dst, x []float64)       { a.magnitudes().Apply(dst, x) }
func (a Convolution) adjointAbs(dst, y []float64)     { a.magnitudes().Adjoint(dst, y) }
func (a Convolution) roundings() (apply, adjoint int) { return len(a.Kernel) + 1, len(a.Kernel) + 1 }
func (a Convolution) entrywise() bool                 { return true }
