package solvers

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
)

// anderson extrapolates a linearly converging sequence of working-set
// coefficients: the combination of the last iterates, coefficients summing to
// one, whose differences combine to the least norm.
//
// Reference: Bertrand and Massias (2021), algorithm 1, with K = 5.
type anderson struct {
	points [][]float64 // reused: a push past the capacity takes the oldest's memory
}

const andersonDepth = 5

func (a *anderson) reset(b []float64, working []int) {
	a.points = a.points[:0]
	a.push(b, working)
}

// push records b on the working set and reports whether there are enough points.
func (a *anderson) push(b []float64, working []int) bool {
	k := len(a.points)
	if k < cap(a.points) {
		a.points = a.points[:k+1]
	} else {
		a.points = append(a.points, nil)
	}
	p := a.points[k][:0]
	for _, j := range working {
		p = append(p, b[j])
	}
	a.points[k] = p
	return len(a.points) > andersonDepth
}

// extrapolate returns the combination and keeps only the last point; nil where
// the differences do not determine it.
func (a *anderson) extrapolate() []float64 {
	k := len(a.points) - 1
	last := a.points[k]
	defer func() { a.points[0], a.points[k] = last, a.points[0]; a.points = a.points[:1] }()
	// Gram matrix of the differences, with a right-hand side of ones.
	m := make([][]float64, k)
	var trace float64
	for i := range m {
		m[i] = make([]float64, k+1)
		for j := range k {
			for t := range last {
				m[i][j] += (a.points[i+1][t] - a.points[i][t]) * (a.points[j+1][t] - a.points[j][t])
			}
		}
		m[i][k] = 1
		trace += m[i][i]
	}
	for i := range m {
		m[i][i] += 1e-14 * trace
	}
	c := vector.Solve(m)
	if c == nil {
		return nil
	}
	var sum float64
	for _, v := range c {
		sum += v
	}
	out := make([]float64, len(last))
	for i, v := range c {
		for t := range out {
			out[t] += v / sum * a.points[i+1][t]
		}
	}
	for _, v := range out {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
	}
	return out
}
