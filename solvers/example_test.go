package solvers_test

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
)

// A lasso on a gonum matrix, solved and certified.
func Example() {
	x, err := design.New(mat.NewDense(5, 3, []float64{
		1, 0, 2,
		2, 1, 0,
		3, 0, 1,
		4, 1, 1,
		5, 0, 0,
	}))
	if err != nil {
		panic(err)
	}
	p := &problems.Problem{
		X:         x,
		Fit:       &problems.LeastSquares{Y: []float64{3.1, 4.9, 7.2, 8.8, 11.1}},
		Penalty:   problems.Lasso(0.1),
		Intercept: true,
	}
	r, err := solvers.Solve(context.Background(), p, solvers.Settings{})
	if err != nil {
		panic(err)
	}
	beta, intercept := p.Split(r.X)
	fmt.Printf("%.4f and intercept %.4f: %v\n", beta, intercept, r.Status)
	fmt.Println("within 1e-9 of the optimum:", p.Certify(r.X).Gap < 1e-9)
	// Output:
	// [1.9400 0.0000 0.0000] and intercept 1.2000: converged
	// within 1e-9 of the optimum: true
}

// A problem that nobody has written down: total variation on a ring of six places. The
// method follows from the terms.
func ExampleSolveComposite() {
	ring := composite.Incidence{Nodes: 6, Edges: [][2]int{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}}}
	near := prox.Translate{F: prox.SquaredL2{Lambda: 1}, By: []float64{5, 5.5, 4.5, 0, 0.5, -0.5}}
	c := &composite.Problem{Dim: 6, G: near, H: prox.L1{Lambda: 1}, L: ring}
	r, err := solvers.SolveComposite(context.Background(), c, solvers.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.3f %v\n", r.X, r.Status)
	// Output: [4.333 4.333 4.333 0.667 0.667 0.667] converged
}
