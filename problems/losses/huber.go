package losses

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
)

// Huber is the fit of robust regression; see [HuberLoss]:
//
//	fit := &losses.Huber{Loss: losses.HuberLoss{Delta: 1.35}, Y: y}
type Huber = problems.Pointwise[HuberLoss]

// HuberLoss is quadratic near the response and linear far from it
//
//	l(y, z) = r²/2 for |r| <= Delta, else Delta |r| - Delta²/2,   r = z - y,
//	l*(v) = v²/2 + y v on |v| <= Delta.
//
// Delta, in the units of y, must be positive. Reference: Huber, Robust estimation
// of a location parameter (1964).
type HuberLoss struct{ Delta float64 }

// At returns the loss and its derivatives.
func (l HuberLoss) At(y, z float64) (value, slope, curvature float64) {
	r := z - y
	switch {
	case r > l.Delta:
		return l.Delta * (r - l.Delta/2), l.Delta, 0
	case r < -l.Delta:
		return l.Delta * (-r - l.Delta/2), -l.Delta, 0
	}
	return r * r / 2, r, 1
}

// Conj returns v²/2 + y v.
func (l HuberLoss) Conj(y, v float64) float64 { return v * (v/2 + y) }

// Domain returns [-Delta, Delta].
func (l HuberLoss) Domain(float64) (lower, upper float64) { return -l.Delta, l.Delta }

// Lipschitz returns 1.
func (l HuberLoss) Lipschitz() float64 { return 1 }

// Validate reports a Delta that is not positive.
func (l HuberLoss) Validate([]float64) error {
	if !(l.Delta > 0) || math.IsInf(l.Delta, 1) {
		return fmt.Errorf("losses: Huber's delta is %v; it must be finite and > 0", l.Delta)
	}
	return nil
}
