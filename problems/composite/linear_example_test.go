package composite_test

import (
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/prox"
)

// product returns A x.
func product(a composite.Linear, x ...float64) []float64 {
	rows, _ := a.Dims()
	z := make([]float64, rows)
	a.Apply(z, x)
	return z
}

func ExampleIdentity() {
	// Mean squares of what a signal is off, kept within its range: F(x) of x itself.
	c := &composite.Problem{Dim: 3, G: prox.Box{Lower: []float64{0}, Upper: []float64{1}},
		F: &composite.Smooth{Fit: &problems.LeastSquares{Y: []float64{-1, 0.5, 3}}, K: composite.Identity{N: 3}}}
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.00 0.50 1.00; 0.833, certified to 1e-6: true
}

func ExampleDiagonal() {
	// Differences that weigh 1 and 10.
	a := composite.Compose(composite.Diagonal{D: []float64{1, 10}}, composite.Difference1D{N: 3})
	fmt.Println(product(a, 1, 2, 4))
	// Output: [1 20]
}

func ExampleSelection() {
	// A signal with two entries missing, as smooth as the others let it be.
	seen := composite.Selection{N: 5, At: []int{0, 1, 4}}
	c := &composite.Problem{Dim: 5, G: prox.Box{Lower: []float64{-9}, Upper: []float64{9}},
		F: &composite.Smooth{Fit: &problems.LeastSquares{Y: []float64{1, 1, 4}}, K: seen},
		H: prox.SquaredL2{Lambda: 0.01}, L: composite.Difference1D{N: 5}}
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 1.00 1.03 2.01 2.99 3.97; 0.015, certified to 1e-6: true
}

func ExampleVStack() {
	// A sparse signal in steps: Σ |x_{j+1} - x_j| and Σ |x_j| are one H of two blocks.
	y := []float64{0.1, -0.1, 0, 3.1, 2.9, 3, 1, 1.1}
	both := composite.VStack{composite.Difference1D{N: 8}, composite.Identity{N: 8}}
	c := &composite.Problem{Dim: 8, G: prox.Translate{F: prox.SquaredL2{Lambda: 1}, By: y}, L: both,
		H: prox.SeparableSum{Blocks: []prox.Block{{F: prox.L1{Lambda: 0.3}, N: 7}, {F: prox.L1{Lambda: 0.2}, N: 8}}}}
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 0.00 0.00 0.00 2.60 2.60 2.60 1.00 1.00; 3.485, certified to 1e-6: true
}

func ExampleSum() {
	// The second differences of a signal on a ring: twice an entry less its neighbours.
	shift := func(by int) composite.Linear {
		at := make([]int, 4)
		for i := range at {
			at[i] = (i + by) % 4
		}
		return composite.Scale{A: composite.Selection{N: 4, At: at}, By: -1}
	}
	a := composite.Sum{composite.Scale{A: composite.Identity{N: 4}, By: 2}, shift(1), shift(3)}
	fmt.Println(product(a, 0, 1, 3, 1))
	// Output: [-2 -1 4 -1]
}

func ExampleScale() {
	// Slopes in place of differences, where entries are 0.5 apart.
	fmt.Println(product(composite.Scale{A: composite.Difference1D{N: 3}, By: 1 / 0.5}, 1, 2, 4))
	// Output: [2 4]
}

func ExampleIncidence() {
	// Total variation on a graph: two triangles with one edge between them.
	graph := composite.Incidence{Nodes: 6, Edges: [][2]int{{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}, {4, 5}, {5, 3}}}
	y := []float64{1.2, 0.8, 1, 5, 4.7, 5.3}
	c := &composite.Problem{Dim: 6, G: prox.Translate{F: prox.SquaredL2{Lambda: 1}, By: y}, H: prox.L1{Lambda: 0.6}, L: graph}
	fmt.Println(report(solve(c, 1e-9)))
	// Output: x = 1.20 1.20 1.20 4.80 4.80 4.80; 2.410, certified to 1e-6: true
}

func ExampleConvolution() {
	// Two spikes, seen through an instrument that smears them, found again.
	smear := composite.Convolution{N: 6, Kernel: []float64{0.25, 0.5, 0.25}}
	seen := product(smear, 0, 4, 0, 0, 2, 0)
	c := &composite.Problem{Dim: 6, F: &composite.Smooth{Fit: &problems.LeastSquares{Y: seen}, K: smear}, G: problems.Lasso(0.01)}
	fmt.Println(report(solve(c, 1e-9)))

	same := composite.Compose(composite.Selection{N: 8, At: []int{1, 2, 3, 4, 5, 6}}, smear)
	fmt.Println(product(same, 0, 4, 0, 0, 2, 0))
	// Output:
	// x = 0.00 3.79 0.00 0.00 1.79 0.00; 0.058, certified to 1e-6: true
	// [1 2 1 0.5 1 0.5]
}
