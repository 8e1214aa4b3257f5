package composite

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// TestPreconditionsOfComposites has one row for each precondition of a term, an operator
// or a constructor, with a word of the complaint.
func TestPreconditionsOfComposites(t *testing.T) {
	x, err := design.NewDense(3, 2, []float64{1, 0, 2, 1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	y, classes, nan := []float64{1, 2, 3}, []float64{1, 0, 1}, math.NaN()
	fit := &problems.LeastSquares{Y: y}
	through := func(l Linear) *Problem {
		return &Problem{Dim: 2, G: prox.Zero{}, H: prox.L1{Lambda: 1}, L: l}
	}
	for k, row := range []struct {
		c    *Problem
		word string
	}{
		{&Problem{}, "needs a G"},
		{&Problem{G: prox.Zero{}}, "Dim"},
		{&Problem{Dim: 2, G: prox.L1{Lambda: -1}}, "L1 needs Lambda"},
		{&Problem{Dim: 2, G: prox.Zero{}, H: prox.L1{}}, "come together"},
		{&Problem{Dim: 2, G: prox.Zero{}, F: &Smooth{}}, "Fit and K"},
		{&Problem{Dim: 2, G: prox.Zero{}, F: &Smooth{Fit: fit, K: Matrix{}}}, "Matrix needs X"},
		{&Problem{Dim: 2, G: prox.Zero{}, F: &Smooth{Fit: &problems.LeastSquares{Y: y[:1]}, K: Matrix{X: x}}}, "1 responses"},
		{&Problem{Dim: 2, G: prox.TV2D{Rows: 1, Cols: 2}}, "conjugate"},
		{&Problem{Dim: 2, G: prox.Zero{}, H: prox.BallL2{Radius: -1}, L: Matrix{X: x}}, "Radius"},
		{&Problem{Dim: 2, G: prox.Zero{}, H: prox.Translate{By: y[:2]}, L: Matrix{X: x}}, "By has 2 numbers for 3"},
		{&Problem{Dim: 3, G: prox.Zero{}, H: prox.Zero{}, L: Matrix{X: x}}, "L does not fit"},
		{through(Matrix{}), "Matrix needs X"},
		{through(Difference1D{N: -1}), "Difference1D"},
		{through(Difference2D{-1, -2}), "Difference2D"},
		{through(&Composition{}), "Compose"},
		{through(Transpose{}), "Transpose needs A"},
		{through(Copies{-1, 2}), "Copies"},
		{through(Blur{Rows: 1, Cols: 2}), "odd number"},
		{through(Blur{Rows: 1, Cols: 2, Kernel: []float64{1, 2, 3}}), "symmetric"},
		{through(Blur{Rows: -1, Cols: -2, Kernel: []float64{1}}), "sides"},
		{through(Identity{-1}), "N of Identity"},
		{through(Diagonal{[]float64{1, nan}}), "D[1] of Diagonal"},
		{through(Selection{N: -1}), "N of Selection"},
		{through(Selection{N: 2, At: []int{0, 2}}), "At[1] of Selection is 2; there are entries 0 to 1"},
		{through(VStack{}), "VStack needs parts"},
		{through(VStack{Identity{2}, nil}), "part 1 of a VStack is missing"},
		{through(VStack{Identity{2}, Identity{3}}), "part 1 of a VStack is 3 x 3"},
		{through(VStack{Identity{2}, Diagonal{[]float64{1, nan}}}), "D[1] of Diagonal"},
		{through(Sum{}), "Sum needs parts"},
		{through(Sum{Identity{2}, Selection{N: 2, At: []int{1}}}), "part 1 of a Sum is 1 x 2"},
		{through(Scale{By: 2}), "Scale needs A"},
		{through(Scale{Identity{2}, nan}), "By of Scale"},
		{through(Scale{Identity{-1}, 1}), "N of Identity"},
		{through(Incidence{Nodes: 2, Edges: [][2]int{{0, 1}, {1, 2}}}), "edge 1 of Incidence goes from 1 to 2; there are nodes 0 to 1"},
		{through(Incidence{Nodes: 2, Edges: [][2]int{{1, 1}}}), "to itself"},
		{through(Incidence{Nodes: 2, Edges: [][2]int{{0, 1}}, Weights: []float64{}}), "0 weights for 1 edges"},
		{through(Incidence{Nodes: 2, Edges: [][2]int{{0, 1}}, Weights: []float64{nan}}), "weight 0"},
		{through(Convolution{N: -1, Kernel: y}), "N of Convolution"},
		{through(Convolution{N: 2}), "Kernel of Convolution is empty"},
		{through(Convolution{N: 2, Kernel: []float64{1, nan}}), "Kernel of Convolution is NaN at 1"},
		{through(Compose(Matrix{X: x}, Transpose{Matrix{X: &design.Dense{N: 2, P: 2}}})), "cannot fill"},

		{NewLAD(x, y, -1, true), "lambda"},
		{NewLAD(x, y[:2], 1, true), "2 responses"},
		{NewQuantile(x, y, 1.5, 1, true), "Tau"},
		{NewQuantile(x, y, -0.1, 1, true), "Tau"},
		{NewSVM(x, y, 1, true), "class of row 1"},
		{NewSVM(x, classes, -1, true), "lambda"},
		{NewSparseSVM(x, classes, -1, false), "lambda"},
		{NewSqrtLasso(x, y, -1, true), "lambda"},
		{NewBasisPursuit(Matrix{X: x}, y[:2]), "2 measurements for 3 rows"},
		{NewBPDN(Matrix{X: x}, y, -1), "Radius"},
		{NewDantzig(Matrix{X: x}, y, -1), "Radius"},
		{NewDantzig(Matrix{X: x}, y[:2], 1), "2 measurements for 3 rows"},
		{NewTV1D(y, -1), "L1 needs Lambda"},
		{NewTV1D([]float64{1, nan, 1}, 1), "By[1]"},
		{NewTrendFilter(y, -1, 1), "degree"},
		{NewTrendFilter(y, 3, 1), "degree"},
		{NewFusedLasso(y, -1, 1), "L1 needs Lambda"},
		{NewFusedLasso(y, 1, -1), "L1 needs Lambda"},
		{NewTV2D(y, 1, 3, -1), "GroupL2 needs Lambda"},
		{NewTV2D(y, 2, 2, 1), "fit"},
		{NewDeblur(Blur{Rows: 1, Cols: 3, Kernel: []float64{1}}, y, 1, 3, -1), "GroupL2 needs Lambda"},
		{NewDeblur(Blur{Rows: 1, Cols: 3, Kernel: []float64{1, 1}}, y, 1, 3, 1), "odd number"},
		{NewGeometricMedian(nil, nil), "needs points"},
		{NewGeometricMedian([][]float64{{1, 2}, {1}}, nil), "point 1 has 1"},
		{NewGeometricMedian([][]float64{{1}, {2}}, y), "3 weights for 2 points"},
		{NewGeometricMedian([][]float64{{1}, {2}}, []float64{1, -1}), "L2 needs Lambda"},
	} {
		if err := row.c.Validate(); err == nil || !strings.Contains(err.Error(), row.word) {
			t.Errorf("row %d: %v, without %q", k, err, row.word)
		}
	}
	if err := NewTV2D(make([]float64, 40_000), 200, 200, 1).Validate(); err != nil {
		t.Errorf("a large picture: %v", err)
	}
	defer func() {
		if r := fmt.Sprint(recover()); !strings.HasPrefix(r, "composite: ") {
			t.Errorf("empty: %v", r)
		}
	}()
	new(Problem).Certify(nil)
}
