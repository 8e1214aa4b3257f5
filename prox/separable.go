package prox

import "math"

// A separable function is written coordinate by coordinate: ValueAt, ProxAt and
// conjAt. The three functions below lift them to vectors.

// sumValue returns Σ_j f_j(x_j). The parameters are checked against x.
func sumValue[F Separable](f F, x []float64, params ...[]float64) float64 {
	fit(len(x), params...)
	var s float64
	for j, v := range x {
		s += f.ValueAt(j, v)
	}
	return s
}

// eachProx sets dst_j = prox_{gamma f_j}(x_j) and returns Σ_j f_j(dst_j).
func eachProx[F Separable](f F, dst, x []float64, gamma float64, params ...[]float64) float64 {
	check(dst, x, gamma)
	fit(len(x), params...)
	var s float64
	for j, v := range x {
		p := f.ProxAt(j, v, gamma)
		dst[j] = p
		s += f.ValueAt(j, p)
	}
	return s
}

// sumConj returns Σ_j f_j*(u_j).
func sumConj[F interface {
	conjAt(j int, u float64) float64
}](f F, u []float64, params ...[]float64) float64 {
	fit(len(u), params...)
	var s float64
	for j, v := range u {
		s += f.conjAt(j, v)
	}
	return s
}

// param reads a coordinate parameter: none of it means the default, a single
// number holds for every coordinate, and otherwise there is one number each.
func param(v []float64, j int, none float64) float64 {
	switch len(v) {
	case 0:
		return none
	case 1:
		return v[0]
	}
	return v[j]
}

// fit panics unless each parameter is absent, single, or as long as the input.
func fit(n int, params ...[]float64) {
	for _, v := range params {
		if len(v) > 1 && len(v) != n {
			panic("prox: a coordinate parameter and x differ in length")
		}
	}
}

// inf is +Inf, the value outside the domain.
var inf = math.Inf(1)

// indicator is 0 where ok and +Inf elsewhere, but NaN where v is.
func indicator(ok bool, v float64) float64 {
	switch {
	case math.IsNaN(v):
		return v
	case ok:
		return 0
	}
	return inf
}

// times is a*b with 0 * Inf = 0, as convex analysis wants it. NaN stays NaN.
func times(a, b float64) float64 {
	if (a == 0 && math.IsInf(b, 0)) || (b == 0 && math.IsInf(a, 0)) {
		return 0
	}
	return a * b
}
