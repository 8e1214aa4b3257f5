package problems_test

import (
	"context"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers"
)

// One point, judged for two lambdas in one pass over the data: the optimum at the
// first of them is none at the second, where column 2, with a slope of 0.23, must move.
func ExampleAuditor() {
	x, err := design.NewDense(8, 3, []float64{
		1, 2, 3, 4, 5, 6, 7, 8,
		1, -1, 1, -1, 1, -1, 1, -1,
		2, 1, 0, 1, 2, 3, 2, 1,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	y := []float64{2, 1.5, 4, 3.4, 6.2, 5.3, 8.1, 7}
	p := textbook.NewLasso(x, y, 0.3)
	r, err := solvers.Solve(context.Background(), p, solvers.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ps := []*problems.Problem{p, textbook.NewLasso(x, y, 0.1)}
	at := p.SparseBeta(r.X)
	for k, f := range problems.NewAuditor(x).Audit(ps, []problems.SparseBeta{at, at}) {
		fmt.Printf("problem %d: gap %.3f, slope of column 2: %.2f\n", k, math.Abs(f.Gap), f.Slopes[2])
	}
	// Output:
	// problem 0: gap 0.000, slope of column 2: 0.23
	// problem 1: gap 0.030, slope of column 2: 0.23
}
