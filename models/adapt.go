package models

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// Adapt returns the specification of the adaptive lasso: each penalty factor times
// |s_j b_j|^-gamma for a first estimate b, s being the standard deviations of columns that
// are standardised and 1 of others; a column whose first estimate is 0 is excluded. The
// path is that of any other factors, with their certificate.
//
// The first estimate has no penalty where there are more than twice as many rows as
// columns, and it is certified; otherwise it is the lasso of lambda.min by ten folds
// (stratified classes, seed 0). Errors are those of [Spec.Fit] and [Spec.CrossValidate].
//
// References: Zou, The adaptive lasso and its oracle properties (2006); Bühlmann and van de
// Geer, Statistics for High-Dimensional Data (2011), section 2.8, for the lasso first.
func (s Spec) Adapt(ctx context.Context, x design.Design, y []float64, gamma float64) (Spec, error) {
	if !(gamma > 0) || math.IsInf(gamma, 1) {
		return s, fmt.Errorf("models: adaptive power %v: it must be positive and finite", gamma)
	}
	if s.Penalty.none {
		return s, errors.New("models: Unpenalized has no penalty to adapt")
	}
	st, err := s.State(x, y)
	if err != nil {
		return s, err
	}
	if s.Family.Several() {
		return s, fmt.Errorf("models: family %s has several responses, for which there is no adaptive lasso", s.Family)
	}
	m, err := st.Spec.firstEstimate(ctx, x, y)
	if err != nil {
		return s, err
	}
	_, p := st.dims()
	scale := repeated(1, p)
	if st.Spec.Standardize {
		scale = design.StdDevs(x, s.Weights)
	}
	old := st.Spec.Factor
	if old == nil {
		old = repeated(1, p)
	}
	b := m.Beta()
	s.Factor = make([]float64, p)
	for j := range s.Factor {
		if s.Factor[j] = old[j]; old[j] != 0 {
			s.Factor[j] *= math.Pow(scale[j]*math.Abs(b[j]), -gamma)
		}
	}
	return s, nil
}

// firstEstimate is that of Adapt.
func (s Spec) firstEstimate(ctx context.Context, x design.Design, y []float64) (*Model, error) {
	s.Lambda, s.LambdaRatio, s.C, s.Grid = 0, 0, 0, solvers.Grid{}
	s.Solver.Observe, s.Solver.Products = nil, nil
	if n, p := x.Dims(); n > 2*p {
		free := s
		free.Penalty = Unpenalized()
		m, err := free.Fit(ctx, x, y)
		if err != nil || m.Certificate.Status.OK() {
			return m, err
		}
	}
	s.Penalty = Lasso()
	v, err := s.CrossValidate(ctx, x, y, CV{})
	if err != nil {
		return nil, err
	}
	return v.Model(v.Min), nil
}
