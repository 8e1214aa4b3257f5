package problems

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/prox"
)

// Slope is the penalty of sorted L1 penalized estimation
//
//	Omega(b) = Lambda Σ_i w_i |b|_(i),   |b|_(1) >= |b|_(2) >= ...,
//
// with one weight for each rank, w_1 >= w_2 >= ... >= 0 and w_1 > 0. Weights that
// are all equal give the lasso, one followed by zeros the largest absolute value.
// Prox sorts, O(p log p).
//
// Reference: Bogdan, van den Berg, Sabatti, Su and Candès, SLOPE - adaptive
// variable selection via convex optimization (2015), proposition 1.1 for the dual
// norm.
type Slope struct {
	Lambda  float64
	Weights []float64
}

func (o *Slope) norm() prox.SortedL1 {
	l := make([]float64, len(o.Weights))
	for i, w := range o.Weights {
		l[i] = o.Lambda * w
	}
	return prox.SortedL1{Lambda: l}
}

// Value returns Omega(b).
func (o *Slope) Value(b []float64) float64 { return o.norm().Value(b) }

// Prox sets dst = prox_{gamma Omega}(x) and returns Omega(dst).
func (o *Slope) Prox(dst, x []float64, gamma float64) float64 { return o.norm().Prox(dst, x, gamma) }

// Conj returns 0 where the partial sums of the sorted |u| stay within those of
// Lambda w, and +Inf elsewhere.
func (o *Slope) Conj(u []float64) float64 { return o.norm().Conj(u) }

// DualScale returns the largest s in [0, 1] with Omega*(s u) finite, a few units in
// the last place on the safe side.
func (o *Slope) DualScale(u []float64) float64 { return normScale(o, o.Lambda, u) }

// LambdaMax returns the dual norm max_k Σ_{i<=k} |u|_(i) / Σ_{i<=k} w_i.
func (o *Slope) LambdaMax(u []float64) float64 {
	v := make([]float64, len(u))
	for j, a := range u {
		v[j] = -math.Abs(a)
	}
	slices.Sort(v)
	var top, bottom, most float64
	for i, a := range v {
		top -= a
		bottom += o.Weights[i]
		most = max(most, top/bottom)
	}
	return most
}

// Unpenalised returns false: every coefficient bears the penalty of its rank.
func (o *Slope) Unpenalised(int) (lower, upper float64, ok bool) {
	return math.Inf(-1), math.Inf(1), false
}

// Start returns 0.
func (o *Slope) Start(int) float64 { return 0 }

// Flat tells whether Lambda is 0.
func (o *Slope) Flat(int) (up, down bool) { return o.Lambda == 0, o.Lambda == 0 }

// WithLambda returns a copy with another strength, sharing the weights.
func (o *Slope) WithLambda(lambda float64) Scalable { return &Slope{lambda, o.Weights} }

// Validate reports weights that are not as many as columns, or not in order.
func (o *Slope) Validate(p int) error {
	if !(o.Lambda >= 0) || math.IsInf(o.Lambda, 1) {
		return fmt.Errorf("problems: lambda is %v; it must be finite and >= 0", o.Lambda)
	}
	if len(o.Weights) != p {
		return fmt.Errorf("problems: %d weights for %d columns", len(o.Weights), p)
	}
	for i, w := range o.Weights {
		if !(w >= 0) || math.IsInf(w, 1) || i > 0 && w > o.Weights[i-1] || i == 0 && w == 0 {
			return fmt.Errorf("problems: weight of rank %d is %v; weights must be >= 0, the first > 0, and none above the one before", i+1, w)
		}
	}
	return nil
}
