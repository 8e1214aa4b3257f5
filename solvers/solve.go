package solvers

import (
	"context"
	"errors"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers/exact"
)

// Solve minimises p and certifies the result. Settings.Method names the method;
// left empty, Solve takes the exact engine where it fits. It returns an error where the
// problem or a setting is invalid, the null model is at infinity or the method does not
// fit, and that of Observe; how well it went is in the Status and the certificate of the
// result. It panics if ctx or p is nil.
func Solve(ctx context.Context, p *problems.Problem, s Settings) (*Result, error) {
	if err := s.accept("Solve", ctx, p); err != nil {
		return nil, err
	}
	null, err := p.Null()
	if errors.Is(err, problems.ErrNullAtInfinity) {
		return nil, err
	}
	if err == nil && s.Scale == 0 {
		s.Scale = null.Scale
	}
	if s.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.MaxTime)
		defer cancel()
	}
	x := atRest(p)
	if s.Method == "" || s.Method == "exact" {
		if lambda, ok := strength(p.Penalty); ok && (lambda > 0 || exact.Fits(p) == nil) && err == nil {
			return descend(ctx, p, null, lambda, s)
		}
		s.Method = fallback(p)
	}
	m, err := methodFor(s.Method, p)
	if err != nil {
		return nil, err
	}
	s.place.lambda, _ = strength(p.Penalty)
	return Run(ctx, m, x, p, s)
}

// strength returns the lambda of a penalty that the exact engine knows.
func strength(pen problems.Penalty) (lambda float64, ok bool) {
	switch pen := pen.(type) {
	case *problems.ElasticNet:
		return pen.Lambda, true
	case *problems.RowElasticNet:
		return pen.Lambda, true
	}
	return 0, false
}

// accept panics where an argument is missing and reports what is unusable.
func (s Settings) accept(who string, ctx context.Context, p *problems.Problem) error {
	switch {
	case missing(ctx):
		panic("solvers: " + who + " needs a context")
	case p == nil:
		panic("solvers: " + who + " needs a Problem")
	}
	if err := s.validate(); err != nil {
		return err
	}
	return p.Validate()
}

// descend solves p by a path that leads to its lambda: the signs are found on the way.
func descend(ctx context.Context, p *problems.Problem, null problems.Null, lambda float64, s Settings) (*Result, error) {
	inner := s
	if s.Observe != nil {
		inner.Observe = func(r Report) error {
			r.Progress = true // the answer is checked once, below
			return s.Observe(r)
		}
	}
	w := newPathSolver(ctx, p, null, inner)
	lambdas := approach(null.LambdaMax, lambda)
	if exact.Kinked(p) { // a vertex is found from rest as soon
		lambdas = []float64{lambda}
	}
	err := w.down(lambdas)
	r := &Result{X: w.x, Report: w.last}
	if last := len(w.res.Points) - 1; last >= 0 {
		w.res.Points[last].Beta(r.X, p.Intercept)
		r.Status = w.res.Points[last].Status
	} else if w.stopped == nil {
		return nil, err
	}
	if len(w.res.Points) < len(lambdas) { // interrupted on the way
		if err != nil {
			r.Status = Canceled
		}
		r.Threshold, r.Certificate = w.s.threshold(), p.Certify(r.X)
		r.end(r.Status)
	}
	r.Lambda, r.Index, r.Count = lambda, len(lambdas)-1, len(lambdas)
	if err != nil {
		return r, err
	}
	if s.Observe != nil {
		if err := s.Observe(r.Report); err != nil {
			r.end(Canceled)
			return r, err
		}
	}
	return r, nil
}

// approach returns lambdas that lead from the largest one down to lambda, in steps of
// 0.6 where that takes no more than 40.
func approach(largest, lambda float64) []float64 {
	if lambda >= largest || lambda == 0 || math.IsInf(largest, 1) {
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
