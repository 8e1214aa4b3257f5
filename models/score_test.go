package models

import (
	"math"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Scores of z = 2x + 1 by hand.
func TestScore(t *testing.T) {
	m := &Model{Columns: 1, HasIntercept: true, Intercept: 1, Support: []int{0}, Coef: []float64{2}}
	bare := &Model{Columns: 1, Support: []int{0}, Coef: []float64{2}}
	offset := &Model{Columns: 1, Offset: true, HasIntercept: true, Intercept: 1, Support: []int{0}, Coef: []float64{2}}
	x := Rows{{0}, {1}, {2}, {3}} // z = 1 3 5 7
	for name, c := range map[string]struct {
		m            *Model
		y, w, offset []float64
		want         Score
	}{
		// errors 0 1 -1 2, about the mean 4.5 of y: -3.5 -0.5 -0.5 4.5
		"plain": {m, []float64{1, 4, 4, 9}, nil, nil, Score{DevianceExplained: 1 - 6/33., R2: 1 - 6/33., MSE: 1.5}},
		// of rows 0 and 1 alone, weighted 1 to 3: mean 3.25, squares 5.0625 and 0.5625
		"weights": {m, []float64{1, 4, 4, 9}, []float64{2, 6, 0, 0}, nil, Score{DevianceExplained: 1 - 0.75/1.6875, R2: 1 - 0.75/1.6875, MSE: 0.75}},
		// errors 1 2 0 3; the null model is 0, the mean still 4.5
		"no intercept": {bare, []float64{1, 4, 4, 9}, nil, nil, Score{DevianceExplained: 1 - 14/114., R2: 1 - 14/33., MSE: 3.5}},
		// errors -1 0 -2 1; y - o = 0 3 3 8, mean 3.5, squares 12.25 0.25 0.25 20.25
		"offset": {offset, []float64{1, 4, 4, 9}, nil, []float64{1, 1, 1, 1}, Score{DevianceExplained: 1 - 6/33., R2: 1 - 6/33., MSE: 1.5}},
		// errors 0 1 -1 0; y - o = 1 4 4 7, mean 4, squares 9 0 0 9
		"uneven offset":        {offset, []float64{1, 4, 4, 9}, nil, []float64{0, 0, 0, 2}, Score{DevianceExplained: 1 - 2/18., R2: 1 - 2/33., MSE: 0.5}},
		"garbage of no weight": {m, []float64{1, 4, 1e300, 9}, []float64{1, 1, 0, 0}, nil, Score{DevianceExplained: 1 - 0.5/2.25, R2: 1 - 0.5/2.25, MSE: 0.5}},
		"perfect":              {m, []float64{1, 3, 5, 7}, nil, nil, Score{DevianceExplained: 1, R2: 1, MSE: 0}},
		"constant":             {m, []float64{0.1, 0.1, 0.1, 0.1}, nil, nil, Score{DevianceExplained: math.Inf(-1), R2: math.Inf(-1), MSE: (0.81 + 2.9*2.9 + 4.9*4.9 + 6.9*6.9) / 4}},
		"perfect, alone":       {m, []float64{1, 3, 5, 7}, []float64{0, 1, 0, 0}, nil, Score{DevianceExplained: 1, R2: 1, MSE: 0}},
	} {
		for way, x := range map[string]design.Design{"rows": x, "dense": &design.Dense{N: 4, P: 1, Data: []float64{0, 1, 2, 3}}} {
			got, err := c.m.Score(x, c.y, c.w, c.offset)
			if err != nil {
				t.Fatal(name, err)
			}
			for k, v := range []float64{got.DevianceExplained, got.R2, got.MSE} {
				want := []float64{c.want.DevianceExplained, c.want.R2, c.want.MSE}[k]
				if v != want && !(math.Abs(v-want) <= 1e-14*max(1, math.Abs(want))) {
					t.Errorf("%s, %s: %+v, want %+v", name, way, got, c.want)
				}
			}
		}
	}
}

// What cannot be predicted or scored is said, with its place.
func TestPredictRefused(t *testing.T) {
	m := &Model{Columns: 3, Names: []string{"a", "b", "c"}, Support: []int{0, 2}, Coef: []float64{2, 1e300}, Intercept: 1, HasIntercept: true}
	nan := math.NaN()
	row := func(r ...float64) func() error {
		return func() error { _, err := m.PredictRow(r); return err }
	}
	predict := func(x design.Design) func() error {
		return func() error { _, err := m.Predict(x); return err }
	}
	score := func(m *Model, y, w, o []float64) func() error {
		return func() error { _, err := m.Score(Rows{{1, 2, 3}}, y, w, o); return err }
	}
	offset := *m
	offset.Offset = true
	for want, try := range map[string]func() error{
		"a row of 2 numbers for a model of 3 columns": row(1, 2),
		"row 0: c is NaN":  row(1, 2, nan),
		"row 1: a is +Inf": predict(Rows{{1, 2, 3}, {math.Inf(1), 2, 3}}),
		"row 1 has 2 numbers, for a model of 3 columns":       predict(Rows{{1, 2, 3}, {1, 2}}),
		"data of 2 columns for a model of 3":                  predict(&design.Dense{N: 1, P: 2, Data: []float64{1, 2}}),
		"row 1: c is NaN":                                     predict(&design.Dense{N: 2, P: 3, Data: []float64{1, 1, 1, 1, 1, nan}}),
		"row 0: the prediction is +Inf":                       predict(Rows{{1, 2, 1e10}}),
		"fitted with an offset: add yours to what Link":       func() error { _, err := offset.Predict(Rows{{1, 2, 3}}); return err },
		"was fitted with an offset":                           func() error { _, err := offset.PredictRow([]float64{1, 2, 3}); return err },
		"takes an offset where it was fitted":                 score(m, []float64{1}, nil, []float64{1}),
		"takes an offset where it was fitted with one, and o": score(&offset, []float64{1}, nil, nil),
		"2 responses for 1 rows":                              score(m, []float64{1, 2}, nil, nil),
		"response of row 0":                                   score(m, []float64{nan}, nil, nil),
		"all weights are zero":                                score(m, []float64{1}, []float64{0}, nil),
	} {
		if err := try(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	// What is not in the model may hold anything, and no rows are no predictions.
	if z, err := m.Predict(Rows{{1, nan, 0}}); err != nil || z[0] != 3 {
		t.Error(z, err)
	}
	if z, err := m.Predict(Rows{}); err != nil || len(z) != 0 {
		t.Error(z, err)
	}
}

func TestCoefficients(t *testing.T) {
	m := &Model{Columns: 4, Names: []string{"a", "b", "c", "c"}, Support: []int{0, 1}, Coef: []float64{2, 3}}
	if list := m.Coefficients(); len(list) != 2 || list[1] != (Coefficient{"b", 3}) {
		t.Error(list)
	}
	if v, err := m.Coefficient("b"); v != 3 || err != nil {
		t.Error(v, err)
	}
	if _, err := m.Coefficient("c"); err == nil || !strings.Contains(err.Error(), "both called") {
		t.Error(err)
	}
	m.Names = nil
	if v, err := m.Coefficient("x3"); v != 0 || err != nil {
		t.Error(v, err)
	}
	if _, err := m.Coefficient("x4"); err == nil {
		t.Error("there is no x4")
	}
}
