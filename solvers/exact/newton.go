package exact

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/problems"
)

// newton solves a fit of one prediction each with an elastic net to machine precision,
// one lambda after the other. With the signs of the coefficients known the optimum is a
// system of smooth equations,
//
//	u_e = slope_e + L2_e b_e,   u = -X'∇F(z),   z = X b + b_0 + o,
//
// for the columns e that move, and Newton's method solves it. As in the least-squares
// engine, a coefficient that would change its sign or leave its bounds on the way of a
// step stops there and is dropped, and the step goes on without it; columns that
// violate their condition are taken in when the others are near their optimum.
//
// The Hessian is an old one: steps are chords, by a factor that is kept over iterations
// and lambdas for as long as it pays (refresh.go). The first step at a new lambda is then
// the predictor along the path's tangent. Far from the optimum, and where the losses have
// kinks in their slopes, steps are searched along (search.go).
//
// References: Lee, Sun and Saunders, Proximal Newton-type methods for minimizing
// composite functions (2014); Kelley, Solving nonlinear equations with Newton's method
// (2003), section 2.4, for the chord method.
type newton struct {
	s      *lsq.Problem // columns, weights and penalty; the response there is nothing
	fit    problems.Separable
	weight []float64 // of the observations, sum one; nil for equal ones
	c      float64   // products of columns are c Σ
	scale  float64   // what gaps are relative to
	aim    float64   // what share of it a gap may keep
	care   care      // fast while the aim is a loose one
	limit  int       // columns that E may hold
	screen *screen
	factor factor // of the moving columns, by the weights ref
	rows   *byRow // of sparse columns

	// On E, in the order that columns were taken in.
	cols    []int // -1 for the intercept, the first
	pos     []int32
	b       []float64
	u       []float64 // current where a column moves
	terms   []problems.Term
	box     []box
	size    []float64 // lengths of columns
	place   []int     // in active, -1 outside
	entered []int     // how often, at this lambda
	active  []int     // places in E of what moves, in factor order

	idle []int // columns with nothing to say that bounds keep from zero

	z    []float64 // predictions with offsets, those of the idle columns included
	base []float64 // what b has no part in
	g, h []float64 // the derivatives of the losses, times weights
	ref  []float64 // the h of the factor

	steps   int
	stalled int     // steps that found nothing but rounding left
	steep   float64 // ‖g‖, in the metric of columns
	noise   float64 // of a slope, in units of the length of its column
	rent    rent
	memory  memory
	ridge   float64 // the lambda of the factor, 0 where the penalty has no curvature
	wary    bool    // steps are searched along, with the present curvature
	kinked  bool    // slopes of losses have kinks

	at, plain    []float64 // scratch: b of the moving ones, and a chord
	before, step []float64 // scratch: b at the start of a step, and the step of the moving ones
	first, left  []float64 // scratch: the residual of the system at the start and then
	was          []int     // scratch: what moved at the start of a step
	dz, from     []float64 // X step, and z before it
	work         [][]float64
	partial      []float64
	ones         []float64
	residual     []float64 // of the screen
	stop         func(steps int) bool
	waiting      []int // scratch: columns to take in
}

const (
	fine  = 1e-13 // the share of the scale that is aimed at
	rough = 1e-3  // how far slopes may be off, relative to their bars, before columns are taken in
)

func newNewton(p *problems.Problem, fit problems.Separable, o Options) (*newton, error) {
	weights, offset := fit.Observations()
	n, _ := p.X.Dims()
	q := *p
	q.Fit = &problems.LeastSquares{Y: make([]float64, n), Weights: weights}
	s, err := lsq.New(&q)
	if err != nil {
		return nil, err
	}
	x := &newton{s: s, fit: fit, weight: s.W, c: s.C, scale: o.Scale, aim: fine, care: careful, limit: o.Columns, stop: o.Stop,
		screen: newScreen(s), pos: make([]int32, s.P)}
	if x.weight == nil {
		x.c = 1 / float64(n)
	}
	if o.Tol > 1e-8 {
		x.aim, x.care = o.Tol/4, fast
	}
	for _, v := range []*[]float64{&x.z, &x.base, &x.g, &x.h, &x.ref, &x.dz, &x.from} {
		*v = make([]float64, n)
	}
	for j := range x.pos {
		x.pos[j] = -1
	}
	copy(x.base, offset)
	var start []int
	if s.Intercept {
		start = append(start, -1)
		x.ones = make([]float64, n)
		for i := range x.ones {
			x.ones[i] = 1
		}
	}
	for j := range s.P {
		b := s.Penalty.Start(j)
		switch _, _, free := s.Penalty.Unpenalised(j); {
		case s.Curv[j] > 0 && (free || b != 0):
			start = append(start, j)
		case b != 0:
			x.idle = append(x.idle, j)
			s.Near.ColAxpy(j, b, x.base)
		}
	}
	if len(start) > x.limit {
		x.limit = 0 // solve will say so
		return x, nil
	}
	x.rows = newByRow(s.Near)
	x.include(start)
	x.predict()
	if s.Intercept {
		x.place[0], x.active, x.box[0] = 0, []int{0}, box{math.Inf(-1), math.Inf(1), 0}
	}
	x.slopes()
	x.refresh()
	return x, nil
}

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

func (x *newton) columns() int     { return len(x.cols) }
func (x *newton) theta() []float64 { return nil }
func (x *newton) caution() care    { return x.care }
func (x *newton) desperate() bool  { return false }
func (x *newton) raise()           { x.aim, x.care = fine, careful }

// wants tells that a point was solved with a loose aim that proved too loose.
func (x *newton) wants(s *Solution, good bool) bool { return s.care == fast && !good }

func (x *newton) take(js []int) bool {
	if len(x.cols)+len(js) > x.limit {
		return false
	}
	x.include(js)
	return true
}

// prepare recomputes the predictions: each step has rounded them.
func (x *newton) prepare(history []past, now float64, lambdas []float64) {
	x.predict()
	x.slopes()
	x.screen.watch(history, x.pos, now, lambdas[len(lambdas)-1])
}

func (x *newton) overlooked(pen *problems.ElasticNet, f *problems.Finding, known int) (missing []int, any bool) {
	x.s.Penalty = pen
	return x.screen.overlooked(f, known, x.pos, max(32, len(x.active)), x.doubts())
}

// doubt is how large a violation may be owed to rounding, or to what the moving columns
// still lack, in units of the length of its column: taken in for less, columns come and go.
func (x *newton) doubt() float64 { return 4*x.noise + 2*x.worst() }

func (x *newton) doubts() func(j int) float64 {
	doubt := x.doubt()
	return func(j int) float64 { return doubt * x.s.Length(j) }
}

// solve finds the optimum for pen, warm-started.
func (x *newton) solve(pen *problems.ElasticNet) end {
	if x.limit == 0 {
		return full // not even the unpenalised columns fit
	}
	x.s.Penalty = pen
	x.steps, x.stalled = 0, 0
	x.memory.pause()
	x.gauge()
	for e, j := range x.cols {
		x.entered[e] = 0
		if j >= 0 {
			x.terms[e] = pen.Term(j)
		}
	}
	for _, e := range x.active {
		x.box[e].slope = math.Copysign(x.terms[e].L1, x.box[e].slope)
	}
	for near := false; ; {
		if end := x.converge(near); end != settled {
			return end
		}
		if x.admit() {
			near = false
			continue
		}
		if len(x.screen.watched) > 0 {
			more := x.screen.violators(x.working(), x.pos, max(32, len(x.active)), x.doubts())
			if len(more) > 0 {
				if !x.take(more) {
					return full
				}
				if x.admit() {
					near = false
					continue
				}
			}
		}
		if near {
			return settled
		}
		near = true
	}
}

// working is the residual of least squares whose slopes are those of the fit.
func (x *newton) working() []float64 {
	x.residual = resize(x.residual, x.s.N)
	for i, g := range x.g {
		switch {
		case x.s.E == nil:
			x.residual[i] = -g
		case x.s.E[i] == 0:
			x.residual[i] = 0
		default:
			x.residual[i] = -g / x.s.E[i]
		}
	}
	return x.residual
}

// converge makes what moves optimal, dropping what must not move on.
func (x *newton) converge(near bool) end {
	for !x.good(near) {
		switch {
		case x.stop(x.steps):
			return stopped
		case x.steps > 500+10*min(x.s.N, len(x.cols)):
			return exhausted
		}
		x.steps++
		if x.wary {
			x.damped()
			continue
		}
		if x.due() {
			x.refresh()
		}
		x.chord()
	}
	return settled
}

// rest is what the condition of a moving column lacks.
func (x *newton) rest(e int) float64 { return x.u[e] - x.box[e].slope - x.terms[e].L2*x.b[e] }

// worst is the largest rest, relative to the length of its column.
func (x *newton) worst() float64 {
	worst := 0.0
	for _, e := range x.active {
		if d := math.Abs(x.rest(e)) / x.size[e]; !(d <= worst) {
			worst = d
		}
	}
	return worst
}

// good tells whether the moving columns are as near their optimum as is asked for.
func (x *newton) good(near bool) bool {
	return x.stalled > 1 || !near && x.lack(rough) == 0 || near && x.lack(0) <= x.aim*x.scale
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
	x.left = append(x.left[:0], x.first...)
	start := x.worst()
	x.step = append(x.step[:0], x.first...)
	x.factor.solve(x.step)
	x.combine()
	for {
		t, stop := blocking(x.active, x.b, x.step, x.box)
		for k, e := range x.active {
			x.b[e] += t * x.step[k]
		}
		if stop < 0 {
			break
		}
		x.drop(stop, x.step[stop])
		x.left = slices.Delete(x.left, stop, stop+1)
		for k := range x.left {
			x.left[k] *= 1 - t
		}
		x.step = append(x.step[:0], x.left...)
		x.factor.solve(x.step)
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
	x.factor.delete(k)
	x.memory.forget()
	x.active = slices.Delete(x.active, k, k+1)
	x.place[e] = -1
	for i := k; i < len(x.active); i++ {
		x.place[x.active[i]] = i
	}
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

// point returns the solution.
func (x *newton) point() problems.SparseBeta {
	b0 := 0.0
	var pt problems.SparseBeta
	for e, j := range x.cols {
		switch {
		case j < 0:
			b0 = x.b[e]
		case x.b[e] != 0:
			pt.Support = append(pt.Support, j)
		}
	}
	for _, j := range x.idle {
		if x.pos[j] < 0 {
			pt.Support = append(pt.Support, j)
		}
	}
	slices.Sort(pt.Support)
	pt.Coef = make([]float64, len(pt.Support))
	for i, j := range pt.Support {
		if e := x.pos[j]; e >= 0 {
			pt.Coef[i] = x.b[e]
		} else {
			pt.Coef[i] = x.s.Penalty.Start(j)
		}
	}
	if x.s.Intercept {
		pt.Intercept = x.s.InterceptOf(b0, pt.Support, pt.Coef)
	}
	return pt
}
