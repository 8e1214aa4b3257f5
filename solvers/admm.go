package solvers

import (
	"iter"

	"github.com/lassocheck/lassocheck/prox"
)

// ADMM minimises F(x) + G(z) under x = z by the alternating direction method of
// multipliers in scaled form,
//
//	x⁺ = prox_{F/ρ}(z - u),   v = α x⁺ + (1-α) z,   z⁺ = prox_{G/ρ}(v + u),   u⁺ = u + v - z⁺.
//
// The iterate is z, so that it satisfies the constraints in G. Rho > 0 (1 if 0),
// Relax = α in (0, 2) (1 if 0; 1.5 to 1.8 often pays). With Balance, ρ is doubled
// or halved where one of the residuals ‖x-z‖ and ρ‖z⁺-z‖ is ten times the other,
// at iterations 10, 20, 40, ..., 5120 only: the method converges because ρ is left
// alone after that. For fixed ρ the argument v + u is Fejér monotone. Two proxes an
// iteration. O(1/k) for the objective of the averages, o(1/√k) for the residuals.
//
// Reference: Boyd, Parikh, Chu, Peleato and Eckstein, Distributed optimization and
// statistical learning via the alternating direction method of multipliers (2011),
// sections 3.1.1, 3.4.1 and 3.4.3; Eckstein and Bertsekas (1992), theorem 8.
type ADMM struct {
	F, G       prox.Function
	Rho, Relax float64
	Balance    bool
}

// Validate reports what makes m unusable from x0.
func (m ADMM) Validate(x0 []float64) error {
	return firstOf(
		term("ADMM.F", m.F, len(x0)),
		term("ADMM.G", m.G, len(x0)),
		relaxed("ADMM", m.Rho, "Rho", m.Relax))
}

// Iterates yields z1, z2, ...
func (m ADMM) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		rho, relax := or(m.Rho, 1), or(m.Relax, 1)
		z, last := append([]float64(nil), x0...), make([]float64, len(x0))
		x, u, v := make([]float64, len(x0)), make([]float64, len(x0)), make([]float64, len(x0))
		st := &State{Hidden: u}
		for k, check := 1, 10; ; k++ {
			for j := range x {
				x[j] = z[j] - u[j]
			}
			m.F.Prox(x, x, 1/rho)
			z, last = last, z
			for j := range z {
				v[j] = relax*x[j] + (1-relax)*last[j]
				z[j] = v[j] + u[j]
			}
			m.G.Prox(z, z, 1/rho)
			for j := range u {
				u[j] += v[j] - z[j]
			}
			if m.Balance && k == check && k <= 5120 {
				check *= 2
				c := balance(distance(x, z), rho*distance(z, last))
				rho *= c
				for j := range u { // ρu is the multiplier and stays
					u[j] /= c
				}
			}
			st.X = z
			if !yield(st) {
				return
			}
		}
	}
}

// balance returns the factor for the penalty of two residuals.
func balance(primal, dual float64) float64 {
	switch {
	case primal > 10*dual:
		return 2
	case dual > 10*primal:
		return 0.5
	}
	return 1
}
