package textbook

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// NewIsotonic is isotonic regression, the non-decreasing x nearest to y
//
//	Σ_i w_i (y_i - x_i)²/(2 Σ w_i)   with x_1 <= x_2 <= ... <= x_n;
//
// weights nil stands for ones. The solution lies between the least and the largest
// response, which is part of the constraint so that every dual point is feasible.
// Reference: Barlow, Bartholomew, Bremner and Brunk, Statistical Inference under Order
// Restrictions (1972).
func NewIsotonic(y, weights []float64) *problems.Problem {
	n := len(y)
	x := &design.CSC{N: n, P: n, ColPtr: []int{0}, Row: make([]int32, n), Val: vector.Ones(n)}
	set := monotone{math.Inf(1), math.Inf(-1)}
	for i, v := range y {
		x.Row[i] = int32(i)
		x.ColPtr = append(x.ColPtr, i+1)
		set.lower, set.upper = min(set.lower, v), max(set.upper, v)
	}
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y, Weights: weights}, Penalty: problems.Constraint{Set: set}}
}

// monotone is the set of non-decreasing vectors between two bounds.
type monotone struct{ lower, upper float64 }

// Value returns 0 in the set and +Inf elsewhere.
func (f monotone) Value(x []float64) float64 {
	if n := len(x); n > 0 && (x[0] < f.lower || x[n-1] > f.upper) {
		return math.Inf(1)
	}
	return prox.Monotone{}.Value(x)
}

// Prox pools adjacent violators and clips, which is the projection.
func (f monotone) Prox(dst, x []float64, gamma float64) float64 {
	prox.Monotone{}.Prox(dst, x, gamma)
	for i, v := range dst {
		dst[i] = min(max(v, f.lower), f.upper)
	}
	return 0
}

// Conj returns the largest <u, x>, attained at a step from lower to upper.
func (f monotone) Conj(u []float64) float64 {
	var s vector.Sum
	top := 0.0
	for i := len(u) - 1; i >= 0; i-- {
		s.Add(u[i])
		top = max(top, s.Total())
	}
	return f.lower*s.Total() + (f.upper-f.lower)*top
}
