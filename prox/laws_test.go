package prox_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/prox/proxtest"
	"pgregory.net/rapid"
)

// row is an operator with what it needs of the suite.
type row struct {
	f prox.Function
	s proxtest.Suite
}

// rows is THE table: every operator, with fields that bring out its corners. All the
// laws of proxtest hold for each row. An operator without one is held to them with the
// fields, and for the length, of its points in golden_test.go.
var rows = withPoints([]row{
	{prox.L1{}, quick},
	{prox.L1{Lambda: 0.7}, quick},
	{prox.L1{Lambda: 2, Weights: []float64{1, 0, 3.5}}, three},
	{prox.ElasticNet{}, quick},
	{prox.ElasticNet{Lambda: 1.3, Alpha: 0.4}, quick},
	{prox.ElasticNet{Lambda: 0.5, Alpha: 1}, quick},
	{prox.ElasticNet{Lambda: 0.5, Alpha: 0.9, Weights: []float64{2, 0, 1}}, three},
	{prox.SquaredL2{}, quick},
	{prox.SquaredL2{Lambda: 0.3}, quick},
	{prox.SquaredL2{Lambda: 0.3, Weights: []float64{1, 0, 1e6}}, three},
	{prox.Box{}, quick},
	{prox.Box{Lower: []float64{-1}, Upper: []float64{2}}, quick},
	{prox.Box{Lower: []float64{-1, 0, 2}}, three},
	{prox.Box{Upper: []float64{-1, 0, 2}}, three},
	{prox.NonNegative{}, quick},
	{prox.Zero{}, quick},

	{prox.PositivePart{}, quick},
	{prox.PositivePart{Lambda: 1.2, Weights: []float64{1, 0, 3}}, three},
	{prox.Huber{}, quick},
	{prox.Huber{Lambda: 1.5}, quick},
	{prox.Huber{Lambda: 1.5, Delta: 0.5}, scaled},
	{prox.BerHu{}, quick},
	{prox.BerHu{Lambda: 1.5}, quick},
	{prox.BerHu{Lambda: 1.5, Delta: 0.5}, scaled},
	{prox.Entropy{}, scaled},
	{prox.Entropy{Lambda: 0.7}, scaled},
	{prox.Entropy{Lambda: 2, Prior: []float64{1, 0.1, 30}}, dims(scaled, 3)},
	{prox.LogBarrier{}, quick},
	{prox.LogBarrier{Lambda: 0.4}, scaled},
	{prox.L0{}, quick},
	{prox.L0{Lambda: 0.8}, quick},
	{prox.LHalf{}, quick},
	{prox.LHalf{Lambda: 0.8}, quick},
	{prox.MCP{}, quick},
	{prox.MCP{Lambda: 1.1}, quick},
	{prox.MCP{Lambda: 1.1, A: 1.5}, quick},
	{prox.SCAD{}, quick},
	{prox.SCAD{Lambda: 1.1}, quick},
	{prox.SCAD{Lambda: 0.4, A: 2.5}, quick},
	{prox.LogSum{}, quick},
	{prox.LogSum{Lambda: 1.1}, quick},
	{prox.LogSum{Lambda: 0.5, Epsilon: 0.2}, quick},

	{prox.L2{}, quick},
	{prox.L2{Lambda: 1.3}, quick},
	{prox.Linf{}, quick},
	{prox.Linf{Lambda: 1.3}, quick},
	{prox.Max{}, dims(quick, 1, 2, 5, 16)},
	{prox.Max{Lambda: 1.3}, dims(quick, 1, 2, 5, 16)},
	{prox.SumLargest{}, slow},
	{prox.SumLargest{Lambda: 1.3, K: 2}, dims(slow, 2, 3, 9)},
	{prox.GroupL2{}, quick},
	{prox.GroupL2{Lambda: 1.3, Groups: [][]int{{0, 2}, {4}, {5, 3}}, Weights: []float64{1, 0, 2}}, dims(quick, 6, 8)},
	{prox.SparseGroup{}, quick},
	{prox.SparseGroup{Lambda: 1.3, Alpha: 0.3, Groups: [][]int{{0, 2}, {4}, {5, 3}}}, dims(quick, 6, 8)},

	{prox.BallL1{}, quick},
	{prox.BallL1{Radius: 2}, quick},
	{prox.BallL1{Radius: 2, Weights: []float64{1, 0.2, 30}}, three},
	{prox.BallL2{}, quick},
	{prox.BallL2{Radius: 2}, quick},
	{prox.BallLinf{}, quick},
	{prox.BallLinf{Radius: 2}, quick},
	{prox.Sphere{}, quick},
	{prox.Sphere{Radius: 2}, dims(quick, 1, 2, 5, 16)},
	{prox.Simplex{}, quick},
	{prox.Simplex{Sum: 2}, dims(quick, 1, 2, 3, 5, 16)},
	{prox.CappedSimplex{}, quick},
	{prox.CappedSimplex{Sum: 1.5, Cap: 1}, dims(quick, 2, 3, 5, 16)},
	{prox.CappedSimplex{Sum: 3, Cap: 1}, dims(quick, 3, 5, 16)},
	{prox.BallL0{}, quick},
	{prox.BallL0{K: 2}, quick},
	{prox.SortedL1{}, slow},
	{prox.SortedL1{Lambda: []float64{0.7}}, slow},
	{prox.SortedL1{Lambda: []float64{3, 2, 2, 0.5, 0}}, dims(slow, 5)},
	{prox.Monotone{}, quick},
	{prox.Monotone{Decreasing: true}, quick},
	{prox.SecondOrderCone{}, quick},
	{prox.RotatedCone{}, dims(quick, 2, 3, 6)},
	{prox.ExpCone{}, three},
	{prox.ExpConeDual{}, three},
	{prox.Halfspace{Normal: []float64{1, -2, 0.5}, Offset: -1}, three},
	{prox.Hyperplane{Normal: []float64{1, -2, 0.5}, Offset: -1}, three},
	{prox.Hyperplane{Normal: []float64{0, 3, 0}}, three},
	{prox.Hyperslab{Normal: []float64{1, -2, 0.5}, Lower: -1, Upper: 3}, three},
	{prox.Point{}, quick},
	{prox.Point{At: []float64{3, -1, 1e6}}, three},

	{prox.AbsoluteDeviation{}, scaled},
	{prox.AbsoluteDeviation{Y: []float64{1, 0, -3}}, dims(scaled, 3)},
	{prox.EpsilonInsensitive{}, scaled},
	{prox.EpsilonInsensitive{Y: []float64{1, 0, -3}, Epsilon: 0.5}, dims(scaled, 3)},
	{prox.Quantile{}, scaled},
	{prox.Quantile{Y: []float64{1, 0, -3}, Tau: 0.3}, dims(scaled, 3)},
	{prox.Hinge{}, scaled},
	{prox.Hinge{Y: []float64{1, -1, 0}}, dims(scaled, 3)},
	{prox.Hinge{Y: []float64{2, -0.5, -1}}, dims(scaled, 3)},
	{prox.SquaredHinge{}, scaled},
	{prox.SquaredHinge{Y: []float64{1, -1, 0}}, dims(scaled, 3)},
	{prox.SquaredHinge{Y: []float64{2, -0.5, -1}}, dims(scaled, 3)},
	{prox.Logistic{}, scaled},
	{prox.Logistic{Y: []float64{1, -1, 0}}, dims(scaled, 3)},
	{prox.Logistic{Y: []float64{2, -0.5, -1}}, dims(scaled, 3)},
	{prox.KL{}, scaled},
	{prox.KL{Y: []float64{3, 0, 7}}, dims(scaled, 3)},
	{prox.Poisson{}, scaled},
	{prox.Poisson{Y: []float64{3, 0, 7}}, dims(scaled, 3)},

	{prox.DiagonalQuadratic{}, quick},
	{prox.DiagonalQuadratic{Q: []float64{1, 0, 4}, B: []float64{1, 2, 0}}, dims(scaled, 3)},
	{must(prox.NewQuadratic(3, []float64{2, 1, 0, 1, 2, 0, 0, 0, 5}, nil)), three},
	{must(prox.NewQuadratic(2, []float64{1, -1, -1, 1}, []float64{3, 0.5})), dims(scaled, 2)},
	{must(prox.NewSparseQuadratic(0, []int{0}, nil, nil, nil)), dims(quick, 0)},
	{must(prox.NewSparseQuadratic(4, []int{0, 1, 3, 6, 8}, []int{0, 0, 1, 1, 2, 3, 0, 3}, []float64{2, 1, 2, -1, 1, 9, 1, 3}, []float64{1, 0, 0, -2})), dims(modest, 4)},
	{must(prox.NewLeastSquares(2, 3, []float64{1, 2, 0, 1, -1, 3}, []float64{1, -2})), dims(scaled, 3)},
	{must(prox.NewLeastSquares(4, 2, []float64{1, 1, 1, 1, 0, 1, 2, 4}, []float64{1, -2, 0, 5})), dims(scaled, 2)},
	{must(prox.NewLeastSquares(0, 2, nil, nil)), dims(quick, 2)},
	{must(prox.NewAffine(2, 3, []float64{1, 2, 0, 1, -1, 3}, []float64{1, -2})), dims(scaled, 3)},
	{must(prox.NewAffine(2, 3, []float64{1, 2, 0, 0, -1, -2}, []float64{1, 2})), dims(scaled, 3)},
	{must(prox.NewAffine(2, 2, []float64{1, 0, 1, 1}, []float64{1, 2})), dims(scaled, 2)},

	{prox.SingularValues{Rows: 2, Cols: 3}, dims(slow, 6)},
	{prox.SingularValues{F: prox.BallL1{Radius: 2}, Rows: 3, Cols: 2}, dims(slow, 6)},
	{prox.Nuclear{Lambda: 1.2, Rows: 2, Cols: 3}, dims(slow, 6)},
	{prox.Nuclear{}, dims(slow, 0)},
	{prox.Nuclear{Lambda: 1.2, Rows: 1, Cols: 4}, dims(slow, 4)},
	{prox.Spectral{Lambda: 1.2, Rows: 4, Cols: 2}, dims(slow, 8)},
	{prox.Rank{Lambda: 1.2, Rows: 2, Cols: 3}, dims(modest, 6)},
	{prox.BallRank{K: 1, Rows: 3, Cols: 3}, dims(slow, 9)},
	{prox.Stiefel{Rows: 3, Cols: 2}, dims(slow, 6)},
	{prox.Eigenvalues{N: 2}, dims(slow, 4)},
	{prox.Eigenvalues{F: prox.Max{Lambda: 1}, N: 3}, small},
	{prox.Eigenvalues{F: prox.Simplex{Sum: 1}, N: 3}, small},
	{prox.PSD{N: 3}, dims(slow, 9)},
	{prox.LogDet{Lambda: 0.5, N: 2}, dims(modest, 4)},

	{prox.Scale{}, quick},
	{prox.Scale{F: prox.Logistic{}, Lambda: 3}, scaled},
	{prox.Postcompose{F: prox.L1{Lambda: 1}, A: 2, B: -5}, scaled},
	{prox.Weighted{}, quick},
	{prox.Weighted{F: prox.Hinge{}, Weights: []float64{2, 0, 1}}, dims(scaled, 3)},
	{prox.Translate{}, quick},
	{prox.Translate{F: prox.BallL2{Radius: 1}, By: []float64{1, 2, 3}}, dims(scaled, 3)},
	{prox.Tilt{}, quick},
	{prox.Tilt{F: prox.L1{Lambda: 1}, C: []float64{1, -2, 0}}, dims(scaled, 3)},
	{prox.Regularize{}, quick},
	{prox.Regularize{F: prox.L2{Lambda: 1}, Rho: 2, Center: []float64{1}}, scaled},
	{prox.Regularize{F: prox.MCP{Lambda: 1}, Rho: 2}, scaled},
	{prox.PrecomposeDiagonal{}, quick},
	{prox.PrecomposeDiagonal{F: prox.L2{Lambda: 1}, D: []float64{-2}, B: []float64{1}}, scaled},
	{prox.PrecomposeDiagonal{F: prox.L1{Lambda: 1}, D: []float64{-2, 0, 3}, B: []float64{1}}, dims(scaled, 3)},
	{prox.PrecomposeDiagonal{F: prox.MCP{Lambda: 1}, D: []float64{-2, 1, 3}}, dims(scaled, 3)},
	{prox.PrecomposeDiagonal{F: prox.Huber{Lambda: 1, Delta: 1}, D: []float64{-2, 1, 3}}, dims(scaled, 3)},
	{must(prox.NewPrecompose(prox.L1{Lambda: 1}, 2, 3, []float64{1, 1, 1, -1, 0, 0}, nil)), dims(modest, 3)},
	{must(prox.NewPrecompose(prox.Simplex{Sum: 1}, 2, 3, []float64{3, 0, 0, 3, 0, 0}, []float64{1, 2})), dims(modest, 3)},
	{prox.Conjugate{}, modest},
	{prox.Conjugate{F: prox.L1{Lambda: 1.5}}, modest},
	{prox.Conjugate{F: prox.Logistic{}}, modest},
	{prox.Conjugate{F: prox.SumLargest{Lambda: 1, K: 2}}, dims(modest, 2, 5)},
	{prox.MoreauEnvelope{}, quick},
	{prox.MoreauEnvelope{F: prox.L1{Lambda: 2}, Mu: 0.5}, quick},
	{prox.MoreauEnvelope{F: prox.Simplex{Sum: 1}, Mu: 2}, dims(scaled, 1, 3, 5)},
	{prox.DistanceTo{}, quick},
	{prox.DistanceTo{C: prox.BallL2{Radius: 1}, Lambda: 2}, scaled},
	{prox.DistanceTo{C: prox.SecondOrderCone{}, Lambda: 2}, quick},
	{prox.SquaredDistanceTo{}, quick},
	{prox.SquaredDistanceTo{C: prox.Box{Upper: []float64{1}}, Lambda: 2}, scaled},
	{prox.SeparableSum{}, dims(quick, 0)},
	{prox.SeparableSum{Blocks: []prox.Block{{prox.L2{Lambda: 1}, 2}, {nil, 1}, {prox.Simplex{Sum: 1}, 3}}}, dims(scaled, 6)},
	{prox.OnIndex{}, quick},
	{prox.OnIndex{F: prox.Linf{Lambda: 2}, Index: []int{3, 0}}, dims(quick, 4)},
	{prox.PointwiseMinimum{}, quick},
	{prox.PointwiseMinimum{Terms: []prox.Function{prox.BallL2{Radius: 1}, prox.Point{At: []float64{4}}, prox.L1{Lambda: 9}}}, scaled},
	{prox.SquareOverLinear{}, dims(quick, 1, 2, 5)},
	{prox.SquareOverLinear{Lambda: 1.5}, dims(quick, 1, 2, 5)},

	{prox.TV1D{}, quick},
	{prox.TV1D{Lambda: 0.7}, quick},
	{prox.TV1D{Lambda: 1.5, Weights: []float64{1, 0, 3, 0.2}}, dims(quick, 5)},
	{prox.FusedLasso{}, quick},
	{prox.FusedLasso{L1: 0.5, TV: 0.7}, quick},
	{prox.TrendFilter{}, slow},
	{prox.TrendFilter{Lambda: 0.7, Order: 1}, inexact(1e-7)},
	{prox.TrendFilter{Lambda: 0.7, Order: 2}, inexact(1e-7)},
	{prox.TV2D{Lambda: 0.7, Rows: 3, Cols: 3}, wide(inexact(1e-4, 9))},
	{prox.TV2D{Lambda: 0.7, Rows: 2, Cols: 4, Isotropic: true}, wide(inexact(1e-4, 8))},
	{prox.TV2D{Lambda: 0.7, Rows: 1, Cols: 4}, wide(inexact(1e-4, 4))},
	{prox.Birkhoff{}, dims(slow, 0)},
	{prox.TV2D{}, dims(slow, 0)},
	{prox.PSD{}, dims(slow, 0)},
	{prox.Stiefel{}, dims(slow, 0)},
	{prox.Halfspace{}, dims(slow, 0)},
	{&prox.LeastSquares{}, dims(slow, 0)},
	{&prox.Affine{}, dims(slow, 0)},
	{prox.CappedSimplex{Sum: 2, Cap: math.Inf(1)}, dims(quick, 1, 3)},
	{prox.Birkhoff{N: 1}, proxtest.Suite{Scale: 1, Dims: []int{1}}},
	{prox.Birkhoff{N: 3}, proxtest.Suite{Scale: 1, Dims: []int{9}}},
})

// withPoints adds the golden points of types that have no row.
func withPoints(rows []row) []row {
	tried := map[string]bool{}
	for _, r := range rows {
		tried[typeName(r.f)] = true
	}
	for _, g := range slices.Concat(golden, byHand) {
		if !tried[typeName(g.f)] {
			rows = append(rows, row{g.f, dims(slow, len(g.x))})
		}
	}
	return rows
}

// What rows ask of the suite.
var (
	quick  = proxtest.Suite{NoAlloc: true}
	slow   = proxtest.Suite{}                                   // allocates
	small  = proxtest.Suite{Scale: 1, Size: 30, Dims: []int{9}} // exact relative to the largest eigenvalue
	modest = proxtest.Suite{Scale: 1, Size: 1e6}                // exact relative to x alone
	three  = dims(quick, 3)
	scaled = proxtest.Suite{NoAlloc: true, Scale: 1}
)

// must is for constructors whose arguments are known to be right.
func must[F prox.Function](f F, err error) F {
	if err != nil {
		panic(err)
	}
	return f
}

// inexact is for operators that stop at a tolerance.
func inexact(tol float64, n ...int) proxtest.Suite {
	return proxtest.Suite{Tol: tol, Scale: 1, Size: 1e3, Cases: 10, Dims: n}
}

// wide is for operators whose gap is right at any size.
func wide(s proxtest.Suite) proxtest.Suite {
	s.Size = 1e12
	return s
}

func dims(s proxtest.Suite, n ...int) proxtest.Suite {
	s.Dims = n
	return s
}

// TestMain makes rapid repeatable: -rapid.seed and -rapid.checks ask for more.
func TestMain(m *testing.M) {
	flag.Set("rapid.seed", "1")
	flag.Set("rapid.checks", "40") // on top of the 360 inputs of the suite itself
	flag.Set("rapid.nofailfile", "true")
	flag.Set("rapid.shrinktime", "2s")
	flag.Parse()
	os.Exit(m.Run())
}

func TestLaws(t *testing.T) {
	for k, row := range rows {
		t.Run(fmt.Sprintf("%d/%T", k, row.f), func(t *testing.T) {
			if err := row.s.Check(row.f); err != nil {
				t.Fatalf("%+v: %v", row.f, err)
			}
			t.Parallel()
			s := row.s
			s.NoAlloc = false // measured above, while nothing else ran
			rapid.Check(t, func(t *rapid.T) {
				if err := s.CheckAt(row.f, draw(t, s)); err != nil {
					t.Fatalf("%+v: %v", row.f, err)
				}
			})
		})
	}
}

// draw lets rapid choose an input, so that it also shrinks it.
func draw(t *rapid.T, s proxtest.Suite) proxtest.Input {
	n := rapid.IntRange(0, 6).Draw(t, "n")
	if s.Dims != nil {
		n = rapid.SampledFrom(s.Dims).Draw(t, "n")
	}
	number := rapid.OneOf(
		rapid.Float64Range(-10, 10),
		rapid.Map(rapid.IntRange(-5, 5), func(i int) float64 { return float64(i) / 2 }),
		rapid.Float64Range(-1e300, 1e300),
	)
	step := rapid.OneOf(rapid.Float64Range(1e-3, 10), rapid.Float64Range(1e-300, 1e300))
	if s.Size > 0 {
		number = rapid.Float64Range(-s.Size, s.Size)
		step = rapid.Float64Range(1/s.Size, s.Size)
	}
	return proxtest.Input{
		X:     rapid.SliceOfN(number, n, n).Draw(t, "x"),
		Y:     rapid.SliceOfN(number, n, n).Draw(t, "y"),
		Gamma: step.Draw(t, "gamma"),
	}
}
