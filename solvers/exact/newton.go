package exact

import (
	"math"

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
// and lambdas for as long as it pays (refresh.go), or for very many sparse columns none
// (conjugate.go). The first step at a new lambda is then
// the predictor along the path's tangent. Far from the optimum, and where the losses have
// kinks in their slopes, steps are searched along (search.go).
//
// References: Lee, Sun and Saunders, Proximal Newton-type methods for minimizing
// composite functions (2014); Kelley, Solving nonlinear equations with Newton's method
// (2003), section 2.4, for the chord method.
type newton struct {
	s      *lsq.Problem // columns, weights and penalty; the response there is nothing
	fit    problems.Separable
	joint  *joint    // in its place, where rows depend on one another
	weight []float64 // of the observations, sum one; nil for equal ones
	c      float64   // products of columns are c Σ
	scale  float64   // what gaps are relative to
	aim    float64   // what share of it a gap may keep
	care   care      // fast while the aim is a loose one
	limit  int       // columns that may move at once
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

	steps     int
	stalled   int     // steps that found nothing but rounding left
	steep     float64 // ‖g‖, in the metric of columns
	noise     float64 // of a slope, in units of the length of its column
	rent      rent
	memory    memory
	ridge     float64   // the lambda of the factor, 0 where the penalty has no curvature
	wary      bool      // steps are searched along, with the present curvature
	iterative bool      // there is no factor
	gradients gradients // scratch
	kinked    bool      // slopes of losses have kinks

	at, plain    []float64   // scratch: b of the moving ones, and a chord
	before, step []float64   // scratch: b at the start of a step, and the step of the moving ones
	first, left  []float64   // scratch: the residual of the system at the start and then
	was          []int       // scratch: what moved at the start of a step
	dz, from     []float64   // X step, and z before it
	work         [][]float64 // scratch: columns times weights
	stretches    []stretch   // scratch: shares of the Gram matrix
	partial      []float64   // scratch: slopes by blocks of rows
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
	return openNewton(p, p.Intercept, weights, offset, o, func(x *newton) { x.fit = fit })
}

// openNewton makes the engine of a fit, once that is set.
func openNewton(p *problems.Problem, intercept bool, weights, offset []float64, o Options, set func(*newton)) (*newton, error) {
	n, _ := p.X.Dims()
	q := *p
	q.Fit = &problems.LeastSquares{Y: make([]float64, n), Weights: weights}
	s, err := lsq.New(&q)
	if err != nil {
		return nil, err
	}
	s.Intercept = intercept
	x := &newton{s: s, weight: s.W, c: s.C, scale: o.Scale, aim: fine, care: careful, limit: o.Columns, stop: o.Stop,
		screen: newScreen(s), pos: make([]int32, s.P)}
	set(x)
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
		x.limit = -1 // solve will say so
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

func (x *newton) columns() int     { return len(x.cols) }
func (x *newton) theta() []float64 { return nil }
func (x *newton) caution() care    { return x.care }
func (x *newton) desperate() bool  { return false }
func (x *newton) raise()           { x.aim, x.care = fine, careful }

// wants tells that a point was solved with a loose aim that proved too loose.
func (x *newton) wants(s *Solution, good bool) bool { return s.care == fast && !good }

// prepare recomputes the predictions: each step has rounded them.
func (x *newton) prepare(history []past, now float64, lambdas []float64) {
	x.predict()
	x.slopes()
	x.screen.watch(history, x.pos, now, lambdas[len(lambdas)-1])
}

// solve finds the optimum for pen, warm-started.
func (x *newton) solve(pen *problems.ElasticNet) end {
	if x.limit < 0 {
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
	for share := rough; ; {
		if end := x.converge(share); end != settled {
			return end
		}
		more := x.admit()
		if !more && len(x.screen.watched) > 0 {
			js := x.screen.violators(x.working(), x.pos, max(32, len(x.active)), x.doubts())
			x.include(js)
			more = len(js) > 0 && x.admit()
		}
		if !x.iterative && len(x.active) > x.limit {
			return full
		}
		switch {
		case more:
			share = rough
		case share == 0:
			return settled
		case x.iterative && share == rough:
			share *= rough // steps are dear: one look more before the last of them
		default:
			share = 0
		}
	}
}

// converge makes what moves optimal, to a share of the bars or, where it is 0, to the aim,
// dropping what must not move on.
func (x *newton) converge(share float64) end {
	for !x.good(share) {
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

// point returns the solution.
func (x *newton) point() problems.SparseBeta {
	pt := pointOf(x.s.Penalty, x.cols, x.b, x.pos, x.idle)
	if x.s.Intercept {
		pt.Intercept = x.s.InterceptOf(x.b[0], pt.Support, pt.Coef)
	}
	return pt
}
