package models

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Poisson is log-linear models of counts: e^z - y z, the mean being e^z. Counts need not
// be whole. An exposure t is the offset log t. It is glmnet's, statsmodels' and
// scikit-learn's PoissonRegressor, whose alpha is lambda of [Ridge].
const Poisson Family = "poisson"

var poisson = &family{
	name:    Poisson,
	formula: "eᶻ - yz",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &losses.Poisson{Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	code: func(s *Spec, y []float64) ([]float64, error) {
		for i, v := range y {
			if v < 0 {
				return nil, fmt.Errorf("models: row %d: %s is %v; counts must not be negative", i, s.response(), v)
			}
		}
		return y, nil
	},
	mean: math.Exp,
	endless: func(s *Spec, value float64) string {
		if value > 0 {
			return ""
		}
		return fmt.Sprintf("no events: %s is 0 in %s, for which the best intercept is minus infinity", s.response(), s.everyRow())
	},
}
