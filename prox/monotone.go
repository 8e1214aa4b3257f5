package prox

import "math"

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
