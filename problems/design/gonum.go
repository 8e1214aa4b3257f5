package design

import (
	"fmt"
	"math"
	"sort"

	"gonum.org/v1/gonum/mat"
)

// New takes any gonum or james-bowman/sparse matrix. The transpose of a
// contiguous mat.Dense and a contiguous mat.VecDense are used in place, other
// dense matrices are copied once into columns; whatever can list its non-zeros
// (COO, CSR, CSC, DOK, band matrices) becomes a [CSC] with repeated entries
// summed. It returns an error where an entry is out of range, NaN or infinite.
func New(m mat.Matrix) (d Design, err error) {
	defer func() { // sparse matrices are not validated by their constructors
		if r := recover(); r != nil {
			d, err = nil, fmt.Errorf("design: the matrix is malformed: %v", r)
		}
	}()
	switch m := m.(type) {
	case *mat.Dense:
		return fromDense(m)
	case mat.Transpose:
		if t, ok := m.Matrix.(*mat.Dense); ok {
			if raw := t.RawMatrix(); raw.Stride == raw.Cols {
				return checked(NewDense(raw.Cols, raw.Rows, raw.Data[:raw.Rows*raw.Cols]))
			}
		}
	case *mat.VecDense:
		if raw := m.RawVector(); raw.Inc == 1 {
			return checked(NewDense(raw.N, 1, raw.Data[:raw.N]))
		}
	case mat.NonZeroDoer:
		return fromNonZeros(m.(mat.Matrix), m)
	}
	n, p := m.Dims()
	data := make([]float64, n*p)
	for j := range p {
		for i := range n {
			data[j*n+i] = m.At(i, j)
		}
	}
	return checked(NewDense(n, p, data))
}

// checked keeps a nil *Dense from becoming a non-nil Design.
func checked(d *Dense, err error) (Design, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

func fromDense(m *mat.Dense) (Design, error) {
	raw := m.RawMatrix()
	n, p := raw.Rows, raw.Cols
	data := make([]float64, n*p)
	const block = 32 // keeps both sides of the transposition in cache
	for j0 := 0; j0 < p; j0 += block {
		for i := range n {
			row := raw.Data[i*raw.Stride : i*raw.Stride+p]
			for j := j0; j < min(j0+block, p); j++ {
				data[j*n+i] = row[j]
			}
		}
	}
	return checked(NewDense(n, p, data))
}

func fromNonZeros(m mat.Matrix, entries mat.NonZeroDoer) (Design, error) {
	n, p := m.Dims()
	if n > math.MaxInt32 {
		return nil, fmt.Errorf("design: %d rows are more than a sparse design can index", n)
	}
	ptr := make([]int, p+1)
	var err error
	entries.DoNonZero(func(i, j int, _ float64) {
		if i < 0 || i >= n || j < 0 || j >= p {
			err = fmt.Errorf("design: entry (%d, %d) lies outside the %d x %d matrix", i, j, n, p)
			return
		}
		ptr[j+1]++
	})
	if err != nil {
		return nil, err
	}
	for j := range p {
		ptr[j+1] += ptr[j]
	}
	row, val, next := make([]int32, ptr[p]), make([]float64, ptr[p]), append([]int(nil), ptr...)
	entries.DoNonZero(func(i, j int, v float64) {
		row[next[j]], val[next[j]] = int32(i), v
		next[j]++
	})
	return sumDuplicates(n, p, ptr, row, val)
}

// sumDuplicates sorts the rows of each column, sums repeated entries in order of
// arrival, and compacts, all in place.
func sumDuplicates(n, p int, ptr []int, row []int32, val []float64) (Design, error) {
	out := 0
	for j := range p {
		a, b := ptr[j], ptr[j+1]
		ptr[j] = out
		sort.Stable(byRow{row[a:b], val[a:b]})
		for k := a; k < b; k++ {
			if out > ptr[j] && row[out-1] == row[k] {
				val[out-1] += val[k]
				continue
			}
			row[out], val[out] = row[k], val[k]
			out++
		}
	}
	ptr[p] = out
	m, err := NewCSC(n, p, ptr, row[:out:out], val[:out:out])
	if err != nil {
		return nil, err
	}
	return m, nil
}

type byRow struct {
	row []int32
	val []float64
}

func (s byRow) Len() int           { return len(s.row) }
func (s byRow) Less(a, b int) bool { return s.row[a] < s.row[b] }
func (s byRow) Swap(a, b int) {
	s.row[a], s.row[b] = s.row[b], s.row[a]
	s.val[a], s.val[b] = s.val[b], s.val[a]
}
