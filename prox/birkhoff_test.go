package prox_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// TestBirkhoffAtAnyScale holds the projection to its optimality conditions: with the
// slopes g = y - x, no circulation of mass along g gains anything,
//
//	Σ_ij g_ij d_ij <= 0 for all d with rows and columns adding up to 0 and d_ij >= 0 where x_ij = 0,
//
// that is, the bipartite graph with an edge of length -g_ij from row i to column j, and
// one of length g_ij back where x_ij > 0, has no negative cycle. Lengths are exact.
func TestBirkhoffAtAnyScale(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	normal := func(int, int) float64 { return rng.NormFloat64() }
	kinds := []struct {
		name string
		at   func(i, j int) float64
	}{
		{"normal", normal},
		{"ties", func(int, int) float64 { return math.Round(2 * rng.NormFloat64()) }},
		{"zeros and ones", func(int, int) float64 { return float64(rng.IntN(2)) }},
		{"rank one", func(i, j int) float64 { return float64((i + 1) * (j + 1)) }},
		{"distances", func(i, j int) float64 { return -math.Abs(float64(i - j)) }},
		{"mixed sizes", func(int, int) float64 { return math.Exp(10*rng.NormFloat64() - 10) }},
		{"large rows", func(i, j int) float64 { return rng.NormFloat64() + 1e3*float64(i%3) }},
	}
	for _, n := range []int{1, 2, 3, 5, 8, 20, 50} {
		for _, kind := range kinds {
			for _, scale := range []float64{0, 1e-8, 1e-3, 1, 30, 1e3, 1e4, 1e6, 1e8} {
				if n == 50 && testing.Short() {
					continue
				}
				y := make([]float64, n*n)
				for k := range y {
					y[k] = scale * kind.at(k%n, k/n)
				}
				t.Run(fmt.Sprintf("%s/n=%d/scale=%g", kind.name, n, scale), func(t *testing.T) {
					x := make([]float64, n*n)
					if v := (prox.Birkhoff{N: n}).Prox(x, y, 1); v != 0 {
						t.Fatalf("value %g: %v", v, sumsOff(x, n))
					}
					if off := sumsOff(x, n); !(off <= 1e-12) {
						t.Errorf("a row or column is off by %g", off)
					}
					if gain := cycleGain(x, y, n); !(gain <= 1e-11*float64(n)) {
						t.Errorf("a cycle gains %g", gain)
					}
				})
			}
		}
	}
}

// sumsOff returns how far a row or column is from 1, and +Inf for a negative entry.
func sumsOff(x []float64, n int) (off float64) {
	for k := range n {
		row, column := -1.0, -1.0
		for l := range n {
			row += x[l*n+k]
			column += x[k*n+l]
			if !(x[k*n+l] >= 0) {
				return math.Inf(1)
			}
		}
		off = max(off, math.Abs(row), math.Abs(column))
	}
	return off
}

// cycleGain returns at least 1/2n of the largest gain per cycle of moving mass, by the
// algorithm of Bellman and Ford: the last improvements of 2n passes.
func cycleGain(x, y []float64, n int) float64 {
	g := make([]*big.Float, n*n)
	for k := range g {
		g[k] = new(big.Float).SetPrec(200).SetFloat64(y[k])
		g[k].Sub(g[k], new(big.Float).SetFloat64(x[k]))
	}
	dist := make([]*big.Float, 2*n) // longest paths, rows and then columns
	for k := range dist {
		dist[k] = new(big.Float).SetPrec(200)
	}
	gain, sum, most := new(big.Float), new(big.Float).SetPrec(200), 0.0
	relax := func(to int) {
		if sum.Cmp(dist[to]) > 0 {
			d, _ := gain.Sub(sum, dist[to]).Float64()
			most = max(most, d)
			dist[to].Set(sum)
		}
	}
	for range 2*n + 1 {
		most = 0
		for j := range n {
			for i := range n {
				sum.Add(dist[i], g[j*n+i])
				relax(n + j)
				if x[j*n+i] > 0 {
					sum.Sub(dist[n+j], g[j*n+i])
					relax(i)
				}
			}
		}
		if most == 0 {
			break
		}
	}
	return most
}
