package design

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
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
		return nil, fmt.Errorf("design: %d values cannot fill a %d x %d matrix", len(data), n, p)
	}
	for k, v := range data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("design: row %d, column %d is %v", k%n, k/n, v)
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
	return kernel.Dot(d.Col(j), v)
}

// ColAxpy adds a x_j to dst.
func (d *Dense) ColAxpy(j int, a float64, dst []float64) {
	kernel.Axpy(a, d.Col(j), dst)
}

// ColMoments returns the weighted mean and variance of column j.
func (d *Dense) ColMoments(j int, w []float64) (mean, variance float64) {
	x := d.Col(j)
	if w == nil {
		n := float64(len(x))
		mean = kernel.Sum(x) / n
		variance = squares(x, mean) / n
	} else {
		for i, v := range x {
			if w[i] != 0 { // 0 times infinity is no number
				mean += w[i] * v
			}
		}
		for i, v := range x {
			if w[i] != 0 {
				variance += w[i] * (v - mean) * (v - mean)
			}
		}
	}
	if isFar(mean, variance) {
		return farMoments(x, w, mean)
	}
	return mean, variance
}

// mul runs over blocks of rows, so that each block of dst stays in cache.
func (d *Dense) mul(dst, b []float64) {
	kernel.Parallel(d.N, 4096, func(lo, hi int) {
		clear(dst[lo:hi])
		for j, v := range b {
			if v != 0 {
				kernel.Axpy(v, d.Col(j)[lo:hi], dst[lo:hi])
			}
		}
	})
}

func (d *Dense) mulTrans(dst, v []float64) {
	kernel.Parallel(d.P, kernel.Grain(d.N), func(lo, hi int) {
		kernel.DotBlock(dst[lo:hi], d.Data[lo*d.N:], d.N, v)
	})
}

func (d *Dense) mulTransMany(dst, v [][]float64) {
	const block = 64 // columns whose products stay in the first cache
	grain := kernel.Grain(d.N * len(v) / 4)
	kernel.Parallel(d.P, (grain+block-1)/block*block, func(lo, hi int) {
		x := make([][]float64, 0, block)
		out := make([]float64, block*len(v))
		for ; lo < hi; lo += len(x) {
			x = x[:0]
			for j := lo; j < min(lo+block, hi); j++ {
				x = append(x, d.Col(j))
			}
			kernel.Gram(out, len(x), x, v)
			for k := range v {
				copy(dst[k][lo:], out[k*len(x):(k+1)*len(x)])
			}
		}
	})
}

// Validate reports arrays that do not make an N x P matrix.
func (d *Dense) Validate() error {
	if d.N < 0 || d.P < 0 || len(d.Data) != d.N*d.P {
		return fmt.Errorf("design: %d values cannot fill a %d x %d matrix", len(d.Data), d.N, d.P)
	}
	return nil
}
