package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// SpaRSA minimises F + G by proximal gradient steps of the length that Barzilai and
// Borwein give to the last one,
//
//	x⁺ = prox_{G/α}(x - ∇F(x)/α),   α = <x - x⁻, ∇F(x) - ∇F(x⁻)> / ‖x - x⁻‖²,
//
// doubling α until the objective is below the largest of the last five by
// α‖x⁺-x‖²/200. F need not be convex. One gradient, one prox and one value of F an
// iteration, and a prox and a value more for each doubling. It is not monotone, and
// has no better guarantee than linear convergence where P grows quadratically, but
// is often as fast as [FISTA].
//
// Reference: Wright, Nowak and Figueiredo, Sparse reconstruction by separable
// approximation (2009), section II.
type SpaRSA struct {
	F Smooth
	G prox.Function
}

const spectralMemory = 5

// Validate reports what makes m unusable from x0.
func (m SpaRSA) Validate(x0 []float64) error {
	return firstOf(
		smooth("SpaRSA", m.F, 0),
		term("SpaRSA.G", m.G, len(x0)))
}

// Iterates yields x1, x2, ...
func (m SpaRSA) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		x, next := append([]float64(nil), x0...), make([]float64, len(x0))
		grad, gradNext := make([]float64, len(x0)), make([]float64, len(x0))
		f := m.F.Grad(grad, x)
		alpha := curvatureAt(m.F, x, 10)
		var recent [spectralMemory]float64
		for k := range recent {
			recent[k] = f + m.G.Value(x)
		}
		st := &State{}
		for k := 0; ; k++ {
			worst := recent[0]
			for _, v := range recent {
				worst = max(worst, v)
			}
			var value float64
			for {
				for j, v := range x {
					next[j] = v - grad[j]/alpha
				}
				g := m.G.Prox(next, next, 1/alpha)
				value = m.F.Value(next) + g
				d := distance(x, next)
				if value <= worst-0.005*alpha*d*d+1e-14*math.Abs(worst) || math.IsNaN(value) || alpha > 1e300 {
					break
				}
				alpha *= 2
			}
			recent[k%spectralMemory] = value
			m.F.Grad(gradNext, next)
			var sr, ss float64
			for j, v := range next {
				s := v - x[j]
				sr += s * (gradNext[j] - grad[j])
				ss += s * s
			}
			if sr > 0 {
				alpha = min(max(sr/ss, 1e-30), 1e30)
			}
			x, next, grad, gradNext = next, x, gradNext, grad
			st.X = x
			if !yield(st) {
				return
			}
		}
	}
}
