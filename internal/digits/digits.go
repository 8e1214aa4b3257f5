// Package digits computes with 75 digits what tests hold double precision to: exponentials
// and logarithms, and the optima of small problems of classes and counts. It imports
// nothing of this module, and its optima are checked by the optimality conditions.
package digits

import (
	"math"
	"math/big"
)

const bits = 256 // of the arithmetic that the tests trust

// Of is v with so many digits that rounding does not count.
func Of(v float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(v) }

// guard bits cover the squarings of Exp and the sum of its series.
const guard = 96

func wide() *big.Float { return new(big.Float).SetPrec(bits + guard) }

// Exp returns e^x to more digits than the tests trust: the Taylor series at x/2^k, squared
// k times. A result below 2^-2^20 is 0.
func Exp(x *big.Float) *big.Float {
	k := max(x.MantExp(nil)+24, 0)
	if x.Sign() < 0 && x.MantExp(nil) > 20 {
		return Of(0)
	}
	r := wide().SetMantExp(x, -k)
	sum, term := wide().SetInt64(1), wide().SetInt64(1)
	for i := int64(1); term.Sign() != 0 && term.MantExp(nil) > -bits-guard; i++ {
		term.Mul(term, r).Quo(term, wide().SetInt64(i))
		sum.Add(sum, term)
	}
	for range k {
		sum.Mul(sum, sum)
	}
	return Of(0).Set(sum)
}

// Log returns the logarithm of x > 0 by Newton's method for Exp, from the double next to
// the answer.
func Log(x *big.Float) *big.Float {
	mant := wide()
	e := x.MantExp(mant)
	near, _ := mant.Float64()
	y := wide().SetFloat64(math.Log(near))
	for range 4 { // e^y = mant, each step doubles the digits
		t := Exp(wide().Neg(y))
		t.SetPrec(bits+guard).Mul(t, mant)
		y.Add(y, t.Sub(t, wide().SetInt64(1)))
	}
	return Of(0).Add(y, Of(0).Mul(ln2(), Of(0).SetInt64(int64(e))))
}

// ln2 is log 2 = 2 artanh(1/3).
func ln2() *big.Float {
	sum, term := wide(), wide().Quo(wide().SetInt64(2), wide().SetInt64(3))
	for i := int64(1); term.MantExp(nil) > -bits-guard; i += 2 {
		sum.Add(sum, wide().Quo(term, wide().SetInt64(i)))
		term.Quo(term, wide().SetInt64(9))
	}
	return sum
}
