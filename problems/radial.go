package problems

// Radial is a fit that knows F* on the ways from its gradients to 0, where dual points lie,
// and not well enough elsewhere: its Conj may be +Inf where F* is not, and bounds are made of
// ConjGrad alone. Its Grad is right up to 2^-48 GradSize, in the Euclidean norm.
type Radial interface {
	DataFit
	// ConjGrad returns what is not below F*(s ∇F(z)), an equality at s = 1, for 0 <= s <= 1,
	// but for rounding, which is not above 2^-48 size.
	ConjGrad(z []float64, s float64) (value, size float64)
	// GradSize bounds, given a gradient, the norm of the terms that make it up.
	GradSize(grad []float64) float64
}
