package problems

import (
	"math"
	"math/big"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// The intercept and the free columns put equations on the dual point that float64
// cannot meet. A real vector delta on a few rows meets them exactly; solve finds
// the rows, makes delta as small as rounding allows by moving Theta, and bounds
// what is left: with M the equations on those rows, R an approximate inverse of it
// and g what theta misses in the equations, M delta = g gives
// delta = R g + (I - R M) delta, and so
//
//	‖delta‖∞ <= ‖R g‖∞ / (1 - ‖I - R M‖∞).

// system is M, R and g.
type system struct {
	at   []int       // the rows
	e    [][]float64 // the equations on all rows
	inv  [][]float64
	miss []interval
}

// moved bounds <x, theta - delta>, given <x, theta> and x on the rows as the sum of on
// and rest. With any a, theta - delta does not see Σ_k a_k e_k, so that
//
//	<x, theta - delta> = <x, theta> - Σ_k a_k g_k - Σ_i (x - Σ_k a_k e_k)_i delta_i,
//
// and a = x R leaves nothing but rounding in the last sum: what is far from zero in x,
// or explained by the free columns, costs no digits. O(m²), or O(m) with |x| in place of
// what is left where there are many equations.
func (q *system) moved(u interval, on, rest []float64, shift float64) interval {
	if m := len(q.at); m > 16 && m*m > len(q.e[0]) { // more work than <x, theta>
		for c, v := range on {
			if v = math.Abs(v); rest != nil {
				v = addUp(v, math.Abs(rest[c]))
			}
			u = u.widened(mulUp(v, shift))
		}
		return u
	}
	a := make([]float64, len(on))
	for k, g := range q.miss {
		for r, v := range on {
			a[k] += v * q.inv[r][k]
		}
		if !(math.Abs(a[k]) <= math.MaxFloat64) {
			a[k] = 0
		}
		u = u.plus(g.multiple(-a[k]))
	}
	for c, i := range q.at {
		var left account
		left.add(on[c])
		if rest != nil {
			left.add(rest[c])
		}
		for k, e := range q.e {
			left.addProduct(-a[k], e[i])
		}
		u = u.widened(mulUp(left.total().size(), shift))
	}
	return u
}

// solve sets Rows, Equations and Shift, and reports whether it could. Equations that
// are nearly those of others are first taken for dependent and then, where that cannot
// be proven, for what they are.
func (b *Bounds) solve(d *DualBound, free []int) bool {
	theta := append([]float64(nil), d.Theta...)
	for _, threshold := range []float64{1e-9, 1e-13} {
		copy(d.Theta, theta)
		if b.solveAbove(threshold, d, free) {
			return true
		}
	}
	return false
}

func (b *Bounds) solveAbove(threshold float64, d *DualBound, free []int) bool {
	d.Rows, d.Equations, d.Shift, d.eq = nil, nil, 0, system{}
	_, cols := b.p.X.Dims()
	x := design.Columns{X: b.p.X}
	var rows [][]float64 // the equations as dense vectors
	add := func(j int, v []float64) {
		rows, d.Equations = append(rows, v), append(d.Equations, j)
	}
	if b.p.Intercept {
		add(cols, vector.Ones(b.n))
	}
	for _, j := range free {
		v := make([]float64, b.n)
		row, col := x.At(j)
		for k, c := range col {
			if row == nil {
				v[k] = c
			} else {
				v[row[k]] = c
			}
		}
		add(j, v)
	}
	if len(rows) == 0 {
		return true
	}
	keep, at := b.pivots(rows, threshold)
	for k, e := range rows {
		if !slices.Contains(keep, k) && !dependent(e, rows, keep, at, b.w) {
			return false
		}
	}
	kept, names := make([][]float64, len(keep)), make([]int, len(keep))
	for k, e := range keep {
		kept[k], names[k] = rows[e], d.Equations[e]
	}
	d.Rows, d.Equations = at, names
	m := len(kept)
	inv := inverse(kept, at) // m x m
	if inv == nil {
		return false
	}
	b.project(d.Theta, kept)
	miss := make([]interval, m)
	for round := range 4 {
		for k, e := range kept {
			miss[k] = dot(nil, e, d.Theta)
		}
		if round == 3 {
			break
		}
		for r, i := range at {
			var c float64
			for k, g := range miss {
				c += inv[r][k] * g.mid()
			}
			if c == c {
				d.Theta[i] -= c
			}
		}
	}
	contraction, size := 0.0, 0.0
	for r := range inv {
		line, slack := 0.0, 0.0
		var move account // (R g)_r
		for c := range inv {
			var a account
			if r == c {
				a.add(-1)
			}
			for k, e := range kept {
				a.addProduct(inv[r][k], e[at[c]])
			}
			line = addUp(line, a.total().size())
		}
		for k, g := range miss {
			mid := g.mid()
			move.addProduct(inv[r][k], mid)
			slack = addUp(slack, mulUp(math.Abs(inv[r][k]), g.plus(point(-mid)).size()))
		}
		contraction, size = max(contraction, line), max(size, addUp(move.total().size(), slack))
	}
	if !(contraction < 1) {
		return false
	}
	d.Shift = divUp(size, addDown(1, -contraction))
	d.eq = system{at, kept, inv, miss}
	return d.Shift <= math.MaxFloat64
}

// project takes theta to the nearest point, in the metric Σ dtheta_i²/w_i, that solves
// independent equations, as well as float64 can: what solve moves on a few rows after
// that is rounding. Gram and Schmidt, twice.
func (b *Bounds) project(theta []float64, equations [][]float64) {
	dot := func(x, y []float64) (s float64) {
		for i, w := range b.w {
			s += w * x[i] * y[i]
		}
		return s
	}
	var q [][]float64
	for _, e := range equations {
		x := slices.Clone(e)
		for range 2 {
			for _, v := range q {
				vector.Axpy(-dot(v, x), v, x)
			}
			size := math.Sqrt(dot(x, x))
			for i := range x {
				x[i] /= size
			}
		}
		if size := dot(x, x); size > 0.5 && size < 2 { // neither underflow nor overflow
			q = append(q, x)
		}
	}
	for range 2 {
		for _, v := range q {
			c := 0.0
			for i, t := range theta {
				c += v[i] * t
			}
			for i, w := range b.w {
				theta[i] -= w * c * v[i]
			}
		}
	}
}

// pivots chooses independent equations and a row for each by Gaussian elimination
// with complete pivoting over the rows of positive weight. Weights count: a row of
// little weight pays dearly for delta. Equations of which less than the threshold is
// left are taken for dependent.
func (b *Bounds) pivots(rows [][]float64, threshold float64) (keep, at []int) {
	work, size := make([][]float64, len(rows)), make([]float64, len(rows))
	for k, e := range rows {
		work[k] = make([]float64, b.n)
		for i, v := range e {
			work[k][i] = v * math.Sqrt(b.w[i])
			size[k] = max(size[k], math.Abs(work[k][i]))
		}
	}
	for len(keep) < len(rows) {
		best, bestK, bestI := threshold, -1, -1
		for k, e := range work {
			if slices.Contains(keep, k) || size[k] == 0 {
				continue
			}
			for i, v := range e {
				if c := math.Abs(v) / size[k]; c > best && b.w[i] > 0 && !slices.Contains(at, i) {
					best, bestK, bestI = c, k, i
				}
			}
		}
		if bestK < 0 {
			return keep, at
		}
		keep, at = append(keep, bestK), append(at, bestI)
		for k, e := range work {
			if !slices.Contains(keep, k) {
				vector.Axpy(-e[bestI]/work[bestK][bestI], work[bestK], e)
			}
		}
	}
	return keep, at
}

// inverse returns an approximate inverse of the matrix with entry (k, c) equal to
// kept[k][at[c]], or nil: Gauss and Jordan with partial pivoting.
func inverse(kept [][]float64, at []int) [][]float64 {
	m := len(kept)
	a := make([][]float64, m)
	for k := range a {
		a[k] = make([]float64, 2*m)
		for c, i := range at {
			a[k][c] = kept[k][i]
		}
		a[k][m+k] = 1
	}
	for c := range m {
		top := c
		for k := c; k < m; k++ {
			if math.Abs(a[k][c]) > math.Abs(a[top][c]) {
				top = k
			}
		}
		a[c], a[top] = a[top], a[c]
		if a[c][c] == 0 {
			return nil
		}
		pivot := a[c][c]
		for k := range a[c] {
			a[c][k] /= pivot
		}
		for k := range m {
			if k != c {
				vector.Axpy(-a[k][c], a[c], a[k])
			}
		}
	}
	for k := range a {
		a[k] = a[k][m:]
	}
	return a
}

// dependent proves in rational arithmetic that e is a combination of the kept
// equations in every row that has a weight, so that its own equation follows from
// theirs: dummies that add up to the intercept are the common case.
func dependent(e []float64, rows [][]float64, keep, at []int, w []float64) bool {
	m := len(keep)
	a := make([][]*big.Rat, m) // Σ_k c_k rows[keep[k]][at[r]] = e[at[r]]
	for r, i := range at {
		a[r] = make([]*big.Rat, m+1)
		for k, q := range keep {
			a[r][k] = rational(rows[q][i])
		}
		a[r][m] = rational(e[i])
	}
	c := solveRational(a)
	if c == nil {
		return false
	}
	for i, v := range e {
		if w[i] == 0 {
			continue
		}
		sum := new(big.Rat)
		for k, q := range keep {
			sum.Add(sum, new(big.Rat).Mul(c[k], rational(rows[q][i])))
		}
		if sum.Cmp(rational(v)) != 0 {
			return false
		}
	}
	return true
}

func rational(v float64) *big.Rat {
	r := new(big.Rat)
	r.SetFloat64(v)
	return r
}

// solveRational solves m equations given as rows of m coefficients and a right
// side, or returns nil.
func solveRational(a [][]*big.Rat) []*big.Rat {
	m := len(a)
	for c := range m {
		top := c
		for top < m && a[top][c].Sign() == 0 {
			top++
		}
		if top == m {
			return nil
		}
		a[c], a[top] = a[top], a[c]
		for k := range m {
			if k == c || a[k][c].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Quo(a[k][c], a[c][c])
			for i := c; i <= m; i++ {
				a[k][i] = new(big.Rat).Sub(a[k][i], new(big.Rat).Mul(f, a[c][i]))
			}
		}
	}
	x := make([]*big.Rat, m)
	for c := range m {
		x[c] = new(big.Rat).Quo(a[c][m], a[c][c])
	}
	return x
}
