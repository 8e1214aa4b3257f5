package composite

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox"
)

// dualSpace is what can be told of the domain of the dual of a composite problem from
// proximal steps far out, where prox_{γh}(x) = x - γ g with g a subgradient of h.
type dualSpace struct {
	c *Problem
	// up and down are the coordinates on which G*(w) is +Inf for all w_j > 0, for
	// all w_j < 0. Where both hold w_j = 0 is an equation.
	up, down []bool
	// lower and upper hold the entries of v and then y. Infinite where unknown.
	lower, upper []float64
	// half is the half width of a box around 0 within the domain.
	half []float64
	// exact tells whether H* and G* decide on their domains entry by entry, without
	// the tolerance of sets with coupled entries.
	exactG, exactH bool
	column         map[int][]float64 // of K over L, at equations
	entrywise      bool              // the columns are free of rounding
	last           *gram             // the last one made, of the equations lastAt
	lastAt         []int
	implied        []bool // equations that follow from others
	// guess is where the conjugates are thought to be attained: the errors that count
	// are weighed by it.
	guess feasible
}

// far returns numbers of size b and more, in no special order.
func far(n int, b float64) []float64 {
	x := make([]float64, n)
	for j := range x {
		x[j] = b * (1 + float64((j+1)*7919%1009)/1009)
	}
	return x
}

// slopes returns (x - prox_{γf}(x))/γ with a γ that makes the step as long as can be
// and leaves the signs.
func slopes(f prox.Function, x []float64) []float64 {
	p := make([]float64, len(x))
	gamma := vector.MaxAbs(x)
	for range 2 {
		f.Prox(p, x, gamma)
		top := 0.0
		for j, v := range x {
			p[j] = (v - p[j]) / gamma
			top = max(top, math.Abs(p[j]))
		}
		if !(top > 0) || math.IsInf(top, 1) {
			break
		}
		gamma = min(max(vector.MaxAbs(x)/(4*top), 1e-300), 1e300)
	}
	return p
}

// box returns bounds that hold the domain of f*, entry by entry and infinite where
// there may be none, and tells whether the domain is that box. f is probed at two
// points on either side, size far out: only where the slopes agree they are bounds.
func box(f prox.Function, n int, size float64) (lower, upper, half []float64, exact bool) {
	minus := func(x []float64) []float64 { scaleInto(x, -1, x); return x }
	near, beyond := far(n, size), far(n, 3*size)
	for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
		beyond[i], beyond[j] = beyond[j], beyond[i]
	}
	upper, upper2 := slopes(f, near), slopes(f, beyond)
	lower, lower2 := slopes(f, minus(near)), slopes(f, minus(beyond))
	half = make([]float64, n)
	exact = true
	for i := range half {
		half[i] = max(min(upper[i], -lower[i]), 0) * (1 - 1e-12)
		if !(math.Abs(upper[i]-upper2[i]) <= 1e-12*math.Abs(upper[i])) {
			upper[i], exact = math.Inf(1), false
		}
		if !(math.Abs(lower[i]-lower2[i]) <= 1e-12*math.Abs(lower[i])) {
			lower[i], exact = math.Inf(-1), false
		}
	}
	strict := func(edge []float64) bool { // no tolerance at the edge
		p, some := make([]float64, n), false
		for i, v := range edge {
			p[i] = v * (1 + 5e-12)
			some = some || v != 0
		}
		return !some || math.IsInf(f.(prox.Conjugator).Conj(p), 1)
	}
	exact = exact && strict(upper) && strict(lower)
	if !exact { // the box of half widths is inside for norms, but not for all sets
		corner := make([]float64, n)
		for i := range corner {
			corner[i] = half[i] * float64(1-2*((i+1)*7919%1009%2))
		}
		for range 2 {
			if math.IsInf(f.(prox.Conjugator).Conj(corner), 1) {
				clear(half)
			}
			minus(corner)
		}
	}
	return lower, upper, half, exact
}

// newDualSpace probes the terms. x is any point of the size of the solution.
func (c *Problem) newDualSpace(x []float64) *dualSpace {
	d := &dualSpace{c: c, up: make([]bool, c.Dim), down: make([]bool, c.Dim), implied: make([]bool, c.Dim), column: map[int][]float64{}}
	size := 1e6 * (1 + vector.MaxAbs(x))
	probe, p := far(c.Dim, size), make([]float64, c.Dim)
	c.G.Prox(p, probe, size)
	for j, v := range p {
		d.up[j] = v == probe[j]
		probe[j] = -probe[j]
	}
	c.G.Prox(p, probe, size)
	for j, v := range p {
		d.down[j] = v == probe[j]
	}
	_, _, _, d.exactG = box(c.G, c.Dim, size)
	d.entrywise = (c.F == nil || entrywise(c.F.K)) && (c.H == nil || entrywise(c.L))
	if c.F != nil {
		n, _ := c.F.K.Dims()
		bounds, bounded := c.F.Fit.(problems.Bounded)
		z, g := far(n, 1), make([]float64, n)
		c.F.Fit.Grad(g, z)
		scaleInto(z, -1, z)
		c.F.Fit.Grad(z, z)
		for i := range n {
			lo, hi := math.Inf(-1), math.Inf(1)
			switch {
			case g[i] == 0 && z[i] == 0: // a row of weight 0
				lo, hi = 0, 0
			case bounded:
				lo, hi = bounds.DualBounds(i)
			}
			d.lower, d.upper, d.half = append(d.lower, lo), append(d.upper, hi), append(d.half, max(min(-lo, hi), 0))
		}
	}
	d.exactH = true
	if c.H != nil {
		z := c.apply(x)
		size := 1 + vector.MaxAbs(z)
		c.H.Prox(z, z, 1e100) // a minimiser of H, if there is one
		if m := vector.MaxAbs(z); m < 1e100 {
			size += m
		}
		lo, hi, half, exact := box(c.H, len(z), 1e6*size)
		d.lower, d.upper, d.half, d.exactH = append(d.lower, lo...), append(d.upper, hi...), append(d.half, half...), exact
	}
	return d
}

// at returns column j of K over L.
func (d *dualSpace) at(j int) []float64 {
	if a, ok := d.column[j]; ok {
		return a
	}
	e := make([]float64, d.c.Dim)
	e[j] = 1
	var a []float64
	if d.c.F != nil {
		a = append(a, d.c.F.predict(e)...)
	}
	if d.c.H != nil {
		a = append(a, d.c.apply(e)...)
	}
	d.column[j] = a
	return a
}

// pull sets w = -K'v - L'y and noise to a bound on its errors.
func (d *dualSpace) pull(theta, w, noise []float64) {
	n := d.smooth()
	v, y := theta[:n], theta[n:]
	d.c.pull(w, v, y)
	for j, t := range w {
		noise[j] = vector.Eps * math.Abs(t)
	}
	if d.c.F != nil {
		vector.Axpy(1, adjointNoise(d.c.F.K, v), noise)
	}
	if d.c.H != nil {
		vector.Axpy(1, adjointNoise(d.c.L, y), noise)
	}
}

// smooth returns the length of v.
func (d *dualSpace) smooth() int {
	if d.c.F == nil {
		return 0
	}
	n, _ := d.c.F.K.Dims()
	return n
}
