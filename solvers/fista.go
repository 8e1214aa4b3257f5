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
// ChambolleDossal = a > 2 takes t = (k+a-1)/a instead, with which the iterates
// themselves converge, at the rate a²L‖x0-x*‖²/(2(k+a-1)²). Monotone keeps x
// wherever the objective would go up, and goes on from the point that was tried:
// the objective never increases, at the same rate and the price of one value of G.
//
// References: Beck and Teboulle (2009), theorem 4.4; O'Donoghue and Candès,
// Adaptive restart for accelerated gradient schemes (2015), gradient scheme;
// Chambolle and Dossal, On the convergence of the iterates of FISTA (2015); Beck and Teboulle, Fast gradient-based algorithms for constrained total
// variation image denoising and deblurring problems (2009), for Monotone.
type FISTA struct {
	F               Smooth
	G               prox.Function
	L               float64
	NoRestart       bool
	ChambolleDossal float64
	Monotone        bool
}

// Validate reports what makes m unusable from x0.
func (m FISTA) Validate(x0 []float64) error {
	return firstOf(
		smooth("FISTA", m.F, m.L),
		term("FISTA.G", m.G, len(x0)),
		rule(m.ChambolleDossal == 0 || m.ChambolleDossal > 2, "FISTA needs ChambolleDossal > 2, or 0 for Nesterov's"))
}

// Iterates yields x1, x2, ...
func (m FISTA) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		x := append([]float64(nil), x0...)
		y := append([]float64(nil), x0...)
		step := newProxGrad(m.F, m.G, m.L, x)
		st, t, best := &State{Hidden: y}, 1.0, math.Inf(1)
		for {
			z := step.from(y)
			var uphill float64
			for j, v := range z {
				uphill += (y[j] - v) * (v - x[j])
			}
			if uphill > 0 && !m.NoRestart {
				t = 1
			}
			tNext := (1 + math.Sqrt(1+4*t*t)) / 2
			if a := m.ChambolleDossal; a > 0 {
				tNext = t + 1/a
			}
			if value := step.value + step.penalty; m.Monotone && value > best {
				for j, v := range z {
					y[j] = x[j] + t/tNext*(v-x[j])
				}
			} else {
				best = value
				for j, v := range z {
					y[j] = v + (t-1)/tNext*(v-x[j])
				}
				x, step.next = z, x
			}
			t = tNext
			st.X = x
			if !yield(st) {
				return
			}
		}
	}
}
