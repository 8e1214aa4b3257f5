package problems_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/digits"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// The null models of classes and counts against bisection with 75 digits: responses
// small and large, offsets that no double can exponentiate, weights of all sizes.
func TestNullAgainstBisection(t *testing.T) {
	rng := rand.New(rand.NewPCG(71, 72))
	const n = 12
	x, _ := drawData(rng, n, 3)
	for _, size := range []float64{1e-6, 1, 1e6, 1e12} {
		for _, spread := range []float64{0, 3, 600} {
			for _, decades := range []float64{0, 12} {
				y, w, o := make([]float64, n), make([]float64, n), make([]float64, n)
				for i := range y {
					y[i] = size * rng.Float64()
					o[i], w[i] = spread*(2*rng.Float64()-1), math.Pow(10, decades*(2*rng.Float64()-1))
				}
				checkNull(t, fmt.Sprintf("counts of %g, offsets to %g, weights over 1e±%g", size, spread, decades),
					&problems.Problem{X: x, Fit: &losses.Poisson{Y: y, Weights: w, Offset: o}, Penalty: problems.Lasso(1), Intercept: true}, y, w, o, digits.Exp)
				if size == 1e12 {
					continue
				}
				for i := range y { // a rare class, and an even one
					y[i] = 0
					if i == 0 || i%2 == 0 && size == 1 {
						y[i] = 1
					}
				}
				checkNull(t, fmt.Sprintf("classes %g, offsets to %g, weights over 1e±%g", size, spread, decades),
					&problems.Problem{X: x, Fit: &losses.Logistic{Y: y, Weights: w, Offset: o}, Penalty: problems.Lasso(1), Intercept: true}, y, w, o,
					func(z *big.Float) *big.Float {
						e := digits.Exp(digits.Of(0).Neg(z))
						return e.Quo(digits.Of(1), e.Add(e, digits.Of(1)))
					})
			}
		}
	}
}

// checkNull compares the mean at the null model's intercept with what bisection makes it.
func checkNull(t *testing.T, id string, p *problems.Problem, y, w, o []float64, mean func(*big.Float) *big.Float) {
	t.Helper()
	null, err := p.Null()
	if err != nil {
		t.Fatal(id, err)
	}
	lo, hi := digits.Of(-2000), digits.Of(2000)
	theta, total := make([]*big.Float, len(y)), digits.Of(0)
	for _, v := range w {
		total.Add(total, digits.Of(v))
	}
	for range 130 {
		mid := digits.Of(0).Add(lo, hi)
		mid.Quo(mid, digits.Of(2))
		sum := digits.Of(0)
		for i, v := range y {
			m := mean(digits.Of(0).Add(mid, digits.Of(o[i])))
			theta[i] = digits.Of(0).Sub(digits.Of(v), m)
			theta[i].Mul(theta[i], digits.Of(w[i])).Quo(theta[i], total)
			sum.Add(sum, theta[i])
		}
		if sum.Sign() > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	size := 0.0
	for _, v := range theta {
		f, _ := v.Float64()
		size = max(size, math.Abs(f))
	}
	// What a prediction of doubles allows: its last place times the curvature.
	h := make([]float64, len(y))
	z := make([]float64, len(y))
	c, _ := lo.Float64()
	for i := range z {
		z[i] = c
	}
	p.Fit.Curvature(h, z)
	for i, v := range theta {
		want, _ := v.Float64()
		if room := 1e-13*size + 0x1p-51*(math.Abs(c)+math.Abs(o[i]))*h[i]; !(math.Abs(null.Theta[i]-want) <= room) {
			t.Errorf("%s: theta of row %d is %v, not %v", id, i, null.Theta[i], want)
			return
		}
	}
	most := 0.0
	u := make([]float64, len(null.Slopes))
	design.MulTrans(u, p.X, null.Theta)
	for _, v := range u {
		most = max(most, math.Abs(v))
	}
	if math.Abs(null.LambdaMax-most) > 1e-12*most {
		t.Errorf("%s: lambda_max is %v, not %v", id, null.LambdaMax, most)
	}
}

// The yardstick of counts that hardly differ is a sum of what they differ by, and not a
// difference of large numbers: half the deviance, here with 75 digits.
func TestYardstickDoesNotCancel(t *testing.T) {
	rng := rand.New(rand.NewPCG(73, 74))
	const n = 9
	x, _ := drawData(rng, n, 2)
	for _, c := range []struct{ size, spread float64 }{{1, 1e-6}, {1e6, 1}, {1e12, 1e3}, {1e12, 1e11}, {1e-9, 1e-13}} {
		y := make([]float64, n)
		sum := digits.Of(0)
		for i := range y {
			y[i] = c.size + c.spread*(2*rng.Float64()-1)
			sum.Add(sum, digits.Of(y[i]))
		}
		mean := sum.Quo(sum, digits.Of(n))
		half := digits.Of(0) // Σ y log(y/mean)/n: the rest adds up to 0
		for _, v := range y {
			l := digits.Log(digits.Of(0).Quo(digits.Of(v), mean))
			half.Add(half, l.Mul(l, digits.Of(v)))
		}
		want, _ := half.Quo(half, digits.Of(n)).Float64()
		null, err := (&problems.Problem{X: x, Fit: &losses.Poisson{Y: y}, Penalty: problems.Lasso(1), Intercept: true}).Null()
		if err != nil || math.Abs(null.Scale-want) > 1e-6*want {
			t.Errorf("counts near %g: a yardstick of %v, not %v (%v)", c.size, null.Scale, want, err)
		}
	}
}

// Where the loss of a null model is 0 the yardstick is what there is to explain without
// the intercept, or 1: nothing is within a share of 0.
func TestYardstickOfOtherLosses(t *testing.T) {
	rng := rand.New(rand.NewPCG(75, 76))
	x, _ := drawData(rng, 8, 2)
	same, zeros := make([]float64, 8), make([]float64, 8)
	for i := range same {
		same[i] = 3
	}
	for name, c := range map[string]struct {
		fit  problems.DataFit
		want float64
	}{
		"Huber, constant":        {&losses.Huber{Loss: losses.HuberLoss{Delta: 1}, Y: same}, 2.5},
		"Huber, zero":            {&losses.Huber{Loss: losses.HuberLoss{Delta: 1}, Y: zeros}, 1},
		"Poisson, constant":      {&losses.Poisson{Y: same}, 1 - 3 + 3*math.Log(3)},
		"squared hinge, a class": {&losses.SquaredHinge{Y: zeros}, 0.5},
	} {
		null, err := (&problems.Problem{X: x, Fit: c.fit, Penalty: problems.Lasso(1), Intercept: true}).Null()
		if err != nil || math.Abs(null.Scale-c.want) > 1e-14 {
			t.Errorf("%s: a yardstick of %v, not %v (%v)", name, null.Scale, c.want, err)
		}
	}
}

// A null model at infinity is an error in words that say so, whatever puts it there; and one
// that only looks like it is none.
func TestNullIsAtInfinity(t *testing.T) {
	const n = 24
	const oneClass, falls = "every row that has a weight has the response ", "along the intercept and the columns without a penalty"
	for _, c := range []struct {
		name, want string
		fit        string
		column     func(i int, y float64) float64
		lo, hi     float64
		weight     func(y float64) float64
	}{
		{name: "one class by weights", fit: "logistic", want: oneClass + "1", weight: func(y float64) float64 { return y }},
		{name: "the other", fit: "logistic", want: oneClass + "0", weight: func(y float64) float64 { return 1 - y }},
		{name: "no counts by weights", fit: "poisson", want: oneClass + "0", weight: func(y float64) float64 { return 1 - y }},
		{name: "separates", fit: "logistic", want: falls, column: func(i int, y float64) float64 { return y + float64(i)/100 }},
		{name: "separates, far", fit: "logistic", want: falls, column: func(i int, y float64) float64 { return 1e6 + y }},
		{name: "separates, small", fit: "logistic", want: falls, column: func(i int, y float64) float64 { return 1e-9 * y }},
		{name: "quasi", fit: "logistic", want: falls, column: func(i int, y float64) float64 { return y * float64(i%3) }},
		{name: "quasi, one row", fit: "logistic", want: falls, column: func(i int, y float64) float64 { return y * float64(i/(n-1)) }},
		{name: "no counts", fit: "poisson", want: falls, column: func(i int, y float64) float64 { return 1 - y }},
		{name: "no counts, bound on the other side", fit: "poisson", want: falls, column: func(i int, y float64) float64 { return 1 - y }, hi: 1},
		{name: "no counts, bounded", fit: "poisson", column: func(i int, y float64) float64 { return 1 - y }, lo: -3},
		{name: "separates, bounded", fit: "logistic", column: func(i int, y float64) float64 { return y }, hi: 7},
		{name: "does not separate", fit: "logistic", column: func(i int, y float64) float64 { return float64(i * i % 7) }},
		{name: "separates, attained", fit: "squared hinge", column: func(i int, y float64) float64 { return y }},
		{name: "quasi, attained", fit: "squared hinge", column: func(i int, y float64) float64 { return y * float64(i%3) }},
		{name: "quasi, attained", fit: "huber", column: func(i int, y float64) float64 { return y * float64(i%3) }},
	} {
		x := &design.Dense{N: n, P: 2, Data: make([]float64, 2*n)}
		y, w := make([]float64, n), make([]float64, n)
		pen := &problems.ElasticNet{Lambda: 1, Alpha: 1, Factor: []float64{1, 1}}
		for i := range n {
			y[i], w[i] = float64(i%2), 1
			x.Data[n+i] = math.Sin(float64(i * i))
			if c.column != nil {
				x.Data[i] = c.column(i, y[i])
				pen.Factor[0] = 0
			}
			if c.weight != nil {
				w[i] = c.weight(y[i])
			}
		}
		if c.lo != 0 || c.hi != 0 {
			pen.Lower, pen.Upper = []float64{math.Inf(-1), math.Inf(-1)}, []float64{math.Inf(1), math.Inf(1)}
			if c.lo != 0 {
				pen.Lower[0] = c.lo
			}
			if c.hi != 0 {
				pen.Upper[0] = c.hi
			}
		}
		fit := map[string]problems.DataFit{"logistic": &losses.Logistic{Y: y, Weights: w}, "poisson": &losses.Poisson{Y: y, Weights: w},
			"squared hinge": &losses.SquaredHinge{Y: y, Weights: w}, "huber": &losses.Huber{Loss: losses.HuberLoss{Delta: 0.01}, Y: y, Weights: w}}[c.fit]
		null, err := (&problems.Problem{X: x, Fit: fit, Penalty: pen, Intercept: true}).Null()
		if (err == nil) != (c.want == "") || errors.Is(err, problems.ErrNullAtInfinity) != (c.want != "") ||
			err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %s: %v (loss %v)", c.fit, c.name, err, null.Loss)
		}
	}
}
