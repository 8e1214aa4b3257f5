package prox

import "math"

// banded is a symmetric positive definite matrix with k diagonals below the main
// one, by rows: entry (i, i-d) is at i*(k+1)+d.
type banded struct {
	n, k int
	a    []float64
}

// factor replaces the matrix by its Cholesky factor L, A = LL'. It returns false for
// a matrix that is not positive definite.
func (m banded) factor() bool {
	w := m.k + 1
	for i := range m.n {
		for d := min(m.k, i); d >= 0; d-- { // column j = i-d
			j := i - d
			s := m.a[i*w+d]
			for e := d + 1; e <= min(m.k, i) && e-d <= m.k; e++ {
				s -= m.a[i*w+e] * m.a[j*w+e-d]
			}
			if d > 0 {
				m.a[i*w+d] = s / m.a[j*w]
			} else if s > 0 {
				m.a[i*w] = math.Sqrt(s)
			} else {
				return false
			}
		}
	}
	return true
}

// solve replaces b by the solution of LL'x = b.
func (m banded) solve(b []float64) {
	w := m.k + 1
	for i := range m.n {
		for d := 1; d <= min(m.k, i); d++ {
			b[i] -= m.a[i*w+d] * b[i-d]
		}
		b[i] /= m.a[i*w]
	}
	for i := m.n - 1; i >= 0; i-- {
		for d := 1; d <= min(m.k, m.n-1-i); d++ {
			b[i] -= m.a[(i+d)*w+d] * b[i+d]
		}
		b[i] /= m.a[i*w]
	}
}
