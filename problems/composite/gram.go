package composite

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// gram is the Gram matrix of columns of unit length on some rows, factored.
type gram struct {
	size  []float64 // of the columns on these rows
	g     *mat.SymDense
	chol  mat.Cholesky
	rows  []bool
	count int
}

// newGram returns false where the columns are dependent. The last one made is kept.
func (d *dualSpace) newGram(at []int, rows []bool) (*gram, bool) {
	if d.last != nil && slices.Equal(d.lastAt, at) && slices.Equal(d.last.rows, rows) {
		return d.last, true
	}
	q := &gram{size: make([]float64, len(at)), g: mat.NewSymDense(len(at), nil), rows: rows}
	for _, ok := range rows {
		if ok {
			q.count++
		}
	}
	if q.count < len(at) {
		return nil, false
	}
	kept := make([][]float64, len(at))
	for k, j := range at {
		col := make([]float64, 0, q.count)
		for i, v := range d.at(j) {
			if rows[i] {
				col = append(col, v)
			}
		}
		if q.size[k] = vector.Norm(col); !(q.size[k] > 1e-150) || math.IsInf(q.size[k], 1) {
			return nil, false
		}
		scaleInto(col, 1/q.size[k], col)
		kept[k] = col
		for l := range k + 1 {
			q.g.SetSym(l, k, vector.Dot(kept[l], col))
		}
	}
	if !q.chol.Factorize(q.g) {
		return nil, false
	}
	d.last, d.lastAt = q, slices.Clone(at)
	return q, true
}

// shift adds to theta the shortest vector on the rows that takes the residuals w of
// the equations away.
func (d *dualSpace) shift(q *gram, at []int, theta, w []float64) {
	b, x := mat.NewVecDense(len(at), nil), mat.NewVecDense(len(at), nil)
	for k, j := range at {
		b.SetVec(k, w[j]/q.size[k])
	}
	_ = q.chol.SolveVecTo(x, b) // where nearly singular, it is judged by what is left
	for k, j := range at {
		t := x.AtVec(k) / q.size[k]
		for i, v := range d.at(j) {
			if q.rows[i] {
				theta[i] += t * v
			}
		}
	}
}

// least bounds the least eigenvalue from below, in exact arithmetic: with X near the
// inverse of the computed Gram matrix G, 1/‖G⁻¹‖ >= (1 - ‖I - XG‖)/‖X‖, less the
// roundings of G itself. Not positive where nothing is proven.
func (q *gram) least() float64 {
	n, _ := q.g.Dims()
	var x mat.SymDense
	if err := q.chol.InverseTo(&x); err != nil && !isCondition(err) {
		return 0
	}
	var r mat.Dense
	r.Mul(&x, q.g)
	for k := range n {
		r.Set(k, k, r.At(k, k)-1)
	}
	size, norm := mat.Norm(&x, math.Inf(1)), mat.Norm(q.g, math.Inf(1))
	off := mat.Norm(&r, math.Inf(1)) + float64(n+4)*vector.Eps*size*norm
	return (1-off)/size*(1-8*vector.Eps) - 4*vector.Eps*float64(n)*float64(q.count+4)
}

func isCondition(err error) bool { _, ok := err.(mat.Condition); return ok }
