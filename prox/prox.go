// Package prox is a catalogue of functions with a proximal operator.
//
// The whole field rests on one contract of two methods: the value of a function
// and its proximal operator
//
//	prox_{γf}(x) = argmin_u  f(u) + ‖u - x‖² / (2γ).
//
// Everything else a function may know about itself is a capability interface:
// [Separable] for coordinate methods, [Conjugator] for duality gaps.
//
// Functions are plain structs whose exported fields are their parameters, and
// are safe for concurrent use unless they say otherwise. Wrong lengths and
// gamma <= 0 are mistakes in the calling program and panic; NaN in gives NaN out.
package prox

// Function is an extended-valued function with a proximal operator.
type Function interface {
	// Value returns f(x), +Inf outside the domain.
	Value(x []float64) float64

	// Prox sets dst = prox_{gamma f}(x) and returns f(dst). dst may be x
	// itself; partly overlapping slices are not allowed. gamma must be positive.
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

// check panics on the two programmer mistakes that every Prox can meet.
func check(dst, x []float64, gamma float64) {
	if len(dst) != len(x) {
		panic("prox: dst and x differ in length")
	}
	if !(gamma > 0) {
		panic("prox: gamma must be positive")
	}
}
