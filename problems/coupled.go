package problems

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Coupled is a fit with observations of several entries of z, so that its Hessian is not
// the diagonal that Curvature has. Its gradient must lie in the domain of F*, as that of
// every differentiable F does. Dual points are gradients with the free columns refitted,
// since a projection would leave the domain.
type Coupled interface {
	DataFit
	// Hessian sets dst[m] = ∇²F(z) v[m] for every m.
	Hessian(dst [][]float64, z []float64, v [][]float64)
}

// Sized is a fit that tells at z the sizes that rounding is relative to.
type Sized interface {
	// Magnitude returns Σ w (|l| + |y z|) / W, of the terms of F, since |l| alone hides
	// what cancelled in it, and a bound of ‖z‖ and the like in the terms of F*.
	Magnitude(z []float64) (terms, length float64)
}

// refitCoupled moves z along the intercept and the free columns, within their bounds, to
// the minimiser of F, by Newton's method with a line search, and returns the share of its
// length by which one more step would change ∇F, and the largest entry of that step: one that
// stays long where ∇F is at rest goes to infinity. free.b ends as the change of the
// coefficients.
func (p *Problem) refitCoupled(f Coupled, z []float64, free []boxed) (rest, length float64) {
	n, m := len(z), len(free)
	if p.Intercept {
		m++
	}
	inner := func(k int, v []float64) float64 { // with column k
		if k == len(free) {
			return vector.Total(v)
		}
		return p.X.ColDot(free[k].j, v)
	}
	along := func(k int, d float64, v []float64) { // adds d times column k
		if k == len(free) {
			addTo(v, v, d)
		} else {
			p.X.ColAxpy(free[k].j, d, v)
		}
	}
	bounded := false
	for _, c := range free {
		bounded = bounded || !math.IsInf(c.lo, -1) || !math.IsInf(c.hi, 1)
	}
	const some = 8 // columns at a time
	var columns, h [][]float64
	for range min(m, some) {
		columns, h = append(columns, make([]float64, n)), append(h, make([]float64, n))
	}
	theta, step, trial, curvature := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	a, slope, d := make([]float64, m*m), make([]float64, m), make([]float64, m)
	value := f.Value(z)
	rest = math.Inf(1)
	for range 100 {
		p.descent(theta, z)
		f.Curvature(curvature, z)
		for from := 0; from < m; from += some {
			part := columns[:min(some, m-from)]
			for l, x := range part {
				clear(x)
				along(from+l, 1, x)
			}
			f.Hessian(h[:len(part)], z, part)
			for l, x := range part {
				for k := range m {
					a[k*m+from+l] = inner(k, h[l])
				}
				// Where nothing but rounding is left of what the diagonal says, as of what is added
				// to all entries of a softmax, there is no curvature.
				if self := &a[(from+l)*(m+1)]; *self <= 1e-12*equations.Inner(curvature, x, x) {
					*self = 0
				}
			}
		}
		for k := range m {
			slope[k] = inner(k, theta)
		}
		copy(d, slope)
		if bounded {
			solveBoxed(a, d, free)
		} else {
			solveSemidefinite(a, d)
		}
		clear(step)
		gain := 0.0
		for k := range m {
			gain += slope[k] * d[k]
			along(k, d[k], step)
		}
		length = vector.MaxAbs(step)
		last := rest
		f.Hessian([][]float64{trial}, z, [][]float64{step})
		if rest = vector.Norm(trial); rest > 0 {
			rest /= vector.Norm(theta)
		}
		if !(rest > 4*vector.Eps) || rest < 1e-6 && rest > last/4 {
			return rest, length
		}
		t := 1.0
		for ; ; t /= 2 {
			if t < 1e-10 {
				return rest, length
			}
			for i, s := range step {
				trial[i] = z[i] + t*s
			}
			if v := f.Value(trial); v <= value-1e-4*t*gain+4*vector.Eps*math.Abs(value) {
				value = v
				break
			}
		}
		copy(z, trial)
		for k := range free {
			free[k].b += t * d[k]
		}
	}
	return rest, length
}

// solveBoxed minimises x'A x/2 - b'x with free.b + x within the bounds, in place of b, by
// cyclic coordinate descent; unknowns past those of free have none.
func solveBoxed(a, b []float64, free []boxed) {
	m := len(b)
	left := append([]float64(nil), b...) // b - A x
	clear(b)
	for range 100000 {
		moved, size := 0.0, 0.0
		for k := range m {
			curvature := a[k*m+k]
			if !(curvature > 0) {
				continue
			}
			x := b[k] + left[k]/curvature
			if k < len(free) {
				x = min(max(free[k].b+x, free[k].lo), free[k].hi) - free[k].b
			}
			d := x - b[k]
			b[k] = x
			for l := range m {
				left[l] -= a[l*m+k] * d
			}
			moved, size = max(moved, math.Abs(d)), max(size, math.Abs(x))
		}
		if moved <= vector.Eps*size {
			return
		}
	}
}

// solveSemidefinite solves A x = b in place, given the rows of A, by Cholesky's method. An
// unknown of which the others leave nothing is 0: classes that sum to one leave one such.
func solveSemidefinite(a, b []float64) {
	const dependent = 1e-12
	n := len(b)
	for i := range n {
		self := a[i*n+i]
		for j := range i {
			s := a[i*n+j]
			for k := range j {
				s -= a[i*n+k] * a[j*n+k]
			}
			if a[j*n+j] > 0 {
				s /= a[j*n+j]
			} else {
				s = 0
			}
			a[i*n+j] = s
		}
		left := self
		for k := range i {
			left -= a[i*n+k] * a[i*n+k]
		}
		if a[i*n+i] = 0; left > dependent*self {
			a[i*n+i] = math.Sqrt(left)
		}
	}
	over := func(i int, s float64) float64 {
		if a[i*n+i] == 0 {
			return 0
		}
		return s / a[i*n+i]
	}
	for i := range n {
		s := b[i]
		for k := range i {
			s -= a[i*n+k] * b[k]
		}
		b[i] = over(i, s)
	}
	for i := n - 1; i >= 0; i-- {
		s := b[i]
		for k := i + 1; k < n; k++ {
			s -= a[k*n+i] * b[k]
		}
		b[i] = over(i, s)
	}
}

// unmet stands, to first order, for what refitCoupled returns where theta is not of a refit.
func unmet(w *dualPoint) (rest float64) {
	size := second * vector.Norm(w.theta)
	for _, j := range w.equations {
		rest = max(rest, math.Abs(w.u[j])/size)
	}
	return rest
}

// unrefitted bounds by which share of its length theta would change if refitCoupled went on.
func (w *dualPoint) unrefitted() float64 {
	if w.rest > 1e-3 {
		return math.Inf(1) // these bounds are for small steps
	}
	return 2 * w.rest
}

// stackedDrift bounds how far, relative to its length, theta must move to meet the equations
// of the K intercepts of a [design.Stacked] exactly. Of a coupled fit the step that
// refitCoupled did not take says so, to first order, and rows sum to 0 but for the roundings
// of K terms. Otherwise the heavier sign of each response is shrunk by its share of the sum.
func (p *Problem) stackedDrift(w *dualPoint) (drift float64) {
	s, ok := p.X.(design.Stacked)
	if !ok {
		return 0
	}
	if _, ok := p.Fit.(Coupled); ok {
		return w.unrefitted() + float64(4*s.K)*unit
	}
	_, cols := p.X.Dims()
	for k := range s.K {
		if !s.Intercept || !slices.Contains(w.equations, cols-s.K+k) {
			continue
		}
		theta := s.Block(w.theta, k)
		if size := length(theta); size > 0 {
			drift = max(drift, 2*(math.Abs(vector.Total(theta))/size*second+summed))
		}
	}
	return drift
}
