package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// ProxNewton minimises F(X b) + G(b), G separable, by Newton's method for composite
// functions: the direction d minimises
//
//	<∇F(z), X d> + ½ <X d, D X d> + G(b + d),   z = X b, D the curvature of F at z,
//
// by coordinate descent, and the step along it is halved until the objective falls
// by 1e-4 of what the linear model promises. Where D is too small to go by, as Huber's
// loss has none beyond delta, a share of the Lipschitz constant of ∇F is added to it,
// more for as long as steps are cut short and less as they are not (Levenberg and
// Marquardt); with all of it the step is that of a majorant. The descent stops at a
// hundredth of its first step or after twenty epochs. One pass over X for each epoch. Quadratic
// convergence near a solution for an exact direction and F with a Lipschitz Hessian,
// linear at this accuracy; the right choice for logistic and Poisson losses.
//
// Reference: Lee, Sun and Saunders, Proximal Newton-type methods for minimizing
// composite functions (2014); Friedman, Hastie and Tibshirani (2010),
// section 3.
type ProxNewton struct {
	X design.Design
	F problems.DataFit
	G prox.Separable
}

const (
	newtonEpochs = 20
	newtonShare  = 0.01 // of the first longest step ends the epochs
)

// Validate reports what makes m unusable from x0.
func (m ProxNewton) Validate(x0 []float64) error {
	return firstOf(
		fitted("ProxNewton", m.X, m.F, len(x0)),
		term("ProxNewton.G", m.G, len(x0)))
}

// Iterates yields b1, b2, ...
func (m ProxNewton) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		n, p := m.X.Dims()
		b, trial := append([]float64(nil), x0...), make([]float64, p)
		z, grad, h := make([]float64, n), make([]float64, n), make([]float64, n)
		share, w, slope := make([]float64, n), make([]float64, n), make([]float64, n)
		curv := make([]float64, p)
		if math.IsInf(m.G.Value(b), 1) {
			m.G.Prox(b, b, 1) // a step down from infinity cannot be measured
		}
		design.Mul(z, m.X, b)
		value := m.F.Value(z) + m.G.Value(b)
		st := &State{X: b}
		damping, most := 0.0, 1.0 // in units of the Lipschitz constant
		if math.IsInf(m.F.Smoothness(), 1) {
			most = 0
		}
		for {
			m.F.Grad(grad, z)
			for moved := false; ; {
				m.F.Curvature(h, z)
				if damping > 0 {
					for i := range h {
						h[i] += damping * m.F.Smoothness()
					}
				}
				m.curvatures(curv, share, h)
				copy(trial, b)
				clear(w)
				if m.descend(trial, w, slope, grad, h, curv) {
					var t float64
					value, t = m.search(b, trial, z, w, slope, value, inner(grad, w))
					moved = t > 0
					if t == 1 {
						if damping /= 8; damping < 1e-12 {
							damping = 0
						}
					} else {
						damping = min(max(1e-6, 8*damping), most)
					}
				}
				if moved || damping == most {
					break
				}
				damping = min(max(1e-6, 8*damping), most)
			}
			if !yield(st) {
				return
			}
		}
	}
}

// curvatures sets curv_j = Σ_i h_i x_ij², with room for the shares of h.
func (m ProxNewton) curvatures(curv, share, h []float64) {
	clear(curv)
	total := 0.0
	for _, v := range h {
		total += v
	}
	if !(total > 0) {
		return
	}
	for i, v := range h {
		share[i] = v / total
	}
	for j := range curv {
		mean, variance := m.X.ColMoments(j, share)
		curv[j] = total * (variance + mean*mean)
	}
}

// descend minimises the model by coordinate descent from b, moves b there and sets
// w = X d. It tells whether it went anywhere.
func (m ProxNewton) descend(b, w, slope, grad, h, curv []float64) (moved bool) {
	first := 0.0
	for range newtonEpochs {
		longest := 0.0
		for j, a := range curv {
			if a == 0 {
				continue
			}
			for i, v := range h {
				slope[i] = grad[i] + v*w[i]
			}
			old := b[j]
			b[j] = m.G.ProxAt(j, old-m.X.ColDot(j, slope)/a, 1/a)
			if d := b[j] - old; d != 0 {
				m.X.ColAxpy(j, d, w)
				longest = max(longest, math.Abs(d)*math.Sqrt(a))
				moved = true
			}
		}
		first = max(first, longest)
		if longest <= newtonShare*first {
			break
		}
	}
	return moved
}

// search moves b towards trial and z along w, by the first of the steps 1, ½, ¼,
// ... that lowers the objective enough, and returns the objective there and the step, 0
// for none.
func (m ProxNewton) search(b, trial, z, w, work []float64, value, slope float64) (float64, float64) {
	promise := slope + m.G.Value(trial) - m.G.Value(b)
	for t := 1.0; t > 1e-12; t /= 2 {
		for j, v := range b { // trial is the end of the step, and shrinks with it
			if t < 1 {
				trial[j] = (trial[j] + v) / 2
			}
		}
		for i, v := range w {
			work[i] = z[i] + t*v
		}
		if v := m.F.Value(work) + m.G.Value(trial); v <= value+1e-4*t*promise+1e-14*math.Abs(value) {
			copy(b, trial)
			copy(z, work)
			return v, t
		}
	}
	return value, 0
}
