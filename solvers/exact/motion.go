package exact

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// How Newton's engine goes over the data: predictions, derivatives and slopes.

// predict computes the predictions and derivatives from the data.
func (x *newton) predict() {
	copy(x.z, x.base)
	for e, b := range x.b {
		if b != 0 {
			x.axpy(x.cols[e], b, x.z)
		}
	}
	x.derivatives()
	x.gauge()
}

// axpy adds a x_j to v.
func (x *newton) axpy(j int, a float64, v []float64) {
	switch d, dense := x.s.Near.(*design.Dense); {
	case j < 0:
		for i := range v {
			v[i] += a
		}
	case dense:
		kernel.Parallel(len(v), 1<<16, func(lo, hi int) { kernel.Axpy(a, d.Col(j)[lo:hi], v[lo:hi]) })
	default:
		x.s.Near.ColAxpy(j, a, v)
	}
}

// dot returns <x_j, v>, without c.
func (x *newton) dot(j int, v []float64) float64 {
	if j < 0 {
		return kernel.Sum(v)
	}
	return x.s.Near.ColDot(j, v)
}

// derive computes the derivatives of the losses of some rows, times weights.
func (x *newton) derive(lo, hi int) {
	g, h := x.g[lo:hi], x.h[lo:hi]
	x.fit.Derivatives(g, h, x.z[lo:hi], lo)
	if x.weight == nil {
		return
	}
	for i, w := range x.weight[lo:hi] {
		if w == 0 { // counts for nothing, whatever it is
			g[i], h[i] = 0, 0
			continue
		}
		g[i] *= w
		h[i] *= w
	}
}

// slopes computes u of the moving columns.
func (x *newton) slopes() { x.slopesOf(x.active) }

// restingSlopes computes u of the others.
func (x *newton) restingSlopes() {
	var es []int
	for e := range x.cols {
		if x.place[e] < 0 {
			es = append(es, e)
		}
	}
	x.slopesOf(es)
}

// slopesOf computes u = -X'g for some columns of E.
func (x *newton) slopesOf(es []int) {
	kernel.Parallel(len(es), x.s.Grain(len(es), x.entries(es)), func(lo, hi int) {
		for _, e := range es[lo:hi] {
			x.u[e] = -x.c * x.dot(x.cols[e], x.g)
		}
	})
}

// entries counts what is read of some columns.
func (x *newton) entries(es []int) int {
	all := 0
	for _, e := range es {
		if x.cols[e] < 0 {
			all += x.s.N
		} else {
			all += x.s.Entries(x.cols[e])
		}
	}
	return all
}

// advance moves the predictions along with b, from where it was before, and finds the
// derivatives and the slopes of the moving columns there.
func (x *newton) advance() {
	x.z, x.from = x.from, x.z
	if d, ok := x.s.Near.(*design.Dense); ok && x.joint == nil {
		x.advanceDense(d)
		return
	}
	clear(x.dz)
	for _, e := range x.was {
		if d := x.b[e] - x.before[e]; d != 0 {
			x.axpy(x.cols[e], d, x.dz)
		}
	}
	x.move(1)
	x.slopes()
}

// move goes the share t of the way of the predictions, and finds the derivatives there.
func (x *newton) move(t float64) {
	for i, d := range x.dz {
		x.z[i] = x.from[i] + t*d
	}
	x.derivatives()
}

// advanceDense does all of it to one block of rows after the other, which stays in the
// second cache for that.
func (x *newton) advanceDense(d *design.Dense) {
	k := len(x.active)
	rows := min(512, max(64, 1<<16/max(1, len(x.was))&^3))
	blocks := (x.s.N + rows - 1) / rows
	x.partial = resize(x.partial, blocks*k)
	var by []float64
	var along []int
	shift := 0.0
	for _, e := range x.was {
		switch d, j := x.b[e]-x.before[e], x.cols[e]; {
		case j < 0:
			shift = d
		case d != 0:
			by, along = append(by, d), append(along, j)
		}
	}
	kernel.Parallel(x.s.N, rows, func(lo, hi int) {
		dz, from, z := x.dz[lo:hi], x.from[lo:hi], x.z[lo:hi]
		for i := range dz {
			dz[i] = shift
		}
		cols := make([][]float64, max(k, len(along)))
		for a, j := range along {
			cols[a] = d.Col(j)[lo:hi]
		}
		kernel.AxpyMany(by, cols, dz)
		for i, v := range dz {
			z[i] = from[i] + v
		}
		x.derive(lo, hi)
		cols = cols[:k]
		for a, e := range x.active {
			cols[a] = x.dense(d, x.cols[e])[lo:hi]
		}
		kernel.Gram(x.partial[lo/rows*k:][:k], k, cols, [][]float64{x.g[lo:hi]})
	})
	for a, e := range x.active {
		sum := 0.0
		for q := range blocks {
			sum += x.partial[q*k+a]
		}
		x.u[e] = -x.c * sum
	}
}

// dense returns a stored column, that of ones for the intercept.
func (x *newton) dense(d *design.Dense, j int) []float64 {
	if j < 0 {
		return x.ones
	}
	return d.Col(j)
}

// gauge measures the slopes of the losses, and what of a slope along a column may be
// rounding: that of its sum, and of the predictions that the losses were derived at.
func (x *newton) gauge() {
	x.curvatures()
	var g, hz float64
	for i, v := range x.g {
		d, w := x.h[i]*x.z[i], 1.0
		if x.joint != nil { // where slopes are differences
			d = x.h[i] * (math.Abs(x.z[i]) + 4)
		}
		if x.weight != nil {
			if w = 1 / x.weight[i]; math.IsInf(w, 1) {
				continue
			}
		}
		g += w * v * v
		hz += w * d * d
	}
	x.steep = math.Sqrt(x.c * g)
	x.noise = vector.Eps * (x.steep + math.Sqrt(x.c*hz))
}
