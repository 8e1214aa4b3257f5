package main

import (
	"context"

	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// reconsider asks the judge, as certify does, about a point that misses the tolerance by
// little: a second solution may prove what the point does not prove of itself, and the
// commands agree on every point.
func (m *model) reconsider(ctx context.Context, p *problems.Problem, pt *solvers.Point, tol float64) {
	const little = 1e3
	asked := tol * m.Null.Scale
	if pt.Status.OK() || pt.Status == solvers.TimeLimit || ctx.Err() != nil || !(pt.Proven() <= little*asked) {
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
