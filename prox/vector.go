package prox

import (
	"math"
	"sync"
)

// slack is the relative rounding that membership of a set with coupled
// coordinates forgives: nobody computes a point exactly on a sphere.
const slack = 1e-11

// within tells whether a <= b up to slack.
func within(a, b float64) bool { return a <= b+slack*math.Abs(b) }

// norm2 returns the Euclidean norm of x, without overflow or underflow.
func norm2(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v * v
	}
	if 1e-280 < s && s < 1e280 || math.IsNaN(s) {
		return math.Sqrt(s)
	}
	m := normInf(x)
	if m == 0 || math.IsInf(m, 1) {
		return m
	}
	s = 0
	for _, v := range x {
		s += (v / m) * (v / m)
	}
	return m * math.Sqrt(s)
}

// norm1 returns Σ |x_j|.
func norm1(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += math.Abs(v)
	}
	return s
}

// normInf returns max |x_j|, and NaN if there is a NaN.
func normInf(x []float64) float64 {
	var m float64
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

// largest returns max x_j, -Inf without entries, and NaN if there is a NaN.
func largest(x []float64) float64 {
	m := -inf
	for _, v := range x {
		m = max(m, v)
	}
	return m
}

func sum(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v
	}
	return s
}

// dot returns <x, y>.
func dot(x, y []float64) float64 {
	var s float64
	for j, v := range x {
		s += v * y[j]
	}
	return s
}

// hasNaN tells whether there is a NaN in x.
func hasNaN(x []float64) bool {
	for _, v := range x {
		if v != v {
			return true
		}
	}
	return false
}

// poison fills dst with NaN and returns NaN, the answer to NaN.
func poison(dst []float64) float64 {
	for j := range dst {
		dst[j] = math.NaN()
	}
	return math.NaN()
}

// scaleTo sets dst = c x, also where c is small and x is not finite.
func scaleTo(dst []float64, c float64, x []float64) {
	for j, v := range x {
		dst[j] = times(c, v)
	}
}

// scratch lends slices of numbers, so that operators with a workspace do not
// allocate in the steady state.
var scratch = sync.Pool{New: func() any { return new([]float64) }}

// borrow returns a slice of n numbers, not cleared, to be given back with
// scratch.Put.
func borrow(n int) *[]float64 {
	p := scratch.Get().(*[]float64)
	if cap(*p) < n {
		*p = make([]float64, n)
	}
	*p = (*p)[:n]
	return p
}
