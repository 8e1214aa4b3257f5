package models

import (
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// MGaussian is least squares for K responses to the same columns, each with coefficients of
// its own: 1/2 Σ w_i ‖y_i - z_i‖² / Σ w_i. y has K blocks of n numbers, one response after
// the other, which Targets names; and so has Offset. Grouped, as it is by default, it is
// glmnet's mgaussian and scikit-learn's MultiTaskElasticNet; Ungrouped it is as many lassos.
const MGaussian Family = "mgaussian"

var mgaussian = &family{
	name:    MGaussian,
	formula: "‖y - z‖²/2",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &losses.MultiGaussian{K: len(s.Targets), Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	code: func(s *Spec, y []float64) ([]float64, error) {
		if k := len(s.Targets); k == 0 || len(y)%k != 0 {
			return nil, fmt.Errorf("models: %d responses do not make %d blocks: family %s needs the names of its responses in Targets, and a block of rows for each", len(y), k, MGaussian)
		}
		return y, nil
	},
	several: func(s *Spec, _ []float64) int { return len(s.Targets) },
	grouped: true,
}
