package prox

import "math"

// increasingRoot returns the zero in [lo, hi] of an increasing function, given
// with its derivative, to the last bit that its rounding allows: Newton's method from
// start, with bisection wherever Newton leaves the bracket or is slow. An end of the
// bracket is returned if the function does not change sign.
//
// The bisection halves the number of floating-point numbers in the bracket, not
// its length, so that [0, 1e300] takes no more than 64 steps either.
func increasingRoot(lo, hi, start float64, h func(float64) (value, slope float64)) float64 {
	if !(lo < hi) {
		return lo
	}
	x, last := start, math.Inf(1)
	for {
		v, d := h(x)
		switch {
		case v == 0 || math.IsNaN(v):
			return x
		case v < 0:
			lo = x
		default:
			hi = x
		}
		next := x - v/d
		if next == x { // at the root, unless the function is steep: look next door
			next = math.Nextafter(x, x-v)
		}
		step := math.Abs(next - x)
		if step <= 1e-8*math.Abs(x) && step <= 1e-4*last && last < inf {
			return next // convergence is quadratic: the error is the square of the step
		}
		if lo < next && next < hi && step < last/2 {
			x, last = next, step
			continue
		}
		x, last = middle(lo, hi), math.Inf(1)
		if x == lo || x == hi {
			return closer(lo, hi, h)
		}
	}
}

// closer returns the one of two neighbours where |h| is smaller.
func closer(lo, hi float64, h func(float64) (value, slope float64)) float64 {
	a, _ := h(lo)
	b, _ := h(hi)
	if math.Abs(a) <= math.Abs(b) {
		return lo
	}
	return hi
}

// middle is the median of the floating-point numbers between lo and hi.
func middle(lo, hi float64) float64 {
	a, b := order(lo), order(hi)
	return fromOrder(a/2 + b/2 + (a%2+b%2)/2) // a+b could overflow
}

// order numbers the floats in increasing order; -0 and 0 share number 0, so that
// negative numbers are the mirror image of the positive ones.
func order(x float64) int64 {
	if b := int64(math.Float64bits(x)); b >= 0 {
		return b
	}
	return -int64(math.Float64bits(-x))
}

func fromOrder(k int64) float64 {
	if k < 0 {
		return -math.Float64frombits(uint64(-k))
	}
	return math.Float64frombits(uint64(k))
}

// positiveRoot is the larger root of p² - b p - c² = 0, which is not negative.
func positiveRoot(b, c float64) float64 {
	h := math.Hypot(b/2, c)
	if b >= 0 {
		return h + b/2
	}
	return c / (h - b/2) * c
}

// lambert solves w + log w = t: w = W(eᵗ), where W is Lambert's function. Newton's
// method on this concave function is monotone from the second iterate on.
func lambert(t float64) float64 {
	w := t
	if t < 1 {
		w = math.Exp(t)
	}
	if t < -40 { // w = eᵗ - e²ᵗ + ...
		return w
	}
	for range 50 {
		next := w * ((1 + t - math.Log(w)) / (1 + w))
		if math.Abs(next-w) <= 1e-16*w || math.IsNaN(next) || math.IsInf(next, 0) {
			break
		}
		w = next
	}
	return w
}
