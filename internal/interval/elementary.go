package interval

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// The exponential and the logarithm of package kernel are off by at most 4 units of 2^-53 of
// their results, and softplus by 9, see docs/math.md ("Elementary functions"). One more is
// for the ends of the interval.
const (
	single = 0x1p-50 // 8 units
	double = 0x1p-49 // 16
)

// Exp bounds e^x.
func Exp(x float64) Interval {
	var v [1]float64
	kernel.Exp(v[:], []float64{x})
	return around(v[0], single)
}

// Log bounds the logarithm of x >= 0.
func Log(x float64) Interval {
	var v [1]float64
	kernel.Log(v[:], []float64{x})
	if v[0] < 0 {
		return around(-v[0], single).Multiple(-1)
	}
	return around(v[0], single)
}

// Softplus bounds log(1 + e^x).
func Softplus(x float64) Interval {
	var v [1]float64
	kernel.Softplus(v[:], []float64{x})
	return around(v[0], double)
}

// around bounds the number that is not negative and was computed as v, off by a share.
func around(v, share float64) Interval {
	const tiny = 0x1p-1022 // below which results have lost digits
	if v < tiny {
		return Interval{0, 2 * tiny}
	}
	if math.IsInf(v, 1) {
		return Interval{math.MaxFloat64, v}
	}
	return Interval{v * (1 - share), v * (1 + share)}
}
