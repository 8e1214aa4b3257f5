package composite_test

import (
	"context"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// The examples share a small table by columns, and responses of two kinds.
var (
	table, _ = design.NewDense(8, 3, []float64{
		1, 2, 3, 4, 5, 6, 7, 8,
		1, -1, 1, -1, 1, -1, 1, -1,
		2, 1, 0, 1, 2, 3, 2, 1,
	})
	responses = []float64{2, 1.5, 4, 3.4, 6.2, 5.3, 8.1, 7}
	classes   = []float64{0, 0, 1, 0, 1, 0, 1, 1}
)

// solve minimises a composite problem by the method that fits its terms.
func solve(c *composite.Problem, tol float64) *solvers.Result {
	r, err := solvers.SolveComposite(context.Background(), c, solvers.Settings{Tol: tol})
	if err != nil {
		panic(err)
	}
	return r
}

// report prints the solution and what is certified.
func report(r *solvers.Result) string {
	s := "x ="
	for _, v := range r.X {
		s += fmt.Sprintf(" %.2f", math.Round(100*v)/100+0)
	}
	return fmt.Sprintf("%s; %.3f, certified to 1e-6: %v", s, r.Primal, r.Proven() <= 1e-6*math.Abs(r.Primal))
}

func ExampleNewLAD() {
	c := composite.NewLAD(table, responses, 0.05, false)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 1.02 0.91 0.04; 0.221, certified to 1e-6: true
}

func ExampleNewQuantile() {
	c := composite.NewQuantile(table, responses, 0.75, 0.05, false)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 1.05 0.85 0.05; 0.151, certified to 1e-6: true
}

func ExampleNewSVM() {
	c := composite.NewSVM(table, classes, 0.1, true)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.50 1.00 -0.50 -1.50; 0.075, certified to 1e-6: true
}

func ExampleNewSparseSVM() {
	c := composite.NewSparseSVM(table, classes, 0.1, true)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.50 1.00 -0.50 -1.50; 0.200, certified to 1e-6: true
}

func ExampleNewSqrtLasso() {
	c := composite.NewSqrtLasso(table, responses, 0.2, true)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.96 0.84 0.01 0.33; 0.496, certified to 1e-6: true
}

func ExampleNewBasisPursuit() {
	a, err := design.NewDense(2, 4, []float64{1, 0, 1, 1, 1, -1, 0, 1}) // by columns
	if err != nil {
		panic(err)
	}
	c := composite.NewBasisPursuit(composite.Matrix{X: a}, []float64{2, 2})
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.00 2.00 0.00 0.00; 2.000, certified to 1e-6: true
}

func ExampleNewBPDN() {
	a, err := design.NewDense(2, 4, []float64{1, 0, 1, 1, 1, -1, 0, 1}) // by columns
	if err != nil {
		panic(err)
	}
	c := composite.NewBPDN(composite.Matrix{X: a}, []float64{2, 2}, 0.5)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.00 1.65 0.00 0.00; 1.646, certified to 1e-6: true
}

func ExampleNewDantzig() {
	c := composite.NewDantzig(composite.Matrix{X: table}, responses, 2)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 1.01 0.64 0.00; 1.657, certified to 1e-6: true
}

func ExampleNewTV1D() {
	c := composite.NewTV1D([]float64{0.1, -0.1, 0, 3.1, 2.9, 3, 1, 1.1}, 0.3)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.10 0.10 0.10 2.80 2.80 2.80 1.20 1.20; 1.410, certified to 1e-6: true
}

func ExampleNewTrendFilter() {
	c := composite.NewTrendFilter([]float64{0, 1.1, 1.9, 3, 2.1, 0.9, 0}, 1, 0.2)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.09 1.03 1.97 2.91 1.95 1.00 0.05; 0.409, certified to 1e-6: true
}

func ExampleNewFusedLasso() {
	c := composite.NewFusedLasso([]float64{0.1, -0.1, 0, 3.1, 2.9, 3, 1, 1.1}, 0.2, 0.3)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.00 0.00 0.00 2.60 2.60 2.60 1.00 1.00; 3.485, certified to 1e-6: true
}

func ExampleNewTV2D() {
	c := composite.NewTV2D([]float64{0, 0.1, 1, 0.1, 0, 0.9, 0, 0, 1.1}, 3, 3, 0.1)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.08 0.10 0.90 0.08 0.08 0.90 0.08 0.08 0.90; 0.284, certified to 1e-6: true
}

func ExampleNewDeblur() {
	blur := composite.Blur{Rows: 1, Cols: 6, Kernel: []float64{0.25, 0.5, 0.25}}
	c := composite.NewDeblur(blur, []float64{0, 0, 0.25, 0.75, 1, 1}, 1, 6, 1e-4)
	fmt.Println(report(solve(c, 1e-7)))
	// Output: x = 0.00 0.00 0.00 1.00 1.00 1.00; 0.000, certified to 1e-6: true
}

func ExampleNewGeometricMedian() {
	c := composite.NewGeometricMedian([][]float64{{0, 0}, {4, 0}, {0, 3}, {1, 1}}, nil)
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 1.00 1.00; 6.813, certified to 1e-6: true
}
