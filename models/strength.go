package models

import (
	"fmt"
	"math"
)

// TotalWeight is the sum of the weights, n without.
func (s *Statement) TotalWeight() float64 {
	if s.Spec.Weights == nil {
		n, _ := s.dims()
		return float64(n)
	}
	total := 0.0
	for _, w := range s.Spec.Weights {
		total += w
	}
	return total
}

// LambdaOfC is the lambda of the convention for scikit-learn's C: see [Spec].
func (s *Statement) LambdaOfC(c float64) float64 {
	return 1 / (s.Spec.Family.row().c * c * s.TotalWeight() * s.LambdaUnit)
}

// strength is the lambda that Fit is asked for.
func (s *Statement) strength() (float64, error) {
	l, ratio, c := s.Spec.Lambda, s.Spec.LambdaRatio, s.Spec.C
	said := 0
	for _, v := range []float64{l, ratio, c} {
		if v != 0 {
			said++
		}
	}
	switch {
	case s.Spec.Penalty.none && said > 0:
		return 0, fmt.Errorf("models: Unpenalized has no lambda: leave out Lambda, LambdaRatio and C")
	case s.Spec.Penalty.none:
		return 0, nil
	case said > 1:
		return 0, fmt.Errorf("models: Lambda, LambdaRatio and C say the same thing: set one of them")
	case said == 0:
		return 0, fmt.Errorf("models: which lambda? Set Lambda or LambdaRatio, or Penalty to Unpenalized; lambda_max is %v", s.LambdaMax())
	case c != 0 && !(c > 0 && !math.IsInf(c, 1)):
		return 0, fmt.Errorf("models: C is %v; it must be positive and finite", c)
	case c != 0:
		return s.LambdaOfC(c), nil
	case ratio == 0:
		return l, nil
	case !(ratio > 0) || math.IsInf(ratio, 1):
		return 0, fmt.Errorf("models: LambdaRatio is %v; it must be positive and finite", ratio)
	}
	return ratio * s.LambdaMax(), nil
}
