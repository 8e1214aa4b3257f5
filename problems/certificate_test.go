package problems_test

import (
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// everyKind lists synthetic problems with every feature alone and all together.
func everyKind(seed uint64) []textbook.Synth {
	base := textbook.Synth{N: 30, P: 20, K: 5, Seed: seed, Lambda: 0.3}
	kinds := []textbook.Synth{base}
	for _, set := range []func(*textbook.Synth){
		func(s *textbook.Synth) { s.Intercept = true },
		func(s *textbook.Synth) { s.Weights = true },
		func(s *textbook.Synth) { s.Offset = true },
		func(s *textbook.Synth) { s.Free = 2 },
		func(s *textbook.Synth) { s.Factors = true },
		func(s *textbook.Synth) { s.Bounds = true },
		func(s *textbook.Synth) { s.Alpha = 0.5 },
		func(s *textbook.Synth) { s.Density = 0.3 },
		func(s *textbook.Synth) { s.N, s.P, s.K = 12, 40, 4 },
		func(s *textbook.Synth) { s.Corr = 0.9 },
	} {
		one := base
		set(&one)
		kinds = append(kinds, one)
		all := kinds[len(kinds)-1]
		all.Intercept, all.Weights, all.Offset, all.Free, all.Factors, all.Bounds = true, true, true, 2, true, true
		kinds = append(kinds, all)
	}
	return kinds
}

func TestKnownOptimumHasNoGap(t *testing.T) {
	for seed := range uint64(20) {
		for _, s := range everyKind(seed) {
			p, beta := s.New()
			if err := p.Validate(); err != nil {
				t.Fatalf("%+v: %v", s, err)
			}
			c := p.Certify(beta)
			if math.Abs(c.Gap) > c.Rounding || c.KKT > 1e-12 {
				t.Errorf("%+v: gap %g, rounding %g, KKT %g at %d", s, c.Gap, c.Rounding, c.KKT, c.Worst)
			}
			if c.Rounding > 1e-11*c.Primal {
				t.Errorf("%+v: rounding level %g is no promise for primal %g", s, c.Rounding, c.Primal)
			}
		}
	}
}

// A gap is a bound: at any point it is at least the distance to the optimum in
// objective, here known, and it is not wildly larger near the optimum.
func TestGapBoundsTheError(t *testing.T) {
	seeds := uint64(480) // times 21 kinds: 10,000 problems
	if testing.Short() {
		seeds = 20
	}
	count := 0
	for seed := range seeds {
		for _, s := range everyKind(seed) {
			p, best := s.New()
			opt := p.Certify(best)
			beta := append([]float64(nil), best...)
			j := int(seed) % len(beta)
			size := []float64{1e-6, 1e-3, 1, 1e-9}[seed/7%4]
			beta[j] += size
			b, _ := p.Split(beta)
			if math.IsInf(p.Penalty.Value(b), 1) {
				beta[j] -= 2 * size
			}
			count++
			c := p.Certify(beta)
			if c.Gap < c.Primal-opt.Primal-c.Rounding-opt.Rounding {
				t.Errorf("%+v: gap %g is below the true error %g", s, c.Gap, c.Primal-opt.Primal)
			}
			if c.Gap < -c.Rounding {
				t.Errorf("%+v: gap %g below minus the rounding level %g", s, c.Gap, c.Rounding)
			}
			if math.IsInf(c.Primal, 1) {
				continue
			}
			// The column moved is not null, so the point is not optimal (unless
			// the optimum is flat there, which these are not).
			if term := p.Penalty.(*problems.ElasticNet); j < len(b) && size >= 1e-6 && term.Term(j) != (problems.Term{}) && c.Gap <= 0 {
				t.Errorf("%+v: a coefficient %g off has gap %g", s, size, c.Gap)
			}
			if j == len(b) && size >= 1e-6 && c.Gap <= 0 {
				t.Errorf("%+v: an intercept %g off has gap %g", s, size, c.Gap)
			}
			if w := c.With(opt); w.Primal-w.Dual > c.Primal-c.Dual || w.Dual < c.Dual {
				t.Errorf("%+v: the better dualPoint gives gap %g", s, w.Primal-w.Dual)
			}
		}
	}
	t.Logf("%d problems", count)
}

// The dual point in a certificate proves its bound on its own.
func TestThetaIsFeasible(t *testing.T) {
	for seed := range uint64(10) {
		for _, s := range everyKind(seed) {
			p, beta := s.New()
			for j := range beta {
				beta[j] *= 0.9
			}
			c := p.Certify(beta)
			n, cols := p.X.Dims()
			minus, u := make([]float64, n), make([]float64, cols)
			for i, v := range c.Theta {
				minus[i] = -v
			}
			design.MulTrans(u, p.X, c.Theta)
			size := vector.Norm(c.Theta)
			if p.Intercept && math.Abs(vector.Total(c.Theta)) > 1e-14*size {
				t.Errorf("%+v: theta sums to %g", s, vector.Total(c.Theta))
			}
			for j := range u {
				if up, down := p.Penalty.(problems.Flat).Flat(j); up || down {
					if math.Abs(u[j]) > 1e-13*size {
						t.Errorf("%+v: free column %d has %g", s, j, u[j])
					}
					u[j] = 0
				}
				u[j] *= 1 - 1e-14
			}
			if d := -p.Fit.Conj(minus) - p.Penalty.Conj(u); math.Abs(d-c.Dual) > 1e-12*(1+math.Abs(d)) {
				t.Errorf("%+v: dual value %g, recomputed %g", s, c.Dual, d)
			}
		}
	}
}

// One-sided free columns put inequalities on the dual.
func TestOneSidedFreeColumn(t *testing.T) {
	p, _ := textbook.Synth{N: 40, P: 6, K: 3, Seed: 3, Intercept: true}.New()
	inf := math.Inf(1)
	p.Penalty = &problems.ElasticNet{Lambda: 0.1, Alpha: 1,
		Factor: []float64{0, 0, 0, 1, 1, 1},
		Lower:  []float64{0, 0, -inf, -inf, -inf, -inf},
		Upper:  []float64{inf, inf, 0, inf, inf, inf}}
	beta := make([]float64, 7)
	f, g := p.Terms()
	grad := make([]float64, 7)
	for range 20000 {
		f.Grad(grad, beta)
		for j := range beta {
			beta[j] -= 0.05 * grad[j]
		}
		g.Prox(beta, beta, 0.05)
	}
	if c := p.Certify(beta); c.Gap > 1e-12 || c.Gap < -c.Rounding {
		t.Errorf("gap %g (rounding %g, KKT %g)", c.Gap, c.Rounding, c.KKT)
	}
}

func TestLambdaMax(t *testing.T) {
	for seed := range uint64(10) {
		for _, s := range everyKind(seed) {
			p, _ := s.New()
			pen := p.Penalty.(problems.Scalable)
			null, err := p.Null()
			if err != nil {
				t.Fatal(err)
			}
			// The null point's theta certifies lambda_max and refutes less.
			for _, k := range []float64{1 + 1e-12, 0.999} {
				q := *p
				q.Penalty = pen.WithLambda(null.LambdaMax * k)
				if e := q.Penalty.(*problems.ElasticNet); e.Alpha < 1 {
					continue // its dual is not linear in lambda: solvers test it
				}
				c := q.DualAt(null.Theta)
				tight := null.Loss-c.Dual <= 1e-9*null.Loss
				if tight != (k > 1) && null.LambdaMax > 0 {
					t.Errorf("%+v at %g lambda_max: null loss %g, dual %g", s, k, null.Loss, c.Dual)
				}
			}
		}
	}
}
