package problems

import (
	"errors"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// Terms returns the two terms of the problem as functions of the whole beta, for
// methods that know nothing of designs: the smooth F(X b + b_0), and Omega with
// the intercept left alone. The smooth term keeps buffers: one goroutine at a time.
func (p *Problem) Terms() (*SmoothTerm, prox.Function) {
	n, _ := p.X.Dims()
	smooth := &SmoothTerm{p, make([]float64, n)}
	return smooth, withFreeIntercept{p.Penalty, p}
}

// SmoothTerm is beta -> F(X b + b_0).
type SmoothTerm struct {
	p *Problem
	z []float64
}

// Value returns F(X b + b_0). One pass over X.
func (f *SmoothTerm) Value(beta []float64) float64 {
	f.p.Predict(f.z, beta)
	return f.p.Fit.Value(f.z)
}

// Grad sets dst to the gradient, X'∇F and its sum for the intercept, and returns
// the value. Two passes over X.
func (f *SmoothTerm) Grad(dst, beta []float64) float64 {
	v := f.Value(beta)
	f.p.Fit.Grad(f.z, f.z)
	b, _ := f.p.Split(dst)
	design.MulTrans(b, f.p.X, f.z)
	if f.p.Intercept {
		dst[len(b)] = vector.Total(f.z)
	}
	return v
}

// withFreeIntercept extends a penalty to a whole beta, ignoring the intercept.
type withFreeIntercept struct {
	Penalty
	p *Problem
}

func (o withFreeIntercept) Value(beta []float64) float64 {
	b, _ := o.p.Split(beta)
	return o.Penalty.Value(b)
}

func (o withFreeIntercept) Prox(dst, beta []float64, gamma float64) float64 {
	to, _ := o.p.Split(dst)
	b, b0 := o.p.Split(beta)
	if o.p.Intercept {
		dst[len(b)] = b0
	}
	return o.Penalty.Prox(to, b, gamma)
}

// Validate asks the penalty about the coefficients without the intercept.
func (o withFreeIntercept) Validate(n int) error {
	if o.p.Intercept {
		n--
	}
	return o.Penalty.Validate(n)
}

// Objective is the whole objective as one function with subgradients, for
// subgradient methods. At a kink the subgradient of |b| is 0. Bounds are not
// part of it: project onto them.
type Objective struct {
	smooth *SmoothTerm
	pen    *ElasticNet
}

// Objective returns the objective and the set that its bounds leave. It needs an
// [ElasticNet].
func (p *Problem) Objective() (*Objective, prox.Function, error) {
	pen, ok := p.Penalty.(*ElasticNet)
	if !ok {
		return nil, nil, errors.New("problems: subgradients are known for the elastic net only")
	}
	smooth, _ := p.Terms()
	o := &Objective{smooth, pen}
	bounds := *pen
	bounds.Lambda = 0
	return o, withFreeIntercept{Penalty: &bounds, p: p}, nil
}

// Subgrad sets dst to a subgradient at beta and returns the objective there.
func (o *Objective) Subgrad(dst, beta []float64) float64 {
	v := o.smooth.Grad(dst, beta)
	b, _ := o.smooth.p.Split(beta)
	for j, x := range b {
		t := o.pen.Term(j)
		v += t.L1*math.Abs(x) + t.L2/2*x*x
	}
	o.AddPenalty(dst, beta)
	return v
}

// AddPenalty adds a subgradient of the penalty at beta to dst: what a loss that is
// differentiated elsewhere, in part for one, lacks of the objective.
func (o *Objective) AddPenalty(dst, beta []float64) {
	b, _ := o.smooth.p.Split(beta)
	for j, x := range b {
		t := o.pen.Term(j)
		dst[j] += t.L2 * x
		if x > 0 {
			dst[j] += t.L1
		} else if x < 0 {
			dst[j] -= t.L1
		}
	}
}

// Curvature returns the largest second derivative of the penalty beside its kinks.
func (o *Objective) Curvature() float64 {
	_, cols := o.smooth.p.X.Dims()
	c := 0.0
	for j := range cols {
		c = max(c, o.pen.Term(j).L2)
	}
	return c
}
