package losses

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
)

// MultiGaussian is least squares for K responses, half the squared length of what is left
// of them, a weighted mean over the n observations:
//
//	F(z) = Σ_i w_i ‖y_i - o_i - z_i‖² / (2 Σ_i w_i),   y_i, z_i of K entries.
//
// It is the fit of glmnet's mgaussian and scikit-learn's MultiTaskLasso, and the sum of
// [problems.LeastSquares] of each response. Y, Offset and z have K blocks of n entries, as
// [design.Stacked] makes them; Weights has n. Weights nil stands for ones, Offset nil for
// zeros.
type MultiGaussian struct {
	K                  int
	Y, Weights, Offset []float64
}

// Response returns the fit of response k alone.
func (f *MultiGaussian) Response(k int) *problems.LeastSquares {
	one := &problems.LeastSquares{Y: block(f.Y, f.K, k), Weights: f.Weights}
	if f.Offset != nil {
		one.Offset = block(f.Offset, f.K, k)
	}
	return one
}

// block returns block k of K in v.
func block(v []float64, blocks, k int) []float64 {
	n := len(v) / blocks
	return v[k*n : (k+1)*n : (k+1)*n]
}

// Value returns F(z).
func (f *MultiGaussian) Value(z []float64) float64 {
	var s vector.Sum
	for k := range f.K {
		s.Add(f.Response(k).Value(block(z, f.K, k)))
	}
	return s.Total()
}

// Grad sets dst_i = w_i (z_i - y_i + o_i) / W.
func (f *MultiGaussian) Grad(dst, z []float64) {
	for k := range f.K {
		f.Response(k).Grad(block(dst, f.K, k), block(z, f.K, k))
	}
}

// Curvature sets dst_i = w_i / W.
func (f *MultiGaussian) Curvature(dst, z []float64) {
	for k := range f.K {
		f.Response(k).Curvature(block(dst, f.K, k), block(z, f.K, k))
	}
}

// Smoothness returns max w_i / W.
func (f *MultiGaussian) Smoothness() float64 { return f.Response(0).Smoothness() }

// Conj returns F*(v), the sum of those of the responses.
func (f *MultiGaussian) Conj(v []float64) float64 {
	var s vector.Sum
	for k := range f.K {
		s.Add(f.Response(k).Conj(block(v, f.K, k)))
	}
	return s.Total()
}

// Magnitude bounds the sizes that rounding is relative to; see [problems.Sized].
func (f *MultiGaussian) Magnitude(z []float64) (terms, length float64) {
	var s vector.Sum
	n := len(f.Y) / f.K
	for i, v := range z {
		if f.Weights != nil && f.Weights[i%n] == 0 {
			continue
		}
		y := math.Abs(f.Y[i])
		if f.Offset != nil {
			y += math.Abs(f.Offset[i])
		}
		y += math.Abs(v)
		s.Add(y * y)
	}
	return 0, math.Sqrt(s.Total())
}

// Validate reports a number of rows that is not K n, responses that are not finite, and
// weights that are negative or all zero.
func (f *MultiGaussian) Validate(n int) error {
	if err := stacked(n, f.K, f.Y, f.Offset); err != nil {
		return err
	}
	for k := range f.K {
		if err := f.Response(k).Validate(n / f.K); err != nil {
			return err
		}
	}
	return nil
}

// stacked checks that y, and offsets, if there are, make K blocks of the same rows.
func stacked(n, blocks int, y, offset []float64) error {
	switch {
	case blocks < 1 || n%blocks != 0:
		return fmt.Errorf("losses: %d entries do not make %d responses", n, blocks)
	case len(y) != n:
		return fmt.Errorf("losses: %d responses for %d rows of %d", len(y), n/blocks, blocks)
	case offset != nil && len(offset) != n:
		return fmt.Errorf("losses: %d offsets for %d rows of %d", len(offset), n/blocks, blocks)
	}
	return nil
}
