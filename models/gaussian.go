package models

import "github.com/lassocheck/lassocheck/problems"

// Gaussian is least squares: 1/2 Σ w_i (y_i - z_i)² / Σ w_i.
const Gaussian Family = "gaussian"

var gaussian = &family{
	name:    Gaussian,
	formula: "(y - z)²/2",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &problems.LeastSquares{Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	glmnet: func(s *Statement) {
		if fit, ok := s.Problem.Fit.(*problems.LeastSquares); ok && s.Alpha < 1 {
			s.LambdaUnit, s.Net.Alpha = fit.Glmnet(1, s.Alpha, s.Problem.Intercept)
		}
	},
}
