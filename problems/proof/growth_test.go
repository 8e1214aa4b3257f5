package proof

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/internal/ratio"
	"github.com/lassocheck/lassocheck/problems/design"
)

// grown draws columns of all kinds: nearly dependent, exactly dependent, far from zero,
// in extreme units, with weights, and with a ridge.
func grown(rng *rand.Rand) (p Model, singular bool) {
	n, cols := 3+rng.IntN(4), 1+rng.IntN(3)
	x := &design.Dense{N: n, P: cols, Data: make([]float64, n*cols)}
	for k := range x.Data {
		x.Data[k] = float64(rng.IntN(1<<20) - 1<<19)
	}
	p = Model{X: x, Y: make([]float64, n), Lambda: 0.5, Alpha: 1, Factor: make([]float64, cols), Intercept: rng.IntN(2) == 0}
	for j := range cols {
		p.Factor[j] = 1
	}
	kind := rng.IntN(5)
	switch {
	case kind == 0 && cols > 1: // by an exact combination
		singular = true
		for i := range n {
			x.Col(cols - 1)[i] = 3 * x.Col(0)[i]
			if cols == 3 {
				x.Col(2)[i] -= 2 * x.Col(1)[i]
			}
		}
	case kind == 1 && cols > 1: // nearly
		e := math.Pow(10, -16*rng.Float64())
		for i := range n {
			x.Col(1)[i] = x.Col(0)[i] * (1 + e*rng.NormFloat64())
		}
	case kind == 2:
		for k := range x.Data {
			x.Data[k] += 0x1p45
		}
	}
	if rng.IntN(2) == 0 {
		p.Weights = make([]float64, n)
		for i := range p.Weights {
			p.Weights[i] = float64(rng.IntN(3))
			if rng.IntN(2) == 0 {
				p.Weights[i] = rng.Float64()
			}
		}
		p.Weights[0] = 1
	}
	for i := range p.Y {
		p.Y[i] = rng.NormFloat64()
	}
	if !singular && rng.IntN(3) == 0 {
		p.Alpha = 0.5
	}
	if kind == 3 {
		for j := range cols {
			unit := math.Ldexp(1, []int{0, -600, -200, 100, 500}[rng.IntN(5)])
			for i := range n {
				x.Col(j)[i] *= unit
			}
			if p.Alpha == 1 {
				p.Factor[j] = unit
			}
		}
	}
	return p, singular
}

// exactGram is X'X in the weights over their sum, centred where there is an intercept,
// and the ridge.
func exactGram(p Model) [][]*big.Rat {
	n, cols := p.X.Dims()
	w, total := make([]*big.Rat, n), new(big.Rat)
	for i := range w {
		if w[i] = big.NewRat(1, 1); p.Weights != nil {
			w[i] = ratio.Of(p.Weights[i])
		}
		total.Add(total, w[i])
	}
	x := make([][]*big.Rat, cols)
	for j := range x {
		mean := new(big.Rat)
		for i, v := range p.X.(*design.Dense).Col(j) {
			x[j] = append(x[j], ratio.Of(v))
			mean.Add(mean, new(big.Rat).Mul(w[i], x[j][i]))
		}
		if mean.Quo(mean, total); p.Intercept {
			for i := range n {
				x[j][i].Sub(x[j][i], mean)
			}
		}
	}
	g := make([][]*big.Rat, cols)
	for a := range g {
		for c := range g {
			s := new(big.Rat)
			for i := range n {
				v := new(big.Rat).Mul(x[a][i], x[c][i])
				s.Add(s, v.Mul(v, w[i]))
			}
			s.Quo(s, total)
			if a == c {
				l2 := new(big.Rat).Sub(big.NewRat(1, 1), ratio.Of(p.Alpha))
				s.Add(s, l2.Mul(l2, new(big.Rat).Mul(ratio.Of(p.Lambda), ratio.Of(p.Factor[a]))))
			}
			g[a] = append(g[a], s)
		}
	}
	return g
}

// solvedFor returns (G⁻¹)_jj, nil where G is singular.
func solvedFor(g [][]*big.Rat, j int) *big.Rat {
	a := make([][]*big.Rat, len(g))
	for k := range g {
		for _, v := range g[k] {
			a[k] = append(a[k], new(big.Rat).Set(v))
		}
		e := new(big.Rat)
		if k == j {
			e.SetInt64(1)
		}
		a[k] = append(a[k], e)
	}
	v := ratio.Solve(a)
	if v == nil {
		return nil
	}
	return v[j]
}

// The largest |d_j| with d'G d <= 2 gap is sqrt(2 gap (G⁻¹)_jj): no radius is less, none
// is said of a singular G, and of a good one none is much more. The spread of a column is
// the root of its entry of G.
func TestGrowthHolds(t *testing.T) {
	known, good := 0, 0
	for seed := range uint64(4000) {
		rng := rand.New(rand.NewPCG(seed, 13))
		p, singular := grown(rng)
		b, err := NewBounds(p)
		if err != nil {
			t.Fatal(err)
		}
		_, cols := p.X.Dims()
		set := make([]int, cols)
		for j := range set {
			set[j] = j
		}
		g := exactGram(p)
		x := design.Columns{X: p.X}
		ridged := p.Alpha < 1
		for j := range cols {
			if ridged {
				break
			}
			// Squares of columns in extreme units have no float.
			s := ratio.Of(b.spread(&x, j, b.w))
			if s.Mul(s, s).Cmp(g[j][j]) < 0 {
				t.Errorf("seed %d: the spread of column %d is more than %g", seed, j, b.spread(&x, j, b.w))
			}
			if much := new(big.Rat).Mul(g[j][j], ratio.Of(1.0001)); g[j][j].Sign() > 0 && s.Cmp(much) > 0 {
				t.Errorf("seed %d: the spread of column %d is much less than %g", seed, j, b.spread(&x, j, b.w))
			}
		}
		const gap = 0.3
		bound, ok := b.growth(set, gap, roots(b))
		if singular && ok {
			t.Errorf("seed %d: dependent columns are proven independent", seed)
		}
		if !ok {
			continue
		}
		known++
		for j := range set {
			v := solvedFor(g, j)
			if v == nil {
				t.Fatalf("seed %d: a singular G is proven definite", seed)
			}
			v.Mul(v, ratio.Of(2*gap))
			s := ratio.Of(bound[j])
			if s.Mul(s, s).Cmp(v) < 0 {
				t.Errorf("seed %d: coefficient %d moves by %g times the radius %g", seed, j, math.Sqrt(ratio.Float(v.Quo(v, s))), bound[j])
			} else if v.Mul(v, ratio.Of(1.001)).Cmp(s) > 0 {
				good++
			}
		}
	}
	if known < 2000 || good < 3000 {
		t.Errorf("only %d are known, and %d radii are tight", known, good)
	}
}

// A weight that is a few times the least double loses its digits in a quotient: where the
// column is all in its row, nothing is said, or what holds of G = 8/3 of it.
func TestGrowthOfAFaintWeight(t *testing.T) {
	p := Model{X: &design.Dense{N: 3, P: 1, Data: []float64{0, 0, 1e140}}, Y: make([]float64, 3), Weights: []float64{1.5, 1.5, 8 * math.SmallestNonzeroFloat64}, Alpha: 1}
	b, err := NewBounds(p)
	if err != nil {
		t.Fatal(err)
	}
	const gap = 0.3
	bound, ok := b.growth([]int{0}, gap, roots(b))
	if !ok {
		return
	}
	v := solvedFor(exactGram(p), 0)
	v.Mul(v, ratio.Of(2*gap))
	if s := ratio.Of(bound[0]); s.Mul(s, s).Cmp(v) < 0 {
		t.Errorf("the radius %g is too small", bound[0])
	}
}

// What a correlation leaves to a coefficient, at the edges: only beyond all doubt about
// the threshold is anything said.
func TestGrowthOfVerdicts(t *testing.T) {
	inf := math.Inf(1)
	l1 := interval.Interval{Lo: 1, Hi: 2}
	for _, k := range []struct {
		u            interval.Interval
		lower, upper float64
		want         Verdict
	}{
		{interval.Interval{Lo: -0.5, Hi: 0.5}, -inf, inf, Zero},
		{interval.Interval{Lo: -0.5, Hi: 1}, -inf, inf, Undetermined}, // at the threshold it may be used
		{interval.Interval{Lo: -1, Hi: 0.5}, -inf, inf, Undetermined},
		{interval.Interval{Lo: -0.5, Hi: 1.5}, -inf, inf, Undetermined},
		{interval.Interval{Lo: 2, Hi: 3}, -inf, inf, Undetermined},
		{interval.Interval{Lo: 1.5, Hi: 3}, -inf, inf, Undetermined},
		{interval.Interval{Lo: 2.5, Hi: 3}, -inf, inf, Positive},
		{interval.Interval{Lo: -3, Hi: -2}, -inf, inf, Undetermined},
		{interval.Interval{Lo: -3, Hi: -1.5}, -inf, inf, Undetermined},
		{interval.Interval{Lo: -3, Hi: -2.5}, -inf, inf, Negative},
		{interval.Interval{Lo: 2.5, Hi: 3}, -inf, 0, Zero}, // the bound is in the way
		{interval.Interval{Lo: -3, Hi: -2.5}, 0, inf, Zero},
		{interval.Interval{Lo: -3, Hi: -2.5}, 0, 0, Zero},
		{interval.Interval{Lo: -9, Hi: 9}, 0.5, inf, Positive},
		{interval.Interval{Lo: 0, Hi: 0}, 0.5, 2, Positive},
		{interval.Interval{Lo: 0, Hi: 0}, -2, -0.5, Negative},
		{interval.Interval{Lo: -3, Hi: -2.5}, 0.5, 1, Positive},
	} {
		e := exactTerm{l1: l1, lower: k.lower, upper: k.upper}
		if got := e.verdict(k.u); got != k.want {
			t.Errorf("%v in [%v, %v]: %v, want %v", k.u, k.lower, k.upper, got, k.want)
		}
	}
}

// roots is the metric of least squares.
func roots(b *Bounds) []float64 {
	root, _ := b.curvatures(nil, DualBound{}, 0, nil)
	return root
}
