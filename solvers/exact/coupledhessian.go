package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems"
)

// coupledHessian is the Hessian of a coupled loss on the rows taken in, with one block of
// inner products for each pair of responses,
//
//	H_kl = X' diag(∂²F/∂z_k ∂z_l) X.
//
// It is that of an old point for as long as that is good enough; see [rent]. The model is
// then a chord of Newton's method.
type coupledHessian struct {
	s       *Stacked
	width   int       // rows, when it was formed
	entries []float64 // by rows k width + w
	made    int       // how often it was formed
	rent    rent
	is      bool // of the present point
}

// size is the number of unknowns.
func (m *coupledHessian) size() int { return m.width * m.s.K }

func (m *coupledHessian) row(c int) []float64 { return m.entries[c*m.size() : (c+1)*m.size()] }

func (m *coupledHessian) grow(int) { m.width = 0 }

func (m *coupledHessian) fresh() bool { return m.is }

// refresh notes how the last step went, the residual after it over that before, and forms
// the Hessian at the present point where it is time.
func (m *coupledHessian) refresh(rate float64) {
	m.is = false
	m.rent.pay(rate)
	n, k := float64(m.s.n), float64(m.s.K)
	size := float64(len(m.s.rows)) * k
	form, step := n*size*size/4+size*size*size/6, 2*n*size+20*n*k+2*size*size
	if m.width != len(m.s.rows) || rate >= 1 || m.rent.paid > enough*form/step {
		m.form()
	}
}

// form computes the Hessian at the present point.
func (m *coupledHessian) form() {
	x := m.s
	m.width, m.rent, m.is = len(x.rows), rent{}, true
	m.made++
	size := m.size()
	m.entries = make([]float64, size*size)
	rows, weighted := m.byRows(), make([][]float64, m.width)
	for w := range weighted {
		if rows == nil {
			weighted[w] = make([]float64, x.n)
		}
	}
	ones, curvature := make([]float64, len(x.z)), make([]float64, len(x.z))
	for l := range x.K {
		clear(ones)
		for i := range x.n {
			x.Block(ones, l)[i] = 1
		}
		x.p.Fit.(problems.Coupled).Hessian([][]float64{curvature}, x.z, [][]float64{ones})
		for k := l; k < x.K; k++ {
			h, block := x.Block(curvature, k), m.entries[l*m.width*size+k*m.width:]
			if rows != nil {
				rows.add(block, size, h)
			} else {
				for w, col := range x.cols {
					for i, v := range col {
						weighted[w][i] = h[i] * v
					}
				}
				kernel.Gram(block, size, x.cols, weighted)
			}
			for w := range m.width {
				copy(m.entries[(k*m.width+w)*size+l*m.width:][:m.width], m.entries[(l*m.width+w)*size+k*m.width:])
			}
		}
	}
}

// coupledRows is the model of a coupled loss with row norms.
type coupledRows struct {
	coupledHessian
	rowDescent
	factor factor
}

func newCoupledRows(x *Stacked) *coupledRows {
	m := &coupledRows{coupledHessian: coupledHessian{s: x}, rowDescent: rowDescent{x: x}}
	m.h = m
	return m
}

// bound returns twice the largest diagonal entry of H_ww, whose rows have signs that cancel.
func (m *coupledRows) bound(w int) float64 {
	l := 0.0
	for k := range m.x.K {
		s, row := 0.0, m.row(k*m.width+w)
		for o := range m.x.K {
			s += math.Abs(row[o*m.width+w])
		}
		l = max(l, s)
	}
	return l
}

func (m *coupledRows) own(dst []float64, w int, b [][]float64) {
	for k := range dst {
		row := m.row(k*m.width + w)
		for l := range dst {
			dst[k] += row[l*m.width+w] * b[l][w]
		}
	}
}

func (m *coupledRows) update(slope [][]float64, w int, d []float64) {
	minus, part := make([]float64, len(d)), make([][]float64, len(d))
	for l, v := range d {
		minus[l] = -v
	}
	for k := range slope {
		for l := range d {
			part[l] = m.row(l*m.width + w)[k*m.width : (k+1)*m.width]
		}
		kernel.AxpyMany(minus, part, slope[k])
	}
}

func (m *coupledRows) read(dst []float64, slope [][]float64, w int) {
	for k := range dst {
		dst[k] = slope[k][w]
	}
}

func (m *coupledRows) flush([][]float64) {}

func (m *coupledRows) costs(rows int) (sweep, direction float64) {
	k := float64(m.x.K)
	n := float64(rows) * k
	return n * float64(m.size()), n * n * (n/6 + 2)
}

// direction solves the system of a Newton step by its factor.
func (m *coupledRows) direction(r *rowDescent, rest [][]float64) [][]float64 {
	x, n := r.x, len(r.at)
	bends, units := make([]float64, n), make([][]float64, n)
	for i, w := range r.at {
		bends[i], units[i] = r.bend(w)
	}
	m.factor.k = 0
	cross := make([]float64, n*x.K)
	for k := range x.K {
		for i, w := range r.at {
			row := m.row(k*m.width + w)
			for l := range k + 1 {
				for j, v := range r.at {
					cross[l*n+j] = row[l*m.width+v]
				}
				cross[l*n+i] -= bends[i] * units[i][k] * units[i][l]
			}
			c := k*n + i
			m.factor.stiffen(cross[:c], cross[c]+bends[i]+x.terms[w].l2)
		}
	}
	flat := cross
	for k := range rest {
		copy(flat[k*n:], rest[k])
	}
	m.factor.solve(flat)
	d := r.vectors()
	for k := range d {
		copy(d[k], flat[k*n:])
	}
	return d
}
