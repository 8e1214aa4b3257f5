package prox_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// BenchmarkProx runs the operators that must scale at n = 10⁵ and 10⁶: those of cost
// O(n) take ten times as long. Input is normal noise, for TV1D and Monotone on a ramp.
func BenchmarkProx(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		rng := rand.New(rand.NewPCG(1, 2))
		noise, ramp, slope, dst := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		for j := range noise {
			noise[j] = rng.NormFloat64()
			ramp[j] = noise[j] + 10*float64(j)/float64(n)
			slope[j] = 2 * float64(n-j) / float64(n)
		}
		for _, c := range []struct {
			name string
			f    prox.Function
			x    []float64
		}{
			{"L1", prox.L1{Lambda: 1}, noise},
			{"BallL2", prox.BallL2{Radius: 1}, noise},
			{"Simplex", prox.Simplex{Sum: 1}, noise},
			{"Simplex/dense", prox.Simplex{Sum: float64(n)}, noise},
			{"CappedSimplex", prox.CappedSimplex{Sum: float64(n) / 10, Cap: 1}, noise},
			{"BallL1", prox.BallL1{Radius: 1}, noise},
			{"BallL1/dense", prox.BallL1{Radius: float64(n) / 2}, noise},
			{"Linf", prox.Linf{Lambda: 100}, noise},
			{"TV1D", prox.TV1D{Lambda: 1}, ramp},
			{"TV1D/strong", prox.TV1D{Lambda: 1000}, ramp},
			{"SortedL1", prox.SortedL1{Lambda: slope}, noise},
			{"Monotone", prox.Monotone{}, ramp},
			{"Logistic", prox.Logistic{}, noise},
		} {
			b.Run(fmt.Sprintf("%s/n=%d", c.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.f.Prox(dst, c.x, 1)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/entry")
			})
		}
	}
}
