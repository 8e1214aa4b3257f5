package problems_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
)

// TestPreconditions has one row for each precondition of a loss, penalty, design
// or constructor, with a word of the complaint.
func TestPreconditions(t *testing.T) {
	x, err := design.NewDense(3, 2, []float64{1, 0, 2, 1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	y, classes := []float64{1, 2, 3}, []float64{1, 0, 1}
	fit := &problems.LeastSquares{Y: y}
	with := func(pen problems.Penalty) *problems.Problem { return &problems.Problem{X: x, Fit: fit, Penalty: pen} }
	of := func(f problems.DataFit) *problems.Problem {
		return &problems.Problem{X: x, Fit: f, Penalty: problems.Lasso(1)}
	}
	on := func(d design.Design) *problems.Problem {
		return &problems.Problem{X: d, Fit: fit, Penalty: problems.Lasso(1)}
	}
	empty, err := design.NewCSC(3, 2, []int{0, 0, 0}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := on(empty).Validate(); err != nil {
		t.Errorf("a matrix of zeros: %v", err)
	}
	nan := math.NaN()
	type validator interface{ Validate() error }
	for k, row := range []struct {
		v    validator
		word string
	}{
		{&problems.Problem{}, "X, Fit and Penalty"},
		{&problems.Problem{X: x, Fit: fit}, "X, Fit and Penalty"},
		{on(&design.Dense{N: 3, P: 2}), "cannot fill"},
		{on(&design.CSC{N: 3, P: 2}), "do not make a 3 x 2 matrix"},
		{on(&design.CSC{}), "do not make a 0 x 0 matrix"},
		{on(&design.CSC{N: 3, P: 1, ColPtr: []int{0, 1}}), "do not make a 3 x 1 matrix"},
		{of(&problems.LeastSquares{Y: y[:2]}), "2 responses for 3 rows"},
		{of(&problems.LeastSquares{Y: y, Weights: y[:2]}), "2 weights"},
		{of(&problems.LeastSquares{Y: y, Offset: y[:2]}), "2 offsets"},
		{of(&problems.LeastSquares{Y: []float64{1, nan, 2}}), "response of row 1"},
		{of(&problems.LeastSquares{Y: y, Offset: []float64{1, 2, nan}}), "offset of row 2"},
		{of(&problems.LeastSquares{Y: y, Weights: []float64{1, -1, 1}}), "weight of row 1"},
		{of(&problems.LeastSquares{Y: y, Weights: []float64{0, 0, 0}}), "all weights are zero"},
		{of(&losses.Logistic{Y: y}), "class of row 1"},
		{of(&losses.Logistic{Y: []float64{0, -1, 1}}), "0 and 1, or -1 and 1"},
		{of(&losses.Logistic{Y: classes, Weights: []float64{1, -1, 1}}), "weight of row 1"},
		{of(&losses.SquaredHinge{Y: y}), "class of row 1"},
		{of(&losses.Huber{Y: y}), "delta"},
		{of(&losses.Huber{Loss: losses.HuberLoss{Delta: -1}, Y: y}), "delta"},
		{of(&losses.Poisson{Y: []float64{1, -1, 0}}), "count of row 1"},
		{with(problems.Lasso(-1)), "lambda"},
		{with(problems.Lasso(nan)), "lambda"},
		{with(problems.Lasso(math.Inf(1))), "lambda"},
		{with(&problems.ElasticNet{Alpha: 2}), "alpha"},
		{with(&problems.ElasticNet{Factor: []float64{1, -1}}), "factor of column 1"},
		{with(&problems.ElasticNet{Factor: []float64{1}}), "1 penalty factors"},
		{with(&problems.ElasticNet{Scale: []float64{1, -1}}), "scale of column 1"},
		{with(&problems.ElasticNet{Lower: []float64{0, 1}, Upper: []float64{1, 0}}), "bounds of column 1"},
		{with(&problems.GroupLasso{Lambda: -1}), "lambda"},
		{with(&problems.GroupLasso{Alpha: 2}), "alpha"},
		{with(&problems.GroupLasso{Groups: [][]int{{0, 1}, {1}}}), "column 1 is in groups 0 and 1"},
		{with(&problems.GroupLasso{Groups: [][]int{{2}}}), "column 2"},
		{with(&problems.GroupLasso{Groups: [][]int{{0}}, Weights: []float64{-1}}), "weight of group 0"},
		{with(&problems.GroupLasso{Groups: [][]int{{0}}, Weights: y}), "3 weights for 1 groups"},
		{with(&problems.Slope{Lambda: -1, Weights: []float64{2, 1}}), "lambda"},
		{with(&problems.Slope{Lambda: 1, Weights: []float64{1, 2}}), "rank 2"},
		{with(&problems.Slope{Lambda: 1, Weights: []float64{0, 0}}), "rank 1"},
		{with(&problems.Slope{Lambda: 1}), "0 weights"},
		{with(&problems.Nuclear{Lambda: -1, Rows: 1, Cols: 2}), "lambda"},
		{with(&problems.Nuclear{Lambda: 1, Rows: 2, Cols: 2}), "2 x 2 matrix"},
		{with(problems.Constraint{}), "needs a set"},
		{with(problems.Constraint{prox.Simplex{Sum: -1}}), "Simplex needs Sum"},
		{with(problems.Constraint{prox.NonNegative{}}), "not bounded in coordinate 0"},
		{with(problems.Constraint{prox.Box{Lower: []float64{0, 0}, Upper: []float64{1, math.Inf(1)}}}), "not bounded in coordinate 1"},
		{with(problems.Constraint{prox.Halfspace{Normal: []float64{1, 2}}}), "not bounded"},
		{with(problems.Constraint{prox.Halfspace{Normal: []float64{0, 0}}}), "Normal is zero"},
		{with(problems.Parts{{problems.Lasso(1), 1}}), "parts of 1 coefficients"},
		{with(problems.Parts{{problems.Lasso(1), 3}, {problems.Lasso(1), -1}}), "-1 coefficients"},
		{with(problems.Parts{{nil, 2}}), "needs a penalty"},
		{with(problems.Parts{{problems.Lasso(-1), 2}}), "lambda"},
	} {
		if err := row.v.Validate(); err == nil || !strings.Contains(err.Error(), row.word) {
			t.Errorf("row %d, %s: %v, without %q", k, reflect.TypeOf(row.v), err, row.word)
		}
	}
	for k, err := range []error{
		secondOf(design.NewCSC(3, 2, nil, nil, nil)),
		secondOf(design.NewCSC(3, 2, []int{0, 2, 1}, []int32{0}, []float64{1})),
		secondOf(design.NewCSC(3, 1, []int{0, 1}, []int32{3}, []float64{1})),
		secondOf(design.NewCSC(3, 1, []int{0, 2}, []int32{1, 1}, []float64{1, 2})),
		secondOf(design.NewCSC(3, 1, []int{0, 1}, []int32{1}, []float64{nan})),
		secondOf(design.NewDense(3, 2, y)),
		secondOf(design.NewDense(-1, -3, y)),
		secondOf(design.NewDense(3, 1, []float64{1, nan, 2})),
	} {
		if err == nil {
			t.Errorf("constructor %d gives no error", k)
		}
	}
	defer func() {
		if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "problems: ") {
			t.Errorf("empty problem: %v", r)
		}
	}()
	new(problems.Problem).Certify(nil)
}

func secondOf[T any](_ T, err error) error { return err }

// TestValidateIsFast: no check looks at all columns once for each.
func TestValidateIsFast(t *testing.T) {
	const p = 40_000
	var groups [][]int
	for j := range p - 1 {
		groups = append(groups, []int{j})
	}
	y, from := make([]float64, p), make([]float64, p)
	y[1], from[0] = 1, 1
	bounds := make([]float64, p)
	box := prox.Box{Lower: bounds, Upper: append(vector.Ones(p-1), math.Inf(1))}
	x := &design.CSC{N: p, P: p, ColPtr: []int{0}, Row: make([]int32, p), Val: vector.Ones(p)}
	for j := range p {
		x.Row[j] = int32(j)
		x.ColPtr = append(x.ColPtr, j+1)
	}
	grouped := textbook.NewGroupLasso(x, y, groups, 0.1)
	start := time.Now()
	for k, v := range []interface{ Validate() error }{
		textbook.NewSimplexLeastSquares(x, y), textbook.NewIsotonic(y, nil), grouped, textbook.NewPortfolio(x, from, 0.1, 1),
	} {
		if err := v.Validate(); err != nil {
			t.Errorf("%d: %v", k, err)
		}
	}
	if err := (problems.Constraint{box}).Validate(p); err == nil || !strings.Contains(err.Error(), "coordinate 39999") {
		t.Errorf("box: %v", err)
	}
	grouped.Certify(make([]float64, p)) // with a column that is in no group
	if _, err := grouped.Null(); err != nil {
		t.Error(err)
	}
	if d := time.Since(start); d > 10*time.Second { // once for each column took a minute
		t.Errorf("%v", d)
	}
}
