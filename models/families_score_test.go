package models

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/solvers"
)

// Predictions and classes by hand, at z = -1, 0, log 3.
func TestPredictionsOfFamilies(t *testing.T) {
	x := Rows{{-1}, {0}, {math.Log(3)}}
	for _, c := range []struct {
		m     Model
		want  []float64
		class []string
	}{
		{Model{Family: Binomial, Levels: []string{"no", "yes"}}, []float64{1 / (1 + math.E), 0.5, 0.75}, []string{"no", "no", "yes"}},
		{Model{Family: Poisson}, []float64{1 / math.E, 1, 3}, nil},
		{Model{Family: SquaredHinge}, []float64{-1, 0, math.Log(3)}, []string{"0", "0", "1"}},
		{Model{Family: Huber, Delta: 1}, []float64{-1, 0, math.Log(3)}, nil},
	} {
		c.m.Columns, c.m.Support, c.m.Coef = 1, []int{0}, []float64{1}
		got, err := c.m.Predict(x)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			row, err := c.m.PredictRow(x[i])
			if math.Abs(got[i]-want) > 1e-15 || row != got[i] || err != nil {
				t.Errorf("%s: %v and %v, want %v (%v)", c.m.Family, got[i], row, want, err)
			}
		}
		if class, err := c.m.Class(x); !slices.Equal(class, c.class) || (err == nil) != (c.class != nil) {
			t.Errorf("%s: %v, %v", c.m.Family, class, err)
		}
	}
	for z, want := range map[float64]float64{-800: 0, 800: 1, -745: 5e-324} {
		if got := binomial.mean(z); got != want {
			t.Errorf("probability at %v: %v, want %v", z, got, want)
		}
	}
	m := Model{Family: Poisson, Columns: 1, Support: []int{0}, Coef: []float64{1}}
	if _, err := m.Predict(Rows{{800}}); err == nil {
		t.Error("e^800 is no prediction")
	}
}

// Measures of classes by hand: z = -1 0 2 2 with ties.
func TestScoreOfClasses(t *testing.T) {
	m := &Model{Family: Binomial, Columns: 1, Support: []int{0}, Coef: []float64{1}}
	x := Rows{{-1}, {0}, {2}, {2}}
	close := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-14 && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	l := math.Log1p
	s, err := m.Score(x, []float64{0, 1, 1, 0}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p2 := 1 / (1 + math.Exp(-2))
	loss := (l(math.Exp(-1)) + l(1) + l(math.Exp(-2)) + 2 + l(math.Exp(-2))) / 4
	close("log loss", s.LogLoss, loss)
	close("deviance", s.Deviance, 2*loss)
	close("explained", s.DevianceExplained, 1-loss/math.Ln2)
	close("accuracy", s.Accuracy, 0.5) // rows 0 and 2
	close("auc", s.AUC, (1+0+1+0.5)/4) // 0 against -1 and 2; 2 against -1 and 2
	close("Brier score", s.MSE, (1/((1+math.E)*(1+math.E))+0.25+(1-p2)*(1-p2)+p2*p2)/4)
	// The share 3/4 of a row of weight 4 is 3 and 1 of weight 1.
	a, err := m.Score(x, []float64{0, 0.75, 1, 0}, []float64{1, 4, 1, 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Score(Rows{{-1}, {0}, {0}, {0}, {0}, {2}, {2}}, []float64{0, 1, 1, 1, 0, 1, 0}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	close("accuracy of shares", a.Accuracy, b.Accuracy)
	close("auc of shares", a.AUC, b.AUC)
	close("log loss of shares", a.LogLoss, b.LogLoss)
	// One class has no AUC, and all of it is explained or nothing.
	m.HasIntercept = true
	one, err := m.Score(x, []float64{1, 1, 1, 1}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	close("auc of one class", one.AUC, math.NaN())
	if !math.IsInf(one.DevianceExplained, -1) {
		t.Errorf("explained of one class: %v", one.DevianceExplained)
	}
}

func TestClasses(t *testing.T) {
	labels := []string{"b", "a", "b", "b"}
	for positive, want := range map[string][]float64{"": {1, 0, 1, 1}, "b": {1, 0, 1, 1}, "a": {0, 1, 0, 0}} {
		y, levels, err := Classes(labels, positive)
		if err != nil || !slices.Equal(y, want) || positive != "" && levels[1] != positive {
			t.Errorf("%q: %v, %v, %v", positive, y, levels, err)
		}
	}
	for positive, labels := range map[string][]string{"c": labels, "": {"a", "b", "c"}, "a": {"a"}} {
		if y, levels, err := Classes(labels, positive); err == nil {
			t.Errorf("%q of %q: %v, %v", positive, labels, y, levels)
		}
	}
}

// Classes that a line tells apart are found to be, and only where it is sure.
func TestSeparable(t *testing.T) {
	x := Rows{{1, 2}, {2, 1}, {2.5, 3}, {4, 2}, {5, 3.5}, {6, 1}}
	apart, mixed := []float64{0, 0, 0, 1, 1, 1}, []float64{0, 1, 1, 0, 0, 1} // row 3 lies between those of class 1
	from := func(s Spec, y []float64) (float64, bool) {
		s.Family = Binomial
		st, err := s.State(x, y)
		if err != nil {
			t.Fatal(err)
		}
		path, err := st.FitPath(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return st.SeparatesFrom(path.Models)
	}
	grid := solvers.Grid{Lambdas: []float64{2, 0.1, 1e-3}}
	if l, ok := from(Spec{Grid: grid}, apart); !ok || l != 0.1 {
		t.Errorf("from %v, %v: at 2 the slope is 0, and at 0.1 all rows are on their side", l, ok)
	}
	for _, c := range []struct {
		s  Spec
		y  []float64
		ok bool
	}{
		{Spec{}, mixed, false},
		{Spec{Weights: []float64{1, 1, 0, 1, 1, 1}}, []float64{0, 0, 1, 1, 1, 1}, true},
		{Spec{Upper: []float64{3}}, apart, false},
		{Spec{Upper: []float64{math.Inf(1)}}, apart, true},
		{Spec{Offset: make([]float64, 6)}, apart, false},
		{Spec{}, []float64{0, 0, 0.1, 1, 1, 1}, false},
		{Spec{Grid: solvers.Grid{Lambdas: []float64{100}}}, apart, false},
	} {
		if c.s.Grid.Lambdas == nil {
			c.s.Grid = grid
		}
		if l, ok := from(c.s, c.y); ok != c.ok {
			t.Errorf("%+v: from %v, %v, want %v", c.s, l, ok, c.ok)
		}
	}
}

// The best intercept for the coefficients of a fit is its own, and in closed form the
// weighted mean residual, and the log of counts by their exposure.
func TestBestIntercept(t *testing.T) {
	for _, c := range []struct {
		s    Spec
		want float64
	}{
		{Spec{Weights: []float64{3, 1}}, 2},                                                     // (3 (3-1) + 1 (1+1))/4
		{Spec{Family: Poisson, Weights: []float64{3, 1}}, math.Log(10 / (3*math.E + 1/math.E))}, // Σ w y / Σ w e^x
		{Spec{Family: Poisson, Offset: []float64{math.Log(2), 0}}, math.Log(4 / (2*math.E + 1/math.E))},
	} {
		st, err := c.s.State(Rows{{1}, {-1}}, []float64{3, 1})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := st.BestIntercept([]float64{1}); err != nil || math.Abs(got-c.want) > 1e-9*(1+math.Abs(c.want)) {
			t.Errorf("%+v: %v, %v, want %v", c.s, got, err, c.want)
		}
	}
	rng := rand.New(rand.NewPCG(33, 34))
	const n, p = 40, 5
	for _, family := range Families() {
		if family.Several() || family.relative() {
			continue
		}
		x, _ := sample(rng, n, p)
		s := Spec{Family: family, LambdaRatio: 0.1, Solver: solvers.Settings{Tol: 1e-12}, Weights: make([]float64, n), Offset: make([]float64, n)}
		for i := range s.Weights {
			s.Weights[i], s.Offset[i] = rng.Float64(), rng.NormFloat64()
		}
		if family == Huber {
			s.Delta = 0.7
		}
		st, err := s.State(x, labels(rng, family, x))
		if err != nil {
			t.Fatal(err)
		}
		m, err := st.FitAt(context.Background(), st.LambdaMax()/10)
		if err != nil {
			t.Fatal(err)
		}
		b0, err := st.BestIntercept(m.Beta()[:p])
		if err != nil || math.Abs(b0-m.Intercept) > 1e-6*(1+math.Abs(b0)) {
			t.Errorf("%s: %v, of the fit %v (%v)", family, b0, m.Intercept, err)
		}
	}
}
