package composite_test

import (
	"fmt"

	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/problemtest"
	"github.com/lassocheck/lassocheck/prox"
)

// Cycle is somebody's own linear operator: the differences of neighbours on a ring,
// (Ax)_i = x_{i+1} - x_i, the last with the first.
type Cycle struct{ N int }

func (a Cycle) Dims() (rows, cols int) { return a.N, a.N }

func (a Cycle) Apply(dst, x []float64) {
	for i := range dst {
		dst[i] = x[(i+1)%a.N] - x[i]
	}
}

func (a Cycle) Adjoint(dst, y []float64) {
	for j := range dst {
		dst[j] = y[(j+a.N-1)%a.N] - y[j]
	}
}

// Norm is a bound: a row has two entries of size 1, and so has a column.
func (a Cycle) Norm() (norm float64, upper bool) { return 2, true }

// One's own linear operator makes a problem that nobody has written down, here total
// variation on a ring, ½‖x - y‖² + ‖Ax‖₁, certified like all others.
func Example_linear() {
	a := Cycle{6}
	fmt.Println(problemtest.CheckLinear(a))
	distance := prox.Translate{F: prox.SquaredL2{Lambda: 1}, By: []float64{5, 5.5, 4.5, 0, 0.5, -0.5}}
	c := &composite.Problem{Dim: 6, G: distance, H: prox.L1{Lambda: 1}, L: a}
	fmt.Println(report(solve(c, 1e-9)))
	// Output:
	// <nil>
	// x = 4.33 4.33 4.33 0.67 0.67 0.67; 9.167, certified to 1e-6: true
}
