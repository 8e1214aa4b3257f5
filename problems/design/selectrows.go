package design

// SelectRows returns the rows of x with the given indices, in that order, as a design of
// its own: sparse if x is a [*CSC] and the indices increase, and dense if not. It copies, for an entry is then
// read without looking up its row; neither cost nor memory depends on the rows that are
// left out, but that of a sparse x, which is gone through once.
func SelectRows(x Design, rows []int) Design {
	n, p := x.Dims()
	if m, ok := x.(*CSC); ok && increasing(rows) {
		return m.selectRows(rows)
	}
	d := &Dense{N: len(rows), P: p, Data: make([]float64, len(rows)*p)}
	full, direct := x.(*Dense)
	var buffer []float64
	if !direct {
		buffer = make([]float64, n)
	}
	for j := range p {
		from := buffer
		if direct {
			from = full.Col(j)
		} else {
			clear(buffer)
			x.ColAxpy(j, 1, buffer)
		}
		to := d.Col(j)
		for k, i := range rows {
			to[k] = from[i]
		}
	}
	return d
}

func increasing(rows []int) bool {
	for k := 1; k < len(rows); k++ {
		if rows[k] <= rows[k-1] {
			return false
		}
	}
	return true
}

func (m *CSC) selectRows(rows []int) *CSC {
	to := make([]int32, m.N) // the new number of a row and one, 0 for none
	for k, i := range rows {
		to[i] = int32(k) + 1
	}
	kept := 0
	for _, i := range m.Row {
		if to[i] > 0 {
			kept++
		}
	}
	s := &CSC{N: len(rows), P: m.P, ColPtr: make([]int, 1, m.P+1), Row: make([]int32, 0, kept), Val: make([]float64, 0, kept)}
	for j := range m.P {
		row, val := m.Col(j)
		for e, i := range row {
			if k := to[i]; k > 0 {
				s.Row, s.Val = append(s.Row, k-1), append(s.Val, val[e])
			}
		}
		s.ColPtr = append(s.ColPtr, len(s.Row))
	}
	return s
}
