package vector

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// Extrapolate returns where a linearly converging sequence of points is heading: the
// combination of the points but the first, coefficients summing to one, whose differences
// combine to the least norm, as the first lead entries have it; nil where they do not
// determine it. The entries after those are combined alike.
//
// Reference: Bertrand and Massias, Anderson acceleration of coordinate descent (2021),
// algorithm 1.
func Extrapolate(points [][]float64, lead int) []float64 {
	k := len(points) - 1
	steps := make([][]float64, k)
	for i := range steps {
		steps[i] = make([]float64, lead)
		for t := range steps[i] {
			steps[i][t] = points[i+1][t] - points[i][t]
		}
	}
	m, trace := make([][]float64, k), 0.0 // their inner products, and ones
	for i := range m {
		m[i] = make([]float64, k+1)
		for j := range k {
			m[i][j] = kernel.Dot(steps[i], steps[j])
		}
		m[i][k] = 1
		trace += m[i][i]
	}
	for i := range m {
		m[i][i] += 1e-14 * trace
	}
	c := Solve(m)
	if c == nil {
		return nil
	}
	sum := 0.0
	for _, v := range c {
		sum += v
	}
	out := make([]float64, len(points[k]))
	for i, v := range c {
		kernel.Axpy(v/sum, points[i+1], out)
	}
	for _, v := range out {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	}
	return out
}
