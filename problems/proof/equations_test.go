package proof

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/internal/ratio"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// denseColumn returns column j, ones for the intercept.
func denseColumn(p *Model, j int) []float64 {
	if n, cols := p.X.Dims(); j == cols {
		return vector.Ones(n)
	}
	return p.X.(*design.Dense).Col(j)
}

// moveExactly returns the point that a dual bound is about: delta on its rows takes Theta
// onto the equations, which is checked by substitution.
func moveExactly(t *testing.T, p *Model, d DualBound) []*big.Rat {
	t.Helper()
	truth := make([]*big.Rat, len(d.Theta))
	for i, v := range d.Theta {
		truth[i] = ratio.Of(v)
	}
	m := len(d.Rows)
	a := make([][]*big.Rat, m)
	for k, j := range d.Equations {
		col := denseColumn(p, j)
		for _, i := range d.Rows {
			a[k] = append(a[k], ratio.Of(col[i]))
		}
		a[k] = append(a[k], ratio.Dot(col, truth))
	}
	if m > 0 {
		delta := ratio.Solve(a)
		if delta == nil {
			t.Fatalf("rows %v do not solve equations %v", d.Rows, d.Equations)
		}
		for r, i := range d.Rows {
			truth[i].Sub(truth[i], delta[r])
			if !ratio.NotBelow(d.Shift, new(big.Rat).Abs(delta[r])) {
				t.Fatalf("a shift of %g, which is more than %g", ratio.Float(delta[r]), d.Shift)
			}
		}
	}
	for _, j := range d.Equations {
		if ratio.Dot(denseColumn(p, j), truth).Sign() != 0 {
			t.Fatalf("equation %d does not hold", j)
		}
	}
	return truth
}

// drawEquated draws problems with an intercept and free columns, with digits in all of their
// last places, far from zero or nearly dependent; many is how many are free.
func drawEquated(rng *rand.Rand, n, cols, many int) *Model {
	x := &design.Dense{N: n, P: cols, Data: make([]float64, n*cols)}
	far := []float64{0, 0, 1, 1e5, 1e12}[rng.IntN(5)]
	for k := range x.Data {
		x.Data[k] = rng.NormFloat64() + far
	}
	if cols > 1 && rng.IntN(3) == 0 {
		e := math.Pow(10, -12*rng.Float64())
		for i, v := range x.Col(0) {
			x.Col(1)[i] = v + e*rng.NormFloat64()
		}
	}
	p := &Model{X: x, Y: make([]float64, n), Intercept: rng.IntN(4) > 0, Lambda: rng.Float64(), Alpha: []float64{1, 0.5}[rng.IntN(2)], Factor: make([]float64, cols)}
	up := []float64{0, 1, 1e8, 1e15}[rng.IntN(4)]
	for i := range p.Y {
		p.Y[i] = rng.NormFloat64() + up
	}
	if rng.IntN(2) == 0 {
		p.Offset = make([]float64, n)
		for i := range p.Offset {
			p.Offset[i] = p.Y[i] * (rng.NormFloat64() + 1) * []float64{1, 1e-16, 1e-20}[rng.IntN(3)]
		}
	}
	if rng.IntN(2) == 0 {
		p.Weights = make([]float64, n)
		for i := range p.Weights {
			p.Weights[i] = []float64{rng.Float64(), 2, 1e3, 1, 1e-3}[rng.IntN(5)]
		}
	}
	for j := many; j < cols; j++ {
		p.Factor[j] = 1
	}
	return p
}

// checkDual compares all that is said of a dual point with rational arithmetic.
func checkDual(t *testing.T, seed uint64, p *Model, d DualBound) {
	t.Helper()
	_, cols := p.X.Dims()
	truth := moveExactly(t, p, d)
	scale := ratio.Of(d.Scale)
	value := new(big.Rat) // <theta, y - o> - W Σ theta²/(2w) - Σ conj
	square, total := new(big.Rat), new(big.Rat)
	for i, v := range truth {
		v.Mul(v, scale)
		target := ratio.Of(p.Y[i])
		if p.Offset != nil {
			target.Sub(target, ratio.Of(p.Offset[i]))
		}
		value.Add(value, target.Mul(target, v))
		w := big.NewRat(1, 1)
		if p.Weights != nil {
			w = ratio.Of(p.Weights[i])
		}
		total.Add(total, w)
		if q := new(big.Rat).Mul(v, v); w.Sign() > 0 {
			square.Add(square, q.Quo(q, w))
		} else if v.Sign() != 0 {
			t.Fatalf("seed %d: row %d counts for nothing and has %g", seed, i, ratio.Float(v))
		}
	}
	value.Sub(value, square.Mul(square, total.Mul(total, big.NewRat(1, 2))))
	for j := range cols {
		u := ratio.Dot(p.X.(*design.Dense).Col(j), truth)
		if lo, hi := d.Corr(j); !ratio.NotBelow(hi, u) || !ratio.NotAbove(lo, u) {
			t.Errorf("seed %d: correlation %d is %v, not in [%v, %v]", seed, j, ratio.Float(u), lo, hi)
		}
		f := 1.0
		if p.Factor != nil {
			f = p.Factor[j]
		}
		l1 := new(big.Rat).Mul(new(big.Rat).Mul(ratio.Of(p.Lambda), ratio.Of(p.Alpha)), ratio.Of(f))
		slack := u.Abs(u).Sub(u, l1)
		if slack.Sign() <= 0 {
			continue
		}
		l2 := new(big.Rat).Sub(big.NewRat(1, 1), ratio.Of(p.Alpha))
		l2.Mul(l2, ratio.Of(p.Lambda)).Mul(l2, ratio.Of(f))
		if l2.Sign() == 0 {
			if d.Value > math.Inf(-1) {
				t.Errorf("seed %d: column %d is beyond its threshold and the bound is %v", seed, j, d.Value)
			}
			return
		}
		value.Sub(value, slack.Quo(slack.Mul(slack, slack), l2.Mul(l2, big.NewRat(2, 1))))
	}
	if !ratio.NotAbove(d.Value, value) {
		t.Errorf("seed %d: a bound of %v where the dual point has %v", seed, d.Value, ratio.Float(value))
	}
}

// All that is said of dual points that solve equations: the move, the correlations and
// the value, for few equations and for many, where columns and responses are far from zero.
func TestEquationsHoldExactly(t *testing.T) {
	positive := 0
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 11))
		n, cols := 2+rng.IntN(3), 1+rng.IntN(2)
		many := min(rng.IntN(3), cols, n-2)
		if seed%400 == 0 { // more than 16 equations
			n, cols = 24, 22
			many = 16 + rng.IntN(5)
		}
		p := drawEquated(rng, n, cols, many)
		b, err := NewBounds(*p)
		if err != nil {
			t.Fatal(err)
		}
		theta := make([]float64, n)
		for i := range theta {
			theta[i] = rng.NormFloat64()
		}
		if rng.IntN(2) == 0 { // near the optimum of the response alone, where the bound cancels
			theta = slices.Clone(p.Y)
			for i := range theta {
				if theta[i] /= float64(n); p.Offset != nil {
					theta[i] -= p.Offset[i] / float64(n)
				}
				if p.Weights != nil {
					theta[i] *= p.Weights[i]
				}
			}
		}
		d := b.Dual(theta)
		if d.Value > 0 {
			positive++
		}
		checkDual(t, seed, p, d)
	}
	if positive < 500 {
		t.Errorf("only %d bounds say something", positive)
	}
}

// Free columns that differ in one last digit are neither dependent nor known apart: then
// nothing is said but that the objective is not negative. The optimum is 1/12, of the
// first two rows.
func TestEquationsGivenUp(t *testing.T) {
	x := &design.Dense{N: 3, P: 2, Data: []float64{1, 1, 1, 1, 1, 1 + 0x1p-52}}
	p := &Model{X: x, Y: []float64{0, 1, 5}}
	b, err := NewBounds(*p)
	if err != nil {
		t.Fatal(err)
	}
	for _, theta := range [][]float64{{0, 1, 5}, {-1, 1, 0}, {1, 1, 1}} {
		d := b.Dual(theta)
		checkDual(t, 0, p, d)
		if d.Value > 1./12 {
			t.Errorf("%v: a bound of %v for an optimum of 1/12", theta, d.Value)
		}
		for _, v := range d.Theta {
			if d.Equations == nil && v != 0 {
				t.Errorf("%v is given up, and stays at %v", theta, d.Theta)
			}
		}
	}
}

// What does not count or is no number is set to 0 and costs nothing: rows without a
// weight, entries that are not finite.
func TestEquationsOfWhatCounts(t *testing.T) {
	x := &design.Dense{N: 4, P: 1, Data: []float64{1, -1, 2, 1}}
	p := &Model{X: x, Y: []float64{3, -3, 5, 1}, Weights: []float64{1, 1, 1, 0}, Lambda: 0.5, Alpha: 1}
	b, err := NewBounds(*p)
	if err != nil {
		t.Fatal(err)
	}
	want := b.Dual([]float64{0.1, -0.1, 0, 0})
	if !(want.Value > 0) {
		t.Fatal("no bound")
	}
	for _, theta := range [][]float64{{0.1, -0.1, 0, 1e300}, {0.1, -0.1, math.NaN(), 0}, {0.1, -0.1, math.Inf(1), math.Inf(-1)}} {
		if d := b.Dual(theta); d.Value != want.Value {
			t.Errorf("%v: a bound of %v and not %v", theta, d.Value, want.Value)
		}
	}
}

// One-sided free columns are equations where their inequality does not hold, whichever
// side it is: a column and its negative with the bounds exchanged are one problem. At
// b >= 0 with the null optimum b = 0 the bound is that of no column at all.
func TestEquationsOfOneSide(t *testing.T) {
	inf := math.Inf(1)
	y := []float64{1, 2, -4, 3}
	for _, side := range []float64{1, -1} {
		for _, want := range []float64{side, -side} { // where the unbounded optimum lies
			x := &design.Dense{N: 4, P: 1, Data: make([]float64, 4)}
			for i, v := range y {
				x.Data[i] = want*v + 0.25*float64(i)
			}
			p := &Model{X: x, Y: y, Lower: []float64{0}, Upper: []float64{inf}}
			if side < 0 {
				p.Lower, p.Upper = []float64{-inf}, []float64{0}
			}
			b, err := NewBounds(*p)
			if err != nil {
				t.Fatal(err)
			}
			beta, optimum := 0.0, 30./8
			if want == side {
				var xy, xx float64
				for i, v := range x.Data {
					xy, xx = xy+v*y[i], xx+v*v
				}
				beta, optimum = xy/xx, 30./8-xy*xy/xx/8
			}
			d := b.DualFrom([]float64{beta})
			if !(math.Abs(d.Value-optimum) <= 1e-14) {
				t.Errorf("side %v, the optimum at %v: a bound of %v for %v", side, beta, d.Value, optimum)
			}
			// From a dual point on the wrong side the equation is to be solved.
			theta := make([]float64, 4)
			for i, v := range y {
				theta[i] = v / 4
			}
			if d := b.Dual(theta); !(math.Abs(d.Value-optimum) <= 1e-14) {
				t.Errorf("side %v: a bound of %v from the response itself, the optimum is %v", side, d.Value, optimum)
			}
		}
	}
}

// Residuals that overflow on the way are infinite, and bounds of nothing are 0.
func TestPrimalOfWhatOverflows(t *testing.T) {
	x := &design.Dense{N: 1, P: 2, Data: []float64{1e10, 1e10}}
	p := &Model{X: x, Y: []float64{1}, Lambda: 1, Alpha: 1}
	b, err := NewBounds(*p)
	if err != nil {
		t.Fatal(err)
	}
	if lo, hi := b.Primal([]float64{1e300, -1e300}); lo != 0 && lo > 2e300 || !math.IsInf(hi, 1) && hi < 2e300 {
		t.Errorf("an objective in [%v, %v]", lo, hi)
	}
	if lo, hi := b.Primal([]float64{math.MaxFloat64, -math.MaxFloat64}); lo != lo || hi != hi || !math.IsInf(hi, 1) {
		t.Errorf("an objective in [%v, %v]", lo, hi)
	}
}

// Residuals of little beside what they are made of, and of more digits than a double
// holds, in rows of much weight and of little.
func TestPrimalOfWhatCancelsWithWeights(t *testing.T) {
	for seed := range uint64(1000) {
		rng := rand.New(rand.NewPCG(seed, 12))
		k := math.Ldexp(1, 60*rng.IntN(3)-60)
		x := []float64{(1 + rng.Float64()) * 0x1p40, (1 + rng.Float64()) * 0x1p40, 1 + rng.Float64()}
		p := &Model{X: &design.Dense{N: 1, P: 3, Data: x}, Y: []float64{0}, Weights: []float64{k}, Alpha: 1}
		beta := []float64{1 + rng.Float64(), 0, rng.Float64()}
		beta[1] = -x[0] * beta[0] / x[1]
		r := new(big.Rat)
		for j, v := range x {
			r.Add(r, new(big.Rat).Mul(ratio.Of(v), ratio.Of(beta[j])))
		}
		p.Y[0] = ratio.Float(r) * (1 + math.Ldexp(1, -rng.IntN(50)))
		r.Sub(r, ratio.Of(p.Y[0]))
		want := r.Mul(r, r)
		want.Quo(want, big.NewRat(2, 1))
		b, err := NewBounds(*p)
		if err != nil {
			t.Fatal(err)
		}
		if lo, hi := b.Primal(beta); !ratio.NotBelow(hi, want) || !ratio.NotAbove(lo, want) {
			t.Errorf("seed %d: %v is not in [%v, %v]", seed, ratio.Float(want), lo, hi)
		}
	}
}

// Bounds that are little beside their two parts, in as many rows as leave nothing else to
// round: what the move onto the equation does to the square is not hidden.
func TestEquationsOfASquare(t *testing.T) {
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 17))
		const n = 4
		theta, y := make([]float64, n), make([]float64, n)
		for i := range theta[1:] {
			theta[i] = rng.NormFloat64()
			theta[n-1] -= theta[i]
		}
		k := 0.5 + math.Pow(10, -1-2*rng.Float64())
		for i, v := range theta {
			y[i] = n * k * v
		}
		p := &Model{X: &design.Dense{N: n, P: 1, Data: make([]float64, n)}, Y: y, Lambda: 1, Alpha: 1, Intercept: true}
		b, err := NewBounds(*p)
		if err != nil {
			t.Fatal(err)
		}
		checkDual(t, seed, p, b.Dual(theta))
	}
}

// The errors of a long sum, itself a sum whose roundings all go one way.
func TestAccountsOfLongSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(14, 14))
	const n = 1 << 16
	x, v := make([]float64, n+2), make([]float64, n+2)
	for range 20 {
		c := 1 + rng.Float64()
		x[0], v[0] = 0x1p57, 1
		var sums, products interval.Sum
		products.AddProduct(x[0], 1)
		sums.Add(x[0])
		one := interval.NewSums(1)
		one.Axpy(x[0], nil, []float64{1})
		for k := 1; k <= n; k++ {
			x[k], v[k] = c, 1
			sums.Add(c)
			products.AddProduct(c, 1)
			one.Axpy(c, nil, []float64{1})
		}
		x[n+1], v[n+1] = -0x1p57, 1 // so that their sum is all that is left
		sums.Add(-0x1p57)
		products.AddProduct(-0x1p57, 1)
		one.Axpy(-0x1p57, nil, []float64{1})
		want := new(big.Rat).Mul(ratio.Of(c), ratio.Of(n))
		last := one.At(0)
		for name, got := range map[string]interval.Interval{"sum": sums.Total(), "products": products.Total(), "axpy": last.Total(), "dot": interval.Dot(nil, x, v)} {
			if !ratio.NotBelow(got.Hi, want) || !ratio.NotAbove(got.Lo, want) {
				t.Errorf("%s of %v: %v is not in [%v, %v]", name, c, ratio.Float(want), got.Lo, got.Hi)
			}
		}
	}
}

// Conjugates of one coordinate against rational arithmetic, at correlations about the
// threshold, for penalties whose products round.
func TestEquationsOfOneConjugate(t *testing.T) {
	for seed := range uint64(6000) {
		rng := rand.New(rand.NewPCG(seed, 15))
		net := ratio.DrawNet(rng)
		o := &Model{Lambda: net.Lambda, Alpha: net.Alpha, Factor: net.Factor, Scale: net.Scale, Lower: net.Lower, Upper: net.Upper}
		edge := ratio.Float(net.L1)
		u := edge * []float64{1, 1 + 0x1p-52, 1 - 0x1p-52, 1 + 1e-14*rng.NormFloat64(), 1 + 1e-8, 3 * rng.Float64()}[rng.IntN(6)] * (1 - 2*float64(rng.IntN(2)))
		wide := math.Abs(u) * []float64{0, 0, 0.25}[rng.IntN(3)]
		e := o.term(0)
		want, got := ratio.Conj(net.L1, net.L2, e.lower, e.upper, u, wide, 1), e.conj(interval.Point(u).Widened(wide))
		if want == nil && !math.IsInf(got, 1) || want != nil && !ratio.NotBelow(got, want) {
			t.Fatalf("seed %d: %+v at %v ± %g: a conjugate of %g", seed, o, u, wide, got)
		}
		if want != nil && wide == 0 && !math.IsInf(got, 1) { // and tight
			if slack := new(big.Rat).Sub(ratio.Of(got), want); slack.Sign() > 0 && ratio.Float(slack) > 1e-12*(ratio.Float(want)+math.Abs(u)*(1+1e6)) {
				t.Fatalf("seed %d: %+v at %v: a conjugate of %g, which is %g", seed, o, u, got, ratio.Float(want))
			}
		}
	}
}

// A proof is primal less dual, rounded up; a pair that cannot be is none.
func TestEquationsOfAProof(t *testing.T) {
	for _, k := range []struct{ hi, lo, want float64 }{
		{1, -0x1p-60, 1 + 0x1p-52}, {1, 0x1p-60, 1}, {1, 1, 0}, {1, 2, math.Inf(1)}, {math.Inf(1), 0, math.Inf(1)}, {1, math.Inf(-1), math.Inf(1)}, {math.NaN(), 0, math.Inf(1)},
	} {
		if got := gapUp(k.hi, k.lo); got != k.want {
			t.Errorf("%v less %v: %v", k.hi, k.lo, got)
		}
	}
	p := &Model{X: &design.Dense{N: 3, P: 1, Data: []float64{1, 2, 3.3}}, Y: []float64{1, 0.1, 0.7}, Lambda: 0.1, Alpha: 1}
	b, err := NewBounds(*p)
	if err != nil {
		t.Fatal(err)
	}
	beta := []float64{0.3}
	lo, hi := b.Primal(beta)
	if proof := b.Prove(beta, b.DualFrom(beta)); proof.Primal != hi || !(hi > lo) || proof.Rounding != gapUp(hi, lo) || proof.Error != gapUp(hi, proof.Dual) {
		t.Errorf("%+v for an objective in [%v, %v]", proof, lo, hi)
	}
}

// Free columns that are all but one: what the approximate inverse leaves is no longer
// rounding, and the move is bounded with it.
func TestEquationsNearlyDependent(t *testing.T) {
	solved := 0
	for seed := range uint64(600) {
		rng := rand.New(rand.NewPCG(seed, 16))
		n := 4 + rng.IntN(3)
		x := &design.Dense{N: n, P: 3, Data: make([]float64, 3*n)}
		e := math.Pow(10, -10-4*rng.Float64())
		for i := range n {
			v := rng.NormFloat64()
			x.Data[i], x.Data[n+i], x.Data[2*n+i] = v, v+e*rng.NormFloat64(), rng.NormFloat64()
		}
		p := &Model{X: x, Y: make([]float64, n), Lambda: 0.1, Alpha: 1, Factor: []float64{0, 0, 1}, Intercept: rng.IntN(2) == 0}
		theta := make([]float64, n)
		for i := range theta {
			p.Y[i], theta[i] = rng.NormFloat64(), rng.NormFloat64()
		}
		b, err := NewBounds(*p)
		if err != nil {
			t.Fatal(err)
		}
		d := b.Dual(theta)
		if len(d.Rows) > 1 {
			solved++
		}
		checkDual(t, seed, p, d)
	}
	if solved < 300 {
		t.Errorf("only %d are solved", solved)
	}
}
