package models

import (
	"context"

	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// reconsider asks the judge, as certify does, about a point that misses the tolerance by
// little: a second solution may prove what the point does not prove of itself, and all
// that judge a point agree on it.
func (s *Statement) reconsider(ctx context.Context, p *problems.Problem, pt *solvers.Point) {
	const little = 1e3
	asked := s.tol() * s.Null.Scale
	if pt.Status.OK() || pt.Status == solvers.TimeLimit || pt.Status == solvers.Canceled || ctx.Err() != nil || !(pt.Proven() <= little*asked) {
		return
	}
	beta := make([]float64, p.Dim())
	pt.Beta(beta, p.Intercept)
	o, err := judge.Judge(ctx, p, beta, judge.Options{})
	if err != nil || !(o.Proof.Error < pt.Proven()) {
		return
	}
	c := &pt.Certificate
	c.Primal, c.Dual, c.Rounding = o.Proof.Primal, o.Proof.Dual, min(o.Proof.Rounding, o.Proof.Error)
	c.Gap = c.Primal - c.Dual - c.Rounding
	if c.Proven() <= asked {
		pt.Status = solvers.Converged
	}
}
