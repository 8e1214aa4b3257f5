package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// LeastSquares is the weighted mean of half the squared residuals
//
//	F(z) = Σ_i w_i (y_i - o_i - z_i)² / (2 Σ_i w_i)
//	F*(v) = Σ_i v_i (y_i - o_i) + W v_i² / (2 w_i),   W = Σ_i w_i,
//
// with v_i = 0 required where w_i = 0 (+Inf otherwise). Weights nil stands for
// ones, Offset nil for zeros. Weights must not be negative, nor all zero; they
// need not be normalised.
type LeastSquares struct {
	Y, Weights, Offset []float64
}

// check panics where v has not the length of the responses.
func (f *LeastSquares) check(v []float64) {
	n := len(v)
	if len(f.Y) != n || f.Weights != nil && len(f.Weights) != n || f.Offset != nil && len(f.Offset) != n {
		panic("problems: the vector, the responses, the weights and the offsets differ in length")
	}
}

// target returns y_i - o_i.
func (f *LeastSquares) target(i int) float64 {
	if f.Offset == nil {
		return f.Y[i]
	}
	return f.Y[i] - f.Offset[i]
}

// targets sets dst to the targets from row lo on.
func (f *LeastSquares) targets(dst []float64, lo int) {
	copy(dst, f.Y[lo:])
	if f.Offset != nil {
		kernel.Axpy(-1, f.Offset[lo:lo+len(dst)], dst)
	}
}

// SampleWeights returns Weights.
func (f *LeastSquares) SampleWeights() []float64 { return f.Weights }

// NormalWeights returns weights that sum to one, or nil where all are equal.
func (f *LeastSquares) NormalWeights() []float64 { return vector.NormalWeights(f.Weights) }

// Targets returns y - o, a new slice.
func (f *LeastSquares) Targets() []float64 {
	t := make([]float64, len(f.Y))
	f.targets(t, 0)
	return t
}

// Value returns F(z).
func (f *LeastSquares) Value(z []float64) float64 {
	f.check(z)
	var s vector.Sum
	var r [vector.Stretch]float64
	for lo := 0; lo < len(z); lo += vector.Stretch {
		hi := min(lo+vector.Stretch, len(z))
		r := r[:hi-lo]
		f.targets(r, lo)
		kernel.Axpy(-1, z[lo:hi], r)
		if f.Weights == nil {
			s.Add(kernel.SumSq(r))
			continue
		}
		w := f.Weights[lo:hi]
		for i := range r {
			if w[i] == 0 {
				r[i] = 0 // whatever the prediction, NaN included
			}
		}
		s.Add(kernel.WDot(w, r, r))
	}
	return s.Total() / (2 * vector.TotalWeight(f.Weights, len(z)))
}

// Grad sets dst_i = w_i (z_i - y_i + o_i) / W.
func (f *LeastSquares) Grad(dst, z []float64) {
	f.check(z)
	total := vector.TotalWeight(f.Weights, len(z))
	for i, v := range z {
		if f.Weights != nil && f.Weights[i] == 0 {
			dst[i] = 0 // whatever the prediction, NaN included
			continue
		}
		r := v - f.target(i)
		if f.Weights != nil {
			r *= f.Weights[i]
		}
		dst[i] = r / total
	}
}

// Curvature sets dst_i = w_i / W.
func (f *LeastSquares) Curvature(dst, _ []float64) {
	total := vector.TotalWeight(f.Weights, len(dst))
	if f.Weights == nil {
		for i := range dst {
			dst[i] = 1 / total
		}
		return
	}
	for i := range dst {
		dst[i] = f.Weights[i] / total
	}
}

// Slopes returns F as the mean of n functions of one observation, as that of
// [Pointwise] does: f_i'(z) = n w_i/W (z - y_i + o_i), and n w_i/W.
func (f *LeastSquares) Slopes() (slope func(i int, z float64) float64, bound func(i int) float64) {
	y := f.Targets()
	w := make([]float64, len(y))
	f.Curvature(w, y)
	for i := range w {
		w[i] *= float64(len(w))
	}
	return func(i int, z float64) float64 { return w[i] * (z - y[i]) }, func(i int) float64 { return w[i] }
}

// Smoothness returns max w_i / W.
func (f *LeastSquares) Smoothness() float64 {
	top := 1.0
	if f.Weights != nil {
		top = 0
		for _, w := range f.Weights {
			top = max(top, w)
		}
	}
	return top / vector.TotalWeight(f.Weights, len(f.Y))
}

// Conj returns F*(v).
func (f *LeastSquares) Conj(v []float64) float64 {
	f.check(v)
	var linear, squares vector.Sum
	var buffer [vector.Stretch]float64
	for lo := 0; lo < len(v); lo += vector.Stretch {
		a := v[lo:min(lo+vector.Stretch, len(v))]
		t := buffer[:len(a)]
		f.targets(t, lo)
		linear.Add(kernel.Dot(a, t))
		if f.Weights == nil {
			squares.Add(kernel.SumSq(a))
			continue
		}
		for i, v := range a {
			t[i] = 0
			if w := f.Weights[lo+i]; v != 0 {
				if w == 0 {
					return math.Inf(1)
				}
				t[i] = v / w
			}
		}
		squares.Add(kernel.Dot(a, t))
	}
	linear.Add(vector.TotalWeight(f.Weights, len(v)) / 2 * squares.Total())
	return linear.Total()
}

// Validate reports a wrong length, a response that is not finite, and weights
// that are negative or all zero.
func (f *LeastSquares) Validate(n int) error {
	if err := check.Lengths(n, f.Y, f.Weights, f.Offset); err != nil {
		return err
	}
	return check.Finite(f.Y, f.Offset)
}
