package proxtest_test

import (
	"fmt"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/prox/proxtest"
)

// Debt is somebody's own operator: f(x) = Σ max(-x_j, 0), what is below zero.
type Debt struct{}

func (Debt) Value(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += max(-v, 0) // NaN stays NaN
	}
	return sum
}

// Prox moves what is below zero up by gamma, but not above it.
func (f Debt) Prox(dst, x []float64, gamma float64) float64 {
	prox.Zero{}.Prox(dst, x, gamma) // copies x, and panics where lengths or gamma are wrong
	for j, v := range dst {
		if v < 0 {
			dst[j] = min(v+gamma, 0)
		}
	}
	return f.Value(dst)
}

// Conj is the indicator of [-1, 0].
func (Debt) Conj(u []float64) float64 {
	return prox.Box{Lower: []float64{-1}, Upper: []float64{0}}.Value(u)
}

// One's own operator is its value and its prox, and the conjugate if it is to carry proofs.
func Example_operator() {
	fmt.Println(proxtest.Check(Debt{}))
	b := make([]float64, 3)
	value := Debt{}.Prox(b, []float64{-3, -0.5, 2}, 1)
	fmt.Println(b, value)
	// Output:
	// <nil>
	// [-2 0 2] 2
}
