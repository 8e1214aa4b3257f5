package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// Products are inner products of columns of the design that are known before least squares
// is solved, as those of folds are, which share rows:
//
//	G[a+b*len(Columns)] = Σ_i w_i (x_ia - m_a)(x_ib - m_b) / Σ_i w_i
//
// with the weighted means m if there is an intercept, and 0 in their place if not. They are
// taken for what they are where the engine, which knows the squares of the columns from the
// data, finds them right to ten digits; and where some are not, none is used.
type Products struct {
	Columns []int
	G       []float64 // symmetric
}

// agree tells whether the squares are those of the data, and returns the places of the
// columns that have something to say.
func (k *Products) agree(curv []float64) (places []int, ok bool) {
	for a, j := range k.Columns {
		square := k.G[a*len(k.Columns)+a]
		if curv[j] == 0 {
			continue
		}
		if !(math.Abs(square-curv[j]) <= 1e-10*curv[j]) {
			return nil, false
		}
		places = append(places, a)
	}
	return places, true
}

// addKnown takes in columns whose inner products with each other are known; there are none
// yet.
func (m *gram) addKnown(k *Products, places []int) {
	s := m.s
	m.grow(len(places))
	m.q = make([]float64, len(places))
	for a, at := range places {
		m.pos[k.Columns[at]] = int32(a)
		m.cols = append(m.cols, k.Columns[at])
	}
	kernel.Parallel(len(places), s.Grain(1, s.N), func(lo, hi int) {
		for a := lo; a < hi; a++ {
			m.q[a] = s.C * s.X.ColDot(m.cols[a], m.y)
			for b, at := range places {
				m.row(a)[b] = k.G[places[a]*len(k.Columns)+at]
			}
		}
	})
}
