package solvers_test

import (
	"context"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/problemtest"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
)

// MaxNorm is somebody's own penalty, λ‖b‖∞. Its dual norm is ‖u‖₁; Prox, Value and Conj
// are those of the operator.
type MaxNorm struct{ prox.Linf }

func dualNorm(u []float64) (sum float64) {
	for _, v := range u {
		sum += math.Abs(v)
	}
	return sum
}

// DualScale stays inside by more than the rounding of the sum.
func (p MaxNorm) DualScale(u []float64) float64 {
	return min(1, p.Lambda/dualNorm(u)*(1-1e-14))
}

func (p MaxNorm) Validate(int) error {
	if !(p.Lambda >= 0) {
		return fmt.Errorf("MaxNorm needs Lambda >= 0, got %v", p.Lambda)
	}
	return nil
}

// With these four, Path can sweep lambda.

func (p MaxNorm) WithLambda(lambda float64) problems.Scalable {
	return MaxNorm{prox.Linf{Lambda: lambda}}
}

func (p MaxNorm) Unpenalised(int) (lower, upper float64, ok bool) { return 0, 0, false }

func (p MaxNorm) Start(int) float64 { return 0 }

func (p MaxNorm) LambdaMax(u []float64) float64 { return dualNorm(u) }

// One's own penalty is a proximal operator with its conjugate and the scale that brings a
// dual point into its domain.
func Example_penalty() {
	fmt.Println(problemtest.CheckPenalty(MaxNorm{prox.Linf{Lambda: 1}}, 4))
	p := small()
	p.Penalty = MaxNorm{prox.Linf{Lambda: 1}}
	path, err := solvers.Path(context.Background(), p, solvers.Grid{N: 4, MinRatio: 0.1}, solvers.Settings{})
	if err != nil {
		panic(err)
	}
	b := make([]float64, p.Dim())
	for _, at := range path.Points {
		at.Beta(b, false)
		fmt.Printf("λ = %.3f: %.3f %v\n", at.Lambda, b, at.Status)
	}
	// Output:
	// <nil>
	// λ = 2.000: [0.000 0.000] converged
	// λ = 0.928: [1.143 1.000] converged
	// λ = 0.431: [2.138 1.000] converged
	// λ = 0.200: [2.600 1.000] converged
}
