package losses

import (
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
)

// Quantile is the fit of quantile regression; see [QuantileLoss]:
//
//	fit := &losses.Quantile{Loss: losses.QuantileLoss{Tau: 0.9}, Y: y}
type Quantile = problems.Pointwise[QuantileLoss]

// QuantileLoss is the check, or pinball, loss
//
//	l(y, z) = max(Tau (y - z), (1 - Tau) (z - y)),
//	l*(v) = y v on -Tau <= v <= 1 - Tau,
//
// whose mean is least where a share Tau of the responses lies below. 0 < Tau < 1; the loss
// of 1/2 is half the absolute error. It is that of quantreg and of scikit-learn's
// QuantileRegressor. Reference: Koenker and Bassett, Regression quantiles (1978).
type QuantileLoss struct{ Tau float64 }

// At returns the loss and its slope, at the kink -Tau.
func (l QuantileLoss) At(y, z float64) (value, slope, curvature float64) {
	if r := z - y; r > 0 {
		return (1 - l.Tau) * r, 1 - l.Tau, 0
	} else {
		return -l.Tau * r, -l.Tau, 0
	}
}

// Conj returns y v.
func (QuantileLoss) Conj(y, v float64) float64 { return y * v }

// Domain returns [-Tau, 1 - Tau].
func (l QuantileLoss) Domain(float64) (lower, upper float64) { return -l.Tau, 1 - l.Tau }

// Kink returns y.
func (QuantileLoss) Kink(y float64) float64 { return y }

// Lipschitz returns +Inf: the slope jumps.
func (QuantileLoss) Lipschitz() float64 { return jump }

// Validate reports a Tau that is not between 0 and 1.
func (l QuantileLoss) Validate([]float64) error {
	if !(l.Tau > 0 && l.Tau < 1) {
		return fmt.Errorf("losses: the quantile's tau is %v; it must lie between 0 and 1", l.Tau)
	}
	return nil
}
