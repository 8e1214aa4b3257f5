package problems

import (
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// The constructors below spell the problems of the textbooks as a [Problem], whose
// every field can still be changed: add Intercept = true, weights, an offset. They
// do not validate; [Problem.Validate] does. F is always a mean over the rows.

// NewLasso is the lasso ‖y - X b‖²/(2n) + lambda ‖b‖₁ of Tibshirani (1996).
func NewLasso(x design.Design, y []float64, lambda float64) *Problem {
	return NewElasticNet(x, y, lambda, 1)
}

// NewElasticNet is ‖y - X b‖²/(2n) + lambda (alpha ‖b‖₁ + (1-alpha)/2 ‖b‖²) of Zou and
// Hastie (2005).
func NewElasticNet(x design.Design, y []float64, lambda, alpha float64) *Problem {
	return &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: &ElasticNet{Lambda: lambda, Alpha: alpha}}
}

// NewLogisticLasso is L1-penalised logistic regression for classes 0 and 1, or -1
// and 1; see [Logistic].
func NewLogisticLasso(x design.Design, y []float64, lambda float64) *Problem {
	return &Problem{X: x, Fit: &Logistic{Y: y}, Penalty: Lasso(lambda)}
}

// NewHuberLasso is L1-penalised robust regression; see [Huber].
func NewHuberLasso(x design.Design, y []float64, delta, lambda float64) *Problem {
	return &Problem{X: x, Fit: &Huber{Loss: HuberLoss{delta}, Y: y}, Penalty: Lasso(lambda)}
}

// NewPoissonLasso is the L1-penalised log-linear model of counts; see [Poisson].
func NewPoissonLasso(x design.Design, y []float64, lambda float64) *Problem {
	return &Problem{X: x, Fit: &Poisson{Y: y}, Penalty: Lasso(lambda)}
}

// NewSquaredHingeSVM is the smooth support vector machine
// Σ max(1 - y_i <x_i, b>, 0)²/(2n) + lambda/2 ‖b‖²; see [SquaredHinge].
func NewSquaredHingeSVM(x design.Design, y []float64, lambda float64) *Problem {
	return &Problem{X: x, Fit: &SquaredHinge{Y: y}, Penalty: &ElasticNet{Lambda: lambda}}
}

// NewNNLS is nonnegative least squares, ‖y - X b‖²/(2n) with b >= 0, of Lawson and
// Hanson (1974).
func NewNNLS(x design.Design, y []float64) *Problem {
	_, p := x.Dims()
	return &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: &ElasticNet{Alpha: 1, Lower: make([]float64, p)}}
}

// NewGroupLasso is ‖y - X b‖²/(2n) + lambda Σ_g √|g| ‖b_g‖ of Yuan and Lin (2006).
func NewGroupLasso(x design.Design, y []float64, groups [][]int, lambda float64) *Problem {
	return NewSparseGroupLasso(x, y, groups, lambda, 0)
}

// NewSparseGroupLasso is ‖y - X b‖²/(2n) + lambda (alpha ‖b‖₁ + (1-alpha) Σ_g √|g| ‖b_g‖) of
// Simon, Friedman, Hastie and Tibshirani (2013).
func NewSparseGroupLasso(x design.Design, y []float64, groups [][]int, lambda, alpha float64) *Problem {
	return &Problem{X: x, Fit: &LeastSquares{Y: y},
		Penalty: &GroupLasso{Lambda: lambda, Alpha: alpha, Groups: groups, Weights: RootSizes(groups)}}
}

// NewSlope is ‖y - X b‖²/(2n) + lambda Σ_i w_i |b|_(i) of Bogdan et al. (2015).
func NewSlope(x design.Design, y []float64, weights []float64, lambda float64) *Problem {
	return &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: &Slope{lambda, weights}}
}

// NewSimplexLeastSquares is ‖y - X b‖²/(2n) with b >= 0 and Σ_j b_j = 1: mixtures and
// synthetic controls.
func NewSimplexLeastSquares(x design.Design, y []float64) *Problem {
	return &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: Constraint{prox.Simplex{Sum: 1}}}
}
