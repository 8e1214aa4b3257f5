package interval

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// The elementary functions of package kernel are off by at most 9 units of 2^-53 of their
// results, see docs/math.md ("Elementary functions"); 2^-49 is 16.

// Exp bounds e^x.
func Exp(x float64) Interval {
	var v [1]float64
	kernel.Exp(v[:], []float64{x})
	return around(v[0])
}

// Log bounds the logarithm of x >= 0.
func Log(x float64) Interval {
	var v [1]float64
	kernel.Log(v[:], []float64{x})
	if v[0] < 0 {
		return around(-v[0]).Multiple(-1)
	}
	return around(v[0])
}

// Softplus bounds log(1 + e^x).
func Softplus(x float64) Interval {
	var v [1]float64
	kernel.Softplus(v[:], []float64{x})
	return around(v[0])
}

// around bounds the number that is not negative and was computed as v.
func around(v float64) Interval {
	const tiny = 0x1p-1022 // below which results have lost digits
	if v < tiny {
		return Interval{0, 2 * tiny}
	}
	if math.IsInf(v, 1) {
		return Interval{math.MaxFloat64, v}
	}
	return Interval{v * (1 - 0x1p-49), v * (1 + 0x1p-49)}
}
