package exact

import (
	"iter"
	"math"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Separate solves least squares of several responses with an elastic net on every entry:
// as many problems of their own, on one X, each on a [Walk] of its own. The certificate is
// the sum of theirs.
type Separate struct {
	p       *problems.Problem
	s       design.Stacked
	engines []*Walk
}

// newSeparate returns an engine for p, or an error where it has none for p.
func newSeparate(p *problems.Problem, o Options) (*Separate, error) {
	s, ok := p.X.(design.Stacked)
	fit, many := p.Fit.(*losses.MultiGaussian)
	pen, net := p.Penalty.(*problems.ElasticNet)
	if !ok || !many || !net || p.Intercept {
		return nil, errStacked
	}
	x := &Separate{p: p, s: s}
	_, columns := s.X.Dims()
	for k := range s.K {
		own := func(v []float64) (of []float64) {
			for j := range columns {
				if v != nil {
					of = append(of, v[j*s.K+k])
				}
			}
			return of
		}
		if at := columns*s.K + k; s.Intercept && pen.Term(at) != (problems.Term{Lower: math.Inf(-1), Upper: math.Inf(1)}) {
			return nil, errStacked // an intercept that is not free
		}
		q := &problems.Problem{X: s.X, Fit: fit.Response(k), Intercept: s.Intercept, Penalty: &problems.ElasticNet{
			Lambda: pen.Lambda, Alpha: pen.Alpha, Factor: own(pen.Factor), Scale: own(pen.Scale), Lower: own(pen.Lower), Upper: own(pen.Upper)}}
		null, err := q.Null()
		if err != nil {
			return nil, err
		}
		one := o
		if k > 0 {
			one.Begin = func(float64, int) {}
		}
		engine, err := New(q, null, one)
		if err != nil {
			return nil, err
		}
		x.engines = append(x.engines, engine)
	}
	return x, nil
}

// Path is [Walk.Path]. The engines take turns, one lambda each.
func (x *Separate) Path(lambdas []float64, certify func(*Solution) bool, keep func(*Solution) error) (left []float64, err error) {
	var next []func() (*Solution, bool)
	for _, e := range x.engines {
		n, stop := iter.Pull(func(yield func(*Solution) bool) {
			_, _ = e.Path(lambdas, func(s *Solution) bool { return s.Proven() <= 1e-10*e.scale }, func(s *Solution) error {
				if !yield(s) {
					return errStacked
				}
				return nil
			})
		})
		defer stop()
		next = append(next, n)
	}
	for i, l := range lambdas {
		start := time.Now()
		var parts []*Solution
		for _, n := range next {
			s, ok := n()
			if !ok {
				return lambdas[i:], nil
			}
			parts = append(parts, s)
		}
		s := x.join(l, parts)
		s.Elapsed = time.Since(start)
		certify(s)
		if err := keep(s); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// join makes one solution of those of the responses.
func (x *Separate) join(lambda float64, parts []*Solution) *Solution {
	q := *x.p
	q.Penalty = x.p.Penalty.(problems.Scalable).WithLambda(lambda)
	n, columns := x.s.X.Dims()
	_, all := x.s.Dims()
	out := &Solution{Lambda: lambda, Problem: &q, Finding: problems.Finding{Slopes: make([]float64, all)}}
	beta := make([]float64, all)
	c := &out.Certificate
	c.Worst = -1
	for k, part := range parts {
		for i, j := range part.Point.Support {
			beta[j*x.s.K+k] = part.Point.Coef[i]
		}
		if x.s.Intercept {
			beta[columns*x.s.K+k] = part.Point.Intercept
		}
		for j, u := range part.Slopes {
			out.Slopes[j*x.s.K+k] = u
		}
		out.Descent = slices.Concat(out.Descent, part.Descent[:n])
		o := part.Certificate
		c.Primal, c.Dual, c.Gap = c.Primal+o.Primal, c.Dual+o.Dual, c.Gap+o.Gap
		c.Rounding, c.DualRounding = c.Rounding+o.Rounding, c.DualRounding+o.DualRounding
		c.Theta = slices.Concat(c.Theta, o.Theta)
		if o.KKT > c.KKT || c.Worst < 0 {
			c.KKT, c.Worst = o.KKT, o.Worst*x.s.K+k
		}
		out.Spent = out.Spent || part.Spent
	}
	out.Point = q.SparseBeta(beta)
	return out
}
