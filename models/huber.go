package models

import (
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Huber is least squares that large residuals do not rule: r²/2 up to Delta, and from
// there Delta |r| - Delta²/2. It is that of a fixed Delta in units of y; scikit-learn's
// HuberRegressor fits a scale beside it.
const Huber Family = "huber"

var huber = &family{
	name:    Huber,
	formula: "H(y - z)",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &losses.Huber{Loss: losses.HuberLoss{Delta: s.Delta}, Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	delta: true,
}
