package solvers

import (
	"context"
	"math"

	"github.com/lassocheck/lassocheck/problems"
)

// Solve minimises p and certifies the result. Settings.Method names the method;
// left empty, Solve takes the exact engine where it fits. It returns an error where the
// problem is invalid or the method does not fit; how well it went is in the
// Status and the certificate of the result.
func Solve(ctx context.Context, p *problems.Problem, s Settings) (*Result, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	null, err := p.Null()
	if err == nil && s.Scale == 0 {
		s.Scale = null.Loss
	}
	x := atRest(p)
	if (s.Method == "" || s.Method == "exact") && err == nil {
		if pen, ok := p.Penalty.(*problems.ElasticNet); ok && pen.Lambda > 0 {
			// A path that leads to lambda finds the signs on the way.
			inner := s
			inner.Observe = nil
			res, err := Path(ctx, p, Grid{Lambdas: approach(null.LambdaMax, pen.Lambda)}, inner)
			if err != nil {
				return nil, err
			}
			if last := len(res.Points) - 1; last >= 0 {
				res.Points[last].Beta(x, p.Intercept)
				if pt := &res.Points[last]; pt.Lambda == pen.Lambda && pt.Status != Canceled && pt.Status != TimeLimit {
					return fromPoint(p, pt, x, s)
				}
			}
		}
	}
	if s.Method == "" || s.Method == "exact" {
		s.Method = fallback(p)
	}
	m, err := methodFor(s.Method, p)
	if err != nil {
		return nil, err
	}
	return Run(ctx, m, x, p, s)
}

// fromPoint is the result that the last point of a path stands for.
func fromPoint(p *problems.Problem, pt *Point, x []float64, s Settings) (*Result, error) {
	r := &Result{X: x, Status: pt.Status, Report: Report{Iter: pt.Iter, Elapsed: pt.Elapsed,
		Certificate: p.Certify(x), Threshold: s.withDefaults().Tol * s.Scale}}
	if s.Observe != nil {
		return r, s.Observe(r.Report)
	}
	return r, nil
}

// approach returns lambdas that lead from the largest one down to lambda, in steps of
// 0.6 where that takes no more than 40.
func approach(largest, lambda float64) []float64 {
	if lambda >= largest {
		return []float64{lambda}
	}
	steps := int(min(40, math.Ceil(math.Log(lambda/largest)/math.Log(0.6))))
	l := make([]float64, steps)
	for k := range l {
		l[k] = largest * math.Pow(lambda/largest, float64(k+1)/float64(steps))
	}
	l[steps-1] = lambda
	return l
}

// atRest returns the starting point: zero, or the bounds nearest to it.
func atRest(p *problems.Problem) []float64 {
	x := make([]float64, p.Dim())
	if pen, ok := p.Penalty.(problems.Scalable); ok {
		b, _ := p.Split(x)
		for j := range b {
			b[j] = pen.Start(j)
		}
	}
	return x
}
