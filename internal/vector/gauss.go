package vector

// Solve solves the positive definite system [A | y] by elimination, nil if it is
// singular.
func Solve(m [][]float64) []float64 {
	k := len(m)
	for i := range m {
		if !(m[i][i] > 0) {
			return nil
		}
		for r := i + 1; r < k; r++ {
			f := m[r][i] / m[i][i]
			for c := i; c <= k; c++ {
				m[r][c] -= f * m[i][c]
			}
		}
	}
	x := make([]float64, k)
	for i := k - 1; i >= 0; i-- {
		x[i] = m[i][k]
		for c := i + 1; c < k; c++ {
			x[i] -= m[i][c] * x[c]
		}
		x[i] /= m[i][i]
	}
	return x
}
