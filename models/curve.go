package models

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
