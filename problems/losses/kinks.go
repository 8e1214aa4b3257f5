package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/proof"
)

// Kinked is a loss of two half lines that meet where the prediction is Kink(y), with the
// slopes that Domain(y) ends at,
//
//	l(y, z) = max(lower (z - Kink(y)), upper (z - Kink(y))),   l*(v) = Kink(y) v.
//
// With a lasso it makes a linear program, which solvers.Solve and solvers.Path solve at a
// vertex.
type Kinked interface {
	problems.Loss
	Kink(y float64) float64
}

// Values sets value_i = l(y_i, z_i).
func (l QuantileLoss) Values(value, y, z []float64) { valuesOf(l, value, y, z) }

// Conjugates sets value_i = y_i v_i.
func (l QuantileLoss) Conjugates(value, size, y, v []float64) { conjugatesOf(l, value, size, y, v) }

// Enclosure returns the check loss of this Tau.
func (l QuantileLoss) Enclosure() proof.Loss { return proof.Quantile{Tau: l.Tau} }

// Values sets value_i = |z_i - y_i|.
func (l AbsoluteLoss) Values(value, y, z []float64) { valuesOf(l, value, y, z) }

// Conjugates sets value_i = y_i v_i.
func (l AbsoluteLoss) Conjugates(value, size, y, v []float64) { conjugatesOf(l, value, size, y, v) }

// Enclosure returns the absolute error.
func (AbsoluteLoss) Enclosure() proof.Loss { return proof.Absolute{} }

// Values sets value_i = l(y_i, z_i).
func (l HingeLoss) Values(value, y, z []float64) { valuesOf(l, value, y, z) }

// Conjugates sets value_i = s_i v_i.
func (l HingeLoss) Conjugates(value, size, y, v []float64) { conjugatesOf(l, value, size, y, v) }

// Enclosure returns the hinge.
func (HingeLoss) Enclosure() proof.Loss { return proof.Hinge{} }

func valuesOf[L Kinked](l L, value, y, z []float64) {
	for i, v := range z {
		value[i], _, _ = l.At(y[i], v)
	}
}

func conjugatesOf[L Kinked](l L, value, size, y, v []float64) {
	for i, t := range v {
		value[i] = l.Conj(y[i], t)
		size[i] = math.Abs(value[i])
	}
}
