package problems

import (
	"math"
	"math/big"
	"slices"
)

// The intercept and the free columns put equations on the dual point that float64
// cannot meet. A real vector delta on a few rows meets them exactly; solve finds
// the rows, makes delta as small as rounding allows by moving Theta, and bounds
// what is left: with M the equations on those rows, R an approximate inverse of it
// and g what theta misses in the equations, M delta = g gives
// delta = R g + (I - R M) delta, and so
//
//	‖delta‖∞ <= ‖R g‖∞ / (1 - ‖I - R M‖∞).

// solve sets Rows, Equations and Shift, and reports whether it could.
func (b *Bounds) solve(d *DualBound, free []int) bool {
	d.Rows, d.Equations, d.Shift = nil, nil, 0
	_, cols := b.p.X.Dims()
	x := columns{x: b.p.X}
	var rows [][]float64 // the equations as dense vectors
	add := func(j int, v []float64) {
		rows, d.Equations = append(rows, v), append(d.Equations, j)
	}
	if b.p.Intercept {
		add(cols, ones(b.n))
	}
	for _, j := range free {
		v := make([]float64, b.n)
		row, col := x.at(j)
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
	keep, at := b.pivots(rows)
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
				c += inv[r][k] * (g.lo/2 + g.hi/2)
			}
			if c == c {
				d.Theta[i] -= c
			}
		}
	}
	contraction, size := 0.0, 0.0
	for r := range inv {
		line, move := 0.0, 0.0
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
			move = addUp(move, mulUp(math.Abs(inv[r][k]), g.size()))
		}
		contraction, size = max(contraction, line), max(size, move)
	}
	if !(contraction < 1) {
		return false
	}
	d.Shift = divUp(size, addDown(1, -contraction))
	return d.Shift <= math.MaxFloat64
}

// pivots chooses independent equations and a row for each by Gaussian elimination
// with complete pivoting over the rows of positive weight. Weights count: a row of
// little weight pays dearly for delta.
func (b *Bounds) pivots(rows [][]float64) (keep, at []int) {
	work, size := make([][]float64, len(rows)), make([]float64, len(rows))
	for k, e := range rows {
		work[k] = make([]float64, b.n)
		for i, v := range e {
			work[k][i] = v * math.Sqrt(b.w[i])
			size[k] = max(size[k], math.Abs(work[k][i]))
		}
	}
	for len(keep) < len(rows) {
		best, bestK, bestI := 1e-9, -1, -1
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
				axpy(-e[bestI]/work[bestK][bestI], work[bestK], e)
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
				axpy(-a[k][c], a[c], a[k])
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
