package proof

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/interval"
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
	miss []interval.Interval
}

// moved bounds <x, theta - delta>, given <x, theta> and x on the rows as the sum of on
// and rest. With any a, theta - delta does not see Σ_k a_k e_k, so that
//
//	<x, theta - delta> = <x, theta> - Σ_k a_k g_k - Σ_i (x - Σ_k a_k e_k)_i delta_i,
//
// and a = x R leaves nothing but rounding in the last sum: what is far from zero in x,
// or explained by the free columns, costs no digits. O(m²), or O(m) with |x| in place of
// what is left where there are many equations.
func (q *system) moved(u interval.Interval, on, rest []float64, shift float64) interval.Interval {
	if m := len(q.at); m > 16 && m*m > len(q.e[0]) { // more work than <x, theta>
		for c, v := range on {
			if v = math.Abs(v); rest != nil {
				v = interval.AddUp(v, math.Abs(rest[c]))
			}
			u = u.Widened(interval.MulUp(v, shift))
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
		u = u.Plus(g.Multiple(-a[k]))
	}
	for c, i := range q.at {
		var left interval.Sum
		left.Add(on[c])
		if rest != nil {
			left.Add(rest[c])
		}
		for k, e := range q.e {
			left.AddProduct(-a[k], e[i])
		}
		u = u.Widened(interval.MulUp(left.Total().Size(), shift))
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
	_, cols := b.m.X.Dims()
	x := design.Columns{X: b.m.X}
	var rows [][]float64 // the equations as dense vectors
	add := func(j int, v []float64) {
		rows, d.Equations = append(rows, v), append(d.Equations, j)
	}
	if b.m.Intercept {
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
	metric := b.metric(d.Theta)
	keep, at := equations.Pivots(rows, metric, threshold)
	for k, e := range rows {
		if !slices.Contains(keep, k) && !equations.Dependent(e, rows, keep, at, b.w) {
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
	project(d.Theta, kept, metric)
	miss := make([]interval.Interval, m)
	for round := range 4 {
		for k, e := range kept {
			miss[k] = interval.Dot(nil, e, d.Theta)
		}
		if round == 3 {
			break
		}
		for r, i := range at {
			var c float64
			for k, g := range miss {
				c += inv[r][k] * g.Mid()
			}
			if c == c {
				d.Theta[i] -= c
			}
		}
	}
	contraction, size := 0.0, 0.0
	for r := range inv {
		line, slack := 0.0, 0.0
		var move interval.Sum // (R g)_r
		for c := range inv {
			var a interval.Sum
			if r == c {
				a.Add(-1)
			}
			for k, e := range kept {
				a.AddProduct(inv[r][k], e[at[c]])
			}
			line = interval.AddUp(line, a.Total().Size())
		}
		for k, g := range miss {
			mid := g.Mid()
			move.AddProduct(inv[r][k], mid)
			slack = interval.AddUp(slack, interval.MulUp(math.Abs(inv[r][k]), g.Plus(interval.Point(-mid)).Size()))
		}
		contraction, size = max(contraction, line), max(size, interval.AddUp(move.Total().Size(), slack))
	}
	if !(contraction < 1) { // Shift would be infinite
		return false
	}
	d.Shift = interval.DivUp(size, interval.AddDown(1, -contraction))
	d.eq = system{at, kept, inv, miss}
	return d.Shift <= math.MaxFloat64
}

// project takes theta to the nearest point, in the metric Σ dtheta_i²/h_i, that solves
// independent equations, as well as float64 can: what solve moves on a few rows after
// that is rounding. Gram and Schmidt, twice.
func project(theta []float64, equations [][]float64, h []float64) {
	dot := func(x, y []float64) (s float64) {
		for i, w := range h {
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
			for i, w := range h {
				theta[i] -= w * c * v[i]
			}
		}
	}
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
