package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/prox"
)

// ChambollePock minimises F(x) + H(A x) by the primal-dual hybrid gradient method
//
//	x⁺ = prox_{τF}(x - τA'y),   y⁺ = prox_{σH*}(y + σA(x⁺ + θ(x⁺ - x))),   τσ‖A‖² < 1,
//
// with prox_{σH*} from prox_{H/σ} by Moreau's decomposition. One product with A,
// one with A' and a prox of each term an iteration.
//
// With Tau > 0 the steps are fixed; Sigma is 0.99/(Tau‖A‖²) where it is 0. With
// neither, they are adaptive: their product is fixed and their ratio follows the
// ratio of the primal and the dual residual, in adjustments that fade out. With
// Mu > 0, a constant of strong convexity of F, τ shrinks and σ grows so that
// ‖x-x*‖² is O(1/k²). Otherwise the gap of averages is O(1/k).
//
// Reference: Chambolle and Pock, A first-order primal-dual algorithm for convex
// problems with applications to imaging (2011), algorithms 1 and 2; Goldstein, Li,
// Yuan, Esser and Baraniuk, Adaptive primal-dual hybrid gradient methods (2013),
// algorithm 2.
type ChambollePock struct {
	F, H       prox.Function
	A          Linear
	Tau, Sigma float64
	Mu         float64
}

const (
	firstShift = 0.5  // of the ratio of adaptive steps
	shiftDecay = 0.95 // of the shift after each use
	unbalanced = 1.5  // ratio of residuals that calls for a shift
)

// Validate reports what makes m unusable from x0.
func (m ChambollePock) Validate(x0 []float64) error {
	if err := firstOf(
		term("ChambollePock.F", m.F, len(x0)),
		operator("ChambollePock", m.H, m.A, len(x0)),
		rule(m.Tau >= 0 && m.Sigma >= 0 && max(m.Tau, m.Sigma) < math.Inf(1), "ChambollePock needs Tau and Sigma > 0, or 0 to choose them"),
		rule(m.Mu >= 0 && m.Mu < math.Inf(1), "ChambollePock needs Mu >= 0")); err != nil {
		return err
	}
	tau, sigma := m.steps()
	norm, upper := m.A.Norm()
	if upper && !(tau*sigma*norm*norm < 1) { // the bound may be far above
		norm = min(norm, 1.001*composite.NormBelow(m.A))
	}
	return rule(tau*sigma*norm*norm < 1, "ChambollePock needs Tau Sigma ‖A‖² < 1")
}

// Iterates yields x1, x2, ...
func (m ChambollePock) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		rows, cols := m.A.Dims()
		tau, sigma := m.steps()
		x, ax, ay := make([]float64, cols), make([]float64, rows), make([]float64, cols)
		next, anext, aynext := append([]float64(nil), x0...), make([]float64, rows), make([]float64, cols)
		y, ynext, v := make([]float64, rows), make([]float64, rows), make([]float64, rows)
		m.A.Apply(anext, next)
		st, shift := &State{}, firstShift
		for {
			x, next = next, x
			ax, anext = anext, ax
			for j, g := range ay {
				next[j] = x[j] - tau*g
			}
			m.F.Prox(next, next, tau)
			m.A.Apply(anext, next)
			theta := 1.0
			if m.Mu > 0 {
				theta = 1 / math.Sqrt(1+2*m.Mu*tau)
				tau *= theta
				sigma /= theta
			}
			for i, a := range anext {
				v[i] = y[i] + sigma*(a+theta*(a-ax[i]))
			}
			proxConjugate(ynext, v, m.H, sigma)
			m.A.Adjoint(aynext, ynext)
			if m.Tau == 0 && m.Mu == 0 {
				var primal, dual float64
				for j := range x {
					primal += math.Abs((x[j]-next[j])/tau - (ay[j] - aynext[j]))
				}
				for i := range y {
					dual += math.Abs((y[i]-ynext[i])/sigma - (ax[i] - anext[i]))
				}
				c := 1.0
				if primal > unbalanced*dual {
					c = 1 / (1 - shift)
				} else if dual > unbalanced*primal {
					c = 1 - shift
				}
				if c != 1 {
					tau, sigma, shift = tau*c, sigma/c, shift*shiftDecay
				}
			}
			y, ynext = ynext, y
			ay, aynext = aynext, ay
			st.X, st.Hidden = next, y
			if !yield(st) {
				return
			}
		}
	}
}

// steps returns the first tau and sigma.
func (m ChambollePock) steps() (tau, sigma float64) {
	norm := or(safeNorm(m.A), 1)
	tau = or(m.Tau, 0.99/norm)
	return tau, or(m.Sigma, 0.99*0.99/(tau*norm*norm))
}

// proxConjugate sets dst = prox_{sigma h*}(v) = v - sigma prox_{h/sigma}(v/sigma).
// dst must not be v.
func proxConjugate(dst, v []float64, h prox.Function, sigma float64) {
	for i, a := range v {
		dst[i] = a / sigma
	}
	h.Prox(dst, dst, 1/sigma)
	for i, a := range v {
		dst[i] = a - sigma*dst[i]
	}
}
