package solvers

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// reference is a solution by another tool.
type referenceFit struct {
	lambda float64
	beta   []float64 // the intercept last
}

// compare solves p at the lambdas of the references, which must be decreasing, and
// holds every solution against its own certificate and the reference: objective no
// worse than 1e-9 relative, coefficients within 1e-6, the same support.
func compare(t *testing.T, p *problems.Problem, refs []referenceFit) { compareTo(t, p, refs, 1e-12) }

func compareTo(t *testing.T, p *problems.Problem, refs []referenceFit, tol float64) {
	t.Helper()
	var l []float64
	for _, r := range refs {
		l = append(l, r.lambda)
	}
	res, err := Path(context.Background(), p, Grid{Lambdas: l}, Settings{Tol: tol})
	if err != nil {
		t.Fatal(err)
	}
	beta := make([]float64, p.Dim())
	for k := range res.Points {
		pt := &res.Points[k]
		if !pt.Status.OK() {
			t.Errorf("lambda %g: %v, gap %g", pt.Lambda, pt.Status, pt.Gap)
		}
		pt.Beta(beta, p.Intercept)
		q := *p
		q.Penalty = p.Penalty.(problems.Scalable).WithLambda(pt.Lambda)
		want := refs[k].beta
		if ref := q.Primal(want); pt.Primal > ref+1e-9*min(math.Abs(ref), res.Scale) {
			t.Errorf("lambda %g: objective %.15g, reference %.15g", pt.Lambda, pt.Primal, ref)
		}
		for j, v := range beta {
			if math.Abs(v-want[j]) > 1e-6*(1+math.Abs(want[j])) {
				t.Errorf("lambda %g: coefficient %d is %.10g, reference %.10g", pt.Lambda, j, v, want[j])
			}
			if (v == 0) != (want[j] == 0) && (j < len(beta)-1 || !p.Intercept) {
				t.Errorf("lambda %g: coefficient %d is %g, reference %g", pt.Lambda, j, v, want[j])
			}
		}
	}
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatal(err)
	}
}

// glmnetFit is a fit as R writes it.
type glmnetFit struct {
	Lambda, A0 []float64
	Beta       [][]float64
}

func (f glmnetFit) references(intercept bool) []referenceFit {
	var refs []referenceFit
	for k, l := range f.Lambda {
		beta := f.Beta[k]
		if intercept {
			beta = append(beta[:len(beta):len(beta)], f.A0[k])
		}
		refs = append(refs, referenceFit{l, beta})
	}
	return refs
}

func TestGlmnetGaussian(t *testing.T) {
	var g struct {
		X            [][]float64
		Y, W, Offset []float64
		Cases        map[string]struct {
			Args struct {
				Standardize, Intercept bool
				Alpha                  float64
				Weights, Offset        string
				PenaltyFactor          []float64 `json:"penalty_factor"`
				Lower, Upper           *float64
			}
			Fit glmnetFit
		}
	}
	readJSON(t, "../testdata/glmnet/gaussian.json", &g)
	n, p := len(g.X), len(g.X[0])
	x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i, row := range g.X {
		for j, v := range row {
			x.Col(j)[i] = v
		}
	}
	if len(g.Cases) < 11 {
		t.Fatalf("%d cases", len(g.Cases))
	}
	for name, c := range g.Cases {
		t.Run(name, func(t *testing.T) {
			fit := &problems.LeastSquares{Y: g.Y}
			if c.Args.Weights != "" {
				fit.Weights = g.W
			}
			if c.Args.Offset != "" {
				fit.Offset = g.Offset
			}
			pen := &problems.ElasticNet{Alpha: c.Args.Alpha, Factor: c.Args.PenaltyFactor}
			if pen.Factor != nil { // glmnet rescales them to sum to p
				var sum float64
				for _, f := range pen.Factor {
					sum += f
				}
				pen.Factor = append([]float64(nil), pen.Factor...)
				for j := range pen.Factor {
					pen.Factor[j] *= float64(p) / sum
				}
			}
			if c.Args.Standardize {
				pen.Scale = design.StdDevs(x, fit.Weights)
			}
			pen.Lower, pen.Upper = constant(p, c.Args.Lower), constant(p, c.Args.Upper)
			refs := c.Fit.references(c.Args.Intercept)
			for k := range refs {
				refs[k].lambda, pen.Alpha = fit.Glmnet(refs[k].lambda, c.Args.Alpha, c.Args.Intercept)
			}
			compare(t, &problems.Problem{X: x, Fit: fit, Penalty: pen, Intercept: c.Args.Intercept}, refs)
		})
	}
}

func constant(p int, v *float64) []float64 {
	if v == nil {
		return nil
	}
	s := make([]float64, p)
	for j := range s {
		s[j] = *v
	}
	return s
}

func TestGlmnetBoston(t *testing.T) {
	x, y := read(t, "../../shared/data/boston.csv", dataio.Options{Target: "medv"})
	var g struct {
		Cases map[string]struct{ Fit glmnetFit }
	}
	readJSON(t, "../testdata/glmnet/boston.json", &g)
	p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Intercept: true,
		Penalty: &problems.ElasticNet{Alpha: 1, Scale: design.StdDevs(x, nil)}}
	compare(t, p, g.Cases["tight"].Fit.references(true))
}

func TestSklearn(t *testing.T) {
	for name, data := range map[string]struct {
		path string
		o    dataio.Options
	}{
		"diabetes":     {"../testdata/diabetes.csv", dataio.Options{Target: "target"}},
		"diabetes_std": {"../testdata/diabetes.csv", dataio.Options{Target: "target"}},
		"prostate":     {"../../shared/data/prostate.csv", dataio.Options{Target: "lpsa"}},
		"prostate_std": {"../../shared/data/prostate.csv", dataio.Options{Target: "lpsa"}},
		"leukemia_std": {"../../shared/data/leukemia_X.npy", dataio.Options{Y: "../../shared/data/leukemia_y.npy"}},
	} {
		t.Run(name, func(t *testing.T) {
			x, y := read(t, data.path, data.o)
			var g struct {
				Standardize, Intercept bool
				LambdaMax              float64 `json:"lambda_max"`
				Path                   []struct {
					Lambda    float64 `json:"lambda_"`
					Objective float64
					Support   []int
					Beta      []float64
					Intercept float64
				}
			}
			readJSON(t, "../testdata/sklearn/"+name+".json", &g)
			pen := &problems.ElasticNet{Alpha: 1}
			if g.Standardize {
				pen.Scale = design.StdDevs(x, nil)
			}
			p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: pen, Intercept: g.Intercept}
			if l, err := p.LambdaMax(); err != nil || math.Abs(l-g.LambdaMax) > 1e-12*l {
				t.Errorf("lambda_max %.15g, reference %.15g (%v)", l, g.LambdaMax, err)
			}
			var refs []referenceFit
			for _, pt := range g.Path {
				beta := make([]float64, p.Dim())
				for k, j := range pt.Support {
					beta[j] = pt.Beta[k]
				}
				beta[len(beta)-1] = pt.Intercept
				refs = append(refs, referenceFit{pt.Lambda, beta})
			}
			compare(t, p, refs)
		})
	}
}

// read skips the test where the data are not here.
func read(t *testing.T, path string, o dataio.Options) (design.Design, []float64) {
	t.Helper()
	d, err := dataio.Read(context.Background(), nil, path, o)
	if err != nil {
		t.Skipf("the data are not here: %v", err)
	}
	return d.X, d.Y
}
