package prox

import (
	"cmp"
	"math"
)

// ElasticNet is the mixture of the absolute and the squared norm
//
//	f(x) = Lambda Σ_j w_j (Alpha |x_j| + (1-Alpha)/2 x_j²),   w_j = Weights[j],
//
// with 0 <= Alpha <= 1: Alpha = 1 is [L1] and Alpha = 0 is [SquaredL2]. The
// proximal operator thresholds, then shrinks:
// soft(x_j, γ Lambda w_j Alpha) / (1 + γ Lambda w_j (1-Alpha)).
//
// Lambda and Weights must be non-negative; the zero value is the zero function.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Zou and Hastie, Regularization and variable selection via the
// elastic net (2005), section 2.
type ElasticNet struct {
	Lambda, Alpha float64
	Weights       []float64
}

// at returns the factors of |x| and x²/2 in coordinate j.
func (f ElasticNet) at(j int) (a, b float64) {
	l := times(f.Lambda, param(f.Weights, j, 1))
	return times(l, f.Alpha), times(l, 1-f.Alpha)
}

func (f ElasticNet) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: ElasticNet needs Lambda >= 0"),
		unless(f.Alpha >= 0 && f.Alpha <= 1, "prox: ElasticNet needs 0 <= Alpha <= 1"))
}

// Validate reports what makes f unusable for n coordinates.
func (f ElasticNet) Validate(n int) error {
	return firstOf(broken(f.broken()), nonNegative.each("ElasticNet.Weights", f.Weights, n))
}

// Value returns Lambda Σ w_j (Alpha |x_j| + (1-Alpha)/2 x_j²).
func (f ElasticNet) Value(x []float64) float64 { return sumValue(f, x, f.Weights) }

// Prox thresholds and shrinks x into dst and returns f(dst).
func (f ElasticNet) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma, f.Weights)
}

// Conj returns Σ max(|u_j| - a_j, 0)² / (2 b_j), where a_j = Lambda w_j Alpha
// and b_j = Lambda w_j (1-Alpha).
func (f ElasticNet) Conj(u []float64) float64 { return sumConj(f, u, f.Weights) }

// ValueAt returns Lambda w_j (Alpha |x| + (1-Alpha)/2 x²).
func (f ElasticNet) ValueAt(j int, x float64) float64 {
	a, b := f.at(j)
	return times(a, math.Abs(x)) + times(b, x*x/2)
}

// ProxAt returns soft(x, gamma a_j) / (1 + gamma b_j).
func (f ElasticNet) ProxAt(j int, x, gamma float64) float64 {
	a, b := f.at(j)
	return shrink(softThreshold(x, gamma*a), gamma*b)
}

func (f ElasticNet) conjAt(j int, u float64) float64 {
	a, b := f.at(j)
	return halfSquareConj(softThreshold(u, a), b)
}
