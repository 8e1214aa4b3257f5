package contrast

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/naive"
)

func newModel(t *testing.T, variant string) *Model {
	t.Helper()
	m, err := NewModel(variants(t)[variant])
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Sparse and dense rows are the same matrix, centred or not.
func TestSparseRows(t *testing.T) {
	x := variants(t)["plain"].X.(*design.Dense)
	n, p := x.Dims()
	rng := rand.New(rand.NewPCG(1, 1))
	mean, scale, w, g := make([]float64, p), make([]float64, p), make([]float64, p), make([]float64, n)
	for j := range p {
		mean[j], scale[j], w[j] = rng.NormFloat64(), 1+rng.Float64(), rng.NormFloat64()
	}
	scale[2] = 0
	for i := range g {
		g[i] = rng.NormFloat64()
	}
	dense, sparse := newRows(x, mean, scale), newRows(sparseCopy(t, x), mean, scale)
	if dense.dense == nil || sparse.dense != nil || sparse.shift == nil {
		t.Fatal("one of the two is not stored as it should be")
	}
	near := func(what string, a, b []float64) {
		for k := range a {
			if math.Abs(a[k]-b[k]) > 1e-11 {
				t.Errorf("%s: %d is %v and %v", what, k, a[k], b[k])
			}
		}
	}
	for _, at := range [][]int{nil, {3, 0, 39, 7}} {
		size := n
		if at != nil {
			size = len(at)
		}
		a, b := make([]float64, size), make([]float64, size)
		batch{dense, at}.Mul(a, w)
		batch{sparse, at}.Mul(b, w)
		near("product", a, b)
		a, b = make([]float64, p), make([]float64, p)
		batch{dense, at}.AddTransMul(a, g[:size])
		batch{sparse, at}.AddTransMul(b, g[:size])
		near("transposed product", a, b)
	}
	near("squares", dense.squares(), sparse.squares())
}

// The search finds the best step inside its grid, whatever it is, and says where it is at the
// edge.
func TestSearch(t *testing.T) {
	m := newModel(t, "standardised, intercept")
	tr := m.trainer(few)
	for _, shift := range []float64{1, 1e-4, 300} {
		d := &Method{Name: "scaled", Kind: Naive, optimizer: plain(scaled{shift})}
		runs, best, edge := tr.best(context.Background(), Choice{d, schedule("constant"), 1})
		_, plain, _ := tr.best(context.Background(), Choice{method("GD"), schedule("constant"), 1})
		if edge || len(runs) < 5 || math.Abs(math.Log10(best.Multiple*shift/plain.Multiple)) > 0.5 {
			t.Errorf("steps times %v: best is %v of %d (edge %v), of plain GD %v", shift, best.Multiple, len(runs), edge, plain.Multiple)
		}
		for _, r := range runs {
			if better(r, best) {
				t.Errorf("steps times %v: %v is better than %v", shift, r.Multiple, best.Multiple)
			}
		}
	}
	d := &Method{Name: "scaled", Kind: Naive, optimizer: plain(scaled{1e12})}
	if _, _, edge := tr.best(context.Background(), Choice{d, schedule("constant"), 1}); !edge {
		t.Error("a best step beyond the last one is not called an edge")
	}
}

// scaled is SGD whose steps are so many times as long.
type scaled struct{ times float64 }

func (scaled) Memory() int { return 0 }
func (o scaled) Step(x, grad, memory []float64, rate float64, t int) {
	naive.SGD{}.Step(x, grad, memory, rate*o.times, t)
}

// The exact solution is a fixed point of full-batch training where the kink gets its proximal
// step in the right metric or a straight line takes its place, and no other.
func TestFixedPoints(t *testing.T) {
	m := newModel(t, "standardised, intercept")
	r, err := Run(context.Background(), m, letters, Budget{Epochs: 5, Seeds: 1, Schedules: []string{"constant"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	beta := append(append([]float64{}, r.Exact.Coefficients...), r.Exact.Intercept)
	j := &judge{m: m, exact: m.parameters(beta)}
	tr := m.trainer(Budget{Epochs: 50, Batch: m.n})
	for _, c := range []struct {
		name  string
		form  form
		stays bool
	}{{"GD", form{}, false}, {"GD", form{tangent: j.tangent()}, true}, {"proximal GD", form{}, true}, {"proximal Adam", form{}, true}, {"Adam + shrink", form{}, false}, {"Adam", form{}, false}} {
		tr.form, tr.from = c.form, j.exact
		run := tr.train(context.Background(), Chosen(c.name, "constant", 0.01), 1, true)
		if moved := j.moves(run); (moved < 1e-6) != c.stays {
			t.Errorf("%s %+v moves by %v from the exact solution; stays should be %v", c.name, c.form, moved, c.stays)
		}
	}
}

// L-BFGS minimises a smooth objective to rounding, and spends no more gradients than it may.
func TestQuasiNewton(t *testing.T) {
	m := newModel(t, "logistic").WithLambda(0.2)
	for j := range m.l1 {
		m.l1[j] = 0 // leaves the ridge, which is smooth
	}
	spent := 0
	w := m.quasiNewton(200, false, func([]float64) bool { spent++; return false })
	grad := make([]float64, m.dim())
	m.slopes(form{}).Subgrad(grad, w, nil)
	if vector.MaxAbs(grad) > 1e-7 || spent > 200 {
		t.Errorf("gradient %v after %d of 200", grad, spent)
	}
	spent = 0
	m.quasiNewton(3, true, func([]float64) bool { spent++; return false })
	if spent != 3 {
		t.Errorf("%d gradients, want 3", spent)
	}
}

// AdamW takes the intercept along in its decay, and not where that is free.
func TestColumnDecay(t *testing.T) {
	x, y := []float64{1, 1, 1}, []float64{1, 1, 1}
	grad, memory := make([]float64, 3), make([]float64, 9)
	columnDecay{columns: 2}.Step(x, grad, memory, 0.5, 1)
	naive.AdamW{}.Step(y, grad, memory, 0.5, 1)
	if x[0] != y[0] || x[1] != y[1] || x[2] != 1 || y[2] == 1 {
		t.Errorf("free %v, not free %v", x, y)
	}
}

// In other units all but AdamW do the same to the last bit, factors included.
func TestUnits(t *testing.T) {
	m := newModel(t, "standardised, intercept")
	for _, name := range []string{"GD", "SGD", "momentum", "w = u v", "proximal SGD", "RMSprop", "Adam", "AdamW"} {
		c := Chosen(name, "cosine", 0.01)
		a := m.trainer(few).train(context.Background(), c, 1, false).final()
		b := m.inUnits(1024).trainer(few).train(context.Background(), c, 1, false).final() / (1024 * 1024)
		tol := 0.0
		switch name {
		case "RMSprop", "Adam", "AdamW":
			tol = 1e-6 * a // for the 1e-8 that they add to a root
		}
		if same := math.Abs(a-b) <= tol; same != (name != "AdamW") {
			t.Errorf("%s: %v and %v", name, a, b)
		}
	}
}

// float32 training is that of float64 to some six digits, and not to all.
func TestFloat32(t *testing.T) {
	m := newModel(t, "standardised, intercept")
	train := func(name string) float64 {
		return m.trainer(few).train(context.Background(), Chosen(name, "cosine", 0.01), 1, false).final()
	}
	if a, b := train("SGD"), train("SGD, float32"); a == b || math.Abs(a/b-1) > 1e-5 {
		t.Errorf("%v in float64, %v in float32", a, b)
	}
	tr := m.trainer(few)
	for _, v := range tr.train(context.Background(), Chosen("SGD, float32", "cosine", 0.01), 1, false).w {
		if float64(float32(v)) != v {
			t.Errorf("%v is not a float32", v)
		}
	}
}

// What a run at a constant step has come to is read off its gaps: half of what was there in
// the quarter before is falling, as much is level, and quarters of three epochs are too short.
func TestState(t *testing.T) {
	j := &judge{sol: &solvers.Result{}, scale: 1}
	at := func(epochs int, gap func(k int) float64) State {
		r := &run{gradients: epochs}
		for k := 1; k <= epochs; k++ {
			r.epoch, r.objective = append(r.epoch, float64(k)), append(r.objective, gap(k))
		}
		e := &Ended{Seeds: 1, GapRelative: Spread{Median: report.Float(gap(epochs))}, Remains: report.Float(j.remains(r))}
		return e.state()
	}
	for _, c := range []struct {
		epochs int
		gap    func(k int) float64
		want   State
	}{
		{1000, func(k int) float64 { return math.Exp(-float64(k) / 500) }, Falling},
		{1000, func(k int) float64 { return 0.01 * (2 + math.Cos(float64(k))) }, Level},
		{1000, func(k int) float64 { return 1e-13 }, Converged},
		{12, func(k int) float64 { return 1 }, TooShort},
	} {
		if got := at(c.epochs, c.gap); got != c.want {
			t.Errorf("%d epochs: %s, want %s", c.epochs, got, c.want)
		}
	}
}

// One epoch shows nothing about for ever, and the words do not say so.
func TestOneEpoch(t *testing.T) {
	m := newModel(t, "standardised, intercept")
	r, err := Run(context.Background(), m, letters, Budget{Epochs: 1, Seeds: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Claims {
		if c.ID == "constant_step_cycles" && c.Verdict != report.Undecided {
			t.Errorf("%s: %s (%s)", c.ID, c.Verdict, c.Evidence)
		}
	}
	// Nothing that leaves the kink alone is recommended unless it is both right and closest.
	if c := r.cure(); c != nil {
		naive := closestOf(r.of(Naive))
		if !c.Best.isRight(notZero) || c.Best.GapRelative.Median > naive.Best.GapRelative.Median {
			t.Errorf("%s is recommended at %v, %s has %v", c.Method, c.Best.GapRelative, naive.Method, naive.Best.GapRelative)
		}
	} else if !strings.Contains(r.Verdict[len(r.Verdict)-1], "No method that leaves the kink alone") {
		t.Errorf("advice without a cure: %q", r.Verdict[len(r.Verdict)-1])
	}
}

// Where the solution has no zeros nothing is claimed of them.
func TestNoZeros(t *testing.T) {
	m := newModel(t, "plain").WithLambda(1e-6)
	r, err := Run(context.Background(), m, letters, Budget{Epochs: 5, Seeds: 1, Schedules: []string{"constant"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Claims[0]; r.Exact.Zeros != 0 || c.ID != "no_exact_zeros" || c.Verdict != report.Undecided || !strings.Contains(r.Answer(), "has no zeros") {
		t.Errorf("%d zeros: %+v, %q", r.Exact.Zeros, c, r.Answer())
	}
}

// GD at a constant step is seen to cycle, and proximal GD is not.
func TestLonger(t *testing.T) {
	m := newModel(t, "standardised, intercept")
	r, err := Run(context.Background(), m, letters, Budget{Epochs: 600, Batch: 8, Seeds: 1, Schedules: []string{"constant"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range r.Methods {
		switch got.Method {
		case "GD":
			if got.Cycle == nil || !got.Cycle.Cycles {
				t.Errorf("GD: %+v", got.Cycle)
			}
		case "proximal GD":
			if got.Cycle != nil && got.Cycle.Cycles {
				t.Errorf("proximal GD: %+v", got.Cycle)
			}
		}
	}
}
