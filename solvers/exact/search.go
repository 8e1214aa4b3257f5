package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// undo takes back a step that has not brought the moving columns nearer their optimum,
// and makes the engine wary.
func (x *newton) undo() {
	copy(x.b, x.before)
	x.active = append(x.active[:0], x.was...)
	x.z, x.from = x.from, x.z
	x.derivatives()
	x.refresh()
	x.slopes()
	x.wary = true
	if x.joint != nil {
		return
	}
	for i, h := range x.h { // a curvature that is gone is that of a loss with a straight part
		if h == 0 && (x.weight == nil || x.weight[i] > 0) {
			x.kinked = true
		}
	}
}

// damped takes a step of Newton's method with the present Hessian, up to where the first
// coefficient comes to the end of its box, or the objective along it stops to fall. It is
// convex along the step, and falls at first, since every Hessian that a factor is made of
// is positive definite. For losses that are piecewise quadratic this ends, once the
// pieces are found, with a step that is exact.
func (x *newton) damped() {
	if !x.current() {
		x.refresh()
	}
	x.before = append(x.before[:0], x.b...)
	x.was = append(x.was[:0], x.active...)
	x.rests()
	x.step = append(x.step[:0], x.first...)
	start, lack := x.worst(), x.lack(0)
	if x.iterative {
		x.conjugate(x.step)
	} else {
		x.factor.solve(x.step)
	}
	t, stop := blocking(x.active, x.b, x.step, x.box)
	for k, e := range x.active {
		x.b[e] += t * x.step[k]
	}
	x.advance()
	if share := x.search(); share < 1 {
		for _, e := range x.was {
			x.b[e] = x.before[e] + share*(x.b[e]-x.before[e])
		}
		x.slopes()
	} else if stop >= 0 {
		x.drop(stop, x.step[stop])
		return
	}
	switch {
	case x.worst() <= start/2:
		x.wary, x.stalled = x.kinked, 0
	case lack <= 1e-9*x.scale || -x.falls() <= 1e-13*x.scale:
		x.stalled++
	}
}

// curvature is the lambda that a factor depends on, 0 for none.
func (x *newton) curvature() float64 {
	if x.s.Penalty.Alpha == 1 {
		return 0
	}
	return x.s.Penalty.Lambda
}

// rests notes what the moving columns lack at the start of a step.
func (x *newton) rests() {
	x.first = x.first[:0]
	for _, e := range x.active {
		x.first = append(x.first, x.rest(e))
	}
}

// falls is the slope of the objective at the start of a step, along it.
func (x *newton) falls() (slope float64) {
	for k, e := range x.was {
		slope -= x.first[k] * (x.b[e] - x.before[e])
	}
	return slope
}

// slope is that of the objective after a share t of the step, where the derivatives are.
func (x *newton) slope(t float64) float64 {
	s := x.c * kernel.Dot(x.g, x.dz)
	for _, e := range x.was {
		d := x.b[e] - x.before[e]
		s += d * (x.box[e].slope + x.terms[e].L2*(x.before[e]+t*d))
	}
	return s
}

// search returns the share of the step that is worth taking, and moves the predictions
// there. Where the objective still
// falls at the end of the step that is all of it, otherwise as far as where its slope
// changes sign: found by regula falsi in the variant of Illinois, and by bisection where
// that is slow or the end is out of all range. Slopes can be told from rounding
// far nearer to the optimum than values can.
func (x *newton) search() float64 {
	first := x.falls()
	enough := -0.1 * first
	if x.kinked {
		enough = -1e-3 * first
	}
	last := x.slope(1)
	if last <= enough || !(first < 0) {
		return 1 // rounding, in the second case
	}
	lo, hi, down, up, t := 0.0, 1.0, first, last, 1.0
	for k := range 100 {
		wide := !(up <= -1e3*first)
		switch t = lo + (hi-lo)*down/(down-up); {
		case wide && lo == 0:
			t = hi / 10
		case wide || k%3 == 2 || !(t > lo && t < hi):
			t = lo + (hi-lo)/2
		}
		if t <= lo || t >= hi {
			break
		}
		x.move(t)
		s := x.slope(t)
		if math.Abs(s) <= enough {
			break
		}
		if s < 0 {
			lo, down, up = t, s, up/2
		} else {
			hi, up, down = t, s, down/2
		}
	}
	return t
}
