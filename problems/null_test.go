package problems_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// The null model of counts is their mean, however large they are.
func TestNullOfCounts(t *testing.T) {
	for _, size := range []float64{1e-3, 1, 30, 1e4, 1e8, 1e12} {
		rng := rand.New(rand.NewPCG(61, 62))
		const n, cols = 40, 3
		x := textbook.Synth{N: n, P: cols}.Design(rng, lawtest.Normals(rng, n), lawtest.Normals(rng, cols))
		y, mean := make([]float64, n), 0.0
		for i := range y {
			y[i] = math.Ceil(size * rng.Float64())
			mean += y[i] / n
		}
		p := textbook.NewPoissonLasso(x, y, 1)
		p.Intercept = true
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		saturated := 0.0
		for _, v := range y {
			if v > 0 {
				saturated += (v - v*math.Log(v)) / n
			}
		}
		want := mean - mean*math.Log(mean)
		if math.Abs(null.Loss-want) > 1e-13*math.Abs(want) {
			t.Errorf("counts to %g: a loss of %v, not %v", size, null.Loss, want)
		}
		if d := want - saturated; d > 1e-13*want && math.Abs(null.Scale-d) > 1e-13*(math.Abs(want)+math.Abs(saturated)) {
			t.Errorf("counts to %g: a scale of %v, not %v", size, null.Scale, d)
		}
		u, r, most := make([]float64, cols), make([]float64, n), 0.0
		for i, v := range y {
			r[i] = (v - mean) / n
		}
		design.MulTrans(u, x, r)
		for _, v := range u {
			most = max(most, math.Abs(v))
		}
		if math.Abs(null.LambdaMax-most) > 1e-10*most+1e-15*mean {
			t.Errorf("counts to %g: lambda_max %v, not %v", size, null.LambdaMax, most)
		}
	}
}

// So is that of a loss without curvature at the start, far from it.
func TestNullOfHuber(t *testing.T) {
	for k := -6; k <= 12; k++ {
		rng := rand.New(rand.NewPCG(65, 66))
		x, y := drawData(rng, 31, 2)
		size := math.Pow(10, float64(k))
		for i := range y {
			y[i] = size * (3 + y[i])
		}
		p := textbook.NewHuberLasso(x, y, 0.5, 1)
		p.Intercept = true
		null, err := p.Null()
		if err != nil {
			t.Fatal(size, err)
		}
		slope := func(c float64) (s float64) {
			for _, v := range y {
				s += max(min(c-v, 0.5), -0.5)
			}
			return s
		}
		lo, hi := -1e15, 1e15
		for range 200 {
			if mid := (lo + hi) / 2; slope(mid) > 0 {
				hi = mid
			} else {
				lo = mid
			}
		}
		want := 0.0
		for _, v := range y {
			if r := math.Abs(lo - v); r <= 0.5 {
				want += r * r / 62
			} else {
				want += 0.5 * (r - 0.25) / 31
			}
		}
		if math.Abs(null.Loss-want) > 1e-12*want {
			t.Errorf("size %g: a loss of %v, not %v", size, null.Loss, want)
		}
	}
}

// A null model without a minimiser is an error and not a number.
func TestNullAtInfinity(t *testing.T) {
	rng := rand.New(rand.NewPCG(63, 64))
	x, y := drawData(rng, 12, 2)
	zeros, same := make([]float64, 12), make([]float64, 12)
	for i := range same {
		same[i] = 1
	}
	for name, p := range map[string]*problems.Problem{
		"no counts":           textbook.NewPoissonLasso(x, zeros, 1),
		"one class":           textbook.NewLogisticLasso(x, same, 1),
		"the other":           textbook.NewLogisticLasso(x, zeros, 1),
		"constant, no lambda": textbook.NewHuberLasso(x, same, 1, 1),
		"hinge, one class":    textbook.NewSquaredHingeSVM(x, same, 1),
		"responses":           textbook.NewHuberLasso(x, y, 1, 1),
	} {
		p.Intercept = true
		_, err := p.Null()
		if attained := name != "no counts" && name != "one class" && name != "the other"; attained != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func drawData(rng *rand.Rand, n, p int) (design.Design, []float64) {
	x := textbook.Synth{N: n, P: p}.Design(rng, lawtest.Normals(rng, n), lawtest.Normals(rng, p))
	y := make([]float64, n)
	design.Mul(y, x, lawtest.Normals(rng, p))
	for i := range y {
		y[i] += rng.NormFloat64()
	}
	return x, y
}

// A response far from zero has the null loss of its real mean, computed in rational
// arithmetic, and not of the nearest double.
func TestNullFarFromZero(t *testing.T) {
	y := []float64{1.9413233626535198e+15, 1.9413233626535202e+15, 1.9413233626535212e+15}
	sum, squares := new(big.Rat), new(big.Rat)
	for _, v := range y {
		r := new(big.Rat).SetFloat64(v)
		sum.Add(sum, r)
		squares.Add(squares, new(big.Rat).Mul(r, r))
	}
	mean := sum.Quo(sum, big.NewRat(3, 1))
	variance := squares.Quo(squares, big.NewRat(3, 1))
	want, _ := variance.Sub(variance, new(big.Rat).Mul(mean, mean)).Float64()
	p := &problems.Problem{X: &design.Dense{N: 3, P: 1, Data: []float64{1, 2, 4}}, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(1), Intercept: true}
	null, err := p.Null()
	if err != nil || math.Abs(null.Loss-want/2) > 1e-15*want {
		t.Errorf("the null loss is %v, not %v (%v)", null.Loss, want/2, err)
	}
}
