package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// search looks at a step that has not brought the moving columns nearer their optimum. The objective is
// convex along it, and falls at first: every Hessian that a factor is made of is positive
// definite, and the path of a step with drops stays in the boxes, where the penalty is
// smooth. So the step may be taken whole where it still falls at its end, and otherwise
// as far as where the slope of the objective changes sign. That is found to a tenth of
// the first slope, by regula falsi in the variant of Illinois, and bisection where that
// is slow or the end is out of all range.
//
// Slopes can be told from rounding far nearer to the optimum than values can.
func (x *newton) search() {
	x.rent.end() // the curvature was not what the factor says
	slope := func(t float64) float64 {
		s := x.c * kernel.Dot(x.g, x.dz)
		for _, e := range x.was {
			d := x.b[e] - x.before[e]
			s += d * (x.box[e].slope + x.terms[e].L2*(x.before[e]+t*d))
		}
		return s
	}
	first := 0.0
	for _, e := range x.was {
		first -= x.first[e] * (x.b[e] - x.before[e])
	}
	last := slope(1)
	if last <= -0.1*first || !(first < 0) {
		return // rounding, in the second case
	}
	at := func(t float64) float64 {
		kernel.Parallel(x.s.N, 8192, func(lo, hi int) {
			for i, d := range x.dz[lo:hi] {
				x.z[lo+i] = x.from[lo+i] + t*d
			}
			x.derive(lo, hi)
		})
		return slope(t)
	}
	lo, hi, down, up := 0.0, 1.0, first, last
	t := 1.0
	for k := range 100 {
		t = lo + (hi-lo)*down/(down-up)
		if wide := !(up <= 1e3*-first); wide && lo == 0 {
			t = hi / 10
		} else if wide || k%3 == 2 || !(t > lo && t < hi) {
			t = lo + (hi-lo)/2
		}
		s := at(t)
		switch {
		case math.Abs(s) <= -0.1*first || t <= lo || t >= hi:
			k = 100
		case s < 0:
			lo, down, up = t, s, up/2
		default:
			hi, up, down = t, s, down/2
		}
		if k == 100 {
			break
		}
	}
	for _, e := range x.was {
		x.b[e] = x.before[e] + t*(x.b[e]-x.before[e])
	}
	if len(x.active) < len(x.was) { // none is at its end now
		x.active = append(x.active[:0], x.was...)
		for k, e := range x.active {
			x.place[e] = k
		}
		x.refresh()
	}
	x.slopes()
}
