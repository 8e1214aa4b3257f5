package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/problems"
)

// Absolute is the fit of least absolute deviations; see [AbsoluteLoss].
type Absolute = problems.Pointwise[AbsoluteLoss]

// AbsoluteLoss is the absolute error
//
//	l(y, z) = |z - y|,   l*(v) = y v on |v| <= 1,
//
// twice the [QuantileLoss] of 1/2.
type AbsoluteLoss struct{}

// At returns the loss and its slope, at the kink -1.
func (AbsoluteLoss) At(y, z float64) (value, slope, curvature float64) {
	if r := z - y; r > 0 {
		return r, 1, 0
	} else {
		return -r, -1, 0
	}
}

// Conj returns y v.
func (AbsoluteLoss) Conj(y, v float64) float64 { return y * v }

// Domain returns [-1, 1].
func (AbsoluteLoss) Domain(float64) (lower, upper float64) { return -1, 1 }

// Kink returns y.
func (AbsoluteLoss) Kink(y float64) float64 { return y }

// Lipschitz returns +Inf: the slope jumps.
func (AbsoluteLoss) Lipschitz() float64 { return jump }

// Validate has nothing to report.
func (AbsoluteLoss) Validate([]float64) error { return nil }

// jump is the largest second derivative of a kink.
var jump = math.Inf(1)
