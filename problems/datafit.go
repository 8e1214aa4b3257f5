package problems

import "github.com/lassocheck/lassocheck/prox"

// DataFit is a smooth convex loss of the linear prediction z, a weighted mean
//
//	F(z) = Σ_i w_i l(y_i, z_i + o_i) / Σ_i w_i.
//
// Responses y, weights w and offsets o belong to the DataFit. Conj returns the
// conjugate F*(v); the dual of a [Problem] evaluates it at v = -theta.
type DataFit interface {
	prox.Conjugator
	// Value returns F(z).
	Value(z []float64) float64
	// Grad sets dst = ∇F(z); dst may be z.
	Grad(dst, z []float64)
	// Smoothness returns a Lipschitz constant of ∇F in the Euclidean norm.
	Smoothness() float64
	// Curvature sets dst to the diagonal of a (generalised) Hessian of F at z,
	// zero where the weight is zero or F is linear; dst may be z.
	Curvature(dst, z []float64)
	// Validate reports what makes the fit unusable for n observations.
	Validate(n int) error
}

// sum is a compensated accumulator: the error of its total is two roundings and
// not n of them (Ogita, Rump and Oishi, Accurate Sum and Dot Product, 2005,
// algorithm 4.4). Values and conjugates are sums of it, because a gap is the
// difference of two nearly equal totals.
type sum struct{ s, c float64 }

func (a *sum) add(v float64) {
	t := a.s + v
	b := t - a.s
	a.c += (a.s - (t - b)) + (v - b)
	a.s = t
}

func (a *sum) total() float64 {
	if t := a.s + a.c; t == t {
		return t
	}
	return a.s // an infinite total has no compensation
}
