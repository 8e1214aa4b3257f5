package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// coupledNet is the model of a coupled loss with an elastic net on every entry. It is
// minimised by the active-set method of [Engine], feature-sign search: a linear system for
// the present signs, to whose solution the moving entries go or to the first change of a
// sign on the way; then all entries move whose slopes are beyond their kinks. The factor of
// the moving entries is kept for as long as the Hessian is.
type coupledNet struct {
	coupledHessian
	made   int       // the Hessian that the factor belongs to
	active []int     // unknowns that move, in factor order
	place  []int     // in active, -1 outside
	sign   []float64 // of the moving ones; 0 for a free one
	ridge  []float64 // L2 in the factor
	factor factor

	b, slope, step []float64
}

func newCoupledNet(x *Stacked) *coupledNet {
	return &coupledNet{coupledHessian: coupledHessian{s: x}}
}

// term is that of unknown c.
func (m *coupledNet) term(c int) rowTerm { return m.s.terms[c%m.width] }

// minimise implements quadratic.
func (m *coupledNet) minimise(d [][]float64, tol float64) {
	x := m.s
	m.b, m.slope = m.b[:0], m.slope[:0]
	for k := range x.K {
		m.b, m.slope = append(m.b, x.b[k]...), append(m.slope, x.slope[k]...)
	}
	m.settle()
	for range 100 + 10*m.size() {
		x.steps++
		m.solve()
		if m.clip() {
			continue
		}
		if !m.admit(tol) {
			break
		}
	}
	for k := range d {
		for w := range d[k] {
			d[k][w] = m.b[k*m.width+w] - x.b[k][w]
		}
	}
}

// settle makes the moving entries those that are not zero, and the free ones, with a
// factor of the present Hessian and ridge.
func (m *coupledNet) settle() {
	same := m.made == m.coupledHessian.made && len(m.place) == m.size()
	for i, c := range m.active {
		same = same && m.ridge[i] == m.term(c).l2
	}
	if !same {
		m.made = m.coupledHessian.made
		m.active, m.sign, m.ridge, m.factor.k = m.active[:0], m.sign[:0], m.ridge[:0], 0
		m.place = make([]int, m.size())
		for c := range m.place {
			m.place[c] = -1
		}
	}
	for c, b := range m.b {
		t := m.term(c)
		switch moves := b != 0 || t.l1 == 0; {
		case moves && m.place[c] < 0:
			m.append(c, b)
		case !moves && m.place[c] >= 0:
			m.drop(m.place[c])
		case moves && m.place[c] >= 0 && t.l1 > 0:
			m.sign[m.place[c]] = math.Copysign(1, b)
		}
	}
}

// slack is the share by which diagonals are enlarged. All K entries of a row together
// have no curvature; with this little they go far, to the change of a sign that ends it.
const slack = 1e-10

// append lets unknown c move in the direction of a number.
func (m *coupledNet) append(c int, towards float64) {
	t, row := m.term(c), m.row(c)
	cross := make([]float64, len(m.active))
	for i, a := range m.active {
		cross[i] = row[a]
	}
	m.factor.stiffen(cross, row[c]*(1+slack)+t.l2)
	sign := math.Copysign(1, towards)
	if t.l1 == 0 {
		sign = 0
	}
	m.place[c] = len(m.active)
	m.active, m.sign, m.ridge = append(m.active, c), append(m.sign, sign), append(m.ridge, t.l2)
}

// drop lets the moving entry i rest.
func (m *coupledNet) drop(i int) {
	m.place[m.active[i]] = -1
	m.factor.delete(i)
	m.active, m.sign, m.ridge = append(m.active[:i], m.active[i+1:]...), append(m.sign[:i], m.sign[i+1:]...), append(m.ridge[:i], m.ridge[i+1:]...)
	for j, c := range m.active[i:] {
		m.place[c] = i + j
	}
}

// solve sets step to what brings the moving entries to rest for their signs.
func (m *coupledNet) solve() {
	m.step = m.step[:0]
	for i, c := range m.active {
		t := m.term(c)
		m.step = append(m.step, m.slope[c]-t.l1*m.sign[i]-t.l2*m.b[c])
	}
	m.factor.solve(m.step)
}

// clip moves by step, up to the first change of a sign, whose entry is dropped: it then
// returns true.
func (m *coupledNet) clip() bool {
	t, stop := 1.0, -1
	for i, c := range m.active {
		if m.sign[i]*(m.b[c]+m.step[i]) < 0 {
			if s := -m.b[c] / m.step[i]; s < t {
				t, stop = s, i
			}
		}
	}
	for i, c := range m.active {
		if d := t * m.step[i]; d != 0 {
			m.shift(c, d)
		}
	}
	if stop < 0 {
		return false
	}
	c := m.active[stop]
	if m.b[c] != 0 {
		m.shift(c, -m.b[c])
		m.b[c] = 0
	}
	m.drop(stop)
	return true
}

// shift adds d to unknown c.
func (m *coupledNet) shift(c int, d float64) {
	m.b[c] += d
	kernel.Axpy(-d, m.row(c), m.slope)
}

// admit lets the entries move whose slopes are beyond their kinks by more than tol.
func (m *coupledNet) admit(tol float64) (more bool) {
	for c, s := range m.slope {
		if m.place[c] < 0 && m.b[c] == 0 && math.Abs(s) > m.term(c).l1+tol {
			m.append(c, s)
			more = true
		}
	}
	return more
}
