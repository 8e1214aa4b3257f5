package models

import (
	"context"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// Fit fits the model at one lambda. How well it went is in the certificate of the model:
// its Status is OK where it is proven to be within the tolerance. Fit returns an error
// where the specification, the data or the method do not fit together. Where ctx is done
// first it returns ctx.Err() and, beside it, the best model so far, which is certified
// like any other; and likewise an error of Solver.Observe. It panics if ctx is nil.
func (s Spec) Fit(ctx context.Context, x design.Design, y []float64) (*Model, error) {
	st, err := s.State(x, y)
	if err != nil {
		return nil, err
	}
	lambda, err := st.strength()
	if err != nil {
		return nil, err
	}
	return st.FitAt(ctx, lambda)
}

// FitAt is [Spec.Fit] at a lambda of the convention, which may be 0.
func (s *Statement) FitAt(ctx context.Context, lambda float64) (*Model, error) {
	if !(lambda >= 0) || math.IsInf(lambda, 1) {
		return nil, fmt.Errorf("models: lambda is %v; it must be finite and not negative", lambda)
	}
	p := s.At(lambda)
	r, err := solvers.Solve(ctx, p, s.settings())
	if r == nil {
		return nil, err
	}
	if sharp, ok := p.CertifyExtended(r.X, r.Theta); ok && sharp.Proven() < r.Proven() {
		r.Certificate = sharp // one answer can afford it
	}
	b := p.SparseBeta(r.X)
	pt := &solvers.Point{Intercept: b.Intercept, Support: b.Support, Coef: b.Coef,
		Iter: r.Iter, Status: r.Status, Elapsed: r.Elapsed, Certificate: r.Certificate}
	s.reconsider(ctx, p, pt)
	if err == nil {
		err = cutShort(ctx, pt.Status)
	}
	return s.model(lambda, pt), err
}

// cutShort returns the error of a context that ended what has this status.
func cutShort(ctx context.Context, end solvers.Status) error {
	if end == solvers.Canceled || end == solvers.TimeLimit {
		return ctx.Err()
	}
	return nil
}

// settings are those of the solver, with reports put into the units of the convention.
func (s *Statement) settings() solvers.Settings {
	set := s.Spec.Solver
	if observe := set.Observe; observe != nil {
		set.Observe = func(r solvers.Report) error {
			r.Lambda /= s.LambdaUnit
			for _, v := range []*float64{&r.Primal, &r.Dual, &r.Gap, &r.Rounding, &r.KKT, &r.Threshold} {
				*v *= s.LossUnit
			}
			return observe(r)
		}
	}
	return set
}

// tol is the relative gap that is asked for.
func (s *Statement) tol() float64 {
	if s.Spec.Solver.Tol == 0 {
		return 1e-9 // the default of Settings
	}
	return s.Spec.Solver.Tol
}

// model puts a point into the units of the convention. lambda is the convention's.
func (s *Statement) model(lambda float64, pt *solvers.Point) *Model {
	n, p := s.dims()
	m := &Model{
		Family: s.Spec.Family, Delta: s.Spec.Delta, Tau: s.Spec.Tau, Levels: s.Spec.Levels,
		Convention: s.Spec.Convention, Alpha: s.Alpha, Lambda: lambda, LambdaMax: s.LambdaMax(),
		Standardized: s.Spec.Standardize, Offset: s.Spec.Offset != nil,
		Rows: n, Columns: p, Names: s.Spec.Names, Response: s.Spec.Response,
		HasIntercept: !s.Spec.NoIntercept, Intercept: pt.Intercept, Support: pt.Support, Coef: pt.Coef,
		Certificate: Certificate{
			Status: pt.Status, Tol: s.tol(),
			Objective: pt.Primal * s.LossUnit, Dual: pt.Dual * s.LossUnit,
			Gap: pt.Gap * s.LossUnit, Rounding: pt.Rounding * s.LossUnit,
			GapRelative: s.Relative(pt.Gap), RoundingRelative: s.Relative(pt.Rounding),
			KKT: pt.KKT * s.LossUnit, Worst: pt.Worst,
		},
		Iter: pt.Iter, Elapsed: pt.Elapsed,
	}
	if s.Spec.Survival != nil {
		m.Ties = s.Spec.Survival.Ties
	}
	if s.K > 0 {
		s.spread(m, pt)
	}
	return m
}
