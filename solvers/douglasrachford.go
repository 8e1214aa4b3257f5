package solvers

import (
	"iter"

	"github.com/lassocheck/lassocheck/prox"
)

// DouglasRachford minimises F + G, neither of them smooth, by
//
//	p = prox_{γF}(s),   x = prox_{γG}(2p - s),   s⁺ = s + ρ(x - p).
//
// The iterate is x, so that it satisfies the constraints in G. s is Fejér monotone:
// its distance to every fixed point never grows; x converges to a solution if there
// is one at which the sum rule of subdifferentials holds. Gamma > 0 (1 if 0) is the
// scale on which F and G are compared, Relax = ρ in (0, 2) (1 if 0). Two proxes an
// iteration. o(1/√k) for ‖x-p‖, linear near a sharp or strongly convex optimum.
//
// Reference: Lions and Mercier, Splitting algorithms for the sum of two nonlinear
// operators (1979); Bauschke and Combettes (2017), corollary 28.3.
type DouglasRachford struct {
	F, G         prox.Function
	Gamma, Relax float64
}

// Validate reports what makes m unusable from x0.
func (m DouglasRachford) Validate(x0 []float64) error {
	return firstOf(
		term("DouglasRachford.F", m.F, len(x0)),
		term("DouglasRachford.G", m.G, len(x0)),
		relaxed("DouglasRachford", m.Gamma, "Gamma", m.Relax))
}

// Iterates yields x1, x2, ...
func (m DouglasRachford) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		gamma, relax := or(m.Gamma, 1), or(m.Relax, 1)
		s := append([]float64(nil), x0...)
		p, x := make([]float64, len(x0)), make([]float64, len(x0))
		st := &State{X: x, Hidden: s}
		for {
			m.F.Prox(p, s, gamma)
			for j, v := range p {
				x[j] = 2*v - s[j]
			}
			m.G.Prox(x, x, gamma)
			for j, v := range x {
				s[j] += relax * (v - p[j])
			}
			if !yield(st) {
				return
			}
		}
	}
}

// or returns v, or the default where v is 0.
func or(v, otherwise float64) float64 {
	if v == 0 {
		return otherwise
	}
	return v
}
