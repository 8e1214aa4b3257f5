package models

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
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

// Responses that a family does not have, and that no model fits best, are said in one line.
func TestResponsesRefused(t *testing.T) {
	x := Rows{{0, 1}, {1, 3}, {2, 2}, {3, 1}}
	for _, c := range []struct {
		s    Spec
		y    []float64
		want string
	}{
		{Spec{Family: Binomial}, []float64{0, 1, 2, 1}, "row 2: y is 2; classes are 0 and 1"},
		{Spec{Family: Binomial}, []float64{0, 1, -0.5, 1}, "row 2: y is -0.5"},
		{Spec{Family: Binomial}, []float64{0, 1, -1, 1}, "0 in row 0 and -1 in row 2"},
		{Spec{Family: Binomial}, []float64{1, 1, 1, 1}, "one class: y is 1 in every row"},
		{Spec{Family: Binomial, Levels: []string{"no", "yes"}, Response: "sick"}, []float64{-1, -1, -1, -1}, "one class: sick is no in every row"},
		{Spec{Family: Binomial, Weights: []float64{1, 1, 0, 1}}, []float64{0, 0, 1, 0}, "one class: y is 0 in every row of positive weight"},
		{Spec{Family: Binomial, Levels: []string{"no"}}, []float64{0, 1, 0, 1}, "1 levels"},
		{Spec{Levels: []string{"no", "yes"}}, []float64{0, 1, 0, 1}, "gaussian has no classes"},
		{Spec{Family: SquaredHinge}, []float64{0, 0.5, 1, 1}, "row 1: y is 0.5; classes are 0 and 1, or -1 and 1"},
		{Spec{Family: SquaredHinge}, []float64{-1, -1, -1, -1}, "one class"},
		{Spec{Family: Poisson}, []float64{0, 1, 2, -1}, "row 3: y is -1; counts must not be negative"},
		{Spec{Family: Poisson, Response: "claims"}, []float64{0, 0, 0, 0}, "no events: claims is 0 in every row"},
		{Spec{Family: Poisson}, []float64{0, 1, math.NaN(), 1}, "response of row 2 is NaN"},
		{Spec{Family: Huber}, []float64{0, 1, 2, 3}, "Delta is 0; set it"},
		{Spec{Family: Huber, Delta: -1}, []float64{0, 1, 2, 3}, "Delta is -1"},
		{Spec{Delta: 1}, []float64{0, 1, 2, 3}, "gaussian has no Delta"},
		{Spec{C: 1}, []float64{0, 1, 2, 3}, "gaussian has no C"},
		{Spec{Family: Binomial, C: -1}, []float64{0, 1, 0, 1}, "C is -1"},
	} {
		if c.s.C == 0 {
			c.s.LambdaRatio = 0.5
		}
		m, err := c.s.Fit(context.Background(), x, c.y)
		if err == nil || m != nil || !strings.Contains(err.Error(), c.want) || strings.ContainsRune(err.Error(), '\n') {
			t.Errorf("%+v of %v: %v, %v, want %q", c.s, c.y, m, err, c.want)
		}
	}
	// Without an intercept one class has a model.
	fit(t, Spec{Family: Binomial, NoIntercept: true, LambdaRatio: 0.5}, x, []float64{1, 1, 1, 1})
}

// labels draws a family's responses for rows.
func labels(rng *rand.Rand, f Family, x Rows) []float64 {
	y := make([]float64, len(x))
	for i, row := range x {
		switch z := row[0]/4 + rng.NormFloat64(); {
		case f == Poisson:
			y[i] = math.Floor(math.Exp(min(max(z, -3), 3)))
		case !f.Classes():
			y[i] = z
		case z > 0:
			y[i] = 1
		}
	}
	return y
}

// roughly compares coefficients as far as a gap of 1e-12 determines them.
func roughly(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for j := range want {
		if math.Abs(got[j]-want[j]) > 1e-6*(1+math.Abs(want[j])) {
			t.Errorf("%s: coefficient %d is %v, want %v", what, j, got[j], want[j])
		}
	}
}

// What all families share works for each of them: weights and repeated rows agree, as do
// -1/1 and 0/1, standardising and rescaled columns; bounds hold; a model goes through
// JSON; and an exchange of the classes changes the signs.
func TestShared(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	const n, p = 40, 5
	for _, family := range Families() {
		if family.Several() { // see several_test.go
			continue
		}
		x, _ := sample(rng, n, p)
		y := labels(rng, family, x)
		s := Spec{Family: family, LambdaRatio: 0.1, Penalty: ElasticNet(0.7), Solver: exactly}
		if family == Huber {
			s.Delta = 0.7
		}
		base := fit(t, s, x, y).Beta()

		heavy, offset := make([]float64, n), make([]float64, n)
		var x2 Rows
		var y2, offset2 []float64
		for i := range heavy {
			heavy[i], offset[i] = float64(1+i%3), rng.NormFloat64()/3
			for range 1 + i%3 {
				x2, y2, offset2 = append(x2, x[i]), append(y2, y[i]), append(offset2, offset[i])
			}
		}
		w, r := s, s
		w.Weights, w.Offset, r.Offset = heavy, offset, offset2
		a, b := fit(t, w, x, y), fit(t, r, x2, y2)
		roughly(t, string(family)+" weights", a.Beta(), b.Beta())
		one, err := a.Score(x, y, heavy, offset)
		if err != nil {
			t.Fatal(err)
		}
		two, err := b.Score(x2, y2, nil, offset2)
		if err != nil {
			t.Fatal(err)
		}
		u, v := reflect.ValueOf(one), reflect.ValueOf(two)
		for k := range u.NumField() {
			if a, b := u.Field(k).Float(), v.Field(k).Float(); math.Abs(a-b) > 1e-6*(1+math.Abs(b)) || math.IsNaN(a) != math.IsNaN(b) {
				t.Errorf("%s: %s is %v by weights, %v by repeated rows", family, u.Type().Field(k).Name, a, b)
			}
		}

		standard := s
		standard.Standardize = true
		big := slices.Clone(x)
		for i := range big {
			big[i] = slices.Clone(big[i])
			big[i][1] *= 7
		}
		want := fit(t, standard, x, y).Beta()
		want[1] /= 7
		roughly(t, string(family)+" standardised", fit(t, standard, big, y).Beta(), want)

		bounded := s
		bounded.Lower, bounded.Upper, bounded.Factor = []float64{0}, []float64{0.01}, []float64{0, 1, 2, math.Inf(1), 1}
		beta := fit(t, bounded, x, y).Beta()
		for j, v := range beta[:p] {
			if !(v >= 0 && v <= 0.01) || j == 3 && v != 0 {
				t.Errorf("%s: coefficient %d is %v within [0, 0.01]", family, j, v)
			}
		}

		m := fit(t, s, x, y)
		m.Elapsed = 0
		if back := through(t, m); !reflect.DeepEqual(back, m) {
			t.Errorf("%+v becomes %+v", m, back)
		}
		if !family.Classes() {
			continue
		}
		signed, other := make([]float64, n), make([]float64, n)
		for i, v := range y {
			signed[i], other[i] = 2*v-1, 1-v
		}
		if got := fit(t, s, x, signed).Beta(); !slices.Equal(got, base) {
			t.Errorf("%s: %v of -1 and 1, %v of 0 and 1", family, got, base)
		}
		exchanged := fit(t, s, x, other).Beta()
		for j := range exchanged {
			exchanged[j] *= -1
		}
		roughly(t, string(family)+" exchanged", exchanged, base)
	}
}

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

// A file of the first version of the format is read.
func TestJSONOfTheFirstVersion(t *testing.T) {
	x, y := Rows{{0, 1}, {1, 3}, {2, 2}}, []float64{0, 1, 5}
	text, err := json.Marshal(fit(t, Spec{Lambda: 1}, x, y))
	if err != nil {
		t.Fatal(err)
	}
	var m Model
	if err := json.Unmarshal([]byte(strings.Replace(string(text), "-model/2", "-model/1", 1)), &m); err != nil || m.Family != Gaussian {
		t.Error(m, err)
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
		if family.Several() {
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
