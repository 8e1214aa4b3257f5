package proxtest

import (
	"math"
	"slices"
)

// The tests use arithmetic of their own: nothing here is shared with prox.

var inf = math.Inf(1)

// tiny is what gradual underflow may cost any sum or product.
const tiny = 1e-300

func finite(v ...float64) bool {
	return !slices.ContainsFunc(v, func(a float64) bool { return math.IsInf(a, 0) || math.IsNaN(a) })
}

// same tells whether a and b have the same bits, up to the payload of NaN.
func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
	})
}

// near tells whether a and b are equal, infinities included, or within tol.
func near(a, b, tol float64) bool { return a == b || math.Abs(a-b) <= tol }

func largest(v []float64) (m float64) {
	for _, a := range v {
		m = math.Max(m, math.Abs(a))
	}
	return m
}

func norm(v []float64) float64 {
	var s float64
	for _, a := range v {
		s = math.Hypot(s, a)
	}
	return s
}

func distance(a, b []float64) float64 {
	var s float64
	for j := range a {
		s = math.Hypot(s, a[j]-b[j])
	}
	return s
}

// dot returns <a, b> and the sum of the sizes of its terms.
func dot(a, b []float64) (s, size float64) {
	for j := range a {
		t := a[j] * b[j]
		s, size = s+t, size+math.Abs(t)
	}
	return s, size
}

// dotDiff returns <g, a-b>.
func dotDiff(g, a, b []float64) (s float64) {
	for j := range g {
		s += g[j] * (a[j] - b[j])
	}
	return s
}
