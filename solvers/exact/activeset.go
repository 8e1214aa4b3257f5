package exact

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/doubled"
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// refactor rebuilds the factor, whose diagonal depends on lambda through the ridge.
// Columns that depend on the others now rest where they are, and are exchanged if
// they must move.
func (x *Engine) refactor() {
	old := slices.Clone(x.active)
	x.active, x.factor.k = x.active[:0], 0
	if x.care == thorough {
		x.deep.factor.l = nil
	}
	for _, e := range old {
		x.place[e] = -1
	}
	x.join(old)
}

// join activates columns one after the other and returns those that it leaves out
// because they depend on the active ones. The factor takes a group of them at a time.
func (x *Engine) join(es []int) (dependent []int) {
	for x.care == thorough && len(es) > 0 {
		e := es[0]
		if es = es[1:]; x.deep.factor.append(x.deepCross(e)) {
			x.place[e] = len(x.active)
			x.active = append(x.active, e)
		} else {
			dependent = append(dependent, e)
		}
	}
	for len(es) > 0 {
		group := es[:min(cap(x.crosses), len(es))]
		es = es[len(group):]
		x.crosses = x.crosses[:len(group)]
		for k, e := range group {
			x.crosses[k] = x.cross(x.crosses[k], e)
		}
		x.factor.forwardMany(x.crosses)
		known := len(x.active)
		for k, e := range group {
			for _, a := range x.active[known:] { // what came in since
				x.crosses[k] = append(x.crosses[k], x.gram.row(e)[a])
			}
			if !x.activate(e, x.crosses[k], known) {
				dependent = append(dependent, e)
			}
		}
	}
	return dependent
}

// cross gathers the inner products of column e with the active ones.
func (x *Engine) cross(dst []float64, e int) []float64 {
	row := x.gram.row(e)
	dst = dst[:0]
	for _, a := range x.active {
		dst = append(dst, row[a])
	}
	return dst
}

// deepCross is cross, and the product of e with itself, ridge included, in twice the
// precision.
func (x *Engine) deepCross(e int) (cross []doubled.Number, self doubled.Number) {
	as := make([]int, len(x.active))
	for k, a := range x.active {
		as[k] = x.gram.cols[a]
	}
	cross, self = x.deep.products(as, x.gram.cols[e])
	return cross, self.Plus(doubled.Number{Hi: x.terms[e].L2})
}

// system solves the linear system of the active coefficients in place.
func (x *Engine) system(h []float64) {
	if x.care == thorough {
		x.deep.factor.solve(h)
	} else {
		x.factor.solve(h)
	}
}

// activate appends column e to the active set and its factor, given its cross
// products, the first solved of them solved. It reports false, changing nothing,
// where e depends on the active columns.
func (x *Engine) activate(e int, cross []float64, solved int) bool {
	if !x.factor.append(cross, solved, x.gram.row(e)[e]+x.terms[e].L2) {
		return false
	}
	x.place[e] = len(x.active)
	x.active = append(x.active, e)
	return true
}

// catchUp makes g current: only new columns are missing where b has stood since.
func (x *Engine) catchUp() {
	if x.stale {
		x.gradients()
		return
	}
	if x.care == thorough {
		if !x.fresh {
			x.residual()
		}
		for e := len(x.g); e < len(x.b); e++ {
			x.g = append(x.g, x.slope(e))
		}
		return
	}
	for e := len(x.g); e < len(x.b); e++ {
		x.g = append(x.g, x.gram.q[e]-kernel.Dot(x.gram.row(e), x.b))
	}
}

// gradients sets g = <x_e, y - X b> on E, from the Gram matrix or from the data,
// whichever takes less reading: of sparse columns it may be the data.
func (x *Engine) gradients() {
	x.stale = false
	x.mass = 0
	all, moving := 0, 0 // entries of E, and of what is not zero
	for e, b := range x.b {
		entries := x.s.Entries(x.gram.cols[e])
		all += entries
		if b != 0 {
			x.mass += math.Abs(b) * x.s.Length(x.gram.cols[e])
			moving += entries
		}
	}
	const gather = 4 // entries of the Gram matrix read in the time of one of the data
	if x.care == thorough || gather*(all+moving+x.s.N) < len(x.b)*len(x.active) {
		x.residual()
		x.g = resize(x.g, len(x.b))
		kernel.Parallel(len(x.b), x.s.Grain(len(x.b), all), func(lo, hi int) {
			for e := lo; e < hi; e++ {
				x.g[e] = x.slope(e)
			}
		})
		return
	}
	x.fresh = false
	x.g = append(x.g[:0], x.gram.q...)
	for e, b := range x.b {
		if b != 0 {
			kernel.Axpy(-b, x.gram.row(e), x.g)
		}
	}
}

// slope returns <x_e, r> from the data; where a thorough engine needs to know it well, in
// twice the precision.
func (x *Engine) slope(e int) float64 {
	j := x.gram.cols[e]
	g := x.s.Dot(j, x.r, 0)
	if x.care == thorough && (x.place[e] >= 0 || math.Abs(g) > x.terms[e].L1-16*vector.Eps*float64(x.s.N)*x.rest*x.s.Length(j)) {
		return x.deep.slope(j)
	}
	return g
}

// noise is the size of <x_j, r> that may be rounding, given y and the columns as
// stored, which may be far from their means, and the terms of X b, which may cancel.
func (x *Engine) noise(j int) float64 {
	if x.care == thorough {
		return (vector.Eps/4*x.rest + 16*vector.Eps*vector.Eps*(x.size+x.mass)) * x.s.Length(j)
	}
	return 8 * vector.Eps * (x.size + math.Abs(x.start) + x.mass) * x.s.Length(j)
}

// optimise makes b optimal on E.
func (x *Engine) optimise() end {
	for {
		x.catchUp()
		x.descend()
		switch {
		case x.stop(x.steps):
			return stopped
		case x.spent():
			return exhausted
		case !x.admit():
			return settled
		}
		x.steps++
	}
}

// descend moves the active coefficients to the solution of their linear system,
// dropping the ones that meet a sign change or a bound on the way.
func (x *Engine) descend() {
	most, enough := 3, 1.0
	if x.care == thorough {
		most, enough = 10, 0.25
	}
	last := math.Inf(1)
	for corrections := 0; ; {
		x.delta = x.delta[:0]
		worst := 0.0 // in units of the noise
		for _, e := range x.active {
			d := x.g[e] - x.box[e].slope - x.terms[e].L2*x.b[e]
			x.delta = append(x.delta, d)
			if d != 0 {
				worst = max(worst, math.Abs(d)/x.noise(x.gram.cols[e]))
			}
		}
		if worst <= enough || corrections == most || worst <= 1 && worst > last/2 || x.spent() {
			return
		}
		last = worst
		corrections++
		for {
			// The residual of the system shrinks with the step: after a share t
			// of it, (1-t) is left, and the rest of the system is unchanged.
			h := append(x.left[:0], x.delta...)
			x.left = h
			x.system(x.delta)
			x.steps++
			if x.clip(h, x.delta) {
				corrections = 0
				break
			}
			t, stop := x.blocking(x.delta)
			for k, e := range x.active {
				x.move(e, t*x.delta[k])
			}
			x.stale = true
			if stop < 0 {
				break
			}
			x.drop(stop, x.delta[stop])
			x.delta = append(append(x.delta[:0], h[:stop]...), h[stop+1:]...)
			for k := range x.delta {
				x.delta[k] *= 1 - t
			}
		}
		x.catchUp()
	}
}

// drop takes active[k], moving in direction d, out of the active set at the end of
// its box.
func (x *Engine) drop(k int, d float64) {
	e := x.active[k]
	x.b[e], x.low[e] = x.box[e].lo, 0
	if d > 0 {
		x.b[e] = x.box[e].hi
	}
	if x.care == thorough {
		x.deep.factor.delete(k)
	} else {
		x.factor.delete(k)
	}
	x.active = append(x.active[:k], x.active[k+1:]...)
	x.place[e] = -1
	for i := k; i < len(x.active); i++ {
		x.place[x.active[i]] = i
	}
}

// admit takes in the resting coefficients that violate their condition and reports
// whether there were any.
func (x *Engine) admit() bool {
	x.waiting = x.waiting[:0]
	for e := range x.b {
		if x.place[e] >= 0 {
			continue
		}
		if bx, violated := entrance(x.terms[e], x.b[e], x.g[e], x.noise(x.gram.cols[e])); violated {
			x.box[e] = bx
			x.waiting = append(x.waiting, e)
		}
	}
	dependent := x.join(x.waiting)
	if len(dependent) < len(x.waiting) {
		return true // the others have their turn when the active ones are optimal
	}
	for _, e := range dependent {
		if x.exchange(e) {
			x.stale = true
			return true
		}
	}
	return false
}

// exchange brings in a column x_e = Σ w_a x_a that depends on the active ones,
// which must be optimal. Along the direction that raises b_e and lowers the b_a by
// w_a the prediction stands still and the penalty falls linearly, down to where
// one of the b_a meets the end of its box; that one goes. It reports whether
// anything moved: not where no box ends, and then the penalty is flat that way, and
// the violation rounding.
func (x *Engine) exchange(e int) bool {
	row := x.gram.row(e)
	w := x.weights(e)
	sign := 1.0
	if x.g[e] < x.box[e].slope+x.terms[e].L2*x.b[e] {
		sign = -1
	}
	length, stop := math.Inf(1), -1
	reach := func(k int, b, d float64, bx box) {
		if d == 0 {
			return
		}
		end := bx.hi
		if d < 0 {
			end = bx.lo
		}
		if t := max(0, (end-b)/d); t < length {
			length, stop = t, k
		}
	}
	for k, a := range x.active {
		w[k] *= -sign
		if math.Abs(w[k])*math.Sqrt(x.gram.row(a)[a]) > 1e-9*math.Sqrt(row[e]) {
			reach(k, x.b[a], w[k], x.box[a])
		}
	}
	reach(len(x.active), x.b[e], sign, x.box[e])
	if stop < 0 {
		return false
	}
	for k, a := range x.active {
		x.move(a, length*w[k])
	}
	x.move(e, sign*length)
	if stop == len(x.active) { // e itself came to its bound
		x.b[e], x.low[e] = x.box[e].lo, 0
		if sign > 0 {
			x.b[e] = x.box[e].hi
		}
		return true
	}
	x.drop(stop, w[stop])
	x.join([]int{e})
	return true
}
