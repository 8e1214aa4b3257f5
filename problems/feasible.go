package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// A coefficient that is neither penalised nor bounded, the intercept above all,
// puts a linear equation on the dual: <x_j, theta> = 0 exactly. (Bounded on one
// side only, an inequality.) A gradient meets it only at the optimum, and a
// "gap" from a point that does not meet it proves nothing. So the gradient is
// projected: theta - H X_F c with (X_F' H X_F) c = X_F' theta, H the curvature of
// the fit. For least squares that is the residual after refitting the free
// columns, which is the best that a projection can do. For a fit that is [Bounded]
// the gradient is taken there in the first place; see recentre.

// project moves theta in place onto the equations of the intercept and the free
// columns at the prediction z, and returns the columns with <x_j, theta> = 0. Where
// there is anything to do it leaves the curvature at z in h.
func (p *Problem) project(theta, z, h []float64) []int {
	free := p.freeColumns()
	if free == nil && !p.Intercept {
		return nil
	}
	p.Fit.Curvature(h, z)
	if _, ok := p.Fit.(Coupled); ok { // refitted
		var at []int
		for _, f := range free {
			if f.Up && f.Down || equations.Holds(p.X, f.J, theta) {
				at = append(at, f.J)
			}
		}
		return at
	}
	return p.projectIn(theta, h, free)
}

// projectIn is project in the metric of h.
func (p *Problem) projectIn(theta, h []float64, free []equations.Column) []int {
	at := equations.Project(p.X, p.Intercept, free, theta, h)
	p.confine(theta, h, at)
	return at
}

// moves tells whether the projection changed the gradient by more than the rounding
// of the prediction does, given the curvature in w.work.
func (w *dualPoint) moves() bool {
	var change vector.Sum
	var d [vector.Stretch]float64
	for lo := 0; lo < len(w.theta); lo += vector.Stretch {
		d := d[:min(vector.Stretch, len(w.theta)-lo)]
		copy(d, w.descent[lo:])
		kernel.Axpy(-1, w.theta[lo:lo+len(d)], d)
		change.Add(kernel.SumSq(d))
	}
	if change.Total() == 0 {
		return false
	}
	for i, h := range w.work {
		w.work[i] = h * w.z[i]
	}
	return math.Sqrt(change.Total()) > 4*vector.Eps*(vector.Norm(w.descent)+vector.Norm(w.work))
}

// freeColumns lists the columns along which the penalty is flat.
func (p *Problem) freeColumns() []equations.Column {
	o, ok := p.Penalty.(Flat)
	if !ok {
		return nil
	}
	_, cols := p.X.Dims()
	if r, ok := o.(interface{ rises(p int) bool }); ok && r.rises(cols) {
		return nil
	}
	if i, ok := o.(interface{ indexed(p int) Scalable }); ok {
		o = i.indexed(cols).(Flat)
	}
	var free []equations.Column
	for j := range cols {
		if up, down := o.Flat(j); up || down {
			free = append(free, equations.Column{J: j, Up: up, Down: down})
		}
	}
	return free
}
