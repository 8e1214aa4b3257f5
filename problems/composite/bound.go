package composite

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox"
)

// maxEquations bounds the order of the dense matrices that equations are solved by.
const maxEquations = 1000

// underflow is above what products near the smallest numbers may lose.
const underflow = 0x1p-1000

// maxRational bounds the equations whose dependence is looked into.
const maxRational = 60

// equations tells whether there are any.
func (d *dualSpace) equations() bool {
	for j, up := range d.up {
		if up && d.down[j] {
			return true
		}
	}
	return false
}

// bound returns the certificate of D(s v, s y) with the largest s in [0, 1] that
// makes it finite, after a projection onto the equations.
func (d *dualSpace) bound(v, y []float64) problems.Certificate {
	c := d.c
	theta := append(append(make([]float64, 0, len(v)+len(y)), v...), y...) // not nil, even where G is alone
	w, noise := make([]float64, c.Dim), make([]float64, c.Dim)
	shrunk, off, rows := d.feasible(theta, w, noise)
	scaleInto(theta, shrunk, theta)
	scaleInto(w, shrunk, w)
	wide := make([]float64, len(w))
	for j, t := range w {
		wide[j] = t + math.Copysign(noise[j], t)
	}
	n := d.smooth()
	v, y = theta[:n], theta[n:]
	sv, sy, sw := make([]float64, n), make([]float64, len(y)), make([]float64, len(w))
	var f, g, h float64
	dual := func(s float64) float64 {
		scaleInto(sw, s, wide)
		g = c.G.(prox.Conjugator).Conj(sw)
		scaleInto(sw, s, w)
		g = max(g, c.G.(prox.Conjugator).Conj(sw))
		if c.F != nil {
			scaleInto(sv, s, v)
			f = c.F.Fit.Conj(sv)
		}
		if c.H != nil {
			scaleInto(sy, s, y)
			h = c.H.(prox.Conjugator).Conj(sy)
		}
		return -f - g - h
	}
	top := 1.0
	if o, ok := c.G.(interface{ DualScale(u []float64) float64 }); ok {
		top = o.DualScale(wide)
	}
	// A point on the edge of a domain may be out by rounding.
	best, value := 0.0, math.Inf(-1)
	for _, s := range []float64{top, top * (1 - 4*vector.Eps), top * (1 - 1e-14), top * (1 - 1e-12)} {
		if value = dual(s); !math.IsInf(value, -1) {
			best = s
			break
		}
	}
	if math.IsInf(value, -1) {
		for lo, hi, k := 0.0, top, 0; k < 60; k++ {
			if mid := (lo + hi) / 2; math.IsInf(dual(mid), -1) {
				hi = mid
			} else {
				lo, best = mid, mid
			}
		}
		value = dual(best)
	}
	scaleInto(theta, best, theta)
	value -= d.lenience(sy, sw)
	lost := d.conjugateError(sv, sy, sw, noise, f, g, h, off, rows)
	return problems.Certificate{Dual: value - lost, Theta: theta, Rounding: lost, DualRounding: lost}
}

// feasible projects theta onto the equations and returns w = -K'v - L'y with its
// noise, how much theta must shrink, how far the exactly feasible point is from it
// then, and the rows that it differs on. A one-sided coordinate joins the equations if
// it fails. Where nothing is proven theta becomes 0, which is feasible.
func (d *dualSpace) feasible(theta, w, noise []float64) (shrunk, off float64, rows []bool) {
	var at []int
	for j, up := range d.up {
		if up && d.down[j] {
			at = append(at, j)
		}
	}
	if y := theta[d.smooth():]; d.c.Intercept && len(at) == 1 {
		equations.Balance(y)
	}
	taken := make([]bool, d.c.Dim)
	for range 10 {
		for _, j := range at {
			taken[j] = true
		}
		shrunk, off, rows, ok := d.settle(at, theta, w, noise)
		if !ok {
			break
		}
		before := len(at)
		for j, t := range w {
			if !taken[j] && (d.up[j] && t+noise[j] > 0 || d.down[j] && t-noise[j] < 0) {
				at = append(at, j)
			}
		}
		if len(at) == before {
			return shrunk, off, rows
		}
	}
	clear(theta)
	clear(w)
	clear(noise)
	return 1, 0, nil
}

// settle moves theta to the equations of the coordinates listed, leaves w with its noise
// there, 0 at the equations, and proves how near a solution is.
func (d *dualSpace) settle(at []int, theta, w, noise []float64) (shrunk, off float64, rows []bool, ok bool) {
	d.pull(theta, w, noise)
	if len(at) == 0 {
		return 1, 0, nil, true
	}
	solve := func(at []int) bool {
		if !d.project(at, theta, w, noise) {
			return false
		}
		shrunk, off, rows, ok = d.correct(at, theta, w, noise)
		return ok
	}
	needed := slices.DeleteFunc(slices.Clone(at), func(j int) bool { return d.implied[j] })
	before := slices.Clone(theta)
	if !solve(needed) {
		kept := d.independent(needed)
		if len(kept) == len(needed) {
			return 0, 0, nil, false
		}
		for _, j := range needed {
			d.implied[j] = !slices.Contains(kept, j)
		}
		copy(theta, before)
		if !solve(kept) {
			return 0, 0, nil, false
		}
	}
	d.spread(noise, off, rows)
	for _, j := range at {
		w[j], noise[j] = 0, 0
	}
	return shrunk, off, rows, true
}

// spread adds to the noise of w what a change of theta by off on some rows can do.
func (d *dualSpace) spread(noise []float64, off float64, rows []bool) {
	if off == 0 {
		return
	}
	n := d.smooth()
	level := make([]float64, len(rows))
	for i, on := range rows {
		if on {
			level[i] = off
		}
	}
	part := make([]float64, len(noise))
	add := func(a Linear, level []float64) {
		if o, ok := magnitude(a); ok {
			o.adjointAbs(part, level)
			vector.Axpy(1+1e-10, part, noise)
			return
		}
		norm, _ := a.Norm()
		for j := range noise {
			noise[j] += 1.1 * norm * off
		}
	}
	if d.c.F != nil {
		add(d.c.F.K, level[:n])
	}
	if d.c.H != nil {
		add(d.c.L, level[n:])
	}
}

// attained returns a point where f*(u) is attained, near the shortest: f has the subgradient
// u there. It is the limit of prox_{f/ρ}(u/ρ) for small ρ.
func attained(f prox.Function, u []float64) []float64 {
	z := make([]float64, len(u))
	size := 1.0
	for range 2 {
		rho := 1e-8 * vector.MaxAbs(u) / size
		if !(rho > 1e-300) {
			break
		}
		scaleInto(z, 1/rho, u)
		f.Prox(z, z, 1/rho)
		if size = vector.MaxAbs(z); !(size > 0) || math.IsInf(size, 1) {
			break
		}
	}
	return z
}

// larger returns the larger absolute values of x and y, which may be nil.
func larger(x, y []float64) []float64 {
	m := make([]float64, len(x))
	for j, v := range x {
		if m[j] = math.Abs(v); y != nil {
			m[j] = max(m[j], math.Abs(y[j]))
		}
	}
	return m
}

// weighed returns Σ |x_j y_j|.
func weighed(x, y []float64) float64 {
	var s vector.Sum
	for j, v := range x {
		s.Add(math.Abs(v * y[j]))
	}
	return s.Total()
}

// conjugateError bounds what is wrong with f*(v) + H*(y) + G*(w) as computed: the roundings of
// their sums, of w, and what theta is off the equations.
func (d *dualSpace) conjugateError(v, y, w, noise []float64, f, g, h, off float64, rows []bool) float64 {
	c, n := d.c, float64(d.c.Dim+d.c.rows()+20)
	x := larger(attained(c.G, w), d.guess.x)
	z := larger(d.guess.kx, nil)
	lost := n*underflow + 20*vector.Eps*(math.Abs(f)+weighed(z, v)) + n*vector.Eps*(math.Abs(g)+weighed(x, w)) + 2*weighed(x, noise)
	if c.H != nil {
		lx := larger(attained(c.H, y), d.guess.lx)
		lost += n * vector.Eps * (math.Abs(h) + weighed(lx, y))
		z = append(z, lx...)
	}
	if off > 0 {
		for i, on := range rows {
			if !on {
				z[i] = 0
			}
		}
		lost += 2 * off * vector.Norm(z)
	}
	return lost
}

// lenience bounds what H* and G* forgive at y and w.
func (d *dualSpace) lenience(y, w []float64) (cost float64) {
	if !d.exactG {
		cost = forgiven(d.c.G, w, attained(d.c.G, w), d.guess.x)
	}
	if d.c.H != nil && !d.exactH {
		cost += forgiven(d.c.H, y, attained(d.c.H, y), d.guess.lx)
	}
	return cost
}

// forgiven bounds what the conjugate of a set with coupled entries may have been too
// lenient about at u: 1e-11 of it, or how far it is from an exact subgradient
// (x+γu-prox(x+γu))/γ. x starts where f* is attained, and is drawn nearer by proximal point steps.
func forgiven(f prox.Function, u []float64, starts ...[]float64) float64 {
	off := 1e-11 * vector.Norm(u)
	most := 0.0
	p, q := make([]float64, len(u)), make([]float64, len(u))
	for _, x := range starts {
		if len(x) == 0 {
			continue
		}
		size := vector.Norm(x)
		most = max(most, size)
		gamma := 4 * size / vector.Norm(u)
		if !(gamma > 1e-150 && gamma < 1e150) {
			continue
		}
		copy(q, x)
		for range 20 {
			for j, v := range u {
				p[j] = q[j] + gamma*v
			}
			f.Prox(q, p, gamma)
			for j, v := range u {
				p[j] = (p[j]-q[j])/gamma - v
			}
			floor := 4 * vector.Eps * (vector.Norm(q)/gamma + vector.Norm(u))
			off = min(off, vector.Norm(p)+floor)
			if off <= 2*floor {
				break
			}
		}
	}
	return off * most
}

// valueError bounds what is wrong with the value of the point: roundings of K x, of L x and of
// the sums, each weighed by the slope of its term.
func (d *dualSpace) valueError(at feasible, v, y []float64) float64 {
	c, n := d.c, float64(d.c.Dim+d.c.rows()+20)
	lost := n*underflow + n*vector.Eps*math.Abs(at.g)
	if c.F != nil {
		e := applyNoise(c.F.K, at.x)
		size := vector.Norm(e)
		lost += weighed(v, e) + 20*vector.Eps*(math.Abs(at.f)+weighed(v, at.kx))
		if l := c.F.Fit.Smoothness(); !math.IsInf(l, 1) {
			lost += l / 2 * size * size
		}
	}
	if c.H != nil {
		slope := larger(c.kinkless(at.x, 1e-8), y)
		for i := range slope { // at a kink any slope may be meant
			if m := max(d.upper[len(v)+i], -d.lower[len(v)+i]); !math.IsInf(m, 1) {
				slope[i] = max(slope[i], m)
			}
		}
		lost += n*vector.Eps*math.Abs(at.h) + weighed(slope, applyNoise(c.L, at.x)) + 2*vector.Eps*weighed(slope, at.lx)
	}
	return lost
}

// outside bounds how much more than the value of the point it costs to be in the domains
// and not next to them, by the slopes at their edge.
func (d *dualSpace) outside(at feasible, v, y []float64) float64 {
	w := make([]float64, d.c.Dim)
	d.c.pull(w, v, y)
	cost := weighed(w, at.outG)
	if d.c.H != nil {
		cost += weighed(y, at.outH)
	}
	return (1 + 1e-10) * cost
}
