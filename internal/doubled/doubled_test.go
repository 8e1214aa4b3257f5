package doubled

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
)

// Sums and products of doubled numbers are right to a hundred bits.
func TestDoubled(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	number := func(d Number) *big.Float {
		return lawtest.Precise(d.Hi).Add(lawtest.Precise(d.Hi), lawtest.Precise(d.Lo))
	}
	for range 1000 {
		draw := func() Number {
			return Number{rng.NormFloat64(), 0x1p-54 * rng.NormFloat64()}.Settled()
		}
		a, b := draw(), draw()
		for name, c := range map[string][2]*big.Float{
			"+": {number(a.Plus(b)), lawtest.Precise(0).Add(number(a), number(b))},
			"-": {number(a.Minus(b)), lawtest.Precise(0).Sub(number(a), number(b))},
			"*": {number(a.Times(b)), lawtest.Precise(0).Mul(number(a), number(b))},
			"/": {number(a.Over(b)), lawtest.Precise(0).Quo(number(a), number(b))},
			"√": {number(a.Times(a).Root()), lawtest.Precise(0).Abs(number(a))},
		} {
			size := 1.0
			if name == "/" {
				size = math.Abs(a.Hi/b.Hi) + 1
			}
			off, _ := lawtest.Precise(0).Sub(c[0], c[1]).Float64()
			if math.Abs(off) > 0x1p-98*(size+math.Abs(a.Hi)+math.Abs(b.Hi)) {
				t.Errorf("%v %s %v is off by %g", a, name, b, off)
			}
		}
	}
}
