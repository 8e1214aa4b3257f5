// Package losses is the catalogue of losses of one observation, one a file, each with
// its conjugate. Together with responses a loss is a fit of a problem:
//
//	fit := &losses.Logistic{Y: labels}
//	p := &problems.Problem{X: x, Fit: fit, Penalty: problems.Lasso(0.1)}
//
// The square, whose fits have more to say, is [problems.LeastSquares].
package losses
