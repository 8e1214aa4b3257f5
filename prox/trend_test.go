package prox_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// TestTrendWithoutKnots: under a large Lambda a trend is the polynomial of least squares,
// a line by its textbook formula and a cubic itself, at lengths where the dual is out of
// reach of any solver.
func TestTrendWithoutKnots(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, n := range []int{10, 500, 20_000} {
		for _, scale := range []float64{1e-12, 1, 1e12} {
			x, p := make([]float64, n), make([]float64, n)
			var mean, slope, size float64
			for i := range x {
				u := float64(2*i-n+1) / float64(n)
				x[i] = scale * (3 - 2*u + rng.NormFloat64())
				mean += x[i] / float64(n)
				slope += u * x[i]
				size += u * u
			}
			_, gap := prox.TrendFilter{Lambda: scale * math.Pow(float64(n), 2), Order: 1}.ProxGap(p, x, 1)
			for i := range x {
				if want := mean + slope/size*float64(2*i-n+1)/float64(n); !(math.Abs(p[i]-want) <= 1e-12*scale) {
					t.Fatalf("n = %d, scale %g: line %v at %d, not %v", n, scale, p[i], i, want)
				}
			}
			if !(gap <= 1e-12*scale*scale*math.Pow(float64(n), 3)) { // Lambda times the rounding of the line
				t.Errorf("n = %d, scale %g: gap %g", n, scale, gap)
			}
			for i := range x {
				u := float64(2*i-n+1) / float64(n)
				x[i] = scale * (1 + u*(2+u*(3-u)))
			}
			prox.TrendFilter{Lambda: scale, Order: 3}.Prox(p, x, 1)
			for i, want := range x {
				if !(math.Abs(p[i]-want) <= 1e-13*scale) {
					t.Fatalf("n = %d, scale %g: cubic %v at %d, not %v", n, scale, p[i], i, want)
				}
			}
		}
	}
}
