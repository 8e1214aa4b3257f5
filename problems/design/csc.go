package design

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// CSC is a sparse Design in compressed column form: column j holds the values
// Val[ColPtr[j]:ColPtr[j+1]] in the rows Row[ColPtr[j]:ColPtr[j+1]], rows
// strictly increasing. Row indices are int32 to halve the memory traffic.
type CSC struct {
	N, P   int
	ColPtr []int
	Row    []int32
	Val    []float64
}

// NewCSC wraps compressed columns without copying. It returns an error, naming
// the place, where the pointers are inconsistent, a row index is out of range or
// not strictly increasing within its column, or a value is NaN or infinite.
func NewCSC(n, p int, colPtr []int, row []int32, val []float64) (*CSC, error) {
	if n < 0 || n > math.MaxInt32 || p < 0 || len(colPtr) != p+1 || len(row) != len(val) || colPtr[0] != 0 || colPtr[p] != len(val) {
		return nil, fmt.Errorf("design: %d column pointers, %d rows and %d values do not make a %d x %d matrix", len(colPtr), len(row), len(val), n, p)
	}
	for j := range p {
		if colPtr[j+1] < colPtr[j] || colPtr[j+1] > len(val) {
			return nil, fmt.Errorf("design: column %d ends before it begins", j)
		}
		last := int32(-1)
		for k := colPtr[j]; k < colPtr[j+1]; k++ {
			if i := row[k]; i <= last || int(i) >= n {
				return nil, fmt.Errorf("design: column %d has row %d after row %d of %d", j, i, last, n)
			}
			last = row[k]
			if v := val[k]; math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("design: row %d, column %d is %v", last, j, v)
			}
		}
	}
	return &CSC{n, p, colPtr, row, val}, nil
}

// Dims returns the number of rows and columns.
func (m *CSC) Dims() (n, p int) { return m.N, m.P }

// Col returns the rows and values of column j, sharing memory with m.
func (m *CSC) Col(j int) (row []int32, val []float64) {
	a, b := m.ColPtr[j], m.ColPtr[j+1]
	return m.Row[a:b:b], m.Val[a:b:b]
}

// ColDot returns <x_j, v>, by segments.
func (m *CSC) ColDot(j int, v []float64) float64 {
	row, val := m.Col(j)
	if len(row) <= 4*Segment { // in four sums
		return kernel.GatherDot(row, val, v)
	}
	s := 0.0
	for lo := 0; lo < len(row); lo += 4 * Segment {
		hi := min(lo+4*Segment, len(row))
		s += kernel.GatherDot(row[lo:hi], val[lo:hi], v)
	}
	return s
}

// ColAxpy adds a x_j to dst.
func (m *CSC) ColAxpy(j int, a float64, dst []float64) {
	row, val := m.Col(j)
	kernel.ScatterAxpy(a, row, val, dst)
}

// ColMoments returns the weighted mean and variance of column j, the zeros that
// are not stored included. All terms of the variance are non-negative.
func (m *CSC) ColMoments(j int, w []float64) (mean, variance float64) {
	row, val := m.Col(j)
	if w == nil {
		n := float64(m.N)
		mean = kernel.Sum(val) / n
		variance = (squares(val, mean) + (n-float64(len(val)))*mean*mean) / n
		if isFar(mean, variance) {
			return farMoments(m.column(j), nil, mean)
		}
		return mean, variance
	}
	stored := 0.0
	for k, i := range row {
		if w[i] != 0 { // 0 times infinity is no number
			mean += w[i] * val[k]
			stored += w[i]
		}
	}
	for k, i := range row {
		if w[i] != 0 {
			variance += w[i] * (val[k] - mean) * (val[k] - mean)
		}
	}
	unstored := max(0, 1-stored)
	if len(row) == m.N { // known without rounding
		unstored = 0
	}
	variance += unstored * mean * mean
	if isFar(mean, variance) {
		return farMoments(m.column(j), w, mean)
	}
	return mean, variance
}

// column returns column j with its zeros, sharing memory with m where it has none.
func (m *CSC) column(j int) []float64 {
	row, val := m.Col(j)
	if len(row) == m.N {
		return val
	}
	x := make([]float64, m.N)
	for k, i := range row {
		x[i] = val[k]
	}
	return x
}

// squares returns Σ (x_i - mean)².
func squares(x []float64, mean float64) float64 {
	var s0, s1, s2, s3 float64
	k := 0
	for ; k <= len(x)-4; k += 4 {
		a, b, c, d := x[k]-mean, x[k+1]-mean, x[k+2]-mean, x[k+3]-mean
		s0 += a * a
		s1 += b * b
		s2 += c * c
		s3 += d * d
	}
	for ; k < len(x); k++ {
		a := x[k] - mean
		s0 += a * a
	}
	return (s0 + s1) + (s2 + s3)
}

// Dense returns the matrix with its zeros stored.
func (m *CSC) Dense() *Dense {
	d := &Dense{m.N, m.P, make([]float64, m.N*m.P)}
	for j := range m.P {
		m.ColAxpy(j, 1, d.Col(j))
	}
	return d
}

func (m *CSC) mulTrans(dst, v []float64) {
	kernel.Parallel(m.P, m.grain(), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			dst[j] = m.ColDot(j, v)
		}
	})
}

// mulTransMany takes up to eight vectors at a time, interleaved, with zeros in place
// of the ones that are missing.
func (m *CSC) mulTransMany(dst, v [][]float64) {
	for len(v) > 1 {
		w := 4
		if len(v) > 4 {
			w = 8
		}
		take := min(w, len(v))
		mixed := interleave(v[:take], w, m.N)
		d := dst[:take]
		kernel.Parallel(m.P, m.grain(), func(lo, hi int) {
			var out [8 * blockOfColumns]float64
			for ; lo < hi; lo += blockOfColumns {
				to := min(lo+blockOfColumns, hi)
				m.gather(out[:], w, lo, to, mixed)
				for c, u := range d {
					u = u[lo:to]
					for j := range u {
						u[j] = out[w*j+c]
					}
				}
			}
		})
		dst, v = dst[take:], v[take:]
	}
	if len(v) == 1 {
		m.mulTrans(dst[0], v[0])
	}
}

// Segment is how many stored entries of a column of a [CSC] are summed at most before their
// sum is added to that of the ones before: an entry meets that many roundings at most, and
// one for every segment.
const Segment = 512

// blockOfColumns is how many columns have products that stay in the first cache.
const blockOfColumns = 64

// gather sets out to the products of columns lo to `to` with w interleaved vectors.
func (m *CSC) gather(out []float64, w, lo, to int, mixed []float64) {
	ptr := m.ColPtr[lo : to+1]
	long := func(j int) bool { return ptr[j+1]-ptr[j] > Segment }
	var parts []float64 // of segments, as if they were columns
	var ends []int
	for j := 0; j < to-lo; {
		if run := j; !long(j) { // as many columns at a time as there are
			for j < to-lo && !long(j) {
				j++
			}
			kernel.GatherBlock(out[w*run:], w, ptr[run:j+1], m.Row, m.Val, mixed)
			continue
		}
		sum := out[w*j : w*j+w]
		clear(sum)
		if parts == nil {
			parts, ends = make([]float64, 8*blockOfColumns), make([]int, blockOfColumns+1)
		}
		for k := ptr[j]; k < ptr[j+1]; {
			count := 0
			for ends[0] = k; k < ptr[j+1] && count < blockOfColumns; count++ {
				k = min(k+Segment, ptr[j+1])
				ends[count+1] = k
			}
			kernel.GatherBlock(parts, w, ends[:count+1], m.Row, m.Val, mixed)
			for c, v := range parts[:w*count] {
				sum[c%w] += v
			}
		}
		j++
	}
}

// interleave returns the vectors of length n with their entries side by side, w a
// row.
func interleave(v [][]float64, w, n int) []float64 {
	mixed := make([]float64, w*n)
	for c, x := range v {
		for i, t := range x[:n] {
			mixed[w*i+c] = t
		}
	}
	return mixed
}

// Grain is [kernel.Grain] for an operation on each column of x.
func Grain(x Design) int {
	if m, ok := x.(*CSC); ok {
		return m.grain()
	}
	n, _ := x.Dims()
	return kernel.Grain(n)
}

// grain is [kernel.Grain] for the average column.
func (m *CSC) grain() int { return kernel.Grain(4*len(m.Val)/(m.P+1) + 8) }

// Validate reports arrays that do not make an N x P matrix.
func (m *CSC) Validate() error {
	if m.N < 0 || m.N > math.MaxInt32 || m.P < 0 || len(m.ColPtr) != m.P+1 || len(m.Row) != len(m.Val) ||
		m.ColPtr[0] != 0 || m.ColPtr[m.P] != len(m.Val) {
		return fmt.Errorf("design: %d column pointers, %d rows and %d values do not make a %d x %d matrix",
			len(m.ColPtr), len(m.Row), len(m.Val), m.N, m.P)
	}
	return nil
}
