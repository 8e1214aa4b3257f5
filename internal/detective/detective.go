// Package detective finds out which problem coefficients solve when it is not the
// one they are said to solve. It tries what people get wrong, one hypothesis a
// line of a table, and judges each by how far from optimal the coefficients are
// for the problem that it makes of the stated one.
package detective

import (
	"context"
	"fmt"
	"math"
	"sort"
	"time"

	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/solvers"
)

// Case is coefficients and the problem they are said to solve.
type Case struct {
	Problem *problems.Problem // least squares with an elastic net
	Beta    []float64
	// Lambda and Alpha are as the user states them; the penalty of Problem has
	// Lambda times Unit. Factor are the penalty factors before any rescaling.
	Lambda, Alpha, Unit float64
	Factor              []float64
}

// Explanation is a problem that the coefficients are nearly optimal for.
type Explanation struct {
	Mistake string // short, fixed: see the table in hypotheses.go
	Text    string // a sentence
	Lambda  float64
	// Error is how far from optimal the coefficients are, relative to the null
	// loss; Before is the same for the problem as stated.
	Error, Before float64
	Proof         proof.Proof // the same, certified
}

// None is the Mistake of coefficients that solve the stated problem best of all.
const None = ""

// suspect is a hypothesis being tried.
type suspect struct {
	Explanation
	problem *problems.Problem
	beta    []float64
	doubts  int // mistakes it takes, and 1 for a lambda that nothing explains
}

// score ranks suspects: one more mistake must make the error a hundred times
// smaller, and below the rounding of a good solver nothing counts.
func (s *suspect) score() float64 {
	return math.Log10(max(s.Error, 0)+1e-12) + 2*float64(s.doubts)
}

// Explain returns the nearest explanation, certified. Its Mistake is None where
// none is nearer than the problem as stated.
func Explain(ctx context.Context, c Case) (Explanation, error) {
	stated := &suspect{problem: c.Problem, beta: c.Beta}
	best, err := stated.try(ctx, math.Inf(1))
	if err != nil {
		return Explanation{}, err
	}
	before := stated.Error
	if e := c.rounded(best); e != nil {
		e.Error, e.Before, e.Lambda = before, before, c.Lambda
		return *e, c.certify(ctx, e, stated)
	}
	suspects, enough := []*suspect{stated}, stated.score()
	for _, h := range c.hypotheses() {
		for _, s := range c.strengths(h) {
			if _, err := s.try(ctx, enough); err != nil {
				return Explanation{}, err
			}
			enough = min(enough, s.score())
			suspects = append(suspects, s)
		}
	}
	sort.SliceStable(suspects, func(a, b int) bool { return suspects[a].score() < suspects[b].score() })
	found := suspects[0]
	found.Before = before
	return found.Explanation, c.certify(ctx, &found.Explanation, found)
}

// patience is how long one problem may take: one that is solved so slowly is none
// that another tool is likely to have solved.
const patience = 2 * time.Second

// try solves the problem of s and sets Error, roughly where the score is above
// enough even so. It returns the solution.
func (s *suspect) try(ctx context.Context, enough float64) ([]float64, error) {
	null, err := s.problem.Null()
	if err != nil {
		return nil, err
	}
	var x []float64
	for _, tol := range []float64{1e-3, 1e-12} {
		r, err := solvers.Solve(ctx, s.problem, solvers.Settings{Tol: tol, MaxTime: patience})
		if err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		x = r.X
		s.Error = (s.problem.Primal(s.beta) - r.Primal) / null.Loss
		if s.Error != s.Error || r.Status == solvers.TimeLimit {
			s.Error = math.Inf(1) // not known
		}
		if s.score() > enough {
			break // it can only get worse
		}
	}
	return x, nil
}

// certify proves the error of an explanation.
func (c *Case) certify(ctx context.Context, e *Explanation, s *suspect) error {
	o, err := judge.Judge(ctx, s.problem, s.beta, judge.Options{})
	if err != nil {
		return err
	}
	e.Proof = o.Proof
	return nil
}

// strengths returns the suspects of one hypothesis: with lambda as stated, and with
// the lambda that the active features imply, which may be a known multiple.
func (c *Case) strengths(h hypothesis) []*suspect {
	var out []*suspect
	add := func(lambda float64, mistake, text string, doubts int) {
		q := *h.problem
		q.Penalty = h.problem.Penalty.(*problems.ElasticNet).WithLambda(lambda)
		if q.Validate() != nil {
			return
		}
		out = append(out, &suspect{problem: &q, beta: h.beta, doubts: doubts,
			Explanation: Explanation{Mistake: mistake, Text: text, Lambda: lambda / c.Unit}})
	}
	base := 0
	if h.mistake != None {
		base = 1
		add(h.lambda, h.mistake, h.text, 1)
	}
	lambda, ok := implied(h.problem, h.beta)
	if !ok {
		return out
	}
	for _, m := range c.multiples(h) {
		if math.Abs(lambda/m.lambda-1) < 0.02 {
			mistake, text := m.mistake, fmt.Sprintf("optimal for lambda = %.6g, %.6g times yours: %s", m.lambda/c.Unit, m.lambda/h.lambda, m.text)
			if base > 0 {
				mistake, text = h.mistake+" and "+mistake, h.text+", and "+text
			}
			add(m.lambda, mistake, text, base+1)
		}
	}
	mistake, text := "another lambda", fmt.Sprintf("optimal for lambda = %.10g, %.6g times yours", lambda/c.Unit, lambda/h.lambda)
	if base > 0 {
		mistake, text = h.mistake+" and "+mistake, h.text+", and "+text
	}
	add(lambda, mistake, text, base+2)
	return out
}

// implied returns the lambda that the active features of beta imply, the median
// of <x_j, -∇F> over what lambda is multiplied with in the slope of the penalty.
func implied(p *problems.Problem, beta []float64) (float64, bool) {
	pen := *p.Penalty.(*problems.ElasticNet)
	pen.Lambda = 1
	n, cols := p.X.Dims()
	z, u := make([]float64, n), make([]float64, cols)
	p.Predict(z, beta)
	p.Fit.Grad(z, z)
	design.MulTrans(u, p.X, z)
	var all []float64
	for j := range cols {
		b, t := beta[j], pen.Term(j)
		if slope := math.Copysign(t.L1, b) + t.L2*b; b != 0 && slope != 0 && b > t.Lower && b < t.Upper {
			all = append(all, -u[j]/slope)
		}
	}
	if len(all) == 0 {
		return 0, false
	}
	sort.Float64s(all)
	l := all[len(all)/2]
	return l, l > 0 && !math.IsInf(l, 1)
}
