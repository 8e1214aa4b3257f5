package exact

import "github.com/lassocheck/lassocheck/problems/design"

// sparse is the part of X that the model is of, by its rows: which of the rows of
// coefficients have an entry there, and the entries.
type sparse struct {
	start []int
	row   []int32
	value []float64
}

// byRows returns it where that is worth while: the entries of a row of X meet each other, and
// each such product costs as much as some of dense columns.
func (m *coupledHessian) byRows() *sparse {
	const dense = 8 // multiplications of dense columns in the time of one of entries
	x := m.s
	c, ok := x.X.(*design.CSC)
	if !ok {
		return nil
	}
	s := &sparse{start: make([]int, x.n+1)}
	each := func(visit func(w int, i int32, v float64)) {
		for w, j := range x.rows {
			if j == x.columns {
				for i := range x.n {
					visit(w, int32(i), 1)
				}
				continue
			}
			row, val := c.Col(j)
			for e, i := range row {
				visit(w, i, val[e])
			}
		}
	}
	each(func(_ int, i int32, _ float64) { s.start[i+1]++ })
	meetings := 0
	for i := range x.n {
		meetings += s.start[i+1] * s.start[i+1]
		s.start[i+1] += s.start[i]
	}
	if dense*meetings > x.n*len(x.rows)*len(x.rows)/2 {
		return nil
	}
	s.row, s.value = make([]int32, s.start[x.n]), make([]float64, s.start[x.n])
	next := append([]int(nil), s.start...)
	each(func(w int, i int32, v float64) {
		s.row[next[i]], s.value[next[i]] = int32(w), v
		next[i]++
	})
	return s
}

// add adds X' diag(h) X to a block, the first row of which begins at dst, with a stride.
func (s *sparse) add(dst []float64, stride int, h []float64) {
	for i, c := range h {
		row, value := s.row[s.start[i]:s.start[i+1]], s.value[s.start[i]:s.start[i+1]]
		for e, w := range row {
			to, a := dst[int(w)*stride:], c*value[e]
			for f, v := range row {
				to[v] += a * value[f]
			}
		}
	}
}
