package losses

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// The losses of many observations at a time; see [problems.BlockLoss].

// Derivatives sets the slopes p - y and the curvatures p (1-p), p = 1/(1+exp(-z)).
func (LogisticLoss) Derivatives(slope, curv, y, z []float64) { kernel.Logistic(slope, curv, y, z) }

// Values sets dst_i = log(1+exp(z_i)) - y_i z_i, by sums of what is not negative.
func (LogisticLoss) Values(dst, y, z []float64) {
	for i, v := range z {
		dst[i] = -math.Abs(v)
	}
	kernel.Softplus(dst, dst[:len(z)])
	for i, v := range z {
		share := max(y[i], 0)
		if v > 0 {
			share--
		}
		dst[i] -= share * v
	}
}

// Derivatives sets the slopes exp(z) - y and the curvatures exp(z).
func (PoissonLoss) Derivatives(slope, curv, y, z []float64) {
	kernel.Exp(curv, z)
	for i, e := range curv[:len(z)] {
		slope[i] = e - y[i]
	}
}

// Values sets dst_i = exp(z_i) - y_i z_i.
func (PoissonLoss) Values(dst, y, z []float64) {
	kernel.Exp(dst, z)
	for i, v := range z {
		dst[i] -= y[i] * v
	}
}
