package solvers

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
)

// checkVerdict is the law of all results, however they ended: the status is Converged
// just where the certificate proves the tolerance, the certificate adds up, and its
// Primal is that of X.
func checkVerdict(t *testing.T, name string, r *Result, c Certifier) {
	t.Helper()
	if (r.Status == Converged) != (r.Proven() <= r.Threshold) {
		t.Errorf("%s: %v with %g proven of %g", name, r.Status, r.Proven(), r.Threshold)
	}
	if r.Status == PrecisionFloor && !(r.Gap <= r.Rounding && r.Rounding > r.Threshold) {
		t.Errorf("%s: %v with a gap of %g and rounding of %g", name, r.Status, r.Gap, r.Rounding)
	}
	if r.Status == Running {
		t.Errorf("%s: a result that is still running", name)
	}
	// What is reported may be sharper than a plain certificate, and is never worse.
	if again := c.Certify(r.X); again.Primal < r.Primal || again.Primal-again.Rounding > r.Primal {
		t.Errorf("%s: reported %g, certified %g", name, r.Primal, again.Primal)
	} else if again.Dual > r.Dual+r.Rounding {
		t.Errorf("%s: a bound of %g was lost for %g", name, again.Dual, r.Dual)
	}
	if d := r.Primal - r.Dual; !math.IsInf(d, 1) && math.Abs(r.Gap+r.Rounding-d) > 1e-15*(math.Abs(r.Primal)+math.Abs(r.Dual)) {
		t.Errorf("%s: gap %g and rounding %g do not add up to %g", name, r.Gap, r.Rounding, d)
	}
}

// generalised draws a problem of each loss that is not least squares, and one that is.
func generalised(rng *rand.Rand, scale float64) map[string]*problems.Problem {
	const n, p = 30, 8
	s := textbook.Synth{N: n, P: p, K: 3, Seed: rng.Uint64(), Lambda: 0.1}
	base, _ := s.New()
	y := base.Fit.(*problems.LeastSquares).Y
	labels, counts, scaled := make([]float64, n), make([]float64, n), make([]float64, n)
	for i, v := range y {
		labels[i] = math.Copysign(1, v)
		counts[i] = math.Floor(math.Exp(min(math.Abs(v), 3)) * min(scale, 1e3))
		scaled[i] = v * scale
	}
	counts[0]++
	all := map[string]*problems.Problem{
		"least squares": textbook.NewLasso(base.X, scaled, 0),
		"Huber":         textbook.NewHuberLasso(base.X, scaled, 0.5, 0),
		"wide Huber":    textbook.NewHuberLasso(base.X, scaled, 0.5*scale, 0),
		"logistic":      textbook.NewLogisticLasso(base.X, labels, 0),
		"squared hinge": textbook.NewSquaredHingeSVM(base.X, labels, 0),
		"Poisson":       textbook.NewPoissonLasso(base.X, counts, 0),
	}
	all["squared hinge"].Penalty = problems.Lasso(0)
	for _, q := range all {
		q.Intercept = rng.IntN(2) == 0
		null, err := q.Null()
		if err != nil {
			panic(err)
		}
		q.Penalty = problems.Lasso(null.LambdaMax * math.Pow(10, -2*rng.Float64()))
	}
	return all
}

// Solve, Path and Run tell the truth about themselves on all losses at all scales, and
// what they call converged is within the tolerance of the best value ever seen.
func TestVerdicts(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	ctx := context.Background()
	for trial := range 8 {
		scale := math.Pow(10, float64(trial%4)*2)
		for name, p := range generalised(rng, scale) {
			low := math.Inf(1)
			var kept []*Result
			for _, method := range []string{"", "fista", "newton", "cd", "subgradient"} {
				for _, s := range []Settings{{}, {Tol: 1e-4}, {Tol: 1e-14, MaxIter: 300}, {Tol: -1, MaxIter: 5}} {
					s.Method, s.MaxIter = method, max(s.MaxIter, 300)
					r, err := Solve(ctx, p, s)
					if err != nil {
						continue // not for this method
					}
					checkVerdict(t, name+" by "+method, r, p)
					low = min(low, r.Primal)
					kept = append(kept, r)
				}
			}
			for _, r := range kept {
				if r.Status == Converged && r.Primal > low+r.Threshold {
					t.Errorf("%s: converged at %g, but %g is attained (tolerance %g)", name, r.Primal, low, r.Threshold)
				}
				if r.Dual > low {
					t.Errorf("%s: a bound of %g, but %g is attained", name, r.Dual, low)
				}
			}
			path, err := Path(ctx, p, Grid{N: 6, MinRatio: 0.1}, Settings{MaxIter: 300})
			if err != nil {
				t.Fatal(err)
			}
			for k := range path.Points {
				pt := &path.Points[k]
				q := *p
				q.Penalty = p.Penalty.(problems.Scalable).WithLambda(pt.Lambda)
				x := make([]float64, p.Dim())
				pt.Beta(x, p.Intercept)
				checkVerdict(t, name+" on a path", &Result{X: x, Status: pt.Status,
					Report: Report{Certificate: pt.Certificate, Threshold: 1e-9 * path.Scale}}, &q)
			}
		}
	}
}

// However a run ends, its status is that of its certificate.
func TestVerdictOfEveryEnding(t *testing.T) {
	rng := rand.New(rand.NewPCG(43, 44))
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	late, cancel := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer cancel()
	enough := errors.New("enough")
	for name, p := range generalised(rng, 1) {
		best, err := Solve(context.Background(), p, Settings{Tol: 1e-10})
		if err != nil {
			t.Fatal(err)
		}
		for _, tol := range []float64{-1, 1e-14, 1e-6, 1e3} {
			for ending, run := range map[string]func() (*Result, error){
				"canceled": func() (*Result, error) { return Solve(canceled, p, Settings{Tol: tol}) },
				"late":     func() (*Result, error) { return Solve(late, p, Settings{Tol: tol}) },
				"short":    func() (*Result, error) { return Solve(context.Background(), p, Settings{Tol: tol, MaxTime: 1}) },
				"observed": func() (*Result, error) {
					return Solve(context.Background(), p, Settings{Tol: tol, Observe: func(Report) error { return enough }})
				},
				"one": func() (*Result, error) { return Solve(context.Background(), p, Settings{Tol: tol, MaxIter: 1}) },
				"cancelled run": func() (*Result, error) {
					f, g := p.Terms()
					return Run(canceled, FISTA{F: f, G: g}, best.X, p, Settings{Tol: tol})
				},
				"observed run": func() (*Result, error) {
					f, g := p.Terms()
					return Run(context.Background(), FISTA{F: f, G: g}, best.X, p, Settings{Tol: tol, Observe: func(Report) error { return enough }})
				},
			} {
				r, err := run()
				if r == nil || err != nil && err != enough {
					t.Fatal(name, ending, err)
				}
				checkVerdict(t, name+" "+ending, r, p)
			}
		}
	}
}

// A start that is infeasible, or iterates that are, leave nothing of their rounding with
// the point: half the squared distance of x to (3,1), halved, with x_1 + x_2 <= 1/2, has its optimum at
// (1.25, -0.75) or, within the box [0, 10]², at (0.5, 0) with (2.5² + 1)/4.
func TestVerdictBesideInfeasibleIterates(t *testing.T) {
	half := prox.Halfspace{Normal: []float64{1, 1}, Offset: 0.5}
	box := prox.Box{Lower: []float64{0}, Upper: []float64{10}}
	identity := composite.Copies{Times: 1, N: 2}
	f := &composite.Smooth{Fit: &problems.LeastSquares{Y: []float64{3, 1}}, K: identity}
	c := &composite.Problem{Dim: 2, F: f, G: box, H: half, L: identity}
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	const best = (2.5*2.5 + 1) / 4
	for name, m := range map[string]Method{
		"CondatVu": CondatVu{F: f, G: box, H: half, A: identity},
		"DavisYin": DavisYin{F: f, G: box, H: half},
		"Tseng":    Tseng{F: f, G: box, H: half, A: identity},
		"Halpern":  HalpernPrimalDual{F: f, G: box, H: half, A: identity},
	} {
		for _, x0 := range [][]float64{{0, 0}, {10, 10}, {-5, 3}, {1e8, -1e8}, {0.5, 0}, {0.1, 0.3}} {
			for _, tol := range []float64{1e-3, 1e-9, 1e-12} {
				r, err := Run(context.Background(), m, x0, c, Settings{Tol: tol, Scale: 1, MaxIter: 20000})
				if err != nil {
					t.Fatal(err)
				}
				checkVerdict(t, name, r, c)
				if r.Status != Converged {
					t.Errorf("%s from %v to %g: %v, gap %g, rounding %g", name, x0, tol, r.Status, r.Gap, r.Rounding)
				}
				if r.Dual > best || r.Primal < best || r.Primal > best+tol {
					t.Errorf("%s from %v to %g: [%v, %v] for an optimum of %v", name, x0, tol, r.Dual, r.Primal, best)
				}
			}
		}
	}
}

// What is missing is named.
func TestMissingArguments(t *testing.T) {
	p, _ := textbook.Synth{N: 10, P: 3, Lambda: 0.1}.New()
	f, g := p.Terms()
	m, x := FISTA{F: f, G: g}, make([]float64, 3)
	ctx := context.Background()
	var none *problems.Problem
	var absent context.Context
	for want, call := range map[string]func(){
		"solvers: Run needs a context":   func() { Run(absent, m, x, p, Settings{}) },
		"solvers: Run needs a Method":    func() { Run(ctx, nil, x, p, Settings{}) },
		"solvers: Run needs a Certifier": func() { Run(ctx, m, x, none, Settings{}) },
		"solvers: Solve needs a context": func() { Solve(absent, p, Settings{}) },
		"solvers: Solve needs a Problem": func() { Solve(ctx, nil, Settings{}) },
		"solvers: Path needs a context":  func() { Path(absent, p, Grid{}, Settings{}) },
		"solvers: Path needs a Problem":  func() { Path(ctx, nil, Grid{}, Settings{}) },
	} {
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("panics with %v, not %q", got, want)
				}
			}()
			call()
		}()
	}
	nan := math.NaN()
	for name, s := range map[string]Settings{"tol": {Tol: nan}, "infinite tol": {Tol: math.Inf(1)},
		"scale": {Scale: nan}, "negative scale": {Scale: -1}, "infinite scale": {Scale: math.Inf(1)}} {
		if _, err := Run(ctx, m, x, p, s); err == nil {
			t.Errorf("Run took %s", name)
		}
		if _, err := Solve(ctx, p, s); err == nil {
			t.Errorf("Solve took %s", name)
		}
		if _, err := Path(ctx, p, Grid{}, s); err == nil {
			t.Errorf("Path took %s", name)
		}
	}
	if _, err := Run(ctx, m, []float64{0, nan, 0}, p, Settings{}); err == nil {
		t.Error("Run took a start of NaN")
	}
}
