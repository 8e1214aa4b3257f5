package problems

import "github.com/lassocheck/lassocheck/prox"

// Terms returns the two terms of the problem as functions of the whole beta, for
// methods that know nothing of designs: the smooth F(X b + b_0), and Omega with
// the intercept left alone. The smooth term keeps buffers: one goroutine at a time.
func (p *Problem) Terms() (*SmoothTerm, prox.Function) {
	n, _ := p.X.Dims()
	smooth := &SmoothTerm{p, make([]float64, n)}
	if !p.Intercept {
		return smooth, p.Penalty
	}
	return smooth, withFreeIntercept{p.Penalty}
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
	MulTrans(b, f.p.X, f.z)
	if f.p.Intercept {
		dst[len(b)] = total(f.z)
	}
	return v
}

// withFreeIntercept extends a penalty to a last coordinate that it ignores.
type withFreeIntercept struct{ Penalty }

func (o withFreeIntercept) Value(x []float64) float64 { return o.Penalty.Value(x[:len(x)-1]) }

func (o withFreeIntercept) Prox(dst, x []float64, gamma float64) float64 {
	last := len(x) - 1
	dst[last] = x[last]
	return o.Penalty.Prox(dst[:last], x[:last], gamma)
}
