package models

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Binomial is logistic regression: log(1 + e^z) - y z, y being 1 for the positive class
// and 0, or -1, for the other; or the share of the positive class in a row of several
// trials, whose number is then its weight. The mean is the probability of the positive
// class.
const Binomial Family = "binomial"

var binomial = &family{
	name:    Binomial,
	formula: "log(1 + eᶻ) - yz",
	loss: func(s *Spec, y []float64) problems.DataFit {
		return &losses.Logistic{Y: y, Weights: s.Weights, Offset: s.Offset}
	},
	code: func(s *Spec, y []float64) ([]float64, error) {
		return zeroOne(s, y, "classes are 0 and 1, or -1 and 1, and shares of the positive class lie between 0 and 1", true)
	},
	mean: func(z float64) float64 {
		if e := math.Exp(-math.Abs(z)); z < 0 {
			return e / (1 + e)
		} else {
			return 1 / (1 + e)
		}
	},
	classes: true,
	endless: func(s *Spec, value float64) string {
		if value > 0 && value < 1 {
			return ""
		}
		return oneClass(s, value)
	},
	c: 1,
}

// zeroOne returns classes as 0 and 1.
func zeroOne(s *Spec, y []float64, want string, shares bool) ([]float64, error) {
	zero, minus := -1, -1
	for i, v := range y {
		switch {
		case v == -1:
			minus = i
		case v == 0, shares && v > 0 && v < 1:
			zero = i
		case v == 1:
		default:
			return nil, fmt.Errorf("models: row %d: %s is %v; %s: see models.Classes", i, s.response(), v, want)
		}
	}
	if minus < 0 {
		return y, nil
	}
	if zero >= 0 {
		return nil, fmt.Errorf("models: %s is %v in row %d and -1 in row %d: %s", s.response(), y[zero], zero, minus, want)
	}
	coded := make([]float64, len(y))
	for i, v := range y {
		coded[i] = max(v, 0)
	}
	return coded, nil
}

// oneClass says that there is nothing to tell apart.
func oneClass(s *Spec, value float64) string {
	name := fmt.Sprint(value)
	if s.Levels != nil && (value == 0 || value == 1) {
		name = s.Levels[int(value)]
	}
	return fmt.Sprintf("one class: %s is %s in %s: there is nothing to tell apart", s.response(), name, s.everyRow())
}
