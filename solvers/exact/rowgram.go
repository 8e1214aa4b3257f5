package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// rowGram is the quadratic model of least squares for several responses, whose Hessian is
// G ⊗ I with the inner products G of columns: one for all responses. It is exact.
//
// Rows come and go by block coordinate descent, which minimises over one row exactly: the
// soft threshold of its slopes. What remains is smooth, and Newton's method finishes it.
// The penalty's second derivative at a row of length s and direction u,
//
//	L2 I + L1/s (I - u u'),
//
// couples the responses; without u u' it would not, and the Cholesky factor of
// G + diag(L2 + L1/s) alone preconditions conjugate gradients on all of it.
//
// Reference: Qin, Scheinberg and Goldfarb, Efficient block-coordinate descent algorithms
// for the group lasso (2013).
type rowGram struct {
	x      *Stacked
	stride int
	g      []float64 // G by rows

	slope  [][]float64 // what is left of them, by response
	b      [][]float64 // b + d
	points [][]float64 // of the last sweeps, b and slopes
	smooth
}

func (m *rowGram) row(w int) []float64 { return m.g[w*m.stride : w*m.stride+len(m.x.rows)] }

// grow computes the inner products of rows taken in.
func (m *rowGram) grow(from int) {
	all := len(m.x.rows)
	if all > m.stride {
		stride := max(64, 2*m.stride, all)
		g := make([]float64, stride*stride)
		for w := range from {
			copy(g[w*stride:], m.g[w*m.stride:w*m.stride+from])
		}
		m.g, m.stride = g, stride
	}
	news := m.x.cols[from:]
	if h := m.x.h[0]; m.x.weights() == nil {
		kernel.Gram(m.g[from*m.stride:], m.stride, m.x.cols, news)
		for w := from; w < all; w++ {
			for v := range m.row(w) {
				m.row(w)[v] *= h
			}
		}
	} else {
		weighted := make([][]float64, len(news))
		for k, col := range news {
			weighted[k] = make([]float64, len(col))
			for i, v := range col {
				weighted[k][i] = m.x.h[i] * v
			}
		}
		kernel.Gram(m.g[from*m.stride:], m.stride, m.x.cols, weighted)
	}
	for w := from; w < all; w++ {
		for v, g := range m.row(w)[:w] {
			m.g[v*m.stride+w] = g
		}
	}
}

func (m *rowGram) refresh() bool { return false }

// minimise goes down by sweeps, extrapolating every few, and by Newton steps where as many
// sweeps as are still wanted would cost more.
func (m *rowGram) minimise(d [][]float64, tol float64) {
	x := m.x
	m.slope, m.b, m.points = clone(m.slope, x.slope), clone(m.b, x.b), m.points[:0]
	first := math.Inf(1) // the residual when the points begin
	for range 200 {
		m.sweep()
		residual := x.residual(m.b, m.slope)
		if residual <= tol {
			break
		}
		if m.push(); len(m.points) == 1 {
			first = residual
		}
		if len(m.points) <= depth {
			continue
		}
		rate := math.Log(residual/first) / depth // of one sweep
		if wanted := math.Log(tol/residual) / rate; !(rate < 0) || wanted*m.sweepCost() > m.newtonCost() {
			m.newton()
		} else {
			m.extrapolate()
		}
		m.points = m.points[:0]
		x.steps++
	}
	for k := range d {
		for w, b := range m.b[k] {
			d[k][w] = b - x.b[k][w]
		}
	}
}

// depth is how many sweeps are extrapolated.
const depth = 4

// sweepCost and newtonCost count multiplications.
func (m *rowGram) sweepCost() float64 {
	return float64(len(m.support()) * len(m.x.rows) * m.x.K)
}

func (m *rowGram) newtonCost() float64 {
	const iterations = 30 // of conjugate gradients
	n := float64(len(m.support()))
	return n * n * (n/6 + 2*iterations*float64(m.x.K))
}

// push keeps the present point and its slopes.
func (m *rowGram) push() {
	if len(m.points) < cap(m.points) {
		m.points = m.points[:len(m.points)+1]
	} else {
		m.points = append(m.points, nil)
	}
	last := &m.points[len(m.points)-1]
	*last = (*last)[:0]
	for _, part := range [2][][]float64{m.b, m.slope} {
		for _, v := range part {
			*last = append(*last, v...)
		}
	}
}

// extrapolate moves to where the points are heading, if the model falls.
func (m *rowGram) extrapolate() {
	width := len(m.x.rows)
	half := width * m.x.K
	to := vector.Extrapolate(m.points, half)
	if to == nil {
		return
	}
	b, slope := make([][]float64, m.x.K), make([][]float64, m.x.K)
	for k := range b {
		b[k], slope[k] = to[k*width:(k+1)*width], to[half+k*width:half+(k+1)*width]
	}
	if m.value(b, slope) < m.value(m.b, m.slope) {
		m.b, m.slope = clone(m.b, b), clone(m.slope, slope)
	}
}

// value returns the model at b, where slope is left of the slopes: for d = b less what it
// was, -<r, d> + <d, H d>/2 = -<d, r + slope>/2.
func (m *rowGram) value(b, slope [][]float64) (v float64) {
	x := m.x
	for k := range b {
		for w, c := range b[k] {
			v -= (c - x.b[k][w]) * (x.slope[k][w] + slope[k][w]) / 2
		}
	}
	for w, t := range x.terms {
		if size := x.size(func(k int) float64 { return b[k][w] }); size > 0 {
			v += t.l1*size + t.l2/2*size*size
		}
	}
	return v
}

// clone copies src to dst, whose memory it takes if it has enough.
func clone(dst, src [][]float64) [][]float64 {
	if len(dst) != len(src) {
		dst = make([][]float64, len(src))
	}
	for k := range src {
		dst[k] = append(dst[k][:0], src[k]...)
	}
	return dst
}

// sweep minimises over every row once.
func (m *rowGram) sweep() {
	x := m.x
	to := make([]float64, x.K)
	for w, t := range x.terms {
		self := m.g[w*m.stride+w]
		size := 0.0
		for k := range to {
			to[k] = m.slope[k][w] + self*m.b[k][w]
			size += to[k] * to[k]
		}
		size = math.Sqrt(size)
		shrink := 0.0
		if size > t.l1 && self > 0 {
			shrink = (1 - t.l1/size) / (self + t.l2)
		}
		for k, v := range to {
			if d := shrink*v - m.b[k][w]; d != 0 {
				m.b[k][w] = shrink * v
				kernel.Axpy(-d, m.row(w), m.slope[k])
			}
		}
	}
}

// smooth is the system of a Newton step on the rows that are not zero.
type smooth struct {
	at        []int
	compact   [][]float64 // G there
	length    []float64
	bend      []float64 // L1/s - what u u' is weighed with
	unit      [][]float64
	factor    factor
	diagonal  []float64
	direction [][]float64
}

// newton is a Newton step with a line search.
func (m *rowGram) newton() {
	x := m.x
	m.assemble()
	n := len(m.at)
	if n == 0 {
		return
	}
	vectors := func() [][]float64 {
		v := make([][]float64, x.K)
		for k := range v {
			v[k] = make([]float64, n)
		}
		return v
	}
	rhs, size := vectors(), 0.0
	for k := range rhs {
		for i, w := range m.at {
			rhs[k][i] = m.slope[k][w] - (m.bend[i]+x.terms[w].l2)*m.b[k][w]
			size += rhs[k][i] * rhs[k][i]
		}
	}
	d, p, h := vectors(), vectors(), vectors()
	y := clone(nil, rhs)
	m.precondition(y)
	copyAll(p, y)
	rho := innerAll(rhs, y)
	for range 60 {
		m.apply(h, p)
		curvature := innerAll(p, h)
		if !(curvature > 0) || !(rho > 0) {
			break
		}
		a := rho / curvature
		left := 0.0
		for k := range d {
			kernel.Axpy(a, p[k], d[k])
			kernel.Axpy(-a, h[k], rhs[k])
			left += kernel.SumSq(rhs[k])
		}
		if left <= 1e-4*size {
			break
		}
		copyAll(y, rhs)
		m.precondition(y)
		next := innerAll(rhs, y)
		for k := range p {
			for i, v := range y[k] {
				p[k][i] = v + next/rho*p[k][i]
			}
		}
		rho = next
	}
	m.search(d)
}

// support lists the rows that are not zero, and the free ones.
func (m *rowGram) support() []int {
	m.at = m.at[:0]
	for w, t := range m.x.terms {
		if m.g[w*m.stride+w] > 0 && (t.l1 == 0 || m.x.size(func(k int) float64 { return m.b[k][w] }) > 0) {
			m.at = append(m.at, w)
		}
	}
	return m.at
}

// assemble makes the system at b.
func (m *rowGram) assemble() {
	x := m.x
	m.length, m.bend, m.diagonal = m.length[:0], m.bend[:0], m.diagonal[:0]
	for _, w := range m.support() {
		s, t, bend := x.size(func(k int) float64 { return m.b[k][w] }), x.terms[w], 0.0
		if t.l1 > 0 {
			bend = t.l1 / s
		}
		m.length, m.bend, m.diagonal = append(m.length, s), append(m.bend, bend), append(m.diagonal, bend+t.l2)
	}
	n := len(m.at)
	block := make([]float64, n*n)
	m.compact = m.compact[:0]
	m.factor.k = 0
	m.unit = m.unit[:0]
	for i, w := range m.at {
		row := block[i*n : (i+1)*n]
		for j, v := range m.at {
			row[j] = m.g[w*m.stride+v]
		}
		m.compact = append(m.compact, row)
		self := row[i] + m.diagonal[i]
		for !m.factor.append(row[:i], 0, self) {
			self += 1e-9 * self // a copy of another: the factor only preconditions
		}
		u := make([]float64, x.K)
		for k := range u {
			if m.length[i] > 0 {
				u[k] = m.b[k][w] / m.length[i]
			}
		}
		m.unit = append(m.unit, u)
	}
}

// apply sets h to the Hessian times v.
func (m *rowGram) apply(h, v [][]float64) {
	n := len(m.at)
	out := make([]float64, n*len(v))
	kernel.Gram(out, n, m.compact, v)
	for k := range h {
		copy(h[k], out[k*n:(k+1)*n])
	}
	for i, u := range m.unit {
		inner := 0.0
		for k, c := range u {
			inner += c * v[k][i]
		}
		for k, c := range u {
			h[k][i] += m.diagonal[i]*v[k][i] - m.bend[i]*inner*c
		}
	}
}

func (m *rowGram) precondition(v [][]float64) {
	for k := range v {
		m.factor.solve(v[k])
	}
}

func copyAll(dst, src [][]float64) {
	for k := range src {
		copy(dst[k], src[k])
	}
}

func innerAll(a, b [][]float64) (s float64) {
	for k := range a {
		s += kernel.Dot(a[k], b[k])
	}
	return s
}

// search moves b along d, halving it until the model falls.
func (m *rowGram) search(d [][]float64) {
	x, n := m.x, len(m.at)
	out := make([]float64, n*len(d))
	kernel.Gram(out, n, m.compact, d)
	slope, bend, omega := 0.0, 0.0, 0.0
	for k := range d {
		bend += kernel.Dot(out[k*n:(k+1)*n], d[k])
		for i, w := range m.at {
			slope += m.slope[k][w] * d[k][i]
		}
	}
	penalty := func(t float64) (s float64) {
		for i, w := range m.at {
			size := x.size(func(k int) float64 { return m.b[k][w] + t*d[k][i] })
			s += x.terms[w].l1*size + x.terms[w].l2/2*size*size
		}
		return s
	}
	omega = penalty(0)
	for t := 1.0; t > 1e-4; t /= 2 {
		if change := penalty(t) - omega - t*slope + t*t/2*bend; change <= 1e-14*omega {
			for k := range d {
				for i, w := range m.at {
					m.b[k][w] += t * d[k][i]
					kernel.Axpy(-t*d[k][i], m.row(w), m.slope[k])
				}
			}
			return
		}
	}
}
