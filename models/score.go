package models

import (
	"fmt"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Score says how well predictions fit. Sums over rows are weighted.
type Score struct {
	// DevianceExplained is 1 - D(y, mu)/D(y, mu_0) for the deviance D of the family,
	// Σ w (y - mu)² for Gaussian, and mu_0 the null model: the intercept, if the model
	// has one, and the offset, fitted to these rows. It is glmnet's dev.ratio.
	DevianceExplained float64
	// R2 is 1 - Σ w (y - mu)² / Σ w (y - mean of y)², the coefficient of determination,
	// also where there is no intercept.
	R2 float64
	// MSE is the mean of the squared errors, in squared units of y.
	MSE float64
}

// Score scores the predictions for the rows of x against y. weights and offset have one
// number a row; nil stands for ones and for none. Where y is all that its null model
// says, the first two are 1 for a perfect prediction and -Inf for any other. Errors are
// those of [Model.Predict], wrong lengths, an offset that is missing or one too many,
// weights below zero or all zero, and responses that are not finite. O(n) for each
// column in the model.
func (m *Model) Score(x design.Design, y, weights, offset []float64) (Score, error) {
	n, _ := x.Dims()
	if m.Offset != (offset != nil) {
		return Score{}, fmt.Errorf("models: a model takes an offset where it was fitted with one, and only there")
	}
	fit := &problems.LeastSquares{Y: y, Weights: weights, Offset: offset}
	if err := fit.Validate(n); err != nil {
		return Score{}, err
	}
	z, err := m.Link(x)
	if err != nil {
		return Score{}, err
	}
	w := fit.NormalWeights()
	if w == nil {
		w = repeated(1/float64(n), n)
	}
	targets := fit.Targets() // y - offset
	s := Score{MSE: meanSquare(targets, z, w)}
	s.R2 = explained(s.MSE, meanSquare(y, repeated(mean(y, w), n), w))
	null := 0.0
	if m.HasIntercept {
		null = mean(targets, w)
	}
	s.DevianceExplained = explained(s.MSE, meanSquare(targets, repeated(null, n), w))
	return s, nil
}

func explained(left, all float64) float64 {
	if left == 0 && all == 0 {
		return 1
	}
	return 1 - left/all
}

// mean is weighted, and exact where all y are the same.
func mean(y, w []float64) float64 {
	shift := 0.0
	for i, v := range y {
		shift += w[i] * (v - y[0])
	}
	return y[0] + shift
}

// meanSquare returns Σ w (y - z)².
func meanSquare(y, z, w []float64) float64 {
	sum := 0.0
	for i, v := range w {
		sum += v * (y[i] - z[i]) * (y[i] - z[i])
	}
	return sum
}
