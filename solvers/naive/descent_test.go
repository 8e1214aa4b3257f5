package naive

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
)

// instances are small problems of every kind that the methods fit.
func instances() map[string]*problems.Problem {
	synth := func(s textbook.Synth) *problems.Problem {
		s.N, s.P, s.K, s.Density, s.Lambda, s.Seed = 70, 8, 3, 0.7, 0.1, 5
		p, _ := s.New()
		return p
	}
	plain := synth(textbook.Synth{})
	labels := make([]float64, 70)
	for i, y := range plain.Fit.(*problems.LeastSquares).Y {
		labels[i] = math.Copysign(1, y)
	}
	return map[string]*problems.Problem{
		"lasso":               plain,
		"elastic net":         synth(textbook.Synth{Alpha: 0.4}),
		"weighted, intercept": synth(textbook.Synth{Weights: true, Intercept: true, Offset: true}),
		"bounded":             synth(textbook.Synth{Bounds: true}),
		"nonnegative":         {X: plain.X, Fit: plain.Fit, Penalty: &problems.ElasticNet{Lambda: 0.01, Alpha: 1, Lower: make([]float64, 8)}},
		"logistic":            {X: plain.X, Fit: &losses.Logistic{Y: labels}, Penalty: problems.Lasso(0.02), Intercept: true},
		"ridge only":          {X: plain.X, Fit: plain.Fit, Penalty: &problems.ElasticNet{Lambda: 5}},
	}
}

// iterate returns a copy of the n-th iterate of m.
func iterate(m solvers.Method, x0 []float64, n int) []float64 {
	for st := range m.Iterates(x0) {
		if n--; n == 0 {
			return slices.Clone(st.X)
		}
	}
	return nil
}

// feasible is zero, moved into the bounds.
func feasible(p *problems.Problem) []float64 {
	x := make([]float64, p.Dim())
	b, _ := p.Split(x)
	for j := range b {
		b[j] = p.Penalty.(problems.Scalable).Start(j)
	}
	return x
}

// Every method on every problem gets closer to the optimum, is certified by Run like any
// other, repeats to the bit and leaves its start alone.
func TestMethodsUnderRun(t *testing.T) {
	for name, p := range instances() {
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		x0 := feasible(p)
		began := p.Primal(x0)
		exact, err := solvers.Solve(context.Background(), p, solvers.Settings{Tol: 1e-10})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range Methods() {
			m, err := n.New(p)
			if err != nil {
				t.Errorf("%s: %s does not fit: %v", name, n.Name, err)
				continue
			}
			r, err := solvers.Run(context.Background(), m, x0, p, solvers.Settings{Tol: 1e-9, Scale: null.Scale, MaxIter: 2500})
			if err != nil {
				t.Fatal(err)
			}
			c := p.Certify(r.X)
			if r.Status.OK() != (r.Proven() <= r.Threshold) || !r.Status.OK() && r.Status != solvers.IterationLimit {
				t.Errorf("%s, %s: %v with %g proven of %g", name, n.Name, r.Status, r.Proven(), r.Threshold)
			}
			if c.Primal < exact.Dual-c.Rounding {
				t.Errorf("%s, %s: %v is below the optimum", name, n.Name, c.Primal)
			}
			if left := (c.Primal - exact.Dual) / (began - exact.Dual); !(left < 0.05) {
				t.Errorf("%s, %s: %.2g of the way is left after %d epochs", name, n.Name, left, r.Iter)
			}
			if !slices.Equal(x0, feasible(p)) {
				t.Fatalf("%s, %s: x0 was changed", name, n.Name)
			}
			if !slices.Equal(iterate(m, x0, 7), iterate(m, x0, 7)) {
				t.Errorf("%s, %s: a second run differs", name, n.Name)
			}
		}
	}
}

// No two methods are the same, and units do not matter: a response and a penalty times
// 1024 give coefficients times 1024.
func TestMethodsDifferAndScale(t *testing.T) {
	p := instances()["lasso"]
	fit := p.Fit.(*problems.LeastSquares)
	y := slices.Clone(fit.Y)
	for i := range y {
		y[i] *= 1024
	}
	scaled := &problems.Problem{X: p.X, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(1024 * p.Penalty.(*problems.ElasticNet).Lambda)}
	x0, seen := make([]float64, p.Dim()), map[float64]string{}
	for _, n := range Methods() {
		a, err := n.New(p)
		if err != nil {
			t.Fatal(err)
		}
		b, err := n.New(scaled)
		if err != nil {
			t.Fatal(err)
		}
		x, z := iterate(a, x0, 10), iterate(b, x0, 10)
		for j, v := range x {
			if math.Abs(z[j]/1024-v) > 1e-6*(1+math.Abs(v)) {
				t.Errorf("%s: coefficient %d is %v, in other units %v", n.Name, j, v, z[j]/1024)
			}
		}
		if other, same := seen[x[0]]; same {
			t.Errorf("%s does what %s does", n.Name, other)
		}
		seen[x[0]] = n.Name
	}
}

// No method finds a lasso's zeros by differentiating its kinks, and the smooth control,
// on which the same gradient descent is certified, tells that the kinks are to blame.
func TestKinksAreToBlame(t *testing.T) {
	all := instances()
	for _, n := range Methods() {
		for _, name := range []string{"lasso", "ridge only"} {
			p := all[name]
			m, err := n.New(p)
			if err != nil {
				t.Fatal(err)
			}
			r, err := solvers.Run(context.Background(), m, make([]float64, p.Dim()), p, solvers.Settings{Tol: 1e-9, MaxIter: 3000})
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case name == "lasso" && (r.Status.OK() || slices.Contains(r.X, 0)):
				t.Errorf("%s: %v at %v, which has exact zeros or is certified", n.Name, r.Status, r.X)
			case name != "lasso" && n.Name == "gd" && !r.Status.OK():
				t.Errorf("gd on ridge: %v, gap %g", r.Status, r.Gap)
			}
		}
	}
}

// With the kinks left to their prox and noise that vanishes, the same loop is certified;
// without the correction, at the same rate, it is not.
func TestVarianceReduction(t *testing.T) {
	p := instances()["weighted, intercept"]
	sum, err := solvers.NewFiniteSum(p)
	if err != nil {
		t.Fatal(err)
	}
	_, g := p.Terms()
	for _, reduced := range []bool{false, true} {
		m := Descent{F: lossOnly{sum}, G: g, Rate: Constant(0.3 / sum.L), Batch: 10, VarianceReduction: reduced}
		r, err := solvers.Run(context.Background(), m, make([]float64, p.Dim()), p, solvers.Settings{Tol: 1e-9, MaxIter: 3000})
		if err != nil {
			t.Fatal(err)
		}
		if r.Status.OK() != reduced {
			t.Errorf("reduced %v: %v, gap %g", reduced, r.Status, r.Gap)
		}
	}
}

type lossOnly struct{ *solvers.FiniteSum }

func (f lossOnly) Subgrad(dst, x []float64, rows []int) { f.Grad(dst, x, rows) }

// recorder notes the rows that it is asked for; its gradient is 1.
type recorder struct {
	n    int
	rows *[][]int
}

func (r recorder) Len() int { return r.n }

func (r recorder) Subgrad(dst, _ []float64, rows []int) {
	*r.rows = append(*r.rows, slices.Clone(rows))
	dst[0] = 1
}

// An epoch visits ⌊n/Batch⌋ Batch different rows, in an order of its own, which the seed
// determines; full batches ask for all.
func TestBatches(t *testing.T) {
	visits := func(batch int, seed uint64) (epochs [][]int) {
		for e := range 3 {
			var rows [][]int
			iterate(Descent{F: recorder{23, &rows}, Rate: Constant(1), Batch: batch, Seed: seed}, []float64{0}, e+1)
			steps := len(rows) / (e + 1)
			if want := max(1, 23/max(batch, 1)); batch == 0 && steps != 1 || batch > 0 && steps != want {
				t.Fatalf("batch %d: %d steps in an epoch", batch, steps)
			}
			epochs = append(epochs, slices.Concat(rows[e*steps:]...))
		}
		return epochs
	}
	for _, batch := range []int{0, 23, 100} {
		for _, rows := range visits(batch, 1) {
			if rows != nil {
				t.Errorf("batch %d: rows %v, want nil for all", batch, rows)
			}
		}
	}
	for _, batch := range []int{1, 5, 12, 22} {
		epochs := visits(batch, 1)
		for _, rows := range epochs {
			sorted := slices.Clone(rows)
			slices.Sort(sorted)
			if len(rows) != 23/batch*batch || len(slices.Compact(sorted)) != len(rows) || sorted[0] < 0 || sorted[len(sorted)-1] > 22 {
				t.Errorf("batch %d: an epoch visits %v", batch, rows)
			}
		}
		if slices.Equal(epochs[0], epochs[1]) || slices.Equal(epochs[0], visits(batch, 2)[0]) {
			t.Errorf("batch %d: the order is that of another epoch or seed: %v", batch, epochs)
		}
	}
}

// An iterate is an epoch, or as many steps as are asked for; an average is of all points.
func TestIterates(t *testing.T) {
	p := instances()["lasso"]
	f, _, err := NewObjective(p)
	if err != nil {
		t.Fatal(err)
	}
	x0 := make([]float64, p.Dim())
	m := Descent{F: f, Rate: InverseTime(0.01, 5), Batch: 20, Optimizer: Adam{}}
	single, mean := m, m
	single.Steps = 1
	mean.Average = UniformAverage()
	if a, b := iterate(m, x0, 4), iterate(single, x0, 12); !slices.Equal(a, b) {
		t.Errorf("4 epochs of 3 steps lead to %v, 12 steps to %v", a, b)
	}
	want := make([]float64, len(x0))
	for k := range 12 {
		for j, v := range iterate(single, x0, k+1) {
			want[j] += v / 12
		}
	}
	for j, v := range iterate(mean, x0, 4) {
		if math.Abs(v-want[j]) > 1e-14 {
			t.Errorf("the average is %v at %d, want %v", v, j, want[j])
		}
	}
}

// manhattan is ‖x - at‖₁.
type manhattan struct{ at []float64 }

func (f manhattan) Subgrad(dst, x []float64) (value float64) {
	for j, v := range x {
		value += math.Abs(v - f.at[j])
		dst[j] = math.Copysign(1, v-f.at[j])
	}
	return value
}

// Theory: after k steps the best value is within (R² + G² Σs²)/(2 Σs) of the optimum
// (Boyd, Subgradient methods, 2014, section 3), R the distance to it and G the norm of
// subgradients; and no step is longer than s G, nor shorter, so that none comes to rest.
func TestSubgradientBound(t *testing.T) {
	f := manhattan{[]float64{1, -2, 0.5, 3}}
	grad := make([]float64, 4)
	radius2 := 1 + 4 + 0.25 + 9.0
	for name, rate := range map[string]Schedule{"constant": Constant(0.03), "inverse root": InverseSqrt(0.5, 1), "inverse time": InverseTime(1, 2), "cosine": Cosine(0.1, 5000), "restarts": WarmRestarts(0.1, 100, 2), "steps": StepDecay(0.1, 0.5, 300)} {
		best, sum, squares, k := math.Inf(1), 0.0, 0.0, 0
		before := make([]float64, 4)
		for st := range (Descent{F: FullBatch{f}, Rate: rate}).Iterates(before) {
			best = min(best, f.Subgrad(grad, before))
			s := rate(k)
			sum, squares = sum+s, squares+s*s
			if bound := (radius2 + 4*squares) / (2 * sum); best > bound*(1+1e-12) {
				t.Fatalf("%s: best %v after %d steps, theory has %v", name, best, k, bound)
			}
			moved := 0.0
			for j, v := range st.X {
				moved += (v - before[j]) * (v - before[j])
			}
			if math.Abs(math.Sqrt(moved)-2*s) > 1e-12 {
				t.Fatalf("%s: step %d moved by %v, want %v", name, k, math.Sqrt(moved), 2*s)
			}
			copy(before, st.X)
			if k++; k == 3000 {
				break
			}
		}
	}
}

// The subgradient of the objective is that of the problem, and its mean over a partition
// into batches of one size is the whole.
func TestObjective(t *testing.T) {
	for name, p := range instances() {
		o, _, err := NewObjective(p)
		if err != nil {
			t.Fatal(err)
		}
		whole, _, err := p.Objective()
		if err != nil {
			t.Fatal(err)
		}
		x := make([]float64, p.Dim())
		for j := range x {
			x[j] = math.Sin(float64(3*j)) * float64(j%3) // with zeros
		}
		want, got, part, mean := make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x)), make([]float64, len(x))
		whole.Subgrad(want, x)
		o.Subgrad(got, x, nil)
		rows := make([]int, o.Len())
		for i := range rows {
			rows[i] = i
		}
		for batch := range slices.Chunk(rows, 14) {
			o.Subgrad(part, x, batch)
			for j, v := range part {
				mean[j] += v * 14 / 70
			}
		}
		for j, v := range want {
			if tol := 1e-12 * (1 + math.Abs(v)); math.Abs(got[j]-v) > tol || math.Abs(mean[j]-v) > tol {
				t.Errorf("%s: slope %d is %v, by batches %v; want %v", name, j, got[j], mean[j], v)
			}
		}
	}
}

// Running on costs no allocations.
func TestNoAllocations(t *testing.T) {
	p := instances()["weighted, intercept"]
	x0 := make([]float64, p.Dim())
	f, set, err := NewObjective(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Optimizer{nil, SGD{Momentum: 0.9, Nesterov: true}, Adagrad{}, RMSprop{Centered: true}, Adam{AMSGrad: true}, AdamW{}} {
		m := Descent{F: f, G: set, Optimizer: o, Rate: WarmRestarts(0.01, 5, 2), Batch: 8, VarianceReduction: true, Average: LinearAverage()}
		count := func(n int) float64 { return testing.AllocsPerRun(3, func() { iterate(m, x0, n) }) }
		if few, many := count(2), count(50); many != few {
			t.Errorf("%T: %v allocations in 50 epochs, %v in 2", o, many, few)
		}
	}
}

// What makes a descent unusable is said before it starts.
func TestValidate(t *testing.T) {
	good := Descent{F: FullBatch{manhattan{[]float64{1}}}, Rate: Constant(1)}
	if err := good.Validate([]float64{0}); err != nil {
		t.Fatal(err)
	}
	with := func(change func(*Descent)) Descent {
		m := good
		change(&m)
		return m
	}
	f, _, err := NewObjective(instances()["lasso"])
	if err != nil {
		t.Fatal(err)
	}
	optimizer := func(o Optimizer) Descent { return with(func(m *Descent) { m.Optimizer = o }) }
	for want, m := range map[string]Descent{
		"naive: Descent needs F and Rate":                                              {},
		"naive: FullBatch needs F":                                                     with(func(m *Descent) { m.F = FullBatch{} }),
		"naive: the objective has 8 coordinates, not 1":                                with(func(m *Descent) { m.F = f }),
		"naive: Descent needs an F of one observation or more":                         with(func(m *Descent) { m.F = recorder{} }),
		"naive: Descent needs Batch > 0, or 0 for all observations":                    with(func(m *Descent) { m.Batch = -1 }),
		"naive: Descent needs Steps > 0, or 0 for an epoch":                            with(func(m *Descent) { m.Steps = -1 }),
		"naive: the first Rate of Descent is NaN; it must be finite and not negative":  with(func(m *Descent) { m.Rate = Constant(math.NaN()) }),
		"naive: the first Rate of Descent is -0.1; it must be finite and not negative": with(func(m *Descent) { m.Rate = Constant(-0.1) }),
		"prox: L1 needs Lambda >= 0":                                                   with(func(m *Descent) { m.G = prox.L1{Lambda: -1} }),
		"naive: SGD needs Momentum >= 0 and WeightDecay >= 0":                          optimizer(SGD{Momentum: -0.9}),
		"naive: SGD needs 0 <= Dampening <= 1":                                         optimizer(SGD{Dampening: 2}),
		"naive: SGD with Nesterov needs a Momentum and no Dampening":                   optimizer(SGD{Nesterov: true}),
		"naive: Adagrad needs a finite Eps":                                            optimizer(Adagrad{Eps: math.Inf(1)}),
		"naive: Adagrad needs Decay >= 0 and WeightDecay >= 0":                         optimizer(Adagrad{Decay: -1}),
		"naive: RMSprop needs Alpha <= 1":                                              optimizer(RMSprop{Alpha: 1.5}),
		"naive: RMSprop needs a finite Eps":                                            optimizer(RMSprop{Eps: math.NaN()}),
		"naive: RMSprop needs Momentum >= 0 and WeightDecay >= 0":                      optimizer(RMSprop{WeightDecay: math.NaN()}),
		"naive: Adam needs Beta1 < 1 and Beta2 < 1":                                    optimizer(Adam{Beta2: 1}),
		"naive: Adam needs a finite Eps":                                               optimizer(Adam{Eps: math.Inf(1)}),
		"naive: Adam needs WeightDecay >= 0":                                           optimizer(Adam{WeightDecay: -1}),
		"naive: AdamW needs a finite WeightDecay":                                      optimizer(AdamW{WeightDecay: math.Inf(1)}),
	} {
		if err := m.Validate([]float64{0}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		func() {
			defer func() {
				if got := recover(); got != want {
					t.Errorf("Iterates: panic %v, want %s", got, want)
				}
			}()
			m.Iterates([]float64{0})
		}()
	}
}

// Problems that have no such objective are refused.
func TestNewObjectiveErrors(t *testing.T) {
	p := instances()["lasso"]
	for want, q := range map[string]*problems.Problem{
		"problems: subgradients are known for the elastic net only":          {X: p.X, Fit: p.Fit, Penalty: &problems.GroupLasso{Lambda: 1}},
		"solvers: this method needs a loss with a bounded second derivative": {X: p.X, Fit: &losses.Poisson{Y: make([]float64, 70)}, Penalty: p.Penalty},
	} {
		for _, n := range Methods() {
			if _, err := n.New(q); err == nil || err.Error() != want {
				t.Errorf("%s: %v, want %s", n.Name, err, want)
			}
		}
	}
}
