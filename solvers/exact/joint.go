package exact

import (
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// joint is what Newton's engine needs of a fit whose terms look at many rows each, such as
// Cox's: derivatives of all rows at once, and a Hessian that is no diagonal. That of an old
// point is known by the predictions there. All is in the units of the engine, c times that
// of the fit.
type joint struct {
	fit     problems.Coupled
	at      []float64   // the predictions that the factor was made at
	columns [][]float64 // scratch
}

// newJoint is newNewton for a coupled fit. Of Cox's, an intercept changes nothing, so that
// columns may be centred, and one that is constant has nothing to say.
func newJoint(p *problems.Problem, fit problems.Coupled, o Options) (*newton, error) {
	var weights []float64
	if f, ok := fit.(problems.Weighted); ok {
		weights = f.SampleWeights()
	}
	q := *p
	_, level := fit.(*losses.Cox)
	q.Intercept = p.Intercept || level
	return openNewton(&q, p.Intercept, weights, nil, o, func(x *newton) { x.joint = &joint{fit: fit} })
}

// derivatives brings the derivatives to the present predictions; the curvatures of a joint
// fit are left to gauge.
func (x *newton) derivatives() {
	if x.joint == nil {
		kernel.Parallel(x.s.N, 8192, x.derive)
		return
	}
	x.joint.fit.Grad(x.g, x.z)
	for i := range x.g {
		x.g[i] /= x.c
	}
}

// curvatures computes those of a joint fit.
func (x *newton) curvatures() {
	if x.joint == nil {
		return
	}
	x.joint.fit.Curvature(x.h, x.z)
	for i := range x.h {
		x.h[i] /= x.c
	}
}

// current tells whether the factor is that of the present point and penalty.
func (x *newton) current() bool {
	if x.ridge != x.curvature() {
		return false
	}
	if x.joint != nil {
		return slices.Equal(x.joint.at, x.z)
	}
	return slices.Equal(x.h, x.ref)
}

// hessian sets dst[k] to the Hessian of the factor times the column js[k].
func (x *newton) hessian(dst [][]float64, js []int) {
	cols := x.joint.columns[:0]
	for _, j := range js {
		if d, ok := x.s.Near.(*design.Dense); ok {
			cols = append(cols, x.dense(d, j))
			continue
		}
		col := make([]float64, x.s.N)
		x.axpy(j, 1, col)
		cols = append(cols, col)
	}
	x.joint.columns = cols
	x.joint.fit.Hessian(dst, x.joint.at, cols)
	for _, v := range dst {
		for i := range v {
			v[i] /= x.c
		}
	}
}
