package models

import (
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Quantile is quantile regression: max(tau (y - z), (1 - tau) (z - y)), quantreg's and
// scikit-learn's QuantileRegressor. Tau is 1/2, the median, unless it is set; its loss is
// half the absolute error. What is predicted is the quantile.
const Quantile Family = "quantile"

var quantile = &family{
	name:    Quantile,
	formula: "max(τ(y - z), (1-τ)(z - y))",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &losses.Quantile{Loss: losses.QuantileLoss{Tau: s.Tau}, Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	tau:    true,
	linear: true,
}

// settleTau fills in the median, and checks the quantile.
func (s *Spec) settleTau() error {
	row := s.Family.row()
	switch {
	case !row.tau && s.Tau != 0:
		return fmt.Errorf("models: family %s has no Tau", s.Family)
	case !row.tau:
		return nil
	case s.Tau == 0:
		s.Tau = 0.5
	}
	if !(s.Tau > 0 && s.Tau < 1) {
		return fmt.Errorf("models: family %s: Tau is %v; it lies between 0 and 1, 0.5 for the median", s.Family, s.Tau)
	}
	return nil
}
