package solvers

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
)

// known returns a lasso with its optimum and a Lipschitz constant of its smooth term.
func known(set func(*textbook.Synth)) (in *instance, best []float64, l float64) {
	s := textbook.Synth{N: 60, P: 30, K: 8, Lambda: 0.1, Corr: 0.7, Seed: 21}
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
		"ProxCoordinate":            ProxCoordinate{X: in.p.X, F: in.p.Fit, G: in.p.Penalty.(*problems.ElasticNet)},
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
	in, best, l := known(func(s *textbook.Synth) { s.Alpha = 0.3 })
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

// TestSubgradientBounds holds the best value of each method to its theorem, with the
// true distance R and the longest subgradient G on the way.
func TestSubgradientBounds(t *testing.T) {
	in, best, _ := known(nil)
	f, set, err := in.p.Objective()
	if err != nil {
		t.Fatal(err)
	}
	low, r := in.p.Primal(best), distance(in.x0, best)
	steady, fading := r/20, r/2
	for _, c := range []struct {
		name string
		m    func(f Subdifferentiable) Method
		// bound is (best - P*)/G after k steps.
		bound func(k float64) float64
	}{
		{"constant", func(f Subdifferentiable) Method {
			return ProjectedSubgradient{F: f, Set: set, Step: Normalized(Constant(steady))}
		}, func(k float64) float64 { return (r*r + k*steady*steady) / (2 * k * steady) }},
		{"diminishing", func(f Subdifferentiable) Method {
			return ProjectedSubgradient{F: f, Set: set, Step: Normalized(InvSqrt(fading))}
		}, func(k float64) float64 {
			var s, sq float64
			for i := 1.0; i <= k; i++ {
				s, sq = s+fading/math.Sqrt(i), sq+fading*fading/i
			}
			return (r*r + sq) / (2 * s)
		}},
		{"Polyak", func(f Subdifferentiable) Method {
			return ProjectedSubgradient{F: f, Set: set, Step: Polyak(low)}
		}, func(k float64) float64 { return r / math.Sqrt(k) }},
		{"DualAveraging", func(f Subdifferentiable) Method {
			return DualAveraging{F: f, Set: set, Radius: r}
		}, func(k float64) float64 { return r * (1/(1+math.Sqrt(3)) + math.Sqrt(2*k+1)) / k }},
	} {
		seen := &longest{f, 0}
		value := math.Inf(1)
		for k, x := range append([][]float64{in.x0}, iterate(c.m(seen), in.x0, 300)...) {
			value = min(value, in.p.Primal(x))
			if bound := seen.g * c.bound(float64(k+1)); value-low > bound*(1+1e-12) {
				t.Errorf("%s: %g above the optimum after %d, the theorem allows %g", c.name, value-low, k+1, bound)
				break
			}
		}
	}
}

// longest remembers the longest subgradient.
type longest struct {
	Subdifferentiable
	g float64
}

func (l *longest) Subgrad(dst, x []float64) float64 {
	v := l.Subdifferentiable.Subgrad(dst, x)
	l.g = max(l.g, norm(dst))
	return v
}

// TestVarianceReduction: SAGA and SVRG converge at least as fast as their theorems
// say, in every epoch, on a strongly convex problem.
func TestVarianceReduction(t *testing.T) {
	in, best, _ := known(func(s *textbook.Synth) { s.Corr, s.N, s.P = 0, 200, 10 })
	f, err := NewFiniteSum(in.p)
	if err != nil {
		t.Fatal(err)
	}
	n := float64(f.n)
	mu := smallestEigenvalue(in.a) / n
	low, grad := in.p.Primal(best), make([]float64, len(best))
	smooth := in.f.Grad(grad, best)
	diff := make([]float64, len(best))
	for j := range diff {
		diff[j] = in.x0[j] - best[j]
	}
	r := norm(diff)
	// Defazio, Bach and Lacoste-Julien (2014), corollary 1.
	c := r*r + n/(mu*n+f.L)*(in.f.Value(in.x0)-inner(grad, diff)-smooth)
	rate := 1 - min(1/(4*n), mu/(3*f.L))
	xs := iterate(SAGA{F: f, G: in.g, Seed: 9}, in.x0, 400)
	for e, x := range xs {
		if d := distance(x, best); d*d > c*math.Pow(rate, n*float64(e+1))+1e-24 {
			t.Errorf("SAGA: squared distance %g after %d epochs, the theorem allows %g", d*d, e+1, c*math.Pow(rate, n*float64(e+1)))
			break
		}
	}
	if end := distance(xs[len(xs)-1], best); end > 1e-11 {
		t.Errorf("SAGA: %g from the optimum at the end", end)
	}
	// Xiao and Zhang (2014), theorem 3.1, with η = 0.1/L and m = 100 L/μ.
	m := math.Ceil(100 * f.L / mu)
	rho := 10*f.L/(mu*0.6*m) + 0.4*(m+1)/(0.6*m)
	gap := in.p.Primal(in.x0) - low
	for e, x := range iterate(ProxSVRG{F: f, G: in.g, Inner: int(m), Seed: 9}, in.x0, 30) {
		if d := in.p.Primal(x) - low; d > gap*math.Pow(rho, float64(e+1))+1e-13 {
			t.Errorf("ProxSVRG: %g above the optimum after %d epochs, the theorem allows %g", d, e+1, gap*math.Pow(rho, float64(e+1)))
			break
		}
	}
}

// smallestEigenvalue of A'A, by power iterations on its distance to the largest.
func smallestEigenvalue(a Linear) float64 {
	rows, cols := a.Dims()
	top, _ := a.Norm()
	x, y, z := make([]float64, cols), make([]float64, rows), make([]float64, cols)
	for j := range x {
		x[j] = math.Sin(float64(j*j + 1))
	}
	least := 0.0
	for range 5000 {
		size := norm(x)
		for j := range x {
			x[j] /= size
		}
		a.Apply(y, x)
		least = inner(y, y)
		a.Adjoint(z, y)
		for j := range x {
			x[j] = top*top*x[j] - z[j]
		}
	}
	return least
}

// deviations is Σ |x_j - c_j| + max_j x_j, with a kink wherever one likes.
type deviations struct{ c []float64 }

func (f deviations) Subgrad(dst, x []float64) (v float64) {
	top := 0
	for j, a := range x {
		v += math.Abs(a - f.c[j])
		dst[j] = 1
		if a < f.c[j] {
			dst[j] = -1
		}
		if a > x[top] {
			top = j
		}
	}
	dst[top]++
	return v + x[top]
}

// TestLowerBound: the bundle's bound never exceeds the optimum, never falls, and
// meets the best value, for a function that is not smooth anywhere it matters, also
// with a memory so short that cuts are combined all the time.
func TestLowerBound(t *testing.T) {
	f := deviations{[]float64{3, -1, 0.5, 2, 2, -4}}
	// One by one to the right of c only the largest costs: 0 gain in lowering 3 to 2
	// (the deviation eats it), so x = c is a solution, with value max c, in the box.
	const optimum = 3.0
	for memory, tol := range map[int]float64{0: 1e-6, 8: 1e-3} {
		var lower float64
		m := ProximalLevel{F: f, Set: prox.Box{Lower: []float64{-5}, Upper: []float64{5}}, Memory: memory, Lower: &lower}
		best, last, k := math.Inf(1), math.Inf(-1), 0
		g := make([]float64, 6)
		for st := range m.Iterates(make([]float64, 6)) {
			k++
			best = f.Subgrad(g, st.X)
			if lower > optimum+1e-12 || lower < last || best < optimum-1e-12 {
				t.Fatalf("memory %d: bounds %v and %v around %v at %d", memory, lower, best, optimum, k)
			}
			last = lower
			if best-lower < tol || k == 2000 {
				break
			}
		}
		if best-lower >= tol {
			t.Errorf("memory %d: gap %g after %d iterations", memory, best-lower, k)
		}
	}
}

// TestFrankWolfeBall: over an L1 ball, from the centre, to a duality gap by hand.
func TestFrankWolfeBall(t *testing.T) {
	in, best, _ := known(nil)
	radius := 0.0
	for _, v := range best {
		radius += math.Abs(v)
	}
	// The penalised optimum is also that of the ball of its own norm.
	want := in.f.Value(best)
	xs := iterate(FrankWolfe{F: in.f, Atoms: CrossPolytope{N: len(best), Radius: radius}}, in.x0, 2000)
	x, g, last := xs[len(xs)-1], make([]float64, len(best)), math.Inf(1)
	for _, x := range xs {
		now := in.f.Value(x)
		if now > last+1e-13*math.Abs(last) {
			t.Fatalf("objective up from %v to %v", last, now)
		}
		last = now
	}
	in.f.Grad(g, x)
	gap := inner(g, x)
	for _, v := range g {
		gap = max(gap, inner(g, x)+radius*math.Abs(v))
	}
	if gap > 1e-6 || math.Abs(in.f.Value(x)-want) > 1e-12 {
		t.Errorf("gap %g, value off by %g", gap, in.f.Value(x)-want)
	}
}

// TestUnfit: what a method cannot solve is an error that says why.
func TestUnfit(t *testing.T) {
	p, _ := textbook.Synth{N: 20, P: 10, K: 3}.New()
	q := *p
	q.Penalty = penalty(prox.SortedL1{Lambda: make([]float64, 10)})
	for _, m := range Methods() {
		r, err := Solve(context.Background(), &q, Settings{Method: m.Name, MaxIter: 3})
		if (r == nil) == (err == nil) {
			t.Errorf("%s: %v, %v", m.Name, r, err)
		}
	}
}
