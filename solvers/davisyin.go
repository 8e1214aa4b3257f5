package solvers

import (
	"iter"

	"github.com/lassocheck/lassocheck/prox"
)

// DavisYin minimises F + G + H, F smooth and the others not, by three-operator
// splitting
//
//	p = prox_{γH}(s),   x = prox_{γG}(2p - s - γ∇F(p)),   s⁺ = s + x - p,
//
// which is [DouglasRachford] without F and [ForwardBackward] without H. The iterate
// is x, so that it satisfies the constraints in G. Gamma is in (0, 2/L), and 1/L
// where it is 0; L, a Lipschitz constant of ∇F, is estimated at x0 where it is 0.
// One gradient and two proxes an iteration. o(1/√k) for ‖x-p‖, linear where one of
// the terms is strongly convex and one smooth.
//
// Reference: Davis and Yin, A three-operator splitting scheme and its optimization
// applications (2017).
type DavisYin struct {
	F        Smooth
	G, H     prox.Function
	L, Gamma float64
}

// Validate reports what makes m unusable from x0.
func (m DavisYin) Validate(x0 []float64) error {
	if err := firstOf(
		smooth("DavisYin", m.F, m.L),
		term("DavisYin.G", m.G, len(x0)),
		term("DavisYin.H", m.H, len(x0))); err != nil {
		return err
	}
	l := m.L
	if l == 0 && m.Gamma != 0 {
		l = curvatureAt(m.F, x0, 10) // not above the constant
	}
	return rule(m.Gamma >= 0 && m.Gamma*l < 2, "DavisYin needs 0 < Gamma < 2/L, or 0 to choose it")
}

// Iterates yields x1, x2, ...
func (m DavisYin) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		gamma := or(m.Gamma, 1/lipschitz(m.F, x0, m.L))
		s := append([]float64(nil), x0...)
		p, x, grad := make([]float64, len(x0)), make([]float64, len(x0)), make([]float64, len(x0))
		st := &State{X: x, Hidden: s}
		for {
			m.H.Prox(p, s, gamma)
			m.F.Grad(grad, p)
			for j, v := range p {
				x[j] = 2*v - s[j] - gamma*grad[j]
			}
			m.G.Prox(x, x, gamma)
			for j, v := range x {
				s[j] += v - p[j]
			}
			if !yield(st) {
				return
			}
		}
	}
}
