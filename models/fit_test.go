package models

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// The zero value is the lasso with an intercept: of y = (0, 1, 5) on x = (0, 1, 2), whose
// slope without penalty is 5/2 and whose moments are cov 5/3 and variance 2/3.
func TestZeroSpec(t *testing.T) {
	x, y := Rows{{0}, {1}, {2}}, []float64{0, 1, 5}
	m := fit(t, Spec{Lambda: 1}, x, y)
	near(t, "lasso", m.Beta(), []float64{1, 1}) // (5/3 - 1)/(2/3), 2 - 1
	near(t, "lambda_max", []float64{m.LambdaMax}, []float64{5. / 3})
	near(t, "lasso by name", fit(t, Spec{Lambda: 1, Penalty: Lasso()}, x, y).Beta(), []float64{1, 1})
	near(t, "ridge", fit(t, Spec{Lambda: 1, Penalty: Ridge()}, x, y).Beta(), []float64{1, 1})                    // 5/3/(2/3 + 1)
	near(t, "mix", fit(t, Spec{Lambda: 1, Penalty: ElasticNet(0.5)}, x, y).Beta(), []float64{1, 1})              // (5/3 - 1/2)/(2/3 + 1/2)
	near(t, "least squares", fit(t, Spec{Penalty: Unpenalized()}, x, y).Beta(), []float64{2.5, -0.5})            //
	near(t, "no intercept", fit(t, Spec{Lambda: 1, NoIntercept: true}, x, y).Beta(), []float64{8. / 5})          // (11/3 - 1)/(5/3)
	near(t, "ratio", fit(t, Spec{LambdaRatio: 0.6}, x, y).Beta(), []float64{1, 1})                               // 5/3 of 0.6
	near(t, "bounds", fit(t, Spec{Lambda: 1, Upper: []float64{0.5}}, x, y).Beta(), []float64{0.5, 1.5})          //
	near(t, "offset", fit(t, Spec{Lambda: 1, Offset: []float64{0, 3, 6}}, x, y).Beta(), []float64{0, -1})        // of y - 3x
	near(t, "weights", fit(t, Spec{Lambda: 0.2, Weights: []float64{1, 1, 0}}, x, y).Beta(), []float64{0.2, 0.4}) // (1/4 - 1/5)/(1/4)
	near(t, "weights, raw", fit(t, Spec{Lambda: 0.4, Weights: []float64{1, 1, 0}, Convention: Raw}, x, y).Beta(), []float64{0.2, 0.4})
	near(t, "standardised", fit(t, Spec{Lambda: 1, Standardize: true}, x, y).Beta(), []float64{2.5 - math.Sqrt(1.5), 2 - 2.5 + math.Sqrt(1.5)})
	near(t, "factor", fit(t, Spec{Lambda: 1, Factor: []float64{0.5}}, x, y).Beta(), []float64{1.75, 0.25})
}

// A path without penalty is one model.
func TestUnpenalizedPath(t *testing.T) {
	path, err := Spec{Penalty: Unpenalized()}.Path(context.Background(), Rows{{0}, {1}, {2}}, []float64{0, 1, 5})
	if err != nil || len(path.Models) != 1 {
		t.Fatal(path, err)
	}
	near(t, "least squares", path.Models[0].Beta(), []float64{2.5, -0.5})
}

// What makes no model is said in one line.
func TestRefused(t *testing.T) {
	x, y := Rows{{0, 1}, {1, 3}, {2, 2}}, []float64{0, 1, 5}
	nan := math.NaN()
	for _, c := range []struct {
		s    Spec
		x    design.Design
		y    []float64
		want string
	}{
		{Spec{}, x, y, "which lambda? Set Lambda or LambdaRatio, or Penalty to Unpenalized; lambda_max is 1.66"},
		{Spec{Lambda: 1, LambdaRatio: 0.1}, x, y, "set one of them"},
		{Spec{Lambda: 1, Penalty: Unpenalized()}, x, y, "Unpenalized has no lambda"},
		{Spec{Lambda: -1}, x, y, "lambda is -1"},
		{Spec{Lambda: nan}, x, y, "lambda is NaN"},
		{Spec{LambdaRatio: math.Inf(1)}, x, y, "LambdaRatio is +Inf"},
		{Spec{LambdaRatio: -1}, x, y, "LambdaRatio is -1"},
		{Spec{Lambda: 1, Family: "gompertz"}, x, y, `family "gompertz": there are gaussian`},
		{Spec{Lambda: 1, Convention: "spark"}, x, y, `convention "spark": there are sklearn, glmnet and raw`},
		{Spec{Lambda: 1, Standardize: true, NoStandardize: true}, x, y, "contradict"},
		{Spec{Lambda: 1, Penalty: ElasticNet(1.5)}, x, y, "alpha 1.5"},
		{Spec{Lambda: 1, Penalty: ElasticNet(nan)}, x, y, "alpha NaN"},
		{Spec{Lambda: 1, Names: []string{"a"}}, x, y, "1 names for 2 columns"},
		{Spec{Lambda: 1, Factor: []float64{1, 2, 3}}, x, y, "3 penalty factors for 2 columns"},
		{Spec{Lambda: 1, Lower: []float64{1}, Upper: []float64{0}}, x, y, "bounds of column 0"},
		{Spec{Lambda: 1, Weights: []float64{1, -1, 1}}, x, y, "weight of row 1"},
		{Spec{Lambda: 1, Offset: []float64{1}}, x, y, "1 offsets for 3 rows"},
		{Spec{Lambda: 1}, x, y[:2], "2 responses for 3 rows"},
		{Spec{Lambda: 1}, x, []float64{1, nan, 2}, "response of row 1 is NaN"},
		{Spec{Lambda: 1}, nil, y, "needs X"},
		{Spec{Lambda: 1}, Rows{}, nil, "no observations"},
		{Spec{Lambda: 1}, Rows{{1, 2}, {3}}, y[:2], "row 1 has 1 numbers where row 0 has 2"},
		{Spec{Lambda: 1}, Rows{{1, 2}, {3, nan}}, y[:2], "row 1, column 1 is NaN"},
		{Spec{Lambda: 1, Solver: solvers.Settings{Method: "nonesuch"}}, x, y, "nonesuch"},
		{Spec{Lambda: 1}, x, []float64{1e-200, 2e-200, 0}, "what the null model leaves of y is too small"},
	} {
		m, err := c.s.Fit(context.Background(), c.x, c.y)
		if err == nil || !strings.Contains(err.Error(), c.want) || m != nil {
			t.Errorf("%+v: %v, %v, want %q", c.s, m, err, c.want)
		}
		if strings.ContainsRune(err.Error(), '\n') {
			t.Errorf("%q has several lines", err)
		}
		if c.s.Lambda > 0 && c.s.LambdaRatio == 0 && c.s.Penalty != Unpenalized() {
			if path, err := c.s.Path(context.Background(), c.x, c.y); err == nil || path != nil {
				t.Errorf("%+v: path %v, %v", c.s, path, err)
			}
		}
	}
	if _, err := (Spec{Grid: solvers.Grid{Lambdas: []float64{1, 2}}}).Path(context.Background(), x, y); err == nil {
		t.Error("a path that climbs")
	}
}

// A context that is done ends a fit with its error, and with what is known by then, the
// certificate of which is true.
func TestInterrupted(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	x, y := sample(rng, 60, 30)
	late, end := context.WithDeadline(context.Background(), time.Unix(0, 0))
	defer end()
	for _, method := range []string{"", "cd"} {
		ctx, cancel := context.WithCancel(context.Background())
		s := Spec{LambdaRatio: 1e-3, Grid: solvers.Grid{N: 50}, Solver: solvers.Settings{Method: method, Tol: 1e-12}}
		st, err := s.State(x, y)
		if err != nil {
			t.Fatal(err)
		}
		check := func(m *Model, err, want error) {
			t.Helper()
			if err != want || m == nil {
				t.Fatalf("%q: %v, %v", method, m, err)
			}
			if m.Certificate.Status.OK() {
				t.Errorf("%q: %+v", method, m.Certificate)
			}
			if truth := st.At(m.Lambda).Primal(m.Beta()); m.Certificate.Objective < truth*(1-1e-12) {
				t.Errorf("%q: objective %v of a point with %v", method, m.Certificate.Objective, truth)
			}
		}
		m, err := s.Fit(late, x, y)
		check(m, err, context.DeadlineExceeded)
		s.Solver.Observe = func(r solvers.Report) error {
			if r.Index >= 3 {
				cancel()
			}
			return nil
		}
		path, err := s.Path(ctx, x, y)
		if path == nil || len(path.Models) < 4 || len(path.Models) == 50 {
			t.Fatalf("%q: %v, %v", method, path, err)
		}
		last := path.Models[len(path.Models)-1]
		check(last, err, context.Canceled)
		for _, m := range path.Models[:3] {
			if !m.Certificate.Status.OK() {
				t.Errorf("%q: lambda %v: %v", method, m.Lambda, m.Certificate.Status)
			}
		}
		m, err = s.Fit(ctx, x, y)
		check(m, err, context.Canceled)

		enough := errors.New("enough")
		s.Solver.Observe = func(solvers.Report) error { return enough }
		if m, err := s.Fit(context.Background(), x, y); err != enough || m == nil {
			t.Errorf("%q: %v, %v", method, m, err)
		}
		s.Solver.Observe, s.Solver.MaxTime = nil, 1 // a limit of one's own is no error
		if m, err := s.Fit(context.Background(), x, y); err != nil || m.Certificate.Status != solvers.TimeLimit {
			t.Errorf("%q: %v, %v", method, m.Certificate.Status, err)
		}
		cancel()
	}
}

// Nothing of the caller's is written to.
func TestCallersSlices(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(13, 14)), 20, 5)
	factor, lambdas := []float64{1, 2, 0, 3, math.Inf(1)}, []float64{3, 2, 1}
	s := Spec{Factor: factor, Convention: Glmnet, Penalty: ElasticNet(0.5), Grid: solvers.Grid{Lambdas: lambdas}, Upper: []float64{4}}
	path, err := s.Path(context.Background(), x, y)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(factor, []float64{1, 2, 0, 3, math.Inf(1)}) || !slices.Equal(lambdas, []float64{3, 2, 1}) || len(s.Upper) != 1 {
		t.Error(factor, lambdas, s.Upper)
	}
	for k, m := range path.Models {
		if m.Lambda != lambdas[k] || m.Beta()[4] != 0 {
			t.Error(m.Lambda, m.Beta())
		}
	}
}
