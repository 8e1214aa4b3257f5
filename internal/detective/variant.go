package detective

import (
	"math"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// variant is the problem that a mistake makes of the stated one, and the point as
// that problem sees it.
type variant struct {
	problems.Problem
	rowData
	family       string               // of the loss, where it is another than the stated one
	exchanged    bool                 // the classes are
	ones         bool                 // the intercept is the coefficient of a last column, of ones
	net          *problems.ElasticNet // the penalty but for its strength
	l1, l2       float64              // of a column with factor and scale 1, before bounds
	standardized bool                 // the scales of net are the deviations of the columns
	coef         []float64
	b0           float64
	refit        bool   // the intercept that counts is the best for the coefficients
	text         string // in place of that of the hypothesis
	advice       string // what no flag can say
	flags        string // in place of those that follow from the rest

	beta, slopes []float64 // the point, and X'(-∇F) there
	scale        float64   // the null loss
	nullSlopes   []float64 // X'(-∇F) at the null model
}

// stated returns the problem as stated, to be changed.
func (q *inquiry) stated() *variant {
	v := &variant{Problem: *q.Problem, rowData: q.rows, coef: q.coef, b0: q.b0, standardized: q.net.Scale != nil}
	net := *q.net
	v.net, v.l1, v.l2 = &net, net.Lambda*net.Alpha, net.Lambda*(1-net.Alpha)
	return v
}

// settle does what follows from a change: deviations by the weights that count,
// strength and mix, the best intercept, and what all strengths share. It is false where
// there is no such problem.
func (v *variant) settle(q *inquiry) bool {
	v.Fit = v.fit()
	if v.standardized && !same(v.weights, q.rows.weights) {
		v.net.Scale = design.StdDevs(v.X, v.weights)
	}
	if v.net.Lambda = v.l1 + v.l2; v.net.Lambda > 0 {
		v.net.Alpha = v.l1 / v.net.Lambda
	}
	v.Penalty = v.net
	if v.Validate() != nil {
		return false
	}
	null, err := v.Null()
	if err != nil || !(null.Scale > 0) {
		return false
	}
	v.scale, v.nullSlopes = null.Scale, null.Slopes
	v.beta = v.coef
	if v.Intercept {
		if v.refit {
			v.b0 = v.bestIntercept(v.X, v.coef)
		}
		v.beta = append(slices.Clone(v.coef), v.b0)
	}
	n, cols := v.X.Dims()
	z := make([]float64, n)
	v.Predict(z, v.beta)
	v.Fit.Grad(z, z)
	v.slopes = make([]float64, cols)
	design.MulTrans(v.slopes, v.X, z)
	for j := range v.slopes {
		v.slopes[j] = -v.slopes[j]
	}
	return true
}

// level tells whether the loss is nearly level at the point, as it is at its minimum: what
// is far from that minimises no loss without a penalty.
func (v *variant) level() bool {
	const nearly = 2e-3
	return maxAbs(v.slopes) <= nearly*maxAbs(v.nullSlopes)
}

func maxAbs(v []float64) float64 {
	top := 0.0
	for _, x := range v {
		top = max(top, math.Abs(x))
	}
	return top
}

// same tells whether two slices are one, or both absent.
func same(a, b []float64) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// outward returns the lambda and alpha, as the user would state them, of v with
// another strength.
func (q *inquiry) outward(v *variant, lambda float64) (userLambda, userAlpha float64) {
	if v.l1+v.l2 == 0 || lambda == 0 {
		return 0, q.Alpha
	}
	k := lambda / (v.l1 + v.l2)
	lasso, ridge := q.Units(&v.Problem, v.total())
	l1, l2 := k*v.l1/lasso, k*v.l2/ridge
	return l1 + l2, l1 / (l1 + l2)
}

// flags returns what turns the stated problem into v on the command line.
func (q *inquiry) flags(v *variant, lambda float64) string {
	if v.flags != "" && lambda == v.net.Lambda {
		return v.flags
	}
	var all []string
	if v.family != "" {
		all = append(all, "--family "+v.family)
	}
	switch stated := q.net.Scale != nil; {
	case v.standardized && !stated:
		all = append(all, "--standardize")
	case !v.standardized && stated:
		all = append(all, "--standardize=false")
	}
	switch {
	case v.ones:
		all = append(all, "--penalized-intercept")
	case v.Intercept && !q.Problem.Intercept:
		all = append(all, "--intercept")
	case !v.Intercept && q.Problem.Intercept:
		all = append(all, "--intercept=false")
	}
	l, a := q.outward(v, lambda)
	if !near(l, q.Lambda) {
		all = append(all, "--lambda "+number(l))
	}
	if !near(a, q.Alpha) {
		all = append(all, "--alpha "+number(a))
	}
	if v.exchanged && q.Exchange != "" {
		all = append(all, q.Exchange)
	}
	if !same(v.net.Lower, q.net.Lower) && v.net.Lower != nil {
		all = append(all, "--lower 0")
	}
	return strings.Join(all, " ")
}

// near tells whether two numbers are equal but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-14*math.Abs(b) }
