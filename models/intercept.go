package models

import (
	"context"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// BestIntercept returns the intercept that makes the loss least for given coefficients, one
// a column: the weighted mean residual for Gaussian, and by Newton's method for the other
// families. It returns an error where none is best. One pass over X.
func (s *Statement) BestIntercept(coef []float64) (float64, error) {
	z := make([]float64, len(s.Y))
	design.Mul(z, s.Problem.X, coef)
	if fit, ok := s.Problem.Fit.(*problems.LeastSquares); ok {
		w := fit.NormalWeights()
		if w == nil {
			w = repeated(1/float64(len(z)), len(z))
		}
		for i, y := range fit.Targets() {
			z[i] = y - z[i]
		}
		return mean(z, w), nil
	}
	spec := s.Spec
	for i, o := range spec.Offset {
		z[i] += o
	}
	spec.Offset = z
	p := &problems.Problem{X: &design.Dense{N: len(z)}, Fit: spec.Family.row().loss(&spec, s.Y), Penalty: &problems.ElasticNet{}, Intercept: true}
	r, err := solvers.Solve(context.Background(), p, solvers.Settings{Tol: 1e-13})
	if err != nil {
		return 0, err
	}
	return r.X[0], nil
}
