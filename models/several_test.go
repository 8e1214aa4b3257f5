package models

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/solvers"
)

// several draws a specification of a family of several responses, and its responses.
func several(rng *rand.Rand, f Family, x Rows) (Spec, []float64) {
	s := Spec{Family: f, LambdaRatio: 0.1, Solver: solvers.Settings{Tol: 1e-12}}
	n := len(x)
	if f == MGaussian {
		s.Targets = []string{"u", "v", "w"}
		y := make([]float64, 3*n)
		for i := range y {
			y[i] = x[i%n][i/n] + rng.NormFloat64()
		}
		return s, y
	}
	s.Levels = []string{"ash", "birch", "cedar"}
	y := make([]float64, n)
	for i, row := range x {
		switch {
		case row[0] > 3:
			y[i] = 2
		case row[1]+rng.NormFloat64() > 0:
			y[i] = 1
		}
	}
	return s, y
}

// Weights and repeated rows agree, standardising and rescaled columns; a model goes through
// JSON; and what is of one response is what Of says.
func TestSeveral(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	const n, p = 50, 4
	for _, family := range []Family{Multinomial, MGaussian} {
		for _, grouped := range []bool{false, true} {
			x, _ := sample(rng, n, p)
			s, y := several(rng, family, x)
			s.Grouped, s.Ungrouped = grouped, !grouped
			m := fit(t, s, x, y)
			if len(m.Responses) != 3 || m.Columns != p || m.Rows != n || len(m.Beta()) != 3*(p+1) {
				t.Fatalf("%s: %d responses, %d x %d", family, len(m.Responses), m.Rows, m.Columns)
			}
			if grouped {
				for _, r := range m.Responses {
					if !slices.Equal(r.Support, m.Support) {
						t.Errorf("%s: %s has the columns %v of %v", family, r.Name, r.Support, m.Support)
					}
				}
			}
			m.Elapsed = 0
			if back := through(t, m); !reflect.DeepEqual(back, m) {
				t.Errorf("%+v\nbecomes\n%+v", m, back)
			}

			heavy := make([]float64, n)
			var x2 Rows
			y2 := make([][]float64, len(y)/n)
			for i := range heavy {
				heavy[i] = float64(1 + i%3)
				for range 1 + i%3 {
					x2 = append(x2, x[i])
					for k := range y2 {
						y2[k] = append(y2[k], y[k*n+i])
					}
				}
			}
			w := s
			w.Weights = heavy
			a, b := fit(t, w, x, y), fit(t, s, x2, slices.Concat(y2...))
			roughly(t, string(family)+" weights", a.Beta(), b.Beta())
			one, err := a.Score(x, y, heavy, nil)
			if err != nil {
				t.Fatal(err)
			}
			two, err := b.Score(x2, slices.Concat(y2...), nil, nil)
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
			for k := range 3 {
				want[3+k] /= 7
			}
			roughly(t, string(family)+" standardised", fit(t, standard, big, y).Beta(), want)

			z, err := m.LinkAll(x)
			if err != nil {
				t.Fatal(err)
			}
			means, err := m.PredictAll(x)
			if err != nil {
				t.Fatal(err)
			}
			for i := range n {
				sum := 0.0
				for k := range z {
					link, err := m.Of(k).Link(x[i : i+1])
					if err != nil || link[0] != z[k][i] {
						t.Errorf("row %d, response %d: %v and %v (%v)", i, k, link, z[k][i], err)
					}
					sum += math.Exp(z[k][i])
				}
				for k := range z {
					want := z[k][i]
					if family == Multinomial {
						want = math.Exp(z[k][i]) / sum
					}
					if math.Abs(means[k][i]-want) > 1e-14*(1+math.Abs(want)) {
						t.Errorf("row %d, response %d: %v, want %v", i, k, means[k][i], want)
					}
				}
			}
			if family == Multinomial {
				class, err := m.Class(x)
				if err != nil {
					t.Fatal(err)
				}
				right := 0.0
				for i, c := range class {
					if c == s.Levels[int(y[i])] {
						right += 1. / n
					}
				}
				if score, err := m.Score(x, y, nil, nil); err != nil || math.Abs(score.Accuracy-right) > 1e-12 || right < 0.6 || math.Abs(2*score.LogLoss-score.Deviance) > 1e-12 {
					t.Errorf("accuracy %v of %v: %+v (%v)", score.Accuracy, right, score, err)
				}
			}
			if _, err := m.Predict(x); err == nil || !strings.Contains(err.Error(), "PredictAll") {
				t.Errorf("Predict: %v", err)
			}
		}
	}
}

// Ungrouped responses of least squares are as many lassos.
func TestLassosAtOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(43, 44))
	x, _ := sample(rng, 40, 4)
	s, y := several(rng, MGaussian, x)
	s.Ungrouped, s.LambdaRatio, s.Lambda = true, 0, 0.3
	m := fit(t, s, x, y)
	for k := range 3 {
		one := fit(t, Spec{Lambda: 0.3, Solver: solvers.Settings{Tol: 1e-12}}, x, y[k*40:(k+1)*40])
		roughly(t, s.Targets[k], m.Of(k).Beta(), one.Beta())
	}
}

// Two classes are logistic regression, each with half of the coefficients.
func TestTwoClasses(t *testing.T) {
	rng := rand.New(rand.NewPCG(45, 46))
	x, _ := sample(rng, 60, 3)
	y := labels(rng, Binomial, x)
	pen := ElasticNet(0) // a ridge has them share
	one := fit(t, Spec{Family: Binomial, Penalty: pen, Lambda: 0.1, Solver: solvers.Settings{Tol: 1e-12}}, x, y)
	two := fit(t, Spec{Family: Multinomial, Penalty: pen, Lambda: 0.2, Solver: solvers.Settings{Tol: 1e-12}}, x, y)
	for j, b := range two.Of(1).Beta() {
		if want := one.Beta()[j] / 2; math.Abs(b-want) > 1e-6*(1+math.Abs(want)) {
			t.Errorf("coefficient %d is %v, want %v", j, b, want)
		}
	}
}

// glmnet's, with dev.ratio.
func TestGlmnetSeveral(t *testing.T) {
	for _, family := range []Family{Multinomial, MGaussian} {
		var g struct {
			X     Rows
			Class []float64   `json:"y"`
			Y     [][]float64 `json:"Y"`
			Cases map[string]struct {
				Fit struct {
					Lambda   []float64
					A0       [][]float64
					Beta     map[string][][]float64
					DevRatio []float64 `json:"dev_ratio"`
				}
			}
		}
		readJSON(t, "../testdata/glmnet/"+string(family)+".json", &g)
		for name, c := range g.Cases {
			t.Run(string(family)+" "+name, func(t *testing.T) {
				s := Spec{Family: family, Convention: Glmnet, NoStandardize: true, Grid: solvers.Grid{Lambdas: c.Fit.Lambda}, Solver: solvers.Settings{Tol: 1e-11}}
				var y []float64
				if family == Multinomial {
					s.Grouped = name == "grouped"
					for _, class := range g.Class {
						y = append(y, class-1)
					}
				} else {
					for k := range c.Fit.A0 {
						s.Targets = append(s.Targets, "y"+string(rune('1'+k)))
						for _, row := range g.Y {
							y = append(y, row[k])
						}
					}
				}
				path, err := s.Path(context.Background(), g.X, y)
				if err != nil {
					t.Fatal(err)
				}
				for l, m := range path.Models {
					if !m.Certificate.Status.OK() {
						t.Errorf("lambda %g: %v", m.Lambda, m.Certificate.Status)
					}
					for k, r := range m.Responses {
						key := r.Name
						if family == Multinomial {
							key = string(rune('1' + k))
						}
						roughly(t, r.Name, m.Of(k).Beta(), append(slices.Clone(c.Fit.Beta[key][l]), c.Fit.A0[k][l]))
					}
					score, err := m.Score(g.X, y, nil, nil)
					if err != nil {
						t.Fatal(err)
					}
					if want := c.Fit.DevRatio[l]; math.Abs(score.DevianceExplained-want) > 1e-9 {
						t.Errorf("lambda %g: dev.ratio %.12g, reference %.12g", m.Lambda, score.DevianceExplained, want)
					}
				}
			})
		}
	}
}

// Classes that are far apart are said to be separable, others not.
func TestSeparableClasses(t *testing.T) {
	x := Rows{{0, 1}, {1, 3}, {5, 2}, {6, 5}, {11, 1}, {12, 0}}
	s := Spec{Family: Multinomial, Grid: solvers.Grid{N: 10}}
	for _, c := range []struct {
		y    []float64
		want bool
	}{{[]float64{0, 0, 1, 1, 2, 2}, true}, {[]float64{0, 1, 0, 2, 1, 2}, false}} {
		st, err := s.State(x, c.y)
		if err != nil {
			t.Fatal(err)
		}
		path, err := st.FitPath(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if from, ok := st.SeparatesFrom(path.Models); ok != c.want || ok && !(from < st.LambdaMax()) {
			t.Errorf("%v: from %v, %v", c.y, from, ok)
		}
	}
}

// What cannot be is one line.
func TestSeveralWrong(t *testing.T) {
	x := Rows{{0, 1}, {1, 3}, {2, 2}, {3, 5}}
	for _, c := range []struct {
		s    Spec
		y    []float64
		want string
	}{
		{Spec{Family: Multinomial}, []float64{0, 1, 0.5, 1}, "row 2: y is 0.5; classes are 0, 1"},
		{Spec{Family: Multinomial}, []float64{0, 1, -1, 1}, "row 2: y is -1"},
		{Spec{Family: Multinomial}, []float64{0, 0, 0, 0}, "one class"},
		{Spec{Family: Multinomial}, []float64{0, 2, 0, 2}, "no row of positive weight has the class 1 of y"},
		{Spec{Family: Multinomial, Levels: []string{"a", "b", "c"}}, []float64{0, 1, 0, 1}, "has the class c of y"},
		{Spec{Family: Multinomial, Levels: []string{"a", "b"}}, []float64{0, 1, 2, 1}, "row 2: y is 2; classes are 0, 1, ... up to 1"},
		{Spec{Family: Multinomial, Levels: []string{"a"}}, []float64{0, 1, 0, 1}, "1 levels"},
		{Spec{Family: MGaussian}, []float64{0, 1, 2, 3}, "Targets"},
		{Spec{Family: MGaussian, Targets: []string{"a", "b", "c"}}, []float64{0, 1, 2, 3}, "blocks"},
		{Spec{Family: MGaussian, Targets: []string{"a", "b"}}, []float64{0, 1, 2, 3}, "rows"},
		{Spec{Family: MGaussian, Targets: []string{"a", "b"}, Lower: []float64{0}}, []float64{0, 1, 2, 3, 1, 1, 2, 2}, "no bounds"},
		{Spec{Family: Multinomial, Grouped: true, Ungrouped: true}, []float64{0, 1, 0, 1}, "contradict"},
		{Spec{Grouped: true}, []float64{0, 1, 0, 1}, "one response"},
		{Spec{Targets: []string{"a"}}, []float64{0, 1, 0, 1}, "one response"},
	} {
		c.s.LambdaRatio = 0.5
		m, err := c.s.Fit(context.Background(), x, c.y)
		if err == nil || m != nil || !strings.Contains(err.Error(), c.want) || strings.ContainsRune(err.Error(), '\n') {
			t.Errorf("%+v of %v: %v, %v, want %q", c.s, c.y, m, err, c.want)
		}
	}
	y, levels := Codes([]string{"b", "a", "c", "a"})
	if !slices.Equal(y, []float64{1, 0, 2, 0}) || !slices.Equal(levels, []string{"a", "b", "c"}) {
		t.Errorf("%v, %v", y, levels)
	}
}

// cv.glmnet of several responses, at the same folds and lambdas.
func TestCrossValidateSeveral(t *testing.T) {
	var g struct {
		FoldID          []int
		Weights, Lambda []float64
		Cases           map[string]struct {
			Family           Family
			Measure          Measure
			Grouped, Weights bool
			Cvm, Cvsd        []float64
			Min              float64 `json:"lambda_min"`
			OneSE            float64 `json:"lambda_1se"`
		}
	}
	readJSON(t, "../testdata/glmnet/crossval_several.json", &g)
	var data struct {
		X     Rows
		Class []float64   `json:"y"`
		Y     [][]float64 `json:"Y"`
	}
	readJSON(t, "../testdata/glmnet/multinomial.json", &data)
	readJSON(t, "../testdata/glmnet/mgaussian.json", &data)
	for i, row := range data.X {
		data.X[i] = slices.Delete(row, 3, 4)
	}
	if len(g.Cases) < 7 {
		t.Fatalf("%d cases", len(g.Cases))
	}
	for name, c := range g.Cases {
		t.Run(name, func(t *testing.T) {
			s := Spec{Family: c.Family, Convention: Glmnet, Grouped: c.Grouped, Grid: solvers.Grid{Lambdas: g.Lambda}, Solver: solvers.Settings{Tol: 1e-11}}
			var y []float64
			if c.Family == Multinomial {
				for _, class := range data.Class {
					y = append(y, class-1)
				}
			} else {
				for k := range data.Y[0] {
					s.Targets = append(s.Targets, string(rune('a'+k)))
					for _, row := range data.Y {
						y = append(y, row[k])
					}
				}
			}
			if c.Weights {
				s.Weights = g.Weights
			}
			v, err := s.CrossValidate(context.Background(), data.X, y, CV{FoldID: g.FoldID, Measure: c.Measure})
			if err != nil {
				t.Fatal(err)
			}
			curve := &v.Curves[0]
			for k := range g.Lambda {
				if math.Abs(curve.Mean[k]-c.Cvm[k]) > 1e-6*c.Cvm[k] || math.Abs(curve.SD[k]-c.Cvsd[k]) > 1e-6*(c.Cvsd[k]+1e-3) {
					t.Errorf("lambda %g: %v ± %v, cv.glmnet %v ± %v", g.Lambda[k], curve.Mean[k], curve.SD[k], c.Cvm[k], c.Cvsd[k])
				}
			}
			if a, b := curve.Lambda[v.Min.Lambda], curve.Lambda[v.OneSE.Lambda]; math.Abs(a-c.Min) > 1e-12 || math.Abs(b-c.OneSE) > 1e-12 {
				t.Errorf("min %v and 1se %v, cv.glmnet %v and %v", a, b, c.Min, c.OneSE)
			}
			if v.Certified < v.Fits {
				t.Errorf("%d of %d certified, the worst %g", v.Certified, v.Fits, v.Worst)
			}
			if z, err := v.OutOfFold(curve, v.Min.Lambda); err != nil || len(z) != len(data.X)*curve.Statement.K {
				t.Errorf("%d predictions, %v", len(z), err)
			}
		})
	}
}
