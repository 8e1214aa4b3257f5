package models

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/problems"
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
	// Concordance is Harrell's C of survival times: how often the one with the larger risk has
	// its event first.
	Concordance Measure = "c"
)

// judging is a measure for the responses of a specification, given linear predictions z
// with their offsets.
type judging struct {
	name Measure
	// rows judges row i of a sample, the smaller the better; z of several responses has a
	// block each.
	rows func(y []float64) func(i int, z []float64) float64
	// all judges the sample as a whole instead, the larger the better.
	all func(y, z, w []float64) float64
	// fold judges a fold at each lambda instead.
	fold func(v *validation, f *foldPath, gamma float64) ([]moments, error)
}

// larger tells that the larger is the better.
func (m *judging) larger() bool { return m.all != nil || m.name == Concordance }

// judgings are the measures of the family, the default first. They are those of
// cv.glmnet, its clipping and its sums over both classes included.
func (s *Spec) judgings() []judging {
	row, sides := s.Family.row(), 1.0
	mean := row.mean
	if mean == nil {
		mean = func(z float64) float64 { return z }
	}
	if s.Family == Binomial {
		sides = 2
	}
	if row.several != nil {
		return s.judgingsOfSeveral()
	}
	each := func(one func(y, z float64) float64) func([]float64) func(int, []float64) float64 {
		return func(y []float64) func(int, []float64) float64 {
			return func(i int, z []float64) float64 { return one(y[i], z[i]) }
		}
	}
	squared := judging{name: MSE, rows: each(func(y, z float64) float64 { d := y - mean(z); return sides * d * d })}
	absolute := judging{name: MAE, rows: each(func(y, z float64) float64 { return sides * math.Abs(y-mean(z)) })}
	deviance := judging{name: Deviance, rows: s.deviances}
	wrong := judging{name: Misclassified, rows: each(func(y, z float64) float64 {
		if z > 0 {
			return 1 - y
		}
		return y
	})}
	ranked := judging{name: AUC, all: auc}
	switch s.Family {
	case Cox:
		return []judging{{name: Deviance, fold: (*validation).coxDeviance}, {name: Concordance, fold: (*validation).coxConcordance}}
	case Gaussian:
		return []judging{squared, deviance, absolute}
	case Binomial:
		deviance.rows = each(bernoulli)
		return []judging{deviance, wrong, ranked, squared, absolute}
	}
	if row.classes {
		return []judging{deviance, wrong, ranked}
	}
	return []judging{deviance, squared, absolute}
}

// judging finds a measure of the family, the default for "".
func (s *Spec) judging(name Measure) (*judging, error) {
	list := s.judgings()
	names := make([]string, len(list))
	for k, m := range list {
		if m.name == name || name == "" {
			return &list[k], nil
		}
		names[k] = string(m.name)
	}
	return nil, fmt.Errorf("models: measure %q: for %s there are %s", name, s.Family, strings.Join(names, ", "))
}

// deviances are twice the loss of a row less its infimum, 2 (l(y, z) + l*(y, 0)).
func (s *Spec) deviances(y []float64) func(i int, z []float64) float64 {
	one := *s
	one.Weights, one.Offset = nil, nil
	loss, least := make([]problems.DataFit, len(y)), make([]float64, len(y))
	for i := range y {
		loss[i] = s.Family.row().loss(&one, y[i:i+1])
		least[i] = loss[i].Conj([]float64{0})
	}
	at := make([]float64, 1)
	return func(i int, z []float64) float64 {
		at[0] = z[i]
		return 2 * (loss[i].Value(at) + least[i])
	}
}

// moments are those of the measure over rows of weights w.
func (m *judging) moments(y, z, w []float64, each func(i int, z []float64) float64) (total moments) {
	for i, v := range w {
		one := moments{n: 1, weight: v}
		if each != nil {
			one.mean = each(i, z)
		}
		total.add(one)
	}
	if m.all != nil {
		total.mean = m.all(y, z, w)
	}
	return total
}

// bernoulli is the deviance of a share y of class 1, as cv.glmnet has it.
func bernoulli(y, z float64) float64 {
	const least = 1e-5
	p := min(max(binomial.mean(z), least), 1-least)
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
