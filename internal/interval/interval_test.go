package interval

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/digits"
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
		if near, _ := x.Float64(); !math.IsInf(near, 0) && (hi > Up(Up(near)) || lo < -Up(Up(-near))) {
			t.Errorf("%s of %v and %v is %v, bounds are [%v, %v]", name, a, b, near, lo, hi)
		}
	}
	for _, a := range v {
		for _, b := range v {
			check("sum", a, b, AddDown(a, b), AddUp(a, b), new(big.Rat).Add(exact(a), exact(b)))
			if z := Point(a).Plus(Point(b)); true {
				check("plus", a, b, z.Lo, z.Hi, new(big.Rat).Add(exact(a), exact(b)))
			}
			if z := Point(a).Multiple(b); true {
				check("multiple", a, b, z.Lo, z.Hi, new(big.Rat).Mul(exact(a), exact(b)))
			}
			if z := Point(a).Widened(math.Abs(b)); !notBelow(z.Hi, new(big.Rat).Add(exact(a), exact(math.Abs(b)))) || !notAbove(z.Lo, new(big.Rat).Sub(exact(a), exact(math.Abs(b)))) {
				t.Errorf("%v widened by %v is %v", a, math.Abs(b), z)
			}
			check("product", a, b, MulDown(a, b), MulUp(a, b), new(big.Rat).Mul(exact(a), exact(b)))
			if b > 0 {
				check("quotient", a, b, DivDown(a, b), DivUp(a, b), new(big.Rat).Quo(exact(a), exact(b)))
			} else if lo, hi := DivDown(a, b), DivUp(a, b); !math.IsInf(lo, -1) || !math.IsInf(hi, 1) {
				t.Errorf("%v / %v has bounds [%v, %v]", a, b, lo, hi)
			}
			if a >= 0 && b >= 0 {
				x := new(big.Rat).Mul(exact(a), exact(b))
				z, s := Point(a).Times(Point(b)), Point(a).Scaled(b)
				check("times", a, b, z.Lo, z.Hi, x)
				check("scaled", a, b, s.Lo, s.Hi, x)
			}
		}
		if a >= 0 {
			r := SqrtUp(a)
			if !notBelow(r, new(big.Rat)) || exact(r).Mul(exact(r), exact(r)).Cmp(exact(a)) < 0 || r > Up(math.Sqrt(a)) {
				t.Errorf("root of %v: %v", a, r)
			}
		}
	}
	for _, c := range []struct{ got, want Interval }{
		{Interval{1, 2}.Multiple(-3), Interval{-6, -3}}, {Interval{-1, 2}.Multiple(3), Interval{-3, 6}}, {Interval{-1, 2}.Plus(Interval{3, 5}), Interval{2, 7}},
		{Interval{1, 2}.Times(Interval{3, 5}), Interval{3, 10}}, {Interval{-1, 2}.Widened(3), Interval{-4, 5}}, {Point(Interval{-3, 1}.Size()), Point(3)},
		{Point(Interval{1, 2}.Size()), Point(2)}, {Point(Interval{1, 2}.Mid()), Point(1.5)},
	} {
		if c.got != c.want {
			t.Errorf("%v where %v was expected", c.got, c.want)
		}
	}
	// Infinite operands are bounds: 0 times whatever is 0.
	inf := math.Inf(1)
	for _, c := range [][2]float64{{MulUp(0, inf), 0}, {MulUp(inf, 0), 0}, {MulUp(2, inf), inf}, {MulDown(2, inf), math.MaxFloat64}, {AddUp(inf, 1), inf},
		{AddDown(-inf, 1), -inf}, {DivUp(inf, 2), inf}, {DivDown(-inf, 2), -inf}, {DivUp(0, 2), 0}, {DivDown(0, 2), 0}, {SqrtUp(inf), inf}} {
		if c[0] != c[1] {
			t.Errorf("%v where %v was expected", c[0], c[1])
		}
	}
}

// Exact results are returned as they are where the error can be seen.
func TestExactResultsStay(t *testing.T) {
	for _, c := range [][2]float64{{AddUp(1, 2), 3}, {AddDown(5e-324, 5e-324), 1e-323}, {MulUp(3, 5), 15}, {MulDown(3, 5), 15}, {DivUp(15, 5), 3}, {DivDown(15, 5), 3},
		{MulUp(0x1p-480, 0x1p-480), 0x1p-960}, {DivUp(0x1p-950, 2), 0x1p-951}} {
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
		var a, b Sum
		grow := NewSums(1)
		for k := range x {
			sum.Add(sum, new(big.Rat).Mul(exact(x[k]), exact(y[k])))
			sums.Add(sums, exact(x[k]))
			a.AddProduct(x[k], y[k])
			b.Add(x[k])
			grow.Axpy(x[k], nil, y[k:k+1])
		}
		g := grow.At(0)
		for name, c := range map[string]struct {
			total Interval
			want  *big.Rat
		}{"products": {a.Total(), sum}, "sum": {b.Total(), sums}, "dense": {Dot(nil, x, y), sum}, "sparse": {Dot(row, x, y), sum}, "axpy": {g.Total(), sum}} {
			if !notBelow(c.total.Hi, c.want) || !notAbove(c.total.Lo, c.want) {
				f, _ := c.want.Float64()
				t.Errorf("seed %d: %s: %v outside [%v, %v]", seed, name, f, c.total.Lo, c.total.Hi)
			}
		}
		// As good as twice the precision: 2^-100 of the sum of absolute values, and what underflows.
		size := 0.0
		for k := range x {
			size += math.Abs(x[k] * y[k])
		}
		if width := a.Total().Hi - a.Total().Lo; size < 1e300 && width > 0x1p-50*math.Abs(a.P)+0x1p-95*size+64*float64(n)*Smallest {
			t.Errorf("seed %d: width %g for a sum of size %g", seed, width, size)
		}
	}
	// A sum of floats that is itself one is known exactly, also where it is subnormal.
	var a Sum
	for range 3 {
		a.Add(5e-324)
	}
	if got := a.Total(); got != Point(15e-324) {
		t.Errorf("three times the smallest float is within %v", got)
	}
}

// Exponentials and logarithms against 75 digits, in and beyond the range of normal numbers.
func TestElementary(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	within := func(name string, x float64, v Interval, want *big.Float) {
		t.Helper()
		if !math.IsInf(v.Lo, -1) && digits.Of(v.Lo).Cmp(want) > 0 || !math.IsInf(v.Hi, 1) && digits.Of(v.Hi).Cmp(want) < 0 || v != v {
			t.Errorf("%s of %v is %.20g, not within %v", name, x, want, v)
		}
		if wide := v.Hi - v.Lo; wide > 0x1p-47*math.Abs(v.Hi)+0x1p-1020 && v.Hi < math.MaxFloat64 {
			t.Errorf("%s of %v is known up to %g only", name, x, wide)
		}
	}
	for range 400 {
		x := math.Copysign(math.Ldexp(1+rng.Float64(), rng.IntN(50)-40), rng.Float64()-0.5)
		e := digits.Exp(digits.Of(x))
		within("Exp", x, Exp(x), e)
		if math.Abs(x) < 100 {
			within("Softplus", x, Softplus(x), digits.Log(e.Add(e, digits.Of(1))))
		}
		y := math.Ldexp(1+rng.Float64(), rng.IntN(2000)-1040)
		within("Log", y, Log(y), digits.Log(digits.Of(y)))
	}
	if v := Log(0); v.Lo != math.Inf(-1) {
		t.Errorf("log 0 is %v", v)
	}
	if v := Log(1); v.Lo > 0 || v.Hi < 0 {
		t.Errorf("log 1 is %v", v)
	}
}
