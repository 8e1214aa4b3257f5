package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// FISTA is [ForwardBackward] with Nesterov's extrapolation,
//
//	x⁺ = prox_{G/L}(y - ∇F(y)/L),   t⁺ = (1 + √(1+4t²))/2,   y⁺ = x⁺ + (t-1)/t⁺ (x⁺ - x),
//
// which is within 2L‖x0-x*‖²/(k+1)² of the optimum, and with a restart of t
// wherever the momentum points uphill, <y-x⁺, x⁺-x> > 0, which makes it converge
// linearly near a sharp optimum. NoRestart gives the classical method.
//
// References: Beck and Teboulle (2009), theorem 4.4; O'Donoghue and Candès,
// Adaptive restart for accelerated gradient schemes (2015), gradient scheme.
type FISTA struct {
	F         Smooth
	G         prox.Function
	L         float64
	NoRestart bool
}

// Iterates yields x1, x2, ...
func (m FISTA) Iterates(x0 []float64) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		x := append([]float64(nil), x0...)
		y := append([]float64(nil), x0...)
		step := newProxGrad(m.F, m.G, m.L, x)
		st, t := &State{}, 1.0
		for {
			next := step.from(y)
			var uphill float64
			for j, v := range next {
				uphill += (y[j] - v) * (v - x[j])
			}
			if uphill > 0 && !m.NoRestart {
				t = 1
			}
			tNext := (1 + math.Sqrt(1+4*t*t)) / 2
			for j, v := range next {
				y[j] = v + (t-1)/tNext*(v-x[j])
			}
			t = tNext
			x, step.next = next, x
			st.X = x
			if !yield(st) {
				return
			}
		}
	}
}
