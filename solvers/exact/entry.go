package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/problems"
)

// How columns come into E, and from rest into motion.

// include takes columns into E, at rest.
func (x *newton) include(js []int) {
	for _, j := range js {
		b, t, size := 0.0, problems.Term{Lower: math.Inf(-1), Upper: math.Inf(1)}, 1.0
		if j >= 0 {
			x.pos[j] = int32(len(x.cols))
			b, t, size = x.s.Penalty.Start(j), x.s.Penalty.Term(j), x.s.Length(j)
		}
		x.cols, x.b, x.terms, x.size = append(x.cols, j), append(x.b, b), append(x.terms, t), append(x.size, size)
		x.u, x.box, x.place, x.entered = append(x.u, 0), append(x.box, box{}), append(x.place, -1), append(x.entered, 0)
	}
}

// take has room for all: what is not moving takes none.
func (x *newton) take(js []int) bool {
	x.include(js)
	return true
}

// doubt is how large a violation may be owed to rounding, or to what the moving columns
// still lack, in units of the length of its column: taken in for less, columns come and go.
func (x *newton) doubt() float64 { return 4*x.noise + 2*x.worst() }

func (x *newton) doubts() func(j int) float64 {
	doubt := x.doubt()
	return func(j int) float64 { return doubt * x.s.Length(j) }
}

// admit takes in the resting coefficients of E that violate their condition, the worst
// if they are many, and reports whether there were any.
func (x *newton) admit() bool {
	x.restingSlopes()
	doubt := x.doubt()
	x.waiting = x.waiting[:0]
	for e, j := range x.cols {
		if x.place[e] >= 0 || j >= 0 && x.s.Curv[j] == 0 || x.entered[e] > 20 {
			continue
		}
		if bx, bad := entrance(x.terms[e], x.b[e], x.u[e], doubt*x.size[e]); bad {
			x.box[e] = bx
			x.waiting = append(x.waiting, e)
		}
	}
	es := worst(x.waiting, max(8, len(x.active)/2), func(e int) float64 {
		return (math.Abs(x.u[e]) - x.terms[e].L1) / x.size[e]
	})
	for _, e := range es {
		x.entered[e]++
		x.wary = x.wary || x.entered[e] > 2 // columns come and go: only searches are sure to lead on
	}
	if x.join(es) == 0 {
		return false
	}
	x.stalled = 0
	return true
}

func (x *newton) overlooked(pen *problems.ElasticNet, f *problems.Finding, known int) (missing []int, any bool) {
	x.s.Penalty = pen
	return x.screen.overlooked(f, known, x.pos, max(32, len(x.active)), x.doubts())
}

// working is the residual of least squares whose slopes are those of the fit.
func (x *newton) working() []float64 {
	x.residual = resize(x.residual, x.s.N)
	for i, g := range x.g {
		x.residual[i] = -x.c * g
	}
	x.s.ResidualOf(x.residual, x.residual)
	return x.residual
}
