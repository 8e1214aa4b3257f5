// Package prox is a catalogue of functions with a proximal operator.
//
// The whole field rests on one contract of two methods: the value of a function
// and its proximal operator
//
//	prox_{γf}(x) = argmin_u  f(u) + ‖u - x‖² / (2γ).
//
// Everything else a function may know about itself is a capability interface:
// [Separable] for coordinate methods, [Conjugator] for duality gaps, [Inexact] for a
// prox that stops at a tolerance. [Residual] tests any of them for optimality, the
// rules of calculus ([Scale] to [PointwiseMinimum]) make new ones out of old, and
// [Catalogue] lists them all.
//
// Functions are plain structs whose exported fields are their parameters, and
// are safe for concurrent use unless they say otherwise. A field with one number
// per coordinate (Weights, Lower, ...) may also hold a single number that is
// meant for every coordinate, or nothing for the default. Wrong lengths, gamma <= 0
// and a single number out of its range, such as a negative Lambda, are mistakes in the
// calling program and panic; what takes a look at all coordinates, such as the sign of
// Weights, is for [Validate] to report. NaN in gives NaN out.
// Membership of a set whose coordinates are coupled (a sphere, a simplex, a cone)
// forgives relative rounding of 1e-11.
//
// Every function is convex unless it is a [WeaklyConvex]. That each one keeps
// its promises is proved by law in package proxtest, which is open to the
// functions of others.
package prox

// Function is an extended-valued function with a proximal operator.
type Function interface {
	// Value returns f(x), +Inf outside the domain.
	Value(x []float64) float64

	// Prox sets dst = prox_{gamma f}(x) and returns f(dst). dst may be x
	// itself; partly overlapping slices are not allowed. gamma must be positive
	// and finite.
	Prox(dst, x []float64, gamma float64) float64
}

// Separable is a function f(x) = Σ_j f_j(x_j), open to coordinate methods.
type Separable interface {
	Function
	// ValueAt returns f_j(x).
	ValueAt(j int, x float64) float64
	// ProxAt returns prox_{gamma f_j}(x).
	ProxAt(j int, x, gamma float64) float64
}

// Conjugator is a function that knows its convex conjugate
// f*(u) = sup_x <u, x> - f(x).
type Conjugator interface {
	// Conj returns f*(u), possibly +Inf.
	Conj(u []float64) float64
}

// WeaklyConvex is a function that is not convex. Where it is possible to say how
// far it is from it, WeakConvexity returns the smallest rho for which
// f + rho/2 ‖·‖² is convex; otherwise +Inf. For gamma rho < 1 the proximal
// operator is single-valued and Lipschitz with constant 1/(1 - gamma rho);
// beyond that it returns one of the global minimisers. A convex function has
// no such method, or one that returns 0.
type WeaklyConvex interface {
	Function
	WeakConvexity() float64
}

// Inexact is a function whose Prox stops short of the exact point, and says by how
// much at most: gap bounds f(dst) + ‖dst-x‖²/(2 gamma) minus its minimum, so that dst
// is within sqrt(2 gamma gap) of the exact point.
type Inexact interface {
	Function
	ProxGap(dst, x []float64, gamma float64) (value, gap float64)
}

// check panics on the two programmer mistakes that every Prox can meet.
func check(dst, x []float64, gamma float64) {
	if len(dst) != len(x) {
		panic("prox: dst and x differ in length")
	}
	if !(gamma > 0) {
		panic("prox: gamma must be positive")
	}
}
