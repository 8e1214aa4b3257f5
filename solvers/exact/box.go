package exact

import (
	"github.com/lassocheck/lassocheck/problems"
)

// box is the range over which the optimality condition of an active coefficient is
// the linear one, <x, r> = slope + L2 b.
type box struct{ lo, hi, slope float64 }

// clip takes the whole step d, each coefficient to the end of its box at the most, if
// that lowers the objective, and drops all that came to an end. Where there are
// several, that saves a solution of the system for each but one. It is tried where
// what is cut off is small beside the step. h is the residual of the system before
// the step: minus the slope of the objective, which is linear along the step, so that
// its mean over both ends gives what is gained.
func (x *Engine) clip(h, d []float64) bool {
	x.ends = x.ends[:0]
	whole, cut := 0.0, 0.0
	for k, e := range x.active {
		to := x.b[e] + d[k]
		whole += h[k] * d[k]
		if off := to - min(max(to, x.box[e].lo), x.box[e].hi); off != 0 {
			x.ends = append(x.ends, k)
			cut += x.gram.row(e)[e] * off * off
		}
	}
	if len(x.ends) < 2 || cut > whole/8 || x.care == thorough {
		return false
	}
	x.before = append(x.before[:0], x.b...)
	for k, e := range x.active {
		x.b[e] = min(max(x.b[e]+d[k], x.box[e].lo), x.box[e].hi)
	}
	x.gradients()
	gain := 0.0
	for k, e := range x.active {
		after := x.g[e] - x.box[e].slope - x.terms[e].L2*x.b[e]
		gain += (h[k] + after) / 2 * (x.b[e] - x.before[e])
	}
	if !(gain > 0) {
		copy(x.b, x.before)
		x.stale = true
		return false
	}
	for i := len(x.ends) - 1; i >= 0; i-- {
		x.drop(x.ends[i], d[x.ends[i]])
	}
	return true
}

// blocking returns the share of the step d, at most 1, that the boxes allow, and
// which active coefficient stops it, -1 for none.
func (x *Engine) blocking(d []float64) (t float64, stop int) {
	return blocking(x.active, x.b, d, x.box)
}

func blocking(active []int, b, d []float64, boxes []box) (t float64, stop int) {
	t, stop = 1, -1
	for k, e := range active {
		to, bx := b[e]+d[k], &boxes[e]
		var room float64
		switch {
		case to < bx.lo:
			room = bx.lo - b[e]
		case to > bx.hi:
			room = bx.hi - b[e]
		default:
			continue
		}
		if s := max(0, room/d[k]); s < t || stop < 0 {
			t, stop = min(t, s), k
		}
	}
	return t, stop
}

// entrance tells whether a coefficient at rest at b wants to move given the
// gradient g, and the box in which it then moves.
func entrance(t problems.Term, b, g, noise float64) (box, bool) {
	g -= t.L2 * b
	up, down := b >= 0, b > 0 // the side of zero that either direction leads into
	if b < t.Upper && g > slope(t, up)+noise {
		return boxOf(t, up), true
	}
	if b > t.Lower && g < slope(t, down)-noise {
		return boxOf(t, down), true
	}
	return box{}, false
}

// slope is that of L1 |b| on one side of zero.
func slope(t problems.Term, positive bool) float64 {
	if positive {
		return t.L1
	}
	return -t.L1
}

// boxOf is the part of the bounds on one side of zero, or all of them where zero is
// no kink.
func boxOf(t problems.Term, positive bool) box {
	switch {
	case t.L1 == 0:
		return box{t.Lower, t.Upper, 0}
	case positive:
		return box{max(0, t.Lower), t.Upper, t.L1}
	}
	return box{t.Lower, min(0, t.Upper), -t.L1}
}
