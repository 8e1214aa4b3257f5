package detective

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// suspect is a variant of one strength: a problem that the point may be optimal for.
type suspect struct {
	Explanation
	problem *problems.Problem
	beta    []float64
	doubts  float64 // mistakes it takes, and more for what explains too easily
	variant *variant
	lambda  float64
	optimum []float64
	guess   float64 // what the point proves of its own error, where the lower bound is none
}

// score ranks suspects: one more mistake must make the error a hundred times
// smaller, and below the rounding of a good solver nothing counts.
func (s *suspect) score() float64 {
	if s.Error != s.Error {
		return math.Inf(1)
	}
	return math.Log10(max(s.Error, 0)+1e-12) + 2*s.doubts
}

// suspect makes one of a settled variant and its strength. Error is a lower bound, that
// of a descent for least squares and 0 for other losses, for which what the point proves
// by itself tells whom to look at first. It is nil where there is no such problem.
func (q *inquiry) suspect(v *variant, lambda float64) *suspect {
	p := v.Problem
	p.Penalty = v.net.WithLambda(lambda)
	if p.Validate() != nil {
		return nil
	}
	s := &suspect{problem: &p, beta: v.beta, variant: v, lambda: lambda, Explanation: Explanation{Scale: v.scale}}
	s.Lambda, _ = q.outward(v, lambda)
	if isSquares(p.Fit) {
		s.Error = descent(&p, v.beta, v.slopes) / s.Scale
	} else if lambda > 0 { // the dual point of free columns is dear
		s.guess = p.Certify(v.beta).Proven() / s.Scale
	}
	return s
}

// suspects returns those of one hypothesis: with lambda as stated, and with the
// lambda that the active features imply, which may be a known multiple.
func (q *inquiry) suspects(h hypothesis, v *variant) []*suspect {
	if !v.settle(q) {
		return nil
	}
	var out []*suspect
	add := func(lambda float64, mistake, text string, doubts float64) {
		if s := q.suspect(v, lambda); s != nil {
			s.Mistake, s.Text, s.doubts = mistake, text, doubts
			out = append(out, s)
		}
	}
	base := h.doubts
	if v.net.Lambda == 0 && !v.level() {
		return nil
	}
	if h.mistake != None {
		if v.text != "" {
			h.text = v.text
		}
		base++
		add(v.net.Lambda, h.mistake, h.text, base)
	}
	also := func(mistake, text string) (string, string) {
		if h.mistake == None {
			return mistake, text
		}
		return h.mistake + " and " + mistake, h.text + ", and " + text
	}
	lambda, active := v.implied()
	if active == 0 || !(v.net.Lambda > 0) || !(lambda > 0) || math.IsInf(lambda, 1) {
		return out
	}
	if active == 1 && h.mistake != None {
		return out // one coefficient fits some lambda exactly, whatever the scale
	}
	was, _ := q.outward(v, v.net.Lambda)
	for _, m := range q.multiples(v) {
		if math.Abs(lambda/m.lambda-1) < 0.02 {
			l, _ := q.outward(v, m.lambda)
			mistake, text := also(m.mistake, fmt.Sprintf("optimal for lambda = %.6g, %.6g times yours: %s", l, l/was, m.text))
			add(m.lambda, mistake, text, base+1)
		}
	}
	if active == 1 && q.before < far {
		return out
	}
	l, _ := q.outward(v, lambda)
	mistake, text := also("another lambda", fmt.Sprintf("optimal for lambda = %.10g, %.6g times yours", l, l/was))
	add(lambda, mistake, text, base+2)
	return out
}

// implied returns the lambda that the active features imply, the median of
// <x_j, -∇F> over what lambda is multiplied with in the slope of the penalty, and
// how many they are.
func (v *variant) implied() (lambda float64, active int) {
	pen := *v.net
	pen.Lambda = 1
	var all []float64
	for j, u := range v.slopes {
		b, t := v.beta[j], pen.Term(j)
		if slope := math.Copysign(t.L1, b) + t.L2*b; b != 0 && slope != 0 && b > t.Lower && b < t.Upper {
			all = append(all, u/slope)
		}
	}
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	return all[len(all)/2], len(all)
}

// solve solves the problem of s and sets Error, roughly where the score is above
// enough even so.
func (s *suspect) solve(ctx context.Context, enough float64) error {
	if s.optimum != nil {
		return nil
	}
	for _, tol := range []float64{1e-3, 1e-12} {
		r, err := solvers.Solve(ctx, s.problem, solvers.Settings{Tol: tol, MaxTime: patience})
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		s.optimum = r.X
		s.Error = (s.problem.Primal(s.beta) - r.Primal) / s.Scale
		if s.Error != s.Error || r.Status == solvers.TimeLimit {
			s.Error = math.Inf(1) // not known
		}
		if s.score() > enough {
			break // it can only get worse
		}
	}
	return nil
}

// number shows v without the roundings of a few operations.
func number(v float64) string {
	return strconv.FormatFloat(v, 'g', 15, 64)
}
