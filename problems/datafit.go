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
