package solvers

import "math"

// deepFactor is [factor] in twice the precision: of a Gram matrix, which has the square
// of the condition of its columns, it is as good as a QR factorisation of the columns.
type deepFactor struct{ l [][]doubled }

// deepDependent is the share of a column's squared norm below which the others explain
// it: what is left of it is a few roundings of its own entries.
const deepDependent = 1e-30

// append adds a row and column, as [factor.append] does.
func (f *deepFactor) append(cross []doubled, self doubled) bool {
	row := append(make([]doubled, 0, len(cross)+1), cross...)
	f.forward(row)
	rest := self.minus(dotDoubled(row, row))
	if !(rest.hi > deepDependent*self.hi) {
		return false
	}
	f.l = append(f.l, append(row, rest.root()))
	return true
}

// delete removes row and column i, see [factor.delete].
func (f *deepFactor) delete(i int) {
	f.l = append(f.l[:i], f.l[i+1:]...)
	for c := i; c < len(f.l); c++ {
		a, b := f.l[c][c], f.l[c][c+1]
		h := a.times(a).plus(b.times(b)).root()
		cos, sin := a.over(h), b.over(h)
		f.l[c][c] = h
		f.l[c] = f.l[c][:c+1]
		for _, row := range f.l[c+1:] {
			left, right := row[c], row[c+1]
			row[c] = cos.times(left).plus(sin.times(right))
			row[c+1] = cos.times(right).minus(sin.times(left))
		}
	}
}

// forward solves L y = x in place.
func (f *deepFactor) forward(x []doubled) {
	for i := range x {
		row := f.l[i]
		x[i] = x[i].minus(dotDoubled(row[:i], x)).over(row[i])
	}
}

// solve solves L L' y = x.
func (f *deepFactor) solve(x []float64) {
	y := make([]doubled, len(x))
	for i, v := range x {
		y[i].hi = v
	}
	f.forward(y)
	for i := len(y) - 1; i >= 0; i-- {
		row := f.l[i]
		v := y[i].over(row[i])
		y[i] = v
		for c, u := range row[:i] {
			p := u.hi * v.hi
			y[c].lo -= math.FMA(u.hi, v.hi, -p) + (u.hi*v.lo + u.lo*v.hi)
			y[c].add(-p)
		}
	}
	for i, v := range y {
		x[i] = v.value()
	}
}
