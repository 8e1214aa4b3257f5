package problems

import (
	"fmt"
	"math"
)

// Dense is a dense Design stored by columns: entry (i, j) is Data[j*N+i]. Data
// is not copied by any method.
type Dense struct {
	N, P int
	Data []float64
}

// NewDense wraps column-major data without copying. It returns an error where
// the length is not n*p or an entry is NaN or infinite.
func NewDense(n, p int, data []float64) (*Dense, error) {
	if n < 0 || p < 0 || len(data) != n*p {
		return nil, fmt.Errorf("problems: %d values cannot fill a %d x %d matrix", len(data), n, p)
	}
	for k, v := range data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("problems: row %d, column %d is %v", k%n, k/n, v)
		}
	}
	return &Dense{n, p, data}, nil
}

// Dims returns the number of rows and columns.
func (d *Dense) Dims() (n, p int) { return d.N, d.P }

// Col returns column j, sharing memory with d.
func (d *Dense) Col(j int) []float64 { return d.Data[j*d.N : (j+1)*d.N : (j+1)*d.N] }

// ColDot returns <x_j, v>.
func (d *Dense) ColDot(j int, v []float64) float64 {
	var s float64
	for i, x := range d.Col(j) {
		s += x * v[i]
	}
	return s
}

// ColAxpy adds a x_j to dst.
func (d *Dense) ColAxpy(j int, a float64, dst []float64) {
	for i, x := range d.Col(j) {
		dst[i] += a * x
	}
}

// ColMoments returns the weighted mean and variance of column j.
func (d *Dense) ColMoments(j int, w []float64) (mean, variance float64) {
	x := d.Col(j)
	if w == nil {
		for _, v := range x {
			mean += v
		}
		mean /= float64(len(x))
		for _, v := range x {
			variance += (v - mean) * (v - mean)
		}
		return mean, variance / float64(len(x))
	}
	for i, v := range x {
		mean += w[i] * v
	}
	for i, v := range x {
		variance += w[i] * (v - mean) * (v - mean)
	}
	return mean, variance
}
