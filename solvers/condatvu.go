package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// CondatVu minimises F(x) + G(x) + H(A x), F smooth, by
//
//	x⁺ = prox_{τG}(x - τ(∇F(x) + A'y)),   y⁺ = prox_{σH*}(y + σA(2x⁺ - x)),
//
// which needs 1/τ - σ‖A‖² >= L/2 for a Lipschitz constant L of ∇F, and is
// [ChambollePock] without F. L is estimated at x0 where it is 0. Sigma is
// L/(2‖A‖²) where it is 0, and τ the largest that is allowed. One gradient, one
// product with A, one with A', and a prox of each term an iteration. O(1/k) for the
// gap of averages.
//
// References: Condat, A primal-dual splitting method for convex optimization
// involving Lipschitzian, proximable and linear composite terms (2013), algorithm
// 3.1; Vũ, A splitting algorithm for dual monotone inclusions involving cocoercive
// operators (2013), theorem 3.1.
type CondatVu struct {
	F        Smooth
	G, H     prox.Function
	A        Linear
	L, Sigma float64
}

// Validate reports what makes m unusable from x0.
func (m CondatVu) Validate(x0 []float64) error {
	return firstOf(
		smooth("CondatVu", m.F, m.L),
		term("CondatVu.G", m.G, len(x0)),
		operator("CondatVu", m.H, m.A, len(x0)),
		rule(m.Sigma >= 0 && m.Sigma < math.Inf(1), "CondatVu needs Sigma > 0, or 0 to choose it"))
}

// Iterates yields x1, x2, ...
func (m CondatVu) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		rows, cols := m.A.Dims()
		l, norm := lipschitz(m.F, x0, m.L), or(safeNorm(m.A), 1)
		sigma := or(m.Sigma, l/(2*norm*norm))
		tau := 1 / (l/2 + sigma*norm*norm)
		x, next := append([]float64(nil), x0...), make([]float64, cols)
		grad, ay := make([]float64, cols), make([]float64, cols)
		y, v := make([]float64, rows), make([]float64, rows)
		st := &State{Hidden: y}
		for {
			m.F.Grad(grad, x)
			for j := range next {
				next[j] = x[j] - tau*(grad[j]+ay[j])
			}
			m.G.Prox(next, next, tau)
			for j, a := range next {
				x[j] = 2*a - x[j]
			}
			m.A.Apply(v, x)
			for i := range v {
				v[i] = y[i] + sigma*v[i]
			}
			proxConjugate(y, v, m.H, sigma)
			m.A.Adjoint(ay, y)
			x, next = next, x
			st.X = x
			if !yield(st) {
				return
			}
		}
	}
}
