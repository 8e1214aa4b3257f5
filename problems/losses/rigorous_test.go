package losses_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/digits"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

func num(v float64) *big.Float { return digits.Of(v) }

func add(terms ...*big.Float) *big.Float {
	s := num(0)
	for _, t := range terms {
		s.Add(s, t)
	}
	return s
}

func times(a, b *big.Float) *big.Float { return num(0).Mul(a, b) }

func neg(a *big.Float) *big.Float { return num(0).Neg(a) }

// plog returns t log t, 0 for t <= 0.
func plog(t *big.Float) *big.Float {
	if t.Sign() <= 0 {
		return num(0)
	}
	return times(t, digits.Log(t))
}

// exactly is a loss in 75 digits.
type exactly struct {
	loss  problems.Rigorous
	draw  func(rng *rand.Rand) (y, z, v float64)
	value func(y, z *big.Float) *big.Float
	slope func(y, z *big.Float) *big.Float
	conj  func(y, v *big.Float) *big.Float
}

func sigmoid(z *big.Float) *big.Float {
	return num(0).Quo(num(1), add(num(1), digits.Exp(neg(z))))
}

// spread draws a number of any size between 2^-40 and 2^most, of either sign.
func spread(rng *rand.Rand, most int) float64 {
	return math.Copysign(math.Ldexp(1+rng.Float64(), rng.IntN(40+most)-40), rng.Float64()-0.5)
}

// within draws a number between lower and upper, often next to one of them.
func within(rng *rand.Rand, lower, upper float64) float64 {
	t := rng.Float64()
	switch rng.IntN(6) {
	case 0:
		t = math.Ldexp(t, -rng.IntN(60))
	case 1:
		t = 1 - math.Ldexp(t, -rng.IntN(60))
	case 2:
		t = float64(rng.IntN(2))
	}
	return min(max(lower+t*(upper-lower), lower), upper)
}

var exact = map[string]exactly{
	"logistic": {
		loss: losses.LogisticLoss{},
		draw: func(rng *rand.Rand) (y, z, v float64) {
			y = []float64{0, 1, 0, 1, rng.Float64(), math.Ldexp(rng.Float64(), -rng.IntN(60)), -1}[rng.IntN(7)]
			return y, spread(rng, 9), within(rng, -max(y, 0), 1-max(y, 0))
		},
		value: func(y, z *big.Float) *big.Float {
			e := digits.Exp(z)
			if e.MantExp(nil) < -200 { // of its series two terms are enough
				return add(e, times(num(-0.5), times(e, e)), neg(times(y, z)))
			}
			return add(digits.Log(add(num(1), e)), neg(times(y, z)))
		},
		slope: func(y, z *big.Float) *big.Float { return add(sigmoid(z), neg(y)) },
		conj: func(y, v *big.Float) *big.Float {
			return add(plog(add(y, v)), plog(add(num(1), neg(y), neg(v))))
		},
	},
	"Poisson": {
		loss: losses.PoissonLoss{},
		draw: func(rng *rand.Rand) (y, z, v float64) {
			y = []float64{0, 1, float64(rng.IntN(100)), math.Exp(30 * rng.NormFloat64()), 1e12}[rng.IntN(5)]
			return y, spread(rng, 9), within(rng, -y, []float64{1, y, 1e3, 1e-9}[rng.IntN(4)])
		},
		value: func(y, z *big.Float) *big.Float { return add(digits.Exp(z), neg(times(y, z))) },
		slope: func(y, z *big.Float) *big.Float { return add(digits.Exp(z), neg(y)) },
		conj: func(y, v *big.Float) *big.Float {
			t := add(y, v)
			return add(plog(t), neg(t))
		},
	},
	"Huber": {
		loss: losses.HuberLoss{Delta: 0.7},
		draw: func(rng *rand.Rand) (y, z, v float64) {
			y = spread(rng, 20)
			return y, []float64{spread(rng, 20), y + 0.7*(rng.Float64()-0.5), y}[rng.IntN(3)], within(rng, -0.7, 0.7)
		},
		value: func(y, z *big.Float) *big.Float {
			r, delta := num(0).Abs(add(z, neg(y))), num(0.7)
			if r.Cmp(delta) > 0 {
				return times(delta, add(r, neg(times(num(0.5), delta))))
			}
			return times(num(0.5), times(r, r))
		},
		slope: func(y, z *big.Float) *big.Float {
			r := add(z, neg(y))
			if num(0).Abs(r).Cmp(num(0.7)) > 0 {
				return times(num(0.7), num(float64(r.Sign())))
			}
			return r
		},
		conj: func(y, v *big.Float) *big.Float { return add(times(num(0.5), times(v, v)), times(y, v)) },
	},
	"squared hinge": {
		loss: losses.SquaredHingeLoss{},
		draw: func(rng *rand.Rand) (y, z, v float64) {
			y = float64(rng.IntN(2))
			return y, []float64{spread(rng, 20), 1 + spread(rng, -20), -1 + spread(rng, -20)}[rng.IntN(3)], (1 - 2*y) * math.Abs(spread(rng, 20))
		},
		value: func(y, z *big.Float) *big.Float {
			d := add(num(1), neg(times(side(y), z)))
			if d.Sign() <= 0 {
				return num(0)
			}
			return times(num(0.5), times(d, d))
		},
		slope: func(y, z *big.Float) *big.Float {
			d := add(num(1), neg(times(side(y), z)))
			if d.Sign() <= 0 {
				return num(0)
			}
			return neg(times(side(y), d))
		},
		conj: func(y, v *big.Float) *big.Float { return add(times(num(0.5), times(v, v)), times(side(y), v)) },
	},
	"quantile": {
		loss: losses.QuantileLoss{Tau: 0.1},
		draw: func(rng *rand.Rand) (y, z, v float64) {
			y = spread(rng, 20)
			return y, []float64{spread(rng, 20), y * (1 + spread(rng, -20)), y}[rng.IntN(3)], within(rng, -0.1, 0.9)
		},
		value: func(y, z *big.Float) *big.Float {
			if r := add(z, neg(y)); r.Sign() > 0 {
				return times(add(num(1), neg(num(0.1))), r)
			} else {
				return neg(times(num(0.1), r))
			}
		},
		slope: func(y, z *big.Float) *big.Float {
			if z.Cmp(y) > 0 {
				return add(num(1), neg(num(0.1)))
			}
			return num(-0.1)
		},
		conj: times,
	},
	"absolute": {
		loss: losses.AbsoluteLoss{},
		draw: func(rng *rand.Rand) (y, z, v float64) {
			y = spread(rng, 20)
			return y, []float64{spread(rng, 20), y * (1 + spread(rng, -20)), y}[rng.IntN(3)], within(rng, -1, 1)
		},
		value: func(y, z *big.Float) *big.Float { return num(0).Abs(add(z, neg(y))) },
		slope: func(y, z *big.Float) *big.Float {
			if z.Cmp(y) > 0 {
				return num(1)
			}
			return num(-1)
		},
		conj: times,
	},
	"hinge": {
		loss: losses.HingeLoss{},
		draw: func(rng *rand.Rand) (y, z, v float64) {
			y = float64(rng.IntN(2))
			return y, []float64{spread(rng, 20), 1 + spread(rng, -20), -1 + spread(rng, -20)}[rng.IntN(3)], (1 - 2*y) * within(rng, 0, 1)
		},
		value: func(y, z *big.Float) *big.Float {
			if d := add(num(1), neg(times(side(y), z))); d.Sign() > 0 {
				return d
			}
			return num(0)
		},
		slope: func(y, z *big.Float) *big.Float {
			if add(num(1), neg(times(side(y), z))).Sign() > 0 {
				return neg(side(y))
			}
			return num(0)
		},
		conj: func(y, v *big.Float) *big.Float { return times(side(y), v) },
	},
}

func side(y *big.Float) *big.Float { return add(times(num(2), y), num(-1)) }

// What a loss promises of its rounding, against 75 digits: certificates count on it.
func TestRigorous(t *testing.T) {
	const promised = 0x1p-48
	for name, e := range exact {
		rng := rand.New(rand.NewPCG(91, 92))
		const n = 500
		y, z, v := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range y {
			y[i], z[i], v[i] = e.draw(rng)
		}
		value, conj, size := make([]float64, n), make([]float64, n), make([]float64, n)
		slope, curv := make([]float64, n), make([]float64, n)
		e.loss.Values(value, y, z)
		e.loss.Conjugates(conj, size, y, v)
		for i := range y {
			_, slope[i], curv[i] = e.loss.(problems.Loss).At(y[i], z[i])
		}
		worst := map[string]float64{}
		check := func(what string, i int, got float64, want *big.Float, room float64) {
			d := num(0).Abs(add(num(got), neg(want)))
			off, _ := d.Float64()
			if !(off <= promised*room) {
				t.Errorf("%s, %s of (%v, %v, %v): %v, not %.20g, off by %g of %g", name, what, y[i], z[i], v[i], got, want, off, promised*room)
			}
			if room > 0 {
				worst[what] = max(worst[what], off/(promised*room))
			}
		}
		compare := func() {
			for i := range y {
				a := num(y[i])
				if name == "logistic" {
					a = num(max(y[i], 0))
				}
				check("slope", i, slope[i], e.slope(a, num(z[i])), math.Abs(slope[i])+math.Abs(y[i])+0x1p-1000)
			}
		}
		for i := range y {
			a := num(y[i])
			if name == "logistic" {
				a = num(max(y[i], 0))
			}
			check("value", i, value[i], e.value(a, num(z[i])), math.Abs(value[i])+math.Abs(y[i]*z[i])+0x1p-1000)
			want, none := e.conj(a, num(v[i])), e.conj(a, num(0))
			check("conjugate", i, conj[i], want, size[i])
			if least := add(num(0).Abs(want), num(0).Abs(none)); num(size[i]*(1+0x1p-48)).Cmp(least) < 0 {
				t.Errorf("%s: a size of %v at (%v, %v), below %.20g", name, size[i], y[i], v[i], least)
			}
		}
		compare()
		if b, ok := e.loss.(problems.BlockLoss); ok {
			b.Derivatives(slope, curv, y, z)
			compare()
		}
		t.Logf("%s: of what is promised %.2v is used", name, worst)
	}
}

// The distance from equality in Fenchel's inequality, also where it is nothing beside the
// terms that it is a difference of, and far out.
func TestDivergence(t *testing.T) {
	rng := rand.New(rand.NewPCG(93, 94))
	for _, name := range []string{"logistic", "Poisson"} {
		e := exact[name]
		for range 400 {
			y, _, _ := e.draw(rng)
			if name == "logistic" {
				y = []float64{0, 1, 0.01 + 0.98*rng.Float64()}[rng.IntN(3)]
			}
			z := []float64{rng.NormFloat64(), 30 * (2*rng.Float64() - 1)}[rng.IntN(2)] // 75 digits are enough there
			low, high := e.loss.(problems.Loss).Domain(y)
			v := low + (min(high, 1e3+y)-low)*rng.Float64()
			if rng.IntN(2) == 0 { // near the slope
				_, slope, _ := e.loss.(problems.Loss).At(y, z)
				v = min(max(slope*(1+math.Ldexp(rng.NormFloat64(), -rng.IntN(40))), low), high)
			}
			want := add(e.value(num(y), num(z)), e.conj(num(y), num(v)), neg(times(num(v), num(z))))
			w, _ := want.Float64()
			// What the roundings of t = y + v and of the mean m are worth: off |log(t/m)| + off²/t.
			worth := func(y, v, m float64) float64 {
				off := 0x1p-50 * (y + math.Abs(v) + m)
				if y == 0 {
					off = 0x1p-50 * (math.Abs(v) + m)
				}
				t := max(y+v, off)
				return off*math.Abs(math.Log(t/max(m, off))) + off*off/min(t, max(m, off))
			}
			room := 1e-12 * w
			if name == "Poisson" {
				room += worth(y, v, math.Exp(z))
			} else {
				room += worth(y, v, 1/(1+math.Exp(-z))) + worth(1-y, -v, 1/(1+math.Exp(z)))
			}
			got := e.loss.(interface{ Divergence(y, z, v float64) float64 }).Divergence(y, z, v)
			if !(math.Abs(got-w) <= room) {
				t.Errorf("%s of (%v, %v, %v): %v, not %v: off by %g", name, y, z, v, got, w, got-w)
			}
		}
	}
}
