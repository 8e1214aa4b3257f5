package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// Tseng minimises F(x) + G(x) + H(A x), F smooth or nil, by the forward-backward-forward
// method on the pair w = (x, y) of primal and dual variables,
//
//	p = J(w - γB(w)),   w⁺ = p + γ(B(w) - B(p)),
//	B(x, y) = (∇F(x) + A'y, -A x),   J = (prox_{γG}, prox_{γH*}),
//
// for any γ < 1/(L + ‖A‖), where γ = 0.9/(L + ‖A‖) is taken. B need not be
// cocoercive, only monotone and Lipschitz: the price is a second evaluation. The
// iterate is the x of p, so that it satisfies the constraints in G. L, a Lipschitz
// constant of ∇F, is estimated at x0 where it is 0. Two gradients, two products with
// A, two with A', and a prox of each term an iteration. O(1/k) for the gap of
// averages.
//
// References: Tseng, A modified forward-backward splitting method for maximal
// monotone mappings (2000), theorem 3.4; Combettes and Pesquet, Primal-dual
// splitting algorithm for solving inclusions with mixtures of composite, Lipschitzian,
// and parallel-sum type monotone operators (2012), theorem 4.2.
type Tseng struct {
	F    Smooth
	G, H prox.Function
	A    Linear
	L    float64
}

// Validate reports what makes m unusable from x0.
func (m Tseng) Validate(x0 []float64) error {
	return firstOf(
		rule(m.L >= 0 && m.L < math.Inf(1), "Tseng needs L > 0, or 0 to estimate it"),
		term("Tseng.G", m.G, len(x0)),
		operator("Tseng", m.H, m.A, len(x0)))
}

// Iterates yields x1, x2, ...
func (m Tseng) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		rows, cols := m.A.Dims()
		l := m.L
		if m.F != nil {
			l = lipschitz(m.F, x0, l)
		}
		gamma := 0.9 / or(l+safeNorm(m.A), 1)
		w := append(append(make([]float64, 0, cols+rows), x0...), make([]float64, rows)...)
		x, y := w[:cols], w[cols:]
		p, q := make([]float64, cols), make([]float64, rows)
		bx, by := make([]float64, cols), make([]float64, rows)
		px, py := make([]float64, cols), make([]float64, rows)
		work := make([]float64, cols)
		forward := func(bx, by, x, y []float64) { // B, with the sign of A x turned
			m.A.Adjoint(bx, y)
			if m.F != nil {
				m.F.Grad(work, x)
				for j, v := range work {
					bx[j] += v
				}
			}
			m.A.Apply(by, x)
		}
		st := &State{X: p, Hidden: w}
		for {
			forward(bx, by, x, y)
			for j := range p {
				p[j] = x[j] - gamma*bx[j]
			}
			m.G.Prox(p, p, gamma)
			for i := range q {
				py[i] = y[i] + gamma*by[i]
			}
			proxConjugate(q, py, m.H, gamma)
			forward(px, py, p, q)
			for j, v := range p {
				x[j] = v + gamma*(bx[j]-px[j])
			}
			for i, v := range q {
				y[i] = v - gamma*(by[i]-py[i])
			}
			if !yield(st) {
				return
			}
		}
	}
}
