package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/doubled"
)

// deepFactor is [factor] in twice the precision: of a Gram matrix, which has the square
// of the condition of its columns, it is as good as a QR factorisation of the columns.
type deepFactor struct{ l [][]doubled.Number }

// deepDependent is the share of a column's squared norm below which the others explain
// it: what is left of it is a few roundings of its own entries.
const deepDependent = 1e-30

// append adds a row and column, as [factor.append] does.
func (f *deepFactor) append(cross []doubled.Number, self doubled.Number) bool {
	row := append(make([]doubled.Number, 0, len(cross)+1), cross...)
	f.forward(row)
	rest := self.Minus(doubled.Dot(row, row))
	if !(rest.Hi > deepDependent*self.Hi) {
		return false
	}
	f.l = append(f.l, append(row, rest.Root()))
	return true
}

// delete removes row and column i, see [factor.delete].
func (f *deepFactor) delete(i int) {
	f.l = append(f.l[:i], f.l[i+1:]...)
	for c := i; c < len(f.l); c++ {
		a, b := f.l[c][c], f.l[c][c+1]
		h := a.Times(a).Plus(b.Times(b)).Root()
		cos, sin := a.Over(h), b.Over(h)
		f.l[c][c] = h
		f.l[c] = f.l[c][:c+1]
		for _, row := range f.l[c+1:] {
			left, right := row[c], row[c+1]
			row[c] = cos.Times(left).Plus(sin.Times(right))
			row[c+1] = cos.Times(right).Minus(sin.Times(left))
		}
	}
}

// forward solves L y = x in place.
func (f *deepFactor) forward(x []doubled.Number) {
	for i := range x {
		row := f.l[i]
		x[i] = x[i].Minus(doubled.Dot(row[:i], x)).Over(row[i])
	}
}

// solve solves L L' y = x.
func (f *deepFactor) solve(x []float64) {
	y := make([]doubled.Number, len(x))
	for i, v := range x {
		y[i].Hi = v
	}
	f.forward(y)
	for i := len(y) - 1; i >= 0; i-- {
		row := f.l[i]
		v := y[i].Over(row[i])
		y[i] = v
		for c, u := range row[:i] {
			p := u.Hi * v.Hi
			y[c].Lo -= math.FMA(u.Hi, v.Hi, -p) + (u.Hi*v.Lo + u.Lo*v.Hi)
			y[c].Add(-p)
		}
	}
	for i, v := range y {
		x[i] = v.Value()
	}
}
