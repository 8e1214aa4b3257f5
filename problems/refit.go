package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// refit moves the prediction z along the intercept and the free columns, within
// their bounds, to the minimiser of F: of an intercept alone by [Problem.level], of
// more by Newton's method with a line search. Where the Hessian vanishes on them or
// misleads, a multiple of the identity is added (Levenberg and Marquardt). free.b ends
// as the change of the coefficients. O(n k²) an iteration for k columns. What it returns
// is that of refitCoupled, where that applies.
func (p *Problem) refit(z []float64, free []boxed) (rest float64) {
	if !p.Intercept && len(free) == 0 {
		return 0
	}
	if f, ok := p.Fit.(Coupled); ok {
		rest, _ = p.refitCoupled(f, z, free)
		return rest
	}
	if len(free) == 0 {
		p.level(z)
		return 0
	}
	n := len(z)
	theta, h, trial := make([]float64, n), make([]float64, n), make([]float64, n)
	value, damping := p.Fit.Value(z), 0.0
	start := make([]float64, len(free))
	for range 100 {
		p.descent(theta, z)
		p.Fit.Curvature(h, z)
		if damping > 0 {
			for i := range h {
				h[i] += damping * p.Fit.Smoothness()
			}
		}
		for k, f := range free {
			start[k] = f.b
		}
		step, rest := p.newton(theta, h, free)
		size, change, gain := 0.0, 0.0, vector.Sum{}
		for i, t := range theta {
			size = max(size, math.Abs(t))
			change = max(change, math.Abs(t-rest[i]))
			if t != 0 { // a row without weight may have any step
				gain.Add(t * step[i])
			}
		}
		done, taken := !(change > 4*vector.Eps*size), false
		shortest := 1e-3
		if math.IsInf(p.Fit.Smoothness(), 1) { // no damping: exp overshoots by as much as it likes
			shortest = 1e-18
		}
		for t := 1.0; !done && t > shortest; t /= 4 {
			for i, d := range step {
				trial[i] = z[i] + t*d
			}
			v := p.Fit.Value(trial)
			if v <= value-1e-4*t*gain.Total()+4*vector.Eps*math.Abs(value) {
				z, value, taken = copyTo(z, trial), v, true
				for k := range free {
					free[k].b = start[k] + t*(free[k].b-start[k])
				}
				break
			}
		}
		switch {
		case taken:
			if damping /= 10; damping < 1e-14 {
				damping = 0
			}
		case done && p.meets(theta, free, 1e-13) || damping > 1e6 || math.IsInf(p.Fit.Smoothness(), 1):
			return 0
		default:
			for k := range free {
				free[k].b = start[k]
			}
			damping = max(1e-3, 10*damping)
		}
	}
	return 0
}

// level moves z along the intercept to where the slope of F changes sign, or is 0 in all
// rows: by Newton's steps for as long as they halve it, by bisection where they do not or
// there is no curvature to go by, and by steps that grow while it has one sign only.
// Where it keeps that sign to the end z stays as it is. A few passes over the rows.
func (p *Problem) level(z []float64) {
	n := len(z)
	grad, h := make([]float64, n), make([]float64, n)
	p.derivatives(grad, h, z)
	p.levelFrom(z, grad, h)
}

// levelFrom is level where gradient and curvature are known at z, and leaves those of where
// it ends.
func (p *Problem) levelFrom(z, grad, h []float64) {
	const farthest = 1e150
	at := make([]float64, len(z))
	lo, hi, reach := math.Inf(-1), math.Inf(1), 1.0
	c, best, nearest, last := 0.0, 0.0, math.Inf(1), math.Inf(1)
	for reach < farthest {
		slope := vector.Total(grad)
		size := math.Abs(slope)
		if size < nearest {
			best, nearest = c, size
		}
		if size <= 2*vector.Eps*sumAbs(grad) {
			break
		}
		if slope > 0 {
			hi = c
		} else {
			lo = c
		}
		next := c - slope/vector.Total(h)
		switch between := !math.IsInf(lo, -1) && !math.IsInf(hi, 1); {
		case !between && !(math.Abs(next-c) <= reach):
			next = c - math.Copysign(reach, slope)
			reach *= 4
		case between && !(next > lo && next < hi && size <= last/2):
			next = lo + (hi-lo)/2
		}
		if last = size; next <= lo || next >= hi || next == c {
			break
		}
		c = next
		p.derivatives(grad, h, addTo(at, z, c))
	}
	if reach >= farthest {
		best = 0
	}
	addTo(z, z, best)
	if c != best {
		p.derivatives(grad, h, z)
	}
}

// derivatives sets grad = ∇F(z) and h to the curvature there.
func (p *Problem) derivatives(grad, h, z []float64) {
	if f, ok := p.Fit.(assessor); ok {
		f.derivatives(grad, h, z)
		return
	}
	p.Fit.Curvature(h, z)
	p.Fit.Grad(grad, z)
}

// addTo sets dst = z + c.
func addTo(dst, z []float64, c float64) []float64 {
	for i, v := range z {
		dst[i] = v + c
	}
	return dst
}

func copyTo(dst, src []float64) []float64 {
	copy(dst, src)
	return dst
}

// descent sets dst = -∇F(z).
func (p *Problem) descent(dst, z []float64) {
	p.Fit.Grad(dst, z)
	for i, g := range dst {
		dst[i] = -g
	}
}

// meets tells whether theta is orthogonal, up to tol, to the intercept and the
// free columns that have no bounds.
func (p *Problem) meets(theta []float64, free []boxed, tol float64) bool {
	if p.Intercept && !vanishes(theta, nil, tol) {
		return false
	}
	for _, f := range free {
		if math.IsInf(f.lo, -1) && math.IsInf(f.hi, 1) {
			x := make([]float64, len(theta))
			p.X.ColAxpy(f.j, 1, x)
			if !vanishes(theta, x, tol) {
				return false
			}
		}
	}
	return true
}

// vanishes tells whether <x, theta> is no more than tol of the sizes of its terms; nil
// stands for ones.
func vanishes(theta, x []float64, tol float64) bool {
	var s vector.Sum
	size := 0.0
	for i, t := range theta {
		if x != nil {
			t *= x[i]
		}
		s.Add(t)
		size += math.Abs(t)
	}
	return math.Abs(s.Total()) <= tol*size
}

// newton returns the change of the prediction that minimises the quadratic model
// <-theta, d> + Σ h_i d_i²/2 over the intercept and the free columns, and what it
// leaves of theta. It moves the coefficients of free columns with bounds.
func (p *Problem) newton(theta, h []float64, free []boxed) (step, rest []float64) {
	step, rest = make([]float64, len(theta)), append([]float64(nil), theta...)
	columns, bounded := make([]int, len(free)), false
	for k, f := range free {
		columns[k] = f.j
		bounded = bounded || !math.IsInf(f.lo, -1) || !math.IsInf(f.hi, 1)
	}
	if bounded {
		p.boxNewton(step, rest, h, free)
	} else {
		equations.Explain(p.X, p.Intercept, h, columns, step, rest)
	}
	return step, rest
}

// boxNewton is explain for the intercept and bounded free columns, by cyclic
// coordinate descent on columns that are first made orthogonal to the intercept.
func (p *Problem) boxNewton(step, theta, h []float64, free []boxed) {
	q := equations.Span(p.X, p.Intercept, h, nil)
	q.Explain(step, theta, h)
	x := make([][]float64, len(free))
	for k, f := range free {
		x[k] = make([]float64, len(theta))
		p.X.ColAxpy(f.j, 1, x[k])
		for _, v := range q {
			vector.Axpy(-equations.Inner(h, v, x[k]), v, x[k])
		}
	}
	for range 100000 {
		var moved float64
		for k := range free {
			f := &free[k]
			curvature := equations.Inner(h, x[k], x[k])
			if curvature == 0 {
				continue
			}
			var g vector.Sum
			for i, t := range theta {
				g.Add(x[k][i] * t)
			}
			b := min(max(f.b+g.Total()/curvature, f.lo), f.hi)
			d := b - f.b
			f.b = b
			vector.Axpy(d, x[k], step)
			for i := range theta {
				theta[i] -= d * h[i] * x[k][i]
			}
			moved = max(moved, math.Abs(d)*math.Sqrt(curvature))
		}
		if moved <= vector.Eps*vector.Norm(theta) {
			return
		}
	}
}

// recentre returns the prediction whose gradient is to be the dual point, and whether
// it is another than z: for a fit that is [Bounded] it is z with the intercept and the
// free columns refitted, and one that is [Coupled] likewise. A gradient never leaves the
// domain of F*, and at that minimiser it meets their equations, which a projection alone
// cannot promise together.
func (p *Problem) recentre(z []float64) (at []float64, elsewhere bool, rest float64) {
	_, coupled := p.Fit.(Coupled)
	if _, ok := p.Fit.(Bounded); !ok && !coupled {
		return z, false, 0
	}
	var free []boxed
	for _, f := range p.freeColumns() {
		c := boxed{j: f.J}
		if f.Down {
			c.lo = math.Inf(-1)
		}
		if f.Up {
			c.hi = math.Inf(1)
		}
		free = append(free, c)
	}
	if !p.Intercept && free == nil {
		return z, false, 0
	}
	at = append([]float64(nil), z...)
	return at, true, p.refit(at, free)
}

// silence sets theta to 0 on the rows of columns where rounding is all that is left of it,
// as a dummy of a single row leaves it, and h, so that it stays there.
func (p *Problem) silence(theta, h []float64, at []int) {
	top := vector.MaxAbs(theta)
	for _, j := range at {
		x := make([]float64, len(theta))
		p.X.ColAxpy(j, 1, x)
		most, noise := 0.0, 16*vector.Eps*top*vector.MaxAbs(x)
		for i, v := range x {
			most = max(most, math.Abs(v*theta[i]))
		}
		for i, v := range x {
			if v != 0 && most <= noise {
				theta[i], h[i] = 0, 0
			}
		}
	}
}

// confine brings theta into the domain of F*(-theta), with equality in the columns at: what
// the projection pushed out goes back to its bound and the others make up for it.
// Where that fails, the heavier sign of theta is scaled down until the sum is zero,
// the one equation of an intercept; and 0 is in the domain always.
func (p *Problem) confine(theta, h []float64, at []int) {
	f, ok := p.Fit.(Bounded)
	if !ok {
		return
	}
	h = append([]float64(nil), h...)
	free := make([]boxed, len(at))
	for k, j := range at {
		free[k] = boxed{j: j, lo: math.Inf(-1), hi: math.Inf(1)}
	}
	clip := func() {
		if o, ok := f.(assessor); ok {
			o.clip(theta, h)
			return
		}
		for i, t := range theta {
			lo, hi := f.DualBounds(i)
			if c := min(max(t, -hi), -lo); c != t {
				theta[i], h[i] = c, 0
			}
		}
	}
	for range 20 {
		if clip(); p.meets(theta, free, 1e-13) {
			return
		}
		p.silence(theta, h, at)
		equations.Span(p.X, p.Intercept, h, at).Remove(theta, h)
	}
	clip()
	if len(at) > 0 {
		clear(theta)
	}
	equations.Balance(theta)
}
