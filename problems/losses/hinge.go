package losses

import (
	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/problems"
)

// Hinge is the fit of the support vector machine; see [HingeLoss].
type Hinge = problems.Pointwise[HingeLoss]

// HingeLoss penalises margins below one
//
//	l(y, z) = max(1 - s z, 0),   s = 1 for y > 0 and -1 otherwise,
//	l*(v) = s v on -1 <= s v <= 0.
//
// Classes are 0 and 1, or -1 and 1. Reference: Cortes and Vapnik, Support-vector networks
// (1995).
type HingeLoss struct{}

// At returns the loss and its slope, at the kink -s.
func (HingeLoss) At(y, z float64) (value, slope, curvature float64) {
	s := check.Side(y)
	if d := 1 - s*z; !(d < 0) {
		return d, -s, 0
	}
	return 0, 0, 0
}

// Conj returns s v.
func (HingeLoss) Conj(y, v float64) float64 { return check.Side(y) * v }

// Domain returns the interval from 0 to -s.
func (HingeLoss) Domain(y float64) (lower, upper float64) {
	if y > 0 {
		return -1, 0
	}
	return 0, 1
}

// Kink returns s.
func (HingeLoss) Kink(y float64) float64 { return check.Side(y) }

// Lipschitz returns +Inf: the slope jumps.
func (HingeLoss) Lipschitz() float64 { return jump }

// Validate reports labels that are not two classes.
func (HingeLoss) Validate(y []float64) error { return check.Labels(y) }
