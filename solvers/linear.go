package solvers

import "github.com/lassocheck/lassocheck/problems/composite"

// The operators of terms H(A x) belong to the problems that have such terms.
type (
	Linear       = composite.Linear
	Matrix       = composite.Matrix
	Difference1D = composite.Difference1D
	Difference2D = composite.Difference2D
	Composition  = composite.Composition
)

// Compose returns A B; see [composite.Compose].
func Compose(a, b Linear) *Composition { return composite.Compose(a, b) }

// safeNorm returns a norm to take steps by: an estimate gets a margin of a tenth.
func safeNorm(a Linear) float64 {
	norm, upper := a.Norm()
	if !upper {
		norm *= 1.1
	}
	return norm
}
