package models

import (
	"errors"
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Predict returns the expected responses of the rows of x, a Design or [Rows], with the
// columns of the fit in their order: the probability of the positive class for Binomial,
// the mean count for Poisson, and else what [Model.Link] returns. That is the same to the last bit however x is stored:
// the coefficients times their columns are summed in the order of the columns, each
// product rounded, and then the intercept is added.
//
// It returns an error where x has another number of columns, where a prediction is not
// finite, and for a model with an Offset, whose predictions take one: add it to
// [Model.Link], and ask [Model.Mean]. A column that is not in the model may hold anything. O(n) for each
// column in the model.
func (m *Model) Predict(x design.Design) ([]float64, error) {
	switch {
	case m.Responses != nil:
		return nil, errSeveral
	case m.Offset:
		return nil, errOffset
	}
	z, err := m.Link(x)
	if err != nil {
		return nil, err
	}
	for i, v := range z {
		if z[i] = m.Mean(v); math.IsInf(z[i], 1) {
			return nil, m.overflow(x, i, z[i])
		}
	}
	return z, nil
}

// Mean returns the expected response at the linear prediction z, offset included: the
// inverse of the link.
func (m *Model) Mean(z float64) float64 {
	if row := m.Family.row(); row != nil && row.mean != nil {
		return row.mean(z)
	}
	return z
}

// PredictRow is [Model.Predict] for one row, without allocation.
func (m *Model) PredictRow(row []float64) (float64, error) {
	switch {
	case m.Responses != nil:
		return 0, errSeveral
	case m.Offset:
		return 0, errOffset
	case len(row) != m.Columns:
		return 0, fmt.Errorf("models: a row of %d numbers for a model of %d columns", len(row), m.Columns)
	}
	z := m.link(row)
	mean := m.Mean(z)
	if math.IsNaN(z) || math.IsInf(z, 0) || math.IsInf(mean, 1) {
		return 0, m.overflow(Rows{row}, 0, z)
	}
	return mean, nil
}

var errSeveral = errors.New("models: the model has several responses: take LinkAll or PredictAll, or Of for one")

var errOffset = errors.New("models: the model was fitted with an offset: add yours to what Link returns, and ask Mean")

// Link returns the linear predictions z = X b + b_0, without an offset. Errors are those
// of Predict, but for the offset.
func (m *Model) Link(x design.Design) ([]float64, error) {
	if m.Responses != nil {
		return nil, errSeveral
	}
	n, p := x.Dims()
	z := make([]float64, n)
	rows, byRows := x.(Rows)
	if !byRows && p != m.Columns {
		return nil, fmt.Errorf("models: data of %d columns for a model of %d", p, m.Columns)
	}
	for i, row := range rows {
		if len(row) != m.Columns {
			return nil, fmt.Errorf("models: row %d has %d numbers, for a model of %d columns", i, len(row), m.Columns)
		}
		z[i] = m.link(row)
	}
	if !byRows {
		m.byColumns(z, x)
	}
	for i, v := range z {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, m.overflow(x, i, v)
		}
	}
	return z, nil
}

// link is the prediction of one row. The conversion forbids the compiler to fuse the
// product with the sum, as some machines would.
func (m *Model) link(row []float64) float64 {
	z := 0.0
	for k, j := range m.Support {
		z += float64(m.Coef[k] * row[j])
	}
	return z + m.Intercept
}

// byColumns sets z, which is zero, to what link returns of every row. An entry that is
// not stored would add a zero.
func (m *Model) byColumns(z []float64, x design.Design) {
	var buffer []float64
	for k, j := range m.Support {
		b := m.Coef[k]
		if s, ok := x.(*design.CSC); ok {
			row, val := s.Col(j)
			for e, i := range row {
				z[i] += float64(b * val[e])
			}
			continue
		}
		buffer = column(buffer, x, j)
		for i, v := range buffer {
			z[i] += float64(b * v)
		}
	}
	for i := range z {
		z[i] += m.Intercept
	}
}

// column returns column j of x, in the buffer where x does not store it as it is.
func column(buffer []float64, x design.Design, j int) []float64 {
	n, _ := x.Dims()
	if len(buffer) != n {
		buffer = make([]float64, n)
	}
	clear(buffer)
	x.ColAxpy(j, 1, buffer)
	return buffer
}

// overflow is the error of row i, whose prediction is not finite.
func (m *Model) overflow(x design.Design, i int, z float64) error {
	var buffer []float64
	for _, j := range m.Support {
		buffer = column(buffer, x, j)
		if v := buffer[i]; math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("models: row %d: %s is %v; what the model reads must be finite", i, m.name(j), v)
		}
	}
	return fmt.Errorf("models: row %d: the prediction is %v: its terms leave the range of numbers", i, z)
}
