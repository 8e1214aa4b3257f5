// Package equations has the linear algebra of the equations on the dual: the intercept
// and every column that is neither penalised nor bounded demand <x_j, theta> = 0.
package equations

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Centre is the projection for an intercept alone: theta -= h <1, theta>/<1, h>, twice
// to be orthogonal in the last place.
func Centre(theta, h []float64) {
	mass := vector.Total(h)
	if mass == 0 {
		return
	}
	for range 2 {
		kernel.Axpy(-vector.Total(theta)/mass, h, theta)
	}
}

// Column is a column along which the penalty is flat in one direction or in both.
type Column struct {
	J        int
	Up, Down bool
}

// Basis is a set of columns q_k, orthonormal in the metric Σ_i h_i q_i q'_i.
type Basis [][]float64

// Span returns a basis of the intercept, if there is one, and the given columns, leaving
// out those that depend on the ones before. Gram-Schmidt is run twice, which is enough
// for orthogonality to working precision (Giraud, Langou, Rozložník and van den Eshof,
// 2005). O(n k²) for k columns.
func Span(x design.Design, intercept bool, h []float64, columns []int) Basis {
	n := len(h)
	var q Basis
	add := func(c []float64) {
		size := math.Sqrt(Inner(h, c, c))
		for range 2 {
			for _, v := range q {
				vector.Axpy(-Inner(h, v, c), v, c)
			}
		}
		if rest := math.Sqrt(Inner(h, c, c)); rest > 1e-10*size {
			for i := range c {
				c[i] /= rest
			}
			q = append(q, c)
		}
	}
	if intercept {
		add(vector.Ones(n))
	}
	for _, j := range columns {
		c := make([]float64, n)
		x.ColAxpy(j, 1, c)
		add(c)
	}
	return q
}

// Remove makes theta orthogonal to the basis: theta -= H q <q, theta>, twice.
func (q Basis) Remove(theta, h []float64) { q.Explain(make([]float64, len(theta)), theta, h) }

// Inner returns Σ h_i x_i y_i.
func Inner(h, x, y []float64) float64 {
	var s vector.Sum
	for i, v := range x {
		s.Add(h[i] * v * y[i])
	}
	return s.Total()
}

// Explain adds to step what the basis explains of theta, and removes that.
func (q Basis) Explain(step, theta, h []float64) {
	for range 2 {
		for _, v := range q {
			var s vector.Sum
			for i, t := range theta {
				s.Add(v[i] * t)
			}
			c := s.Total()
			vector.Axpy(c, v, step)
			for i := range theta {
				theta[i] -= c * h[i] * v[i]
			}
		}
	}
}

// Project moves theta in place onto the equations of the intercept, if there is one,
// and the free columns, in the metric of 1/h, and returns the columns with
// <x_j, theta> = 0. An inequality, of a column that is bounded on one side, becomes an
// equation where the projected point violates it. O(n k²) for k free columns.
func Project(x design.Design, intercept bool, free []Column, theta, h []float64) (equations []int) {
	if free == nil {
		if intercept {
			Centre(theta, h)
		}
		return nil
	}
	if s, ok := x.(design.Stacked); ok && !intercept && s.K > 1 {
		return projectStacked(s, free, theta, h)
	}
	for _, f := range free {
		if f.Up && f.Down {
			equations = append(equations, f.J)
		}
	}
	before := append([]float64(nil), theta...)
	for {
		Span(x, intercept, h, equations).Remove(theta, h)
		// An inequality that the projected point violates becomes an equation.
		added := false
		for _, f := range free {
			if f.Up != f.Down && !slices.Contains(equations, f.J) {
				// One that holds by no more than rounding is an equation too.
				if v, noise := inner(x, f.J, theta); f.Up && v > -noise || f.Down && v < noise {
					equations = append(equations, f.J)
					added = true
				}
			}
		}
		if !added {
			return equations
		}
		copy(theta, before)
	}
}

// inner returns <x_j, theta> and a bound of its rounding.
func inner(x design.Design, j int, theta []float64) (v, noise float64) {
	mean, variance := x.ColMoments(j, nil)
	return x.ColDot(j, theta), 8 * vector.Eps * vector.Norm(theta) * math.Sqrt(float64(len(theta))*(variance+mean*mean))
}

// Holds tells whether <x_j, theta> = 0 but for rounding.
func Holds(x design.Design, j int, theta []float64) bool {
	v, noise := inner(x, j, theta)
	return math.Abs(v) <= noise
}
