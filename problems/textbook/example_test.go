package textbook_test

import (
	"context"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers"
)

// The examples share a small table by columns, and responses of three kinds.
var (
	table, _ = design.NewDense(8, 3, []float64{
		1, 2, 3, 4, 5, 6, 7, 8,
		1, -1, 1, -1, 1, -1, 1, -1,
		2, 1, 0, 1, 2, 3, 2, 1,
	})
	responses = []float64{2, 1.5, 4, 3.4, 6.2, 5.3, 8.1, 7}
	classes   = []float64{0, 0, 1, 0, 1, 0, 1, 1}
	counts    = []float64{0, 1, 0, 2, 1, 3, 5, 6}
)

// solve minimises p by accelerated proximal gradients.
func solve(p *problems.Problem) string {
	if err := p.Validate(); err != nil {
		return err.Error()
	}
	f, g := p.Terms()
	start := make([]float64, p.Dim())
	g.Prox(start, start, 1) // in the domain
	r, err := solvers.Run(context.Background(), solvers.FISTA{F: f, G: g}, start, p, solvers.Settings{Tol: 1e-10})
	if err != nil {
		return err.Error()
	}
	return report(r)
}

// report prints the solution and what is certified.
func report(r *solvers.Result) string {
	s := "x ="
	for _, v := range r.X {
		s += fmt.Sprintf(" %.2f", math.Round(100*v)/100+0)
	}
	return fmt.Sprintf("%s; %.3f, certified to 1e-6: %v", s, r.Primal, r.Proven() <= 1e-6*math.Abs(r.Primal))
}

func ExampleNewLasso() {
	p := textbook.NewLasso(table, responses, 0.3)
	fmt.Println(solve(p))
	// Output: x = 1.01 0.59 0.00; 0.548, certified to 1e-6: true
}

func ExampleNewElasticNet() {
	p := textbook.NewElasticNet(table, responses, 0.3, 0.5)
	fmt.Println(solve(p))
	// Output: x = 0.99 0.64 0.06; 0.407, certified to 1e-6: true
}

func ExampleNewLogisticLasso() {
	p := textbook.NewLogisticLasso(table, classes, 0.05)
	fmt.Println(solve(p))
	// Output: x = 0.68 1.67 -1.80; 0.360, certified to 1e-6: true
}

func ExampleNewHuberLasso() {
	p := textbook.NewHuberLasso(table, responses, 1.35, 0.1)
	fmt.Println(solve(p))
	// Output: x = 1.01 0.79 0.04; 0.205, certified to 1e-6: true
}

func ExampleNewPoissonLasso() {
	p := textbook.NewPoissonLasso(table, counts, 0.05)
	fmt.Println(solve(p))
	// Output: x = 0.22 -0.16 -0.14; -0.228, certified to 1e-6: true
}

func ExampleNewSquaredHingeSVM() {
	p := textbook.NewSquaredHingeSVM(table, classes, 0.1)
	fmt.Println(solve(p))
	// Output: x = 0.29 0.70 -0.78; 0.112, certified to 1e-6: true
}

func ExampleNewNNLS() {
	p := textbook.NewNNLS(table, responses)
	fmt.Println(solve(p))
	// Output: x = 1.00 0.89 0.11; 0.013, certified to 1e-6: true
}

func ExampleNewGroupLasso() {
	p := textbook.NewGroupLasso(table, responses, [][]int{{0, 1}, {2}}, 0.3)
	fmt.Println(solve(p))
	// Output: x = 1.01 0.66 0.00; 0.561, certified to 1e-6: true
}

func ExampleNewSparseGroupLasso() {
	p := textbook.NewSparseGroupLasso(table, responses, [][]int{{0, 1}, {2}}, 0.3, 0.5)
	fmt.Println(solve(p))
	// Output: x = 1.01 0.63 0.00; 0.555, certified to 1e-6: true
}

func ExampleNewSlope() {
	p := textbook.NewSlope(table, responses, []float64{3, 2, 1}, 0.1)
	fmt.Println(solve(p))
	// Output: x = 0.98 0.68 0.12; 0.477, certified to 1e-6: true
}

func ExampleNewSimplexLeastSquares() {
	p := textbook.NewSimplexLeastSquares(table, responses)
	fmt.Println(solve(p))
	// Output: x = 0.98 0.02 0.00; 0.415, certified to 1e-6: true
}

func ExampleNewPortfolio() {
	// Risk against the mean returns, and what it costs to leave the present holdings.
	p := textbook.NewPortfolio(table, []float64{0.5, 0.3, 0.2}, 0.1, 2)
	fmt.Println(solve(p))
	// Output: x = 0.40 0.17 0.43; -0.621, certified to 1e-6: true
}

func ExampleNewMatrixCompletion() {
	// A matrix of rank one with its last entry missing.
	known := []textbook.Entry{{Row: 0, Col: 0, Value: 2}, {Row: 0, Col: 1, Value: 4}, {Row: 1, Col: 0, Value: 3}}
	p, err := textbook.NewMatrixCompletion(2, 2, known, 0.01)
	if err != nil {
		panic(err)
	}
	fmt.Println(solve(p))
	// Output: x = 2.00 2.97 3.97 2.00; 0.070, certified to 1e-6: true
}

func ExampleNewRobustPCA() {
	// A matrix of ones with one gross error: first the low rank, then the sparse part.
	var known []textbook.Entry
	for k := range 16 {
		known = append(known, textbook.Entry{Row: k % 4, Col: k / 4, Value: 1})
	}
	known[5].Value = 9
	p, err := textbook.NewRobustPCA(4, 4, known, 0.002, 0)
	if err != nil {
		panic(err)
	}
	fmt.Println(solve(p))
	// Output: x = 0.99 0.99 0.99 0.99 0.99 1.00 0.99 0.99 0.99 0.99 0.99 0.99 0.99 0.99 0.99 0.99 0.00 0.00 0.00 0.00 0.00 7.99 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00; 0.016, certified to 1e-6: true
}

func ExampleNewIsotonic() {
	p := textbook.NewIsotonic([]float64{1, 3, 2, 4, 3.5}, nil)
	fmt.Println(solve(p))
	// Output: x = 1.00 2.50 2.50 3.75 3.75; 0.063, certified to 1e-6: true
}
