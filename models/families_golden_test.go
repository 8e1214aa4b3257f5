package models

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/solvers"
)

// exactly is how the families are solved to the last digits.
var exactly = solvers.Settings{Tol: 1e-12}

// The paths of glmnet's binomial and poisson: objective, coefficients and dev.ratio.
func TestGlmnetFamilies(t *testing.T) {
	for _, family := range []Family{Binomial, Poisson} {
		var g struct {
			X            Rows
			Y, W, Offset []float64
			Cases        map[string]struct {
				Args struct {
					Standardize, Intercept bool
					Alpha                  float64
					Weights, Offset        string
				}
				Fit struct {
					Lambda, A0 []float64
					Beta       [][]float64
					DevRatio   []float64 `json:"dev_ratio"`
					Nulldev    float64
				}
			}
		}
		readJSON(t, "../testdata/glmnet/"+string(family)+".json", &g)
		if len(g.Cases) < 3 {
			t.Fatalf("%d cases", len(g.Cases))
		}
		for name, c := range g.Cases {
			t.Run(string(family)+" "+name, func(t *testing.T) {
				a := c.Args
				s := Spec{Family: family, Convention: Glmnet, Penalty: ElasticNet(a.Alpha), NoStandardize: !a.Standardize, NoIntercept: !a.Intercept,
					Grid: solvers.Grid{Lambdas: c.Fit.Lambda}, Solver: exactly}
				if a.Weights != "" {
					s.Weights = g.W
				}
				if a.Offset != "" {
					s.Offset = g.Offset
				}
				st, err := s.State(g.X, g.Y)
				if err != nil {
					t.Fatal(err)
				}
				path, err := st.FitPath(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				for k, m := range path.Models {
					want := append(c.Fit.Beta[k], c.Fit.A0[k])
					for j, v := range m.Beta() {
						if math.Abs(v-want[j]) > 1e-6*(1+math.Abs(want[j])) {
							t.Errorf("lambda %g: coefficient %d is %.10g, reference %.10g", m.Lambda, j, v, want[j])
						}
					}
					if s.NoIntercept {
						want = want[:len(want)-1]
					}
					theirs := st.At(m.Lambda).Primal(want)
					if math.Abs(m.Certificate.Objective-theirs) > 1e-9*math.Abs(theirs) {
						t.Errorf("lambda %g: objective %.12g, reference %.12g", m.Lambda, m.Certificate.Objective, theirs)
					}
					score, err := m.Score(g.X, g.Y, s.Weights, s.Offset)
					if err != nil {
						t.Fatal(err)
					}
					if want := c.Fit.DevRatio[k]; math.Abs(score.DevianceExplained-want) > 1e-7 { // to first order in the coefficients
						t.Errorf("lambda %g: dev.ratio %.12g, reference %.12g", m.Lambda, score.DevianceExplained, want)
					}
					null := score.Deviance / (1 - score.DevianceExplained) * st.TotalWeight()
					if a.Weights == "" && math.Abs(null-c.Fit.Nulldev) > 1e-9*null {
						t.Errorf("null deviance %v, reference %v", null, c.Fit.Nulldev)
					}
				}
			})
		}
	}
}

// scikit-learn's C, of sums of losses, and the alpha of its PoissonRegressor.
func TestSklearnFamilies(t *testing.T) {
	var g struct {
		X            Rows
		XCounts      Rows `json:"x_counts"`
		Y, W, Counts []float64
		Fits         []struct {
			Name          string
			Family        Family
			Weights       bool
			C, Lam, Alpha float64
			Coef          []float64
			Intercept     float64
			HasIntercept  bool `json:"has_intercept"`
		}
	}
	readJSON(t, "../testdata/sklearn/families.json", &g)
	if len(g.Fits) < 14 {
		t.Fatalf("%d fits", len(g.Fits))
	}
	for _, c := range g.Fits {
		x, y := g.X, g.Y
		if c.Family == Poisson {
			x, y = g.XCounts, g.Counts
		}
		s := Spec{Family: c.Family, Penalty: ElasticNet(c.Alpha), C: c.C, Lambda: c.Lam, NoIntercept: !c.HasIntercept, Solver: exactly}
		if c.Weights {
			s.Weights = g.W
		}
		for _, convention := range []Convention{Sklearn, Raw} {
			s.Convention = convention
			if convention == Raw {
				s.Lambda = c.Lam * float64(len(y))
			}
			m := fit(t, s, x, y)
			want := c.Coef
			if c.HasIntercept {
				want = append(slices.Clone(want), c.Intercept)
			}
			for j, v := range m.Beta() {
				if math.Abs(v-want[j]) > 1e-6*(1+math.Abs(want[j])) {
					t.Errorf("%s, C = %v, %s: coefficient %d is %.10g, reference %.10g", c.Name, c.C, convention, j, v, want[j])
				}
			}
		}
	}
}
