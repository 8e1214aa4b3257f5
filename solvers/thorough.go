package solvers

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
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
func (x *exact) raise() {
	x.care++
	x.stale, x.fresh = true, false
	if x.care == thorough {
		x.deep = newDeep(x.s)
		x.refactor()
	}
}

// deep has the products of a thorough engine. It works on the columns without the root
// of the weights, which would round them.
type deep struct {
	s      *lsq
	factor deepFactor
	mean   map[int]doubled // <x_j, e> of columns of E
	mass   doubled         // <e, e>: 1 but for rounding
	sums   []doubled       // a residual
	theta  []float64       // the same, rounded, times weights: -∇F
	z      []float64       // a column
}

func newDeep(s *lsq) *deep {
	d := &deep{s: s, mean: map[int]doubled{}, theta: make([]float64, s.n), z: make([]float64, s.n), sums: make([]doubled, s.n)}
	for i := range s.n {
		d.mass.add(d.weight(i))
	}
	return d
}

func (d *deep) weight(i int) float64 {
	if d.s.w == nil {
		return d.s.c
	}
	return d.s.w[i]
}

// column returns the entries of column j and their rows, nil for all of them.
func (d *deep) column(j int) (row []int32, val []float64) {
	switch m := d.s.near.(type) {
	case *design.Dense:
		val = m.Col(j)
	case *design.CSC:
		row, val = m.Col(j)
	default:
		val = make([]float64, d.s.n)
		d.s.near.ColAxpy(j, 1, val)
	}
	if slices.Contains(d.s.w, 0) { // what stands in rows of weight 0 may overflow
		val = slices.Clone(val)
		for k := range val {
			if d.s.w[rowOf(row, k)] == 0 {
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
func (d *deep) inner(j int, v []float64) (sum doubled) {
	row, val := d.column(j)
	if row == nil {
		for i, t := range val {
			sum.addProduct(t, v[i])
		}
	}
	for k, i := range row {
		sum.addProduct(val[k], v[i])
	}
	return sum.settled()
}

// centreOf returns <x_j, e>.
func (d *deep) centreOf(j int) doubled {
	if !d.s.problem.Intercept {
		return doubled{}
	}
	m, ok := d.mean[j]
	if !ok {
		row, val := d.column(j)
		for k, t := range val {
			i := rowOf(row, k)
			m.addProduct(d.weight(i), t)
		}
		m = m.settled()
		d.mean[j] = m
	}
	return m
}

// products returns <x_a - m_a e, x_j - m_j e> for the given columns and for j itself.
func (d *deep) products(as []int, j int) (cross []doubled, self doubled) {
	clear(d.z)
	row, val := d.column(j)
	for k, t := range val {
		i := rowOf(row, k)
		d.z[i] = t
	}
	for _, a := range append([]int{j}, as...) {
		d.centreOf(a) // kept from here on, for several processors
	}
	with := func(a int) (sum doubled) {
		row, val := d.column(a)
		for k, t := range val {
			i := rowOf(row, k)
			p := t * d.z[i]
			w := d.weight(i)
			sum.addProduct(w, p)
			sum.lo += w * math.FMA(t, d.z[i], -p)
		}
		return sum.settled().minus(d.centreOf(a).times(d.centreOf(j)).over(d.mass))
	}
	cross = make([]doubled, len(as))
	kernel.Parallel(len(as), kernel.Grain(16*d.s.n), func(lo, hi int) {
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
	for i, t := range s.target {
		d.sums[i] = doubled{hi: t}
	}
	for k, j := range js {
		row, val := d.column(j)
		for q, t := range val {
			i := rowOf(row, q)
			d.sums[i].addProduct(-b[k], t)
			d.sums[i].lo -= low[k] * t
		}
	}
	if s.problem.Intercept {
		var total doubled
		for i, t := range d.sums {
			total.addProduct(d.weight(i), t.hi)
			total.lo += d.weight(i) * t.lo
		}
		m := total.settled().over(d.mass)
		b0 = m.value()
		for i := range d.sums {
			d.sums[i].add(-m.hi)
			d.sums[i].lo -= m.lo
		}
	}
	for i, t := range d.sums {
		r[i] = t.value()
		d.theta[i] = d.weight(i) * r[i]
		if s.e != nil {
			r[i] *= s.e[i]
		}
	}
	return b0
}

// slope returns <x_j - m_j e, theta>.
func (d *deep) slope(j int) float64 {
	return d.inner(j, d.theta).value()
}

// move adds d to a coefficient, and what its double cannot hold to its low part. The
// point is the double, but the residual is that of both: as a dual point it does not
// suffer from the rounding of large coefficients that cancel.
func (x *exact) move(e int, d float64) {
	if x.care < thorough {
		x.b[e] += d
		return
	}
	sum := doubled{x.b[e], x.low[e]}
	sum.add(d)
	sum = sum.settled()
	x.b[e], x.low[e] = sum.hi, sum.lo
}

// theta is the dual point of the residual, where it knows more than the point, nil
// otherwise.
func (x *exact) theta() []float64 {
	if x.care < thorough {
		return nil
	}
	if !x.fresh {
		x.residual()
	}
	return slices.Clone(x.deep.theta)
}
