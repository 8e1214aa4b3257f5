package solvers

import "github.com/lassocheck/lassocheck/internal/vector"

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
	return vector.Extrapolate(a.points, len(last))
}
