package proof

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/digits"
	"github.com/lassocheck/lassocheck/internal/interval"
)

// Losses and conjugates are enclosed, tightly, against 75 digits; an interval of
// predictions or slopes counts as its worst.
func TestLossesAreEnclosed(t *testing.T) {
	add := func(terms ...*big.Float) *big.Float {
		s := digits.Of(0)
		for _, v := range terms {
			s.Add(s, v)
		}
		return s
	}
	mul := func(a, b *big.Float) *big.Float { return digits.Of(0).Mul(a, b) }
	half := func(a *big.Float) *big.Float { return mul(digits.Of(0.5), mul(a, a)) }
	plog := func(t *big.Float) *big.Float {
		if t.Sign() <= 0 {
			return digits.Of(0)
		}
		return mul(t, digits.Log(t))
	}
	neg := func(a *big.Float) *big.Float { return digits.Of(0).Neg(a) }
	one := digits.Of(1)
	for _, c := range []struct {
		loss  Loss
		draw  func(r *rand.Rand) (y, z, v float64)
		value func(y, z *big.Float) *big.Float
		conj  func(y, v *big.Float) *big.Float
	}{
		{Classes{}, func(r *rand.Rand) (y, z, v float64) {
			y = []float64{0, 1, r.Float64()}[r.IntN(3)]
			return y, 30 * r.NormFloat64(), []float64{-y + r.Float64(), -y, -y * math.Ldexp(1, -r.IntN(40)), (1 - y) * (1 - 0x1p-50)}[r.IntN(4)]
		}, func(y, z *big.Float) *big.Float {
			return add(mul(add(one, neg(y)), digits.Log(add(one, digits.Exp(z)))), mul(y, digits.Log(add(one, digits.Exp(neg(z))))))
		}, func(y, v *big.Float) *big.Float { return add(plog(add(y, v)), plog(add(one, neg(y), neg(v)))) }},
		{Counts{}, func(r *rand.Rand) (y, z, v float64) {
			y = float64(r.IntN(5)) * math.Exp(10*r.NormFloat64())
			return y, 20 * r.NormFloat64(), []float64{-y, -y * r.Float64(), math.Exp(10 * r.NormFloat64())}[r.IntN(3)]
		}, func(y, z *big.Float) *big.Float { return add(digits.Exp(z), neg(mul(y, z))) },
			func(y, v *big.Float) *big.Float { return add(plog(add(y, v)), neg(y), neg(v)) }},
		{Huber{0.3}, func(r *rand.Rand) (y, z, v float64) {
			y = 10 * r.NormFloat64()
			return y, y + 0.6*r.NormFloat64(), 0.3 * (2*r.Float64() - 1)
		}, func(y, z *big.Float) *big.Float {
			d := digits.Of(0).Abs(add(z, neg(y)))
			if delta := digits.Of(0.3); d.Cmp(delta) > 0 {
				return add(mul(delta, d), neg(half(delta)))
			}
			return half(d)
		}, func(y, v *big.Float) *big.Float { return add(half(v), mul(y, v)) }},
		{SquaredHinge{}, func(r *rand.Rand) (y, z, v float64) {
			y = float64(r.IntN(2))
			return y, 2 * r.NormFloat64(), (1 - 2*y) * math.Abs(r.NormFloat64())
		}, func(y, z *big.Float) *big.Float {
			d := add(one, neg(mul(add(mul(digits.Of(2), y), digits.Of(-1)), z)))
			if d.Sign() < 0 {
				return digits.Of(0)
			}
			return half(d)
		}, func(y, v *big.Float) *big.Float {
			return add(half(v), mul(add(mul(digits.Of(2), y), digits.Of(-1)), v))
		}},
		{Quantile{0.1}, func(r *rand.Rand) (y, z, v float64) {
			y = 10 * r.NormFloat64()
			return y, y + []float64{1, 1e-14}[r.IntN(2)]*r.NormFloat64(), []float64{r.Float64() - 0.1, -0.1, Quantile{0.1}.above().Lo}[r.IntN(3)]
		}, func(y, z *big.Float) *big.Float {
			d, tau := add(z, neg(y)), digits.Of(0.1)
			if d.Sign() > 0 {
				return mul(add(one, neg(tau)), d)
			}
			return neg(mul(tau, d))
		}, mul},
		{Absolute{}, func(r *rand.Rand) (y, z, v float64) {
			y = 10 * r.NormFloat64()
			return y, y + []float64{1, 1e-14}[r.IntN(2)]*r.NormFloat64(), 2*r.Float64() - 1
		}, func(y, z *big.Float) *big.Float { return digits.Of(0).Abs(add(z, neg(y))) }, mul},
		{Hinge{}, func(r *rand.Rand) (y, z, v float64) {
			y = float64(r.IntN(2))
			return y, []float64{2 * r.NormFloat64(), 2*y - 1 + 1e-14*r.NormFloat64()}[r.IntN(2)], (1 - 2*y) * r.Float64()
		}, func(y, z *big.Float) *big.Float {
			d := add(one, neg(mul(add(mul(digits.Of(2), y), digits.Of(-1)), z)))
			if d.Sign() < 0 {
				return digits.Of(0)
			}
			return d
		}, func(y, v *big.Float) *big.Float { return mul(add(mul(digits.Of(2), y), digits.Of(-1)), v) }},
	} {
		r := rand.New(rand.NewPCG(51, 52))
		finite := 0
		for range 300 {
			y, z, v := c.draw(r)
			wide := math.Ldexp(math.Abs(z), -5*r.IntN(12))
			in := interval.Point(z).Widened(wide * float64(r.IntN(2)))
			got := enclose(c.loss, y, in)
			for _, at := range []float64{in.Lo, z, in.Hi} {
				want := c.value(digits.Of(y), digits.Of(at))
				if digits.Of(got.Lo).Cmp(want) > 0 || digits.Of(got.Hi).Cmp(want) < 0 {
					t.Errorf("%T: l(%v, %v) is %.20g, not within %v", c.loss, y, at, want, got)
				}
			}
			if in.Lo == in.Hi && !(got.Hi-got.Lo <= 0x1p-46*(got.Size()+math.Abs(y*z)+1e-300)) {
				t.Errorf("%T: l(%v, %v) is known as %v only", c.loss, y, z, got)
			}
			conj, want := c.loss.conj(y, v), c.conj(digits.Of(y), digits.Of(v))
			if math.IsInf(conj, 1) {
				continue // outside, by a rounding at most: the domain is not that wide
			}
			finite++
			w, _ := want.Float64()
			if digits.Of(conj).Cmp(want) < 0 || conj > w+0x1p-40*(math.Abs(w)+math.Abs(y*v)+math.Abs(y)+math.Abs(v)+1e-10) {
				t.Errorf("%T: l*(%v, %v) is %.20g, and the bound %v", c.loss, y, v, want, conj)
			}
			low, high := c.loss.domain(y)
			for _, end := range []float64{low, high} {
				if !math.IsInf(end, 0) && math.IsInf(c.loss.conj(y, end), 1) {
					t.Errorf("%T: the domain of %v ends beyond itself, at %v", c.loss, y, end)
				}
			}
		}
		if finite < 200 {
			t.Errorf("%T: only %d conjugates", c.loss, finite)
		}
	}
}
