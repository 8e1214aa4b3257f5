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
	return map[string]*problems.Problem{
		"plain":                          {X: x, Fit: fit, Penalty: problems.Lasso(0.3)},
		"intercept":                      {X: x, Fit: fit, Penalty: problems.Lasso(0.3), Intercept: true},
		"standardised, intercept":        {X: x, Fit: fit, Penalty: &problems.ElasticNet{Lambda: 0.3, Alpha: 1, Scale: scale}, Intercept: true},
		"standardised without intercept": {X: x, Fit: offset, Penalty: &problems.ElasticNet{Lambda: 0.3, Alpha: 1, Scale: scale}},
		"elastic net with factors":       {X: x, Fit: offset, Penalty: &problems.ElasticNet{Lambda: 0.3, Alpha: 0.7, Scale: scale, Factor: factor}, Intercept: true},
	}
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
			o := at.record(at.n, false)
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

// Proximal training finds the certified solution, exact zeros included; training by
// automatic differentiation never gets below it; both repeat to the bit.
func TestAgainstExact(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	for name, p := range variants(t) {
		if p.Penalty.(*problems.ElasticNet).Scale == nil {
			continue // too badly scaled for a short run
		}
		m, err := NewModel(p)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		run := func() *Result {
			r, err := Run(context.Background(), m, names, Budget{Epochs: 300, Batch: 8, Seed: 1})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			r.Exact.Seconds = 0
			for k := range r.Methods {
				r.Methods[k].Seconds = 0
			}
			return r
		}
		r := run()
		if again := run(); !reflect.DeepEqual(r.Methods, again.Methods) || !reflect.DeepEqual(r.Grid, again.Grid) {
			t.Errorf("%s: a second run differs", name)
		}
		for _, got := range r.Methods {
			if got.GapRelative < -1e-12 || float64(got.Objective) < r.Exact.Objective-1e-12 {
				t.Errorf("%s: %s is below the optimum: gap %v", name, got.Method, got.GapRelative)
			}
			exact := got.Method == "proximal GD" || got.Method == "proximal SVRG"
			if exact && (!got.right() || got.GapRelative > 1e-9) {
				t.Errorf("%s: %s keeps %v and loses %v, gap %v", name, got.Method, got.Kept, got.Lost, got.GapRelative)
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
		s, err := m.SweepLambda(context.Background(), []Choice{{Methods[0], step}}, null.LambdaMax, []float64{50}, Budget{Epochs: 3000})
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
		{Name: "too fast", Multiples: []float64{50, 100}},
		{Name: "at last", Multiples: []float64{50, 1}},
	}
	m, err := NewModel(variants(t)["standardised, intercept"])
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), m, []string{"a", "b", "c", "d", "e", "f"}, Budget{Epochs: 500})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AddSweep(context.Background(), m, Budget{Epochs: 500}); err != nil {
		t.Fatal(err)
	}
	if !r.Methods[0].Diverged || r.Methods[1].Diverged || !r.Grid[2].Diverged || r.Grid[3].Diverged {
		t.Errorf("diverged: %v %v, grid %v", r.Methods[0].Diverged, r.Methods[1].Diverged, r.Grid)
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
	if _, err := Run(context.Background(), ridge, make([]string, 6), Budget{}); err == nil {
		t.Error("ridge: no error")
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	m, err := NewModel(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(canceled, m, make([]string, 6), Budget{}); err == nil {
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
	r, err := Run(context.Background(), m, d.Names, Budget{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.AddSweep(context.Background(), m, Budget{}); err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Errorf("as JSON: %v", err)
	}
	var got bytes.Buffer
	page := r.Report("lassocheck contrast diabetes.csv --target target --lambda-ratio 0.1 --standardize --lambda-sweep", report.Data{Name: "diabetes.csv", SHA256: d.SHA256, Rows: 442, Cols: 10}, false)
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
	browsertest.Check(t, got.Bytes(), 4)
}
