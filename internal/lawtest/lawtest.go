// Package lawtest has what the tests of several packages draw and demand.
package lawtest

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Normals draws n standard normal numbers.
func Normals(rng *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = rng.NormFloat64()
	}
	return v
}

// Subgradient draws coefficients b and a subgradient u of the penalty there.
func Subgradient(rng *rand.Rand, pen interface {
	Prox(dst, x []float64, gamma float64) float64
}, p int) (b, u []float64) {
	b, u = make([]float64, p), Normals(rng, p)
	pen.Prox(b, u, 1)
	for j := range u {
		u[j] -= b[j]
	}
	return b, u
}

// Certificate is what [Around] looks at.
type Certificate struct{ Primal, Dual, Gap, Rounding float64 }

// Around demands a certificate of nothing at best, and one of at least the true error at
// points of the domain around it.
func Around(t *testing.T, id string, certify func(x []float64) Certificate, best []float64, feasible func(x []float64), rng *rand.Rand, tol float64) {
	t.Helper()
	opt := certify(best)
	if !(math.Abs(opt.Gap) <= opt.Rounding+tol*(1+math.Abs(opt.Primal))) {
		t.Errorf("%s: at the optimum gap %g of %g, rounding %g", id, opt.Gap, opt.Primal, opt.Rounding)
	}
	for _, size := range []float64{10, 1, 1e-2, 1e-4, 1e-6} {
		x := append([]float64(nil), best...)
		for j := range x {
			x[j] += size * rng.NormFloat64()
		}
		if feasible != nil {
			feasible(x)
		}
		at := certify(x)
		if !(at.Gap >= at.Primal-opt.Primal-at.Rounding-tol*(1+math.Abs(opt.Primal))) || !(at.Gap >= -at.Rounding) {
			t.Errorf("%s: %g off, gap %g, true error %g", id, size, at.Gap, at.Primal-opt.Primal)
		}
		if math.IsInf(at.Dual, -1) || math.IsNaN(at.Dual) {
			t.Errorf("%s: %g off, no dual bound", id, size)
		}
		if size == 1e-6 && !(at.Gap < 1e-3*(1+math.Abs(opt.Primal))) {
			t.Errorf("%s: %g off, gap %g is loose", id, size, at.Gap)
		}
	}
}
