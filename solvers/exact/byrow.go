package exact

import (
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
)

// byRow has the entries of a sparse design by rows: the Gram matrix of all moving
// columns takes an operation for each pair of entries in a row, by far fewer than pairs
// of columns have.
type byRow struct {
	ptr []int
	col []int32
	val []float64
	row struct {
		place []int32
		val   []float64
	}
}

// newByRow returns the rows of x, nil where it is not sparse.
func newByRow(x design.Design) *byRow {
	m, ok := x.(*design.CSC)
	if !ok {
		return nil
	}
	r := &byRow{ptr: make([]int, m.N+1), col: make([]int32, len(m.Row)), val: make([]float64, len(m.Row))}
	for _, i := range m.Row {
		r.ptr[i+1]++
	}
	for i := range m.N {
		r.ptr[i+1] += r.ptr[i]
	}
	next := slices.Clone(r.ptr)
	for j := range m.P {
		row, val := m.Col(j)
		for k, i := range row {
			at := next[i]
			r.col[at], r.val[at] = int32(j), val[k]
			next[i]++
		}
	}
	return r
}

func (r *byRow) entries() int {
	if r == nil {
		return 0
	}
	return len(r.col)
}

// gram returns the products of the columns es of E with one another, the lower triangle
// by rows.
func (r *byRow) gram(x *newton, es []int) []float64 {
	k := len(es)
	gram := make([]float64, k*k)
	place := make([]int32, x.s.P) // in es, from 1
	one := -1
	for a, e := range es {
		if j := x.cols[e]; j >= 0 {
			place[j] = int32(a) + 1
		} else {
			one = a
		}
	}
	at, val := r.row.place, r.row.val
	for i, w := range x.ref {
		if w == 0 {
			continue
		}
		at, val = at[:0], val[:0]
		if one >= 0 {
			at, val = append(at, int32(one)), append(val, 1)
		}
		for q := r.ptr[i]; q < r.ptr[i+1]; q++ {
			if a := place[r.col[q]]; a > 0 {
				at, val = append(at, a-1), append(val, r.val[q])
			}
		}
		w *= x.c
		for p, a := range at {
			v, row := w*val[p], gram[int(a)*k:int(a)*k+k]
			for q, b := range at[:p+1] {
				row[b] += v * val[q]
			}
		}
	}
	r.row.place, r.row.val = at, val
	for a := range k { // a pair is on the side of the diagonal that its order in the row says
		for b := range a {
			gram[a*k+b] += gram[b*k+a]
		}
	}
	return gram
}
