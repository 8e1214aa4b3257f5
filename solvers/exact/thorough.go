package exact

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/doubled"
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/problems/design"
)

// care is what the engine spends on precision.
type care int

const (
	fast care = iota // all from the Gram matrix
	// careful corrects coefficients by residuals from the data.
	careful
	// thorough computes residuals, inner products and the factor in twice the
	// precision. Where columns nearly depend on one another the Gram matrix has lost
	// what tells them apart: it holds squares, and in them half of the digits.
	thorough
)

// raise spends more on precision from now on.
func (x *Engine) raise() {
	x.care++
	x.stale, x.fresh = true, false
	if x.care == thorough {
		x.deep = newDeep(x.s)
		x.refactor()
	}
}

func (x *Engine) caution() care { return x.care }

// wants tells that a gap is not good enough, or far from what doubles allow.
func (x *Engine) wants(s *Solution, good bool) bool {
	return s.care == fast && !(s.Gap <= max(1e-12*x.scale, s.Rounding)) || s.care < thorough && !good
}

func (x *Engine) desperate() bool { return x.care < thorough }

// deep has the products of a thorough engine. It works on the columns without the root
// of the weights, which would round them.
type deep struct {
	s      *lsq.Problem
	factor deepFactor
	mean   map[int]doubled.Number // <x_j, e> of columns of E
	mass   doubled.Number         // <e, e>: 1 but for rounding
	sums   []doubled.Number       // a residual
	theta  []float64              // the same, rounded, times weights: -∇F
	z      []float64              // a column
}

func newDeep(s *lsq.Problem) *deep {
	d := &deep{s: s, mean: map[int]doubled.Number{}, theta: make([]float64, s.N), z: make([]float64, s.N), sums: make([]doubled.Number, s.N)}
	for i := range s.N {
		d.mass.Add(d.weight(i))
	}
	return d
}

func (d *deep) weight(i int) float64 {
	if d.s.W == nil {
		return d.s.C
	}
	return d.s.W[i]
}

// column returns the entries of column j and their rows, nil for all of them.
func (d *deep) column(j int) (row []int32, val []float64) {
	switch m := d.s.Near.(type) {
	case *design.Dense:
		val = m.Col(j)
	case *design.CSC:
		row, val = m.Col(j)
	default:
		val = make([]float64, d.s.N)
		d.s.Near.ColAxpy(j, 1, val)
	}
	if slices.Contains(d.s.W, 0) { // what stands in rows of weight 0 may overflow
		val = slices.Clone(val)
		for k := range val {
			if d.s.W[rowOf(row, k)] == 0 {
				val[k] = 0
			}
		}
	}
	return row, val
}

// rowOf returns the row of entry k.
func rowOf(row []int32, k int) int {
	if row == nil {
		return k
	}
	return int(row[k])
}

// inner returns Σ x_ij v_i.
func (d *deep) inner(j int, v []float64) (sum doubled.Number) {
	row, val := d.column(j)
	if row == nil {
		for i, t := range val {
			sum.AddProduct(t, v[i])
		}
	}
	for k, i := range row {
		sum.AddProduct(val[k], v[i])
	}
	return sum.Settled()
}

// centreOf returns <x_j, e>.
func (d *deep) centreOf(j int) doubled.Number {
	if !d.s.Intercept {
		return doubled.Number{}
	}
	m, ok := d.mean[j]
	if !ok {
		row, val := d.column(j)
		for k, t := range val {
			i := rowOf(row, k)
			m.AddProduct(d.weight(i), t)
		}
		m = m.Settled()
		d.mean[j] = m
	}
	return m
}

// products returns <x_a - m_a e, x_j - m_j e> for the given columns and for j itself.
func (d *deep) products(as []int, j int) (cross []doubled.Number, self doubled.Number) {
	clear(d.z)
	row, val := d.column(j)
	for k, t := range val {
		i := rowOf(row, k)
		d.z[i] = t
	}
	for _, a := range append([]int{j}, as...) {
		d.centreOf(a) // kept from here on, for several processors
	}
	with := func(a int) (sum doubled.Number) {
		row, val := d.column(a)
		for k, t := range val {
			i := rowOf(row, k)
			p := t * d.z[i]
			w := d.weight(i)
			sum.AddProduct(w, p)
			sum.Lo += w * math.FMA(t, d.z[i], -p)
		}
		return sum.Settled().Minus(d.centreOf(a).Times(d.centreOf(j)).Over(d.mass))
	}
	cross = make([]doubled.Number, len(as))
	kernel.Parallel(len(as), kernel.Grain(16*d.s.N), func(lo, hi int) {
		for k := lo; k < hi; k++ {
			cross[k] = with(as[k])
		}
	})
	return cross, with(j)
}

// residual sets theta = W (y - X b - b_0) for coefficients of columns js that are the
// sums of two doubles, and r to the same in the engine's units; it returns b_0.
func (d *deep) residual(r []float64, js []int, b, low []float64) (b0 float64) {
	s := d.s
	for i, t := range s.Target {
		d.sums[i] = doubled.Number{Hi: t}
	}
	for k, j := range js {
		row, val := d.column(j)
		for q, t := range val {
			i := rowOf(row, q)
			d.sums[i].AddProduct(-b[k], t)
			d.sums[i].Lo -= low[k] * t
		}
	}
	if s.Intercept {
		var total doubled.Number
		for i, t := range d.sums {
			total.AddProduct(d.weight(i), t.Hi)
			total.Lo += d.weight(i) * t.Lo
		}
		m := total.Settled().Over(d.mass)
		b0 = m.Value()
		for i := range d.sums {
			d.sums[i].Add(-m.Hi)
			d.sums[i].Lo -= m.Lo
		}
	}
	for i, t := range d.sums {
		r[i] = t.Value()
		d.theta[i] = d.weight(i) * r[i]
		if s.E != nil {
			r[i] *= s.E[i]
		}
	}
	return b0
}

// slope returns <x_j - m_j e, theta>.
func (d *deep) slope(j int) float64 {
	return d.inner(j, d.theta).Value()
}

// move adds d to a coefficient, and what its double cannot hold to its low part. The
// point is the double, but the residual is that of both: as a dual point it does not
// suffer from the rounding of large coefficients that cancel.
func (x *Engine) move(e int, d float64) {
	if x.care < thorough {
		x.b[e] += d
		return
	}
	sum := doubled.Number{Hi: x.b[e], Lo: x.low[e]}
	sum.Add(d)
	sum = sum.Settled()
	x.b[e], x.low[e] = sum.Hi, sum.Lo
}

// theta is the dual point of the residual, where it knows more than the point, nil
// otherwise.
func (x *Engine) theta() []float64 {
	if x.care < thorough {
		return nil
	}
	if !x.fresh {
		x.residual()
	}
	return slices.Clone(x.deep.theta)
}
