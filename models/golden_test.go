package models

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/solvertest"
)

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

// agrees holds a model against a solution by another tool, the intercept last.
func agrees(t *testing.T, m *Model, want []float64) {
	t.Helper()
	if !m.Certificate.Status.OK() {
		t.Errorf("lambda %g: %v", m.Lambda, m.Certificate.Status)
	}
	for j, v := range m.Beta() {
		if math.Abs(v-want[j]) > 1e-6*(1+math.Abs(want[j])) || j < m.Columns && (v == 0) != (want[j] == 0) {
			t.Errorf("lambda %g: coefficient %d is %.10g, reference %.10g", m.Lambda, j, v, want[j])
		}
	}
}

// glmnet's lambdas, factors, weights, offsets and bounds, and its dev.ratio.
func TestGlmnet(t *testing.T) {
	var g struct {
		X            Rows
		Y, W, Offset []float64
		Cases        map[string]struct {
			Args struct {
				Standardize, Intercept bool
				Alpha                  float64
				Weights, Offset        string
				PenaltyFactor          []float64 `json:"penalty_factor"`
				Lower, Upper           *float64
			}
			Fit struct {
				Lambda, A0 []float64
				Beta       [][]float64
				DevRatio   []float64 `json:"dev_ratio"`
			}
		}
	}
	readJSON(t, "../testdata/glmnet/gaussian.json", &g)
	if len(g.Cases) < 11 {
		t.Fatalf("%d cases", len(g.Cases))
	}
	for name, c := range g.Cases {
		t.Run(name, func(t *testing.T) {
			a := c.Args
			s := Spec{
				Convention: Glmnet, Penalty: ElasticNet(a.Alpha), NoStandardize: !a.Standardize, NoIntercept: !a.Intercept,
				Factor: a.PenaltyFactor, Grid: solvers.Grid{Lambdas: c.Fit.Lambda}, Solver: solvers.Settings{Tol: 1e-12},
			}
			if a.Weights != "" {
				s.Weights = g.W
			}
			if a.Offset != "" {
				s.Offset = g.Offset
			}
			if a.Lower != nil {
				s.Lower = []float64{*a.Lower}
			}
			if a.Upper != nil {
				s.Upper = []float64{*a.Upper}
			}
			path, err := s.Path(context.Background(), g.X, g.Y)
			if err != nil {
				t.Fatal(err)
			}
			for k, m := range path.Models {
				agrees(t, m, append(c.Fit.Beta[k], c.Fit.A0[k]))
				if m.Lambda != c.Fit.Lambda[k] {
					t.Errorf("lambda %v, asked %v", m.Lambda, c.Fit.Lambda[k])
				}
				score, err := m.Score(g.X, g.Y, s.Weights, s.Offset)
				if err != nil {
					t.Fatal(err)
				}
				if want := c.Fit.DevRatio[k]; math.Abs(score.DevianceExplained-want) > 1e-9 {
					t.Errorf("lambda %g: dev.ratio %.12g, reference %.12g", m.Lambda, score.DevianceExplained, want)
				}
			}
		})
	}
}

// scikit-learn's alpha, and n times it by the raw convention.
func TestSklearn(t *testing.T) {
	d, err := dataio.Read(context.Background(), nil, "../testdata/diabetes.csv", dataio.Options{Target: "target"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"diabetes", "diabetes_std"} {
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
		n := float64(len(d.Y))
		for convention, unit := range map[Convention]float64{Sklearn: 1, Raw: n, Glmnet: 1} {
			for _, pt := range g.Path {
				s := Spec{Convention: convention, Standardize: g.Standardize, NoStandardize: !g.Standardize, NoIntercept: !g.Intercept,
					Lambda: pt.Lambda * unit, Names: d.Names, Solver: solvers.Settings{Tol: 1e-12}}
				m, err := s.Fit(context.Background(), d.X, d.Y)
				if err != nil {
					t.Fatal(err)
				}
				want := make([]float64, len(d.Names)+1)
				for k, j := range pt.Support {
					want[j] = pt.Beta[k]
				}
				want[len(d.Names)] = pt.Intercept
				agrees(t, m, want)
				if c := m.Certificate; math.Abs(c.Objective-unit*pt.Objective) > 1e-9*unit*pt.Objective || c.Dual > c.Objective {
					t.Errorf("%s: objective %.12g and dual %.12g, reference %.12g", convention, c.Objective, c.Dual, unit*pt.Objective)
				}
				if math.Abs(m.LambdaMax-unit*g.LambdaMax) > 1e-12*m.LambdaMax {
					t.Errorf("%s: lambda_max %v, reference %v", convention, m.LambdaMax, unit*g.LambdaMax)
				}
			}
		}
	}
}

// With weights the raw convention has their sum in place of n.
func TestRawWeights(t *testing.T) {
	p, _ := textbook.Synth{N: 30, P: 8, K: 3, Seed: 5, Lambda: 0.1, Intercept: true, Weights: true}.New()
	fit := p.Fit.(*problems.LeastSquares)
	total := 0.0
	for _, w := range fit.Weights {
		total += w
	}
	one, err := Spec{Weights: fit.Weights, Lambda: 0.1}.Fit(context.Background(), p.X, fit.Y)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := Spec{Weights: fit.Weights, Lambda: 0.1 * total, Convention: Raw}.Fit(context.Background(), p.X, fit.Y)
	if err != nil {
		t.Fatal(err)
	}
	agrees(t, raw, one.Beta())
	if a, b := raw.Certificate.Objective, total*one.Certificate.Objective; math.Abs(a-b) > 1e-12*b {
		t.Errorf("objective %v, %v", a, b)
	}
}

// What a model claims of itself is proven by a second opinion.
func TestCertificateOfAModel(t *testing.T) {
	for seed := range uint64(4) {
		p, _ := textbook.Synth{N: 30, P: 12, K: 3, Seed: seed, Lambda: 0.1, Intercept: true, Weights: true, Offset: true, Bounds: true}.New()
		fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet)
		s := Spec{Penalty: ElasticNet(0.6), Weights: fit.Weights, Offset: fit.Offset, Lower: pen.Lower, Upper: pen.Upper, Standardize: true}
		st, err := s.State(p.X, fit.Y)
		if err != nil {
			t.Fatal(err)
		}
		m, err := st.FitAt(context.Background(), st.LambdaMax()/8)
		if err != nil {
			t.Fatal(err)
		}
		solvertest.Optimal(t, st.At(m.Lambda), m.Beta(), 1e-9)
	}
}

// glmnet's factors sum to p, and that of a column which +Inf excludes counts 1.
func TestGlmnetFactors(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(19, 20)), 30, 4)
	inf := math.Inf(1)
	for _, c := range [][2][]float64{
		{{2, inf, 2, 2}, {8. / 7, inf, 8. / 7, 8. / 7}},
		{{0, 1, 3, 0}, {0, 1, 3, 0}},
		{{1, 2, 3, 2}, {0.5, 1, 1.5, 1}},
	} {
		tight := solvers.Settings{Tol: 1e-13}
		m := fit(t, Spec{Convention: Glmnet, Lambda: 0.2, Factor: c[0], Solver: tight}, x, y)
		agrees(t, m, fit(t, Spec{Standardize: true, Lambda: 0.2, Factor: c[1], Solver: tight}, x, y).Beta())
	}
	st, err := Spec{Convention: Glmnet, Factor: []float64{0}}.State(x, y)
	if err != nil || st.Net.Factor[2] != 0 {
		t.Errorf("factors of 0: %v, %v", st.Net.Factor, err)
	}
}

// Without an intercept glmnet takes the deviation of y about zero; and where lambda_max is
// 0 any lambda is all of it.
func TestUnits(t *testing.T) {
	x, y := Rows{{0}, {1}, {2}, {3}}, []float64{1, 1, 1, 7} // squares 13, variance 13 - 2.5²
	for _, c := range []struct {
		s    Spec
		want float64
	}{
		{Spec{}, 0.5 + 0.5/math.Sqrt(6.75)},
		{Spec{NoIntercept: true}, 0.5 + 0.5/math.Sqrt(13)},
	} {
		c.s.Convention, c.s.Penalty = Glmnet, ElasticNet(0.5)
		st, err := c.s.State(x, y)
		if err != nil || math.Abs(st.LambdaUnit-c.want) > 1e-15 || math.Abs(st.Net.Alpha*c.want-0.5) > 1e-15 {
			t.Errorf("unit %v and alpha %v, want %v (%v)", st.LambdaUnit, st.Net.Alpha, c.want, err)
		}
	}
	st, err := Spec{}.State(x, []float64{2, 2, 2, 2})
	if err != nil || st.LambdaMax() != 0 || st.Ratio(0) != 1 {
		t.Errorf("%+v, %v", st, err)
	}
	m := fit(t, Spec{LambdaRatio: 0.5}, x, []float64{2, 2, 2, 2})
	if m.Lambda != 0 || len(m.Support) != 0 || m.Intercept != 2 {
		t.Errorf("%+v", m)
	}
}
