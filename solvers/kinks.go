package solvers

import "github.com/lassocheck/lassocheck/internal/vector"

// halfLines is a fit whose losses may be two half lines each; see problems.Pointwise.
type halfLines interface {
	Kinks() (at, lower, upper []float64)
}

// kinks is such a loss, with its prox.
type kinks struct{ at, lower, upper []float64 }

// Value returns Σ max(lower_i (z_i - at_i), upper_i (z_i - at_i)).
func (f kinks) Value(z []float64) float64 {
	var s vector.Sum
	for i, k := range f.at {
		s.Add(max(f.lower[i]*(z[i]-k), f.upper[i]*(z[i]-k)))
	}
	return s.Total()
}

// Prox goes by a step of the slope, and to the kink where that would pass it.
func (f kinks) Prox(dst, z []float64, gamma float64) float64 {
	for i, k := range f.at {
		low, high := z[i]-gamma*f.upper[i], z[i]-gamma*f.lower[i]
		dst[i] = min(max(k, low), high)
	}
	return f.Value(dst)
}
