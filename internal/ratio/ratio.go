// Package ratio has what tests need to compare bounds in float64 with rational numbers.
// Nothing in it shares code with what is tested.
package ratio

import (
	"math"
	"math/big"
)

// Of is v, which must be finite, as a rational number.
func Of(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }

// Float is the float64 nearest to x.
func Float(x *big.Rat) float64 { v, _ := x.Float64(); return v }

// NotBelow tells whether v is an upper bound of x. NaN is none.
func NotBelow(v float64, x *big.Rat) bool {
	return math.IsInf(v, 1) || !math.IsInf(v, 0) && v == v && Of(v).Cmp(x) >= 0
}

// NotAbove tells whether v is a lower bound of x.
func NotAbove(v float64, x *big.Rat) bool { return NotBelow(-v, new(big.Rat).Neg(x)) }

// Distance is |v - x|.
func Distance(v float64, x *big.Rat) *big.Rat {
	d := new(big.Rat).Sub(Of(v), x)
	return d.Abs(d)
}

// Dot is Σ x_i v_i.
func Dot(x []float64, v []*big.Rat) *big.Rat {
	s := new(big.Rat)
	for i, t := range v {
		s.Add(s, new(big.Rat).Mul(Of(x[i]), t))
	}
	return s
}

// Solve returns z with a z = b for the rows (a_k, b_k) of a, or nil where a is singular. It
// eliminates in place.
func Solve(a [][]*big.Rat) []*big.Rat {
	for c := range a {
		top := c
		for top < len(a) && a[top][c].Sign() == 0 {
			top++
		}
		if top == len(a) {
			return nil
		}
		a[c], a[top] = a[top], a[c]
		for k := range a {
			if k == c || a[k][c].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(a[k][c], a[c][c])
			for i := range a[k] {
				a[k][i] = new(big.Rat).Sub(a[k][i], new(big.Rat).Mul(f, a[c][i]))
			}
		}
	}
	z := make([]*big.Rat, len(a))
	for c := range a {
		z[c] = new(big.Rat).Quo(a[c][len(a)], a[c][c])
	}
	return z
}

// Conj is the largest conjugate of l1 |b| + l2 b²/2 on [lower, upper] over the slopes
// within err of u, times s; nil where it is infinite. It is convex: one end will do.
func Conj(l1, l2 *big.Rat, lower, upper, u, err, s float64) *big.Rat {
	var best *big.Rat
	for _, sign := range []float64{-1, 1} {
		v := new(big.Rat).Add(Of(u), Of(sign*err))
		v.Mul(v, Of(s))
		var at []*big.Rat // where the supremum may be: 0, the bounds, the stationary point
		if lower <= 0 && upper >= 0 {
			at = append(at, new(big.Rat))
		}
		for _, edge := range []float64{lower, upper} {
			if !math.IsInf(edge, 0) {
				at = append(at, Of(edge))
			}
		}
		slack := new(big.Rat).Sub(new(big.Rat).Abs(v), l1)
		if slack.Sign() > 0 {
			toward := upper
			if v.Sign() < 0 {
				toward = lower
				slack.Neg(slack)
			}
			if l2.Sign() > 0 {
				b := slack.Quo(slack, l2)
				if (math.IsInf(lower, -1) || b.Cmp(Of(lower)) >= 0) && (math.IsInf(upper, 1) || b.Cmp(Of(upper)) <= 0) {
					at = append(at, b)
				}
			} else if math.IsInf(toward, 0) {
				return nil
			}
		}
		for _, b := range at {
			c := new(big.Rat).Mul(v, b)
			c.Sub(c, new(big.Rat).Mul(l1, new(big.Rat).Abs(b)))
			half := new(big.Rat).Mul(b, b)
			c.Sub(c, half.Mul(half, new(big.Rat).Mul(l2, big.NewRat(1, 2))))
			if best == nil || c.Cmp(best) > 0 {
				best = c
			}
		}
	}
	return best
}
