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

// pava sets dst to the non-decreasing vector nearest to x: pool adjacent
// violators. The first pass stacks blocks, their sums in dst and their sizes in
// a scratch slice; the second writes out the means, last block first, so that
// dst may be x.
func pava(dst, x []float64) {
	buffer := borrow(len(x))
	defer scratch.Put(buffer)
	size, top := *buffer, -1
	for _, v := range x {
		top++
		dst[top], size[top] = v, 1
		for top > 0 && dst[top-1]/size[top-1] >= dst[top]/size[top] {
			dst[top-1] += dst[top]
			size[top-1] += size[top]
			top--
		}
	}
	end := len(dst)
	for ; top >= 0; top-- {
		mean := dst[top] / size[top]
		for range int(size[top]) {
			end--
			dst[end] = mean
		}
	}
}

// Monotone is the indicator of the monotone cone
//
//	f(x) = 0 if x_1 <= x_2 <= ... <= x_n, else +Inf,
//
// or >= with Decreasing. Its proximal operator is isotonic regression and its
// conjugate the indicator of the polar cone: partial sums of u that are
// non-negative, and zero for all of u. Prox is exact, O(n), and does not allocate
// in the steady state.
//
// Reference: Best and Chakravarti, Active set algorithms for isotonic regression
// (1990), pool adjacent violators.
type Monotone struct{ Decreasing bool }

// Value returns 0 where x is in order and +Inf elsewhere.
func (f Monotone) Value(x []float64) float64 {
	ok := true
	for j := 1; j < len(x); j++ {
		ok = ok && (x[j-1] == x[j] || (x[j-1] < x[j]) != f.Decreasing)
	}
	return indicator(ok, sum(x))
}

// Prox replaces x by the nearest vector in order and returns 0.
func (f Monotone) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	if !f.Decreasing {
		pava(dst, x)
		return 0
	}
	negate(dst, x)
	pava(dst, dst)
	negate(dst, dst)
	return 0
}

func negate(dst, x []float64) {
	for j, v := range x {
		dst[j] = -v
	}
}

// Conj returns 0 on the polar cone and +Inf elsewhere.
func (f Monotone) Conj(u []float64) float64 {
	var s float64
	ok, size := true, norm1(u)
	for _, v := range u {
		if f.Decreasing {
			v = -v
		}
		s += v
		ok = ok && s >= -slack*size
	}
	return indicator(ok && math.Abs(s) <= slack*size, s)
}

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

// Value returns 0 for at most K nonzero entries and +Inf for more.
func (f BallL0) Value(x []float64) float64 {
	return indicator(L0{1}.Value(x) <= float64(f.K), L0{1}.Value(x))
}

// Prox keeps the K largest entries and returns 0.
func (f BallL0) Prox(dst, x []float64, gamma float64) float64 {
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
