package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

const bits = 240

func number(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }

// bigExp is exp by Taylor's series at x / 2^k and k squarings.
func bigExp(x *big.Float) *big.Float {
	k := max(0, x.MantExp(nil)+8)
	r := new(big.Float).SetPrec(bits).SetMantExp(x, -k)
	sum, term := number(1), number(1)
	for i := 1; i < 40; i++ {
		term.Mul(term, r)
		term.Quo(term, number(float64(i)))
		sum.Add(sum, term)
	}
	for range k {
		sum.Mul(sum, sum)
	}
	return sum
}

// ulps is the error of got in units of the last place of want, 2^-1074 at the least.
func ulps(got float64, want *big.Float) float64 {
	near, _ := want.Float64()
	unit := math.Nextafter(math.Abs(near), math.Inf(1)) - math.Abs(near)
	d, _ := new(big.Float).SetPrec(bits).Sub(number(got), want).Float64()
	return math.Abs(d) / unit
}

// farLog is math.Log, and right for subnormal numbers too.
func farLog(x float64) float64 {
	if f, k := math.Frexp(x); k < -1000 {
		return math.Log(f) + float64(k)*math.Ln2
	}
	return math.Log(x)
}

// bigLog is one step of Halley from math.Log, good to 120 bits.
func bigLog(x *big.Float) *big.Float {
	near, _ := x.Float64()
	y := number(farLog(near))
	e := bigExp(y)
	d := new(big.Float).SetPrec(bits).Sub(x, e)
	d.Quo(d, new(big.Float).SetPrec(bits).Add(x, e))
	d.Mul(d, number(2))
	return y.Add(y, d)
}

func onePlus(x *big.Float) *big.Float { return new(big.Float).SetPrec(bits).Add(number(1), x) }

func TestElementary(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	wide := func() float64 { return math.Ldexp(1+r.Float64(), r.IntN(2000)-1000) }
	large := func() float64 { return math.Ldexp(1+r.Float64(), r.IntN(1000)) }
	signed := func(scale float64) float64 { return scale * (2*r.Float64() - 1) }
	for _, f := range []struct {
		name  string
		many  func(dst, x []float64)
		one   func(x float64) float64
		exact func(x *big.Float) *big.Float
		draw  func() float64
		ulps  float64
	}{
		{"Exp", Exp, exp, bigExp, func() float64 { return signed(708) }, 1.1},
		{"Exp near 0", Exp, exp, bigExp, func() float64 { return signed(1) }, 1.1},
		{"Exp subnormal", Exp, exp, bigExp, func() float64 { return -708 - 37*r.Float64() }, 1.1},
		{"Log", Log, func(x float64) float64 { return log(x, 0) }, bigLog, wide, 1},
		{"Log near 1", Log, func(x float64) float64 { return log(x, 0) }, bigLog, func() float64 { return 1 + signed(0.4) }, 1},
		{"Log subnormal", Log, func(x float64) float64 { return log(x, 0) }, bigLog, func() float64 { return 0x1p-1022 * r.Float64() }, 1},
		{"Log1p", Log1p, log1p, func(x *big.Float) *big.Float { return bigLog(onePlus(x)) }, func() float64 { return signed(1) }, 1.5},
		{"Log1p tiny", Log1p, log1p, func(x *big.Float) *big.Float { return bigLog(onePlus(x)) }, func() float64 { return math.Ldexp(signed(1), -r.IntN(60)) }, 1.5},
		{"Log1p large", Log1p, log1p, func(x *big.Float) *big.Float { return bigLog(onePlus(x)) }, large, 1.5},
		{"Softplus", Softplus, softplus, func(x *big.Float) *big.Float { return bigLog(onePlus(bigExp(x))) }, func() float64 { return signed(40) }, 2},
	} {
		t.Run(f.name, func(t *testing.T) {
			n := 1200
			x, got := make([]float64, n), make([]float64, n)
			for i := range x {
				x[i] = f.draw()
			}
			f.many(got, x)
			worst, where := 0.0, 0.0
			for i, v := range x {
				if twin := f.one(v); math.Float64bits(twin) != math.Float64bits(got[i]) {
					t.Fatalf("of %v: %v, and %v from the twin", v, got[i], twin)
				}
				if e := ulps(got[i], f.exact(number(v))); e > worst {
					worst, where = e, v
				}
			}
			if worst > f.ulps {
				t.Errorf("off by %.2f units in the last place, at %v", worst, where)
			}
		})
	}
}

// Whatever the entry, the length and where it stands: what package math says, but for
// rounding, and the twin to the bit. Also in place.
func TestElementaryEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	edges := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, 2, inf, -inf, nan, math.MaxFloat64, -math.MaxFloat64, 5e-324, -5e-324,
		0x1p-1022, 709.78, 709.79, 710, 711, -708, -745, -745.2, -746, -747, 1e300, -1e300, 1e-300, -1 + 0x1p-53, math.Sqrt2, math.Sqrt2 / 2, math.Pi}
	plus := func(x float64) float64 { return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }
	for name, f := range map[string]struct {
		many      func(dst, x []float64)
		one, math func(x float64) float64
	}{
		"Exp":      {Exp, exp, math.Exp},
		"Log":      {Log, func(x float64) float64 { return log(x, 0) }, farLog},
		"Log1p":    {Log1p, log1p, math.Log1p},
		"Softplus": {Softplus, softplus, plus},
	} {
		for n := range len(edges) + 1 {
			x := append([]float64(nil), edges[len(edges)-n:]...)
			got := make([]float64, n)
			f.many(got, x)
			f.many(x, x)
			for i, v := range edges[len(edges)-n:] {
				twin, want := f.one(v), f.math(v)
				if bits := math.Float64bits; bits(got[i]) != bits(twin) && !(got[i] != got[i] && twin != twin) || bits(got[i]) != bits(x[i]) {
					t.Fatalf("%s(%v) is %v, in place %v, of the twin %v", name, v, got[i], x[i], twin)
				}
				if got[i] != want && !(math.Abs(got[i]-want) <= 4e-16*math.Abs(want)+5e-324) && !(want != want && got[i] != got[i]) {
					t.Fatalf("%s(%v) is %v, not %v", name, v, got[i], want)
				}
			}
		}
	}
}

func TestLogistic(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	const n = 403
	y, z := make([]float64, n), make([]float64, n)
	for i := range y {
		y[i], z[i] = []float64{0, 1, 0.3, r.Float64(), -1}[i%5], 60*(r.Float64()-0.5)
	}
	copy(z, []float64{0, 0, 800, 800, -800, -800, math.Inf(1), math.Inf(-1), math.NaN(), math.NaN()})
	slope, curv := make([]float64, n), make([]float64, n)
	Logistic(slope, curv, y, z)
	for i, v := range z {
		s, c := logistic(y[i], v)
		if bits := math.Float64bits; v == v && (bits(s) != bits(slope[i]) || bits(c) != bits(curv[i])) || v != v && (slope[i] == slope[i] || curv[i] == curv[i]) {
			t.Fatalf("at %v, %v: %v, %v, and %v, %v from the twin", y[i], v, slope[i], curv[i], s, c)
		}
		if i < 10 {
			continue
		}
		q := onePlus(bigExp(number(v)))
		q.Quo(number(1), q)
		p := onePlus(bigExp(number(-v)))
		p.Quo(number(1), p)
		exact := new(big.Float).SetPrec(bits).Sub(p, number(max(y[i], 0)))
		size := 1.0
		if y[i] <= 0 || y[i] == 1 {
			size, _ = exact.Float64()
		}
		if d, _ := new(big.Float).Sub(number(slope[i]), exact).Float64(); math.Abs(d) > 5e-16*math.Abs(size) {
			t.Errorf("slope at %v, %v is off by %v", y[i], v, d)
		}
		if e := ulps(curv[i], p.Mul(p, q)); e > 4 {
			t.Errorf("curvature at %v is off by %v units", v, e)
		}
	}
	for i := 2; i < 8; i++ { // the slope is 1-y or -y, and curvature has gone
		want := -max(y[i], 0)
		if z[i] > 0 {
			want++
		}
		if math.Abs(slope[i]-want) > 1e-300 || curv[i] > 1e-300 {
			t.Errorf("at %v, %v: %v, %v", y[i], z[i], slope[i], curv[i])
		}
	}
}
