package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/problems"
)

// SquaredHinge is the fit of the smooth support vector machine; see
// [SquaredHingeLoss].
type SquaredHinge = problems.Pointwise[SquaredHingeLoss]

// SquaredHingeLoss penalises margins below one
//
//	l(y, z) = max(1 - s z, 0)²/2,   s = 1 for y > 0 and -1 otherwise,
//	l*(v) = v²/2 + s v on s v <= 0.
//
// Classes are 0 and 1, or -1 and 1. Others leave out the half.
type SquaredHingeLoss struct{}

// At returns the loss and its derivatives.
func (SquaredHingeLoss) At(y, z float64) (value, slope, curvature float64) {
	s := check.Side(y)
	if d := 1 - s*z; !(d <= 0) {
		return d * d / 2, -s * d, 1
	}
	return 0, 0, 0
}

// Conj returns v²/2 + s v.
func (SquaredHingeLoss) Conj(y, v float64) float64 { return v * (v/2 + check.Side(y)) }

// Domain returns the half-line s v <= 0.
func (SquaredHingeLoss) Domain(y float64) (lower, upper float64) {
	if y > 0 {
		return math.Inf(-1), 0
	}
	return 0, math.Inf(1)
}

// Lipschitz returns 1.
func (SquaredHingeLoss) Lipschitz() float64 { return 1 }

// Validate reports labels that are not two classes.
func (SquaredHingeLoss) Validate(y []float64) error { return check.Labels(y) }
