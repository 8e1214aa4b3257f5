package solvers

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox"
)

// known returns a lasso with its optimum and a Lipschitz constant of its smooth term.
func known(set func(*problems.Synth)) (in *instance, best []float64, l float64) {
	s := problems.Synth{N: 60, P: 30, K: 8, Lambda: 0.1, Corr: 0.7, Seed: 21}
	if set != nil {
		set(&s)
	}
	p, best := s.New()
	in = ofProblem("known", p)
	norm, _ := in.a.Norm()
	return in, best, norm * norm / float64(s.N)
}

// TestRates holds the objective of each method to its theorem at every iterate:
// P(x_k) - P* <= bound(k).
func TestRates(t *testing.T) {
	in, best, l := known(nil)
	low := in.p.Primal(best)
	r := distance(in.x0, best)
	for _, c := range []struct {
		name  string
		m     Method
		bound func(k float64) float64
	}{
		{"ForwardBackward", ForwardBackward{F: in.f, G: in.g, L: l}, func(k float64) float64 { return l * r * r / (2 * k) }},
		{"FISTA", FISTA{F: in.f, G: in.g, L: l, NoRestart: true}, func(k float64) float64 { return 2 * l * r * r / (k + 1) / (k + 1) }},
		{"Chambolle and Dossal", FISTA{F: in.f, G: in.g, L: l, NoRestart: true, ChambolleDossal: 4}, func(k float64) float64 {
			return 16 * l * r * r / (2 * (k + 3) * (k + 3))
		}},
		{"monotone FISTA", FISTA{F: in.f, G: in.g, L: l, NoRestart: true, Monotone: true}, func(k float64) float64 { return 2 * l * r * r / (k + 1) / (k + 1) }},
	} {
		for k, x := range iterate(c.m, in.x0, 500) {
			if gap := in.p.Primal(x) - low; gap > c.bound(float64(k+1))+1e-12 {
				t.Errorf("%s: %g above the optimum after %d, its theorem allows %g", c.name, gap, k+1, c.bound(float64(k+1)))
				break
			}
		}
	}
}

// TestDescent: the objective never increases.
func TestDescent(t *testing.T) {
	in, _, _ := known(nil)
	for name, m := range map[string]Method{
		"ForwardBackward":           ForwardBackward{F: in.f, G: in.g},
		"ForwardBackward both ways": ForwardBackward{F: in.f, G: in.g, TwoWay: true},
		"monotone FISTA":            FISTA{F: in.f, G: in.g, Monotone: true},
		"AndersonForwardBackward":   AndersonForwardBackward{F: in.f, G: in.g},
		"ProxNewton":                ProxNewton{X: in.p.X, F: in.p.Fit, G: in.p.Penalty.(*problems.ElasticNet)},
	} {
		last := in.p.Primal(in.x0)
		for k, x := range iterate(m, in.x0, 500) {
			now := in.p.Primal(x)
			if now > last+1e-13*math.Abs(last) {
				t.Errorf("%s: objective up from %v to %v at %d", name, last, now, k+1)
				break
			}
			last = now
		}
	}
}

// recorder keeps the arguments of a prox.
type recorder struct {
	prox.Function
	seen *[][]float64
}

func (r recorder) Prox(dst, x []float64, gamma float64) float64 {
	*r.seen = append(*r.seen, slices.Clone(x))
	return r.Function.Prox(dst, x, gamma)
}

// TestFejer: the variable whose fixed points are the solutions never gets farther
// from the fixed point to which it converges. In Douglas-Rachford it is the argument
// of the first prox, in ADMM that of the second.
func TestFejer(t *testing.T) {
	in, _, _ := known(nil)
	for _, relax := range []float64{0.5, 1, 1.6, 1.9} {
		for name, build := range map[string]func(seen *[][]float64) Method{
			"DouglasRachford": func(s *[][]float64) Method {
				return DouglasRachford{F: recorder{in.fp, s}, G: in.g, Relax: relax}
			},
			"ADMM": func(s *[][]float64) Method { return ADMM{F: in.fp, G: recorder{in.g, s}, Relax: relax} },
		} {
			var seen [][]float64
			iterate(build(&seen), in.x0, 5000)
			limit := seen[len(seen)-1]
			if move := distance(limit, seen[len(seen)-2]); move > 1e-13 {
				t.Fatalf("%s, relaxation %g: not at rest after 5000 iterations (%g)", name, relax, move)
			}
			for k := range seen[1:] {
				if a, b := distance(seen[k], limit), distance(seen[k+1], limit); b > a+1e-13 {
					t.Errorf("%s, relaxation %g: farther from the fixed point, %v after %v, at %d", name, relax, b, a, k+1)
					break
				}
			}
		}
	}
}

// TestLinear: the distance to the unique optimum falls at least by the factor in
// every so many iterations, down to rounding.
func TestLinear(t *testing.T) {
	in, best, l := known(func(s *problems.Synth) { s.Alpha = 0.3 })
	mu := 0.7 * 0.1 // strong convexity of the penalty alone
	for _, c := range []struct {
		name   string
		m      Method
		every  int
		factor float64
	}{
		// Nesterov (2013), theorem 5: the gap falls by 1-μ/4L with backtracking, here
		// with the exact constant by 1/(1+μ/L) an iteration.
		{"ForwardBackward", ForwardBackward{F: in.f, G: in.g, L: l}, 20, math.Pow(1+mu/l, -10)},
		// O'Donoghue and Candès (2015), section 3.1: a fixed factor every O(√(L/μ)).
		{"FISTA", FISTA{F: in.f, G: in.g, L: l}, int(math.Ceil(math.Sqrt(8 * l / mu))), 1 / math.E},
	} {
		xs := iterate(c.m, in.x0, 4000)
		for k := 0; k+c.every < len(xs); k += c.every {
			a, b := distance(xs[k], best), distance(xs[k+c.every], best)
			if a < 1e-12 {
				break
			}
			if b > c.factor*a+1e-13 {
				t.Errorf("%s: distance %g, then %g after %d more iterations; the factor should be %g", c.name, a, b, c.every, c.factor)
				break
			}
		}
		if end := distance(xs[len(xs)-1], best); end > 1e-11 {
			t.Errorf("%s: still %g from the optimum", c.name, end)
		}
	}
}

// TestAccelerated: with F strongly convex, Chambolle and Pock (2011), theorem 2, have
// ‖x_k-x*‖² <= C/k² with C = (1+ε)(‖x*-x0‖²/τ² + ‖A‖²‖y*-y0‖²)/μ² eventually.
func TestAccelerated(t *testing.T) {
	in := denoise1D()
	best := make([]float64, 30)
	in.whole.Prox(best, in.f.(halfDistance).y, 1)
	size, _ := in.d.Norm()
	tau := 0.99 / size
	c := inner(best, best)/(tau*tau) + size*size*29 // ‖y‖∞ <= 1
	for k, x := range iterate(ChambollePock{F: in.fp, H: in.h, A: in.d, Mu: 1}, in.x0, 3000) {
		if d, n := distance(x, best), float64(k+1); k > 100 && d*d > 1.1*c/(n*n) {
			t.Fatalf("‖x-x*‖² = %g after %d, the theorem allows %g", d*d, k+1, 1.1*c/(n*n))
		}
	}
}

// TestUnfit: what a method cannot solve is an error that says why.
func TestUnfit(t *testing.T) {
	p, _ := problems.Synth{N: 20, P: 10, K: 3}.New()
	q := *p
	q.Penalty = penalty(prox.SortedL1{Lambda: make([]float64, 10)})
	for _, m := range Methods() {
		r, err := Solve(context.Background(), &q, Settings{Method: m.Name, MaxIter: 3})
		if (r == nil) == (err == nil) {
			t.Errorf("%s: %v, %v", m.Name, r, err)
		}
	}
}
