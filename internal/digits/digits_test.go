package digits

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// Exp and Log against each other, the rules that define them, digits of e and log 2 from
// tables, and the standard library.
func TestExpAndLog(t *testing.T) {
	near := func(a, b *big.Float, what string, at float64) {
		t.Helper()
		d := Of(0).Sub(a, b)
		if d.Sign() != 0 && d.MantExp(nil)-b.MantExp(nil) > -220 {
			t.Errorf("%s at %v: %.50g, not %.50g", what, at, a, b)
		}
	}
	tables := func(v *big.Float, digits string) {
		t.Helper()
		if got := v.Text('g', 60); got != digits {
			t.Errorf("%s, not %s", got, digits)
		}
	}
	tables(Exp(Of(1)), "2.71828182845904523536028747135266249775724709369995957496697")
	tables(Log(Of(2)), "0.69314718055994530941723212145817656807550013436025525412068")
	tables(Log(Of(10)), "2.30258509299404568401799145468436420760110148862877297603333")
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		a, b := 40*rng.NormFloat64(), math.Exp(20*rng.NormFloat64())
		near(Log(Exp(Of(a))), Of(a), "log exp", a)
		near(Exp(Log(Of(b))), Of(b), "exp log", b)
		near(Exp(Of(0).Add(Of(a), Of(b/(1+b)))), Of(0).Mul(Exp(Of(a)), Exp(Of(b/(1+b)))), "exp(a+b)", a)
		if v, _ := Exp(Of(a)).Float64(); math.Abs(v-math.Exp(a)) > 4e-16*v {
			t.Errorf("e^%v is %v", a, v)
		}
	}
	if v, _ := Exp(Of(-700)).Float64(); math.Abs(v-math.Exp(-700)) > 4e-16*v || Exp(Of(-1e9)).Sign() != 0 {
		t.Errorf("e^-700 is %v", v)
	}
}
