package naive_test

import (
	"context"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/naive"
)

// small is ‖y - b‖²/4 + ‖b‖₁ with y = (3, 1), solved by b = (1, 0).
func small() *problems.Problem {
	x, err := design.NewDense(2, 2, []float64{1, 0, 0, 1})
	if err != nil {
		panic(err)
	}
	return textbook.NewLasso(x, []float64{3, 1}, 1)
}

// train runs m on p from zero and prints the best point and how Run judges it.
func train(m solvers.Method, p *problems.Problem) {
	r, err := solvers.Run(context.Background(), m, make([]float64, p.Dim()), p, solvers.Settings{MaxIter: 2000})
	if err != nil {
		panic(err)
	}
	zeros := 0
	for j, v := range r.X {
		if v == 0 {
			zeros++
		}
		r.X[j] = math.Round(10*v)/10 + 0 // no -0
	}
	fmt.Printf("near %v, %d exact zeros: %v\n", r.X, zeros, r.Status)
}

// objective is that of p, to be differentiated.
func objective(p *problems.Problem) naive.Oracle {
	f, _, err := naive.NewObjective(p)
	if err != nil {
		panic(err)
	}
	return f
}

// A run of gradient descent, and what its certificate says of it.
func ExampleDescent() {
	p := small()
	train(naive.Descent{F: objective(p), Rate: naive.Constant(0.3)}, p)
	train(naive.Descent{F: objective(p), Rate: naive.InverseSqrt(0.3, 10)}, p)
	// The kinks left to their proximal step, all is well.
	smooth, kinks := p.Terms()
	loss := naive.FullBatch{F: asSubgradient{smooth}}
	train(naive.Descent{F: loss, G: kinks, Rate: naive.Constant(0.3)}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
	// near [1 0], 0 exact zeros: iteration limit
	// near [1 0], 1 exact zeros: converged
}

// asSubgradient is a gradient where a subgradient is asked for.
type asSubgradient struct{ *problems.SmoothTerm }

func (f asSubgradient) Subgrad(dst, x []float64) float64 { return f.Grad(dst, x) }

func ExampleSGD() {
	p := small()
	train(naive.Descent{F: objective(p), Batch: 1, Rate: naive.Constant(0.01), Optimizer: naive.SGD{Momentum: 0.9}}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}

func ExampleAdagrad() {
	p := small()
	train(naive.Descent{F: objective(p), Rate: naive.Constant(0.1), Optimizer: naive.Adagrad{}}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}

func ExampleRMSprop() {
	p := small()
	train(naive.Descent{F: objective(p), Rate: naive.Constant(0.01), Optimizer: naive.RMSprop{}}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}

func ExampleAdam() {
	p := small()
	train(naive.Descent{F: objective(p), Rate: naive.Constant(0.01), Optimizer: naive.Adam{}}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}

func ExampleAdamW() {
	p := small()
	train(naive.Descent{F: objective(p), Rate: naive.Constant(0.01), Optimizer: naive.AdamW{}}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}

// The mean of the points is closer than the last one.
func ExampleAveraging() {
	m := naive.Descent{F: medians{[]float64{1, 2, 4, 8, 16}}, Batch: 1, Rate: naive.Constant(0.3)}
	fmt.Printf("last point %.2f\n", after(1000, m))
	m.Average = naive.TailAverage(500)
	fmt.Printf("mean from the 500th on %.2f\n", after(1000, m))
	// Output:
	// last point 3.60
	// mean from the 500th on 4.03
}

// after returns the first coordinate after some epochs from 0.
func after(epochs int, m solvers.Method) float64 {
	for st := range m.Iterates([]float64{0}) {
		if epochs--; epochs == 0 {
			return st.X[0]
		}
	}
	panic("unreachable")
}

func ExampleSchedule() {
	warmUp := func(next naive.Schedule, steps int) naive.Schedule {
		return func(k int) float64 { return next(k) * min(1, float64(k+1)/float64(steps)) }
	}
	rate := warmUp(naive.WarmRestarts(1, 4, 2), 3)
	for k := range 12 {
		fmt.Printf("%.2f ", rate(k))
	}
	// Output:
	// 0.33 0.57 0.50 0.15 1.00 0.96 0.85 0.69 0.50 0.31 0.15 0.04
}

// sign steps by the sign of the gradient: an optimizer of one's own.
type sign struct{}

func (sign) Memory() int { return 0 }

func (sign) Step(x, grad, _ []float64, rate float64, _ int) {
	for j, g := range grad {
		if g != 0 {
			x[j] -= math.Copysign(rate, g)
		}
	}
}

func ExampleOptimizer() {
	p := small()
	train(naive.Descent{F: objective(p), Optimizer: sign{}, Rate: naive.InverseSqrt(0.3, 10)}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}

// medians has the slopes of 1/n Σ_i |x - y_i|, an oracle of one's own.
type medians struct{ y []float64 }

func (f medians) Len() int { return len(f.y) }

func (f medians) Subgrad(dst, x []float64, rows []int) {
	if rows == nil {
		rows = []int{0, 1, 2, 3, 4}
	}
	dst[0] = 0
	for _, i := range rows {
		dst[0] += math.Copysign(1, x[0]-f.y[i]) / float64(len(rows))
	}
}

func ExampleOracle() {
	m := naive.Descent{F: medians{[]float64{1, 2, 4, 8, 16}}, Batch: 2, Rate: naive.InverseSqrt(1, 1), Average: naive.LinearAverage()}
	fmt.Printf("median %.1f\n", after(5000, m))
	// Output:
	// median 4.0
}

func ExampleObjective() {
	p := small()
	f, _, err := naive.NewObjective(p)
	if err != nil {
		panic(err)
	}
	slope := make([]float64, 2)
	f.Subgrad(slope, []float64{2, 0}, nil)
	fmt.Println(slope, "of both observations")
	f.Subgrad(slope, []float64{2, 0}, []int{1})
	fmt.Println(slope, "of the second")
	// Output:
	// [0.5 -0.5] of both observations
	// [1 -1] of the second
}

func ExampleFullBatch() {
	p := small()
	f, _, err := p.Objective()
	if err != nil {
		panic(err)
	}
	train(naive.Descent{F: naive.FullBatch{F: f}, Rate: naive.StepDecay(0.3, 0.5, 100)}, p)
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}

func ExampleMethods() {
	p := small()
	for _, n := range naive.Methods() {
		if n.Name == "adam" {
			m, err := n.New(p)
			if err != nil {
				panic(err)
			}
			train(m, p)
		}
	}
	// Output:
	// near [1 0], 0 exact zeros: iteration limit
}
