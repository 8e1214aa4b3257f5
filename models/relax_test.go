package models

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/solvers"
)

// glmnet's path and its refits without penalty.
func TestRelaxGlmnet(t *testing.T) {
	var g struct {
		X     Rows
		Y     []float64
		Cases map[string]struct {
			Lambda    []float64
			A0        []float64
			Beta      [][]float64
			A0Lasso   []float64   `json:"a0_lasso"`
			BetaLasso [][]float64 `json:"beta_lasso"`
		}
	}
	readJSON(t, "../testdata/glmnet/relaxed.json", &g)
	c, ok := g.Cases["relaxed_gamma0"]
	if !ok {
		t.Fatal("no case")
	}
	s := Spec{Convention: Glmnet, NoStandardize: true, Grid: solvers.Grid{Lambdas: c.Lambda}, Solver: solvers.Settings{Tol: 1e-12}}
	st, err := s.State(g.X, g.Y)
	if err != nil {
		t.Fatal(err)
	}
	path, err := st.FitPath(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	refits, err := st.Relax(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	for k, m := range path.Models {
		agrees(t, m, append(c.BetaLasso[k], c.A0Lasso[k]))
		agrees(t, refits[k], append(c.Beta[k], c.A0[k]))
		half := Blend(m, refits[k], 0.25)
		want := make([]float64, m.Columns+1)
		for j := range want {
			want[j] = 0.25*m.Beta()[j] + 0.75*refits[k].Beta()[j]
		}
		agrees(t, half, want)
		if !half.Relaxed || half.Gamma != 0.25 || !math.IsNaN(half.Certificate.Objective) {
			t.Errorf("%+v", half)
		}
		text, err := half.MarshalJSON()
		var back Model
		if err != nil || back.UnmarshalJSON(text) != nil || back.Gamma != 0.25 || !slices.Equal(back.Coef, half.Coef) {
			t.Errorf("%s, %v", text, err)
		}
		if Blend(m, refits[k], 1) != m {
			t.Error("gamma 1 is the model itself")
		}
	}
}

// cv.glmnet with relax.
func TestCrossValidateRelaxed(t *testing.T) {
	var g crossvalGolden
	readJSON(t, "../testdata/glmnet/cv.json", &g)
	var r struct {
		Weights []float64
		Cases   map[Family]struct {
			Gamma, Lambda []float64
			CVM, CVSD     [][]float64
			LambdaMin     float64 `json:"lambda_min"`
			Lambda1SE     float64 `json:"lambda_1se"`
			GammaMin      float64 `json:"gamma_min"`
			Gamma1SE      float64 `json:"gamma_1se"`
		}
	}
	readJSON(t, "../testdata/glmnet/crossval_relaxed.json", &r)
	for family, c := range r.Cases {
		s := Spec{Family: family, Convention: Glmnet, Weights: r.Weights, Grid: solvers.Grid{Lambdas: c.Lambda}, Solver: solvers.Settings{Tol: 1e-12}}
		y := map[Family][]float64{Gaussian: g.Gaussian, Binomial: g.Binomial}[family]
		v, err := s.CrossValidate(context.Background(), g.X, y, CV{FoldID: g.FoldID, Relax: c.Gamma})
		if err != nil {
			t.Fatal(err)
		}
		for k, gamma := range c.Gamma {
			curve := v.Curves[k]
			if curve.Gamma != gamma {
				t.Fatal(curve.Gamma)
			}
			for l := range c.Lambda {
				for _, pair := range [][2]float64{{curve.Mean[l], c.CVM[k][l]}, {curve.SD[l], c.CVSD[k][l]}} {
					if math.Abs(pair[0]-pair[1]) > 1e-6*pair[1] {
						t.Errorf("%s, gamma %v, lambda %v: %v, want %v", family, gamma, c.Lambda[l], pair[0], pair[1])
					}
				}
			}
		}
		min, one := v.Curves[v.Min.Curve], v.Curves[v.OneSE.Curve]
		got := []float64{min.Lambda[v.Min.Lambda], min.Gamma, one.Lambda[v.OneSE.Lambda], one.Gamma}
		if want := []float64{c.LambdaMin, c.GammaMin, c.Lambda1SE, c.Gamma1SE}; !slices.Equal(got, want) {
			t.Errorf("%s: min and 1se %v, want %v", family, got, want)
		}
		if m := v.Model(v.Min); m.Relaxed != (min.Gamma < 1) || m.Lambda != c.LambdaMin {
			t.Errorf("%+v", m)
		}
		if v.Certified != v.Fits {
			t.Errorf("%s: %d of %d", family, v.Certified, v.Fits)
		}
	}
}

// More columns than rows less 3 have no refit, and the last counts.
func TestRelaxTooMany(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(53, 54)), 10, 30)
	s := Spec{Grid: solvers.Grid{N: 20, MinRatio: 1e-4}}
	st, err := s.State(x, y)
	if err != nil {
		t.Fatal(err)
	}
	path, err := st.FitPath(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	refits, err := st.Relax(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	missing := 0
	for k, m := range path.Models {
		if (refits[k] == nil) != (len(m.Support) > 7) {
			t.Errorf("%d columns, refit %v", len(m.Support), refits[k])
		}
		if refits[k] == nil {
			missing++
		}
	}
	lastRefits(refits)
	if missing == 0 || slices.Contains(refits, nil) {
		t.Errorf("%d are missing", missing)
	}
	for _, c := range []struct {
		s    Spec
		cv   CV
		want string
	}{
		{Spec{Penalty: Unpenalized()}, CV{Relax: []float64{1}}, "no penalty to relax"},
		{Spec{}, CV{Relax: []float64{1.5}}, "gamma 1.5"},
		{Spec{Family: Multinomial}, CV{Relax: []float64{0}, Folds: 2}, "several responses"},
	} {
		if c.s.Family == Multinomial {
			y = []float64{0, 1, 2, 0, 1, 2, 0, 1, 2, 0}
		}
		if _, err := c.s.CrossValidate(context.Background(), x, y, c.cv); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
