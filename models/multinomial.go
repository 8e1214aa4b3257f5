package models

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Multinomial is logistic regression with several classes, y being 0, 1, ... for the first,
// second, ... of the Levels; see [Codes]. Each class has coefficients of its own, and the
// probability of class k is e^z_k / Σ e^z. Only differences between classes count where no
// penalty tells them apart; the intercepts have the mean 0. It is glmnet's, and
// scikit-learn's LogisticRegression of several classes.
const Multinomial Family = "multinomial"

var multinomial = &family{
	name:    Multinomial,
	formula: "log Σₖ exp(zₖ) - z_y",
	loss: func(s *Spec, y []float64) problems.DataFit {
		k := s.responses(y)
		n := len(y)
		shares := make([]float64, n*k)
		for i, class := range y {
			shares[int(class)*n+i] = 1
		}
		return &losses.Multinomial{K: k, Y: shares, Weights: s.Weights, Offset: s.Offset}
	},
	code:    classCodes,
	several: func(s *Spec, y []float64) int { return s.responses(y) },
	c:       1,
}

// responses counts classes.
func (s *Spec) responses(y []float64) int {
	k := len(s.Levels)
	for _, v := range y {
		k = max(k, int(v)+1)
	}
	return k
}

// classCodes checks that responses are numbers of classes.
func classCodes(s *Spec, y []float64) ([]float64, error) {
	const most = 1 << 16
	for i, v := range y {
		if !(v >= 0 && v < most) || v != math.Trunc(v) || s.Levels != nil && int(v) >= len(s.Levels) {
			return nil, fmt.Errorf("models: row %d: %s is %v; classes are 0, 1, ... up to %d: see models.Codes", i, s.response(), v, max(len(s.Levels), 1)-1)
		}
	}
	return y, nil
}

// present tells of every class whether it has a row that counts.
func (s *Spec) present(y []float64) []bool {
	seen := make([]bool, s.responses(y))
	for i, v := range y {
		if s.Weights == nil || s.Weights[i] != 0 {
			seen[int(v)] = true
		}
	}
	return seen
}

// everyClass reports a single class, and one that no row has: with an intercept neither
// has a best model.
func (s *Spec) everyClass(y []float64) error {
	absent := -1
	count := 0
	for k, there := range s.present(y) {
		if there {
			count++
		} else if absent < 0 {
			absent = k
		}
	}
	switch {
	case count < 2:
		return fmt.Errorf("models: one class: %s is the same in %s: there is nothing to tell apart", s.response(), s.everyRow())
	case absent >= 0 && !s.NoIntercept:
		return fmt.Errorf("models: no row of positive weight has the class %s of %s, whose best intercept is minus infinity: leave it out of the levels", s.level(absent), s.response())
	}
	return nil
}

// level is the name of class k.
func (s *Spec) level(k int) string {
	if k < len(s.Levels) {
		return s.Levels[k]
	}
	return fmt.Sprint(k)
}

// softmax sets z to the probabilities.
func softmax(z []float64) {
	top, sum := math.Inf(-1), 0.0
	for _, v := range z {
		top = max(top, v)
	}
	for k, v := range z {
		z[k] = math.Exp(v - top)
		sum += z[k]
	}
	for k := range z {
		z[k] /= sum
	}
}
