package problems

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/prox"
)

// dualSpace is what can be told of the domain of the dual of a composite problem from
// proximal steps far out, where prox_{γh}(x) = x - γ g with g a subgradient of h.
type dualSpace struct {
	c *Composite
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
	gamma := maxAbs(x)
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
		gamma = min(max(maxAbs(x)/(4*top), 1e-300), 1e300)
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
func (c *Composite) newDualSpace(x []float64) *dualSpace {
	d := &dualSpace{c: c, up: make([]bool, c.Dim), down: make([]bool, c.Dim), implied: make([]bool, c.Dim), column: map[int][]float64{}}
	size := 1e6 * (1 + maxAbs(x))
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
		bounds, bounded := c.F.Fit.(Bounded)
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
		size := 1 + maxAbs(z)
		c.H.Prox(z, z, 1e100) // a minimiser of H, if there is one
		if m := maxAbs(z); m < 1e100 {
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

// entrywise tells whether A e_j is column j of A without rounding.
func entrywise(a Linear) bool {
	switch o := a.(type) {
	case Matrix:
		switch o.X.(type) {
		case *Dense, *CSC:
			return true
		}
	case Difference1D, Difference2D, Copies:
		return true
	}
	return false
}

// gram is the Gram matrix of columns of unit length on some rows, factored.
type gram struct {
	size  []float64 // of the columns on these rows
	g     *mat.SymDense
	chol  mat.Cholesky
	rows  []bool
	count int
}

// newGram returns false where the columns are dependent. The last one made is kept.
func (d *dualSpace) newGram(at []int, rows []bool) (*gram, bool) {
	if d.last != nil && slices.Equal(d.lastAt, at) && slices.Equal(d.last.rows, rows) {
		return d.last, true
	}
	q := &gram{size: make([]float64, len(at)), g: mat.NewSymDense(len(at), nil), rows: rows}
	for _, ok := range rows {
		if ok {
			q.count++
		}
	}
	if q.count < len(at) {
		return nil, false
	}
	kept := make([][]float64, len(at))
	for k, j := range at {
		col := make([]float64, 0, q.count)
		for i, v := range d.at(j) {
			if rows[i] {
				col = append(col, v)
			}
		}
		if q.size[k] = norm2(col); !(q.size[k] > 1e-150) || math.IsInf(q.size[k], 1) {
			return nil, false
		}
		scaleInto(col, 1/q.size[k], col)
		kept[k] = col
		for l := range k + 1 {
			q.g.SetSym(l, k, product(kept[l], col))
		}
	}
	if !q.chol.Factorize(q.g) {
		return nil, false
	}
	d.last, d.lastAt = q, slices.Clone(at)
	return q, true
}

// shift adds to theta the shortest vector on the rows that takes the residuals w of
// the equations away.
func (d *dualSpace) shift(q *gram, at []int, theta, w []float64) {
	b, x := mat.NewVecDense(len(at), nil), mat.NewVecDense(len(at), nil)
	for k, j := range at {
		b.SetVec(k, w[j]/q.size[k])
	}
	if q.chol.SolveVecTo(x, b) != nil {
		// nearly singular: what it gives is judged by what is left
	}
	for k, j := range at {
		t := x.AtVec(k) / q.size[k]
		for i, v := range d.at(j) {
			if q.rows[i] {
				theta[i] += t * v
			}
		}
	}
}

// least bounds the least eigenvalue from below, in exact arithmetic: with X near the
// inverse of the computed Gram matrix G, 1/‖G⁻¹‖ >= (1 - ‖I - XG‖)/‖X‖, less the
// roundings of G itself. Not positive where nothing is proven.
func (q *gram) least() float64 {
	n, _ := q.g.Dims()
	var x mat.SymDense
	if err := q.chol.InverseTo(&x); err != nil && !isCondition(err) {
		return 0
	}
	var r mat.Dense
	r.Mul(&x, q.g)
	for k := range n {
		r.Set(k, k, r.At(k, k)-1)
	}
	size, norm := mat.Norm(&x, math.Inf(1)), mat.Norm(q.g, math.Inf(1))
	off := mat.Norm(&r, math.Inf(1)) + float64(n+4)*eps*size*norm
	return (1-off)/size*(1-8*eps) - 4*eps*float64(n)*float64(q.count+4)
}

func isCondition(err error) bool { _, ok := err.(mat.Condition); return ok }

// project moves theta = (v, y) until the equations w_j = 0 hold up to the noise, within the
// box where that can be, and leaves w and its noise. It returns false where the
// equations cannot be solved.
func (d *dualSpace) project(at []int, theta, w, noise []float64) bool {
	if k, ok := d.copies(at); ok {
		part := make([]float64, d.smooth())
		for range 2 {
			k.Apply(part, w)
			axpy(1/float64(k.Times), part, theta[:len(part)])
			d.pull(theta, w, noise)
		}
		return true
	}
	if len(at) > maxEquations {
		return false
	}
	holds := func() bool {
		d.pull(theta, w, noise)
		for _, j := range at {
			limit := 2 * noise[j]
			if d.entrywise {
				limit = d.sharpen(j, theta, w, noise)
			}
			if !(math.Abs(w[j]) <= limit) {
				return false
			}
		}
		return true
	}
	all := d.movable()
	for range 20 {
		free := make([]bool, len(theta))
		for i, t := range theta {
			theta[i] = min(max(t, d.lower[i]), d.upper[i])
			free[i] = all[i] && d.lower[i] < theta[i] && theta[i] < d.upper[i]
		}
		if holds() {
			return true
		}
		q, ok := d.newGram(at, free)
		if !ok {
			if q, ok = d.newGram(at, all); !ok {
				return false
			}
		}
		for range 3 {
			if d.shift(q, at, theta, w); holds() {
				break
			}
		}
	}
	q, ok := d.newGram(at, all)
	if !ok {
		return false
	}
	for range 3 {
		if holds() {
			break
		}
		d.shift(q, at, theta, w)
	}
	holds()
	return true
}

// pull sets w = -K'v - L'y and noise to a bound on its errors.
func (d *dualSpace) pull(theta, w, noise []float64) {
	n := d.smooth()
	v, y := theta[:n], theta[n:]
	d.c.pull(w, v, y)
	for j, t := range w {
		noise[j] = eps * math.Abs(t)
	}
	if d.c.F != nil {
		axpy(1, adjointNoise(d.c.F.K, v), noise)
	}
	if d.c.H != nil {
		axpy(1, adjointNoise(d.c.L, y), noise)
	}
}

// sharpen computes the residual of an equation again, to twice the precision, where the
// columns are known to the last bit: what is left decides how far theta is off. It
// returns what rounding theta itself leaves of a residual.
func (d *dualSpace) sharpen(j int, theta, w, noise []float64) float64 {
	a := d.at(j)
	size := weighed(a, theta)
	if size == 0 { // every product is 0
		w[j], noise[j] = 0, 0
		return 0
	}
	t := dot(nil, a, theta)
	w[j] = -(t.lo + t.hi) / 2
	noise[j] = up(t.hi-t.lo)/2*(1+4*eps) + eps*math.Abs(w[j])
	return 4*eps*size + noise[j]
}

// copies returns K where it is a stack of identities, the rows of f have no bounds and all
// coordinates are equations: then v alone solves them, K'K being a number.
func (d *dualSpace) copies(at []int) (Copies, bool) {
	if d.c.F == nil || len(at) != d.c.Dim {
		return Copies{}, false
	}
	k, ok := d.c.F.K.(Copies)
	for i := range d.smooth() {
		ok = ok && math.IsInf(d.lower[i], -1) && math.IsInf(d.upper[i], 1)
	}
	return k, ok
}

// movable lists the rows that are not fixed.
func (d *dualSpace) movable() []bool {
	rows := make([]bool, len(d.lower))
	for i := range rows {
		rows[i] = d.lower[i] < d.upper[i]
	}
	return rows
}

// independent returns equations that the others follow from, proven in rational
// arithmetic: dummies that add up to the intercept are the common case. It returns all
// where that fails.
func (d *dualSpace) independent(at []int) []int {
	if len(at) > maxRational || !d.entrywise {
		return at
	}
	b := &Bounds{n: len(d.lower), w: make([]float64, len(d.lower))}
	for i, ok := range d.movable() {
		if ok {
			b.w[i] = 1
		}
	}
	columns := make([][]float64, len(at))
	for k, j := range at {
		columns[k] = d.at(j)
	}
	keep, pivot := b.pivots(columns, 1e-9)
	var kept []int
	for k, e := range columns {
		if slices.Contains(keep, k) {
			kept = append(kept, at[k])
		} else if !dependent(e, columns, keep, pivot, b.w) {
			return at
		}
	}
	return kept
}

// smooth returns the length of v.
func (d *dualSpace) smooth() int {
	if d.c.F == nil {
		return 0
	}
	n, _ := d.c.F.K.Dims()
	return n
}

// correct proves that near s theta there is a vector that meets the equations exactly and is in the
// domain, and returns s <= 1, how far it is away at most, and the rows it differs on.
// By [gram.least] the shortest correction δ of the residuals g, ‖δ‖² = g'(A'A)⁻¹g, has
// ‖δ‖ <= ‖g‖/√least. It is kept to rows that are that far from their bounds; or,
// where these are too few, s theta + δ is a mean of theta and δ/(1-s), which is in
// the box of half widths.
func (d *dualSpace) correct(at []int, theta, w, noise []float64) (s, delta float64, rows []bool, ok bool) {
	if len(at) == 0 {
		return 1, 0, nil, true
	}
	if k, ok := d.copies(at); ok {
		rows = make([]bool, len(theta))
		for i := range d.smooth() {
			rows[i] = true
		}
		for j, v := range w {
			delta = math.Hypot(delta, math.Abs(v)+noise[j])
		}
		return 1, delta / math.Sqrt(float64(k.Times)) * (1 + 1e-10), rows, true
	}
	solved := true
	for _, j := range at {
		solved = solved && w[j] == 0 && noise[j] == 0
	}
	if solved {
		return 1, 0, nil, true
	}
	distance := func(rows []bool) (float64, bool) {
		q, ok := d.newGram(at, rows)
		if !ok {
			return 0, false
		}
		least := q.least()
		if !(least > 0) {
			return 0, false
		}
		var g float64
		for k, j := range at {
			g = math.Hypot(g, (math.Abs(w[j])+noise[j])/q.size[k])
		}
		return g / math.Sqrt(least) * (1 + 1e-10), true
	}
	inside, wide := make([]bool, len(theta)), make([]bool, len(theta))
	room, most, least := make([]float64, len(theta)), 0.0, math.Inf(1)
	n := d.smooth()
	for i, t := range theta {
		room[i] = min(t-d.lower[i], d.upper[i]-t)
		if i >= n && math.IsInf(room[i], 1) { // not known
			room[i] = 0
		}
		most = max(most, min(room[i], 1e300))
		if wide[i] = d.half[i] > 0; wide[i] {
			least = min(least, d.half[i])
		}
	}
	nearest := math.Inf(1)
	for i, r := range room {
		if inside[i] = r > 1e-8*most; inside[i] {
			nearest = min(nearest, r)
		}
	}
	if delta, ok = distance(inside); ok && delta <= nearest/2 {
		return 1, delta, inside, true
	}
	if delta, ok = distance(wide); ok && delta <= 1e-6*least {
		s = 1 - 2*delta/least
		if math.IsInf(least, 1) {
			s = 1
		}
		return s - eps, delta, wide, true
	}
	return 0, 0, nil, false
}
