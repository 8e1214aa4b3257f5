package losses_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/digits"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// coxExactly is F, its gradient, and for a share s what ConjGrad bounds, all by their
// definitions with fifty digits.
func coxExactly(f *losses.Cox, z []float64, s float64) (value *big.Float, grad []*big.Float, conj *big.Float) {
	n := len(z)
	of := digits.Of
	add := func(a, b *big.Float) *big.Float { return of(0).Add(a, b) }
	mul := func(a, b *big.Float) *big.Float { return of(0).Mul(a, b) }
	quo := func(a, b *big.Float) *big.Float { return of(0).Quo(a, b) }
	xlog := func(p, by *big.Float) *big.Float {
		if p.Sign() == 0 {
			return p
		}
		return mul(p, digits.Log(quo(p, by)))
	}
	weight := func(i int) float64 {
		if f.Weights == nil {
			return 1
		}
		return f.Weights[i]
	}
	offset := func(i int) float64 {
		if f.Offset == nil {
			return 0
		}
		return f.Offset[i]
	}
	value, conj, grad = of(0), of(0), make([]*big.Float, n)
	eta, total := make([]*big.Float, n), of(0)
	for i := range z {
		eta[i], grad[i] = add(of(z[i]), of(offset(i))), of(0)
		total.Add(total, of(weight(i)))
	}
	share := of(s)
	rest := of(0).Sub(of(1), share)
	done := map[int]bool{}
	for k := range n {
		same := func(i int) bool { return f.Strata == nil || f.Strata[i] == f.Strata[k] }
		if done[k] || f.Status[k]*weight(k) == 0 {
			continue
		}
		var events []int
		event, mass := make([]bool, n), of(0)
		for i := range n {
			if f.Status[i]*weight(i) > 0 && f.Time[i] == f.Time[k] && same(i) {
				events, event[i], done[i] = append(events, i), true, true
				mass.Add(mass, of(weight(i)))
				value.Sub(value, mul(of(weight(i)), eta[i]))
				grad[i].Sub(grad[i], of(weight(i)))
			}
		}
		parts := 1
		if f.Ties == losses.Efron {
			parts = len(events)
		}
		c := quo(mass, of(float64(parts)))
		for r := range parts {
			base, p, sum := make([]*big.Float, n), make([]*big.Float, n), of(0)
			for i := range n {
				if weight(i) == 0 || !same(i) || f.Time[i] < f.Time[k] || f.Start != nil && f.Start[i] >= f.Time[k] {
					continue
				}
				base[i] = of(weight(i))
				if event[i] {
					base[i] = mul(base[i], quo(of(float64(parts-r)), of(float64(parts))))
				}
				p[i] = mul(base[i], digits.Exp(eta[i]))
				sum.Add(sum, p[i])
			}
			value.Add(value, mul(c, digits.Log(sum)))
			for i := range n {
				if p[i] == nil {
					continue
				}
				p[i] = quo(p[i], sum)
				grad[i].Add(grad[i], mul(c, p[i]))
				mixed := mul(share, p[i])
				if event[i] {
					mixed.Add(mixed, mul(rest, quo(of(weight(i)), mass)))
				}
				conj.Add(conj, mul(c, xlog(mixed, base[i])))
			}
		}
	}
	for i := range grad {
		conj.Sub(conj, mul(mul(share, grad[i]), of(offset(i))))
		grad[i] = quo(grad[i], total)
	}
	return quo(value, total), grad, quo(conj, total)
}

// What is promised of rounding holds, against fifty digits: of F, of the gradient, and of
// F* along it, for predictions of all sizes.
func TestCoxRounding(t *testing.T) {
	const loss, summed = 0x1p-48, 40 * 0x1p-53
	for _, size := range []float64{0.1, 30, 1000} {
		rng := rand.New(rand.NewPCG(uint64(10*size), 5))
		for name, f := range coxes(20, rng) {
			n := len(f.Time)
			z, g := make([]float64, n), make([]float64, n)
			for i := range z {
				z[i] = size * rng.NormFloat64()
			}
			for _, s := range []float64{1, 0.999, 0.3} {
				value, grad, conj := coxExactly(f, z, s)
				off := func(got float64, want *big.Float) float64 {
					d, _ := digits.Of(0).Sub(digits.Of(got), want).Float64()
					return d
				}
				terms, _ := f.Magnitude(z)
				if d := math.Abs(off(f.Value(z), value)); d > summed*terms {
					t.Errorf("%s, predictions of %g: F is off by %g of %g", name, size, d, summed*terms)
				}
				f.Grad(g, z)
				wrong := 0.0
				for i := range g {
					wrong = math.Hypot(wrong, off(g[i], grad[i]))
				}
				if most := loss * f.GradSize(g); wrong > most {
					t.Errorf("%s, predictions of %g: the gradient is off by %g of %g", name, size, wrong, most)
				}
				got, scale := f.ConjGrad(z, s)
				if d := off(got, conj); d < -loss*scale || s == 1 && d > loss*scale {
					t.Errorf("%s, predictions of %g, s = %v: F* is off by %g of %g", name, size, s, d, loss*scale)
				}
				if most := 0.02 * scale; s == 0.999 && off(got, conj) > most { // and not far above
					t.Errorf("%s, predictions of %g: F* is %g above the mixture", name, size, off(got, conj))
				}
			}
		}
	}
}
