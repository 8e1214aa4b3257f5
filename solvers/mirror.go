package solvers

import (
	"iter"
	"math"
)

// MirrorDescent minimises a convex F over the simplex x >= 0, Σ x_j = Sum, by
// subgradient steps in the geometry of the entropy (exponentiated gradients),
//
//	x_j⁺ = Sum x_j exp(-s g_j) / Σ_k x_k exp(-s g_k),
//
// where s comes from Step, called with ‖g‖∞ for the norm; nil stands for
// s = √(2 log p/k)/(Sum ‖g‖∞). x0 must be in the simplex; a
// coordinate that is 0 stays 0, so start inside. Sum is 1 where it is 0. One
// subgradient an iteration; with ‖g‖∞ <= G the best value is within
// G Sum √(2 log p/k), up to log k, of the optimum if x0 is the centre: the dimension
// hardly matters.
//
// Reference: Beck and Teboulle, Mirror descent and nonlinear projected subgradient
// methods for convex optimization (2003), theorem 5.1.
type MirrorDescent struct {
	F    Subdifferentiable
	Sum  float64
	Step StepRule
}

// Validate reports what makes m unusable from x0.
func (m MirrorDescent) Validate(x0 []float64) error {
	if err := firstOf(
		rule(m.F != nil, "MirrorDescent.F is missing"),
		rule(m.Sum >= 0 && m.Sum < math.Inf(1), "MirrorDescent needs Sum > 0, or 0 for 1")); err != nil {
		return err
	}
	sum, total, least := or(m.Sum, 1), 0.0, 0.0
	for _, v := range x0 {
		total += v
		least = min(least, v)
	}
	return rule(least == 0 && math.Abs(total-sum) <= 1e-9*sum, "MirrorDescent needs a starting point in the simplex")
}

// Iterates yields x1, x2, ...
func (m MirrorDescent) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		sum := or(m.Sum, 1)
		step := m.Step
		if step == nil {
			step = Normalized(InvSqrt(math.Sqrt(2*math.Log(float64(len(x0)))) / sum))
		}
		x, g := append([]float64(nil), x0...), make([]float64, len(x0))
		st := &State{X: x}
		for k := 1; ; k++ {
			value := m.F.Subgrad(g, x)
			size, low := 0.0, math.Inf(1)
			for j, v := range g {
				size = max(size, math.Abs(v))
				if x[j] > 0 {
					low = min(low, v)
				}
			}
			s, total := step(k, value, size), 0.0
			for j, v := range g {
				if x[j] > 0 { // the largest factor is 1
					x[j] *= math.Exp(-s * (v - low))
				}
				total += x[j]
			}
			for j := range x {
				x[j] = x[j] / total * sum // the total may be so small that its inverse is not finite
			}
			if !yield(st) {
				return
			}
		}
	}
}
