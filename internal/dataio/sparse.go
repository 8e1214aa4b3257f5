package dataio

import (
	"slices"
	"sort"

	"github.com/lassocheck/lassocheck/problems/design"
)

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

// plausible bounds the number of rows that nnz entries may claim, so that one
// mistyped size does not ask for gigabytes.
func plausible(dim, nnz int) bool { return dim <= 1<<20+100*nnz && dim <= 1<<28 }

// csc sorts the entries by column and row, adds up those at the same place, and
// empties e. The order by column is a counting sort; within a column rows mostly
// arrive in order already.
func (e *entries) csc(n, p int) *design.CSC {
	m := &design.CSC{N: n, P: p, ColPtr: make([]int, p+1)}
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
func mergeRows(m *design.CSC) {
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
