package solvers_test

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
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
