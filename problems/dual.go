package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// dualPoint is made of a primal one.
type dualPoint struct {
	z         []float64 // X b + b_0
	descent   []float64 // -∇F(z)
	theta     []float64 // its projection
	at        []float64 // the prediction whose gradient theta is, if it is one
	moved     bool      // by more than the rounding of z
	equations []int     // columns with <x_j, theta> = 0 after the projection
	u, slopes []float64 // X'theta, X'descent
	apart     []float64 // where the slopes are kept if they are not u
	work      []float64
	steepest  float64 // the Lipschitz constant of ∇F, or its largest slope at z where there is none
	kinked    bool    // F* may have kinks at theta: some losses are straight at z
	rest      float64 // how far a refit was from meeting the equations; see refitCoupled

	fit  *LeastSquares // whose ‖y - o‖ is size
	size float64
}

func (w *dualPoint) resize(n int) {
	w.z, w.descent, w.theta, w.work = room(w.z, n), room(w.descent, n), room(w.theta, n), room(w.work, n)
}

// derive makes the dual point of the prediction z.
func (w *dualPoint) derive(p *Problem) {
	if f, ok := p.Fit.(assessor); ok && p.freeColumns() == nil {
		w.deriveLevelled(p, f)
		return
	}
	p.descent(w.descent, w.z)
	at, elsewhere, rest := p.recentre(w.z)
	w.at, w.rest = at, rest
	if elsewhere {
		p.descent(w.theta, at)
	} else {
		copy(w.theta, w.descent)
	}
	w.equations = p.project(w.theta, at, w.work)
	w.steepest = p.Fit.Smoothness()
	if boundless := math.IsInf(w.steepest, 1); elsewhere || boundless {
		p.Fit.Curvature(w.work, w.z)
		if boundless {
			w.steepest = vector.MaxAbs(w.work)
		}
	}
	w.moved, w.kinked = w.moves(), true // for all that is known
}

// deriveLevelled is derive for losses one at a time and no free column but an intercept,
// in the fewest passes over the rows.
func (w *dualPoint) deriveLevelled(p *Problem, f assessor) {
	f.derivatives(w.theta, w.work, w.z)
	for i, g := range w.theta {
		w.descent[i] = -g
	}
	if w.steepest = p.Fit.Smoothness(); math.IsInf(w.steepest, 1) {
		w.steepest = vector.MaxAbs(w.work)
	}
	w.equations, w.rest, w.moved, w.kinked = nil, 0, false, false
	for i, h := range w.work {
		w.kinked = w.kinked || h == 0 && w.descent[i] != 0
	}
	if !p.Intercept {
		copy(w.theta, w.descent)
		return
	}
	h, at := append([]float64(nil), w.work...), append([]float64(nil), w.z...)
	p.levelFrom(at, w.theta, h)
	for i, g := range w.theta {
		w.theta[i] = -g
	}
	w.equations = p.projectIn(w.theta, h, nil)
	w.moved = w.moves()
}

// judge makes the finding on a point of its dual point, once X'theta is known.
func (w *dualPoint) judge(p *Problem, pt SparseBeta, a *Auditor) Finding {
	f := Finding{Descent: w.descent, Slopes: w.slopes}
	for _, j := range w.equations {
		w.u[j] = 0
	}
	_, cols := p.X.Dims()
	fit := p.assess(w.z)
	e := w.noise(p, a, pt, fit)
	var at []int // the columns that count, nil for all
	pen, b, u, slopes := p.Penalty, []float64(nil), w.u, w.slopes
	if o, ok := pen.(*ElasticNet); ok {
		doubt := o.near(nil, u, a, e)
		if w.moved {
			f.Beyond = o.beyond(nil, slopes)
			doubt = union(doubt, f.Beyond)
		} else {
			f.Beyond = o.among(doubt, u)
		}
		at = union(pt.Support, doubt)
		f.counted = at
		pen, u, slopes = o.only(at), pick(u, at), pick(slopes, at)
		b = make([]float64, len(at))
		i := 0
		for k, j := range at {
			if i < len(pt.Support) && pt.Support[i] == j {
				b[k] = pt.Coef[i]
				i++
			}
		}
	} else {
		b = make([]float64, cols)
		pt.scatter(b)
	}
	omega := pen.Value(b)
	f.Primal = fit.value + omega
	f.KKT, f.Worst = kkt(pen, b, slopes)
	switch {
	case f.Worst >= 0 && at != nil:
		f.Worst = at[f.Worst]
	case f.Worst < 0 && cols > 0:
		f.Worst = 0
	}
	if p.Intercept {
		if d := math.Abs(vector.Total(w.descent)); f.Worst < 0 || d > f.KKT || d != d {
			f.KKT, f.Worst = d, cols
		}
	}
	err := a.slopeErrors(at, e, w.equations)
	rounding, share := f.bound(p, pen, w, u, err, e)
	f.DualRounding = rounding
	net, _ := pen.(*ElasticNet)
	_, counted := p.Fit.(assessor)
	counted = counted && w.kinked
	for k, v := range b { // to first order, what the errors of the slopes cost
		moved := math.Abs(v) * err[k]
		switch {
		case net == nil: // a conjugate that is finite grows by so much
			f.Dual -= moved
			f.DualRounding += moved
		case !net.Term(k).hard(v):
			f.DualRounding += moved
		}
		if !counted {
			f.DualRounding += share * math.Abs(v*u[k])
		}
	}
	if f.DualRounding != f.DualRounding { // NaN would prove as little, but say less
		f.DualRounding = math.Inf(1)
	}
	if !(f.Primal <= math.MaxFloat64) { // an infeasible point still proves a bound
		f.Primal, f.Gap, f.Rounding = math.Inf(1), math.Inf(1), f.DualRounding
		return f
	}
	given := e.primal + summed*math.Abs(omega)
	f.Primal += given
	if share > 1e-2 { // far from first order: that share of the gap may be owed to it, not the sum
		f.DualRounding += share * max(0, f.Primal-f.Dual-f.DualRounding)
	}
	f.Rounding = given + f.DualRounding
	if f.Gap = f.Primal - f.Dual - f.Rounding; f.Gap != f.Gap { // something overflowed
		f.Gap = math.Inf(1)
	}
	return f
}

// union merges two increasing lists.
func union(a, b []int) []int {
	all := make([]int, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		j := min(a[0], b[0])
		all = append(all, j)
		if a[0] == j {
			a = a[1:]
		}
		if b[0] == j {
			b = b[1:]
		}
	}
	return append(append(all, a...), b...)
}

// pick returns v at the given places; nil stands for all.
func pick(v []float64, at []int) []float64 {
	if v == nil {
		return nil
	}
	out := make([]float64, len(at))
	for k, j := range at {
		out[k] = v[j]
	}
	return out
}
