package models

import "math"

// Curve is how well a path predicts rows that it has not seen, by lambda.
type Curve struct {
	Alpha, Gamma float64 // Gamma is 1 where nothing is relaxed
	// Statement is the problem of all rows, and Path its models: those to choose from.
	Statement *Statement
	Path      *Path
	// Lambda, and of the measure at each the mean over the folds and its standard error:
	// cvm and cvsd of cv.glmnet.
	Lambda, Mean, SD []float64
	// NonZero counts the coefficients of each model of Path.
	NonZero []int
	// Min is the place of lambda.min, the largest lambda whose mean is the best, and
	// OneSE that of lambda.1se, the largest whose mean is within one standard error of it.
	Min, OneSE int

	mix *mix
}

// Model returns the model at the lambda of place k.
func (c *Curve) Model(k int) *Model {
	if c.Gamma == 1 {
		return c.Path.Models[k]
	}
	return Blend(c.Path.Models[k], c.mix.refits[k], c.Gamma)
}

// moments of a sample with weights, which add up.
type moments struct {
	n, weight, mean, squares float64 // squares are those about the mean, weighted
}

// add takes in another sample.
//
// Reference: Chan, Golub and LeVeque, Algorithms for computing the sample variance (1983).
func (m *moments) add(o moments) {
	m.n += o.n
	if o.weight == 0 {
		return
	}
	w := m.weight + o.weight
	d := o.mean - m.mean
	m.mean += d * (o.weight / w)
	m.squares += o.squares + d*d*(m.weight/w)*o.weight
	m.weight = w
}

// variance is that of the mean, as cv.glmnet has it: the weighted mean square about the
// mean over n - 1.
func (m *moments) variance() float64 { return m.squares / m.weight / (m.n - 1) }

// rounding is how far apart equal means may be computed: rates of misclassification often
// are equal.
const rounding = 1e-13

// cost is the mean, the smaller the better.
func (c *Curve) cost(k int, larger bool) float64 {
	if larger {
		return -c.Mean[k]
	}
	return c.Mean[k]
}

// less tells whether a cost is smaller than another by more than rounding.
func less(a, b float64) bool { return a < b-rounding*math.Abs(b) }

// choose finds lambda.min and lambda.1se.
func (c *Curve) choose(larger bool) {
	for k := range c.Mean { // the largest lambda comes first
		if less(c.cost(k, larger), c.cost(c.Min, larger)) {
			c.Min = k
		}
	}
	c.OneSE = c.within(c.cost(c.Min, larger)+c.SD[c.Min], larger)
}

// within is the first place where the cost is not above a limit, the number of lambdas if
// there is none.
func (c *Curve) within(limit float64, larger bool) int {
	k := 0
	for k < len(c.Mean) && !(c.cost(k, larger) <= limit+rounding*math.Abs(limit)) {
		k++
	}
	return k
}

// choose finds the best of all curves.
func (v *CrossValidation) choose() {
	better := func(a, b Choice) bool { // of equal cost
		x, y := &v.Curves[a.Curve], &v.Curves[b.Curve]
		lx, ly := x.Lambda[a.Lambda], y.Lambda[b.Lambda]
		return x.Alpha == y.Alpha && (lx > ly || lx == ly && x.Gamma > y.Gamma)
	}
	cost := func(c Choice) float64 { return v.Curves[c.Curve].cost(c.Lambda, v.Larger) }
	v.Min = Choice{0, v.Curves[0].Min}
	for c := 1; c < len(v.Curves); c++ {
		if next := (Choice{c, v.Curves[c].Min}); less(cost(next), cost(v.Min)) || !less(cost(v.Min), cost(next)) && better(next, v.Min) {
			v.Min = next
		}
	}
	best := &v.Curves[v.Min.Curve]
	v.OneSE = v.Min
	for c := range v.Curves {
		if v.Curves[c].Alpha != best.Alpha {
			continue
		}
		k := v.Curves[c].within(cost(v.Min)+best.SD[v.Min.Lambda], v.Larger)
		if next := (Choice{c, k}); k < len(v.Curves[c].Lambda) && better(next, v.OneSE) {
			v.OneSE = next
		}
	}
}
