package prox_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// TestSparseQuadraticAtAnyGamma: the Laplacian of a path has the eigenvalues
// 2 - 2 cos(πk/n) with eigenvectors cos(πk(j+½)/n), the first of them constant and 0.
func TestSparseQuadraticAtAnyGamma(t *testing.T) {
	const n = 40
	start, row, value := []int{0}, []int(nil), []float64(nil)
	for j := range n {
		if j > 0 {
			row, value = append(row, j-1), append(value, -1)
		}
		degree := 2.0
		if j == 0 || j == n-1 {
			degree = 1
		}
		row, value = append(row, j), append(value, degree)
		start = append(start, len(row))
	}
	f := must(prox.NewSparseQuadratic(n, start, row, value, nil))
	rng := rand.New(rand.NewPCG(1, 9))
	x, p := make([]float64, n), make([]float64, n)
	for j := range x {
		x[j] = rng.NormFloat64()
	}
	for _, gamma := range []float64{1e-8, 1, 1e4, 1e8, 1e11, 1e13, 1e16, 1e40, 1e100} {
		f.Prox(p, x, gamma)
		want := make([]float64, n)
		for k := range n {
			mode := func(j int) float64 { return math.Cos(math.Pi * float64(k) * (float64(j) + 0.5) / n) }
			var c float64
			for j, v := range x {
				c += v * mode(j) * 2 / n
			}
			if k == 0 {
				c /= 2
			}
			s := math.Sin(math.Pi * float64(k) / (2 * n))
			for j := range want {
				want[j] += c * mode(j) / (1 + gamma*4*s*s)
			}
		}
		for j, w := range want {
			if !(math.Abs(p[j]-w) <= 1e-13) {
				t.Fatalf("gamma = %g: entry %d is %v, not %v", gamma, j, p[j], w)
			}
		}
	}
}
