package problems

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
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

// NewPortfolio is mean-variance selection with trading costs
//
//	w'S w/2 - <m, w>/aversion + cost ‖w - from‖₁   with w >= 0, Σ_j w_j = 1,
//
// where m and S are the means and the covariance (over n) of the columns of returns,
// one a period and asset.
//
// Reference: Markowitz, Portfolio selection (1952); Lobo, Fazel and Boyd, Portfolio
// optimization with linear and fixed transaction costs (2007), section 1.2.
func NewPortfolio(returns design.Design, from []float64, cost, aversion float64) *Problem {
	n, p := returns.Dims()
	centred := design.Standardize(returns, nil, true)
	mean := make([]float64, p)
	for j := range mean {
		mean[j], _ = returns.ColMoments(j, nil)
		mean[j] /= aversion
	}
	centred.Scale = vector.Ones(p)
	return &Problem{X: centred, Fit: &LeastSquares{Y: make([]float64, n)},
		Penalty: &Turnover{From: from, Mean: mean, Cost: cost}}
}

// Entry is one observed entry of a matrix.
type Entry struct {
	Row, Col int
	Value    float64
}

// NewMatrixCompletion fills in a matrix B of which some entries are known
//
//	Σ_{(i,j) known} (m_ij - B_ij)²/(2n) + lambda Σ_k σ_k(B).
//
// The variable is B, column-major. It is an error if an entry lies outside the
// matrix. Reference: Mazumder, Hastie and Tibshirani, Spectral regularization
// algorithms for learning large incomplete matrices (2010), equation 8.
func NewMatrixCompletion(rows, cols int, known []Entry, lambda float64) (*Problem, error) {
	x, y, err := sampling(rows, cols, known, 1)
	if err != nil {
		return nil, err
	}
	return &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: &Nuclear{lambda, rows, cols}}, nil
}

// NewRobustPCA splits a matrix, of which some entries may be missing, into one of low
// rank and a sparse one
//
//	Σ_{(i,j) known} (m_ij - L_ij - S_ij)²/(2n) + lambda ( Σ_k σ_k(L) + mu ‖S‖₁ ).
//
// The variable is L and then S, both column-major; mu is 1/√max(rows, cols) where it
// is 0. A small lambda stands for exact equality.
//
// References: Candès, Li, Ma and Wright, Robust principal component analysis?
// (2011); Zhou, Li, Wright, Candès and Ma, Stable principal component pursuit (2010).
func NewRobustPCA(rows, cols int, known []Entry, lambda, mu float64) (*Problem, error) {
	x, y, err := sampling(rows, cols, known, 2)
	if err != nil {
		return nil, err
	}
	if mu == 0 {
		mu = 1 / math.Sqrt(float64(max(rows, cols)))
	}
	return &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: Parts{
		{&Nuclear{lambda, rows, cols}, rows * cols}, {Lasso(lambda * mu), rows * cols}}}, nil
}

// sampling is the design that reads the known entries off the sum of so many
// matrices, with their values.
func sampling(rows, cols int, known []Entry, copies int) (design.Design, []float64, error) {
	if rows < 0 || cols < 0 {
		return nil, nil, fmt.Errorf("problems: a matrix of %d x %d", rows, cols)
	}
	at := make([][]int32, rows*cols)
	y := make([]float64, len(known))
	for i, e := range known {
		if e.Row < 0 || e.Row >= rows || e.Col < 0 || e.Col >= cols {
			return nil, nil, fmt.Errorf("problems: entry (%d, %d) lies outside the %d x %d matrix", e.Row, e.Col, rows, cols)
		}
		at[e.Row+e.Col*rows] = append(at[e.Row+e.Col*rows], int32(i))
		y[i] = e.Value
	}
	ptr := []int{0}
	var row []int32
	for range copies {
		for _, list := range at {
			row = append(row, list...)
			ptr = append(ptr, len(row))
		}
	}
	x, err := design.NewCSC(len(known), copies*rows*cols, ptr, row, vector.Ones(len(row)))
	return x, y, err
}
