package solvers

import (
	"iter"
	"math"

	"github.com/lassocheck/lassocheck/prox"
)

// Subdifferentiable is a convex function with a subgradient everywhere.
type Subdifferentiable interface {
	// Subgrad sets dst to a subgradient at x and returns the value there.
	Subgrad(dst, x []float64) float64
}

// StepRule gives the step of iteration k = 1, 2, ... from the value and the norm
// of the subgradient.
type StepRule func(k int, value, norm float64) float64

// Constant is the step s: the best value ends within s ‖g‖²/2 of the optimum, no
// closer.
func Constant(s float64) StepRule { return func(int, float64, float64) float64 { return s } }

// InvSqrt is the step s/√k, the O(log k/√k) rule.
func InvSqrt(s float64) StepRule {
	return func(k int, _, _ float64) float64 { return s / math.Sqrt(float64(k)) }
}

// SquareSummable is the step s/k: square summable but not summable.
func SquareSummable(s float64) StepRule {
	return func(k int, _, _ float64) float64 { return s / float64(k) }
}

// Polyak is the step (f(x) - f*)/‖g‖² for a known optimal value.
func Polyak(best float64) StepRule {
	return func(_ int, value, norm float64) float64 {
		if norm == 0 {
			return 0
		}
		return min(max(0, value-best)/norm/norm, math.MaxFloat64)
	}
}

// Normalized divides the steps of a rule by the norm of the subgradient, so that
// they are lengths: the rule to take where F is not Lipschitz, as with a squared
// loss, because no step can then fly off.
func Normalized(rule StepRule) StepRule {
	return func(k int, value, norm float64) float64 {
		if norm == 0 {
			return 0
		}
		return min(rule(k, value, norm)/norm, math.MaxFloat64)
	}
}

// ProjectedSubgradient minimises a Lipschitz convex F over the set whose
// indicator is Set (nil for the whole space):
//
//	x⁺ = P_Set(x - s_k g_k),   g_k ∈ ∂F(x).
//
// It is not a descent method; after k steps the best value is within
// (R² + Σ s²‖g‖²)/(2 Σ s) of the optimum, R the distance from x0 to a solution.
// One subgradient and one projection an iteration. Step nil stands for InvSqrt(1).
//
// Reference: Boyd, Subgradient methods (lecture notes, 2014), section 3; Polyak,
// Introduction to Optimization (1987), section 5.3.
type ProjectedSubgradient struct {
	F    Subdifferentiable
	Set  prox.Function
	Step StepRule
}

// Validate reports what makes m unusable from x0.
func (m ProjectedSubgradient) Validate(x0 []float64) error {
	return firstOf(
		rule(m.F != nil, "ProjectedSubgradient.F is missing"),
		set(m.Set, len(x0)))
}

// Iterates yields x1, x2, ...
func (m ProjectedSubgradient) Iterates(x0 []float64) iter.Seq[*State] {
	start(m, x0)
	return func(yield func(*State) bool) {
		step := m.Step
		if step == nil {
			step = InvSqrt(1)
		}
		x, g := append([]float64(nil), x0...), make([]float64, len(x0))
		st := &State{X: x}
		for k := 1; ; k++ {
			value := m.F.Subgrad(g, x)
			s := step(k, value, norm(g))
			for j := range x {
				x[j] -= s * g[j]
			}
			if m.Set != nil {
				m.Set.Prox(x, x, 1)
			}
			if !yield(st) {
				return
			}
		}
	}
}
