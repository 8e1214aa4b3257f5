package prox_test

import (
	"fmt"

	"github.com/lassocheck/lassocheck/prox"
)

// show prints prox_{gamma f}(x) and the value of f there.
func show(f prox.Function, gamma float64, x ...float64) {
	v := f.Prox(x, x, gamma)
	fmt.Printf("%.4g %.4g\n", x, v)
}

func ExampleL1() {
	show(prox.L1{Lambda: 1}, 0.5, 3, -0.2, -1)
	// Output: [2.5 0 -0.5] 3
}

func ExampleElasticNet() {
	show(prox.ElasticNet{Lambda: 2, Alpha: 0.5}, 1, 3, -0.2, -1)
	// Output: [1 0 0] 1.5
}

func ExampleSquaredL2() {
	show(prox.SquaredL2{Lambda: 1}, 1, 3, -1)
	// Output: [1.5 -0.5] 1.25
}

func ExampleBox() {
	show(prox.Box{Lower: []float64{0}, Upper: []float64{1, 5}}, 1, 3, -1)
	// Output: [1 0] 0
}

func ExampleNonNegative() {
	show(prox.NonNegative{}, 1, 3, -1)
	// Output: [3 0] 0
}

func ExampleZero() {
	show(prox.Zero{}, 1, 3, -1)
	// Output: [3 -1] 0
}
