package prox_test

import (
	"fmt"

	"github.com/lassocheck/lassocheck/prox"
)

// show prints prox_{gamma f}(x) and the value of f there.
func show(f prox.Function, gamma float64, x ...float64) {
	v := f.Prox(x, x, gamma)
	fmt.Printf("%.4g %.4g\n", x, v)
}

func ExampleL1() {
	show(prox.L1{Lambda: 1}, 0.5, 3, -0.2, -1)
	// Output: [2.5 0 -0.5] 3
}

func ExampleElasticNet() {
	show(prox.ElasticNet{Lambda: 2, Alpha: 0.5}, 1, 3, -0.2, -1)
	// Output: [1 0 0] 1.5
}

func ExampleSquaredL2() {
	show(prox.SquaredL2{Lambda: 1}, 1, 3, -1)
	// Output: [1.5 -0.5] 1.25
}

func ExampleBox() {
	show(prox.Box{Lower: []float64{0}, Upper: []float64{1, 5}}, 1, 3, -1)
	// Output: [1 0] 0
}

func ExampleNonNegative() {
	show(prox.NonNegative{}, 1, 3, -1)
	// Output: [3 0] 0
}

func ExampleZero() {
	show(prox.Zero{}, 1, 3, -1)
	// Output: [3 -1] 0
}

func ExamplePositivePart() {
	show(prox.PositivePart{Lambda: 1}, 1, 3, 0.5, -1)
	// Output: [2 0 -1] 2
}

func ExampleHuber() {
	show(prox.Huber{Lambda: 1, Delta: 1}, 1, 3, 1)
	// Output: [2 0.5] 1.625
}

func ExampleBerHu() {
	show(prox.BerHu{Lambda: 1, Delta: 1}, 1, 4, 1.5, 1)
	// Output: [2 0.5 0] 3
}

func ExampleEntropy() {
	show(prox.Entropy{Lambda: 1}, 1, 2, 1, 0)
	// Output: [1 0.5671 0.2785] -0.6777
}

func ExampleKL() {
	show(prox.KL{Y: []float64{2, 0}}, 1, 2, 3)
	// Output: [2 2] 2
}

func ExamplePoisson() {
	show(prox.Poisson{Y: []float64{1, 3}}, 1, 0, 0)
	// Output: [0 0.7921] 0.8318
}

func ExampleLogBarrier() {
	show(prox.LogBarrier{Lambda: 2}, 1, 1, -1)
	// Output: [2 1] -1.386
}

func ExampleAbsoluteDeviation() {
	show(prox.AbsoluteDeviation{Y: []float64{1, 2}}, 1, 3, 2.5)
	// Output: [2 2] 1
}

func ExampleEpsilonInsensitive() {
	show(prox.EpsilonInsensitive{Y: []float64{1, 2}, Epsilon: 0.5}, 1, 3, 2.25)
	// Output: [2 2.25] 0.5
}

func ExampleQuantile() {
	show(prox.Quantile{Y: []float64{1, 2}, Tau: 0.25}, 1, 3, 1)
	// Output: [2.25 1.25] 1.125
}

func ExampleHinge() {
	show(prox.Hinge{Y: []float64{1, -1}}, 1, -1, 0.5)
	// Output: [0 -0.5] 1.5
}

func ExampleSquaredHinge() {
	show(prox.SquaredHinge{Y: []float64{1, -1}}, 1, -1, 0.5)
	// Output: [0.3333 -0.5] 0.6944
}

func ExampleLogistic() {
	show(prox.Logistic{Y: []float64{1, -1}}, 1, 0, 1)
	// Output: [0.4011 0.4011] 1.426
}

func ExampleL0() {
	show(prox.L0{Lambda: 1}, 0.5, 3, -0.5)
	// Output: [3 0] 1
}

func ExampleLHalf() {
	show(prox.LHalf{Lambda: 1}, 1, 4, 1.5)
	// Output: [3.742 0] 1.934
}

func ExampleMCP() {
	show(prox.MCP{Lambda: 1}, 1, 4, 2, 0.5)
	// Output: [4 1.5 0] 2.625
}

func ExampleSCAD() {
	show(prox.SCAD{Lambda: 1}, 1, 4, 3, 1.5)
	// Output: [4 2.588 0.5] 4.971
}

func ExampleLogSum() {
	show(prox.LogSum{Lambda: 1}, 1, 3, 0.5)
	// Output: [2.732 0] 1.317
}

func ExampleL2() {
	show(prox.L2{Lambda: 1}, 1, 3, 4)
	// Output: [2.4 3.2] 4
}

func ExampleLinf() {
	show(prox.Linf{Lambda: 1}, 2, 3, -2, 0)
	// Output: [1.5 -1.5 0] 1.5
}

func ExampleMax() {
	show(prox.Max{Lambda: 1}, 2, 3, 2, -5)
	// Output: [1.5 1.5 -5] 1.5
}

func ExampleSumLargest() {
	show(prox.SumLargest{Lambda: 1, K: 2}, 1, 3, 1, 0.5)
	// Output: [2 0.25 0.25] 2.25
}

func ExampleGroupL2() {
	show(prox.GroupL2{Lambda: 1, Groups: [][]int{{0, 1}, {2}}}, 1, 3, 4, 0.5, 2)
	// Output: [2.4 3.2 0 2] 4
}

func ExampleSparseGroup() {
	show(prox.SparseGroup{Lambda: 2, Alpha: 0.5, Groups: [][]int{{0, 1}, {2}}}, 1, 4, 5, 1.5)
	// Output: [2.4 3.2 0] 9.6
}

func ExampleBallL1() {
	show(prox.BallL1{Radius: 2}, 1, 3, -2, 0)
	// Output: [1.5 -0.5 0] 0
}

func ExampleBallL2() {
	show(prox.BallL2{Radius: 2}, 1, 3, -4)
	// Output: [1.2 -1.6] 0
}

func ExampleBallLinf() {
	show(prox.BallLinf{Radius: 2}, 1, 3, -4, 1)
	// Output: [2 -2 1] 0
}

func ExampleSphere() {
	show(prox.Sphere{Radius: 2}, 1, 0.3, -0.4)
	// Output: [1.2 -1.6] 0
}

func ExampleSimplex() {
	show(prox.Simplex{Sum: 1}, 1, 0.5, 0.9, -1)
	// Output: [0.3 0.7 0] 0
}

func ExampleCappedSimplex() {
	show(prox.CappedSimplex{Sum: 2, Cap: 1}, 1, 3, 0.9, 0.5)
	// Output: [1 0.7 0.3] 0
}

func ExampleSortedL1() {
	show(prox.SortedL1{Lambda: []float64{2, 1, 0}}, 1, 4, -3.5, 1)
	// Output: [2.25 -2.25 1] 6.75
}

func ExampleMonotone() {
	show(prox.Monotone{}, 1, 1, 4, 2, 5)
	// Output: [1 3 3 5] 0
}

func ExampleBallL0() {
	show(prox.BallL0{K: 1}, 1, 1, -4, 2)
	// Output: [0 -4 0] 0
}

func ExampleSecondOrderCone() {
	show(prox.SecondOrderCone{}, 1, 1, 3, 4)
	// Output: [3 1.8 2.4] 0
}

func ExampleRotatedCone() {
	show(prox.RotatedCone{}, 1, 1, 1, 2)
	// Output: [1.207 1.207 1.707] 0
}

func ExampleExpCone() {
	show(prox.ExpCone{}, 1, 1, 1, 1)
	// Output: [0.4263 0.7517 1.325] 0
}

func ExampleExpConeDual() {
	show(prox.ExpConeDual{}, 1, -1, -1, -1)
	// Output: [-0.5737 -0.2483 0.3254] 0
}

func ExampleHalfspace() {
	show(prox.Halfspace{Normal: []float64{3, 4}, Offset: 5}, 1, 6, 8)
	// Output: [0.6 0.8] 0
}

func ExampleHyperplane() {
	show(prox.Hyperplane{Normal: []float64{1, 1}, Offset: 1}, 1, 0, 0)
	// Output: [0.5 0.5] 0
}

func ExampleHyperslab() {
	show(prox.Hyperslab{Normal: []float64{3, 4}, Lower: -5, Upper: 5}, 1, -6, -8)
	// Output: [-0.6 -0.8] 0
}

func ExamplePoint() {
	show(prox.Point{At: []float64{1, 2}}, 1, 5, 5)
	// Output: [1 2] 0
}

func ExampleAffine() {
	f, _ := prox.NewAffine(1, 2, []float64{1, 1}, []float64{1})
	show(f, 1, 0, 0)
	// Output: [0.5 0.5] 0
}

func ExampleLeastSquares() {
	f, _ := prox.NewLeastSquares(2, 1, []float64{1, 1}, []float64{1, 3})
	show(f, 1, 5)
	// Output: [3] 2
}

func ExampleQuadratic() {
	f, _ := prox.NewQuadratic(2, []float64{2, 1, 1, 2}, nil)
	show(f, 1, 4, 0)
	// Output: [1.5 -0.5] 1.75
}

func ExampleDiagonalQuadratic() {
	show(prox.DiagonalQuadratic{Q: []float64{1, 0}, B: []float64{0, 1}}, 1, 4, 4)
	// Output: [2 3] 5
}

func ExampleSingularValues() {
	show(prox.SingularValues{F: prox.BallL1{Radius: 3}, Rows: 2, Cols: 2}, 1, 4, 0, 0, 1)
	// Output: [3 0 0 0] 0
}

func ExampleNuclear() {
	show(prox.Nuclear{Lambda: 1, Rows: 2, Cols: 2}, 1, 4, 0, 0, 0.5)
	// Output: [3 0 0 0] 3
}

func ExampleSpectral() {
	show(prox.Spectral{Lambda: 1, Rows: 2, Cols: 2}, 1, 4, 0, 0, 0.5)
	// Output: [3 0 0 0.5] 3
}

func ExampleRank() {
	show(prox.Rank{Lambda: 1, Rows: 2, Cols: 2}, 1, 4, 0, 0, 0.5)
	// Output: [4 0 0 0] 1
}

func ExampleBallRank() {
	show(prox.BallRank{K: 1, Rows: 2, Cols: 2}, 1, 4, 0, 0, 0.5)
	// Output: [4 0 0 0] 0
}

func ExampleStiefel() {
	show(prox.Stiefel{Rows: 2, Cols: 2}, 1, 4, 0, 0, 0.5)
	// Output: [1 0 0 1] 0
}

func ExampleEigenvalues() {
	show(prox.Eigenvalues{F: prox.Simplex{Sum: 1}, N: 2}, 1, 4, 0, 0, 3.5)
	// Output: [0.75 0 0 0.25] 0
}

func ExamplePSD() {
	show(prox.PSD{N: 2}, 1, 4, 0, 0, -1)
	// Output: [4 0 0 0] 0
}

func ExampleLogDet() {
	show(prox.LogDet{Lambda: 2, N: 2}, 1, 1, 0, 0, -1)
	// Output: [2 0 0 1] -1.386
}

func ExampleScale() {
	show(prox.Scale{F: prox.L1{Lambda: 1}, Lambda: 2}, 1, 4, -1)
	// Output: [2 0] 4
}

func ExamplePostcompose() {
	show(prox.Postcompose{F: prox.L1{Lambda: 1}, A: 2, B: 10}, 1, 4, -1)
	// Output: [2 0] 14
}

func ExampleWeighted() {
	show(prox.Weighted{F: prox.AbsoluteDeviation{}, Weights: []float64{2, 0}}, 1, 4, -1)
	// Output: [2 -1] 4
}

func ExampleTranslate() {
	show(prox.Translate{F: prox.BallL2{Radius: 1}, By: []float64{3, 0}}, 1, 0, 0)
	// Output: [2 0] 0
}

func ExampleTilt() {
	show(prox.Tilt{F: prox.NonNegative{}, C: []float64{1}}, 1, 4, 0.5)
	// Output: [3 0] 3
}

func ExampleRegularize() {
	show(prox.Regularize{F: prox.L1{Lambda: 1}, Rho: 1}, 1, 4, 0.5)
	// Output: [1.5 0] 2.625
}

func ExamplePrecomposeDiagonal() {
	show(prox.PrecomposeDiagonal{F: prox.NonNegative{}, D: []float64{-1}, B: []float64{2}}, 1, 4, 0.5)
	// Output: [2 0.5] 0
}

func ExamplePrecompose() {
	f, _ := prox.NewPrecompose(prox.L1{Lambda: 1}, 1, 2, []float64{1, 1}, nil)
	show(f, 1, 4, 0)
	// Output: [3 -1] 2
}

func ExampleConjugate() {
	show(prox.Conjugate{F: prox.L1{Lambda: 1}}, 1, 4, -0.5)
	// Output: [1 -0.5] 0
}

func ExampleMoreauEnvelope() {
	show(prox.MoreauEnvelope{F: prox.L1{Lambda: 1}, Mu: 1}, 1, 4, 0.5)
	// Output: [3 0.25] 2.531
}

func ExampleDistanceTo() {
	show(prox.DistanceTo{C: prox.NonNegative{}, Lambda: 1}, 1, -4, 3)
	// Output: [-3 3] 3
}

func ExampleSquaredDistanceTo() {
	show(prox.SquaredDistanceTo{C: prox.NonNegative{}, Lambda: 1}, 1, -4, 3)
	// Output: [-2 3] 2
}

func ExampleSeparableSum() {
	show(prox.SeparableSum{Blocks: []prox.Block{{F: prox.L2{Lambda: 1}, N: 2}, {F: prox.NonNegative{}, N: 1}}}, 1, 3, 4, -1)
	// Output: [2.4 3.2 0] 4
}

func ExampleOnIndex() {
	show(prox.OnIndex{F: prox.Simplex{Sum: 1}, Index: []int{0, 2}}, 1, 3, 4, 3)
	// Output: [0.5 4 0.5] 0
}

func ExamplePointwiseMinimum() {
	show(prox.PointwiseMinimum{Terms: []prox.Function{prox.Point{At: []float64{-1}}, prox.Point{At: []float64{1}}}}, 1, 0.5)
	// Output: [1] 0
}

func ExampleSquareOverLinear() {
	show(prox.SquareOverLinear{Lambda: 1}, 1, 0, 4)
	// Output: [1.395 2.33] 1.946
}

func ExampleTV1D() {
	show(prox.TV1D{Lambda: 1}, 1, 1, 2, 8, 7)
	// Output: [2 2 7 7] 5
}

func ExampleFusedLasso() {
	show(prox.FusedLasso{L1: 1, TV: 1}, 1, 1, 2, 8, 7)
	// Output: [1 1 6 6] 19
}

func ExampleTrendFilter() {
	show(prox.TrendFilter{Lambda: 1, Order: 1}, 1, 0, 1, 2, 5, 8)
	// Output: [-0.5714 1.143 2.857 5.143 7.429] 0.5714
}

func ExampleTV2D() {
	show(prox.TV2D{Lambda: 1, Rows: 2, Cols: 2}, 1, 1, 2, 8, 7)
	// Output: [2.5 2.5 6.5 6.5] 8
}

func ExampleBirkhoff() {
	show(prox.Birkhoff{N: 2}, 1, 1, 0, 0.5, 2)
	// Output: [1 0 0 1] 0
}

func ExampleSparseQuadratic() {
	f, _ := prox.NewSparseQuadratic(2, []int{0, 1, 3}, []int{0, 0, 1}, []float64{2, 1, 2}, nil)
	show(f, 1, 4, 0)
	// Output: [1.5 -0.5] 1.75
}
