package models

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Measure is how predictions are judged by cross-validation; see [CV].
type Measure string

const (
	// MSE is the mean squared error (y - mu)². For classes it is the Brier score, summed
	// over both classes.
	MSE Measure = "mse"
	// MAE is the mean absolute error |y - mu|, summed over both classes likewise.
	MAE Measure = "mae"
	// Deviance is twice the negative log-likelihood, less that of the saturated model.
	// Probabilities are kept within 1e-5 of 0 and of 1.
	Deviance Measure = "deviance"
	// Misclassified is the part of wrong classes, where a probability above 1/2 is class 1.
	Misclassified Measure = "class"
	// AUC is the area under the ROC curve: how often a row of class 1 is predicted above
	// one of class 0, ties counting a half.
	AUC Measure = "auc"
)

// judging is a measure for the responses of one family, given linear predictions z.
type judging struct {
	name Measure
	each func(y, z float64) float64      // of one row, the smaller the better
	all  func(y, z, w []float64) float64 // of the rows of a fold instead, the larger the better
}

// larger tells that the larger is the better.
func (m *judging) larger() bool { return m.all != nil }

// moments are those of the measure over rows of weights w.
func (m *judging) moments(y, z, w []float64) (total moments) {
	for i, v := range w {
		one := moments{n: 1, weight: v}
		if m.each != nil {
			one.mean = m.each(y[i], z[i])
		}
		total.add(one)
	}
	if m.all != nil {
		total.mean = m.all(y, z, w)
	}
	return total
}

// judgings are the measures of each family, the default first. They are those of
// cv.glmnet, its clipping and its sums over both classes included.
var judgings = map[Family][]judging{
	Gaussian: {
		{name: MSE, each: squared},
		{name: Deviance, each: squared},
		{name: MAE, each: func(y, z float64) float64 { return math.Abs(y - z) }},
	},
}

func squared(y, z float64) float64 { return (y - z) * (y - z) }

// judging finds a measure of the family, the default for "".
func (f Family) judging(name Measure) (*judging, error) {
	list := judgings[f]
	for k := range list {
		if list[k].name == name || name == "" {
			return &list[k], nil
		}
	}
	names := make([]string, len(list))
	for k, m := range list {
		names[k] = string(m.name)
	}
	return nil, fmt.Errorf("models: measure %q: for %s there are %s", name, f, strings.Join(names, ", "))
}

// sigmoid is 1/(1 + e^-z).
func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// bernoulli is the deviance of a share y of class 1, as cv.glmnet has it.
func bernoulli(y, z float64) float64 {
	const least = 1e-5
	p := min(max(sigmoid(z), least), 1-least)
	return 2 * (xlogx(y) + xlogx(1-y) - y*math.Log(p) - (1-y)*math.Log(1-p))
}

func xlogx(v float64) float64 {
	if v == 0 {
		return 0
	}
	return v * math.Log(v)
}

// auc is the area under the ROC curve for shares y of class 1: Σ w_i y_i w_k (1-y_k)
// over the pairs with z_i > z_k, half of it where they are equal, as a part of that over
// all pairs. NaN where one class is missing. O(n log n).
func auc(y, z, w []float64) float64 {
	order := upTo(len(z))
	slices.SortFunc(order, func(a, b int) int {
		if z[a] < z[b] {
			return -1
		} else if z[a] > z[b] {
			return 1
		}
		return a - b
	})
	var above, zeros, ones float64 // pairs in the right order; weight of the classes so far
	for begin := 0; begin < len(order); {
		end := begin
		var zero, one float64 // of the ties
		for ; end < len(order) && z[order[end]] == z[order[begin]]; end++ {
			i := order[end]
			one += w[i] * y[i]
			zero += w[i] * (1 - y[i])
		}
		above += one * (zeros + zero/2)
		zeros, ones, begin = zeros+zero, ones+one, end
	}
	return above / (zeros * ones)
}
