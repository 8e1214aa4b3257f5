package composite

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
)

const (
	refineRounds = 40 // of refineSteps each
	refineSteps  = 50
)

// refine looks for better y and keeps the best in cert. It stays near the guess if there is
// one.
func (d *dualSpace) refine(v, guess []float64, cert *problems.Certificate) {
	c, x := d.c, d.guess.x
	good := func() bool {
		return cert.Primal-cert.Dual-cert.DualRounding <= 1e-14*(1e-300+math.Abs(cert.Primal)+math.Abs(cert.Dual))
	}
	see := func(y []float64) {
		*cert = cert.With(d.bound(v, y))
		if s, moved := d.snap(y); moved {
			*cert = cert.With(d.bound(v, s))
		}
	}
	if guess != nil {
		for range 2 { // again from where the projection took it, which is nearer to the equations
			if see(guess); good() {
				return
			}
			guess = cert.Theta[len(v):]
		}
		return
	}
	y := c.kinkless(x, 1e-8)
	see(y)
	if c.start != nil {
		if s := c.start(x); s != nil {
			y = s
			see(y)
		}
	}
	if d.equations() { // which rows are at a kink depends on how near x is to a solution
		for _, mu := range []float64{1e-6, 1e-4, 1e-2, 1} {
			if good() {
				return
			}
			see(c.kinkless(x, mu))
		}
	}
	norm, upper := c.L.Norm()
	if !upper {
		norm *= 1.1
	}
	if good() || norm == 0 {
		return
	}
	for _, gamma := range c.gammas(x, v, y) {
		step, stalled := newDualStep(c, x, v, y, gamma, norm), 0
		for range refineRounds {
			before := cert.Dual
			step.run(refineSteps)
			see(step.y)
			if good() {
				return
			}
			if stalled++; cert.Dual-before > 0.1*(cert.Primal-cert.Dual) {
				stalled = 0
			}
			if stalled == 3 {
				break
			}
		}
		if cert.Primal-cert.Dual > 1e-2*math.Abs(cert.Primal) {
			return // x is no solution
		}
		y = cert.Theta[len(v):]
	}
}

// snap returns y with entries next to a bound moved onto it, where there are equations:
// the projection leaves them there.
func (d *dualSpace) snap(y []float64) (snapped []float64, moved bool) {
	if !d.equations() {
		return y, false
	}
	snapped = append([]float64(nil), y...)
	n := d.smooth()
	for i, t := range y {
		lo, hi := d.lower[n+i], d.upper[n+i]
		near := 1e-4 * (hi - lo)
		switch {
		case math.IsInf(near, 0):
		case t > lo && t-lo < near:
			snapped[i], moved = lo, true
		case t < hi && hi-t < near:
			snapped[i], moved = hi, true
		}
	}
	return snapped, moved
}

// gammas lists the γ to try: the size of x over that of the slopes of G at it, and
// less of it and more.
func (c *Problem) gammas(x, v, y []float64) []float64 {
	w := make([]float64, c.Dim)
	c.pull(w, v, y)
	slope := vector.MaxAbs(w)
	mu := 1e-8 * (1 + vector.MaxAbs(x))
	c.G.Prox(w, x, mu)
	for j, p := range w {
		slope = max(slope, math.Abs(x[j]-p)/mu)
	}
	gamma := 1.0
	if a := vector.MaxAbs(x); a > 0 && slope > 0 {
		gamma = a / slope
	}
	return []float64{gamma, gamma / 10, gamma * 10, gamma / 100}
}

// kinkless returns the gradient at L x of the Moreau envelope of H, a subgradient of H
// near L x, for the parameter mu (1 + ‖L x‖∞).
func (c *Problem) kinkless(x []float64, mu float64) []float64 {
	z := c.apply(x)
	mu *= 1 + vector.MaxAbs(z)
	y := make([]float64, len(z))
	c.H.Prox(y, z, mu)
	for i, v := range z {
		y[i] = (v - y[i]) / mu
	}
	return y
}

// dualStep is the state of the dual solution of the proximal point step.
type dualStep struct {
	c                *Problem
	x, kv            []float64
	y, last, ahead   []float64
	gamma, lipschitz float64
	t                float64
}

func newDualStep(c *Problem, x, v, y []float64, gamma, norm float64) *dualStep {
	s := &dualStep{c: c, x: x, kv: make([]float64, c.Dim), gamma: gamma, lipschitz: gamma * norm * norm, t: 1}
	c.pull(s.kv, v, make([]float64, len(y)))
	s.y, s.ahead = append([]float64(nil), y...), append([]float64(nil), y...)
	s.last = append([]float64(nil), y...)
	return s
}

// run makes so many steps of accelerated proximal gradients with restarts:
//
//	u = prox_{γG}(x - γ(K'v + L'a)),   y⁺ = prox_{H*/ℓ}(a + L u/ℓ),   ℓ = γ‖L‖².
func (s *dualStep) run(steps int) {
	u, z := make([]float64, s.c.Dim), make([]float64, len(s.y))
	for range steps {
		s.c.L.Adjoint(u, s.ahead)
		for j := range u {
			u[j] = s.x[j] + s.gamma*(s.kv[j]-u[j])
		}
		s.c.G.Prox(u, u, s.gamma)
		s.c.L.Apply(z, u)
		for i := range z {
			z[i] += s.lipschitz * s.ahead[i]
		}
		// prox_{H*/ℓ}(z/ℓ) = (z - prox_{ℓH}(z))/ℓ, by Moreau.
		s.y, s.last = s.last, s.y
		s.c.H.Prox(s.y, z, s.lipschitz)
		var uphill float64
		for i := range z {
			s.y[i] = (z[i] - s.y[i]) / s.lipschitz
			uphill += (s.ahead[i] - s.y[i]) * (s.y[i] - s.last[i])
		}
		if uphill > 0 {
			s.t = 1
		}
		next := (1 + math.Sqrt(1+4*s.t*s.t)) / 2
		for i, v := range s.y {
			s.ahead[i] = v + (s.t-1)/next*(v-s.last[i])
		}
		s.t = next
	}
}
