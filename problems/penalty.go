package problems

import "github.com/lassocheck/lassocheck/prox"

// Penalty is a convex function Omega of the p coefficients that can certify: it
// knows its conjugate and how far a dual point must shrink to be feasible. The
// regularisation strength lives here.
type Penalty interface {
	prox.Function
	prox.Conjugator
	// DualScale returns the largest s in [0, 1] with Omega*(s u) < +Inf.
	DualScale(u []float64) float64
	// Validate reports what makes the penalty unusable for p coefficients.
	Validate(p int) error
}

// Flat is a penalty with coordinates along which it does not grow: Omega stays
// bounded as coefficient j goes up to +Inf, or down to -Inf. The dual then
// requires u_j <= 0, or u_j >= 0, exactly, and the problem projects its dual
// points there. A penalty without this method grows in every direction.
type Flat interface {
	Flat(j int) (up, down bool)
}

// Subdifferentiable is a separable penalty that measures its own optimality.
type Subdifferentiable interface {
	// SubdiffDist returns the distance of u to the subdifferential of Omega_j
	// at b, 0 exactly where b is optimal given the gradient -u.
	SubdiffDist(j int, b, u float64) float64
}

// Scalable is a penalty with a strength to sweep.
type Scalable interface {
	Penalty
	// WithLambda returns a copy with another strength.
	WithLambda(lambda float64) Scalable
	// Unpenalised tells whether coefficient j bears no penalty at any lambda,
	// and the bounds that it has all the same.
	Unpenalised(j int) (lower, upper float64, ok bool)
	// Start returns the value that coefficient j takes as lambda grows without
	// bound: 0, or the bound nearest to it.
	Start(j int) float64
	// LambdaMax returns the smallest lambda at which all penalised coefficients
	// stay at their starts against the correlations u_j = <x_j, theta>, which are
	// 0 at the unpenalised: the dual norm of u where Omega is lambda times a norm.
	LambdaMax(u []float64) float64
}

// Rescalable is a penalty that can be stated for columns in other units, so that
// methods run on standardised ones.
type Rescalable interface {
	// Rescale returns the same penalty as a function of d_j b_j in place of b_j. Where
	// d_j is 0 the coefficient is excluded.
	Rescale(d []float64) Penalty
	// Bounds returns the interval that coefficient j must lie in.
	Bounds(j int) (lower, upper float64)
}
