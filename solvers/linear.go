package solvers

import "github.com/lassocheck/lassocheck/problems"

// The operators of terms H(A x) belong to the problems that have such terms.
type (
	Linear       = problems.Linear
	Matrix       = problems.Matrix
	Difference1D = problems.Difference1D
	Difference2D = problems.Difference2D
	Composition  = problems.Composition
)

// Compose returns A B; see [problems.Compose].
func Compose(a, b Linear) *Composition { return problems.Compose(a, b) }

// safeNorm returns a norm to take steps by: an estimate gets a margin of a tenth.
func safeNorm(a Linear) float64 {
	norm, upper := a.Norm()
	if !upper {
		norm *= 1.1
	}
	return norm
}
