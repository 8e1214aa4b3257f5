package solvers

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// factor is the Cholesky factor L of a positive definite matrix that grows by a
// row at the end and shrinks by any row, in O(k²) each. Row i of L is contiguous,
// so that both triangular solves run along rows.
//
// Reference: Golub and Van Loan, Matrix Computations (2013), section 6.5.4.
type factor struct {
	k, stride int
	l         []float64
	cos, sin  []float64 // the rotations of a deletion
}

func (f *factor) row(i int) []float64 { return f.l[i*f.stride : i*f.stride+i+1] }

// dependent is the share of a column's squared norm below which what the others
// leave of it is taken for rounding.
const dependent = 1e-11

// append adds a row and column: its inner products with the k there, and with
// itself. The first solved of them have been through forward already. It reports
// false, changing nothing, if the result would be singular to working precision.
func (f *factor) append(cross []float64, solved int, self float64) bool {
	if f.k == f.stride {
		f.grow()
	}
	row := f.l[f.k*f.stride : f.k*f.stride+f.k+1]
	copy(row, cross)
	f.forward(row[:f.k], solved)
	rest := self - kernel.SumSq(row[:f.k])
	if !(rest > dependent*self) {
		return false
	}
	row[f.k] = math.Sqrt(rest)
	f.k++
	return true
}

func (f *factor) grow() {
	stride := max(32, 2*f.stride)
	l := make([]float64, stride*stride)
	for i := range f.k {
		copy(l[i*stride:], f.row(i))
	}
	f.l, f.stride = l, stride
}

// delete removes row and column i: the rows below move up, and Givens rotations of
// neighbouring columns clear what then stands right of the diagonal.
func (f *factor) delete(i int) {
	f.k--
	f.cos, f.sin = f.cos[:0], f.sin[:0]
	for r := i; r < f.k; r++ {
		row := f.l[r*f.stride : r*f.stride+r+2]
		copy(row, f.l[(r+1)*f.stride:])
		for c, cos := range f.cos {
			p, sin := row[i+c:i+c+2], f.sin[c]
			p[0], p[1] = cos*p[0]+sin*p[1], cos*p[1]-sin*p[0]
		}
		h := math.Hypot(row[r], row[r+1])
		f.cos, f.sin = append(f.cos, row[r]/h), append(f.sin, row[r+1]/h)
		row[r] = h
	}
}

// forward solves L y = x in place, where the first done entries are solved.
func (f *factor) forward(x []float64, done int) {
	for i := done; i < len(x); i++ {
		row := f.row(i)
		x[i] = (x[i] - kernel.Dot(row[:i], x)) / row[i]
	}
}

// forwardFour solves L y = x in place for four right-hand sides, reading L once:
// a large factor comes from memory.
func (f *factor) forwardFour(x *[4][]float64) {
	for i := range f.k {
		row := f.row(i)
		a, b, c, d := kernel.Dot4(x[0], x[1], x[2], x[3], row[:i])
		x[0][i] = (x[0][i] - a) / row[i]
		x[1][i] = (x[1][i] - b) / row[i]
		x[2][i] = (x[2][i] - c) / row[i]
		x[3][i] = (x[3][i] - d) / row[i]
	}
}

// solve solves L L' y = x in place.
func (f *factor) solve(x []float64) {
	f.forward(x[:f.k], 0)
	for i := f.k - 1; i >= 0; i-- {
		row := f.row(i)
		x[i] /= row[i]
		kernel.Axpy(-x[i], row[:i], x)
	}
}
