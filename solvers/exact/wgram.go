package exact

import (
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
)

// The weighted Gram matrix c X' ref X, and its factor.

// group is how many columns go into the factor together.
const group = 32

// join activates columns of E, whose boxes must be known, and returns how many.
func (x *newton) join(es []int) (count int) {
	known := len(x.active)
	x.memory.forget()
	if x.outgrown(len(es)) {
		x.activate(es)
		return len(es)
	}
	for lo := 0; lo < len(es); lo += group {
		some := es[lo:min(lo+group, len(es))]
		cross := x.products(append(slices.Clone(x.active), some...), some)
		x.extend(some, cross)
	}
	return len(x.active) - known
}

// compose activates the columns es in an empty factor.
func (x *newton) compose(es []int) {
	if x.iterative {
		x.activate(es)
		return
	}
	var all []float64
	switch m := x.s.Near.(type) {
	case *design.CSC:
		if x.joint == nil {
			all = x.rows.gram(x, es)
		}
	case *design.Dense:
		if x.joint == nil {
			all = x.gramDense(m, es)
		}
	}
	for lo := 0; lo < len(es); lo += group {
		hi := min(lo+group, len(es))
		var cross [][]float64
		for a := lo; a < hi && all != nil; a++ {
			cross = append(cross, all[a*len(es):a*len(es)+hi])
		}
		if all == nil {
			cross = x.products(es[:hi], es[lo:hi])
		}
		x.extend(es[lo:hi], cross)
	}
}

// gramDense returns the products of the columns es of E with one another, the lower
// triangle by rows. A block of rows of all columns, and of a panel of them times weights, stays
// in the second cache; a few stretches of blocks go to several processors.
func (x *newton) gramDense(d *design.Dense, es []int) []float64 {
	const rows, panel = 512, 60
	n, k := x.s.N, len(es)
	most := max(1, min(8, n/(8*rows)))
	length := ((n+most-1)/most + rows - 1) / rows * rows
	for len(x.stretches) < most {
		x.stretches = append(x.stretches, stretch{})
	}
	kernel.Parallel(n, length, func(from, to int) {
		s := &x.stretches[from/length]
		s.sum, s.part = resize(s.sum, k*k), resize(s.part, k*min(k, panel))
		s.scaled = resize(s.scaled, min(k, panel)*min(n, rows))
		clear(s.sum)
		cols, scaled := make([][]float64, k), make([][]float64, min(k, panel))
		for lo := from; lo < to; lo += rows {
			hi := min(lo+rows, to)
			ref := x.ref[lo:hi]
			for a, e := range es {
				cols[a] = x.dense(d, x.cols[e])[lo:hi]
			}
			for q := 0; q < k; q += panel {
				end := min(q+panel, k)
				for a := q; a < end; a++ {
					v := s.scaled[(a-q)*min(n, rows):][:hi-lo]
					for i, c := range cols[a] {
						v[i] = ref[i] * c
					}
					scaled[a-q] = v
				}
				kernel.Gram(s.part, end, cols[:end], scaled[:end-q])
				for a := q; a < end; a++ {
					kernel.Axpy(x.c, s.part[(a-q)*end:][:a+1], s.sum[a*k:])
				}
			}
		}
	})
	for from := length; from < n; from += length {
		kernel.Axpy(1, x.stretches[from/length].sum, x.stretches[0].sum)
	}
	return x.stretches[0].sum
}

// stretch is the share of a Gram matrix that comes from some rows, and room for it.
type stretch struct{ sum, part, scaled []float64 }

// extend appends columns to the factor, given their products with those of it and with
// one another. One that depends on the others, or sees no curvature, counts as a little
// longer than it is. Steps along the combination of columns that predicts nothing are then
// long, up to the first kink or bound, which is where the optimum along it is.
func (x *newton) extend(es []int, cross [][]float64) {
	solved := x.factor.k
	heads := make([][]float64, len(es))
	for k := range es {
		heads[k] = append(make([]float64, 0, solved+len(es)), cross[k][:solved]...)
	}
	if solved > 0 {
		x.factor.forwardMany(heads)
	}
	var in []int // of es, those taken in
	for k, e := range es {
		row := heads[k]
		for _, a := range in {
			row = append(row, cross[k][solved+a])
		}
		self, l2 := cross[k][solved+k], x.terms[e].L2
		ok := x.factor.append(row, solved, self*(1+1e-14)+l2)
		if !ok {
			if l := x.size[e]; self < 1e-6*x.typical()*l*l {
				self = 1e-6 * x.typical() * l * l
			}
			ok = x.factor.append(row, solved, self*(1+1e-9)+l2)
		}
		if !ok {
			continue
		}
		in = append(in, k)
		x.activate(es[k : k+1])
	}
}

// activate notes that columns of E move.
func (x *newton) activate(es []int) {
	for _, e := range es {
		x.place[e] = len(x.active)
		x.active = append(x.active, e)
	}
}

// products returns the products of columns as with each of es.
func (x *newton) products(as, es []int) [][]float64 {
	n := x.s.N
	for len(x.work) < len(es) {
		x.work = append(x.work, make([]float64, n))
	}
	scaled, js := x.work[:len(es)], make([]int, len(es))
	kernel.Parallel(len(es), kernel.Grain(8*n), func(lo, hi int) {
		for k := lo; k < hi; k++ {
			js[k] = x.cols[es[k]]
			if x.joint == nil {
				x.scaled(scaled[k], js[k])
			}
		}
	})
	if x.joint != nil {
		x.hessian(scaled, js)
	}
	flat := make([]float64, len(as)*len(es))
	out := make([][]float64, len(es))
	for k := range out {
		out[k] = flat[k*len(as) : (k+1)*len(as)]
	}
	d, dense := x.s.Near.(*design.Dense)
	grain := x.s.Grain(len(as), x.entries(as)*len(es))
	if dense {
		grain = (kernel.Grain(n*len(es)/4) + 3) &^ 3
	}
	kernel.Parallel(len(as), grain, func(lo, hi int) {
		if dense {
			cols := make([][]float64, hi-lo)
			for k, a := range as[lo:hi] {
				cols[k] = x.dense(d, x.cols[a])
			}
			kernel.Gram(flat[lo:], len(as), cols, scaled)
			return
		}
		for a := lo; a < hi; a++ {
			for k, v := range scaled {
				out[k][a] = x.dot(x.cols[as[a]], v)
			}
		}
	})
	for i := range flat {
		flat[i] *= x.c
	}
	return out
}

// scaled sets v = ref x_j.
func (x *newton) scaled(v []float64, j int) {
	switch m := x.s.Near.(type) {
	case *design.Dense:
		col := x.dense(m, j)
		for i, r := range x.ref {
			v[i] = r * col[i]
		}
		return
	case *design.CSC:
		if j >= 0 {
			clear(v)
			row, val := m.Col(j)
			for k, i := range row {
				v[i] = x.ref[i] * val[k]
			}
			return
		}
	}
	clear(v)
	x.axpy(j, 1, v)
	for i, r := range x.ref {
		v[i] *= r
	}
}

// typical is a curvature for columns that see none.
func (x *newton) typical() float64 {
	if t := x.c * kernel.Sum(x.ref); t > 0 {
		return t
	}
	return 1
}
