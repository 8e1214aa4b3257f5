package problems

import (
	"math"
	"slices"

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
func (p *Problem) project(theta, z, h []float64) (equations []int) {
	free := p.freeColumns()
	if free == nil && !p.Intercept {
		return nil
	}
	p.Fit.Curvature(h, z)
	if free == nil {
		centre(theta, h)
		p.confine(theta, h, nil)
		return nil
	}
	for _, f := range free {
		if f.up && f.down {
			equations = append(equations, f.j)
		}
	}
	before := append([]float64(nil), theta...)
	for {
		p.basis(h, equations).remove(theta, h)
		// An inequality that the projected point violates becomes an equation.
		added := false
		size := vector.Norm(theta)
		for _, f := range free {
			if f.up != f.down && !slices.Contains(equations, f.j) {
				// One that holds by no more than rounding is an equation too.
				mean, variance := p.X.ColMoments(f.j, nil)
				v, noise := p.X.ColDot(f.j, theta), 8*vector.Eps*size*math.Sqrt(float64(len(theta))*(variance+mean*mean))
				if f.up && v > -noise || f.down && v < noise {
					equations = append(equations, f.j)
					added = true
				}
			}
		}
		if !added {
			p.confine(theta, h, equations)
			return equations
		}
		copy(theta, before)
	}
}

// centre is the projection for an intercept alone: theta -= h <1, theta>/<1, h>, twice
// to be orthogonal in the last place.
func centre(theta, h []float64) {
	mass := vector.Total(h)
	if mass == 0 {
		return
	}
	for range 2 {
		kernel.Axpy(-vector.Total(theta)/mass, h, theta)
	}
}

// moves tells whether the projection changed the gradient by more than the rounding
// of the prediction does, given the curvature in w.work.
func (w *witness) moves() bool {
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

type freeColumn struct {
	j        int
	up, down bool
}

// freeColumns lists the columns along which the penalty is flat.
func (p *Problem) freeColumns() []freeColumn {
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
	var free []freeColumn
	for j := range cols {
		if up, down := o.Flat(j); up || down {
			free = append(free, freeColumn{j, up, down})
		}
	}
	return free
}

// basis is a set of columns q_k, orthonormal in the metric Σ_i h_i q_i q'_i.
type basis [][]float64

// basis spans the intercept, if there is one, and the given columns, leaving out
// those that depend on the ones before. Gram-Schmidt is run twice, which is
// enough for orthogonality to working precision (Giraud, Langou, Rozložník and
// van den Eshof, 2005). O(n k²) for k columns.
func (p *Problem) basis(h []float64, columns []int) basis {
	n := len(h)
	var q basis
	add := func(x []float64) {
		size := math.Sqrt(inner(h, x, x))
		for range 2 {
			for _, v := range q {
				vector.Axpy(-inner(h, v, x), v, x)
			}
		}
		if rest := math.Sqrt(inner(h, x, x)); rest > 1e-10*size {
			for i := range x {
				x[i] /= rest
			}
			q = append(q, x)
		}
	}
	if p.Intercept {
		add(vector.Ones(n))
	}
	for _, j := range columns {
		x := make([]float64, n)
		p.X.ColAxpy(j, 1, x)
		add(x)
	}
	return q
}

// remove makes theta orthogonal to the basis: theta -= H q <q, theta>, twice.
func (q basis) remove(theta, h []float64) { q.explain(make([]float64, len(theta)), theta, h) }

// inner returns Σ h_i x_i y_i.
func inner(h, x, y []float64) float64 {
	var s vector.Sum
	for i, v := range x {
		s.Add(h[i] * v * y[i])
	}
	return s.Total()
}
