package vertex

import (
	"math"
	"sort"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
)

// matrix is a design by columns and by rows.
type matrix struct {
	x    design.Columns
	n, p int
	// By rows: dense, or the entries of row i from ptr[i] on.
	dense []float64
	ptr   []int
	col   []int32
	val   []float64
}

func newMatrix(x design.Design) *matrix {
	n, p := x.Dims()
	m := &matrix{x: design.Columns{X: x}, n: n, p: p}
	count := make([]int, n+1)
	total := 0
	for j := range p {
		rows, val := m.x.At(j)
		total += len(val)
		for _, i := range rows {
			count[i+1]++
		}
		if rows == nil {
			for i := range val {
				count[i+1]++
			}
		}
	}
	if 3*total > n*p {
		m.dense = make([]float64, n*p)
		for j := range p {
			rows, val := m.x.At(j)
			for k, v := range val {
				i := k
				if rows != nil {
					i = int(rows[k])
				}
				m.dense[i*p+j] = v
			}
		}
		return m
	}
	for i := range n {
		count[i+1] += count[i]
	}
	m.ptr = count
	m.col, m.val = make([]int32, total), make([]float64, total)
	next := append([]int(nil), count...)
	for j := range p {
		rows, val := m.x.At(j)
		for k, v := range val {
			i := k
			if rows != nil {
				i = int(rows[k])
			}
			m.col[next[i]], m.val[next[i]] = int32(j), v
			next[i]++
		}
	}
	return m
}

// addRow adds a times row i to dst; the intercept is not in it.
func (m *matrix) addRow(i int, a float64, dst []float64) {
	if a == 0 {
		return
	}
	if m.dense != nil {
		kernel.Axpy(a, m.dense[i*m.p:(i+1)*m.p], dst[:m.p])
		return
	}
	lo, hi := m.ptr[i], m.ptr[i+1]
	for k := lo; k < hi; k++ {
		dst[m.col[k]] += a * m.val[k]
	}
}

// addColumn adds a times column j, ones for j = p, to dst.
func (m *matrix) addColumn(j int, a float64, dst []float64) {
	if j == m.p {
		for i := range dst {
			dst[i] += a
		}
		return
	}
	rows, val := m.x.At(j)
	if rows == nil {
		kernel.Axpy(a, val, dst)
		return
	}
	kernel.ScatterAxpy(a, rows, val, dst)
}

// dot returns <x_j, v>.
func (m *matrix) dot(j int, v []float64) float64 {
	rows, val := m.x.At(j)
	if rows == nil {
		return kernel.Dot(val, v)
	}
	return kernel.GatherDot(rows, val, v)
}

func (m *matrix) norm(j int) float64 {
	_, val := m.x.At(j)
	return math.Sqrt(kernel.SumSq(val))
}

// at returns an entry, 1 for j = p.
func (m *matrix) at(i, j int) float64 {
	switch {
	case j == m.p:
		return 1
	case m.dense != nil:
		return m.dense[i*m.p+j]
	}
	row := m.col[m.ptr[i]:m.ptr[i+1]]
	k := sort.Search(len(row), func(k int) bool { return int(row[k]) >= j })
	if k < len(row) && int(row[k]) == j {
		return m.val[m.ptr[i]+k]
	}
	return 0
}
