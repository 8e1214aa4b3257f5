package prox

import (
	"cmp"
	"math"
	"slices"
)

// SortedL1 is the ordered weighted absolute norm, the penalty of SLOPE
//
//	f(x) = Σ_i Lambda[i] |x|_(i),   |x|_(1) >= |x|_(2) >= ...,
//
// with Lambda[0] >= Lambda[1] >= ... >= 0, one number for each rank. Equal numbers
// give [L1]; one followed by zeros gives [Linf]. Its conjugate is the indicator of
// |u|_(1) + ... + |u|_(k) <= Lambda[0] + ... + Lambda[k-1] for all k. The zero
// value is the zero function. Prox sorts, O(n log n), and pools violators, O(n);
// it allocates two sorted copies.
//
// Reference: Bogdan, van den Berg, Sabatti, Su and Candès, SLOPE - adaptive
// variable selection via convex optimization (2015), algorithm 4.
type SortedL1 struct{ Lambda []float64 }

// ranked is an entry of a vector with its place.
type ranked struct {
	size float64
	j    int
}

// rank lists the sizes of the entries of x, the largest first.
func rank(x []float64) []ranked {
	list := make([]ranked, len(x))
	for j, v := range x {
		list[j] = ranked{math.Abs(v), j}
	}
	if len(list) < 1000 {
		slices.SortFunc(list, func(a, b ranked) int { return cmp.Compare(b.size, a.size) })
		return list
	}
	return radix(list)
}

// radix sorts by the bits of the sizes, which are in order because no size is
// negative; the largest first. Bytes that all entries share take no pass.
func radix(list []ranked) []ranked {
	other := make([]ranked, len(list))
	for shift := 0; shift < 64; shift += 8 {
		var place [256]int
		for _, r := range list {
			place[byte(^math.Float64bits(r.size)>>shift)]++
		}
		if place[byte(^math.Float64bits(list[0].size)>>shift)] == len(list) {
			continue
		}
		at := 0
		for b, n := range place {
			place[b] = at
			at += n
		}
		for _, r := range list {
			b := byte(^math.Float64bits(r.size) >> shift)
			other[place[b]] = r
			place[b]++
		}
		list, other = other, list
	}
	return list
}

// Validate reports what makes f unusable for n coordinates.
func (f SortedL1) Validate(n int) error {
	return firstOf(nonNegative.each("SortedL1.Lambda", f.Lambda, n), decreasing(f.Lambda))
}

// Value returns Σ Lambda[i] |x|_(i).
func (f SortedL1) Value(x []float64) float64 {
	fit(len(x), f.Lambda)
	var s float64
	for i, r := range rank(x) {
		s += times(param(f.Lambda, i, 0), r.size)
	}
	return s
}

// Prox sorts, thresholds, averages what is no longer in order, and undoes the
// sorting; it returns f(dst).
func (f SortedL1) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	fit(len(x), f.Lambda)
	if hasNaN(x) {
		return poison(dst)
	}
	list := rank(x)
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	v := *buffer
	for i, r := range list { // increasing, for pava
		v[len(v)-1-i] = r.size - gamma*param(f.Lambda, i, 0)
	}
	pava(v, v)
	var s float64
	for i, r := range list {
		p := max(v[len(v)-1-i], 0)
		s += times(param(f.Lambda, i, 0), p)
		dst[r.j] = math.Copysign(p, x[r.j])
	}
	return s
}

// Conj returns 0 where the partial sums of the sorted |u| stay within those of
// Lambda, and +Inf elsewhere.
func (f SortedL1) Conj(u []float64) float64 {
	fit(len(u), f.Lambda)
	var s, most float64
	ok := true
	for i, r := range rank(u) {
		s += r.size
		most += param(f.Lambda, i, 0)
		ok = ok && s <= most
	}
	return indicator(ok, s)
}
