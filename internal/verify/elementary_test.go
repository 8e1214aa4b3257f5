package verify

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/digits"
)

// e^x and x log x are from above, and log x near, within what is said, against 75 digits of
// other code; the largest arguments by the rules that define them.
func TestElementaryFromAbove(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 32))
	float := func(x *big.Rat) *big.Float { return new(big.Float).SetPrec(300).SetRat(x) }
	off := func(got *big.Rat, want *big.Float) float64 {
		d := new(big.Float).SetPrec(300).Sub(float(got), want)
		if want.Sign() != 0 {
			d.Quo(d, new(big.Float).Abs(want))
		}
		f, _ := d.Float64()
		return f
	}
	for range 300 {
		x := math.Copysign(math.Ldexp(1+r.Float64(), r.IntN(60)-50), r.Float64()-0.5)
		if e := off(exp(num(x)), digits.Exp(digits.Of(x))); !(e > -0x1p-230 && e < 0x1p-150) {
			t.Errorf("exp(%v) is off by %g", x, e)
		}
		y := math.Ldexp(1+r.Float64(), r.IntN(200)-100)
		if r.IntN(2) == 0 {
			y = 1 + (r.Float64()-0.5)*math.Ldexp(1, -r.IntN(50))
		}
		want := digits.Log(digits.Of(y))
		if e := off(log(num(y)), want); math.Abs(e) > 0x1p-190 {
			t.Errorf("log(%v) is off by %g", y, e)
		}
		if e := off(entropy(num(y)), want.Mul(want, digits.Of(y))); !(e > -0x1p-190 && e < 0x1p-150) {
			t.Errorf("%v log %v is off by %g", y, y, e)
		}
	}
	for _, x := range []float64{3e5, -4999, -5001, -1e9} {
		v := exp(num(x))
		if f := float(v).MantExp(nil); v.Sign() <= 0 || float64(f) < x/math.Ln2-1 || x > -5000 && float64(f) > x/math.Ln2+2 {
			t.Errorf("exp(%v) is about 2^%d", x, f)
		}
	}
	if log(one).Sign() != 0 || entropy(new(big.Rat)).Sign() != 0 || entropy(one).Sign() != 0 {
		t.Error("log 1, 0 log 0")
	}
	tiny := log(new(big.Rat).Add(one, power(-180))) // to its last digits, near 1
	if e := off(tiny.Mul(tiny, power(180)), digits.Of(1)); math.Abs(e) > 0x1p-170 {
		t.Errorf("log(1 + 2^-180) is off by %g", e)
	}
}
