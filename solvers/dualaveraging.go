package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// DualAveraging minimises a convex F over a set by projecting the sum of all
// normalised subgradients,
//
//	x_k = P_Set(x0 - Radius s_k/β_k),   s_k = Σ_{i<k} g_i/‖g_i‖,   β_{k+1} = β_k + 1/β_k,   β_1 = 1,
//
// so that later subgradients do not count for less than earlier ones. Radius, the
// distance that is expected from x0 to a solution, is 1 where it is 0. One
// subgradient and one projection an iteration; the best value is within G R β_k/k of
// the optimum if Radius = R = ‖x0-x*‖ and ‖g‖ <= G; β_k < 1 + √2k.
//
// Reference: Nesterov, Primal-dual subgradient methods for convex problems (2009),
// weighted dual averages.
type DualAveraging struct {
	F      Subdifferentiable
	Set    prox.Function
	Radius float64
}

// Validate reports what makes m unusable from x0.
func (m DualAveraging) Validate(x0 []float64) error {
	return firstOf(
		rule(m.F != nil, "DualAveraging.F is missing"),
		set(m.Set, len(x0)),
		rule(m.Radius >= 0 && m.Radius < math.Inf(1), "DualAveraging needs Radius > 0, or 0 for 1"))
}

// Iterates yields x1, x2, ...
func (m DualAveraging) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		start := append([]float64(nil), x0...)
		x, g, s := append([]float64(nil), x0...), make([]float64, len(x0)), make([]float64, len(x0))
		radius, beta := or(m.Radius, 1), 1.0
		st := &State{X: x, Hidden: s}
		for {
			m.F.Subgrad(g, x)
			if size := norm(g); size > 0 {
				for j, v := range g {
					s[j] += v / size
				}
			}
			for j, v := range start {
				x[j] = v - radius*s[j]/beta
			}
			if m.Set != nil {
				m.Set.Prox(x, x, 1)
			}
			beta += 1 / beta
			if !yield(st) {
				return
			}
		}
	}
}
