package losses_test

import (
	"context"
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/solvers"
)

// solve fits a line to responses at 1, 2, ..., with an intercept and a small penalty.
func solve(fit problems.DataFit) string {
	x, err := design.NewDense(8, 1, []float64{1, 2, 3, 4, 5, 6, 7, 8})
	if err != nil {
		return err.Error()
	}
	p := &problems.Problem{X: x, Fit: fit, Penalty: problems.Lasso(0.01), Intercept: true}
	r, err := solvers.Solve(context.Background(), p, solvers.Settings{})
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("slope %.3f, intercept %.3f, %v", r.X[0], r.X[1], r.Status)
}

func ExampleLogistic() {
	fmt.Println(solve(&losses.Logistic{Y: []float64{0, 0, 1, 0, 1, 0, 1, 1}}))
	// Output: slope 0.579, intercept -2.607, converged
}

func ExampleHuber() {
	// The last response is a gross error, which counts by its side and not by its size.
	fmt.Println(solve(&losses.Huber{Loss: losses.HuberLoss{Delta: 0.5}, Y: []float64{1, 2, 3, 4, 5, 6, 7, 800}}))
	// Output: slope 1.069, intercept -0.203, converged
}

func ExampleSquaredHinge() {
	fmt.Println(solve(&losses.SquaredHinge{Y: []float64{0, 0, 1, 0, 1, 0, 1, 1}}))
	// Output: slope 0.236, intercept -1.063, converged
}

func ExamplePoisson() {
	fmt.Println(solve(&losses.Poisson{Y: []float64{0, 1, 0, 2, 3, 3, 7, 9}}))
	// Output: slope 0.482, intercept -1.574, converged
}
