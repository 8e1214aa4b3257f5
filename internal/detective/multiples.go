package detective

import (
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// multiple is a lambda that a normalisation of the loss makes of the stated one.
type multiple struct {
	mistake, text string
	lambda        float64
}

// multiples lists those of v.
func (q *inquiry) multiples(v *variant) []multiple {
	fit, ok := v.Fit.(*problems.LeastSquares)
	l := v.net.Lambda
	if !ok {
		n := float64(q.n)
		return []multiple{
			{"sum in place of mean", "the loss was a sum, not the mean", l / n},
			{"C = 1/lambda", "lambda was taken for C = 1/lambda, of a sum of losses", 1 / (n * l)},
			{"C of 1", "C was 1, as it is where none is given", 1 / n},
		}
	}
	n := float64(q.n)
	if fit.Weights != nil {
		n = 0
		for _, w := range fit.Weights {
			n += w
		}
	}
	typed, _ := q.outward(v, l)
	dev := design.StdDevs(&design.Dense{N: q.n, P: 1, Data: fit.Targets()}, fit.Weights)[0]
	return []multiple{
		{"mean squared error without the 1/2", "the loss was mean squared error without the 1/2", l / 2},
		{"a 1/2 too many", "the loss had a 1/2 that it should not have", l * 2},
		{"sum in place of mean", "the loss was half the sum of squares, not the mean", l / n},
		{"mean in place of sum", "the loss was a mean, not a sum", l * n},
		{"sum of squares", "the loss was the sum of squares, without 1/(2n)", l / (2 * n)},
		{"1/(2n) in place of the sum of squares", "the loss was divided by 2n", l * 2 * n},
		{"mean in place of sum, without the 1/2", "the loss was mean squared error, not half a sum", l * n / 2},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of half the sum of squares", 1 / (n * typed)},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of the sum of squares", 1 / (2 * n * typed)},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of the mean of half the squares", 1 / typed},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of the mean squared error", 1 / (2 * typed)},
		{"lambda of a standardised y", "the target was standardised for lambda, by its deviation", l * dev},
		{"lambda of a standardised y", "the target was standardised for lambda, by its deviation with n-1", l * dev * math.Sqrt(n/(n-1))},
	}
}
