package prox_test

import (
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// point is a known value of a proximal operator.
type point struct {
	f     prox.Function
	x     []float64
	gamma float64
	want  []float64
	value float64 // of f at want
}

// golden holds points that other means than this package's have found, in 60-digit or
// rational arithmetic (Python's mpmath 1.3 and fractions):
//
//   - functions of one variable by a grid over f(u) + (u-x)²/(2 gamma) and ternary
//     search, no derivative and no closed form;
//   - polyhedral functions and sets (L1 to CappedSimplex, total variation, trend
//     filtering, SLOPE, isotonic regression, Birkhoff) by going through all sign
//     patterns, supports or partitions and solving for each;
//   - cones and perspectives by a search along rays and flat faces; norms by a search along the length;
//   - linear systems by elimination, and matrices from factors with known answers.
var golden = []point{
	{prox.ElasticNet{Lambda: 2, Alpha: 0.25},
		[]float64{3, -0.2, -1.7}, 0.8, []float64{1.1818181818181818, 0, -0.59090909090909091}, 2.1957644628099174},
	{prox.Huber{Lambda: 1.5, Delta: 0.5},
		[]float64{3, -0.2, -1}, 0.8, []float64{1.8, -0.058823529411764706, -0.29411764705882353}, 2.4599480968858131},
	{prox.BerHu{Lambda: 1.5, Delta: 0.5},
		[]float64{3, -0.2, -1.5}, 0.8, []float64{0.88235294117647059, 0, -0.3}, 1.9928200692041522},
	{prox.Entropy{Lambda: 0.7, Prior: []float64{2}},
		[]float64{3, -0.5, -10}, 0.8, []float64{2.3497495275735443, 0.20786029849979911, 1.2926379389354715e-8}, -0.06433993957178212},
	{prox.KL{Y: []float64{3}},
		[]float64{5, 0.3, -2}, 0.8, []float64{4.7095976701399777, 1.3192354826475216, 0.68806130178211004}, 3.2460724642832127},
	{prox.Poisson{Y: []float64{3}},
		[]float64{5, 0.3, -8}, 0.8, []float64{1.9235928142255153, 0.84241877571320386, -5.6029495781188019}, 17.681986449765352},
	{prox.LogBarrier{Lambda: 0.4},
		[]float64{5, 0.3, -8}, 0.8, []float64{5.0632011235952594, 0.73523499553598126, 0.039801975344831181}, 0.76376197152098343},
	{prox.Logistic{Y: []float64{1, -1, 2}},
		[]float64{0.3, 2, -4}, 0.8, []float64{0.5860359296877152, 1.3630022349497498, -2.4127343047934828}, 6.8667655738909048},
	{prox.SquaredHinge{Y: []float64{1, -1, 2}},
		[]float64{0.3, 2, -4}, 0.8, []float64{0.73076923076923077, 0.15384615384615385, -0.10810810810810811}, 2.8830280384334438},
	{prox.Hinge{Y: []float64{1, -1, 2}},
		[]float64{0.3, 2, -4}, 0.8, []float64{1, 1.2, -2.4}, 8},
	{prox.Quantile{Y: []float64{1}, Tau: 0.3},
		[]float64{0.3, 2, 1.1}, 0.8, []float64{0.54, 1.44, 1}, 0.446},
	{prox.EpsilonInsensitive{Y: []float64{1}, Epsilon: 0.5},
		[]float64{0.3, 3, 1.1}, 0.8, []float64{0.5, 2.2, 1.1}, 0.7},
	{prox.LHalf{Lambda: 0.8},
		[]float64{3, -1.2, 0.9}, 0.8, []float64{2.809072491676165, -0.85365513828181459, 0}, 2.079970705899976},
	{prox.MCP{Lambda: 1.1, A: 1.5},
		[]float64{3, -1.2, 0.7}, 0.8, []float64{3, -0.68571428571428571, 0}, 1.5050510204081633},
	{prox.MCP{Lambda: 1.1, A: 1.5},
		[]float64{3, -2, 1.7}, 2, []float64{3, -2, 0}, 1.815},
	{prox.SCAD{Lambda: 1.1, A: 3},
		[]float64{4, -2.7, 1.5, 0.7}, 0.8, []float64{4, -2.3, 0.62, 0}, 5.272},
	{prox.SCAD{Lambda: 1.1, A: 3},
		[]float64{4, -2.9, 2.6, 0.7}, 2.5, []float64{4, -0.15, 0, 0}, 2.585},
	{prox.LogSum{Lambda: 0.5, Epsilon: 0.2},
		[]float64{3, -1.2, 0.7}, 0.8, []float64{2.8696938456699069, 0, 0}, 1.3655078722614471},
	{prox.L1{Lambda: 0.5, Weights: []float64{1, 0, 3, 0.2, 2}},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{0.6, 4, -1.3, 2.92, 2.7}, 5.242},
	{prox.TV1D{Lambda: 0.7, Weights: []float64{1, 2, 0.5, 1}},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{1.56, 2.32, -1.1, 3.11, 3.11}, 6.7935},
	{prox.TV1D{Lambda: 2},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{1.7, 1.7, 0.7, 2.45, 2.45}, 5.5},
	{prox.FusedLasso{L1: 0.5, TV: 0.7},
		[]float64{1, 4, -2.5, 3}, 0.8, []float64{1.16, 2.48, -0.98, 2.04}, 8.79},
	{prox.TrendFilter{Lambda: 0.7, Order: 1},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{1.56, 2.32, -0.45333333333333333, 1.7066666666666667, 3.8666666666666667}, 5.9266666666666667},
	{prox.TrendFilter{Lambda: 0.7, Order: 2},
		[]float64{1, 4, -2.5, 3, 3.5, 0.5}, 0.8, []float64{1.56, 1.76, 0.347, 2.299, 2.521, 1.013}, 7.0511},
	{prox.TV2D{Lambda: 0.7, Rows: 2, Cols: 3, Tol: 1e-13},
		[]float64{1, 4, -2.5, 3, 3.5, 0.5}, 0.8, []float64{1, 2.88, -0.82, 2.44, 2.38, 1.62}, 8.526},
	{prox.Linf{Lambda: 1.3},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{1, 3.23, -2.5, 3, 3.23}, 4.199},
	{prox.Max{Lambda: 1.3},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{1, 3.23, -2.5, 3, 3.23}, 4.199},
	{prox.SumLargest{Lambda: 1.3, K: 2},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{1, 2.96, -2.5, 2.73, 2.73}, 7.397},
	{prox.SortedL1{Lambda: []float64{3, 2, 2, 0.5, 0}},
		[]float64{1, 4, -2.5, 3, 3.5}, 0.8, []float64{1, 1.75, -1.75, 1.75, 1.75}, 13.125},
	{prox.Monotone{},
		[]float64{1, 4, 2, 3, -2}, 1, []float64{1, 1.75, 1.75, 1.75, 1.75}, 0},
	{prox.Simplex{Sum: 2},
		[]float64{1, 4, -2.5, 3, 3.5}, 1, []float64{0, 1.1666666666666667, 0, 0.16666666666666667, 0.66666666666666667}, 0},
	{prox.CappedSimplex{Sum: 2, Cap: 0.75},
		[]float64{1, 0.5, -2.5, 0.75, 0.25}, 1, []float64{0.75, 0.41666666666666667, 0, 0.66666666666666667, 0.16666666666666667}, 0},
	{prox.BallL1{Radius: 2, Weights: []float64{1, 0.2, 3, 1, 2}},
		[]float64{1, 4, -2.5, 3, 3.5}, 1, []float64{0, 3.6507936507936508, 0, 1.253968253968254, 0.0079365079365079365}, 0},
	{prox.BallL1{Radius: 2},
		[]float64{1, 4, -2.5, 3, 3.5}, 1, []float64{0, 1.1666666666666667, 0, 0.16666666666666667, 0.66666666666666667}, 0},
	{prox.Birkhoff{N: 3},
		[]float64{1, 0.25, -0.5, 0.5, 0.75, 2, 0.125, -1, 0.5}, 1, []float64{0.51666666666666667, 0.48333333333333333, 0, 0, 0.44166666666666667, 0.55833333333333333, 0.48333333333333333, 0.075, 0.44166666666666667}, 0},
	{prox.L2{Lambda: 1.3},
		[]float64{3, -1, 0.5, 2}, 0.8, []float64{2.1734918091914127, -0.72449726973047089, 0.36224863486523544, 1.4489945394609418}, 3.5553923829259873},
	{prox.GroupL2{Lambda: 1.3, Groups: [][]int{{0, 2}, {3}}, Weights: []float64{1, 2}},
		[]float64{3, -1, 0.5, 2}, 0.8, []float64{1.9741503192145705, -1, 0.32902505320242842, 0}, 2.6017956446938428},
	{prox.ExpCone{},
		[]float64{1, 1, 1}, 1, []float64{0.42630617230379412, 0.75167277743120392, 1.3253666051274098}, 0},
	{prox.ExpConeDual{},
		[]float64{1, 1, 1}, 1, []float64{0, 1, 1}, 0},
	{prox.ExpCone{},
		[]float64{2, -1, 0.5}, 1, []float64{0.26108422737182498, 0.1567853391742864, 0.82890975048536254}, 0},
	{prox.ExpConeDual{},
		[]float64{2, -1, 0.5}, 1, []float64{-0.048607969539627105, -0.16834327749461689, 0.57081948917571665}, 0},
	{prox.ExpCone{},
		[]float64{-1, 0.5, -0.3}, 1, []float64{-1.0265718183312857, 0.40628909175966972, 0.032471477048389686}, 0},
	{prox.ExpConeDual{},
		[]float64{-1, 0.5, -0.3}, 1, []float64{-0.856453237786647, 0.58527350281386102, 0.15908375496350503}, 0},
	{prox.ExpCone{},
		[]float64{1, 2, -3}, 1, []float64{0, 0, 0}, 0},
	{prox.ExpConeDual{},
		[]float64{1, 2, -3}, 1, []float64{0, 2, 0}, 0},
	{prox.SquareOverLinear{Lambda: 1.5},
		[]float64{0.5, 3, -1}, 0.8, []float64{1.3926284024324014, 1.6114477506215378, -0.53714925020717926}, 1.5538745825565274},
	{prox.SquareOverLinear{Lambda: 1.5},
		[]float64{-1, 3, -1}, 0.8, []float64{0.68629287047371751, 1.09149466853686, -0.36383155617895334}, 1.4466134681709654},
	{must(prox.NewLeastSquares(2, 3, []float64{1, 2, 0, 1, -1, 3}, []float64{1, -2})),
		[]float64{3, -1, 0.5}, 0.8, []float64{1.1544401544401544, -1.5997425997425997, -0.65315315315315315}, 0.6071122142550714},
	{must(prox.NewQuadratic(3, []float64{2, 1, 0, 1, 3, 1, 0, 1, 5}, []float64{1, 0, -2})),
		[]float64{3, -1, 0.5}, 0.8, []float64{1.0508440105755542, -0.66524303437055115, 0.52643888549928818}, 1.4096301068760336},
	{must(prox.NewSparseQuadratic(3, []int{0, 1, 3, 5}, []int{0, 0, 1, 1, 2}, []float64{2, 1, 3, 1, 5}, []float64{1, 0, -2})),
		[]float64{3, -1, 0.5}, 0.8, []float64{1.0508440105755542, -0.66524303437055115, 0.52643888549928818}, 1.4096301068760336},
	{must(prox.NewAffine(2, 3, []float64{1, 2, 0, 1, -1, 3}, []float64{1, -2})),
		[]float64{3, -1, 0.5}, 1, []float64{0.53703703703703704, -1.6851851851851852, -0.46296296296296296}, 0},
	{prox.Nuclear{Lambda: 0.5, Rows: 2, Cols: 2},
		[]float64{2.4461538461538462, 1.3538461538461538, 0.36923076923076923, 1.4307692307692308}, 1, []float64{1.9615384615384615, 1.2307692307692308, 0.49230769230769231, 0.94615384615384615}, 1.5},
	{prox.Spectral{Lambda: 3, Rows: 2, Cols: 2},
		[]float64{2.4461538461538462, 1.3538461538461538, 0.36923076923076923, 1.4307692307692308}, 1, []float64{0.48461538461538462, 0.12307692307692308, -0.12307692307692308, 0.48461538461538462}, 1.5},
	{prox.Rank{Lambda: 0.6, Rows: 2, Cols: 2},
		[]float64{2.4461538461538462, 1.3538461538461538, 0.36923076923076923, 1.4307692307692308}, 1, []float64{2.2153846153846154, 1.6615384615384615, 0.92307692307692308, 0.69230769230769231}, 0.6},
	{prox.BallRank{K: 1, Rows: 2, Cols: 2},
		[]float64{2.4461538461538462, 1.3538461538461538, 0.36923076923076923, 1.4307692307692308}, 1, []float64{2.2153846153846154, 1.6615384615384615, 0.92307692307692308, 0.69230769230769231}, 0},
	{prox.Stiefel{Rows: 2, Cols: 2},
		[]float64{2.4461538461538462, 1.3538461538461538, 0.36923076923076923, 1.4307692307692308}, 1, []float64{0.96923076923076923, 0.24615384615384615, -0.24615384615384615, 0.96923076923076923}, 0},
	{prox.PSD{N: 2},
		[]float64{1.56, 1.92, 1.92, 0.44}, 1, []float64{1.92, 1.44, 1.44, 1.08}, 0},
	{prox.LogDet{Lambda: 0.75, N: 2},
		[]float64{1.56, 1.92, 1.92, 0.44}, 1, []float64{2.2485125168440815, 1.3113843876330611, 1.3113843876330611, 1.4835382907247958}, -0.3599772601042357},
}

// byHand holds what can be worked out on paper: right triangles, one step of a rule.
var byHand = []point{
	{prox.PositivePart{Lambda: 2}, []float64{3, 0.5, -1}, 0.5, []float64{2, 0, -1}, 4},
	{prox.SquaredL2{Lambda: 3}, []float64{4, -1}, 1, []float64{1, -0.25}, 1.59375},
	{prox.AbsoluteDeviation{Y: []float64{1, 2}}, []float64{3, 2.5}, 1, []float64{2, 2}, 1},
	{prox.SparseGroup{Lambda: 2, Alpha: 0.5, Groups: [][]int{{0, 1}, {2}}}, []float64{4, 5, 1.5}, 1, []float64{2.4, 3.2, 0}, 9.6},
	{prox.Box{Lower: []float64{-1}, Upper: []float64{2, 0}}, []float64{3, -4}, 1, []float64{2, -1}, 0},
	{prox.NonNegative{}, []float64{3, -4}, 1, []float64{3, 0}, 0},
	{prox.BallL2{Radius: 1}, []float64{3, -4}, 1, []float64{0.6, -0.8}, 0},
	{prox.BallLinf{Radius: 1}, []float64{3, -4, 0.5}, 1, []float64{1, -1, 0.5}, 0},
	{prox.Sphere{Radius: 10}, []float64{3, -4}, 1, []float64{6, -8}, 0},
	{prox.BallL0{K: 2}, []float64{1, -4, 3}, 1, []float64{0, -4, 3}, 0},
	{prox.Point{At: []float64{7}}, []float64{1, -4}, 1, []float64{7, 7}, 0},
	{prox.L0{Lambda: 2}, []float64{2.1, -1.9}, 1, []float64{2.1, 0}, 2},
	{prox.SecondOrderCone{}, []float64{1, 3, 4}, 1, []float64{3, 1.8, 2.4}, 0},
	{prox.RotatedCone{}, []float64{1, 1, 2}, 1, []float64{(1 + math.Sqrt2) / 2, (1 + math.Sqrt2) / 2, (2 + math.Sqrt2) / 2}, 0},
	{prox.Halfspace{Normal: []float64{3, 4}, Offset: 5}, []float64{6, 8}, 1, []float64{0.6, 0.8}, 0},
	{prox.Hyperplane{Normal: []float64{3, 4}, Offset: 50}, []float64{3, 4}, 1, []float64{6, 8}, 0},
	{prox.Hyperslab{Normal: []float64{3, 4}, Lower: -5, Upper: 5}, []float64{-6, -8}, 1, []float64{-0.6, -0.8}, 0},
	{prox.DiagonalQuadratic{Q: []float64{1, 0}, B: []float64{0, 1}}, []float64{4, 4}, 1, []float64{2, 3}, 5},
	{prox.SingularValues{F: prox.BallL1{Radius: 3}, Rows: 1, Cols: 2}, []float64{3, 4}, 1, []float64{1.8, 2.4}, 0},
	{prox.Eigenvalues{F: prox.Max{Lambda: 1}, N: 2}, []float64{3, 0, 0, 2.5}, 1, []float64{2.25, 0, 0, 2.25}, 2.25},
	{prox.Scale{F: prox.L1{Lambda: 1}, Lambda: 2}, []float64{4, -1}, 1, []float64{2, 0}, 4},
	{prox.Postcompose{F: prox.L1{Lambda: 1}, A: 2, B: 10}, []float64{4, -1}, 1, []float64{2, 0}, 14},
	{prox.Weighted{F: prox.AbsoluteDeviation{}, Weights: []float64{2, 0}}, []float64{4, -1}, 1, []float64{2, -1}, 4},
	{prox.Translate{F: prox.BallL2{Radius: 1}, By: []float64{3, 0}}, []float64{0, 0}, 1, []float64{2, 0}, 0},
	{prox.Tilt{F: prox.NonNegative{}, C: []float64{2}}, []float64{4, 0.5}, 0.5, []float64{3, 0}, 6},
	{prox.Regularize{F: prox.L1{Lambda: 1}, Rho: 1, Center: []float64{2}}, []float64{5}, 1, []float64{3}, 3.5},
	{prox.PrecomposeDiagonal{F: prox.L1{Lambda: 1}, D: []float64{2}, B: []float64{1}}, []float64{3}, 0.5, []float64{2}, 5},
	{must(prox.NewPrecompose(prox.L1{Lambda: 1}, 1, 2, []float64{1, 1}, nil)), []float64{4, 0}, 1, []float64{3, -1}, 2},
	{prox.Conjugate{F: prox.L2{Lambda: 1}}, []float64{3, 4}, 7, []float64{0.6, 0.8}, 0},
	{prox.MoreauEnvelope{F: prox.L1{Lambda: 1}, Mu: 1}, []float64{4, 0.5}, 1, []float64{3, 0.25}, 2.53125},
	{prox.DistanceTo{C: prox.BallL2{Radius: 1}, Lambda: 2}, []float64{6, 8}, 1, []float64{4.8, 6.4}, 14},
	{prox.SquaredDistanceTo{C: prox.NonNegative{}, Lambda: 3}, []float64{-5, 2}, 0.5, []float64{-2, 2}, 6},
	{prox.SeparableSum{Blocks: []prox.Block{{F: prox.L2{Lambda: 1}, N: 2}, {F: prox.NonNegative{}, N: 1}}}, []float64{3, 4, -1}, 1, []float64{2.4, 3.2, 0}, 4},
	{prox.OnIndex{F: prox.Simplex{Sum: 1}, Index: []int{2, 0}}, []float64{3, 4, 3}, 1, []float64{0.5, 4, 0.5}, 0},
	{prox.PointwiseMinimum{Terms: []prox.Function{prox.Point{At: []float64{-1}}, prox.Point{At: []float64{2}}}}, []float64{1}, 1, []float64{2}, 0},
}

func TestGolden(t *testing.T) {
	for _, g := range slices.Concat(golden, byHand) {
		tol := 1e-13
		switch g.f.(type) {
		case prox.TV2D: // stops at its tolerance
			tol = 1e-6
		case prox.TrendFilter, prox.Birkhoff:
			tol = 1e-12
		}
		p := make([]float64, len(g.x))
		v := g.f.Prox(p, g.x, g.gamma)
		for j := range p {
			if !(math.Abs(p[j]-g.want[j]) <= tol*math.Max(1, math.Abs(g.want[j]))) {
				t.Errorf("%T%+v: p = %v, want %v", g.f, g.f, p, g.want)
				break
			}
		}
		if !(math.Abs(v-g.value) <= 10*tol*math.Max(1, math.Abs(g.value))) {
			t.Errorf("%T%+v: value %v, want %v", g.f, g.f, v, g.value)
		}
	}
}
