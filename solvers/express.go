package solvers

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems"
)

// Where columns nearly depend on one another the Gram matrix has lost what tells them
// apart: it holds squares, and half of the digits. From then on (see care) the factor is
// built from the columns themselves, with residuals in twice the precision, and is as
// good as that of a QR factorisation: right up to condition numbers of 1e15 and not 1e8.

// care is what the engine spends on precision.
type care int

const (
	fast     care = iota // all from the Gram matrix
	careful              // coefficients corrected by residuals from the data
	thorough             // residuals in twice the precision, and the factor from the data
)

// raise spends more on precision from now on.
func (x *exact) raise() {
	x.care++
	x.stale, x.fresh = true, false
	if x.care == thorough {
		x.refactor()
	}
}

// remainder sets dst = v - Σ_k (w_k + low_k) x_k over columns es of E, computed in twice
// the precision and then rounded, centred, and returns what centring took out. dst may
// be v, low nil for zeros.
func (x *exact) remainder(dst, v []float64, es []int, w, low []float64) (b0 float64) {
	s := x.s
	x.sums = slices.Grow(x.sums[:0], s.n)[:s.n]
	for i, t := range v {
		x.sums[i] = doubled{hi: t}
	}
	for k, e := range es {
		hi, lo := -w[k], 0.0
		if low != nil {
			lo = -low[k]
		}
		row, val := s.column(x.gram.cols[e])
		for i, t := range val {
			at := i
			if row != nil {
				at = int(row[i])
			}
			x.sums[at].addProduct(hi, t)
			x.sums[at].lo += lo * t
		}
	}
	if s.problem.Intercept {
		var d doubled
		for i := range x.sums {
			if s.e == nil {
				d.add(x.sums[i].hi)
				d.lo += x.sums[i].lo
			} else {
				d.addProduct(s.e[i], x.sums[i].hi)
				d.lo += s.e[i] * x.sums[i].lo
			}
		}
		if b0 = d.value(); s.e == nil {
			b0 *= s.c
		}
		for i := range x.sums {
			if s.e == nil {
				x.sums[i].add(-b0)
			} else {
				x.sums[i].addProduct(-b0, s.e[i])
			}
		}
	}
	for i := range x.sums {
		dst[i] = x.sums[i].value()
	}
	return b0 + s.centre(dst)
}

// column returns the entries of column j and their rows, nil for all of them.
func (s *lsq) column(j int) (row []int32, val []float64) {
	switch m := s.x.(type) {
	case *problems.Dense:
		return nil, m.Col(j)
	case *problems.CSC:
		return m.Col(j)
	}
	val = make([]float64, s.n)
	s.x.ColAxpy(j, 1, val)
	return nil, val
}

// express projects column e, with its ridge, on the active ones: x_e = Σ w_a x_a + rest,
// where row is the new row of the factor. Each pass solves for what the one before left,
// as corrected seminormal equations do, and starts from the Gram matrix.
func (x *exact) express(e int) (row, w []float64, rest float64) {
	k := len(x.active)
	row, w = make([]float64, k), make([]float64, k)
	c := x.cross(nil, e)
	x.z = resize(x.z, x.s.n)
	ridge := func() (sum float64) {
		for a, u := range x.active {
			sum += x.terms[u].L2 * w[a] * w[a]
		}
		return sum + x.terms[e].L2
	}
	const passes = 4
	for range passes {
		x.factor.forward(c, 0)
		step := kernel.SumSq(c)
		kernel.Axpy(1, c, row)
		x.factor.backward(c)
		kernel.Axpy(1, c, w)
		_, val := x.s.column(x.gram.cols[e])
		if m, ok := x.s.x.(*problems.CSC); ok {
			clear(x.z)
			m.ColAxpy(x.gram.cols[e], 1, x.z)
		} else {
			copy(x.z, val)
		}
		x.remainder(x.z, x.z, x.active, w, nil)
		rest = 2*x.s.loss(x.z) + ridge()
		if step <= 1e-6*rest {
			break
		}
		for a, u := range x.active {
			c[a] = x.s.dot(x.gram.cols[u], x.z, 0) - x.terms[u].L2*w[a]
		}
	}
	return row, w, rest
}

// adjoin activates column e by express and reports whether it is independent of the
// active ones.
func (x *exact) adjoin(e int) bool {
	row, w, rest := x.express(e)
	noise := x.s.stored(x.gram.cols[e])
	for a, u := range x.active {
		noise += math.Abs(w[a]) * x.s.stored(x.gram.cols[u])
	}
	noise *= 16 * eps
	if !(rest > noise*noise) {
		return false
	}
	x.factor.push(row, math.Sqrt(rest))
	x.place[e] = len(x.active)
	x.active = append(x.active, e)
	return true
}

// move adds d to a coefficient, what its double cannot hold to its low part: the point
// is the double, but the residual is that of both, so that as a dual point it is not
// held up by the rounding of large coefficients that cancel.
func (x *exact) move(e int, d float64) {
	if x.care < thorough {
		x.b[e] += d
		return
	}
	sum := doubled{x.b[e], x.low[e]}
	sum.add(d)
	x.b[e] = sum.value()
	x.low[e] = sum.hi - x.b[e] + sum.lo
}

// theta is the dual point of the residual, one entry an observation, where it knows more
// than the point, nil otherwise.
func (x *exact) theta() []float64 {
	if x.care < thorough {
		return nil
	}
	t := make([]float64, x.s.n)
	for i, r := range x.r {
		if t[i] = x.s.c * r; x.s.e != nil {
			t[i] *= x.s.e[i]
		}
	}
	return t
}
