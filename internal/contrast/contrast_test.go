package contrast

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/report/browsertest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

var update = flag.Bool("update", false, "rewrite our own golden files")

// variants are problems with everything that a model must carry over.
func variants(t *testing.T) map[string]*problems.Problem {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	const n, p = 40, 6
	data, y := make([]float64, n*p), make([]float64, n)
	for k := range data {
		data[k] = 5*rng.NormFloat64() + float64(k/n)
		if k/n == 4 {
			data[k] = 7 // a constant column
		}
	}
	for i := range y {
		y[i] = 3 + data[i] - 0.5*data[n+i] + rng.NormFloat64()
	}
	x, err := design.NewDense(n, p, data)
	if err != nil {
		t.Fatal(err)
	}
	scale := make([]float64, p)
	for j := range scale {
		_, v := x.ColMoments(j, nil)
		scale[j] = math.Sqrt(v)
	}
	fit := &problems.LeastSquares{Y: y}
	offset := &problems.LeastSquares{Y: y, Offset: data[:n]}
	factor := []float64{1, 2, 0, 0.5, 1, math.Inf(1)}
	labels := make([]float64, n)
	for i := range labels {
		if y[i]+3*rng.NormFloat64() > 3 {
			labels[i] = 1
		}
	}
	sparse := sparseCopy(t, x)
	return map[string]*problems.Problem{
		"plain":                          {X: x, Fit: fit, Penalty: problems.Lasso(0.3)},
		"intercept":                      {X: x, Fit: fit, Penalty: problems.Lasso(0.3), Intercept: true},
		"standardised, intercept":        {X: x, Fit: fit, Penalty: &problems.ElasticNet{Lambda: 0.3, Alpha: 1, Scale: scale}, Intercept: true},
		"standardised without intercept": {X: x, Fit: offset, Penalty: &problems.ElasticNet{Lambda: 0.3, Alpha: 1, Scale: scale}},
		"logistic":                       {X: x, Fit: &losses.Logistic{Y: labels}, Penalty: &problems.ElasticNet{Lambda: 0.05, Alpha: 0.9, Scale: scale}, Intercept: true},
		"sparse, standardised":           {X: sparse, Fit: fit, Penalty: &problems.ElasticNet{Lambda: 0.3, Alpha: 1, Scale: scale}, Intercept: true},
		"elastic net with factors":       {X: x, Fit: offset, Penalty: &problems.ElasticNet{Lambda: 0.3, Alpha: 0.7, Scale: scale, Factor: factor}, Intercept: true},
	}
}

// sparseCopy stores x by its columns' entries.
func sparseCopy(t *testing.T, x *design.Dense) *design.CSC {
	t.Helper()
	n, p := x.Dims()
	ptr, row, val := []int{0}, []int32{}, []float64{}
	for j := range p {
		for i, v := range x.Col(j) {
			if v != 0 {
				row, val = append(row, int32(i)), append(val, v)
			}
		}
		ptr = append(ptr, len(row))
	}
	c, err := design.NewCSC(n, p, ptr, row, val)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Training is on the identical objective: what the tape computes is the objective of
// the problem at the coefficients that the parameters stand for.
func TestSameObjective(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for name, p := range variants(t) {
		m, err := NewModel(p)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, at := range []*Model{m, m.WithLambda(7)} {
			o := at.record(at.n, form{})
			o.load(at, nil)
			for range 5 {
				for j := range o.theta {
					o.theta[j] = 3 * rng.NormFloat64()
					if j < at.p && at.scale[j] == 0 {
						o.theta[j] = 0
					}
				}
				o.tape.Forward()
				beta := at.Beta(o.theta)
				if want := at.Problem.Primal(beta); math.Abs(o.loss.Value[0]/want-1) > 1e-12 {
					t.Errorf("%s: the tape has %v, the problem %v", name, o.loss.Value[0], want)
				}
				for j, w := range at.parameters(beta) {
					if math.Abs(w-o.theta[j]) > 1e-12*(1+math.Abs(w)) {
						t.Errorf("%s: parameter %d is %v after there and back, was %v", name, j, w, o.theta[j])
					}
				}
			}
		}
	}
}

// few is a budget for tests.
var few = Budget{Epochs: 200, Batch: 8, Seed: 1, Seeds: 2, Schedules: []string{"constant", "cosine"}}

var letters = []string{"a", "b", "c", "d", "e", "f"}

// timeless is r without what differs from run to run.
func timeless(r *Result) *Result {
	r.Exact.Seconds = 0
	for _, m := range r.Methods {
		for _, e := range []*Ended{m.Best, m.Constant} {
			if e != nil {
				e.Seconds = 0
			}
		}
	}
	return r
}

// Training with full proximal steps and OWL-QN find the certified solution, exact zeros
// included; nothing gets below it; everything repeats to the bit, on however many processors.
func TestAgainstExact(t *testing.T) {
	for _, name := range []string{"standardised, intercept", "logistic", "sparse, standardised"} {
		m, err := NewModel(variants(t)[name])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		run := func(processors int) (*Result, string) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
			r, err := Run(context.Background(), m, letters, few, nil)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			raw, err := json.Marshal(timeless(r))
			if err != nil {
				t.Fatal(err)
			}
			return r, string(raw)
		}
		r, text := run(3)
		if name == "logistic" {
			if _, again := run(1); again != text {
				t.Errorf("%s: a second run differs", name)
			}
		}
		for _, got := range r.Methods {
			if got.Best.GapRelative.Min < -1e-12 || float64(got.Best.Objective) < r.Exact.Objective-1e-12 {
				t.Errorf("%s: %s is below the optimum: gap %v", name, got.Method, got.Best.GapRelative)
			}
			exact := got.Method == "proximal GD" || got.Method == "OWL-QN"
			if exact && (!got.Best.isRight(notZero) || got.Best.GapRelative.Max > 1e-9) {
				t.Errorf("%s: %s keeps %v and loses %v, gap %v", name, got.Method, got.Best.Rules.NotZero.Kept, got.Best.Rules.NotZero.Lost, got.Best.GapRelative)
			}
			if got.Kind == Naive && got.Method != "AdamW" && got.Best.GapRelative.Max > 0.1 {
				t.Errorf("%s: %s has not come near: %v", name, got.Method, got.Best.GapRelative)
			}
		}
	}
}

// Where the columns are orthonormal and the penalty so strong that all should be 0,
// gradient descent cycles between a and -a with a = step lambda/(2 - step).
func TestCycle(t *testing.T) {
	const n = 8
	data, y := make([]float64, n*n), make([]float64, n)
	for j := range n {
		data[j*n+j] = math.Sqrt(n) // X'X/n = I
		y[j] = math.Sin(float64(j + 1))
	}
	x, err := design.NewDense(n, n, data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewModel(&problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(1)})
	if err != nil {
		t.Fatal(err)
	}
	null, err := m.Problem.Null()
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []float64{0.01, 0.1, 1} {
		s, err := m.SweepLambda(context.Background(), []Choice{Chosen("GD", "constant", step)}, null.LambdaMax, []float64{50}, Budget{Epochs: 3000})
		if err != nil {
			t.Fatal(err)
		}
		c := s.Curves[1]
		if ratio, want := c.L1[0]/c.Predicted[0], 1/(1-step/2); math.Abs(ratio/want-1) > 0.02 {
			t.Errorf("step %v: the norm is %v of p step lambda/2, want %v", step, ratio, want)
		}
	}
}

// A step size that makes a run diverge is reported as such, and in no output is there
// a number that is not one.
func TestDiverged(t *testing.T) {
	keep := Methods
	defer func() { Methods = keep }()
	Methods = []Method{
		{Name: "explodes", Kind: Naive, optimizer: plain(exploding{})},
		{Name: "GD", Kind: Naive},
	}
	m, err := NewModel(variants(t)["standardised, intercept"])
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), m, letters, few, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AddSweep(context.Background(), m, few); err != nil {
		t.Fatal(err)
	}
	if e := r.Methods[0].Best; e.Diverged != e.Seeds || r.Methods[1].Best.Diverged > 0 {
		t.Errorf("diverged: %d of %d, %d", e.Diverged, e.Seeds, r.Methods[1].Best.Diverged)
	}
	page := r.Report("again", report.Data{Name: "data"}, true)
	var text, html bytes.Buffer
	if err := page.WriteText(&text); err != nil {
		t.Error(err)
	}
	if err := page.WriteHTML(&html); err != nil {
		t.Error(err)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Error(err)
	}
	for form, out := range map[string]string{"text": text.String(), "page": html.String(), "JSON": string(raw)} {
		if strings.Contains(out, "NaN") || strings.Contains(out, "Inf") || !strings.Contains(out, "diverge") {
			t.Errorf("%s: %.3000s", form, out)
		}
	}
}

// exploding is an optimizer that no step keeps from diverging.
type exploding struct{}

func (exploding) Memory() int { return 0 }
func (exploding) Step(x, grad, memory []float64, rate float64, t int) {
	for j := range x {
		x[j] = 1e300
	}
}

func TestModelErrors(t *testing.T) {
	p := variants(t)["plain"]
	fit := p.Fit.(*problems.LeastSquares)
	weights := make([]float64, len(fit.Y))
	for i := range weights {
		weights[i] = float64(i + 1)
	}
	for name, bad := range map[string]*problems.Problem{
		"weights": {X: p.X, Fit: &problems.LeastSquares{Y: fit.Y, Weights: weights}, Penalty: p.Penalty},
		"bounds":  {X: p.X, Fit: fit, Penalty: &problems.ElasticNet{Lambda: 1, Alpha: 1, Lower: make([]float64, 6)}},
		"invalid": {X: p.X, Fit: fit},
	} {
		if _, err := NewModel(bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ridge, err := NewModel(&problems.Problem{X: p.X, Fit: fit, Penalty: &problems.ElasticNet{Lambda: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), ridge, letters, Budget{}, nil); err == nil {
		t.Error("ridge: no error")
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	m, err := NewModel(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(canceled, m, letters, Budget{}, nil); err == nil {
		t.Error("canceled: no error")
	}
}

func TestGolden(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the golden file is from amd64; where the compiler fuses a multiplication with an addition, the cycles differ in the digits shown")
	}
	d, err := dataio.Read(context.Background(), nil, "../../testdata/diabetes.csv", dataio.Options{Target: "target"})
	if err != nil {
		t.Fatal(err)
	}
	scale := make([]float64, len(d.Names))
	for j := range scale {
		_, v := d.X.ColMoments(j, nil)
		scale[j] = math.Sqrt(v)
	}
	pen := &problems.ElasticNet{Alpha: 1, Scale: scale}
	p := &problems.Problem{X: d.X, Fit: &problems.LeastSquares{Y: d.Y}, Penalty: pen, Intercept: true}
	null, err := p.Null()
	if err != nil {
		t.Fatal(err)
	}
	pen.Lambda = 0.1 * null.LambdaMax
	m, err := NewModel(p)
	if err != nil {
		t.Fatal(err)
	}
	budget := Budget{Epochs: 120, Seeds: 2, Schedules: []string{"constant", "cosine"}}
	r, err := Run(context.Background(), m, d.Names, budget, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AddSweep(context.Background(), m, budget); err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Errorf("as JSON: %v", err)
	}
	verdicts := map[string]report.Verdict{}
	for _, c := range r.Claims {
		verdicts[c.ID] = c.Verdict
	}
	if want := map[string]report.Verdict{
		"no_exact_zeros": report.Holds, "falling_step_helps": report.HoldsUnder, "constant_step_cycles": report.HoldsUnder, "movement_is_the_kinks": report.HoldsUnder,
		"threshold_repairs": report.HoldsUnder, "sign_changes_tell": report.HoldsUnder, "proximal_steps_find_zeros": report.HoldsUnder,
		"invariant_under_units": report.HoldsUnder, "norm_rises_with_lambda": report.HoldsUnder,
	}; !reflect.DeepEqual(verdicts, want) {
		t.Errorf("verdicts %v, want %v", verdicts, want)
	}
	var got bytes.Buffer
	page := r.Report("lassocheck contrast diabetes.csv --target target --lambda-ratio 0.1 --standardize --lambda-sweep --epochs 120", report.Data{Name: "diabetes.csv", SHA256: d.SHA256, Rows: 442, Cols: 10}, false)
	if err := page.WriteText(&got); err != nil {
		t.Fatal(err)
	}
	const file = "testdata/diabetes.txt"
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s differs; run with -update and read the difference. Got:\n%s", file, got.String())
	}
	got.Reset()
	if err := page.WriteHTML(&got); err != nil {
		t.Fatal(err)
	}
	browsertest.Check(t, got.Bytes(), 1+2*len(Methods)+len(r.Sweep.Curves)-1)
}
