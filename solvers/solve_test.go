package solvers

import (
	"context"
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

func kinds(seed uint64) []textbook.Synth {
	base := textbook.Synth{N: 40, P: 25, K: 5, Seed: seed, Lambda: 0.3}
	out := []textbook.Synth{base}
	for _, set := range []func(*textbook.Synth){
		func(s *textbook.Synth) { s.Intercept = true },
		func(s *textbook.Synth) { s.Weights = true },
		func(s *textbook.Synth) { s.Offset = true },
		func(s *textbook.Synth) { s.Free = 2 },
		func(s *textbook.Synth) { s.Factors = true },
		func(s *textbook.Synth) { s.Bounds = true },
		func(s *textbook.Synth) { s.Alpha = 0.5 },
		func(s *textbook.Synth) { s.Density = 0.3 },
		func(s *textbook.Synth) { s.N, s.P, s.K = 15, 40, 4 },
		func(s *textbook.Synth) { s.Corr = 0.9 },
	} {
		one := base
		set(&one)
		out = append(out, one)
		one.Intercept, one.Weights, one.Offset, one.Free, one.Factors, one.Bounds = true, true, true, 2, true, true
		out = append(out, one)
	}
	return out
}

// budgets: the iterations that each method may use to a relative gap.
var budgets = map[string]struct {
	iter int
	tol  float64
}{
	"cd":             {500, 1e-12},
	"fista":          {20000, 1e-9},
	"ista":           {100000, 1e-6},
	"sparsa":         {20000, 1e-9},
	"panoc":          {20000, 1e-9},
	"anderson":       {20000, 1e-9},
	"newton":         {500, 1e-9},
	"coordinate":     {20000, 1e-9},
	"random":         {20000, 1e-9},
	"greedy":         {20000, 1e-9},
	"saga":           {20000, 1e-6},
	"svrg":           {20000, 1e-6},
	"sgd":            {20000, 1e-1},
	"level":          {20000, 1e-1},
	"dual-averaging": {50000, 1e-1},
	"dr":             {20000, 1e-9},
	"admm":           {20000, 1e-9},
	"ppxa":           {20000, 1e-9},
	"pdhg":           {40000, 1e-9},
	"subgradient":    {50000, 1e-1},
}

// Every method, on every kind of problem, dense and sparse, accepted on an
// independent certificate and on the known optimum.
func TestMethodsSolve(t *testing.T) {
	for _, s := range kinds(7) {
		p, best := s.New()
		opt := p.Certify(best)
		for _, m := range append(Methods(), Named{}) {
			if m.Name == "block" { // for groups; in the table test
				continue
			}
			b, ok := budgets[m.Name]
			if !ok {
				b = budgets["cd"]
			}
			r, err := Solve(context.Background(), p, Settings{Method: m.Name, Tol: b.tol, MaxIter: b.iter})
			if err != nil {
				t.Fatal(err)
			}
			c := p.Certify(r.X)
			if !r.Status.OK() {
				t.Errorf("%q on %+v: %v after %d, gap %g of %g", m.Name, s, r.Status, r.Iter, c.Gap, r.Threshold)
			}
			if r.Primal != c.Primal || r.Gap > c.Gap+c.Rounding {
				t.Errorf("%q on %+v: reported gap %g, certified %g", m.Name, s, r.Gap, c.Gap)
			}
			if d := c.Primal - opt.Primal; d > r.Threshold+r.Rounding || d < -opt.Rounding-r.Rounding {
				t.Errorf("%q on %+v: objective is off the known optimum by %g", m.Name, s, d)
			}
		}
	}
}

// At lambda_max and above every penalised coefficient is exactly at rest.
func TestLambdaMaxGivesZero(t *testing.T) {
	for _, s := range kinds(3) {
		p, _ := s.New()
		l, err := p.LambdaMax()
		if err != nil {
			t.Fatal(err)
		}
		q := *p
		pen := p.Penalty.(problems.Scalable)
		q.Penalty = pen.WithLambda(l * (1 + 1e-9))
		r, err := Solve(context.Background(), &q, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if !r.Status.OK() {
			t.Errorf("%+v: %v, gap %g", s, r.Status, r.Gap)
		}
		b, _ := p.Split(r.X)
		for j, v := range b {
			if _, _, free := pen.Unpenalised(j); !free && v != pen.Start(j) {
				t.Errorf("%+v: coefficient %d is %g above lambda_max", s, j, v)
			}
		}
		q.Penalty = pen.WithLambda(l * 0.99)
		r, err = Solve(context.Background(), &q, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		b, _ = p.Split(r.X)
		left := false
		for j, v := range b {
			_, _, free := pen.Unpenalised(j)
			left = left || !free && v != pen.Start(j)
		}
		if !left {
			t.Errorf("%+v: all coefficients at rest below lambda_max", s)
		}
	}
}

func TestPath(t *testing.T) {
	for _, s := range kinds(5) {
		p, _ := s.New()
		res, err := Path(context.Background(), p, Grid{N: 20, MinRatio: 0.01}, Settings{Tol: 1e-10})
		if err != nil {
			t.Fatal(err)
		}
		beta := make([]float64, p.Dim())
		for k := range res.Points {
			pt := &res.Points[k]
			if !pt.Status.OK() {
				t.Errorf("%+v at %d: %v, gap %g", s, k, pt.Status, pt.Gap)
			}
			pt.Beta(beta, p.Intercept)
			q := *p
			q.Penalty = p.Penalty.(problems.Scalable).WithLambda(pt.Lambda)
			if c := q.Certify(beta); c.Primal != pt.Primal || pt.Gap > c.Gap+c.Rounding || math.Abs(pt.Gap) > 1e-10*res.Loss+c.Rounding {
				t.Errorf("%+v at %d: certified %g, reported %g", s, k, c.Gap, pt.Gap)
			}
		}
	}
}
