package composite

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// project moves theta = (v, y) until the equations w_j = 0 hold up to the noise, within the
// box where that can be, and leaves w and its noise. It returns false where the
// equations cannot be solved.
func (d *dualSpace) project(at []int, theta, w, noise []float64) bool {
	if k, ok := d.copies(at); ok {
		part := make([]float64, d.smooth())
		for range 2 {
			k.Apply(part, w)
			vector.Axpy(1/float64(k.Times), part, theta[:len(part)])
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
	t := interval.Dot(nil, a, theta)
	w[j] = -(t.Lo + t.Hi) / 2
	noise[j] = interval.Up(t.Hi-t.Lo)/2*(1+4*vector.Eps) + vector.Eps*math.Abs(w[j])
	return 4*vector.Eps*size + noise[j]
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
	w := make([]float64, len(d.lower))
	for i, ok := range d.movable() {
		if ok {
			w[i] = 1
		}
	}
	columns := make([][]float64, len(at))
	for k, j := range at {
		columns[k] = d.at(j)
	}
	keep, pivot := equations.Pivots(columns, w, 1e-9)
	var kept []int
	for k, e := range columns {
		if slices.Contains(keep, k) {
			kept = append(kept, at[k])
		} else if !equations.Dependent(e, columns, keep, pivot, w) {
			return at
		}
	}
	return kept
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
		return s - vector.Eps, delta, wide, true
	}
	return 0, 0, nil, false
}
