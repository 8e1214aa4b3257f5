// Package exact solves least squares with an elastic net to machine precision along a
// path of lambdas: an active set of columns (activeset.go), their inner products
// (gram.go) and the factor of the moving ones (factor.go), a guess at which columns
// matter (screen.go), and twice the precision where columns nearly depend on one another
// (thorough.go). Other losses that look at one prediction each have Newton's method on the
// same grounds (newton.go). It is what solvers.Path and solvers.Solve drive; certificates are not
// its own, but those of problems.Auditor.
package exact

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Engine solves least squares with an elastic net to machine precision, one lambda
// after the other. Once the signs of the coefficients are known the optimum is a
// linear system, so the work is in finding them: an active-set method on the
// columns E that have ever mattered or might, whose inner products are kept (gram) and
// whose active part is kept factored (factor). Which columns outside E to take in is a
// guess (screen), and an audit of the solution is what proves it.
//
// The active-set step is feature-sign search (Lee, Battle, Raina and Ng, Efficient
// sparse coding algorithms, 2007, algorithm 1) with bounds: move to the solution of
// the system for the present signs, or to the first sign change or bound on the
// way, dropping that coefficient (or several, see clip); then take in coefficients
// that violate the optimality conditions. Every step lowers the objective. Where an
// audit finds the result less accurate than the data allow, corrections by residuals
// from the data make up for the rounding of the Gram matrix (Björck, Stability
// analysis of the method of seminormal equations, 1987), and where that is not enough
// all goes on in twice the precision (see care).
type Engine struct {
	scale float64

	s      *lsq.Problem
	gram   *gram
	factor factor
	screen *screen
	limit  int // columns that E may hold

	// On E, in the order of gram.cols.
	b      []float64
	low    []float64 // what b rounds off, where care is thorough
	g      []float64 // <x_e, r>
	terms  []problems.Term
	place  []int // in active, -1 outside
	active []int // places in E of the coefficients that move, in factor order
	box    []box // what each may do before its sign or bound stops it

	idle []int // columns with nothing to say that bounds keep from zero

	r     []float64 // y - X b, centred
	b0    float64   // what centring took out
	start float64   // <y, e>
	fresh bool      // r belongs to b
	stale bool      // g does not, for columns that it has
	size  float64   // ‖y - <y,e> e‖
	mass  float64   // Σ ‖x_j‖ |b_j|
	rest  float64   // ‖r‖, where care is thorough
	delta []float64 // scratch: a step
	left  []float64 // scratch: the residual of the system before it

	before []float64 // scratch: b, and the active ones at the end of their boxes
	ends   []int

	waiting []int // scratch: columns to take in, and their cross products
	crosses [][]float64

	care       care
	steps      int   // systems solved for this lambda
	moving     []int // scratch: the columns that are not zero, and their coefficients
	coef, lows []float64
	deep       *deep // of a thorough engine

	stop func(steps int) bool
}

// Options of an engine. All but Products must be there.
type Options struct {
	Columns int     // how many the Gram matrix may hold
	Scale   float64 // what gaps are relative to, in units of the objective
	Tol     float64 // the share of that which will do
	// Products, if not nil, are inner products that need not be computed.
	Products *Products
	// Begin is told of each lambda before it is solved, and how many before it are solved
	// but not kept yet.
	Begin func(lambda float64, ahead int)
	// Stop is asked after so many systems solved for the lambda whether the caller wants
	// no more.
	Stop func(steps int) bool
}

// newEngine returns one for p, or an error where that is not least squares with an elastic net.
func newEngine(p *problems.Problem, o Options) (*Engine, error) {
	s, err := lsq.New(p)
	if err != nil {
		return nil, err
	}
	x := &Engine{scale: o.Scale, stop: o.Stop, limit: o.Columns,
		s: s, stale: true, screen: newScreen(s), r: slices.Clone(s.Y), crosses: make([][]float64, 0, 32)}
	x.start = s.Centre(x.r)
	x.b0 = x.start
	x.gram = newGram(s, slices.Clone(x.r))
	x.size = math.Sqrt(2 * s.Loss(x.r))
	var start []int
	for j := range s.P {
		switch _, _, free := s.Penalty.Unpenalised(j); {
		case s.Curv[j] > 0 && (free || s.Penalty.Start(j) != 0):
			start = append(start, j)
		case s.Penalty.Start(j) != 0:
			x.idle = append(x.idle, j)
		}
	}
	if len(start) > x.limit {
		x.limit = 0 // solve will say so
		return x, nil
	}
	x.know(o.Products)
	x.include(slices.DeleteFunc(start, func(j int) bool { return x.gram.pos[j] >= 0 }))
	return x, nil
}

// know takes columns whose inner products are known into E, if there is room.
func (x *Engine) know(k *Products) {
	if k == nil {
		return
	}
	places, ok := k.agree(x.s.Curv)
	if !ok || len(places)+len(k.Columns)/4 > x.limit {
		return
	}
	x.gram.addKnown(k, places)
	x.atRest(x.gram.cols)
}

// include takes columns into E, at rest.
func (x *Engine) include(js []int) {
	x.gram.add(js)
	x.atRest(js)
}

// atRest makes places for new columns of E, at rest.
func (x *Engine) atRest(js []int) {
	for _, j := range js {
		x.b = append(x.b, x.s.Penalty.Start(j))
		x.low = append(x.low, 0)
		x.terms = append(x.terms, problems.Term{})
		x.place = append(x.place, -1)
		x.box = append(x.box, box{})
	}
}

// end is how a solve ends.
type end int

const (
	settled   end = iota
	exhausted     // the steps of one lambda are used up
	full          // E outgrows its memory
	stopped       // by the caller
)

// solve finds the optimum for pen, warm-started.
func (x *Engine) solve(pen *problems.ElasticNet) end {
	if x.limit == 0 {
		return full // not even the unpenalised columns fit
	}
	x.s.Penalty = pen
	x.steps = 0
	ridge := false
	refresh := func(from int) {
		for e := from; e < len(x.terms); e++ {
			x.terms[e] = pen.Term(x.gram.cols[e])
			ridge = ridge || x.terms[e].L2 > 0
		}
	}
	refresh(0)
	for _, e := range x.active {
		x.box[e].slope = math.Copysign(x.terms[e].L1, x.box[e].slope)
	}
	if ridge {
		x.refactor()
	}
	for {
		if end := x.optimise(); end != settled {
			return end
		}
		if x.care == careful {
			x.refine()
		}
		if len(x.screen.watched) == 0 {
			return settled
		}
		if !x.fresh {
			x.residual()
		}
		more := x.screen.violators(x.r, x.gram.pos, max(32, len(x.active)), x.noise)
		if len(more) == 0 {
			return settled
		}
		old := len(x.terms)
		if !x.take(more) {
			return full
		}
		refresh(old)
	}
}

// spent tells that the steps of this lambda are used up. A step is a system solved;
// a lambda far down the path from the last takes as many as coefficients come and go.
func (x *Engine) spent() bool {
	return x.steps > 500+10*min(x.s.N, len(x.b))
}

// prepare makes the screen ready for a batch of lambdas, given what is known at now.
// Where the inner products of what is watched are had for less than the residuals
// that it would take to watch it, all of it goes into E at once, if that leaves room
// enough for what turns out to matter.
func (x *Engine) prepare(history []past, now float64, lambdas []float64) {
	k := x.screen
	k.watch(history, x.gram.pos, now, lambdas[len(lambdas)-1])
	all, moving := 0, 2*x.s.N // entries to read; the passes over n count as two columns
	for e, j := range x.gram.cols {
		all += x.s.Entries(j)
		if x.place[e] >= 0 {
			moving += x.s.Entries(j)
		}
	}
	for i, j := range k.watched {
		all += (len(k.watched) - i) * x.s.Entries(j) / max(1, len(k.watched))
	}
	const shares = 4   // entries read for products in the time of one read to update r
	const checks = 1.5 // residuals a lambda
	cheap := float64(len(k.watched)*all)/shares < checks*float64(len(lambdas)*moving)
	if cheap && 4*len(k.watched) <= x.limit-len(x.b) {
		x.include(k.watched)
		k.watched = k.watched[:0]
	}
}

func (x *Engine) overlooked(pen *problems.ElasticNet, f *problems.Finding, known int) (missing []int, any bool) {
	x.s.Penalty = pen
	return x.screen.overlooked(f, known, x.gram.pos, max(32, len(x.active)), x.noise)
}

func (x *Engine) columns() int { return len(x.b) }

// take takes columns into E, if there is room.
func (x *Engine) take(js []int) bool {
	if len(x.b)+len(js) > x.limit {
		return false
	}
	x.include(js)
	return true
}

// residual recomputes r = y - X b from the data.
func (x *Engine) residual() {
	s := x.s
	x.fresh = true
	if x.care == thorough {
		x.moving, x.coef, x.lows = x.moving[:0], x.coef[:0], x.lows[:0]
		for e, b := range x.b {
			if b != 0 {
				x.moving, x.coef, x.lows = append(x.moving, x.gram.cols[e]), append(x.coef, b), append(x.lows, x.low[e])
			}
		}
		x.b0 = x.deep.residual(x.r, x.moving, x.coef, x.lows)
		x.rest = math.Sqrt(2 * s.Loss(x.r))
		return
	}
	copy(x.r, s.Y)
	if d, ok := s.X.(*design.Dense); ok {
		kernel.Parallel(s.N, 4096, func(lo, hi int) {
			for e, b := range x.b {
				if b != 0 {
					kernel.Axpy(-b, d.Col(x.gram.cols[e])[lo:hi], x.r[lo:hi])
				}
			}
		})
	} else {
		for e, b := range x.b {
			if b != 0 {
				s.X.ColAxpy(x.gram.cols[e], -b, x.r)
			}
		}
	}
	x.b0 = s.Centre(x.r)
}

// refine recomputes the residual and corrects the active coefficients by what it
// says of the linear system, if that is more than rounding. It takes two passes over
// their columns, and the certificate rarely calls for it.
func (x *Engine) refine() {
	x.residual()
	for range 2 {
		x.delta = x.delta[:0]
		large := false
		for _, e := range x.active {
			j := x.gram.cols[e]
			d := x.s.Dot(j, x.r, 0) - x.box[e].slope - x.terms[e].L2*x.b[e]
			x.delta = append(x.delta, d)
			large = large || math.Abs(d) > x.noise(j)/16
		}
		if !large {
			return
		}
		x.factor.solve(x.delta)
		if _, stop := x.blocking(x.delta); stop >= 0 {
			return
		}
		for k, e := range x.active {
			x.b[e] += x.delta[k]
		}
		x.stale = true
		x.residual()
	}
}

// point returns the solution, the shortest if there is no penalty. What is not in E
// rests at zero: columns that rest elsewhere are there from the start.
func (x *Engine) point() problems.SparseBeta {
	b, fresh := x.shortest(), false
	if b == nil {
		b, fresh = x.b, x.fresh
	}
	pt := pointOf(x.s.Penalty, x.gram.cols, b, x.gram.pos, x.idle)
	if !x.s.Intercept {
		return pt
	}
	b0 := x.b0
	if fresh {
		for _, j := range x.idle {
			b0 -= x.s.Mean[j] * x.s.Penalty.Start(j)
		}
	} else { // what the means leave of <y, e>
		b0 = x.start
		for i, j := range pt.Support {
			b0 -= x.s.Mean[j] * pt.Coef[i]
		}
	}
	pt.Intercept = x.s.InterceptOf(b0, pt.Support, pt.Coef)
	return pt
}
