package models

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/solvers"
)

// Quantiles and the support vector machine against HiGHS and quantreg.
func TestHiGHS(t *testing.T) {
	var cases []struct {
		Data                           string
		Family                         Family
		Tau, Lam, Objective, Intercept float64
		Coef                           []float64
	}
	readJSON(t, "../testdata/highs/quantile.json", &cases)
	if len(cases) < 15 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		target := map[string]string{"diabetes.csv": "target", "breast_cancer.csv": "benign"}[c.Data]
		d, err := dataio.Read(context.Background(), nil, "../testdata/"+c.Data, dataio.Options{Target: target})
		if err != nil {
			t.Fatal(err)
		}
		s := Spec{Family: c.Family, Tau: c.Tau, Lambda: c.Lam, Standardize: true, Solver: solvers.Settings{Tol: 1e-12}}
		if c.Lam == 0 {
			s.Lambda, s.Penalty = 0, Unpenalized()
		}
		m, err := s.Fit(context.Background(), d.X, d.Y)
		if err != nil {
			t.Fatalf("%s %v, %v: %v", c.Family, c.Tau, c.Lam, err)
		}
		if d := m.Certificate.Objective - c.Objective; !(math.Abs(d) <= 1e-12*c.Objective) || !m.Certificate.Status.OK() {
			t.Errorf("%s %v, lambda %v: objective %.17g (%v), reference %.17g", c.Family, c.Tau, c.Lam, m.Certificate.Objective, m.Certificate.Status, c.Objective)
		}
		for j, b := range m.Beta() {
			if want := append(slices.Clone(c.Coef), c.Intercept)[j]; math.Abs(b-want) > 1e-7*(1+math.Abs(want)) {
				t.Errorf("%s %v, lambda %v: coefficient %d is %v, reference %v", c.Family, c.Tau, c.Lam, j, b, want)
			}
		}
	}
}

// A share tau of the responses lies below the fit, up to those on it; tau is the median
// where nothing is said; and the score is by the pinball loss.
func TestQuantileIsOne(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 72))
	x, y := sample(rng, 200, 3)
	for _, tau := range []float64{0, 0.1, 0.9} {
		m := fit(t, Spec{Family: Quantile, Tau: tau, LambdaRatio: 0.01}, x, y)
		if tau == 0 {
			tau = 0.5
		}
		if m.Tau != tau {
			t.Errorf("tau is %v, want %v", m.Tau, tau)
		}
		z, err := m.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		below, on, loss := 0, 0, 0.0
		for i := range y {
			switch r := y[i] - z[i]; {
			case math.Abs(r) < 1e-9:
				on++
			case r < 0:
				below++
				loss += (tau - 1) * r
			default:
				loss += tau * r
			}
		}
		if share := tau * float64(len(y)); float64(below) > share || float64(below+on) < share || on > 4 {
			t.Errorf("tau %v: %d of %d below, %d on the fit", tau, below, len(y), on)
		}
		s, err := m.Score(x, y, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := 2 * loss / float64(len(y)); math.Abs(s.Deviance-want) > 1e-12 || !(s.DevianceExplained > 0 && s.DevianceExplained < 1) {
			t.Errorf("tau %v: deviance %v, want %v; explained %v", tau, s.Deviance, want, s.DevianceExplained)
		}
	}
}

// What makes no linear program, or no quantile, is refused in one line.
func TestLinearRefused(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(73, 74)), 20, 2)
	for want, s := range map[string]Spec{
		"takes a lasso": {Family: Quantile, Penalty: ElasticNet(0.5), LambdaRatio: 0.1},
		"Tau is 1.5":    {Family: Quantile, Tau: 1.5, LambdaRatio: 0.1},
		"has no Tau":    {Tau: 0.5, LambdaRatio: 0.1},
		"has no C":      {Family: Quantile, C: 1},
	} {
		if _, err := s.Fit(context.Background(), x, y); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
