package exact

import (
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/problems/design"
)

// gram is the set E of columns that have ever mattered or might, with all their inner
// products. It grows a block of columns at a time and is never recomputed.
type gram struct {
	s      *lsq.Problem
	cols   []int   // E
	pos    []int32 // column -> place in cols, -1 outside
	stride int
	g      []float64   // <x_a, x_b> at a*stride+b, both triangles
	q      []float64   // <x_a, y>
	y      []float64   // centred
	mixed  []float64   // scratch, zeros between uses
	z      [][]float64 // scratch: the new columns, centred
}

func newGram(s *lsq.Problem, y []float64) *gram {
	m := &gram{s: s, pos: make([]int32, s.P), y: y}
	for j := range m.pos {
		m.pos[j] = -1
	}
	return m
}

func (m *gram) row(a int) []float64 { return m.g[a*m.stride : a*m.stride+len(m.cols)] }

// add takes in columns that are not there yet. Only the new ones are centred, in a
// copy: <x_i - m_i e, z> = <x_i, z> for z orthogonal to e, so an offset in the old
// columns costs one factor of precision and not two.
func (m *gram) add(js []int) {
	const block = 60
	for lo := 0; lo < len(js); lo += block {
		m.addBlock(js[lo:min(lo+block, len(js))])
	}
}

func (m *gram) addBlock(js []int) {
	s, old := m.s, len(m.cols)
	m.grow(old + len(js))
	for k, j := range js {
		m.pos[j] = int32(old + k)
		m.cols = append(m.cols, j)
	}
	total := len(m.cols)
	out := make([]float64, total*len(js)) // <x_a, z_k> at a + k total
	if x, ok := s.X.(*design.CSC); ok && nearZero(s, js) {
		m.gather(out, x, js)
	} else {
		for len(m.z) < len(js) {
			m.z = append(m.z, make([]float64, s.N))
		}
		z := m.z[:len(js)]
		kernel.Parallel(len(js), kernel.Grain(8*s.N), func(lo, hi int) {
			for k := lo; k < hi; k++ {
				centred(s, z[k], js[k])
			}
		})
		for k := range js {
			m.q = append(m.q, s.C*kernel.Dot(z[k], m.y))
		}
		kernel.Parallel(total, (kernel.Grain(s.N*len(js)/4)+3)&^3, func(lo, hi int) {
			dots(s, out[lo:], total, m.cols[lo:hi], z)
		})
	}
	for i := range out {
		out[i] *= s.C
	}
	for k := range js {
		copy(m.row(old + k)[:old+k+1], out[k*total:])
	}
	for a := range total {
		for k := max(0, a-old); k < len(js); k++ {
			m.g[a*m.stride+old+k] = out[k*total+a]
		}
	}
}

// nearZero tells whether the means of the columns are small beside their deviations,
// so that products of columns as they are lose nothing when the means are taken off.
func nearZero(s *lsq.Problem, js []int) bool {
	for _, j := range js {
		if s.Mean[j]*s.Mean[j] > 4*s.Curv[j] {
			return false
		}
	}
	return true
}

// gather is the block of inner products of sparse columns. It spreads out up to eight
// new columns at a time, side by side, and reads the old ones once for them.
func (m *gram) gather(out []float64, x *design.CSC, js []int) {
	s, total := m.s, len(m.cols)
	if m.mixed == nil {
		m.mixed = make([]float64, 8*s.N)
	}
	entries := 0
	for _, j := range m.cols {
		entries += s.Entries(j)
	}
	for lo := 0; lo < len(js); lo += 8 {
		few, w := js[lo:min(lo+8, len(js))], 8
		if len(few) <= 4 {
			w = 4
		}
		mixed := m.mixed[:w*s.N]
		for c, j := range few {
			row, val := x.Col(j)
			m.q = append(m.q, s.C*kernel.GatherDot(row, val, m.y))
			for k, i := range row {
				mixed[w*int(i)+c] = val[k]
			}
		}
		kernel.Parallel(total, s.Grain(total, entries), func(from, to int) {
			var d [8]float64
			for a := from; a < to; a++ {
				j := m.cols[a]
				kernel.GatherBlock(d[:], w, x.ColPtr[j:j+2], x.Row, x.Val, mixed)
				for c, b := range few {
					out[a+(lo+c)*total] = d[c] - s.Mean[j]*s.Mean[b]/s.C
				}
			}
		})
		for c, j := range few {
			row, _ := x.Col(j)
			for _, i := range row {
				mixed[w*int(i)+c] = 0
			}
		}
	}
}

func (m *gram) grow(n int) {
	if n <= m.stride {
		return
	}
	stride := max(64, n, min(2*m.stride, m.s.P))
	g := make([]float64, stride*stride)
	for a := range m.cols {
		copy(g[a*stride:], m.row(a))
	}
	m.g, m.stride = g, stride
}

// centred sets z = x_j - m_j e.
func centred(s *lsq.Problem, z []float64, j int) {
	m := s.Mean[j]
	switch d, dense := s.X.(*design.Dense); {
	case dense && s.E == nil:
		for i, v := range d.Col(j) {
			z[i] = v - m
		}
		return
	case dense:
		copy(z, d.Col(j))
	default:
		clear(z)
		s.X.ColAxpy(j, 1, z)
	}
	if s.E != nil {
		kernel.Axpy(-m, s.E, z)
		return
	}
	for i := range z {
		z[i] -= m
	}
}

// dots sets dst[a + k*ldd] = Σ_i x_ia z_ik for the columns given.
func dots(s *lsq.Problem, dst []float64, ldd int, cols []int, z [][]float64) {
	if d, ok := s.X.(*design.Dense); ok {
		x := make([][]float64, len(cols))
		for a, j := range cols {
			x[a] = d.Col(j)
		}
		kernel.Gram(dst, ldd, x, z)
		return
	}
	for k := range z {
		for a, j := range cols {
			dst[a+k*ldd] = s.X.ColDot(j, z[k])
		}
	}
}
