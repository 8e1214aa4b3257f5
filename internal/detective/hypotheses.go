package detective

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
)

// hypothesis is a mistake. change makes of the stated problem what the mistake makes
// of it, strength included, and is false where the mistake cannot have been made.
type hypothesis struct {
	mistake, text string
	change        func(q *inquiry, v *variant) bool
	doubts        float64 // beyond the one of every mistake
}

// hypotheses lists what may have been solved in place of the stated problem, the
// problem itself first: that of another lambda.
var hypotheses = slices.Concat([]hypothesis{{}}, scalings, []hypothesis{
	{"no intercept", "it was fitted without an intercept", noIntercept, 0},
	{"intercept left out", "the intercept is not the best for the coefficients: it was left out or changed", otherIntercept, 0},
	{"penalised intercept", "the intercept was penalised like a coefficient", penalisedIntercept, 0},
	{"an intercept", "it was fitted with an intercept that was then left out", anIntercept, 0},
	{"weights ignored", "the weights were ignored", noWeights, 0},
	{"offset ignored", "the offset was ignored", noOffset, 0},
	{"penalty factors rescaled", "the penalty factors were rescaled to add up to the number of columns", rescaledFactors, 0},
	{"penalty factors not rescaled", "the penalty factors were taken as they are, without rescaling", givenFactors, 0},
	{"penalty factors ignored", "the penalty factors were ignored", noFactors, 0},
	{"lambda and alpha swapped", "lambda and alpha were swapped", swapped, 0},
	{"l1_ratio reversed", "1 - alpha was taken for alpha: the share of the ridge for that of the lasso", reversedMix, 0},
	{"ridge without the 1/2", "the ridge part was taken without its 1/2", doubleRidge, 0},
	{"l1_ratio ignored", "alpha was ignored: the lasso was solved", lassoAlone, 0},
	{"ridge", "it is ridge regression, without an absolute value", ridgeAlone, 0},
	{"positive constraint", "the coefficients were kept from being negative", positive, 0},
	{"reversed columns", "the coefficients are in reversed order of the columns", reversedColumns, 0},
	{"permuted columns", "", permutedColumns, 0},
	{"part of the rows", "", partOfRows, 1},
})

// ofSquares are those of least squares alone.
var ofSquares = slices.Concat(scalingsOfTarget, []hypothesis{
	{"ridge in units of y", "the ridge part was divided by the standard deviation of y, as glmnet does", ridgeOfGlmnet, 0},
	{"glmnet", "it is glmnet's problem: columns standardised, and the ridge part divided by the standard deviation of y", glmnet, 0},
	{"ordinary least squares", "it is least squares, without a penalty", unpenalised, 0},
	{"log target", "the target was the natural logarithm of yours", target(math.Log, 0), 0},
	{"log target", "the target was log(1 + y)", target(math.Log1p, -1), 0},
	{"log target", "the target was the decimal logarithm of yours", target(math.Log10, 0), 0},
	{"classification", "it is logistic regression: the target has two values, and was taken for classes", classification(logistic, false, "binomial"), 1},
	{"classification", "it is logistic regression with a ridge: the target has two values, and was taken for classes", classification(logistic, true, "binomial"), 1},
	{"classification", "it is a support vector machine (squared hinge): the target has two values, and was taken for classes", classification(squaredHinge, false, "squared-hinge"), 1},
	{"classification", "it is a support vector machine (squared hinge) with a ridge: the target has two values, and was taken for classes", classification(squaredHinge, true, "squared-hinge"), 1},
})

// ofNothing is what to try where all coefficients are zero: many problems have that
// solution, and the lambda alone tells the most.
var ofNothing = []hypothesis{
	{"another lambda", "", largeLambda, 0},
	{"no intercept", "it was fitted without an intercept", noIntercept, 0},
	{"intercept left out", "the intercept is not the best for the coefficients: it was left out or changed", otherIntercept, 0},
}

func largeLambda(q *inquiry, v *variant) bool {
	null, err := v.Null()
	if err != nil || !(q.net.Lambda < null.LambdaMax) || math.IsInf(null.LambdaMax, 1) || q.net.Lambda == 0 {
		return false
	}
	v.times(null.LambdaMax / q.net.Lambda)
	l, _ := q.outward(v, null.LambdaMax)
	v.text = fmt.Sprintf("all coefficients are zero, as for every lambda from %.6g on", l)
	return true
}

func noIntercept(q *inquiry, v *variant) bool {
	v.Intercept = false
	return q.Problem.Intercept
}

func otherIntercept(q *inquiry, v *variant) bool {
	v.refit = true
	v.advice = "take the intercept out of the file of coefficients: the best is then filled in"
	return v.Intercept
}

func anIntercept(q *inquiry, v *variant) bool {
	v.Intercept, v.refit = true, true
	return !q.Problem.Intercept
}

func penalisedIntercept(q *inquiry, v *variant) bool {
	if !v.Intercept || q.b0 == 0 || q.n*q.cols > 1e7 { // the design is copied
		return false
	}
	v.Intercept, v.X, v.coef = false, WithOnes(v.X), append(slices.Clone(v.coef), v.b0)
	net := v.net
	net.Factor, net.Scale = extended(net.Factor, 1), extended(net.Scale, 1)
	net.Lower, net.Upper = extended(net.Lower, math.Inf(-1)), extended(net.Upper, math.Inf(1))
	v.ones = true
	return true
}

func noWeights(q *inquiry, v *variant) bool {
	v.weights = nil
	v.advice = "leave out --weights"
	return q.rows.weights != nil
}

func noOffset(q *inquiry, v *variant) bool {
	v.offset = nil
	v.advice = "leave out --offset"
	return q.rows.offset != nil
}

// times multiplies the strength.
func (v *variant) times(k float64) { v.l1, v.l2 = k*v.l1, k*v.l2 }

func rescaledFactors(q *inquiry, v *variant) bool {
	var total, size float64
	for _, f := range q.net.Factor {
		if !math.IsInf(f, 1) {
			total, size = total+f, size+1
		}
	}
	v.times(size / total)
	return total > 0 && !near(size, total)
}

func givenFactors(q *inquiry, v *variant) bool {
	for j, f := range q.Factor {
		if f > 0 && !math.IsInf(f, 1) {
			v.times(f / q.net.Factor[j])
			return !near(f, q.net.Factor[j])
		}
	}
	return false
}

func noFactors(q *inquiry, v *variant) bool {
	v.net.Factor = nil
	v.advice = "leave out --penalty-factor"
	return q.net.Factor != nil
}

// units returns what the user's lambda and alpha are multiplied with.
func (q *inquiry) units() (lasso, ridge float64) { return q.Units(q.Problem, q.rows.total()) }

func swapped(q *inquiry, v *variant) bool {
	lasso, ridge := q.units()
	v.l1, v.l2 = lasso*q.Alpha*q.Lambda, ridge*q.Alpha*(1-q.Lambda)
	return q.Lambda <= 1 && q.Lambda != q.Alpha
}

func reversedMix(q *inquiry, v *variant) bool {
	lasso, ridge := q.units()
	v.l1, v.l2 = lasso*q.Lambda*(1-q.Alpha), ridge*q.Lambda*q.Alpha
	return q.Alpha < 1 && q.Alpha != 0.5
}

func doubleRidge(q *inquiry, v *variant) bool {
	v.l2 *= 2
	return q.Alpha < 1
}

func lassoAlone(q *inquiry, v *variant) bool {
	lasso, _ := q.units()
	v.l1, v.l2 = lasso*q.Lambda, 0
	return q.Alpha < 1
}

func ridgeAlone(q *inquiry, v *variant) bool {
	_, ridge := q.units()
	v.l1, v.l2 = 0, ridge*q.Lambda
	return q.Alpha > 0
}

func ridgeOfGlmnet(q *inquiry, v *variant) bool {
	y := design.StdDevs(&design.Dense{N: q.n, P: 1, Data: q.rows.targets()}, q.rows.weights)[0]
	v.l2 /= y
	return q.Alpha < 1 && y > 0
}

// glmnet has two conventions of its own, which come together.
func glmnet(q *inquiry, v *variant) bool {
	if q.net.Scale != nil || !ridgeOfGlmnet(q, v) {
		return false
	}
	v.net.Scale, v.standardized = q.sd, true
	if lasso, ridge := q.units(); lasso == 1 && ridge == 1 && q.net.Factor == nil {
		v.flags = "--convention glmnet"
	}
	return true
}

func unpenalised(q *inquiry, v *variant) bool {
	v.l1, v.l2 = 0, 0
	return q.Lambda > 0
}

func positive(q *inquiry, v *variant) bool {
	some := false
	for _, b := range v.coef {
		some = some || b > 0
		if b < 0 {
			return false
		}
	}
	v.net.Lower = make([]float64, q.cols)
	return some && q.net.Lower == nil
}

// target is the hypothesis of another target, f of it, which is known above low.
func target(f func(float64) float64, low float64) func(q *inquiry, v *variant) bool {
	return func(q *inquiry, v *variant) bool {
		if slices.Min(v.y) <= low || slices.Max(v.y) == slices.Min(v.y) {
			return false
		}
		v.y = slices.Clone(v.y)
		for i, y := range v.y {
			v.y[i] = f(y)
		}
		v.advice = "put that in the place of the target"
		return true
	}
}

// WithOnes returns x with a column of ones behind the others: a penalised intercept.
func WithOnes(x design.Design) design.Design {
	n, cols := x.Dims()
	if m, ok := x.(*design.CSC); ok {
		c := &design.CSC{N: n, P: cols + 1, ColPtr: append(slices.Clone(m.ColPtr), len(m.Val)+n),
			Row: slices.Clone(m.Row), Val: slices.Clone(m.Val)}
		for i := range n {
			c.Row, c.Val = append(c.Row, int32(i)), append(c.Val, 1)
		}
		return c
	}
	d := &design.Dense{N: n, P: cols + 1, Data: make([]float64, n*(cols+1))}
	for j := range cols {
		x.ColAxpy(j, 1, d.Col(j))
	}
	for i := range n {
		d.Col(cols)[i] = 1
	}
	return d
}

// extended appends x to v, nil staying nil.
func extended(v []float64, x float64) []float64 {
	if v == nil {
		return nil
	}
	return append(slices.Clone(v), x)
}
