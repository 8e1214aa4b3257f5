package textbook_test

import (
	"math"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// TestPreconditions has one row for each precondition of a problem, with a word of the
// complaint.
func TestPreconditions(t *testing.T) {
	x, err := design.NewDense(3, 2, []float64{1, 0, 2, 1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	y := []float64{1, 2, 3}
	with := func(pen problems.Penalty) *problems.Problem {
		return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: pen}
	}
	for k, row := range []struct {
		p    *problems.Problem
		word string
	}{
		{with(&textbook.Portfolio{From: []float64{-1, 1}}), "holding 0"},
		{with(&textbook.Portfolio{From: []float64{1, 0}, Cost: -1}), "cost"},
		{with(&textbook.Portfolio{From: []float64{1, 0}, Mean: []float64{1, math.NaN()}}), "mean return 1"},
		{textbook.NewPortfolio(x, []float64{1, 0}, 0, 0), "aversion"},
		{textbook.NewIsotonic(nil, nil), "no observations"},
		{textbook.NewIsotonic(y, []float64{1, -1, 1}), "weight of row 1"},
		{textbook.NewHuberLasso(x, y, 0, 1), "delta"},
		{textbook.NewPoissonLasso(x, []float64{-1, 0, 1}, 1), "count of row 0"},
		{textbook.NewSlope(x, y, []float64{1, 2}, 1), "rank 2"},
		{textbook.NewGroupLasso(x, y, [][]int{{0}, {0}}, 1), "groups 0 and 1"},
	} {
		if err := row.p.Validate(); err == nil || !strings.Contains(err.Error(), row.word) {
			t.Errorf("row %d: %v, without %q", k, err, row.word)
		}
	}
	for k, err := range []error{
		secondOf(textbook.NewMatrixCompletion(2, 2, []textbook.Entry{{2, 0, 1}}, 1)),
		secondOf(textbook.NewMatrixCompletion(-2, -2, nil, 1)),
		secondOf(textbook.NewRobustPCA(2, 2, []textbook.Entry{{0, -1, 1}}, 1, 0)),
	} {
		if err == nil {
			t.Errorf("constructor %d gives no error", k)
		}
	}
}

func secondOf[T any](_ T, err error) error { return err }
