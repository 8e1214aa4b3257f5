package prox_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// wrong has one row for each precondition that an operator documents: a value that
// breaks it alone, for n coordinates, and a word of the complaint besides the name.
// Those that concern a single number make Prox panic, too.
var wrong = []struct {
	f      prox.Function
	n      int
	word   string
	panics bool
}{
	{prox.L1{Lambda: -1}, 2, "Lambda", true},
	{prox.L1{Lambda: math.NaN()}, 2, "Lambda", true},
	{prox.L1{Lambda: 1, Weights: []float64{1, -1}}, 2, "Weights[1]", false},
	{prox.L1{Lambda: 1, Weights: []float64{1, 1, 1}}, 2, "Weights", true},
	{prox.PositivePart{Lambda: -1}, 2, "Lambda", true},
	{prox.PositivePart{Weights: []float64{-1}}, 2, "Weights[0]", false},
	{prox.ElasticNet{Lambda: -1}, 2, "Lambda", true},
	{prox.ElasticNet{Alpha: 1.5}, 2, "Alpha", true},
	{prox.ElasticNet{Alpha: -0.5}, 2, "Alpha", true},
	{prox.ElasticNet{Weights: []float64{0, math.NaN()}}, 2, "Weights[1]", false},
	{prox.SquaredL2{Lambda: -1}, 2, "Lambda", true},
	{prox.SquaredL2{Weights: []float64{-1, 1}}, 2, "Weights[0]", false},
	{prox.L2{Lambda: -1}, 2, "Lambda", true},
	{prox.Linf{Lambda: -1}, 2, "Lambda", true},
	{prox.Max{Lambda: -1}, 2, "Lambda", true},
	{prox.GroupL2{Lambda: -1}, 2, "Lambda", true},
	{prox.GroupL2{Lambda: 1, Groups: [][]int{{0, 1}, {1}}}, 2, "index 1 twice", false},
	{prox.GroupL2{Lambda: 1, Groups: [][]int{{0, 2}}}, 2, "index 2", false},
	{prox.GroupL2{Lambda: 1, Groups: [][]int{{-1}}}, 2, "index -1", false},
	{prox.GroupL2{Lambda: 1, Groups: [][]int{{0}, {1}}, Weights: []float64{1, -2}}, 2, "Weights[1]", false},
	{prox.GroupL2{Lambda: 1, Groups: [][]int{{0}, {1}}, Weights: []float64{1, 2, 3}}, 2, "Weights", false},
	{prox.SparseGroup{Lambda: -1}, 2, "Lambda", true},
	{prox.SparseGroup{Alpha: 2}, 2, "Alpha", true},
	{prox.SparseGroup{Groups: [][]int{{0, 0}}}, 2, "index 0 twice", false},
	{prox.SortedL1{Lambda: []float64{1, 2}}, 2, "increase", false},
	{prox.SortedL1{Lambda: []float64{1, -1}}, 2, "Lambda[1]", false},
	{prox.SortedL1{Lambda: []float64{3, 2, 1}}, 2, "Lambda", true},
	{prox.SumLargest{Lambda: -1}, 2, "Lambda", true},
	{prox.SumLargest{K: -1}, 2, "K >= 0", true},
	{prox.SumLargest{Lambda: 1, K: 3}, 2, "K <=", true},
	{prox.Huber{Lambda: -1}, 2, "Lambda", true},
	{prox.Huber{Delta: -1}, 2, "Delta", true},
	{prox.BerHu{Lambda: -1}, 2, "Lambda", true},
	{prox.BerHu{Delta: -1}, 2, "Delta", true},
	{prox.Entropy{Lambda: -1}, 2, "Lambda", true},
	{prox.Entropy{Prior: []float64{1, 0}}, 2, "Prior[1]", false},
	{prox.LogBarrier{Lambda: -1}, 2, "Lambda", true},
	{prox.TV1D{Lambda: -1}, 2, "Lambda", true},
	{prox.TV1D{Lambda: 1, Weights: []float64{-1}}, 2, "Weights[0]", false},
	{prox.TV1D{Lambda: 1, Weights: []float64{1, 1}}, 2, "Weights", true},
	{prox.FusedLasso{L1: -1}, 2, "L1 >= 0", true},
	{prox.FusedLasso{TV: -1}, 2, "TV >= 0", true},
	{prox.TrendFilter{Lambda: -1}, 2, "Lambda", true},
	{prox.TrendFilter{Order: -1}, 2, "Order", true},
	{prox.TrendFilter{Tol: -1}, 2, "Tol", true},
	{prox.TV2D{Lambda: -1, Rows: 1, Cols: 2}, 2, "Lambda", true},
	{prox.TV2D{Rows: 2, Cols: 2}, 2, "2 x 2", true},
	{prox.TV2D{Rows: -1, Cols: -2}, 2, "-1 x -2", false},
	{prox.TV2D{Rows: 1, Cols: 2, Tol: -1}, 2, "Tol", true},
	{prox.TV2D{Rows: 1, Cols: 2, MaxIter: -1}, 2, "MaxIter", true},
	{prox.L0{Lambda: -1}, 2, "Lambda", true},
	{prox.LHalf{Lambda: -1}, 2, "Lambda", true},
	{prox.MCP{Lambda: -1}, 2, "Lambda", true},
	{prox.MCP{A: -1}, 2, "A > 0", true},
	{prox.SCAD{Lambda: -1}, 2, "Lambda", true},
	{prox.SCAD{A: 1}, 2, "A > 1", true},
	{prox.LogSum{Lambda: -1}, 2, "Lambda", true},
	{prox.LogSum{Epsilon: -1}, 2, "Epsilon", true},
	{prox.AbsoluteDeviation{Y: []float64{1, 2, 3}}, 2, "Y", true},
	{prox.AbsoluteDeviation{Y: []float64{1, math.NaN()}}, 2, "Y[1]", false},
	{prox.EpsilonInsensitive{Epsilon: -1}, 2, "Epsilon", true},
	{prox.EpsilonInsensitive{Y: []float64{1, 2, 3}}, 2, "Y", true},
	{prox.Quantile{Tau: -0.1}, 2, "Tau", true},
	{prox.Quantile{Tau: 1.1}, 2, "Tau", true},
	{prox.Quantile{Tau: math.NaN()}, 2, "Tau", true},
	{prox.Quantile{Y: []float64{1, 2, 3}}, 2, "Y", true},
	{prox.Hinge{Y: []float64{1, 2, 3}}, 2, "Y", true},
	{prox.SquaredHinge{Y: []float64{1, 2, 3}}, 2, "Y", true},
	{prox.Logistic{Y: []float64{1, math.NaN()}}, 2, "Y[1]", false},
	{prox.KL{Y: []float64{1, -1}}, 2, "Y[1]", false},
	{prox.Poisson{Y: []float64{-1}}, 2, "Y[0]", false},
	{prox.DiagonalQuadratic{Q: []float64{1, -1}}, 2, "Q[1]", false},
	{prox.DiagonalQuadratic{B: []float64{1, 1, 1}}, 2, "B", true},
	{must(prox.NewLeastSquares(1, 2, []float64{1, 2}, []float64{1})), 3, "2 coordinates", true},
	{must(prox.NewAffine(1, 2, []float64{1, 2}, []float64{1})), 3, "2 coordinates", true},
	{must(prox.NewQuadratic(2, []float64{1, 0, 0, 1}, nil)), 3, "2 coordinates", true},
	{must(prox.NewSparseQuadratic(2, []int{0, 0, 0}, nil, nil, nil)), 3, "2 coordinates", true},
	{must(prox.NewPrecompose(prox.L1{}, 1, 2, []float64{1, 2}, nil)), 3, "2 coordinates", true},
	{must(prox.NewPrecompose(prox.L1{Lambda: -1}, 1, 2, []float64{1, 2}, nil)), 2, "L1 needs Lambda", true},
	{prox.Point{At: []float64{1, 2, 3}}, 2, "At", true},
	{prox.Box{Lower: []float64{1}, Upper: []float64{0}}, 2, "[1, 0]", false},
	{prox.Box{Lower: []float64{0, 1}, Upper: []float64{0.5}}, 2, "at 1", false},
	{prox.Box{Lower: []float64{0, 1, 2}}, 2, "Lower", true},
	{prox.Box{Lower: []float64{math.Inf(1)}}, 2, "bounds", false},
	{prox.Box{Upper: []float64{math.NaN()}}, 2, "Upper[0]", false},
	{prox.BallLinf{Radius: -1}, 2, "Radius", true},
	{prox.BallL2{Radius: -1}, 2, "Radius", true},
	{prox.BallL1{Radius: -1}, 2, "Radius", true},
	{prox.BallL1{Radius: 1, Weights: []float64{1, 0}}, 2, "Weights[1]", false},
	{prox.Sphere{Radius: -1}, 2, "Radius", true},
	{prox.BallL0{K: -1}, 2, "K", true},
	{prox.Simplex{Sum: -1}, 2, "Sum", true},
	{prox.Simplex{Sum: 1}, 0, "Sum", false},
	{prox.CappedSimplex{Sum: -1, Cap: 1}, 2, "Sum", true},
	{prox.CappedSimplex{Sum: 1, Cap: -1}, 2, "Cap", true},
	{prox.CappedSimplex{Sum: 3, Cap: 1}, 2, "Sum/n", true},
	{prox.Halfspace{Normal: []float64{0, 0}}, 2, "Normal is zero", true},
	{prox.Halfspace{Normal: []float64{1}}, 2, "Normal", true},
	{prox.Halfspace{Normal: []float64{1, math.Inf(1)}}, 2, "Normal[1]", false},
	{prox.Halfspace{Normal: []float64{1, 1}, Offset: math.NaN()}, 2, "Offset", true},
	{prox.Hyperplane{Normal: []float64{0, 0}}, 2, "Normal is zero", true},
	{prox.Hyperplane{Normal: []float64{1, 1}, Offset: math.NaN()}, 2, "Offset", true},
	{prox.Hyperslab{Normal: []float64{0, 0}}, 2, "Normal is zero", true},
	{prox.Hyperslab{Normal: []float64{1, 0}, Lower: 1}, 2, "Lower <= Upper", true},
	{prox.RotatedCone{}, 1, "two coordinates", true},
	{prox.ExpCone{}, 2, "3 coordinates", true},
	{prox.ExpConeDual{}, 4, "3 coordinates", true},
	{prox.SingularValues{Rows: 2, Cols: 2}, 3, "2 x 2", true},
	{prox.SingularValues{F: prox.L1{Lambda: -1}, Rows: 2, Cols: 2}, 4, "L1 needs Lambda", true},
	{prox.Nuclear{Lambda: -1, Rows: 1, Cols: 2}, 2, "Lambda", true},
	{prox.Nuclear{Rows: 2, Cols: 2}, 2, "2 x 2", true},
	{prox.Spectral{Lambda: -1, Rows: 1, Cols: 2}, 2, "Lambda", true},
	{prox.Rank{Lambda: -1, Rows: 1, Cols: 2}, 2, "Lambda", true},
	{prox.BallRank{K: -1, Rows: 1, Cols: 2}, 2, "K", true},
	{prox.Stiefel{Rows: 1, Cols: 2}, 2, "Rows >= Cols", true},
	{prox.Eigenvalues{N: 2}, 3, "2 x 2", true},
	{prox.Eigenvalues{F: prox.Simplex{Sum: -1}, N: 2}, 4, "Simplex needs Sum", true},
	{prox.PSD{N: 2}, 3, "2 x 2", true},
	{prox.LogDet{Lambda: -1, N: 1}, 1, "Lambda", true},
	{prox.Birkhoff{N: 2}, 3, "2 x 2", true},
	{prox.Birkhoff{N: 1, Tol: -1}, 1, "Tol", true},
	{prox.Birkhoff{N: 1, MaxIter: -1}, 1, "MaxIter", true},
	{prox.Scale{F: prox.L1{}, Lambda: -1}, 2, "Lambda", true},
	{prox.Scale{F: prox.L2{Lambda: -1}, Lambda: 1}, 2, "L2 needs Lambda", true},
	{prox.Postcompose{A: -1}, 2, "A >= 0", true},
	{prox.Weighted{Weights: []float64{1, -1}}, 2, "Weights[1]", false},
	{prox.Weighted{F: prox.L1{Lambda: -1}}, 2, "L1 needs Lambda", false},
	{prox.Translate{By: []float64{1, 2, 3}}, 2, "By", true},
	{prox.Translate{F: prox.BallL2{Radius: -1}}, 2, "Radius", true},
	{prox.Tilt{C: []float64{1, 2, 3}}, 2, "C", true},
	{prox.Tilt{F: prox.BallL2{Radius: -1}}, 2, "Radius", true},
	{prox.Regularize{Rho: -1}, 2, "Rho", true},
	{prox.Regularize{Center: []float64{1, 2, 3}}, 2, "Center", true},
	{prox.PrecomposeDiagonal{F: prox.L2{}, D: []float64{1, 2}}, 2, "separable", true},
	{prox.PrecomposeDiagonal{D: []float64{1, 2, 3}}, 2, "D", true},
	{prox.PrecomposeDiagonal{F: prox.L1{Lambda: -1}, D: []float64{1, 2}}, 2, "L1 needs Lambda", false},
	{prox.Conjugate{F: prox.TV2D{Rows: 1, Cols: 2}}, 2, "conjugate", false},
	{prox.Conjugate{F: prox.L1{Lambda: -1}}, 2, "L1 needs Lambda", true},
	{prox.MoreauEnvelope{Mu: -1}, 2, "Mu", true},
	{prox.DistanceTo{Lambda: -1}, 2, "Lambda", true},
	{prox.DistanceTo{C: prox.BallL2{Radius: -1}, Lambda: 1}, 2, "Radius", true},
	{prox.SquaredDistanceTo{Lambda: -1}, 2, "Lambda", true},
	{prox.SeparableSum{Blocks: []prox.Block{{prox.L2{}, 1}}}, 2, "1 coordinates", true},
	{prox.SeparableSum{Blocks: []prox.Block{{prox.L2{Lambda: -1}, 2}}}, 2, "L2 needs Lambda", true},
	{prox.SeparableSum{Blocks: []prox.Block{{nil, -1}, {nil, 3}}}, 2, "-1 coordinates", true},
	{prox.OnIndex{Index: []int{1, 1}}, 2, "index 1 twice", false},
	{prox.OnIndex{Index: []int{2}}, 2, "index 2", true},
	{prox.OnIndex{F: prox.Linf{Lambda: -1}, Index: []int{0}}, 2, "Linf needs Lambda", true},
	{prox.PointwiseMinimum{Terms: []prox.Function{nil}}, 2, "term 0", true},
	{prox.PointwiseMinimum{Terms: []prox.Function{prox.L1{}, prox.L0{Lambda: -1}}}, 2, "L0 needs Lambda", true},
	{prox.SquareOverLinear{Lambda: -1}, 2, "Lambda", true},
	{prox.SquareOverLinear{}, 0, "a coordinate", true},
}

// free lists the operators that take anything.
var free = map[string]bool{"Zero": true, "NonNegative": true, "Monotone": true, "SecondOrderCone": true}

func TestPreconditions(t *testing.T) {
	tried := map[string]bool{}
	for _, row := range wrong {
		name := typeName(row.f)
		tried[name] = true
		id := fmt.Sprintf("%s%+v for %d", name, row.f, row.n)
		if err := prox.Validate(row.f, row.n); err == nil || !strings.HasPrefix(err.Error(), "prox: ") || !strings.Contains(err.Error(), row.word) {
			t.Errorf("%s: error %v, without %q", id, err, row.word)
		}
		if row.panics {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: Prox took it", id)
					}
				}()
				x := make([]float64, row.n)
				row.f.Prox(x, x, 1)
			}()
		}
	}
	for _, e := range prox.Catalogue() {
		if _, ok := e.Of.(prox.Validator); tried[e.Name] == free[e.Name] || ok == free[e.Name] {
			t.Errorf("%s: tried %v, free %v, with Validate %v", e.Name, tried[e.Name], free[e.Name], ok)
		}
	}
}

// What the laws hold for is valid.
func TestValidOperators(t *testing.T) {
	for k, row := range rows {
		n := row.s.Dims
		if n == nil {
			n = []int{0, 1, 2, 16}
		}
		for _, n := range n {
			switch f := row.f.(type) {
			case prox.Simplex:
				if n == 0 && f.Sum > 0 {
					continue
				}
			}
			if err := prox.Validate(row.f, n); err != nil {
				t.Errorf("%d: %T%+v for %d: %v", k, row.f, row.f, n, err)
			}
		}
	}
	if err := prox.Validate(nil, 3); err != nil {
		t.Error(err)
	}
}
