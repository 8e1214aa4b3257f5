package models

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Rows is data by rows, one slice of p numbers an observation, as a
// [design.Design]. Fit copies it into columns once.
type Rows [][]float64

// Dims returns the number of rows, and of columns by the first row.
func (r Rows) Dims() (n, p int) {
	if len(r) > 0 {
		p = len(r[0])
	}
	return len(r), p
}

// ColDot returns <x_j, v>.
func (r Rows) ColDot(j int, v []float64) float64 {
	sum := 0.0
	for i, row := range r {
		sum += row[j] * v[i]
	}
	return sum
}

// ColAxpy adds a x_j to dst.
func (r Rows) ColAxpy(j int, a float64, dst []float64) {
	for i, row := range r {
		dst[i] += a * row[j]
	}
}

// ColMoments returns the weighted mean and variance of column j.
func (r Rows) ColMoments(j int, w []float64) (mean, variance float64) {
	col := make([]float64, len(r))
	r.ColAxpy(j, 1, col)
	return (&design.Dense{N: len(r), P: 1, Data: col}).ColMoments(0, w)
}

// Validate reports the first row of another length than row 0, or with a number that is
// not finite.
func (r Rows) Validate() error {
	_, p := r.Dims()
	for i, row := range r {
		if len(row) != p {
			return fmt.Errorf("models: row %d has %d numbers where row 0 has %d", i, len(row), p)
		}
		for j, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("models: row %d, column %d is %v", i, j, v)
			}
		}
	}
	return nil
}

// stored returns x in columns.
func stored(x design.Design) (design.Design, error) {
	rows, ok := x.(Rows)
	if !ok {
		return x, nil
	}
	if err := rows.Validate(); err != nil {
		return nil, err
	}
	n, p := rows.Dims()
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i, row := range rows {
		for j, v := range row {
			d.Data[j*n+i] = v
		}
	}
	return d, nil
}
