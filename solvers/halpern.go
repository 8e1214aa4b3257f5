package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// HalpernPrimalDual minimises F(x) + G(x) + H(A x), F smooth or nil, by the steps T of
// [CondatVu], of [ChambollePock] without F, drawn back to the point z0 where they began,
//
//	z⁺ = (k+1)/(k+2) (z + ρ(T(z) - z)) + 1/(k+2) z0,   z = (x, y),
//	1/τ = L + σ‖A‖²,   ρ = 3/2, or 2 without F,
//
// which makes the residual ‖z - T(z)‖ O(1/k), and restarted from T(z), with k = 0 and z0
// there, where the residual has fallen to a fifth, or to four fifths and rises again, or
// after a third of all iterations: that makes it linear for piecewise linear and
// quadratic terms. At a restart σ/τ moves half way, in logarithms, to ‖y - y0‖²/‖x - x0‖²,
// by a factor of 100 at most, so that the units of neither matter. The iterate is the x of T(z), so that it satisfies
// the constraints in G. L, a Lipschitz constant of ∇F, is estimated at x0 where it is 0.
// One gradient, one product with A, one with A', and a prox of each term an iteration.
//
// References: Halpern, Fixed points of nonexpanding maps (1967); Lieder, On the
// convergence rate of the Halpern-iteration (2021); Lu and Yang, Restarted Halpern PDHG
// for linear programming (2024), algorithm 2; Applegate et al., Practical large-scale
// linear programming using primal-dual hybrid gradient (2021), for the weight; Condat
// (2013), theorem 3.1, for ρ.
type HalpernPrimalDual struct {
	F    Smooth
	G, H prox.Function
	A    Linear
	L    float64
}

const (
	enoughDecay = 0.2  // of the residual, to restart
	someDecay   = 0.8  // of the residual, to restart once it rises
	longRun     = 0.36 // of all iterations, to restart at last
	longShift   = 10   // of the weight at a restart, at most: early moves say little
	farthest    = 1e12 // that the weight may be from 1
)

// Validate reports what makes m unusable from x0.
func (m HalpernPrimalDual) Validate(x0 []float64) error {
	return firstOf(
		rule(m.L >= 0 && m.L < math.Inf(1), "HalpernPrimalDual needs L > 0, or 0 to estimate it"),
		term("HalpernPrimalDual.G", m.G, len(x0)),
		operator("HalpernPrimalDual", m.H, m.A, len(x0)))
}

// Iterates yields x1, x2, ...
func (m HalpernPrimalDual) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		rows, cols := m.A.Dims()
		step := m.newStep(x0)
		hidden := make([]float64, cols+2*rows)
		x, y, ty := hidden[:cols], hidden[cols:cols+rows], hidden[cols+rows:]
		copy(x, x0)
		tx := make([]float64, cols)
		anchorX, anchorY := append([]float64(nil), x0...), make([]float64, rows)
		st := &State{X: tx, Hidden: hidden}
		var first, last float64 // residuals since the restart
		weight, k, total := 1.0, 0, 0
		for {
			step.to(tx, ty, x, y, weight)
			if !yield(st) {
				return
			}
			residual := math.Hypot(distance(x, tx)*math.Sqrt(weight), distance(y, ty)/math.Sqrt(weight))
			if k == 0 {
				first = residual
			}
			if k > 0 && (residual <= enoughDecay*first || residual <= someDecay*first && residual > last || float64(k) >= longRun*float64(total)) {
				weight = shifted(weight, distance(tx, anchorX), norm(tx), distance(ty, anchorY), norm(ty))
				copy(x, tx)
				copy(y, ty)
				copy(anchorX, tx)
				copy(anchorY, ty)
				k = 0
			} else {
				step.draw(x, tx, anchorX, k)
				step.draw(y, ty, anchorY, k)
				k++
			}
			last = residual
			total++
		}
	}
}

// halpernStep is T, with its buffers.
type halpernStep struct {
	HalpernPrimalDual
	l, norm, relax float64
	grad, work, v  []float64
}

func (m HalpernPrimalDual) newStep(x0 []float64) *halpernStep {
	rows, cols := m.A.Dims()
	s := &halpernStep{m, 0, or(safeNorm(m.A), 1), 2, make([]float64, cols), make([]float64, cols), make([]float64, rows)}
	if m.F != nil {
		s.l, s.relax = lipschitz(m.F, x0, m.L), 1.5
	}
	return s
}

// to sets (tx, ty) = T(x, y) for σ/τ = weight², or as near to it as L lets it be.
func (s *halpernStep) to(tx, ty, x, y []float64, weight float64) {
	sigma := 0.99 * weight / s.norm
	tau := 1 / (s.l + weight*s.norm/0.99)
	s.A.Adjoint(s.work, y)
	if s.F != nil {
		s.F.Grad(s.grad, x)
	}
	for j, g := range s.grad {
		tx[j] = x[j] - tau*(g+s.work[j])
	}
	s.G.Prox(tx, tx, tau)
	for j, p := range tx {
		s.work[j] = 2*p - x[j]
	}
	s.A.Apply(s.v, s.work)
	for i, a := range s.v {
		s.v[i] = y[i] + sigma*a
	}
	proxConjugate(ty, s.v, s.H, sigma)
}

// shifted returns the weight after x and y have moved by dx and dy. What is no more than
// rounding says nothing.
func shifted(weight, dx, x, dy, y float64) float64 {
	if dx <= 1e-12*x && dy <= 1e-12*y {
		return weight
	}
	weight *= min(max(math.Sqrt(dy/dx/weight), 1/longShift), longShift)
	return min(max(weight, 1/farthest), farthest)
}

// draw moves z past t, and back to the anchor.
func (s *halpernStep) draw(z, t, anchor []float64, k int) {
	share := float64(k+1) / float64(k+2)
	for j, a := range t {
		z[j] = share*(z[j]+s.relax*(a-z[j])) + (1-share)*anchor[j]
	}
}
