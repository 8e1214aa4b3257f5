package exact

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
// leave of it is taken for rounding: some hundred roundings. A faint ridge may be
// all that tells columns apart, and what is left of them is then the ridge.
const dependent = 1e-13

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
// neighbouring columns clear what then stands right of the diagonal. Four rows go
// through the rotations of the rows above them together: each is a chain of
// operations that wait for one another.
func (f *factor) delete(i int) {
	f.k--
	f.cos, f.sin = f.cos[:0], f.sin[:0]
	for r := i; r < f.k; r += 4 {
		var rows [4][]float64 // from column i on, up to the entry to be cleared
		count := min(4, f.k-r)
		for q := range count {
			row := f.l[(r+q)*f.stride : (r+q)*f.stride+r+q+2]
			copy(row, f.l[(r+q+1)*f.stride:])
			rows[q] = row[i:]
		}
		done := r - i
		if count == 4 {
			rotateFour(&rows, f.cos, f.sin)
		} else {
			for q := range count {
				rotate(rows[q], f.cos, f.sin)
			}
		}
		for q := range count {
			row := rows[q]
			rotate(row[done:], f.cos[done:], f.sin[done:])
			a, b := row[done+q], row[done+q+1]
			h := math.Hypot(a, b)
			f.cos, f.sin = append(f.cos, a/h), append(f.sin, b/h)
			row[done+q] = h
		}
	}
}

// rotate applies rotation c to entries c and c+1 of the row, one after the other.
func rotate(row, cos, sin []float64) {
	if len(cos) == 0 {
		return
	}
	row, sin = row[:len(cos)+1], sin[:len(cos)]
	left := row[0]
	for k, c := range cos {
		s, right := sin[k], row[k+1]
		row[k], left = c*left+s*right, c*right-s*left
	}
	row[len(cos)] = left
}

func rotateFour(rows *[4][]float64, cos, sin []float64) {
	n := len(cos)
	if n == 0 {
		return
	}
	r0, r1, r2, r3, sin := rows[0][:n+1], rows[1][:n+1], rows[2][:n+1], rows[3][:n+1], sin[:n]
	a, b, c, d := r0[0], r1[0], r2[0], r3[0]
	for k, p := range cos {
		q := sin[k]
		x, y, z, w := r0[k+1], r1[k+1], r2[k+1], r3[k+1]
		r0[k], a = p*a+q*x, p*x-q*a
		r1[k], b = p*b+q*y, p*y-q*b
		r2[k], c = p*c+q*z, p*z-q*c
		r3[k], d = p*d+q*w, p*w-q*d
	}
	r0[n], r1[n], r2[n], r3[n] = a, b, c, d
}

// forward solves L y = x in place, where the first done entries are solved.
func (f *factor) forward(x []float64, done int) {
	for i := done; i < len(x); i++ {
		row := f.row(i)
		x[i] = (x[i] - kernel.Dot(row[:i], x)) / row[i]
	}
}

// forwardMany solves L y = x in place for several right-hand sides, each of length
// k, four rows of L at a time and reading L once: a large factor comes from memory.
func (f *factor) forwardMany(x [][]float64) {
	if len(x) == 1 {
		f.forward(x[0], 0)
		return
	}
	rows, heads := make([][]float64, 0, 4), make([][]float64, len(x))
	done := make([]float64, 4*len(x))
	for i := 0; i < f.k; i += 4 {
		rows = rows[:0]
		for r := i; r < min(i+4, f.k); r++ {
			rows = append(rows, f.row(r)[:i])
		}
		for b := range x {
			heads[b] = x[b][:i]
		}
		kernel.Gram(done, 4, rows, heads)
		for a := range rows {
			row := f.row(i + a)[i:]
			for b := range x {
				v := x[b][i:]
				rest := v[a] - done[4*b+a]
				for c := range a {
					rest -= row[c] * v[c]
				}
				v[a] = rest / row[a]
			}
		}
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
