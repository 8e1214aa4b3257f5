package rational

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func rat(a, b int64) *big.Rat { return big.NewRat(a, b) }

func want(t *testing.T, what string, got, want *big.Rat) {
	t.Helper()
	if got == nil || got.Cmp(want) != 0 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestDyadic compares with big.Rat, over the whole range of exponents.
func TestDyadic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func() float64 {
		for {
			if v := math.Float64frombits(r.Uint64()); v-v == 0 {
				return v
			}
		}
	}
	set := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
	for range 2000 {
		x, y := pick(), pick()
		if r.IntN(4) == 0 {
			y = -x * float64(r.IntN(3)) / 2
			if math.IsInf(y, 0) {
				continue
			}
		}
		a, b := exactly(x), exactly(y)
		want(t, "sum", a.plus(b).rat(), new(big.Rat).Add(set(x), set(y)))
		want(t, "difference", a.minus(b).rat(), new(big.Rat).Sub(set(x), set(y)))
		want(t, "product", a.times(b).rat(), new(big.Rat).Mul(set(x), set(y)))
		if y != 0 {
			want(t, "ratio", ratio(a, b), new(big.Rat).Quo(set(x), set(y)))
			want(t, "quotient", a.times(b).over(b).rat(), set(x))
		}
		if a.cmp(b) != set(x).Cmp(set(y)) {
			t.Errorf("cmp(%v, %v) = %d", x, y, a.cmp(b))
		}
	}
	want(t, "the smallest float", exactly(5e-324).rat(), new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), 1074)))
}

// TestClosedForms: optima that can be written down.
func TestClosedForms(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name  string
		p     Problem
		value *big.Rat
		b     []*big.Rat
		b0    *big.Rat
	}{
		// One column of 1: soft threshold of y, (y-b)²/2 + λ|b|.
		{"soft threshold", Problem{X: [][]float64{{1}}, Y: []float64{3}, Lambda: 1, Alpha: 1}, rat(5, 2), []*big.Rat{rat(2, 1)}, rat(0, 1)},
		{"held at zero", Problem{X: [][]float64{{1}}, Y: []float64{3}, Lambda: 4, Alpha: 1}, rat(9, 2), []*big.Rat{rat(0, 1)}, rat(0, 1)},
		// b = y/(1+λ), value λ y²/(2(1+λ)).
		{"ridge", Problem{X: [][]float64{{1}}, Y: []float64{3}, Lambda: 2}, rat(3, 1), []*big.Rat{rat(1, 1)}, rat(0, 1)},
		{"elastic net", Problem{X: [][]float64{{1}}, Y: []float64{3}, Lambda: 2, Alpha: .5}, rat(7, 2), []*big.Rat{rat(1, 1)}, rat(0, 1)},
		// Factor 1/2 and scale 2: l1 = 1/2, l2 = 1, b = (y-l1)/(1+l2), value (y² - (y-l1)²/(1+l2))/2.
		{"factor and scale", Problem{X: [][]float64{{1}}, Y: []float64{3}, Lambda: 1, Alpha: .5, Factor: []float64{.5}, Scale: []float64{2}},
			rat(47, 16), []*big.Rat{rat(5, 4)}, rat(0, 1)},
		{"upper bound", Problem{X: [][]float64{{1}}, Y: []float64{3}, Lambda: 1, Alpha: 1, Upper: []float64{1}}, rat(3, 1), []*big.Rat{rat(1, 1)}, rat(0, 1)},
		{"bounds without zero", Problem{X: [][]float64{{1}}, Y: []float64{-3}, Lambda: 1, Alpha: 1, Lower: []float64{1}, Upper: []float64{2}}, rat(9, 1), []*big.Rat{rat(1, 1)}, rat(0, 1)},
		{"excluded by its factor", Problem{X: [][]float64{{1}}, Y: []float64{3}, Factor: []float64{inf}}, rat(9, 2), []*big.Rat{rat(0, 1)}, rat(0, 1)},
		{"excluded by its scale", Problem{X: [][]float64{{1}}, Y: []float64{3}, Scale: []float64{0}}, rat(9, 2), []*big.Rat{rat(0, 1)}, rat(0, 1)},
		// A line through three points: slope 3/2, residuals 1/6, -1/3, 1/6.
		{"regression", Problem{X: [][]float64{{0, 1, 2}}, Y: []float64{0, 1, 3}, Intercept: true}, rat(1, 36), []*big.Rat{rat(3, 2)}, rat(-1, 6)},
		// Weights 1 and 3 of two values: their variance is 3/16 (y2-y1)².
		{"weighted mean", Problem{X: [][]float64{{0, 0}}, Y: []float64{0, 4}, Weights: []float64{1, 3}, Intercept: true}, rat(3, 2), []*big.Rat{rat(0, 1)}, rat(3, 1)},
		{"offset, and garbage in a row of weight 0", Problem{X: [][]float64{{0, 0, 1e300}}, Y: []float64{5, 9, -1e300}, Offset: []float64{5, 5, 1e300},
			Weights: []float64{1, 3, 0}, Intercept: true}, rat(3, 2), []*big.Rat{rat(0, 1)}, rat(3, 1)},
	} {
		o := c.p.Solve()
		want(t, c.name+": the value", o.Value, c.value)
		want(t, c.name+": the intercept", o.Intercept, c.b0)
		for j := range c.b {
			want(t, c.name+": the coefficient", o.B[j], c.b[j])
		}
	}
}

// Dependent columns, free and penalised: the optimum is not unique, its value is.
func TestDependentColumns(t *testing.T) {
	x := []float64{1, -1, 2, 0}
	y := []float64{3, 1, 2, 5}
	one := Problem{X: [][]float64{x}, Y: y, Lambda: .25, Alpha: 1, Intercept: true}
	for name, factor := range map[string][]float64{"penalised": {1, 1, 1}, "the cheapest counts": {3, 1, 2}} {
		many := one
		many.X, many.Factor = [][]float64{x, x, x}, factor
		want(t, name, many.Solve().Value, one.Solve().Value)
	}
	free := one
	free.Lambda = 0
	many := one
	many.X, many.Factor = [][]float64{x, {2, -2, 4, 0}, {5, 5, 5, 5}, {0, 0, 0, 0}}, []float64{0, 0, 0, 0}
	want(t, "free", many.Solve().Value, free.Solve().Value)
	// Two halves of a bounded column: one goes to its bound, and the other goes on.
	many.X, many.Upper = [][]float64{x, x}, []float64{0.125, math.Inf(1)}
	many.Factor = []float64{0, 0}
	want(t, "free and bounded", many.Solve().Value, free.Solve().Value)
}

func TestVariance(t *testing.T) {
	want(t, "the variance", Variance([]float64{1, 2, 4}, nil), rat(14, 9))
	want(t, "the weighted variance", Variance([]float64{1, 5, 7}, []float64{3, 1, 0}), rat(3, 1))
	want(t, "of a constant", Variance([]float64{.1, .1}, []float64{.3, .7}), rat(0, 1))
}

// TestNullLoss: the free column and the intercept are fitted, the other one rests.
func TestNullLoss(t *testing.T) {
	p := Problem{X: [][]float64{{0, 1, 2}, {1, 0, 0}}, Y: []float64{0, 1, 3}, Lambda: 7, Alpha: 1, Factor: []float64{0, 1}, Intercept: true}
	want(t, "the null loss", p.NullLoss(), rat(1, 36))
	p.Lower = []float64{math.Inf(-1), 2}
	p.Y = []float64{2, 1, 3}
	want(t, "with a coefficient that rests at its bound", p.NullLoss(), rat(1, 36))
}

// TestOptimalRejects: what is no optimum does not pass for one.
func TestOptimalRejects(t *testing.T) {
	p := Problem{X: [][]float64{{1, 2, 3, 5}, {1, 0, 0, -1}}, Y: []float64{1, 2, 4, 4}, Lambda: .125, Alpha: 1,
		Lower: []float64{math.Inf(-1), -.5}, Upper: []float64{.5, 1}, Intercept: true}
	e := p.exact()
	pt := e.uncentred(newSearch(e).run())
	if !e.optimal(pt) {
		t.Fatal("the optimum is refused")
	}
	small := exactly(0x1p-60).times(pt.den)
	for j := range pt.num {
		for _, d := range []dyadic{small, small.negated()} {
			q := point{append([]dyadic(nil), pt.num...), pt.num0, pt.den}
			q.num[j] = q.num[j].plus(d)
			if e.optimal(q) {
				t.Errorf("coefficient %d moved, and nobody noticed", j)
			}
		}
	}
	if e.optimal(point{pt.num, pt.num0.plus(small), pt.den}) {
		t.Error("the intercept moved, and nobody noticed")
	}
}

// TestSearchEnds: small numbers, so that ties and dependent columns are the rule. That
// the points are optimal Solve itself checks.
func TestSearchEnds(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	pick := func(n, m int) []float64 {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(r.IntN(2*m+1) - m)
		}
		return v
	}
	for range 1500 {
		n, k := 1+r.IntN(6), r.IntN(8)
		p := Problem{Y: pick(n, 2), Lambda: float64(r.IntN(4)) / 4, Alpha: float64(r.IntN(3)) / 2, Intercept: r.IntN(2) == 0}
		for range k {
			p.X = append(p.X, pick(n, 1+r.IntN(2)))
		}
		if r.IntN(2) == 0 {
			p.Factor = make([]float64, k)
			for j := range p.Factor {
				p.Factor[j] = float64(r.IntN(3))
			}
		}
		if r.IntN(2) == 0 {
			p.Lower, p.Upper = pick(k, 2), make([]float64, k)
			for j, lo := range p.Lower {
				p.Upper[j] = lo + float64(r.IntN(3))
				if r.IntN(3) == 0 {
					p.Upper[j] = math.Inf(1)
				}
			}
		}
		o := p.Solve()
		for range 5 { // and nothing is below
			if v := p.Value(pick(k, 2), 0); v != nil && v.Cmp(o.Value) < 0 {
				t.Fatalf("%+v: the optimum is %v, but there is %v", p, o.Value, v)
			}
		}
		if len(p.X) > 0 && o.Value.Cmp(p.NullLoss()) > 0 && p.Lower == nil {
			t.Fatalf("%+v: the optimum is above the null loss", p)
		}
	}
}
