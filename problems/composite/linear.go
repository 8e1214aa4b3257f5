package composite

import (
	"github.com/lassocheck/lassocheck/internal/vector"
)

// Linear is a linear operator A between spaces of column vectors, for terms H(A x).
type Linear interface {
	// Dims returns the lengths of A x and of x.
	Dims() (rows, cols int)
	// Apply sets dst = A x.
	Apply(dst, x []float64)
	// Adjoint sets dst = A'y.
	Adjoint(dst, y []float64)
	// Norm returns the spectral norm of A, or a number near it. upper tells
	// whether it is proved not to be below the norm.
	Norm() (norm float64, upper bool)
}

// NormBelow estimates the spectral norm of A from below, by at most 200 power iterations
// on A'A.
func NormBelow(a Linear) float64 {
	rows, cols := a.Dims()
	x, y := make([]float64, cols), make([]float64, rows)
	for j := range x {
		x[j] = 1 + float64(j*7919%1009)/1009 // in no special direction
	}
	last := 0.0
	for range 200 {
		size := vector.Norm(x)
		if size == 0 {
			return 0
		}
		for j := range x {
			x[j] /= size
		}
		a.Apply(y, x)
		now := vector.Norm(y)
		if now <= last*(1+1e-4) {
			return now
		}
		last = now
		a.Adjoint(x, y)
	}
	return last
}
