package prox

// fitPolynomial returns the polynomial of the given degree, smaller than the number of
// points, that is nearest to y on equally spaced points: the projection on orthonormal
// polynomials, made by multiplying by the points and orthogonalising twice. O(n degree²).
//
// Reference: Forsythe, Generation and use of orthogonal polynomials for data-fitting
// with a digital computer (1957).
func fitPolynomial(y []float64, degree int) []float64 {
	n := len(y)
	p, rest := make([]float64, n), append([]float64(nil), y...)
	var basis [][]float64
	for k := range degree + 1 {
		q := make([]float64, n)
		for i := range q {
			if q[i] = 1; k > 0 {
				q[i] = basis[k-1][i] * float64(2*i-n+1) / float64(n)
			}
		}
		for range 2 {
			for _, b := range basis {
				subtract(q, dot(b, q), b)
			}
		}
		scaleTo(q, 1/norm2(q), q)
		basis = append(basis, q)
	}
	for range 2 { // again for what rounding left
		for _, b := range basis {
			c := dot(b, rest)
			subtract(rest, c, b)
			subtract(p, -c, b)
		}
	}
	return p
}

// subtract takes c x off dst.
func subtract(dst []float64, c float64, x []float64) {
	for i, v := range x {
		dst[i] -= c * v
	}
}

// sumUp returns the v with D'v = r, D the differences of that order, for an r that is
// orthogonal to the polynomials of smaller degree: partial sums, order times.
func sumUp(r []float64, order int) []float64 {
	v := append([]float64(nil), r...)
	for range order {
		var s float64
		for i, a := range v {
			s -= a
			v[i] = s
		}
		v = v[:len(v)-1]
	}
	return v
}
