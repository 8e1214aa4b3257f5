package prox

import (
	"math"
	"slices"
)

// BallL0 is the indicator of the vectors with at most K nonzero entries
//
//	f(x) = 0 if #{j : x_j ≠ 0} <= K, else +Inf.
//
// Not convex: the proximal operator keeps the K largest entries, the first ones
// among equals. Its conjugate is the indicator of {0} for K > 0. The zero value
// is the origin. Prox is exact, O(n log n), and allocates a sorted copy.
//
// Reference: Blumensath and Davies, Iterative hard thresholding for compressed
// sensing (2009).
type BallL0 struct{ K int }

func (f BallL0) broken() string {
	return unless(f.K >= 0, "prox: BallL0 needs K >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f BallL0) Validate(n int) error {
	return broken(f.broken())
}

// Value returns 0 for at most K nonzero entries and +Inf for more.
func (f BallL0) Value(x []float64) float64 {
	return indicator(L0{1}.Value(x) <= float64(f.K), L0{1}.Value(x))
}

// Prox keeps the K largest entries and returns 0.
func (f BallL0) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	copy(dst, x)
	if f.K >= len(x) {
		return 0
	}
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	v := *buffer
	for j := range x {
		v[j] = -math.Abs(x[j])
	}
	slices.Sort(v)
	least, ties := -v[f.K], 0 // the largest size to go, and how many of that size may stay
	for _, a := range v[:f.K] {
		if -a == least {
			ties++
		}
	}
	for j, a := range dst {
		switch a = math.Abs(a); {
		case a < least:
			dst[j] = 0
		case a == least:
			if ties--; ties < 0 {
				dst[j] = 0
			}
		}
	}
	return 0
}

// Conj returns 0 at the origin, or anywhere for K = 0, and +Inf elsewhere.
func (f BallL0) Conj(u []float64) float64 {
	s := norm1(u)
	return indicator(s == 0 || f.K == 0, s)
}

// WeakConvexity returns +Inf, or 0 for K = 0.
func (f BallL0) WeakConvexity() float64 { return times(inf, float64(f.K)) }
