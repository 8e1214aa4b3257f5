package models

import (
	"fmt"
	"math"
)

// Convention says whose lambda and whose objective it is.
type Convention string

const (
	// Sklearn is scikit-learn's of its regressions, and the library's own: the mean loss,
	// such as 1/(2n) ‖y - Xb - b_0‖², + lambda (alpha ‖b‖₁ + (1-alpha)/2 ‖b‖²), the mean
	// weighted if there are weights. Its classifiers say [Spec].C.
	Sklearn Convention = "sklearn"
	// Glmnet is R's glmnet: the same, but that columns are standardised unless
	// NoStandardize is set, factors rescaled to sum p (an excluded column counts 1), and,
	// for Gaussian, the ridge divided by the standard deviation of y: see
	// [github.com/lassocheck/lassocheck/problems.LeastSquares.Glmnet].
	Glmnet Convention = "glmnet"
	// Raw is the sum in place of the mean, such as 1/2 ‖y - Xb - b_0‖², so that lambda is
	// n times that of Sklearn, or the sum of the weights in place of n.
	Raw Convention = "raw"
)

// settle fills in the default.
func (c *Convention) settle() error {
	switch *c {
	case "":
		*c = Sklearn
	case Sklearn, Glmnet, Raw:
	default:
		return fmt.Errorf("models: convention %q: there are %s, %s and %s", *c, Sklearn, Glmnet, Raw)
	}
	return nil
}

// convert takes up the convention.
func (s *Statement) convert() {
	s.LambdaUnit, s.LossUnit = 1, 1
	switch s.Spec.Convention {
	case Raw:
		s.LossUnit = s.TotalWeight()
		s.LambdaUnit = 1 / s.LossUnit
	case Glmnet:
		s.Net.Factor = sumToLen(s.Net.Factor)
		if own := s.Spec.Family.row().glmnet; own != nil {
			own(s)
		}
	}
}

// sumToLen rescales factors as glmnet does.
func sumToLen(factor []float64) []float64 {
	if factor == nil {
		return nil
	}
	var total float64
	for _, f := range factor {
		if math.IsInf(f, 1) {
			f = 1
		}
		total += f
	}
	if total == 0 {
		return factor
	}
	scaled := make([]float64, len(factor))
	for j, f := range factor {
		scaled[j] = f * float64(len(factor)) / total
	}
	return scaled
}
