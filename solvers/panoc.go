package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// PANOC minimises F + G by quasi-Newton steps on the fixed-point residual of the
// proximal gradient step T,
//
//	r = (x - T(x))/γ,   x⁺ = x - (1-τ) γ r - τ H r,   τ = 1, ½, ¼, ...,
//
// H from the last ten residuals by L-BFGS, until the forward-backward envelope
//
//	φ(x) = F(x) + <∇F(x), T(x)-x> + ‖T(x)-x‖²/2γ + G(T(x))
//
// decreases enough, which it does for small τ. The iterate is T(x), so that it
// satisfies the constraints in G. γ = 0.95/L with L by backtracking from an
// estimate. One gradient, one prox and one value of F an iteration, and one more of
// each for every halving of τ. As good as [ForwardBackward] at worst; superlinear
// where the residual is smooth around a strong minimum.
//
// Reference: Stella, Themelis, Sopasakis and Patrinos, A simple and efficient
// algorithm for nonlinear model predictive control (2017).
type PANOC struct {
	F Smooth
	G prox.Function
	L float64
}

// Validate reports what makes m unusable from x0.
func (m PANOC) Validate(x0 []float64) error {
	return firstOf(
		smooth("PANOC", m.F, m.L),
		term("PANOC.G", m.G, len(x0)))
}

// Iterates yields T(x0), T(x1), ...
func (m PANOC) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		const share, halvings = 0.95, 10
		n := len(x0)
		now, trial := m.envelope(x0), m.envelope(x0)
		past := newLBFGS(n, 10)
		d := make([]float64, n)
		l := or(m.L, curvatureAt(m.F, x0, 10))
		now.at(share / l)
		st := &State{}
		for {
			for !now.majorised() && l < 1e300 {
				l *= 2
				past.clear()
				now.at(share / l)
			}
			st.X, st.Hidden = now.tx, now.x
			if !yield(st) {
				return
			}
			gamma := share / l
			enough := now.value - gamma*(1-share)/4*inner(now.r, now.r) + 1e-14*math.Abs(now.value)
			past.direction(d, now.r, gamma)
			for k, tau := 0, 1.0; ; k, tau = k+1, tau/2 {
				if k == halvings {
					tau = 0
				}
				copy(trial.x, now.tx)
				if tau > 0 { // else whatever d may be
					for j, v := range now.x {
						trial.x[j] = v - (1-tau)*gamma*now.r[j] - tau*d[j]
					}
				}
				if trial.at(gamma); trial.value <= enough || tau == 0 {
					break
				}
			}
			past.update(now.x, trial.x, now.r, trial.r)
			now, trial = trial, now
		}
	}
}

// envelope is a point with its proximal gradient step.
type envelope struct {
	m                        *PANOC
	x, tx, grad, r           []float64
	gamma, f, lin, sq, value float64
}

func (m PANOC) envelope(x0 []float64) *envelope {
	n := len(x0)
	return &envelope{m: &m, x: append([]float64(nil), x0...), tx: make([]float64, n), grad: make([]float64, n), r: make([]float64, n)}
}

// at computes the step of length gamma and the value of the envelope.
func (e *envelope) at(gamma float64) {
	e.gamma = gamma
	e.f = e.m.F.Grad(e.grad, e.x)
	for j, v := range e.x {
		e.tx[j] = v - gamma*e.grad[j]
	}
	g := e.m.G.Prox(e.tx, e.tx, gamma)
	e.lin, e.sq = 0, 0
	for j, v := range e.tx {
		d := v - e.x[j]
		e.lin += e.grad[j] * d
		e.sq += d * d
		e.r[j] = -d / gamma
	}
	e.value = e.f + e.lin + e.sq/(2*gamma) + g
}

// majorised tells whether the step was short enough.
func (e *envelope) majorised() bool {
	v := e.m.F.Value(e.tx)
	return v <= e.f+e.lin+0.95/(2*e.gamma)*e.sq+1e-14*(math.Abs(e.f)+math.Abs(e.lin)) || math.IsNaN(v)
}

// lbfgs approximates the inverse of the Jacobian of r by the last pairs of
// differences (Nocedal and Wright, Numerical Optimization, 2006, algorithm 7.4).
type lbfgs struct {
	s, y       [][]float64
	rho, alpha []float64
	used, next int
}

func newLBFGS(n, memory int) *lbfgs {
	h := &lbfgs{rho: make([]float64, memory), alpha: make([]float64, memory)}
	for range memory {
		h.s, h.y = append(h.s, make([]float64, n)), append(h.y, make([]float64, n))
	}
	return h
}

func (h *lbfgs) clear() { h.used = 0 }

// update takes in a step and the change of the residual, unless the curvature
// along it is not positive, or too near zero to divide by, as at the end of a run.
func (h *lbfgs) update(x, xNext, r, rNext []float64) {
	const least = 0x1p-969 // the smallest number whose rounding error is not zero
	var sy, ss, yy float64
	for j := range x {
		s, y := xNext[j]-x[j], rNext[j]-r[j]
		sy += s * y
		ss += s * s
		yy += y * y
	}
	if !(sy > 1e-12*math.Sqrt(ss)*math.Sqrt(yy)) || min(sy, ss, yy) < least || max(sy, ss, yy) > 1/least {
		return
	}
	k := h.next
	for j := range x {
		h.s[k][j], h.y[k][j] = xNext[j]-x[j], rNext[j]-r[j]
	}
	h.rho[k] = 1 / sy
	h.next = (k + 1) % len(h.s)
	h.used = min(h.used+1, len(h.s))
}

// direction sets d = H r; without pairs H is gamma.
func (h *lbfgs) direction(d, r []float64, gamma float64) {
	copy(d, r)
	m := len(h.s)
	if h.used == 0 {
		for j := range d {
			d[j] *= gamma
		}
		return
	}
	for i := 1; i <= h.used; i++ {
		k := (h.next - i + m) % m
		h.alpha[k] = h.rho[k] * inner(h.s[k], d)
		for j, v := range h.y[k] {
			d[j] -= h.alpha[k] * v
		}
	}
	last := (h.next - 1 + m) % m
	scale := 1 / (h.rho[last] * inner(h.y[last], h.y[last]))
	for j := range d {
		d[j] *= scale
	}
	for i := h.used; i >= 1; i-- {
		k := (h.next - i + m) % m
		beta := h.rho[k] * inner(h.y[k], d)
		for j, v := range h.s[k] {
			d[j] += (h.alpha[k] - beta) * v
		}
	}
}
