package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// TargetLevel minimises a convex F over a set by subgradient steps of Polyak's length
// towards a target below the best value so far,
//
//	x⁺ = P_Set(x - (F(x) - t)/‖g‖² g),   t = best - δ,
//
// for an optimal value that is not known. δ is halved, and x set back to the best
// point, once the path since the last change of the target is longer than Path,
// which should not be less than the distance that is expected from x0 to a solution
// (1 if 0). The first δ is ‖g‖ Path at x0. One subgradient and one projection an
// iteration; the best value converges, O(1/√k).
//
// Reference: Goffin and Kiwiel, Convergence of a simple subgradient level method
// (1999), after Brännlund (1993).
type TargetLevel struct {
	F    Subdifferentiable
	Set  prox.Function
	Path float64
}

// Validate reports what makes m unusable from x0.
func (m TargetLevel) Validate(x0 []float64) error {
	return firstOf(
		rule(m.F != nil, "TargetLevel.F is missing"),
		set(m.Set, len(x0)),
		rule(m.Path >= 0 && m.Path < math.Inf(1), "TargetLevel needs Path > 0, or 0 for 1"))
}

// Iterates yields x1, x2, ...
func (m TargetLevel) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		x, g, record := append([]float64(nil), x0...), make([]float64, len(x0)), append([]float64(nil), x0...)
		path := or(m.Path, 1)
		best, since, length, delta := math.Inf(1), math.Inf(1), 0.0, 0.0
		st := &State{X: x, Hidden: []float64{0}}
		for {
			value := m.F.Subgrad(g, x)
			if value < best {
				best = value
				copy(record, x)
			}
			size := norm(g)
			switch {
			case math.IsInf(since, 1): // the first iteration
				delta, since = size*path, best
			case best <= since-delta/2:
				since, length = best, 0
			case length > path:
				delta, length, since = delta/2, 0, best
				copy(x, record)
				value = m.F.Subgrad(g, x)
				size = norm(g)
			}
			if size > 0 {
				step := (value - (since - delta)) / size
				length += step
				for j, v := range g {
					x[j] -= step * (v / size)
				}
			}
			if m.Set != nil {
				m.Set.Prox(x, x, 1)
			}
			st.Hidden[0] = delta
			if !yield(st) {
				return
			}
		}
	}
}
