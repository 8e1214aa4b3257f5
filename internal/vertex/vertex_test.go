package vertex

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// problem is a case: Value and Bound are by their definitions, and independent of the engine.
type problem struct {
	x         *design.Dense
	intercept bool
	rows      Rows
	cols      Columns
}

func (p problem) value(b []float64, b0 float64) float64 {
	s := 0.0
	for i, k := range p.rows.Kink {
		z := b0
		for j := range b {
			z += p.x.Data[j*p.x.N+i] * b[j]
		}
		s += max(p.rows.Lower[i]*(z-k), p.rows.Upper[i]*(z-k))
	}
	for j, v := range b {
		s += p.cols.L1[j] * math.Abs(v)
		if v < p.cols.Lower[j] || v > p.cols.Upper[j] {
			return math.Inf(1)
		}
	}
	return s
}

// bound is the dual objective of slopes, -Σ kink v - Σ sup_b -u b - L1 |b|, and how far they
// are from feasible.
func (p problem) bound(v []float64) (value, off float64) {
	sum := 0.0
	for i, k := range p.rows.Kink {
		value -= k * v[i]
		sum += v[i]
		off = max(off, v[i]-p.rows.Upper[i], p.rows.Lower[i]-v[i])
	}
	if p.intercept {
		off = max(off, math.Abs(sum))
	}
	for j := range p.x.P {
		u := 0.0
		for i := range v {
			u += v[i] * p.x.Data[j*p.x.N+i]
		}
		best := math.Inf(-1)
		for _, b := range []float64{p.cols.Lower[j], p.cols.Upper[j], min(max(0, p.cols.Lower[j]), p.cols.Upper[j])} {
			if math.IsInf(b, 0) {
				off = max(off, math.Abs(u)-p.cols.L1[j])
				if (b > 0) == (u > 0) {
					off = max(off, 0)
				}
				continue
			}
			best = max(best, -u*b-p.cols.L1[j]*math.Abs(b))
		}
		if !math.IsInf(best, -1) {
			value -= best
		}
	}
	return value, off
}

func randomProblem(seed uint64, n, p int, kind string) problem {
	r := rand.New(rand.NewPCG(seed, 7))
	x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i := range x.Data {
		x.Data[i] = r.NormFloat64()
		if kind == "ties" {
			x.Data[i] = float64(r.IntN(3) - 1)
		}
	}
	q := problem{x: x, intercept: seed%3 > 0, rows: Rows{make([]float64, n), make([]float64, n), make([]float64, n)},
		cols: Columns{make([]float64, p), full0(p, math.Inf(-1)), full0(p, math.Inf(1))}}
	tau := []float64{0.5, 0.1, 0.9}[seed%3]
	for i := range n {
		y := r.NormFloat64()
		for j := range min(p, 4) {
			y += x.Data[j*n+i]
		}
		w := 1 / float64(n)
		if seed%4 == 1 {
			w *= float64(r.IntN(3))
		}
		q.rows.Kink[i], q.rows.Lower[i], q.rows.Upper[i] = y, -tau*w, (1-tau)*w
		switch kind {
		case "ties":
			q.rows.Kink[i] = math.Round(y)
		case "hinge":
			q.rows.Kink[i] = math.Copysign(1, y)
			q.rows.Lower[i], q.rows.Upper[i] = -w, 0
			if y < 0 {
				q.rows.Lower[i], q.rows.Upper[i] = 0, w
			}
		}
	}
	lambda := math.Pow(10, -1-2*r.Float64())
	for j := range p {
		q.cols.L1[j] = lambda
		if seed%5 == 2 {
			q.cols.Lower[j], q.cols.Upper[j] = -0.2+0.1*float64(r.IntN(4)), 0.5
		}
	}
	if seed%7 == 3 && kind != "hinge" {
		q.cols.L1[0] = 0
	}
	return q
}

func full0(n int, v float64) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = v
	}
	return s
}

// The vertex has no gap: the value of its coefficients, by definition, is that of the dual
// point that comes with it, which is feasible.
func TestNoGap(t *testing.T) {
	for _, kind := range []string{"plain", "ties", "hinge"} {
		for seed := range uint64(60) {
			n, p := 5+int(seed*7)%60, 1+int(seed*5)%40
			q := randomProblem(seed, n, p, kind)
			e := New(q.x, q.intercept, q.rows)
			cols := q.cols
			for _, shrink := range []float64{1, 0.3, 0.01} {
				q.cols.L1 = make([]float64, p)
				for j, l := range cols.L1 {
					q.cols.L1[j] = l * shrink
				}
				s := e.Solve(q.cols)
				if why := q.wrong(s); why != "" {
					t.Errorf("%s %d (%d x %d), penalty times %v: %s", kind, seed, n, p, shrink, why)
				}
			}
		}
	}
}

// Of many rows, a sample of which is solved first, no less is true.
func TestManyRows(t *testing.T) {
	for _, kind := range []string{"plain", "ties", "hinge"} {
		for seed := range uint64(4) {
			q := randomProblem(seed, 3000+int(seed)*1000, 6, kind)
			s := New(q.x, q.intercept, q.rows).Solve(q.cols)
			if why := q.wrong(s); why != "" {
				t.Errorf("%s %d: %s", kind, seed, why)
			}
		}
	}
}

// A point that is a solution is known as one, and any other leads to one.
func TestFromAPoint(t *testing.T) {
	for _, kind := range []string{"plain", "ties", "hinge"} {
		for seed := range uint64(40) {
			q := randomProblem(seed, 30, 8, kind)
			e := New(q.x, q.intercept, q.rows)
			s := e.Solve(q.cols)
			b, b0 := append([]float64(nil), s.B...), s.Intercept
			s = New(q.x, q.intercept, q.rows).From(b, b0).Solve(q.cols)
			if why := q.wrong(s); why != "" || kind == "plain" && seed%5 != 2 && s.Steps > 0 { // 2 is bounded
				t.Errorf("%s %d: %d steps from a solution; %s", kind, seed, s.Steps, why)
			}
			for j := range b {
				b[j] = min(max(b[j]+0.3*float64(j%3-1), q.cols.Lower[j]), q.cols.Upper[j])
			}
			if q.intercept {
				b0++
			}
			if why := q.wrong(e.From(b, b0).Solve(q.cols)); why != "" {
				t.Errorf("%s %d: from afar: %s", kind, seed, why)
			}
		}
	}
}

func (p problem) wrong(s Solution) string {
	value := p.value(s.B, s.Intercept)
	bound, off := p.bound(s.V)
	if !s.Optimal || !(value-bound <= 1e-13*(1+math.Abs(value))) || !(off <= 1e-13) {
		return fmt.Sprintf("optimal %v after %d steps: %v, but the bound %v, infeasible by %v", s.Optimal, s.Steps, value, bound, off)
	}
	return ""
}
