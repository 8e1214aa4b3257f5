package exact

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The updated factor stays the factor of the matrix it stands for.
func TestFactorUpdates(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n, p = 80, 60
	x := make([][]float64, p)
	for j := range x {
		x[j] = make([]float64, n)
		for i := range x[j] {
			x[j][i] = rng.NormFloat64()
		}
	}
	inner := func(a, b int) (s float64) {
		for i := range n {
			s += x[a][i] * x[b][i]
		}
		return s
	}
	var f factor
	var in []int
	for range 2000 {
		if j := rng.IntN(p); !slices.Contains(in, j) {
			cross := make([]float64, len(in))
			for k, a := range in {
				cross[k] = inner(a, j)
			}
			if !f.append(cross, 0, inner(j, j)) {
				t.Fatal("an independent column was refused")
			}
			in = append(in, j)
		}
		if len(in) > 0 && rng.IntN(3) > 0 {
			k := rng.IntN(len(in))
			f.delete(k)
			in = slices.Delete(in, k, k+1)
		}
		want, got := make([]float64, len(in)), make([]float64, len(in))
		for k := range want {
			want[k] = rng.NormFloat64()
		}
		for a := range in {
			for b := range in {
				got[a] += inner(in[a], in[b]) * want[b]
			}
		}
		f.solve(got)
		for k := range want {
			if math.Abs(got[k]-want[k]) > 1e-9 {
				t.Fatalf("solution off by %g with %d columns", got[k]-want[k], len(in))
			}
		}
	}
	cross := make([]float64, len(in))
	for k, a := range in {
		cross[k] = inner(a, in[0])
	}
	if f.append(cross, 0, inner(in[0], in[0])) {
		t.Error("a column was taken in twice")
	}
}
