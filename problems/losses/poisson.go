package losses

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
)

// Poisson is the fit of log-linear models of counts; see [PoissonLoss].
type Poisson = problems.Pointwise[PoissonLoss]

// PoissonLoss is minus the log-likelihood of a count y with mean exp(z)
//
//	l(y, z) = exp(z) - y z,
//	l*(v) = t log t - t,   t = v + y >= 0,
//
// without the constant log y!. Counts must not be negative, and need not be whole.
// The gradient is not Lipschitz.
type PoissonLoss struct{}

// At returns the loss and its derivatives.
func (PoissonLoss) At(y, z float64) (value, slope, curvature float64) {
	e := math.Exp(z)
	return e - y*z, e - y, e
}

// Conj returns t log t - t for t = v + y.
func (PoissonLoss) Conj(y, v float64) float64 {
	t := v + y
	if t <= 0 {
		return 0
	}
	return t*math.Log(t) - t
}

// Domain returns [-y, +Inf).
func (PoissonLoss) Domain(y float64) (lower, upper float64) { return -y, math.Inf(1) }

// Lipschitz returns +Inf.
func (PoissonLoss) Lipschitz() float64 { return math.Inf(1) }

// Validate reports a negative count.
func (PoissonLoss) Validate(y []float64) error {
	for i, v := range y {
		if v < 0 {
			return fmt.Errorf("losses: count of row %d is %v; counts must not be negative", i, v)
		}
	}
	return nil
}
