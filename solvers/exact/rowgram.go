package exact

import "github.com/lassocheck/lassocheck/internal/kernel"

// rowGram is the Hessian of least squares for several responses, G ⊗ I with the inner
// products G of columns: one for all responses.
//
// The penalty's second derivative at a row of length s and direction u,
//
//	L2 I + L1/s (I - u u'),
//
// couples the responses; without u u' it would not, and the Cholesky factor of
// G + diag(L2 + L1/s) alone preconditions conjugate gradients on all of it.
type rowGram struct {
	rowDescent
	stride int
	late   []int             // rows whose moves the slopes do not know yet,
	rows   [][]float64       // those of G,
	moves  [][atOnce]float64 // and minus the moves, by response
	g      []float64         // G by rows

	compact  [][]float64 // on the support
	diagonal []float64   // L2 + L1/s
	bends    []float64   // L1/s
	units    [][]float64
	factor   factor
}

func newRowGram(x *Stacked) *rowGram {
	m := &rowGram{rowDescent: rowDescent{x: x}, moves: make([][atOnce]float64, x.K)}
	m.h = m
	return m
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
	weighted := make([][]float64, all-from)
	for k, col := range m.x.cols[from:] {
		weighted[k] = make([]float64, len(col))
		for i, v := range col {
			weighted[k][i] = m.x.h[i] * v
		}
	}
	kernel.Gram(m.g[from*m.stride:], m.stride, m.x.cols, weighted)
	for w := from; w < all; w++ {
		for v, g := range m.row(w)[:w] {
			m.g[v*m.stride+w] = g
		}
	}
}

func (m *rowGram) refresh(float64) {}

func (m *rowGram) fresh() bool { return true }

func (m *rowGram) bound(w int) float64 { return m.g[w*m.stride+w] }

func (m *rowGram) own(dst []float64, w int, b [][]float64) {
	for k := range dst {
		dst[k] += m.bound(w) * b[k][w]
	}
}

// atOnce is how many rows of G the slopes are read for at a time.
const atOnce = 4

func (m *rowGram) update(slope [][]float64, w int, d []float64) {
	n := len(m.late)
	m.late, m.rows = append(m.late, w), append(m.rows, m.row(w))
	for k, v := range d {
		m.moves[k][n] = -v
	}
	if n+1 == atOnce {
		m.flush(slope)
	}
}

func (m *rowGram) read(dst []float64, slope [][]float64, w int) {
	for k := range dst {
		dst[k] = slope[k][w]
		for i := range m.late {
			dst[k] += m.moves[k][i] * m.rows[i][w]
		}
	}
}

func (m *rowGram) flush(slope [][]float64) {
	for k := range slope {
		kernel.AxpyMany(m.moves[k][:len(m.late)], m.rows, slope[k])
	}
	m.late, m.rows = m.late[:0], m.rows[:0]
}

func (m *rowGram) costs(rows int) (sweep, direction float64) {
	const iterations = 30 // of conjugate gradients
	n := float64(rows)
	return n * float64(len(m.x.rows)*m.x.K), n * n * (n/6 + 2*iterations*float64(m.x.K))
}

// direction solves the system of a Newton step by conjugate gradients.
func (m *rowGram) direction(r *rowDescent, rest [][]float64) [][]float64 {
	m.assemble()
	d, p, h, y := r.vectors(), r.vectors(), r.vectors(), clone(nil, rest)
	size := inner(rest, rest)
	m.precondition(y)
	p = clone(p, y)
	rho := inner(rest, y)
	for range 60 {
		m.apply(h, p)
		curvature := inner(p, h)
		if !(curvature > 0) || !(rho > 0) {
			break
		}
		for k := range d {
			kernel.Axpy(rho/curvature, p[k], d[k])
			kernel.Axpy(-rho/curvature, h[k], rest[k])
		}
		if inner(rest, rest) <= 1e-4*size {
			break
		}
		y = clone(y, rest)
		m.precondition(y)
		next := inner(rest, y)
		for k := range p {
			for i, v := range y[k] {
				p[k][i] = v + next/rho*p[k][i]
			}
		}
		rho = next
	}
	return d
}

// assemble makes the system on the support.
func (m *rowGram) assemble() {
	n := len(m.at)
	block := make([]float64, n*n)
	m.compact, m.diagonal, m.bends, m.units, m.factor.k = m.compact[:0], m.diagonal[:0], m.bends[:0], m.units[:0], 0
	for i, w := range m.at {
		row := block[i*n : (i+1)*n]
		for j, v := range m.at {
			row[j] = m.g[w*m.stride+v]
		}
		bend, unit := m.bend(w)
		diagonal := bend + m.x.terms[w].l2
		m.compact, m.diagonal = append(m.compact, row), append(m.diagonal, diagonal)
		m.bends, m.units = append(m.bends, bend), append(m.units, unit)
		m.factor.stiffen(row[:i], row[i]+diagonal)
	}
}

// stiffen appends a row, with more on its diagonal where it would be singular: the factor
// then serves as a preconditioner.
func (f *factor) stiffen(cross []float64, self float64) {
	for more := 1e-12; !f.append(cross, 0, self); more *= 10 {
		if self += more * self; !(more < 1) { // nothing, or no numbers
			clear(cross)
			self = 1
		}
	}
}

// apply sets h to the second derivative times v.
func (m *rowGram) apply(h, v [][]float64) {
	n := len(m.at)
	out := make([]float64, n*len(v))
	kernel.Gram(out, n, m.compact, v)
	for k := range h {
		copy(h[k], out[k*n:(k+1)*n])
	}
	for i, u := range m.units {
		along := 0.0
		for k, c := range u {
			along += c * v[k][i]
		}
		for k, c := range u {
			h[k][i] += m.diagonal[i]*v[k][i] - m.bends[i]*along*c
		}
	}
}

func (m *rowGram) precondition(v [][]float64) {
	for k := range v {
		m.factor.solve(v[k])
	}
}

// inner returns Σ_k <a_k, b_k>.
func inner(a, b [][]float64) (s float64) {
	for k := range a {
		s += kernel.Dot(a[k], b[k])
	}
	return s
}
