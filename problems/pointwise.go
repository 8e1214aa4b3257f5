package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// Loss is the convex loss l(y, z) of one observation with response y, predicted
// as z. It is all that a new [Pointwise] fit has to say. What a loss can have beside it:
// [BlockLoss] makes it fast, [Rigorous] its certificates theorems, a method
// Divergence(y, z, v) its yardstick free of cancellation, and Enclosure() proofs in real
// arithmetic of every coefficient.
type Loss interface {
	// At returns l(y, z) and its first and second derivative in z.
	At(y, z float64) (value, slope, curvature float64)
	// Conj returns l*(y, v) = sup_z v z - l(y, z) for v in Domain(y).
	Conj(y, v float64) float64
	// Domain returns the closed interval, around 0, where the conjugate is finite.
	Domain(y float64) (lower, upper float64)
	// Lipschitz returns the largest second derivative, +Inf if there is none.
	Lipschitz() float64
	// Validate reports what makes the loss or the responses unusable.
	Validate(y []float64) error
}

// Pointwise is the weighted mean of the losses of the observations
//
//	F(z) = Σ_i w_i l(y_i, z_i + o_i) / W,   W = Σ_i w_i,
//	F*(v) = Σ_i w_i/W l*(y_i, W v_i/w_i) - o_i v_i,
//
// with v_i = 0 required where w_i = 0. Weights nil stands for ones, Offset nil for
// zeros. Weights must not be negative, nor all zero. Package losses has the losses:
//
//	fit := &losses.Logistic{Y: labels}
type Pointwise[L Loss] struct {
	Loss               L
	Y, Weights, Offset []float64
}

// Bounded is a fit whose conjugate is +Inf outside a box that contains 0: dual
// points must be kept inside.
type Bounded interface {
	// DualBounds returns the interval of v_i where F* is finite.
	DualBounds(i int) (lower, upper float64)
}

// SampleWeights returns Weights.
func (f *Pointwise[L]) SampleWeights() []float64 { return f.Weights }

// weight returns w_i / W, given W.
func (f *Pointwise[L]) weight(i int, total float64) float64 {
	if f.Weights == nil {
		return 1 / total
	}
	return f.Weights[i] / total
}

func (f *Pointwise[L]) offset(i int) float64 {
	if f.Offset == nil {
		return 0
	}
	return f.Offset[i]
}

// Value returns F(z).
func (f *Pointwise[L]) Value(z []float64) float64 { return f.assess(z).value }

// Grad sets dst_i = w_i l'(y_i, z_i + o_i) / W.
func (f *Pointwise[L]) Grad(dst, z []float64) { f.derivatives(dst, nil, z) }

// Curvature sets dst_i = w_i l”(y_i, z_i + o_i) / W.
func (f *Pointwise[L]) Curvature(dst, z []float64) { f.derivatives(nil, dst, z) }

// Slopes returns F as the mean of n functions of one observation,
//
//	F(z) = 1/n Σ_i f_i(z_i),   f_i(z) = n w_i/W l(y_i, z + o_i),
//
// by the derivative of f_i and a bound of its second derivative, for methods that look
// at one observation at a time.
func (f *Pointwise[L]) Slopes() (slope func(i int, z float64) float64, bound func(i int) float64) {
	w, total := make([]float64, len(f.Y)), 0.0
	for i := range w {
		w[i] = 1
		if f.Weights != nil {
			w[i] = f.Weights[i]
		}
		total += w[i]
	}
	for i := range w {
		w[i] *= float64(len(w)) / total
	}
	slope = func(i int, z float64) float64 {
		if w[i] == 0 {
			return 0
		}
		_, s, _ := f.Loss.At(f.Y[i], z+f.offset(i))
		return w[i] * s
	}
	bound = func(i int) float64 {
		if w[i] == 0 {
			return 0 // and not 0 times infinity
		}
		return w[i] * f.Loss.Lipschitz()
	}
	return slope, bound
}

// Smoothness returns the largest second derivative times max w_i / W.
func (f *Pointwise[L]) Smoothness() float64 {
	total := vector.TotalWeight(f.Weights, len(f.Y))
	top := 1.0
	if f.Weights != nil {
		top = vector.MaxAbs(f.Weights)
	}
	return top / total * f.Loss.Lipschitz()
}

// Conj returns F*(v). A v_i that is past its bound by no more than the rounding of
// w_i l' counts as on it.
func (f *Pointwise[L]) Conj(v []float64) float64 {
	value, _ := f.conjugate(v)
	return value
}

// recedes tells what the loss of observation i does at either end: where the range of its
// slopes ends at 0 it comes down there, and falls to no end if it is not down by then.
func (f *Pointwise[L]) recedes(i int) (up, down recession, counts bool) {
	if f.weight(i, 1) == 0 {
		return 0, 0, false
	}
	y := f.Y[i]
	lower, upper := f.Loss.Domain(y)
	least, far := -f.Loss.Conj(y, 0), 30*(1+math.Abs(y))
	at := func(end, z float64) recession {
		if end != 0 {
			return rises
		}
		if l, _, _ := f.Loss.At(y, z); l > least {
			return falls
		}
		return flattens
	}
	return at(upper, far), at(lower, -far), true
}

func (f *Pointwise[L]) response(i int) float64 { return f.Y[i] }

// Magnitude returns Σ w_i/W (|l_i| + |y_i (z_i + o_i)|), and ‖z + o‖ + ‖o‖; see [Sized].
func (f *Pointwise[L]) Magnitude(z []float64) (terms, length float64) {
	a := f.assess(z)
	return a.terms, a.length
}

// DualBounds returns the interval of v_i where F* is finite.
func (f *Pointwise[L]) DualBounds(i int) (lower, upper float64) {
	w := f.weight(i, vector.TotalWeight(f.Weights, len(f.Y)))
	if w == 0 {
		return 0, 0
	}
	lower, upper = f.Loss.Domain(f.Y[i])
	return w * lower, w * upper
}

// Validate reports a wrong length, responses that the loss has no meaning for,
// and weights that are negative or all zero.
func (f *Pointwise[L]) Validate(n int) error {
	if err := check.Lengths(n, f.Y, f.Weights, f.Offset); err != nil {
		return err
	}
	if err := check.Finite(f.Y, f.Offset); err != nil {
		return err
	}
	return f.Loss.Validate(f.Y)
}
