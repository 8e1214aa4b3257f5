package proof

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// The simplex method agrees with gonum's where that ends, and with what is plain.
func TestFurthest(t *testing.T) {
	inf := math.Inf(1)
	for k, c := range []struct {
		c    []float64
		g    [][]float64
		h    []float64
		want float64
	}{
		{[]float64{1}, nil, nil, inf},
		{[]float64{1}, [][]float64{{-1}}, []float64{2}, inf},
		{[]float64{1}, [][]float64{{2}}, []float64{3}, 1.5},
		{[]float64{-1, 0}, [][]float64{{-1, 0}, {-1, 1}}, []float64{2, 0}, 2},
		{[]float64{1, 1}, [][]float64{{1, 0}, {0, 1}, {1, 1}}, []float64{1, 1, 0}, 0},
		// Beale's example, on which the rule of the largest gain cycles.
		{[]float64{0.75, -150, 0.02, -6}, [][]float64{{0.25, -60, -0.04, 9}, {0.5, -90, -0.02, 3}, {0, 0, 1, 0},
			{-1, 0, 0, 0}, {0, -1, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, -1}}, []float64{0, 0, 1, 0, 0, 0, 0}, 0.05},
	} {
		if got := furthest(c.c, c.g, c.h); got != c.want && !(math.Abs(got-c.want) < 1e-12) {
			t.Errorf("%d: %v, want %v", k, got, c.want)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		dim, m := 1+rng.IntN(4), 1+rng.IntN(10)
		c, g, h := make([]float64, dim), make([][]float64, m), make([]float64, m)
		a := mat.NewDense(m, 2*dim+m, nil)
		cost := make([]float64, 2*dim+m)
		for k := range c {
			c[k] = rng.NormFloat64()
			cost[k], cost[dim+k] = -c[k], c[k]
		}
		for i := range g {
			g[i], h[i] = make([]float64, dim), rng.Float64()
			for k := range g[i] {
				g[i][k] = rng.NormFloat64()
				a.Set(i, k, g[i][k])
				a.Set(i, dim+k, -g[i][k])
			}
			a.Set(i, 2*dim+i, 1)
		}
		best, _, err := lp.Simplex(cost, a, h, 1e-10, nil)
		want := -best
		if err == lp.ErrUnbounded {
			want = inf
		} else if err != nil {
			continue
		}
		if got := furthest(c, g, h); got != want && !(math.Abs(got-want) < 1e-9*(1+math.Abs(want))) {
			t.Errorf("%v %v %v: %v, want %v", c, g, h, got, want)
		}
	}
}
