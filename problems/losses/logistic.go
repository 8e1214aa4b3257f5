package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/problems"
)

// Logistic is the fit of logistic regression; see [LogisticLoss].
type Logistic = problems.Pointwise[LogisticLoss]

// LogisticLoss is minus the log-likelihood of a class, or of the share p of the positive
// class in several trials, whose number is then the weight of the row,
//
//	l(y, z) = log(1 + exp(z)) - p z,   p = max(y, 0),
//	l*(v) = t log t + (1-t) log(1-t),   t = v + p in [0, 1].
//
// Classes are 0 and 1, or -1 and 1; shares lie between 0 and 1.
type LogisticLoss struct{}

// At returns the loss and its derivatives.
func (LogisticLoss) At(y, z float64) (value, slope, curvature float64) {
	p := max(y, 0)
	e := math.Exp(-math.Abs(z))
	small, large := e/(1+e), 1/(1+e) // the smaller of the two probabilities, and the larger
	if z < 0 {
		return math.Log1p(e) - p*z, (1-p)*small - p*large, small * large
	}
	return math.Log1p(e) + (1-p)*z, (1-p)*large - p*small, small * large
}

// Conj returns the negative entropy of t = v + p.
func (LogisticLoss) Conj(y, v float64) float64 {
	p := max(y, 0)
	least, most := p+v, (1-p)-v // t and 1-t, each with all its digits
	if least > most {
		least, most = most, least
	}
	if least <= 0 {
		return 0
	}
	return least*math.Log(least) + most*math.Log1p(-least)
}

// Domain returns [-p, 1-p].
func (LogisticLoss) Domain(y float64) (lower, upper float64) {
	p := max(y, 0)
	return -p, 1 - p
}

// Lipschitz returns 1/4.
func (LogisticLoss) Lipschitz() float64 { return 0.25 }

// Validate reports responses that are neither two classes nor shares.
func (LogisticLoss) Validate(y []float64) error { return check.Shares(y) }
