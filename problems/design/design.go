// Package design has the data that models are fitted to: an n x p matrix that is read
// by columns, dense ([Dense]), sparse ([CSC]), or of any type with the four methods of
// [Design]. [New] takes the matrices of gonum and james-bowman/sparse.
//
// Views and copies serve numerical care: [Standardize] centres and scales without
// touching the data, [Centred] takes off the means that would cost digits, [Select]
// and [ScaleRows] take columns and weigh rows. [Mul], [MulTrans] and [MulTransMany]
// are the products that go over a whole design, on several processors.
package design

// Design is an n x p matrix that is read by columns: all that the solvers ever
// ask of data. Rows are observations i, columns are features j. Implementations
// are immutable and safe for concurrent use.
//
// The inner loops never go through gonum's mat.Matrix, whose per-element calls
// cost an order of magnitude: see [New], which takes gonum and
// james-bowman/sparse matrices at the door.
type Design interface {
	// Dims returns the number of rows and columns.
	Dims() (n, p int)
	// ColDot returns <x_j, v>; v has length n.
	ColDot(j int, v []float64) float64
	// ColAxpy adds a x_j to dst, which has length n.
	ColAxpy(j int, a float64, dst []float64)
	// ColMoments returns the weighted mean Σ_i w_i x_ij and the weighted
	// variance Σ_i w_i (x_ij - mean)² of column j. The weights must sum to one;
	// nil stands for 1/n each. The variance is computed about the mean, so that
	// a large offset in a column does not cancel, and 0 for a constant column.
	ColMoments(j int, w []float64) (mean, variance float64)
}

// Mul sets dst = X b, where X has as many columns as b has entries. Zeros in b
// cost nothing. dst has length n.
func Mul(dst []float64, x Design, b []float64) {
	if m, ok := x.(interface{ mul(dst, b []float64) }); ok {
		m.mul(dst, b)
		return
	}
	clear(dst)
	for j, v := range b {
		if v != 0 {
			x.ColAxpy(j, v, dst)
		}
	}
}

// MulTrans sets dst = X'v. dst has length p, v has length n. Several processors
// share the columns; the result is the same to the bit with one.
func MulTrans(dst []float64, x Design, v []float64) {
	if m, ok := x.(interface{ mulTrans(dst, v []float64) }); ok {
		m.mulTrans(dst, v)
		return
	}
	for j := range dst {
		dst[j] = x.ColDot(j, v)
	}
}

// MulTransMany sets dst[k] = X'v[k] for several vectors, reading X once for as many
// of them as the processor's registers hold.
func MulTransMany(dst [][]float64, x Design, v [][]float64) {
	if m, ok := x.(interface{ mulTransMany(dst, v [][]float64) }); ok && len(v) > 1 {
		m.mulTransMany(dst, v)
		return
	}
	for k := range v {
		MulTrans(dst[k], x, v[k])
	}
}
