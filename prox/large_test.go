package prox_test

import (
	"fmt"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/prox/proxtest"
)

// TestLawsOnLongVectors repeats the laws where rounding adds up, and where the paths
// for long input are taken.
func TestLawsOnLongVectors(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	const n = 4000
	slope := make([]float64, n)
	for i := range slope {
		slope[i] = 1 - float64(i)/n
	}
	for _, f := range []prox.Function{
		prox.L1{Lambda: 0.7},
		prox.L2{Lambda: 0.7},
		prox.Linf{Lambda: 100},
		prox.SortedL1{Lambda: slope},
		prox.TV1D{Lambda: 3},
		prox.BallL1{Radius: 10},
		prox.Simplex{Sum: 1},
		prox.CappedSimplex{Sum: 100, Cap: 1},
		prox.Monotone{},
	} {
		t.Run(fmt.Sprintf("%T", f), func(t *testing.T) {
			s := proxtest.Suite{Dims: []int{n}, Cases: 2, Scale: 1, Size: 1e6}
			if err := s.Check(f); err != nil {
				t.Fatal(err.(*proxtest.Violation).Law)
			}
		})
	}
}
