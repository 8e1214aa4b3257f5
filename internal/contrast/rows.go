package contrast

import "github.com/lassocheck/lassocheck/problems/design"

// rows is the n x p matrix that training reads, by rows: dense, or sparse with the same
// shift taken off each row, so that centred sparse columns stay sparse.
type rows struct {
	n, p  int
	dense []float64 // nil where the matrix is sparse
	ptr   []int     // row i has the entries ptr[i] to ptr[i+1]
	col   []int32
	val   []float64
	shift []float64 // nil for none
}

// newRows copies x with its columns less mean and divided by scale, those with scale 0
// as zeros.
func newRows(x design.Design, mean, scale []float64) *rows {
	n, p := x.Dims()
	r := &rows{n: n, p: p, ptr: make([]int, n+1)}
	columns, sparse := design.Columns{X: x}, true
	for j := 0; j < p && sparse; j++ {
		row, _ := columns.At(j)
		sparse = row != nil
		for _, i := range row {
			r.ptr[i+1]++
		}
	}
	if !sparse {
		r.ptr, r.dense = nil, make([]float64, n*p)
		for j := range p {
			if scale[j] == 0 {
				continue
			}
			for i, v := range design.Column(x, j) {
				r.dense[i*p+j] = (v - mean[j]) / scale[j]
			}
		}
		return r
	}
	for i := range n {
		r.ptr[i+1] += r.ptr[i]
	}
	r.col, r.val = make([]int32, r.ptr[n]), make([]float64, r.ptr[n])
	next := append([]int(nil), r.ptr[:n]...)
	for j := range p {
		if scale[j] != 0 && mean[j] != 0 {
			if r.shift == nil {
				r.shift = make([]float64, p)
			}
			r.shift[j] = mean[j] / scale[j]
		}
		row, val := columns.At(j)
		for k, i := range row {
			r.col[next[i]] = int32(j)
			if scale[j] != 0 {
				r.val[next[i]] = val[k] / scale[j]
			}
			next[i]++
		}
	}
	return r
}

// stored is the number of entries that a pass over the data reads.
func (r *rows) stored() int { return len(r.dense) + len(r.val) }

// batch is some of the rows, all where at is nil.
type batch struct {
	*rows
	at []int
}

func (b batch) row(k int) int {
	if b.at == nil {
		return k
	}
	return b.at[k]
}

// Mul sets dst = Z w.
func (b batch) Mul(dst, w []float64) {
	moved := 0.0
	for j, s := range b.shift {
		moved += s * w[j]
	}
	for k := range dst {
		i, sum := b.row(k), 0.0
		if b.dense != nil {
			z := b.dense[i*b.p : (i+1)*b.p]
			for j, v := range w[:len(z)] {
				sum += z[j] * v
			}
		} else {
			for e := b.ptr[i]; e < b.ptr[i+1]; e++ {
				sum += b.val[e] * w[b.col[e]]
			}
		}
		dst[k] = sum - moved
	}
}

// AddTransMul adds Z'g to dst.
func (b batch) AddTransMul(dst, g []float64) {
	total := 0.0
	for k, v := range g {
		i := b.row(k)
		total += v
		if b.dense != nil {
			z := b.dense[i*b.p : (i+1)*b.p]
			for j := range dst[:len(z)] {
				dst[j] += v * z[j]
			}
		} else {
			for e := b.ptr[i]; e < b.ptr[i+1]; e++ {
				dst[b.col[e]] += v * b.val[e]
			}
		}
	}
	for j, s := range b.shift {
		dst[j] -= total * s
	}
}

// squares returns the sum of squares of each column.
func (r *rows) squares() []float64 {
	s, total := make([]float64, r.p), make([]float64, r.p)
	for k, v := range r.dense {
		s[k%r.p] += v * v
	}
	for e, j := range r.col {
		s[j] += r.val[e] * r.val[e]
		total[j] += r.val[e]
	}
	for j, m := range r.shift {
		s[j] += m * (float64(r.n)*m - 2*total[j])
	}
	return s
}
