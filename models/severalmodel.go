package models

import "github.com/lassocheck/lassocheck/problems/design"

// Of returns response k as a model of its own: what Link, Coefficients, Coefficient and Beta
// say is of that response. It panics if there is no response k.
func (m *Model) Of(k int) *Model {
	r, one := m.Responses[k], *m
	one.Intercept, one.Support, one.Coef, one.Responses = r.Intercept, r.Support, r.Coef, nil
	return &one
}

// LinkAll returns the linear predictions of every response, each as [Model.Link].
func (m *Model) LinkAll(x design.Design) ([][]float64, error) {
	all := make([][]float64, len(m.Responses))
	for k := range all {
		z, err := m.Of(k).Link(x)
		if err != nil {
			return nil, err
		}
		all[k] = z
	}
	return all, nil
}

// PredictAll returns the expected responses of the rows of x, by response: the
// probabilities of the classes for Multinomial. Errors are those of [Model.Predict].
func (m *Model) PredictAll(x design.Design) ([][]float64, error) {
	if m.Offset {
		return nil, errOffset
	}
	all, err := m.LinkAll(x)
	if err == nil {
		m.MeanAll(all)
	}
	return all, err
}

// MeanAll replaces linear predictions by response, offsets included, by the expected
// responses.
func (m *Model) MeanAll(z [][]float64) {
	if m.Family != Multinomial || len(z) == 0 {
		return
	}
	row := make([]float64, len(z))
	for i := range z[0] {
		for k := range z {
			row[k] = z[k][i]
		}
		softmax(row)
		for k := range z {
			z[k][i] = row[k]
		}
	}
}

// likeliest is Likeliest of row i of linear predictions by response.
func likeliest(z [][]float64, i int) int {
	row := make([]float64, len(z))
	for k := range z {
		row[k] = z[k][i]
	}
	return Likeliest(row)
}

// Likeliest returns the class of a row by its linear predictions: the place of the largest,
// the first of several.
func Likeliest(z []float64) (best int) {
	for k, v := range z {
		if v > z[best] {
			best = k
		}
	}
	return best
}

// classOfSeveral is Class for several classes.
func (m *Model) classOfSeveral(x design.Design) ([]string, error) {
	z, err := m.PredictAll(x)
	if err != nil {
		return nil, err
	}
	n, _ := x.Dims()
	class := make([]string, n)
	for i := range class {
		class[i] = m.Responses[likeliest(z, i)].Name
	}
	return class, nil
}

// betaOfSeveral is Beta: blocks of K, one a column, and one of the intercepts.
func (m *Model) betaOfSeveral() []float64 {
	width, k := m.Columns, len(m.Responses)
	if m.HasIntercept {
		width++
	}
	beta := make([]float64, width*k)
	for i, r := range m.Responses {
		for e, j := range r.Support {
			beta[j*k+i] = r.Coef[e]
		}
		if m.HasIntercept {
			beta[m.Columns*k+i] = r.Intercept
		}
	}
	return beta
}
