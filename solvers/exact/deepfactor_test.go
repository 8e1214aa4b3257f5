package exact

import (
	"math"
	"math/big"
	"testing"

	"github.com/lassocheck/lassocheck/internal/doubled"
	"github.com/lassocheck/lassocheck/internal/lawtest"
)

// The factor in twice the precision solves Hilbert's system of order 9, whose condition
// number is 5e11 and its square beyond a double, and stays right when columns go.
func TestDeepFactor(t *testing.T) {
	x, _ := lawtest.IllConditioned("Hilbert", 12, 9)
	cols := make([][]float64, 9)
	for j := range cols {
		cols[j] = make([]float64, 12)
		x.ColAxpy(j, 1, cols[j])
	}
	inner := func(a, b int) (sum doubled.Number) {
		for i := range 12 {
			sum.AddProduct(cols[a][i], cols[b][i])
		}
		return sum.Settled()
	}
	var f deepFactor
	in := []int{}
	for j := range cols {
		var cross []doubled.Number
		for _, a := range in {
			cross = append(cross, inner(a, j))
		}
		if !f.append(cross, inner(j, j)) {
			t.Fatalf("column %d was refused", j)
		}
		in = append(in, j)
	}
	for len(in) > 1 {
		k := len(in) / 2
		f.delete(k)
		in = append(in[:k], in[k+1:]...)
		a, b, got := make([][]*big.Float, len(in)), make([]*big.Float, len(in)), make([]float64, len(in))
		for r, i := range in {
			for _, j := range in {
				sum := lawtest.Precise(0)
				for q := range 12 {
					sum.Add(sum, lawtest.Precise(0).Mul(lawtest.Precise(cols[i][q]), lawtest.Precise(cols[j][q])))
				}
				a[r] = append(a[r], sum)
			}
			b[r], got[r] = lawtest.Precise(1), 1
		}
		lawtest.SolveExactly(a, b)
		f.solve(got)
		for r := range got {
			if want, _ := b[r].Float64(); math.Abs(got[r]-want) > 1e-6*math.Abs(want) {
				t.Errorf("%d columns: entry %d is %v, not %v", len(in), r, got[r], want)
			}
		}
	}
	if f.append([]doubled.Number{inner(in[0], in[0])}, inner(in[0], in[0])) {
		t.Error("a column was taken in twice")
	}
}
