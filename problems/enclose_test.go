package problems

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// exact is v as a rational number.
func exact(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }

// notBelow and notAbove compare a bound with the number that it bounds.
func notBelow(v float64, x *big.Rat) bool {
	return math.IsInf(v, 1) || !math.IsInf(v, 0) && v == v && exact(v).Cmp(x) >= 0
}

func notAbove(v float64, x *big.Rat) bool { return notBelow(-v, new(big.Rat).Neg(x)) }

// wildFloats are floats where rounding is another: zeros, subnormals, the edges of
// what is exact, of what is normal and of what is finite.
func wildFloats(rng *rand.Rand, n int) []float64 {
	v := []float64{0, math.Copysign(0, -1), 1, -1, 5e-324, -5e-324, 0x1p-1022, 0x1p-1022 - 5e-324, exactFrom, exactFrom * (1 - 0x1p-53),
		0x1p-537, 0x1.8p-538, 0x1p511, 0x1p512, math.MaxFloat64, -math.MaxFloat64, 1 + 0x1p-52, 1 - 0x1p-53, 3, 1. / 3, 1e-150, 1e-300, 1e150}
	for len(v) < n {
		v = append(v, math.Ldexp(rng.Float64()*2-1, rng.IntN(2098)-1074))
	}
	return v
}

// Every operation against rational arithmetic, over the whole range of exponents:
// bounds are on the right side, of the right sign, and no more than two floats apart
// where nothing overflows.
func TestDirectedOperations(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	v := wildFloats(rng, 120)
	check := func(name string, a, b, lo, hi float64, x *big.Rat) {
		t.Helper()
		if !notBelow(hi, x) || !notAbove(lo, x) {
			t.Errorf("%s of %v and %v is outside [%v, %v]", name, a, b, lo, hi)
		}
		if x.Sign() >= 0 && lo < 0 || x.Sign() <= 0 && hi > 0 {
			t.Errorf("%s of %v and %v is in [%v, %v]: the sign is lost", name, a, b, lo, hi)
		}
		if near, _ := x.Float64(); !math.IsInf(near, 0) && (hi > up(up(near)) || lo < -up(up(-near))) {
			t.Errorf("%s of %v and %v is %v, bounds are [%v, %v]", name, a, b, near, lo, hi)
		}
	}
	for _, a := range v {
		for _, b := range v {
			check("sum", a, b, addDown(a, b), addUp(a, b), new(big.Rat).Add(exact(a), exact(b)))
			if z := point(a).plus(point(b)); true {
				check("plus", a, b, z.lo, z.hi, new(big.Rat).Add(exact(a), exact(b)))
			}
			if z := point(a).multiple(b); true {
				check("multiple", a, b, z.lo, z.hi, new(big.Rat).Mul(exact(a), exact(b)))
			}
			if z := point(a).widened(math.Abs(b)); !notBelow(z.hi, new(big.Rat).Add(exact(a), exact(math.Abs(b)))) || !notAbove(z.lo, new(big.Rat).Sub(exact(a), exact(math.Abs(b)))) {
				t.Errorf("%v widened by %v is %v", a, math.Abs(b), z)
			}
			check("product", a, b, mulDown(a, b), mulUp(a, b), new(big.Rat).Mul(exact(a), exact(b)))
			if b > 0 {
				check("quotient", a, b, divDown(a, b), divUp(a, b), new(big.Rat).Quo(exact(a), exact(b)))
			} else if lo, hi := divDown(a, b), divUp(a, b); !math.IsInf(lo, -1) || !math.IsInf(hi, 1) {
				t.Errorf("%v / %v has bounds [%v, %v]", a, b, lo, hi)
			}
			if a >= 0 && b >= 0 {
				x := new(big.Rat).Mul(exact(a), exact(b))
				z, s := point(a).times(point(b)), point(a).scaled(b)
				check("times", a, b, z.lo, z.hi, x)
				check("scaled", a, b, s.lo, s.hi, x)
			}
		}
		if a >= 0 {
			r := sqrtUp(a)
			if !notBelow(r, new(big.Rat)) || exact(r).Mul(exact(r), exact(r)).Cmp(exact(a)) < 0 || r > up(math.Sqrt(a)) {
				t.Errorf("root of %v: %v", a, r)
			}
		}
	}
	for _, c := range []struct{ got, want interval }{
		{interval{1, 2}.multiple(-3), interval{-6, -3}}, {interval{-1, 2}.multiple(3), interval{-3, 6}}, {interval{-1, 2}.plus(interval{3, 5}), interval{2, 7}},
		{interval{1, 2}.times(interval{3, 5}), interval{3, 10}}, {interval{-1, 2}.widened(3), interval{-4, 5}}, {point(interval{-3, 1}.size()), point(3)},
		{point(interval{1, 2}.size()), point(2)}, {point(interval{1, 2}.mid()), point(1.5)},
	} {
		if c.got != c.want {
			t.Errorf("%v where %v was expected", c.got, c.want)
		}
	}
	// Infinite operands are bounds: 0 times whatever is 0.
	inf := math.Inf(1)
	for _, c := range [][2]float64{{mulUp(0, inf), 0}, {mulUp(inf, 0), 0}, {mulUp(2, inf), inf}, {mulDown(2, inf), math.MaxFloat64}, {addUp(inf, 1), inf},
		{addDown(-inf, 1), -inf}, {divUp(inf, 2), inf}, {divDown(-inf, 2), -inf}, {divUp(0, 2), 0}, {divDown(0, 2), 0}, {sqrtUp(inf), inf}} {
		if c[0] != c[1] {
			t.Errorf("%v where %v was expected", c[0], c[1])
		}
	}
}

// Exact results are returned as they are where the error can be seen.
func TestExactResultsStay(t *testing.T) {
	for _, c := range [][2]float64{{addUp(1, 2), 3}, {addDown(5e-324, 5e-324), 1e-323}, {mulUp(3, 5), 15}, {mulDown(3, 5), 15}, {divUp(15, 5), 3}, {divDown(15, 5), 3},
		{mulUp(0x1p-480, 0x1p-480), 0x1p-960}, {divUp(0x1p-950, 2), 0x1p-951}} {
		if c[0] != c[1] {
			t.Errorf("%v where %v was expected", c[0], c[1])
		}
	}
}

// Sums of products against rational arithmetic: all exponents, cancellation, underflow
// in every product, overflow in between.
func TestAccountsHoldExactly(t *testing.T) {
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 2))
		n := 1 + rng.IntN(12)
		wide, middle := []int{10, 200, 1000, 2000}[rng.IntN(4)], []int{0, -530, 500}[rng.IntN(3)]
		draw := func() float64 {
			return math.Ldexp(rng.NormFloat64(), max(-1100, min(1020, middle+rng.IntN(wide)-wide/2)))
		}
		x, y, row := make([]float64, n), make([]float64, n), make([]int32, n)
		for k := range x {
			x[k], y[k], row[k] = draw(), draw(), int32(k)
			if k > 0 && rng.IntN(3) == 0 { // cancel
				x[k], y[k] = -x[k-1], y[k-1]*(1+float64(rng.IntN(2))*0x1p-52)
			}
		}
		sum, sums := new(big.Rat), new(big.Rat)
		var a, b account
		grow := newAccounts(1)
		for k := range x {
			sum.Add(sum, new(big.Rat).Mul(exact(x[k]), exact(y[k])))
			sums.Add(sums, exact(x[k]))
			a.addProduct(x[k], y[k])
			b.add(x[k])
			grow.axpy(x[k], nil, y[k:k+1])
		}
		g := grow.at(0)
		for name, c := range map[string]struct {
			total interval
			want  *big.Rat
		}{"products": {a.total(), sum}, "sum": {b.total(), sums}, "dense": {dot(nil, x, y), sum}, "sparse": {dot(row, x, y), sum}, "axpy": {g.total(), sum}} {
			if !notBelow(c.total.hi, c.want) || !notAbove(c.total.lo, c.want) {
				f, _ := c.want.Float64()
				t.Errorf("seed %d: %s: %v outside [%v, %v]", seed, name, f, c.total.lo, c.total.hi)
			}
		}
		// As good as twice the precision: 2^-100 of the sum of absolute values, and what underflows.
		size := 0.0
		for k := range x {
			size += math.Abs(x[k] * y[k])
		}
		if width := a.total().hi - a.total().lo; size < 1e300 && width > 0x1p-50*math.Abs(a.p)+0x1p-95*size+64*float64(n)*smallest {
			t.Errorf("seed %d: width %g for a sum of size %g", seed, width, size)
		}
	}
	// A sum of floats that is itself one is known exactly, also where it is subnormal.
	var a account
	for range 3 {
		a.add(5e-324)
	}
	if got := a.total(); got != point(15e-324) {
		t.Errorf("three times the smallest float is within %v", got)
	}
}
