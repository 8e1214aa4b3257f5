package problems

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// What a certificate asks of an [ElasticNet]: the few coordinates that count, and
// bounds on the conjugate when the slopes are known up to an error.

// beyond appends to dst the coordinates that do not rest at zero quietly: the slope
// exceeds what the kink holds, or zero is out of bounds. All others add nothing to
// the value, the conjugate, the dual scale and the optimality conditions.
func (o *ElasticNet) beyond(dst []int, u []float64) []int {
	l := o.Lambda * o.Alpha
	if o.Factor == nil && o.Lower == nil && o.Upper == nil && o.Scale != nil {
		return kernel.Beyond(dst, u, o.Scale, l)
	}
	for j, v := range u {
		if o.Factor != nil || o.Lower != nil || o.Upper != nil {
			t := o.Term(j)
			if l = t.L1; t.Lower > 0 || t.Upper < 0 {
				l = -1
			}
		}
		if !(math.Abs(v) <= l) {
			dst = append(dst, j)
		}
	}
	return dst
}

// among returns those of the given coordinates that beyond would name.
func (o *ElasticNet) among(at []int, u []float64) []int {
	return slices.DeleteFunc(slices.Clone(at), func(j int) bool {
		t := o.Term(j)
		return math.Abs(u[j]) <= t.L1 && t.Lower <= 0 && t.Upper >= 0
	})
}

// only is the penalty of the coordinates at the given places, a new slice each.
func (o *ElasticNet) only(at []int) *ElasticNet {
	return &ElasticNet{o.Lambda, o.Alpha, pick(o.Factor, at), pick(o.Scale, at), pick(o.Lower, at), pick(o.Upper, at)}
}

// near appends to dst the coordinates that an error of the slopes leaves in doubt
// whether they rest at zero quietly, and those that do not.
func (o *ElasticNet) near(dst []int, u []float64, a *Auditor, e roundoff) []int {
	if o.Factor == nil && o.Lower == nil && o.Upper == nil && same(o.Scale, a.scale) {
		// One margin for all: the largest error in units of the threshold. A wide one would
		// be right, and name nearly all.
		if l := lower(o.Lambda * o.Alpha); e.margin < l/4 {
			l = lower(l - e.margin)
			if o.Scale != nil {
				return kernel.Beyond(dst, u, o.Scale, l)
			}
			for j, v := range u {
				if !(math.Abs(v) <= l) {
					dst = append(dst, j)
				}
			}
			return dst
		}
	}
	for j, v := range u {
		if t := o.Term(j); t.Lower > 0 || t.Upper < 0 || !(math.Abs(v)+a.slopeError(j, e) <= lower(t.L1)) || o.strains(j) {
			dst = append(dst, j)
		}
	}
	return dst
}

// same tells whether two slices are one.
func same(a, b []float64) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// strains tells that the products of a term may leave the range of normal doubles.
func (o *ElasticNet) strains(j int) bool {
	const far = 0x1p300
	odd := func(v float64) bool { return v != 0 && (v < 1/far || v > far) && !math.IsInf(v, 1) }
	return odd(o.Lambda*o.Alpha) || o.Scale != nil && odd(o.Scale[j]) || o.Factor != nil && odd(o.Factor[j])
}

// lower returns what a positive number that some operations have rounded is not below.
func lower(v float64) float64 { return v * (1 - 16*unit) }

// scale is a factor by which to shrink a dual point: safe where the slopes are known
// up to an error, nominal if they were exact.
type scale struct{ safe, nominal float64 }

// scales returns two: DualScale, so that no slope is beyond what the conjugate allows,
// and the same with the ridge part and the bounds left out: where the ridge is faint
// the conjugate is finite but huge, and shrinking more does better. They are trials:
// [ElasticNet.conjAbove] judges a scale by the same errors, so that a wrong one bounds less.
func (o *ElasticNet) scales(u, err []float64) []scale {
	hard, soft := scale{1, 1}, scale{1, 1}
	for j, v := range u {
		t, top := o.Term(j), math.Abs(v)+err[j]
		if !(top > lower(lower(t.L1))) || t.Lower == 0 && t.Upper == 0 { // conjAbove rounds up, too
			continue
		}
		s := scale{lower(lower(t.L1) / top), min(1, t.L1/math.Abs(v))}
		if t.hard(v+err[j]) || t.hard(v-err[j]) {
			hard = hard.with(s)
		}
		if t.Lower != t.Upper && t.L1 > 0 {
			soft = soft.with(s)
		}
	}
	return slices.Compact([]scale{hard, soft.with(hard)})
}

func (s scale) with(o scale) scale { return scale{min(s.safe, o.safe), min(s.nominal, o.nominal)} }

// lost is the share that safety takes.
func (s scale) lost() float64 {
	if s.nominal > s.safe {
		return 1 - s.safe/s.nominal
	}
	return 0
}

// hard tells whether the conjugate is infinite past L1 on the side that u points to.
func (t Term) hard(u float64) bool {
	return t.ridge() == 0 && (u > 0 && math.IsInf(t.Upper, 1) || u < 0 && math.IsInf(t.Lower, -1))
}

// ridge returns L2, or 0 where it is so small that it may have lost its digits.
func (t Term) ridge() float64 {
	if t.L2 < 0x1p-960 {
		return 0
	}
	return t.L2
}

// conjAbove bounds Omega* over all slopes within s err of s u. Each of its roundings has
// a constant of its own, and each constant room for the others.
func (o *ElasticNet) conjAbove(u, err []float64, s float64) float64 {
	var all vector.Sum
	for j, v := range u {
		t := o.Term(j)
		t.L1, t.L2 = lower(t.L1), lower(t.ridge())
		c, size := math.Inf(-1), 0.0
		for _, v := range [2]float64{s * (v - err[j]), s * (v + err[j])} { // convex: one end is the largest
			v += math.Copysign(4*unit*math.Abs(v), v)
			if math.Abs(v) <= t.L1 && t.Lower <= 0 && t.Upper >= 0 {
				c = max(c, 0)
				continue
			}
			b := t.best(v)
			if math.IsInf(b, 0) {
				return math.Inf(1)
			}
			value := t.Value(b)
			c, size = max(c, b*v-value), max(size, math.Abs(b*v)+value)
		}
		all.Add(c + 16*unit*size)
	}
	return all.Total() + summed*math.Abs(all.Total())
}
