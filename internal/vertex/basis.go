package vertex

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// The inverse of X_ES under exchanges. Every exchange takes one row or column of it out and
// puts one in: four kinds.

// exchange makes the end of an edge the vertex.
func (e *Engine) exchange(g edge, s stop) {
	row, col := int(s.row), int(s.col)
	switch {
	case g.row >= 0 && row >= 0:
		e.leaveRow(g)
		e.swapRow(g.row, row)
	case g.row >= 0:
		e.leaveRow(g)
		e.drop(g.row, e.atCol[col])
		e.b[col] = s.end
	case row >= 0:
		e.enterCol(g)
		e.grow(row, g.col)
	case col == g.col: // from one end to the other
		e.b[col] = s.end
	default:
		e.enterCol(g)
		e.swapCol(e.atCol[col], g.col)
		e.b[col] = s.end
	}
}

func (e *Engine) enterCol(g edge) {
	e.sign[g.col] = math.Copysign(1, e.b[g.col])
	if e.b[g.col] == 0 {
		e.sign[g.col] = g.way
	}
}

// leaveRow puts a row of E on the side of its kink that it goes to.
func (e *Engine) leaveRow(g edge) {
	i := e.rowsOn[g.row]
	e.atRow[i] = -1
	e.v[i] = e.rows.Lower[i]
	if g.way > 0 {
		e.v[i] = e.rows.Upper[i]
	}
	e.shift(i, e.v[i])
}

// joinRow puts a row on its kink.
func (e *Engine) joinRow(i, place int) {
	e.shift(i, -e.v[i])
	e.z[i] = e.kink[i]
	e.atRow[i] = place
}

// rowOf returns the entries of a row in S.
func (e *Engine) rowOf(i int) []float64 {
	a := make([]float64, len(e.moving))
	for k, j := range e.moving {
		a[k] = e.x.at(i, j)
	}
	return a
}

// solve returns X_ES^-1 x_E of column j.
func (e *Engine) solve(j int) []float64 {
	w := make([]float64, len(e.moving))
	on := make([]float64, len(e.rowsOn))
	for r, i := range e.rowsOn {
		on[r] = e.x.at(i, j)
	}
	for k, row := range e.inverse {
		w[k] = vector.Dot(row, on)
	}
	return w
}

// swapRow puts row i in the place r of E.
func (e *Engine) swapRow(r, i int) {
	w := make([]float64, len(e.moving))
	e.transposed(w, e.rowOf(i))
	pivot := w[r]
	w[r] = 0
	for _, row := range e.inverse {
		row[r] /= pivot
		vector.Axpy(-row[r], w, row)
	}
	e.joinRow(i, r)
	e.rowsOn[r] = i
}

// swapCol puts column j in the place k of S.
func (e *Engine) swapCol(k, j int) {
	w := e.solve(j)
	row := e.inverse[k]
	for r := range row {
		row[r] /= w[k]
	}
	for q, other := range e.inverse {
		if q != k && w[q] != 0 {
			vector.Axpy(-w[q], row, other)
		}
	}
	e.atCol[e.moving[k]] = -1
	e.moving[k], e.atCol[j] = j, k
}

// grow takes in row i and column j.
func (e *Engine) grow(i, j int) {
	m := len(e.moving)
	w, left := e.solve(j), make([]float64, m)
	a := e.rowOf(i)
	e.transposed(left, a)
	s := e.x.at(i, j) - vector.Dot(a, w)
	for k := range e.inverse {
		vector.Axpy(w[k]/s, left, e.inverse[k])
		e.inverse[k] = append(e.inverse[k], -w[k]/s)
	}
	last := make([]float64, m+1, 2*m+8)
	for r, v := range left {
		last[r] = -v / s
	}
	last[m] = 1 / s
	e.inverse = append(e.inverse, last)
	e.joinRow(i, m)
	e.rowsOn, e.moving, e.atCol[j] = append(e.rowsOn, i), append(e.moving, j), m
}

// drop takes out the row in place r of E and the column in place k of S.
func (e *Engine) drop(r, k int) {
	m := len(e.moving) - 1
	row := e.inverse[k]
	for q, other := range e.inverse {
		if q != k && other[r] != 0 {
			vector.Axpy(-other[r]/row[r], row, other)
		}
	}
	e.atCol[e.moving[k]] = -1
	e.inverse[k] = e.inverse[m]
	e.inverse = e.inverse[:m]
	for q := range e.inverse {
		e.inverse[q][r] = e.inverse[q][m]
		e.inverse[q] = e.inverse[q][:m]
	}
	if k < m {
		e.moving[k] = e.moving[m]
		e.atCol[e.moving[k]] = k
	}
	if r < m {
		e.rowsOn[r] = e.rowsOn[m]
		e.atRow[e.rowsOn[r]] = r
	}
	e.moving, e.rowsOn = e.moving[:m], e.rowsOn[:m]
}

// refresh computes everything from the data again: the inverse, the coefficients, which are
// where the rows of E are on their kinks, and the slopes. Rows within noise of theirs stay
// on the side where they are. It reports whether X_ES can be inverted.
func (e *Engine) refresh(noise float64) bool {
	m, p := len(e.moving), e.x.p
	if m > 0 {
		a := mat.NewDense(m, m, nil)
		for r, i := range e.rowsOn {
			a.SetRow(r, e.rowOf(i))
		}
		var inverse mat.Dense
		if err := inverse.Inverse(a); err != nil {
			if c, ok := err.(mat.Condition); !ok || float64(c) > 1e15 {
				return false
			}
		}
		e.inverse = e.inverse[:0]
		for k := range m {
			e.inverse = append(e.inverse, append(make([]float64, 0, m+8), inverse.RawRowView(k)...))
		}
	}
	for range 3 { // what is left of the kinks, by the inverse
		e.predict()
		rest := make([]float64, m)
		for r, i := range e.rowsOn {
			rest[r] = e.kink[i] - e.z[i]
		}
		for k, j := range e.moving {
			e.b[j] += vector.Dot(e.inverse[k], rest)
		}
	}
	e.predict()
	for _, j := range e.moving {
		lower, upper := e.bounds(j)
		e.b[j] = min(max(e.b[j], lower), upper)
		switch near := noise * math.Sqrt(float64(e.x.n)) / e.size[j]; {
		case math.Abs(e.b[j]) > near:
			e.sign[j] = math.Copysign(1, e.b[j])
		case e.l1(j) > 0:
			e.b[j] = 0
		}
	}
	for i, z := range e.z {
		lower, upper := e.rows.Lower[i], e.rows.Upper[i]
		switch d := z - e.kink[i]; {
		case e.atRow[i] >= 0:
			e.z[i] = e.kink[i]
			e.v[i] = 0
		case d > noise || e.v[i] != lower && e.v[i] != upper && d > 0:
			e.v[i] = upper
		case d < -noise || e.v[i] != lower && e.v[i] != upper:
			e.v[i] = lower
		}
	}
	for j := range p {
		e.slope[j] = e.x.dot(j, e.v)
	}
	e.slope[p] = vector.Total(e.v)
	for j, u := range e.base {
		e.slope[j] += u
	}
	e.since = 0
	return true
}

// predict sets z = X b + b_0.
func (e *Engine) predict() {
	clear(e.z)
	for j, b := range e.b {
		if b != 0 {
			e.x.addColumn(j, b, e.z)
		}
	}
}
