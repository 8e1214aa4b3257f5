package dataio

import (
	"math"
	"slices"
	"sort"

	"github.com/lassocheck/lassocheck/problems"
)

// blockLen is the number of values that are collected before a new block is
// begun. Collecting blocks, not one growing slice, bounds the memory of reading
// by twice that of the result.
const blockLen = 1 << 15

// table collects the rows of a dense matrix of unknown height and p columns.
type table struct {
	p, n   int
	blocks [][]float64 // each of whole rows
}

// row adds a row and returns it to be filled.
func (t *table) row() []float64 {
	last := len(t.blocks) - 1
	if last < 0 || len(t.blocks[last])+t.p > cap(t.blocks[last]) {
		rows := max(1, min(blockLen/max(t.p, 1), 2*t.n+16)) // small files need small blocks
		t.blocks = append(t.blocks, make([]float64, 0, rows*t.p))
		last++
	}
	b := t.blocks[last]
	k := len(b)
	t.blocks[last] = b[:k+t.p]
	t.n++
	return t.blocks[last][k : k+t.p]
}

// columns moves the rows into one slice, column by column, and empties the table.
func (t *table) columns() []float64 {
	out := make([]float64, t.n*t.p)
	first := 0
	for k, b := range t.blocks {
		rows := len(b) / max(t.p, 1)
		for j := range t.p {
			col := out[j*t.n+first:][:rows]
			for i := range col {
				col[i] = b[i*t.p+j]
			}
		}
		first += rows
		t.blocks[k] = nil
	}
	t.blocks = nil
	return out
}

// entries collects the entries of a sparse matrix in any order.
type entries struct {
	row, col chunks[int32]
	val      chunks[float64]
}

func (e *entries) add(i, j int, v float64) {
	e.row.add(int32(i))
	e.col.add(int32(j))
	e.val.add(v)
}

// plausible bounds the number of rows or columns that nnz entries may claim, so
// that one mistyped index does not ask for gigabytes.
func plausible(dim, nnz int) bool { return dim <= 1<<20+100*nnz && dim <= 1<<28 }

// csc sorts the entries by column and row, adds up those at the same place, and
// empties e. The order by column is a counting sort; within a column rows mostly
// arrive in order already.
func (e *entries) csc(n, p int) *problems.CSC {
	m := &problems.CSC{N: n, P: p, ColPtr: make([]int, p+1)}
	for _, c := range e.col.blocks {
		for _, j := range c {
			m.ColPtr[j+1]++
		}
	}
	for j := range p {
		m.ColPtr[j+1] += m.ColPtr[j]
	}
	nnz := m.ColPtr[p]
	m.Row, m.Val = make([]int32, nnz), make([]float64, nnz)
	for c, cols := range e.col.blocks { // ColPtr[j] moves from the beginning of column j to its end
		rows, vals := e.row.blocks[c], e.val.blocks[c]
		for k, j := range cols {
			at := m.ColPtr[j]
			m.Row[at], m.Val[at] = rows[k], vals[k]
			m.ColPtr[j]++
		}
		e.col.blocks[c], e.row.blocks[c], e.val.blocks[c] = nil, nil, nil
	}
	copy(m.ColPtr[1:], m.ColPtr[:p])
	m.ColPtr[0] = 0
	*e = entries{}
	mergeRows(m)
	return m
}

// mergeRows sorts the rows of every column and adds up repeated ones.
func mergeRows(m *problems.CSC) {
	kept, begin := 0, 0
	for j := range m.P {
		end := m.ColPtr[j+1]
		row, val := m.Row[begin:end], m.Val[begin:end]
		if !slices.IsSorted(row) {
			sort.Stable(byRow{row, val})
		}
		start := kept
		for k, i := range row {
			if kept > start && m.Row[kept-1] == i {
				m.Val[kept-1] += val[k]
				continue
			}
			m.Row[kept], m.Val[kept] = i, val[k]
			kept++
		}
		begin, m.ColPtr[j+1] = end, kept
	}
	m.Row, m.Val = m.Row[:kept], m.Val[:kept]
}

type byRow struct {
	row []int32
	val []float64
}

func (b byRow) Len() int           { return len(b.row) }
func (b byRow) Less(i, k int) bool { return b.row[i] < b.row[k] }
func (b byRow) Swap(i, k int) {
	b.row[i], b.row[k] = b.row[k], b.row[i]
	b.val[i], b.val[k] = b.val[k], b.val[i]
}

// chunks is a sequence that grows without being copied.
type chunks[T any] struct {
	blocks [][]T
	n      int
}

func (c *chunks[T]) add(v T) {
	last := len(c.blocks) - 1
	if last < 0 || len(c.blocks[last]) == cap(c.blocks[last]) {
		c.blocks = append(c.blocks, make([]T, 0, min(blockLen, 2*c.n+16)))
		last++
	}
	c.blocks[last] = append(c.blocks[last], v)
	c.n++
}

// flatten returns the values in one slice and empties c.
func (c *chunks[T]) flatten() []T {
	out := make([]T, 0, c.n)
	for k, b := range c.blocks {
		out = append(out, b...)
		c.blocks[k] = nil
	}
	*c = chunks[T]{}
	return out
}

// takeColumn splits column j off as y. The storage of x is reused.
func takeColumn(x problems.Design, j int) (rest problems.Design, y []float64) {
	switch x := x.(type) {
	case *problems.Dense:
		y = slices.Clone(x.Col(j))
		return &problems.Dense{N: x.N, P: x.P - 1, Data: slices.Delete(x.Data, j*x.N, (j+1)*x.N)}, y
	case *problems.CSC:
		y = make([]float64, x.N)
		row, val := x.Col(j)
		for k, i := range row {
			y[i] = val[k]
		}
		a, b := x.ColPtr[j], x.ColPtr[j+1]
		x.Row, x.Val = slices.Delete(x.Row, a, b), slices.Delete(x.Val, a, b)
		x.ColPtr = slices.Delete(x.ColPtr, j+1, j+2)
		for k := j + 1; k < len(x.ColPtr); k++ {
			x.ColPtr[k] -= b - a
		}
		x.P--
		return x, y
	}
	panic("dataio: unknown design")
}

// storedColumn returns the values of column j that are stored, sharing memory.
func storedColumn(x problems.Design, j int) []float64 {
	switch x := x.(type) {
	case *problems.Dense:
		return x.Col(j)
	case *problems.CSC:
		_, val := x.Col(j)
		return val
	}
	panic("dataio: unknown design")
}

// missingRows marks the rows that hold a NaN, and counts the NaN.
func missingRows(x problems.Design) (missing []bool, cells int) {
	n, p := x.Dims()
	missing = make([]bool, n)
	for j := range p {
		for k, v := range storedColumn(x, j) {
			if math.IsNaN(v) {
				cells++
				if s, sparse := x.(*problems.CSC); sparse {
					k = int(s.Row[s.ColPtr[j]+k])
				}
				missing[k] = true
			}
		}
	}
	return missing, cells
}

// dropRows removes the rows marked. The storage of x is reused.
func dropRows(x problems.Design, drop []bool) problems.Design {
	to := make([]int32, len(drop)) // the new number of every row that stays
	n := 0
	for i, d := range drop {
		to[i] = int32(n)
		if !d {
			n++
		}
	}
	switch x := x.(type) {
	case *problems.Dense:
		kept := x.Data[:0]
		for k, v := range x.Data {
			if !drop[k%x.N] {
				kept = append(kept, v)
			}
		}
		return &problems.Dense{N: n, P: x.P, Data: kept}
	case *problems.CSC:
		kept, begin := 0, 0
		for j := range x.P {
			for k := begin; k < x.ColPtr[j+1]; k++ {
				if i := x.Row[k]; !drop[i] {
					x.Row[kept], x.Val[kept] = to[i], x.Val[k]
					kept++
				}
			}
			begin, x.ColPtr[j+1] = x.ColPtr[j+1], kept
		}
		x.N, x.Row, x.Val = n, x.Row[:kept], x.Val[:kept]
		return x
	}
	panic("dataio: unknown design")
}

// imputeMean replaces every NaN by the mean of the other values of its column,
// the zeros that are not stored included. It returns a column that has no other
// values, or -1.
func imputeMean(x problems.Design) (hopeless int) {
	n, p := x.Dims()
	for j := range p {
		col := storedColumn(x, j)
		missing, mean := 0, 0.0
		for _, v := range col {
			if math.IsNaN(v) {
				missing++
			}
		}
		if missing == 0 {
			continue
		}
		if missing == n {
			return j
		}
		for _, v := range col {
			if !math.IsNaN(v) {
				mean += v
			}
		}
		mean /= float64(n - missing)
		for k, v := range col {
			if math.IsNaN(v) {
				col[k] = mean
			}
		}
	}
	return -1
}
