package solvers

import (
	"context"

	"github.com/lassocheck/lassocheck/problems"
)

// Solve minimises p and certifies the result. Settings.Method names the method;
// left empty, Solve takes the fastest that fits. It returns an error where the
// problem is invalid or the method does not fit; how well it went is in the
// Status and the certificate of the result.
func Solve(ctx context.Context, p *problems.Problem, s Settings) (*Result, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if s.Scale == 0 {
		if null, err := p.Null(); err == nil {
			s.Scale = null.Loss
		}
	}
	if s.Method == "" {
		s.Method = "cd"
	}
	m, err := methodFor(s.Method, p)
	if err != nil {
		return nil, err
	}
	return Run(ctx, m, atRest(p), p, s)
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
