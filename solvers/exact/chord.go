package exact

import (
	"math"
	"slices"
)

// rest is what the condition of a moving column lacks.
func (x *newton) rest(e int) float64 { return x.u[e] - x.box[e].slope - x.terms[e].L2*x.b[e] }

// worst is the largest rest, relative to the length of its column; NaN where one is.
func (x *newton) worst() float64 {
	worst := 0.0
	for _, e := range x.active {
		d := math.Abs(x.rest(e)) / x.size[e]
		if d != d {
			return d
		}
		worst = max(worst, d)
	}
	return worst
}

// good tells whether the moving columns are as near their optimum as is asked for.
func (x *newton) good(share float64) bool {
	lack := x.lack(share)
	return x.stalled > 1 || lack == 0 || share == 0 && lack <= x.aim*x.scale
}

// lack estimates the gap that the rests are good for: the terms rest_e b_e, and the
// share by which a dual point must shrink until all slopes are in bounds. Rests within
// rounding, or within the share of their bars, count as none.
func (x *newton) lack(share float64) float64 {
	sum, top := 0.0, 0.0
	for _, e := range x.active {
		bar := x.terms[e].L1
		if bar == 0 {
			bar = x.steep * x.size[e]
		}
		d := math.Abs(x.rest(e)) - x.noise*x.size[e]
		if d <= share*bar {
			continue
		}
		if !(d < math.Inf(1)) {
			return math.Inf(1)
		}
		if x.cols[e] >= 0 {
			sum += d * math.Abs(x.b[e])
		}
		if d > top*bar {
			top = d / bar
		}
	}
	return sum + top*x.scale
}

// chord takes one step from the old Hessian.
func (x *newton) chord() {
	x.before = append(x.before[:0], x.b...)
	x.was = append(x.was[:0], x.active...)
	x.rests()
	start := x.worst()
	x.step = append(x.step[:0], x.first...)
	if x.iterative {
		x.conjugate(x.step)
		x.clip()
	} else {
		x.factor.solve(x.step)
		x.combine()
		x.moveAndDrop()
	}
	x.advance()
	dropped := len(x.active) < len(x.was)
	switch end := x.worst(); {
	case dropped && end <= 4*start && x.slope(1) <= -x.falls()/2:
	case !dropped && end <= 0.9*start:
		x.rent.pay(end / start)
	default:
		x.undo()
	}
}

// moveAndDrop moves the coefficients by the step. What meets the end of its box is dropped
// there, and the rest of the way goes by the system that is left: of its residual the
// share that the step still has to go.
func (x *newton) moveAndDrop() {
	x.left = append(x.left[:0], x.first...)
	for {
		t, stop := blocking(x.active, x.b, x.step, x.box)
		for k, e := range x.active {
			x.b[e] += t * x.step[k]
		}
		if stop < 0 {
			return
		}
		x.drop(stop, x.step[stop])
		x.left = slices.Delete(x.left, stop, stop+1)
		for k := range x.left {
			x.left[k] *= 1 - t
		}
		x.step = append(x.step[:0], x.left...)
		x.factor.solve(x.step)
	}
}

// combine turns the first chord from a point into the combination with those before it,
// if that stays in the boxes.
func (x *newton) combine() {
	at := x.at[:0]
	for _, e := range x.active {
		at = append(at, x.b[e])
	}
	x.at = at
	x.plain = append(x.plain[:0], x.step...)
	x.memory.improve(x.step, x.first, at)
	if _, stop := blocking(x.active, x.b, x.step, x.box); stop >= 0 {
		copy(x.step, x.plain)
	}
}

// drop takes active[k], moving in direction d, out at the end of its box.
func (x *newton) drop(k int, d float64) {
	e := x.active[k]
	x.b[e] = x.box[e].lo
	if d > 0 {
		x.b[e] = x.box[e].hi
	}
	if !x.iterative {
		x.factor.delete(k)
	}
	x.memory.forget()
	x.active = slices.Delete(x.active, k, k+1)
	x.place[e] = -1
	for i := k; i < len(x.active); i++ {
		x.place[x.active[i]] = i
	}
}
