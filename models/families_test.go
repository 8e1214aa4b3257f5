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
)

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
		case f == Cox:
			y[i] = math.Exp(-z)
		case !f.Classes():
			y[i] = z
		case z > 0:
			y[i] = 1
		}
	}
	return y
}

// survivalOf makes every third row or so a censored one, the same for the same times.
func survivalOf(f Family, time []float64) *Survival {
	if f != Cox {
		return nil
	}
	v := new(Survival)
	for _, t := range time {
		v.Status = append(v.Status, 1)
		if int(1000*t)%3 == 0 {
			v.Status[len(v.Status)-1] = 0
		}
	}
	return v
}

// scoreOf scores a model of any family of one response.
func scoreOf(t *testing.T, m *Model, x Rows, y, weights, offset []float64) Score {
	t.Helper()
	z, err := m.Link(x)
	if err != nil {
		t.Fatal(err)
	}
	var s Score
	if v := survivalOf(m.Family, y); v != nil {
		s, err = m.ScoreSurvival(z, y, *v, weights, offset)
	} else {
		s, err = m.ScoreLink(z, y, weights, offset)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
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
		s := Spec{Family: family, LambdaRatio: 0.1, Penalty: ElasticNet(0.7), Solver: exactly, Survival: survivalOf(family, y)}
		if family == Huber {
			s.Delta = 0.7
		}
		if family.row().linear {
			s.Penalty = Lasso()
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
		w.Weights, w.Offset, r.Offset, r.Survival = heavy, offset, offset2, survivalOf(family, y2)
		a, b := fit(t, w, x, y), fit(t, r, x2, y2)
		roughly(t, string(family)+" weights", a.Beta(), b.Beta())
		one, two := scoreOf(t, a, x, y, heavy, offset), scoreOf(t, b, x2, y2, nil, offset2)
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
