package exact

import (
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Where thousands of sparse columns move, a factor of that size costs far more than the
// data do. Then steps come from conjugate gradients on the present Hessian, by as many
// passes over the moving columns as they take to come near; all coefficients that would
// leave their boxes stop at the ends together, and there is no factor to keep.
//
// Reference: Dembo, Eisenstat and Steihaug, Inexact Newton methods (1982).

const (
	// A factor is let go where so many columns move, and its entries are more than so
	// many times theirs.
	many    = 2000
	heavier = 8
	// What a step leaves of the residual, in the norm of the preconditioner.
	forcing = 1e-2
	// A step takes so many passes at most.
	passes = 200
)

// gradients is the room of the method.
type gradients struct {
	diagonal   []float64 // of the Hessian, on the moving columns
	r, s, p, q []float64
	v          []float64 // by observation
}

// outgrown tells whether the factor does not pay with so many more columns, and lets go
// of it then.
func (x *newton) outgrown(more int) bool {
	k := len(x.active) + more
	if x.iterative || x.rows == nil || x.joint != nil || k < many || float64(k)*float64(k) < heavier*float64(x.entries(x.active)) {
		return x.iterative
	}
	x.iterative = true
	x.factor = factor{}
	x.memory.forget()
	return true
}

// conjugate solves the system of the moving columns for the residual in step, in place,
// to the share that is asked for.
func (x *newton) conjugate(step []float64) {
	g, k := &x.gradients, len(x.active)
	g.r, g.s, g.p, g.q = resize(g.r, k), resize(g.s, k), resize(g.p, k), resize(g.q, k)
	g.v = resize(g.v, x.s.N)
	x.precondition()
	copy(g.r, step)
	clear(step)
	rho := 0.0
	for a, r := range g.r {
		g.s[a] = r / g.diagonal[a]
		g.p[a] = g.s[a]
		rho += r * g.s[a]
	}
	for stop, i := forcing*forcing*rho, 0; rho > stop && i < passes; i++ {
		x.curve(g.q, g.p)
		curvature := kernel.Dot(g.p, g.q)
		if !(curvature > 0) {
			break
		}
		t := rho / curvature
		kernel.Axpy(t, g.p, step)
		kernel.Axpy(-t, g.q, g.r)
		last := rho
		rho = 0
		for a, r := range g.r {
			g.s[a] = r / g.diagonal[a]
			rho += r * g.s[a]
		}
		for a, s := range g.s {
			g.p[a] = s + rho/last*g.p[a]
		}
	}
}

// precondition computes the diagonal of the Hessian.
func (x *newton) precondition() {
	x.gradients.diagonal = resize(x.gradients.diagonal, len(x.active))
	least := 1e-9 * x.typical()
	kernel.Parallel(len(x.active), x.s.Grain(len(x.active), x.entries(x.active)), func(lo, hi int) {
		for a := lo; a < hi; a++ {
			e := x.active[a]
			sum := 0.0
			if j := x.cols[e]; j < 0 {
				sum = kernel.Sum(x.h)
			} else {
				row, val := x.s.Near.(*design.CSC).Col(j)
				for k, i := range row {
					sum += x.h[i] * val[k] * val[k]
				}
			}
			x.gradients.diagonal[a] = x.c*sum + x.terms[e].L2 + least*x.size[e]*x.size[e]
		}
	})
}

// curve sets q to the Hessian of the moving columns times p, with a little added to its
// diagonal, so that it is definite.
func (x *newton) curve(q, p []float64) {
	v := x.gradients.v
	clear(v)
	for a, e := range x.active {
		x.axpy(x.cols[e], p[a], v)
	}
	for i, h := range x.h {
		v[i] *= h
	}
	least := 1e-9 * x.typical()
	kernel.Parallel(len(x.active), x.s.Grain(len(x.active), x.entries(x.active)), func(lo, hi int) {
		for a := lo; a < hi; a++ {
			e := x.active[a]
			q[a] = x.c*x.dot(x.cols[e], v) + (x.terms[e].L2+least*x.size[e]*x.size[e])*p[a]
		}
	})
}

// clip moves the coefficients by the step, each to the end of its box at the most, and
// drops what came to an end.
func (x *newton) clip() {
	kept := x.active[:0]
	for k, e := range x.active {
		to, bx := x.b[e]+x.step[k], &x.box[e]
		x.b[e] = min(max(to, bx.lo), bx.hi)
		if to < bx.lo || to > bx.hi {
			x.place[e] = -1
			continue
		}
		x.place[e] = len(kept)
		kept = append(kept, e)
	}
	x.active = kept
}
