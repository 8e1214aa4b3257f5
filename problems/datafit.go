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

// Weighted is a fit that can tell its weights, for methods that standardise columns and
// for certificates, which leave rows out that do not count.
type Weighted interface {
	// SampleWeights returns one weight an observation, in any unit; nil stands for ones.
	// Where it is 0 the row has no part in F.
	SampleWeights() []float64
}

// Quadratic is half the weighted mean of the squares of what is left of its targets t,
//
//	F(z) = Σ_i w_i (t_i - z_i)² / (2 Σ_i w_i),   w = SampleWeights(),
//
// so that its gradient is linear, and its prox known. [LeastSquares] is one.
type Quadratic interface {
	Weighted
	// Targets returns t, a new slice.
	Targets() []float64
}

// FiniteSum is a fit that can be taken apart, F(z) = 1/n Σ_i f_i(z_i), for methods that
// look at one observation at a time. [LeastSquares] and every [Pointwise] are.
type FiniteSum interface {
	// Slopes returns f_i' and a bound of f_i”.
	Slopes() (slope func(i int, z float64) float64, bound func(i int) float64)
}
