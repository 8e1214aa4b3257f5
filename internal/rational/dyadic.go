package rational

import (
	"math"
	"math/big"
)

// dyadic is m 2^e, m odd. The zero value is 0. Every float64 is one, and sums and
// products of dyadics are: no common divisor need ever be looked for, which is what
// makes big.Rat slow. Values are never changed.
type dyadic struct {
	m *big.Int // nil for 0
	e int
}

// dyad returns m 2^e. It takes m over.
func dyad(m *big.Int, e int) dyadic {
	if m.Sign() == 0 {
		return dyadic{}
	}
	if z := m.TrailingZeroBits(); z > 0 {
		m.Rsh(m, z)
		e += int(z)
	}
	return dyadic{m, e}
}

// exactly returns x, which must be finite.
func exactly(x float64) dyadic {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		panic("rational: a number is not finite")
	}
	f, e := math.Frexp(x)
	return dyad(big.NewInt(int64(f*(1<<53))), e-53)
}

func exactlyAll(x []float64) []dyadic {
	d := make([]dyadic, len(x))
	for i, v := range x {
		d[i] = exactly(v)
	}
	return d
}

func (a dyadic) sign() int {
	if a.m == nil {
		return 0
	}
	return a.m.Sign()
}

func (a dyadic) plus(b dyadic) dyadic {
	switch {
	case a.m == nil:
		return b
	case b.m == nil:
		return a
	case a.e < b.e:
		a, b = b, a
	}
	m := new(big.Int).Lsh(a.m, uint(a.e-b.e))
	return dyad(m.Add(m, b.m), b.e)
}

func (a dyadic) minus(b dyadic) dyadic { return a.plus(b.negated()) }

func (a dyadic) negated() dyadic {
	if a.m == nil {
		return a
	}
	return dyadic{new(big.Int).Neg(a.m), a.e}
}

func (a dyadic) abs() dyadic {
	if a.sign() < 0 {
		return a.negated()
	}
	return a
}

func (a dyadic) times(b dyadic) dyadic {
	if a.m == nil || b.m == nil {
		return dyadic{}
	}
	return dyadic{new(big.Int).Mul(a.m, b.m), a.e + b.e}
}

// timesSign returns s a for s of -1, 0 or 1.
func (a dyadic) timesSign(s int) dyadic {
	switch {
	case s < 0:
		return a.negated()
	case s == 0:
		return dyadic{}
	}
	return a
}

// over returns a/b where that is a dyadic, as it is in Bareiss's elimination.
func (a dyadic) over(b dyadic) dyadic {
	if a.m == nil {
		return a
	}
	q, r := new(big.Int).QuoRem(a.m, b.m, new(big.Int))
	if r.Sign() != 0 {
		panic("rational: a division leaves a rest")
	}
	return dyadic{q, a.e - b.e}
}

func (a dyadic) cmp(b dyadic) int { return a.minus(b).sign() }

func (a dyadic) rat() *big.Rat {
	if a.m == nil {
		return new(big.Rat)
	}
	r := new(big.Rat).SetInt(a.m)
	if a.e >= 0 {
		return r.SetInt(new(big.Int).Lsh(a.m, uint(a.e)))
	}
	return r.SetFrac(a.m, new(big.Int).Lsh(big.NewInt(1), uint(-a.e)))
}

// ratio returns a/b.
func ratio(a, b dyadic) *big.Rat {
	if a.m == nil {
		return new(big.Rat)
	}
	num, den := new(big.Int).Set(a.m), new(big.Int).Set(b.m)
	if e := a.e - b.e; e >= 0 {
		num.Lsh(num, uint(e))
	} else {
		den.Lsh(den, uint(-e))
	}
	return new(big.Rat).SetFrac(num, den)
}

// float is a to 53 bits, with an exponent that does not overflow.
func (a dyadic) float() *big.Float {
	f := new(big.Float).SetPrec(53)
	if a.m == nil {
		return f
	}
	return f.SetMantExp(f.SetInt(a.m), a.e)
}

// dot returns Σ a_i b_i.
func dot(a, b []dyadic) (s dyadic) {
	for i := range a {
		s = s.plus(a[i].times(b[i]))
	}
	return s
}

func sum(a []dyadic) (s dyadic) {
	for _, v := range a {
		s = s.plus(v)
	}
	return s
}
