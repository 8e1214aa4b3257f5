package problems

import "github.com/lassocheck/lassocheck/internal/kernel"

// constant tells whether all targets of positive weight are one value.
func (f *LeastSquares) constant() (value float64, same bool) {
	seen := false
	for i := range f.Y {
		if f.Weights != nil && f.Weights[i] == 0 {
			continue
		}
		switch v := f.target(i); {
		case !seen:
			value, seen = v, true
		case v != value:
			return 0, false
		}
	}
	return value, seen
}

// yardstick is what gaps are relative to, given the loss of the null model: that loss
// or, where it is 0 but for rounding, so that nothing could be within a share of it, the
// first that is not 0 of the loss of an intercept alone, where there is one, and the
// loss of predicting 0; 1 where y is 0 in every row.
func (f *LeastSquares) yardstick(loss float64, intercept bool) float64 {
	const rounding = 1e-26 // a hundred times half the digits, squared
	scales := make([]float64, 0, 2)
	y := &Dense{len(f.Y), 1, f.Targets()}
	mean, variance := y.ColMoments(0, f.NormalWeights())
	if intercept {
		scales = append(scales, variance/2)
	}
	for _, s := range append(scales, (variance+mean*mean)/2) {
		if loss > rounding*s && s > 0 {
			return loss
		}
		if s > 0 {
			return s
		}
	}
	if v, same := f.constant(); same && v == 0 && loss == 0 {
		return 1
	}
	return loss
}

// centred corrects the null model of the prediction z and an intercept, whose double may
// be too coarse for targets far from zero.
func (f *LeastSquares) centred(null *Null, z []float64) {
	w := f.NormalWeights()
	n := len(f.Y)
	near, shift := Centred(&Dense{n, 1, f.Targets()}, w)
	if shift == nil {
		return
	}
	rest := near.(*Dense).Data
	kernel.Axpy(-1, z, rest)
	mean, variance := near.ColMoments(0, w)
	null.Loss = variance / 2
	for i, v := range rest {
		u := 1 / float64(n)
		if w != nil {
			u = w[i]
		}
		null.Theta[i] = u * (v - mean)
	}
}
