package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/problems"
)

// Logistic is the fit of logistic regression; see [LogisticLoss].
type Logistic = problems.Pointwise[LogisticLoss]

// LogisticLoss is minus the log-likelihood of a class
//
//	l(y, z) = log(1 + exp(-s z)),   s = 1 for y > 0 and -1 otherwise,
//	l*(v) = t log t + (1-t) log(1-t),   t = -s v in [0, 1].
//
// Classes are 0 and 1, or -1 and 1.
type LogisticLoss struct{}

// At returns the loss and its derivatives.
func (LogisticLoss) At(y, z float64) (value, slope, curvature float64) {
	s := check.Side(y)
	e := math.Exp(-math.Abs(z)) // small = the smaller of the two probabilities
	small, large := e/(1+e), 1/(1+e)
	wrong := small
	value = math.Log1p(e)
	if s*z < 0 {
		wrong = large
		value += math.Abs(z)
	}
	return value, -s * wrong, small * large
}

// Conj returns the negative entropy of t = -s v.
func (LogisticLoss) Conj(y, v float64) float64 {
	t := -check.Side(y) * v
	if t <= 0 || t >= 1 {
		return 0
	}
	return t*math.Log(t) + (1-t)*math.Log1p(-t)
}

// Domain returns [-1, 0] for y > 0 and [0, 1] otherwise.
func (LogisticLoss) Domain(y float64) (lower, upper float64) {
	if y > 0 {
		return -1, 0
	}
	return 0, 1
}

// Lipschitz returns 1/4.
func (LogisticLoss) Lipschitz() float64 { return 0.25 }

// Validate reports labels that are not two classes.
func (LogisticLoss) Validate(y []float64) error { return check.Labels(y) }
