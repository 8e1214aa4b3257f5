package solvers

import (
	"errors"
	"fmt"
	"iter"

	"github.com/lassocheck/lassocheck/prox"
)

// PPXA minimises a sum F_1 + ... + F_m of any number of terms by the parallel
// proximal algorithm, which is [DouglasRachford] between the sum over m copies of
// the variable and the consensus that they be equal:
//
//	p_i = prox_{mγF_i}(y_i),   p = Σ p_i/m,   y_i⁺ = y_i + ρ(2p - x - p_i),   x⁺ = x + ρ(p - x).
//
// The iterate is p_m, so that it satisfies the constraints in the last term; all p_i
// and x have the same limit.
// Gamma > 0 (1 if 0), Relax = ρ in (0, 2) (1 if 0). One prox of each term an
// iteration, memory for 2m vectors. o(1/√k) for the disagreement of the copies.
//
// Reference: Combettes and Pesquet, A proximal decomposition method for solving
// convex variational inverse problems (2008), algorithm 3.1.
type PPXA struct {
	Terms        []prox.Function
	Gamma, Relax float64
}

// Validate reports what makes m unusable from x0.
func (m PPXA) Validate(x0 []float64) error {
	if len(m.Terms) == 0 {
		return errors.New("solvers: PPXA needs terms")
	}
	for k, f := range m.Terms {
		if err := term(fmt.Sprintf("PPXA.Terms[%d]", k), f, len(x0)); err != nil {
			return err
		}
	}
	return relaxed("PPXA", m.Gamma, "Gamma", m.Relax)
}

// Iterates yields x1, x2, ...
func (m PPXA) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		relax, share := or(m.Relax, 1), 1/float64(len(m.Terms))
		gamma := or(m.Gamma, 1) / share
		x, mean := append([]float64(nil), x0...), make([]float64, len(x0))
		var all []float64
		for range m.Terms {
			all = append(all, x0...)
		}
		y, p := make([][]float64, len(m.Terms)), make([][]float64, len(m.Terms))
		for i := range y {
			y[i], p[i] = all[i*len(x0):(i+1)*len(x0)], make([]float64, len(x0))
		}
		st := &State{X: p[len(p)-1], Hidden: all}
		for {
			clear(mean)
			for i, f := range m.Terms {
				f.Prox(p[i], y[i], gamma)
				for j, v := range p[i] {
					mean[j] += share * v
				}
			}
			for i := range y {
				for j, v := range p[i] {
					y[i][j] += relax * (2*mean[j] - x[j] - v)
				}
			}
			for j, v := range mean {
				x[j] += relax * (v - x[j])
			}
			if !yield(st) {
				return
			}
		}
	}
}
