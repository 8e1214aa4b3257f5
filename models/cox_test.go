package models

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/solvers"
)

// glmnet's path: coefficients, dev.ratio, and the objective of its coefficients, which is
// that of ours.
func TestGlmnetCox(t *testing.T) {
	var g struct {
		X            Rows
		Time, Status []float64
		Cases        map[string]struct {
			Fit struct {
				Lambda   []float64
				Beta     [][]float64
				DevRatio []float64 `json:"dev_ratio"`
				NullDev  float64   `json:"nulldev"`
			}
		}
	}
	readJSON(t, "../testdata/glmnet/cox.json", &g)
	c := g.Cases["raw"].Fit
	s := Spec{Family: Cox, Convention: Glmnet, NoStandardize: true, Survival: &Survival{Status: g.Status}, Grid: solvers.Grid{Lambdas: c.Lambda}, Solver: solvers.Settings{Tol: 1e-11}}
	st, err := s.State(g.X, g.Time)
	if err != nil {
		t.Fatal(err)
	}
	if got := 2 * float64(len(g.Time)) * st.Null.Scale; math.Abs(got-c.NullDev) > 1e-11*c.NullDev {
		t.Errorf("null deviance %.13g, reference %.13g", got, c.NullDev)
	}
	path, err := s.Path(context.Background(), g.X, g.Time)
	if err != nil {
		t.Fatal(err)
	}
	for l, m := range path.Models {
		if !m.Certificate.Status.OK() {
			t.Errorf("lambda %g: %v", m.Lambda, m.Certificate.Status)
		}
		for j, want := range c.Beta[l] {
			if got := m.Beta()[j]; math.Abs(got-want) > 1e-7 {
				t.Errorf("lambda %g: coefficient %d is %v, reference %v", m.Lambda, j, got, want)
			}
		}
		if theirs := st.At(m.Lambda).Primal(c.Beta[l]); math.Abs(theirs-m.Certificate.Objective) > 1e-11*theirs {
			t.Errorf("lambda %g: objective %.13g, reference %.13g", m.Lambda, m.Certificate.Objective, theirs)
		}
		z, _ := m.Link(g.X)
		score, err := m.ScoreSurvival(z, g.Time, *s.Survival, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := c.DevRatio[l]; math.Abs(score.DevianceExplained-want) > 1e-9 {
			t.Errorf("lambda %g: dev.ratio %.12g, reference %.12g", m.Lambda, score.DevianceExplained, want)
		}
	}
}

// R's survival and glmnet with ties, late starts, strata, weights and offsets.
func TestSurvival(t *testing.T) {
	var g struct {
		X                                    Rows
		Time, Start, Status, Weights, Offset []float64
		Strata                               []int
		Cases                                []struct {
			Ties                   losses.Ties
			Late, Strata, Weighted bool
			Coef, LogLik           []float64
			Concordance            float64
		}
		Paths []struct {
			Strata bool
			Alpha  float64
			Lambda []float64
			Beta   [][]float64
		}
	}
	readJSON(t, "../testdata/survival/survival.json", &g)
	data := func(late, strata bool, ties losses.Ties) *Survival {
		v := &Survival{Status: g.Status, Ties: ties}
		if late {
			v.Start = g.Start
		}
		if strata {
			v.Strata = g.Strata
		}
		return v
	}
	if len(g.Cases) != 16 || len(g.Paths) != 4 {
		t.Fatalf("%d cases and %d paths", len(g.Cases), len(g.Paths))
	}
	for _, c := range g.Cases {
		s := Spec{Family: Cox, Penalty: Unpenalized(), Survival: data(c.Late, c.Strata, c.Ties), Solver: solvers.Settings{Tol: 1e-11}}
		total := float64(len(g.Time))
		if c.Weighted {
			s.Weights, s.Offset = g.Weights, g.Offset
			total = 0
			for _, w := range g.Weights {
				total += w
			}
		}
		st, err := s.State(g.X, g.Time)
		if err != nil {
			t.Fatal(err)
		}
		m, err := st.FitAt(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if !m.Certificate.Status.OK() {
			t.Errorf("%+v: %v, gap %g, rounding %g", c, m.Certificate.Status, m.Certificate.GapRelative, m.Certificate.RoundingRelative)
		}
		for j, want := range c.Coef {
			if got := m.Beta()[j]; math.Abs(got-want) > 1e-9 {
				t.Errorf("%s, late %v, strata %v, weighted %v: coefficient %d is %v, reference %v", c.Ties, c.Late, c.Strata, c.Weighted, j, got, want)
			}
		}
		if got, want := -m.Certificate.Objective*total, c.LogLik[1]; math.Abs(got-want) > 1e-11*math.Abs(want) {
			t.Errorf("log-likelihood %.14g, reference %.14g", got, want)
		}
		if got, want := -st.Problem.Fit.Value(make([]float64, len(g.Time)))*total, c.LogLik[0]; math.Abs(got-want) > 1e-11*math.Abs(want) {
			t.Errorf("log-likelihood at 0 %.14g, reference %.14g", got, want)
		}
		z, _ := m.Link(g.X)
		score, err := m.ScoreSurvival(z, g.Time, *s.Survival, s.Weights, s.Offset)
		if err != nil || math.Abs(score.Concordance-c.Concordance) > 1e-12 {
			t.Errorf("late %v, strata %v, weighted %v: concordance %v, reference %v; %v", c.Late, c.Strata, c.Weighted, score.Concordance, c.Concordance, err)
		}
	}
	for _, c := range g.Paths {
		s := Spec{Family: Cox, Convention: Glmnet, Penalty: ElasticNet(c.Alpha), Survival: data(false, c.Strata, losses.Breslow),
			Weights: g.Weights, Offset: g.Offset, Grid: solvers.Grid{Lambdas: c.Lambda}, Solver: solvers.Settings{Tol: 1e-11}}
		st, err := s.State(g.X, g.Time)
		if err != nil {
			t.Fatal(err)
		}
		path, err := s.Path(context.Background(), g.X, g.Time)
		if err != nil {
			t.Fatal(err)
		}
		for l, m := range path.Models {
			if !m.Certificate.Status.OK() {
				t.Errorf("strata %v, lambda %g: %v", c.Strata, m.Lambda, m.Certificate.Status)
			}
			theirs := st.At(m.Lambda).Primal(c.Beta[l])
			if lack := theirs - m.Certificate.Objective; lack < -1e-12 || lack > 1e-8 {
				t.Errorf("strata %v, alpha %v, lambda %g: the objective of the reference is above ours by %g", c.Strata, c.Alpha, m.Lambda, lack)
			}
			for j, want := range c.Beta[l] {
				if got := m.Beta()[j]; math.Abs(got-want) > 1e-6 && !c.Strata {
					t.Errorf("strata %v, alpha %v, lambda %g: coefficient %d is %v, reference %v", c.Strata, c.Alpha, m.Lambda, j, got, want)
				}
			}
		}
	}
}

// A model of Cox has no intercept, predicts relative risks and goes through JSON; what does
// not belong to it is one line.
func TestCoxModel(t *testing.T) {
	x := Rows{{0, 1}, {1, 3}, {2, 2}, {3, 5}, {1, 0}, {4, 1}}
	time, status := []float64{1, 2, 2, 4, 5, 6}, []float64{1, 1, 1, 0, 1, 1}
	s := Spec{Family: Cox, LambdaRatio: 0.3, Survival: &Survival{Status: status, Ties: losses.Efron}}
	m, err := s.Fit(context.Background(), x, time)
	if err != nil {
		t.Fatal(err)
	}
	if m.HasIntercept || len(m.Support) == 0 || m.Ties != losses.Efron {
		t.Errorf("%+v", m)
	}
	z, _ := m.Link(x)
	risk, err := m.Predict(x)
	if err != nil || risk[2] != math.Exp(z[2]) {
		t.Errorf("%v of %v: %v", risk, z, err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.Elapsed = m.Elapsed; !reflect.DeepEqual(&back, m) {
		t.Errorf("%+v\nback:\n%+v", m, back)
	}
	for _, c := range []struct {
		err  error
		want string
	}{
		{func() error { _, err := m.Score(x, time, nil, nil); return err }(), "take ScoreSurvival"},
		{func() error { _, err := Spec{Family: Cox}.State(x, time); return err }(), "Survival is nil"},
		{func() error { _, err := Spec{Survival: &Survival{}}.State(x, time); return err }(), "family gaussian has no Survival"},
		{func() error {
			_, err := Spec{Family: Cox, Survival: &Survival{Status: make([]float64, 6)}}.State(x, time)
			return err
		}(), "there are no events"},
		{json.Unmarshal([]byte(strings.Replace(string(text), `"family":"cox"`, `"family":"gaussian"`, 1)), &back), "has no ties"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v, want %q", c.err, c.want)
		}
	}
}
