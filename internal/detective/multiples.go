package detective

import (
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// multiple is a lambda that a normalisation of the loss makes of the stated one.
type multiple struct {
	mistake, text string
	lambda        float64
}

// multiples lists those of v.
func (q *inquiry) multiples(v *variant) []multiple {
	l, n := v.net.Lambda, v.total()
	typed, _ := q.outward(v, l)
	if !isSquares(v.Fit) {
		return v.multiplesOfC(l, n, typed)
	}
	dev := design.StdDevs(&design.Dense{N: q.n, P: 1, Data: v.targets()}, v.weights)[0]
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

// multiplesOfC lists those of losses that classifiers take as a sum times C, and which as
// a deviance are twice as large; the squared hinge has a half here that others leave out.
func (v *variant) multiplesOfC(l, n, typed float64) []multiple {
	all := []multiple{
		{"sum in place of mean", "the loss was a sum, not the mean", l / n},
		{"mean in place of sum", "the loss was a mean, not a sum", l * n},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of a sum of losses", 1 / (n * typed)},
		{"C = 1/lambda", "lambda was taken for C = 1/lambda, of the mean loss", 1 / typed},
		{"C of 1", "C was 1, as it is where none is given", 1 / n},
		{"twice the loss", "the loss was twice as large, as a deviance is", l / 2},
		{"half the loss", "the loss was half as large", l * 2},
		{"twice the loss, as a sum", "the loss was a sum, and twice as large, as a deviance is", l / (2 * n)},
	}
	switch v.Fit.(type) {
	case *losses.SquaredHinge:
		all = append(all,
			multiple{"C = 1/lambda", "lambda was taken for C = 1/lambda, of a sum of losses without the 1/2", 1 / (2 * n * typed)},
			multiple{"C of 1", "C was 1, as it is where none is given, of losses without the 1/2", 1 / (2 * n)})
	case *losses.Poisson:
		if v.offset == nil {
			break
		}
		exposure := 0.0
		for i, o := range v.offset {
			exposure += v.weight(i) * math.Exp(o)
		}
		all = append(all, multiple{"rates weighted by exposure", "it was fitted to counts over their exposure, with that as the weight", l * exposure / n})
	}
	return all
}
