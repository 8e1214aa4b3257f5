package solvers

import (
	"iter"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Conditioned builds a method on the standardised columns of p and shows its
// iterates on the columns of p. Whole-vector methods need it: in raw units the
// largest column sets the step and the smallest never gets anywhere, and a column
// far from zero fights the intercept. The problem stays the same, because the
// penalty is restated for the new units; one that cannot be, because it is no
// [problems.Rescalable], has its method built on p as it is.
func Conditioned(p *problems.Problem, build func(*problems.Problem) (Method, error)) (Method, error) {
	pen, ok := p.Penalty.(problems.Rescalable)
	if !ok {
		return build(p)
	}
	var weights []float64
	if fit, ok := p.Fit.(problems.Weighted); ok {
		weights = fit.SampleWeights()
	}
	q := *p
	x := design.Standardize(p.X, weights, p.Intercept)
	q.X = x
	q.Penalty = pen.Rescale(x.Scale)
	m, err := build(&q)
	if err != nil {
		return nil, err
	}
	return inUnits{m, x, pen}, nil
}

// inUnits shows a method on standardised columns in the units of the data.
type inUnits struct {
	m   Method
	x   *design.Standardized
	pen problems.Rescalable
}

func (u inUnits) Iterates(x0 []float64) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		start := make([]float64, len(x0))
		u.x.Standard(start, x0)
		st := &State{X: make([]float64, len(x0))}
		for s := range u.m.Iterates(start) {
			u.x.Raw(st.X, s.X)
			st.Hidden = s.Hidden
			for j := range u.x.Scale { // a bound is not the same bound after two roundings
				lower, upper := u.pen.Bounds(j)
				st.X[j] = min(max(st.X[j], lower), upper)
			}
			if !yield(st) {
				return
			}
		}
	}
}
