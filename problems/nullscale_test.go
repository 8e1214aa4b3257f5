package problems

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/ratio"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// The yardstick of relative gaps against rational arithmetic: one that is too long
// certifies too much.

// leastLoss is the minimum of ‖y - Σ_k c_k x_k‖² / 2n over c, for independent columns.
func leastLoss(y []*big.Rat, columns ...[]float64) *big.Rat {
	normal := make([][]*big.Rat, len(columns))
	for k, x := range columns {
		for _, v := range columns {
			s := new(big.Rat)
			for i := range v {
				s.Add(s, new(big.Rat).Mul(ratio.Of(x[i]), ratio.Of(v[i])))
			}
			normal[k] = append(normal[k], s)
		}
		normal[k] = append(normal[k], ratio.Dot(x, y))
	}
	loss := new(big.Rat)
	c := ratio.Solve(normal)
	for i, v := range y {
		r := new(big.Rat).Set(v)
		for k, x := range columns {
			r.Sub(r, new(big.Rat).Mul(c[k], ratio.Of(x[i])))
		}
		loss.Add(loss, r.Mul(r, r))
	}
	return loss.Quo(loss, big.NewRat(2*int64(len(y)), 1))
}

func rationals(y []float64) (r []*big.Rat) {
	for _, v := range y {
		r = append(r, ratio.Of(v))
	}
	return r
}

// Of large terms that cancel, what a double has left may be what y is: the loss is 0 but
// for their roundings, and not the yardstick.
func TestYardstickOfPinnedColumns(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 70))
		const n = 5
		x := &design.Dense{N: n, P: 2, Data: make([]float64, 2*n)}
		at := []float64{1 + rng.Float64(), 1 + rng.Float64()}
		for i := range n {
			x.Data[i] = 1e10 * (1 + math.Pow(1e-10, float64(seed/2%2))*rng.Float64()) // spread or not
			x.Data[n+i] = -x.Data[i]*at[0]/at[1] + rng.NormFloat64()
		}
		y := make([]float64, n)
		design.Mul(y, x, at)
		p := &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Lower: at, Upper: at}, Intercept: seed%2 == 0}
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		left := rationals(y)
		for i, v := range left {
			for j, b := range at {
				v.Sub(v, new(big.Rat).Mul(ratio.Of(x.Col(j)[i]), ratio.Of(b)))
			}
		}
		want := leastLoss(left)
		if p.Intercept {
			want = leastLoss(left, vector.Ones(n))
		}
		if !(null.Scale > 0) || !ratio.NotAbove(null.Scale, want) {
			t.Errorf("seed %d: %v, and the null loss is %v", seed, null.Scale, ratio.Float(want))
		}
	}
}

// A constant y far from zero is no excuse: pinned columns that make no predictions but for
// their roundings leave those.
func TestYardstickOfAConstant(t *testing.T) {
	rng := rand.New(rand.NewPCG(72, 72))
	const n = 4
	at := []float64{1 + rng.Float64(), 1}
	x := &design.Dense{N: n, P: 2, Data: make([]float64, 2*n)}
	left := make([]*big.Rat, n)
	for i := range left {
		x.Data[i] = 1e10 * rng.Float64()
		x.Data[n+i] = -x.Data[i] * at[0]
		left[i] = ratio.Dot([]float64{x.Data[i], x.Data[n+i]}, rationals(at))
	}
	p := &Problem{X: x, Fit: &LeastSquares{Y: []float64{1000, 1000, 1000, 1000}}, Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Lower: at, Upper: at}, Intercept: true}
	null, err := p.Null()
	if want := leastLoss(left, vector.Ones(n)); err != nil || !ratio.NotAbove(null.Scale, want) {
		t.Errorf("%v, and the null loss is %v (%v)", null.Scale, ratio.Float(want), err)
	}
}

// An intercept that takes off all but the last digits of a column costs the yardstick none;
// a coefficient counts as its bounds have it.
func TestYardstickOfColumnsWithinBounds(t *testing.T) {
	far := []float64{1e15, 1e15 + 2, 1e15 + 2, 1e15 + 3}
	for name, k := range map[string]struct {
		x, y, upper []float64
		intercept   bool
		want        *big.Rat
	}{
		"far":    {far, []float64{0.1, 1.7, -1.3, 3.2}, []float64{1}, true, leastLoss(minus([]float64{0.1, 1.7, -1.3, 3.2}, far), vector.Ones(4))},
		"moving": {[]float64{1, 1, 2, 3}, []float64{1.5, 2, 3, 4}, []float64{3}, false, leastLoss(rationals([]float64{1.5, 2, 3, 4}), []float64{1, 1, 2, 3})},
		"zeros":  {[]float64{1e-3, 0, 0, 1e-3}, []float64{0, 0, 0, 0}, []float64{1}, false, leastLoss(rationals([]float64{1e-3, 0, 0, 1e-3}))},
	} {
		p := &Problem{X: &design.Dense{N: 4, P: 1, Data: k.x}, Fit: &LeastSquares{Y: k.y}, Intercept: k.intercept,
			Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Factor: []float64{0}, Lower: []float64{1}, Upper: k.upper}}
		null, err := p.Null()
		if err != nil || !ratio.NotAbove(null.Scale, k.want) || null.Scale < ratio.Float(k.want)*(1-1e-12) {
			t.Errorf("%s: %v, not %v (%v)", name, null.Scale, ratio.Float(k.want), err)
		}
	}
}

func minus(a, b []float64) (r []*big.Rat) {
	for i, v := range a {
		r = append(r, new(big.Rat).Sub(ratio.Of(v), ratio.Of(b[i])))
	}
	return r
}

// Where nothing is left to compare with, the first that is not 0 of the loss of the
// intercept, where there is one, and of predicting 0, in the rows that count; or 1.
func TestYardstickOfNothing(t *testing.T) {
	for name, k := range map[string]struct {
		y, x, weights []float64
		intercept     bool
		want          float64
	}{
		"a column":                   {y: []float64{1, 2, 3}, x: []float64{1, 2, 3}, want: 14. / 6},
		"a column and an intercept":  {y: []float64{3, 5, 9}, x: []float64{1, 2, 4}, intercept: true, want: 56. / 18},
		"a far column, an intercept": {y: []float64{0, 1, 2}, x: []float64{0x1p20, 0x1p20 + 1, 0x1p20 + 2}, intercept: true, want: 2. / 6},
		"a far y":                    {y: []float64{0x1p20, 0x1p20 + 1, 0x1p20 + 2}, x: []float64{0, 1, 2}, intercept: true, want: 2. / 6},
		"an intercept":               {y: []float64{2, 2, 2}, x: []float64{0, 0, 0}, intercept: true, want: 2},
		"zeros":                      {y: []float64{0, 0, 0}, x: []float64{1, 2, 4}, want: 1},
		"zeros that count":           {y: []float64{0, 0, 5}, x: []float64{1, 2, 4}, weights: []float64{1, 1, 0}, want: 1},
		"zeros and an intercept":     {y: []float64{0, 0, 5}, x: []float64{1, 2, 4}, weights: []float64{1, 1, 0}, intercept: true, want: 1},
	} {
		p := &Problem{X: &design.Dense{N: 3, P: 1, Data: k.x}, Fit: &LeastSquares{Y: k.y, Weights: k.weights},
			Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Factor: []float64{0}}, Intercept: k.intercept}
		null, err := p.Null()
		if err != nil || math.Abs(null.Scale-k.want) > 1e-15*k.want {
			t.Errorf("%s: %v, not %v (%v)", name, null.Scale, k.want, err)
		}
	}
}

// Unpenalised columns that are nearly one: the null loss counts their difference too.
func TestYardstickOfNearlyDependentColumns(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 71))
		const n = 6
		x := &design.Dense{N: n, P: 2, Data: make([]float64, 2*n)}
		y := make([]float64, n)
		e := math.Ldexp(1, -40-int(seed)/4)
		for i := range n {
			x.Data[i] = rng.NormFloat64()
			x.Data[n+i] = x.Data[i] + e*rng.NormFloat64()
			y[i] = (x.Data[n+i]-x.Data[i])/e + 1e-3*rng.NormFloat64()
		}
		p := &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Factor: []float64{0, 0}}}
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		want := leastLoss(rationals(y), x.Col(0), x.Col(1))
		if !ratio.NotAbove(null.Scale, want) {
			t.Errorf("seed %d: %v, and the null loss is %v", seed, null.Scale, ratio.Float(want))
		}
	}
}
