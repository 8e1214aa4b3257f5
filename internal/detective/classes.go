package detective

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// The hypotheses of models of another family, and those about classes.

type lossOf func(y, weights, offset []float64) problems.DataFit

// classification is the hypothesis of a model of classes, for a target of two values.
func classification(loss lossOf, ridge bool, family string) func(q *inquiry, v *variant) bool {
	return func(q *inquiry, v *variant) bool {
		lo, hi := slices.Min(q.rows.y), slices.Max(q.rows.y)
		label := make([]float64, q.n)
		for i, y := range q.rows.y {
			if y != lo && y != hi || lo == hi {
				return false
			}
			if y == hi {
				label[i] = 1
			}
		}
		v.y = label
		return otherLoss(loss, ridge, family)(q, v)
	}
}

// otherLoss is the hypothesis of another loss of the same responses, that of --family,
// perhaps with a ridge in place of the penalty.
func otherLoss(loss lossOf, ridge bool, family string) func(q *inquiry, v *variant) bool {
	return func(q *inquiry, v *variant) bool {
		if ridge {
			if v.l1 == 0 {
				return false
			}
			v.l1, v.l2 = 0, v.l1+v.l2
		}
		v.loss, v.family = loss, family
		return true
	}
}

// asNumbers is the hypothesis of least squares of a function of the responses.
func asNumbers(f func(y float64) float64) func(q *inquiry, v *variant) bool {
	return func(q *inquiry, v *variant) bool {
		v.y = slices.Clone(v.y)
		for i, y := range v.y {
			v.y[i] = f(y)
		}
		v.advice = "put these numbers in the place of the target"
		return otherLoss(squares, false, "gaussian")(q, v)
	}
}

// exchanged is the hypothesis of the other class as the positive one.
func exchanged(q *inquiry, v *variant) bool {
	v.y = slices.Clone(v.y)
	for i, y := range v.y {
		v.y[i] = 1 - max(y, 0)
	}
	v.exchanged = true
	if q.Exchange == "" {
		v.advice = "exchange the classes, or change the signs of all coefficients"
	}
	return true
}

// balanced is the hypothesis of classes that count alike, as class_weight="balanced" makes
// them: the weights of a class of weight m are multiplied by half of the whole over m.
func balanced(q *inquiry, v *variant) bool {
	sum := map[bool]float64{}
	for i, y := range v.y {
		if y > 0 && y < 1 {
			return false // shares are no classes
		}
		sum[y > 0] += v.weight(i)
	}
	if sum[true] == sum[false] || sum[true] == 0 || sum[false] == 0 {
		return false
	}
	w := make([]float64, q.n)
	for i, y := range v.y {
		w[i] = v.weight(i) * v.total() / (2 * sum[y > 0])
	}
	v.weights = w
	v.advice = "give these weights by --weights: half of all over the rows of its class, for each row"
	return true
}

// ofFamily are the hypotheses of the family of a loss.
func ofFamily(fit problems.DataFit) []hypothesis {
	const hinge = "it is a support vector machine (squared hinge)"
	free := []hypothesis{{"no penalty", "it was fitted without a penalty", unpenalised, 0}}
	switch fit.(type) {
	case *problems.LeastSquares:
		return ofSquares
	case *losses.Logistic:
		return slices.Concat(free, ofClasses, []hypothesis{
			{"squared hinge", hinge, otherLoss(squaredHinge, false, "squared-hinge"), 1},
			{"squared hinge", hinge + " with a ridge", otherLoss(squaredHinge, true, "squared-hinge"), 1},
		})
	case *losses.SquaredHinge:
		return slices.Concat(free, ofClasses, []hypothesis{
			{"logistic regression", "it is logistic regression", otherLoss(logistic, false, "binomial"), 1},
			{"logistic regression", "it is logistic regression with a ridge", otherLoss(logistic, true, "binomial"), 1},
		})
	case *losses.Poisson:
		return slices.Concat(free, ofCounts)
	}
	return free
}

var ofClasses = []hypothesis{
	{"classes exchanged", "the other class was taken for the positive one", exchanged, 0},
	{"balanced classes", "the classes were weighted to count alike (class_weight balanced)", balanced, 0},
	{"least squares", "it is least squares: the classes were taken for the numbers 0 and 1", asNumbers(func(y float64) float64 { return max(y, 0) }), 1},
	{"least squares", "it is least squares: the classes were taken for the numbers -1 and 1", asNumbers(func(y float64) float64 { return 2*max(y, 0) - 1 }), 1},
}

var ofCounts = []hypothesis{
	{"least squares", "it is least squares: the counts were taken for numbers", asNumbers(func(y float64) float64 { return y }), 1},
	{"least squares of logarithms", "it is least squares, of log(1 + y)", asNumbers(math.Log1p), 1},
}
