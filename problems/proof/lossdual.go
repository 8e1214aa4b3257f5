package proof

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/interval"
)

// What a dual point of another loss than the square needs: to be inside the domain of the
// conjugate, which is bounded, with its equations met on rows that have room there.

// confine moves entries of Theta inside the domain.
func (b *Bounds) confine(d *DualBound) {
	if b.m.Loss == nil {
		return
	}
	const inside = 1 - 0x1p-48
	for i, w := range b.w {
		low, high := b.m.Loss.domain(b.m.Y[i])
		share := w / b.total.Hi * inside
		if w > 0 {
			d.Theta[i] = min(max(d.Theta[i], -high*share), -low*share)
		}
	}
}

// metric is that in which Theta is moved: the weights, and for another loss than the
// square the curvature that goes with an entry, which is 0 at the ends of its domain.
func (b *Bounds) metric(theta []float64) []float64 {
	if b.m.Loss == nil {
		return b.w
	}
	h := make([]float64, b.n)
	for i, w := range b.w {
		if w > 0 {
			h[i] = w * b.m.Loss.bend(b.m.Y[i], -theta[i]*(b.total.Hi/w))
		}
	}
	return h
}

// slope bounds W (theta_i - delta_i) / w_i, for w_i > 0.
func (b *Bounds) slope(d *DualBound, i int) interval.Interval {
	t := interval.Point(d.Theta[i])
	if slices.Contains(d.Rows, i) {
		t = t.Widened(d.Shift)
	}
	if t.Lo == 0 && t.Hi == 0 {
		return t
	}
	over := func(x, total float64) float64 { return interval.DivUp(interval.MulUp(x, total), b.w[i]) }
	pick := func(up bool) float64 { // the end of the total that is further from 0 outwards
		if up {
			return b.total.Hi
		}
		return b.total.Lo
	}
	return interval.Interval{Lo: -over(-t.Lo, pick(t.Lo < 0)), Hi: over(t.Hi, pick(t.Hi > 0))}
}

// inside is the largest scale for which all entries are in the domain, or a little less.
func (b *Bounds) inside(d *DualBound) float64 {
	s := 1.0
	for i, w := range b.w {
		if w == 0 {
			continue
		}
		low, high := b.m.Loss.domain(b.m.Y[i])
		v := b.slope(d, i)
		if -v.Lo > high {
			s = min(s, interval.DivDown(high, -v.Lo))
		}
		if v.Hi > -low {
			s = min(s, interval.DivDown(-low, v.Hi))
		}
	}
	return s
}

// lossTerms returns an upper bound on F*(-s (theta - delta)) by s.
func (b *Bounds) lossTerms(d *DualBound) func(s float64) float64 {
	v := make([]interval.Interval, b.n)
	var linear interval.Sum
	for i, w := range b.w {
		if w > 0 {
			v[i] = b.slope(d, i)
		}
		if b.m.Offset != nil {
			linear.AddProduct(d.Theta[i], b.m.Offset[i])
		}
	}
	offset := linear.Total()
	if b.m.Offset != nil && d.Rows != nil {
		on := make([]float64, len(d.Rows))
		for c, i := range d.Rows {
			on[c] = b.m.Offset[i]
		}
		offset = d.eq.moved(offset, on, nil, d.Shift)
	}
	return func(s float64) float64 {
		var sum interval.Sum
		for i, w := range b.w {
			if w == 0 {
				continue
			}
			a := v[i].Multiple(-s)
			c := conjAbove(b.m.Loss, b.m.Y[i], interval.Interval{Lo: a.Lo + 0, Hi: a.Hi + 0})
			if math.IsInf(c, 1) {
				return c
			}
			sum.AddProduct(w, c)
		}
		return interval.AddUp(b.mean(sum.Total().Hi), offset.Multiple(s).Hi)
	}
}

// gradient returns -∇F where the intercept and the free columns are refitted by a few
// steps of Newton's method, or near it.
func (b *Bounds) gradient(z *interval.Sums) []float64 {
	theta, h, at := make([]float64, b.n), make([]float64, b.n), make([]float64, b.n)
	for i := range at {
		at[i] = z.P[i] + z.S[i]
	}
	var free []int
	for _, f := range b.flat {
		if f.Up && f.Down {
			free = append(free, f.J)
		}
	}
	for round := range 20 {
		for i, w := range b.w {
			theta[i], h[i] = 0, 0
			if w > 0 {
				slope, curvature := b.m.Loss.derivatives(b.m.Y[i], at[i])
				theta[i], h[i] = -w/b.total.Hi*slope, w/b.total.Hi*curvature
			}
		}
		if !b.m.Intercept && free == nil {
			break
		}
		step, left := make([]float64, b.n), slices.Clone(theta)
		equations.Span(b.m.X, b.m.Intercept, h, free).Explain(step, left, h)
		longest := 0.0
		for _, s := range step {
			longest = max(longest, math.Abs(s))
		}
		if !(longest > 1e-15) || longest > 1 && round > 0 || round == 19 { // what is left is projected
			break
		}
		for i, s := range step {
			at[i] += s / max(1, longest)
		}
	}
	return theta
}
