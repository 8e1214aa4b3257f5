// Package textbook spells the problems of the textbooks as a [problems.Problem], whose
// every field can still be changed: add Intercept = true, weights, an offset. They
// do not validate; [problems.Problem.Validate] does. F is always a mean over the rows.
package textbook

import (
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/prox"
)

// NewLasso is the lasso ‖y - X b‖²/(2n) + lambda ‖b‖₁ of Tibshirani (1996).
func NewLasso(x design.Design, y []float64, lambda float64) *problems.Problem {
	return NewElasticNet(x, y, lambda, 1)
}

// NewElasticNet is ‖y - X b‖²/(2n) + lambda (alpha ‖b‖₁ + (1-alpha)/2 ‖b‖²) of Zou and
// Hastie (2005).
func NewElasticNet(x design.Design, y []float64, lambda, alpha float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: &problems.ElasticNet{Lambda: lambda, Alpha: alpha}}
}

// NewLogisticLasso is L1-penalised logistic regression for classes 0 and 1, or -1
// and 1; see [losses.Logistic].
func NewLogisticLasso(x design.Design, y []float64, lambda float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &losses.Logistic{Y: y}, Penalty: problems.Lasso(lambda)}
}

// NewHuberLasso is L1-penalised robust regression; see [losses.Huber].
func NewHuberLasso(x design.Design, y []float64, delta, lambda float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &losses.Huber{Loss: losses.HuberLoss{Delta: delta}, Y: y}, Penalty: problems.Lasso(lambda)}
}

// NewPoissonLasso is the L1-penalised log-linear model of counts; see [losses.Poisson].
func NewPoissonLasso(x design.Design, y []float64, lambda float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &losses.Poisson{Y: y}, Penalty: problems.Lasso(lambda)}
}

// NewSquaredHingeSVM is the smooth support vector machine
// Σ max(1 - y_i <x_i, b>, 0)²/(2n) + lambda/2 ‖b‖²; see [losses.SquaredHinge].
func NewSquaredHingeSVM(x design.Design, y []float64, lambda float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &losses.SquaredHinge{Y: y}, Penalty: &problems.ElasticNet{Lambda: lambda}}
}

// NewNNLS is nonnegative least squares, ‖y - X b‖²/(2n) with b >= 0, of Lawson and
// Hanson (1974).
func NewNNLS(x design.Design, y []float64) *problems.Problem {
	_, p := x.Dims()
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: &problems.ElasticNet{Alpha: 1, Lower: make([]float64, p)}}
}

// NewGroupLasso is ‖y - X b‖²/(2n) + lambda Σ_g √|g| ‖b_g‖ of Yuan and Lin (2006).
func NewGroupLasso(x design.Design, y []float64, groups [][]int, lambda float64) *problems.Problem {
	return NewSparseGroupLasso(x, y, groups, lambda, 0)
}

// NewSparseGroupLasso is ‖y - X b‖²/(2n) + lambda (alpha ‖b‖₁ + (1-alpha) Σ_g √|g| ‖b_g‖) of
// Simon, Friedman, Hastie and Tibshirani (2013).
func NewSparseGroupLasso(x design.Design, y []float64, groups [][]int, lambda, alpha float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y},
		Penalty: &problems.GroupLasso{Lambda: lambda, Alpha: alpha, Groups: groups, Weights: RootSizes(groups)}}
}

// RootSizes returns the square roots of the sizes of the groups, the weights of Yuan and Lin.
func RootSizes(groups [][]int) []float64 {
	w := make([]float64, len(groups))
	for g, group := range groups {
		w[g] = math.Sqrt(float64(len(group)))
	}
	return w
}

// NewSlope is ‖y - X b‖²/(2n) + lambda Σ_i w_i |b|_(i) of Bogdan et al. (2015).
func NewSlope(x design.Design, y []float64, weights []float64, lambda float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: &problems.Slope{Lambda: lambda, Weights: weights}}
}

// NewSimplexLeastSquares is ‖y - X b‖²/(2n) with b >= 0 and Σ_j b_j = 1: mixtures and
// synthetic controls.
func NewSimplexLeastSquares(x design.Design, y []float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Constraint{Set: prox.Simplex{Sum: 1}}}
}
