package vertex

import "math"

// From begins at a point: columns that are not at rest move, and as many rows as lie on
// their kinks hold them, if the point is a vertex. Where it is not, some columns are away
// from rest and do not move yet.
func (e *Engine) From(b []float64, intercept float64) *Engine {
	e.forget()
	p := e.x.p
	copy(e.b, b)
	e.b[p] = intercept + e.level(b)
	e.placed = true
	e.predict()
	const near = 1e-7
	var rows, cols []int
	for i, z := range e.z {
		if e.rows.Lower[i] != e.rows.Upper[i] && math.Abs(z-e.rows.Kink[i]) <= near*e.scale {
			rows = append(rows, i)
		}
	}
	for j := range p {
		if b[j] != 0 {
			cols = append(cols, j)
		}
	}
	if e.intercept {
		cols = append(cols, p)
	}
	if len(rows) <= 4*len(cols)+100 { // else it takes longer than to begin anew
		e.pair(rows, cols)
	}
	return e
}

// pair takes rows and columns into E and S by elimination, for as long as there is a pivot
// to speak of.
func (e *Engine) pair(rows, cols []int) {
	a := make([][]float64, len(rows))
	for r, i := range rows {
		a[r] = make([]float64, len(cols))
		for k, j := range cols {
			if e.size[j] > 0 {
				a[r][k] = e.x.at(i, j) / e.size[j]
			}
		}
	}
	first := 0.0
	for {
		best, r0, k0 := 0.0, -1, -1
		for r := range a {
			for k, v := range a[r] {
				if v = math.Abs(v); v > best && rows[r] >= 0 && cols[k] >= 0 {
					best, r0, k0 = v, r, k
				}
			}
		}
		first = max(first, best)
		if !(best > 1e-9*first) {
			return
		}
		e.atRow[rows[r0]], e.atCol[cols[k0]] = len(e.rowsOn), len(e.moving)
		e.rowsOn, e.moving = append(e.rowsOn, rows[r0]), append(e.moving, cols[k0])
		e.sign[cols[k0]] = math.Copysign(1, e.b[cols[k0]])
		rows[r0], cols[k0] = -1, -1
		for r := range a {
			if f := a[r][k0] / a[r0][k0]; rows[r] >= 0 && f != 0 {
				for k, v := range a[r0] {
					a[r][k] -= f * v
				}
			}
		}
	}
}

// Length is that of column j, less its mean where that is far from 0.
func (e *Engine) Length(j int) float64 { return e.x.norm(j) }

// Digits is how near to its kink a row counts as on it.
func (e *Engine) Digits() float64 { return 1e3 * digits * e.scale }
