package problems

// Separable is a fit whose terms look at one prediction each,
//
//	F(z) = Σ_i w_i l_i(z_i + o_i) / W,   W = Σ_i w_i,
//
// twice differentiable but for kinks of the slope: what Newton's method needs to know.
// Every [Pointwise] is one.
type Separable interface {
	DataFit
	// Observations returns the weights w, nil for ones, and the offsets o, nil for zeros.
	Observations() (weights, offset []float64)
	// Derivatives sets slope_i = l'_k(z_i) and curv_i = l”_k(z_i) for the observations
	// k = from + i, without their weights; z has their offsets in it.
	Derivatives(slope, curv, z []float64, from int)
}

// BlockLoss is a [Loss] that evaluates many observations at a time, as fast as the
// machine does. Its results agree with those of At to a few units in the last place.
type BlockLoss interface {
	// Derivatives sets slope_i = l'(y_i, z_i) and curv_i = l”(y_i, z_i).
	Derivatives(slope, curv, y, z []float64)
	// Values sets dst_i = l(y_i, z_i).
	Values(dst, y, z []float64)
}

// Observations returns Weights and Offset.
func (f *Pointwise[L]) Observations() (weights, offset []float64) { return f.Weights, f.Offset }

// Derivatives sets the derivatives of the losses of observations from on.
func (f *Pointwise[L]) Derivatives(slope, curv, z []float64, from int) {
	y := f.Y[from : from+len(z)]
	if l, ok := any(f.Loss).(BlockLoss); ok {
		l.Derivatives(slope, curv, y, z)
		return
	}
	for i, v := range z {
		_, slope[i], curv[i] = f.Loss.At(y[i], v)
	}
}
