package naive

import "math"

// Averaging returns the share that the point after step k = 0, 1, 2, ... of a run has in
// the average a of the points after each step, a ← a + share (x - a).
type Averaging func(k int) float64

// UniformAverage is the mean of all points, share 1/(k+1) (Ruppert, 1988; Polyak and Juditsky,
// Acceleration of stochastic approximation by averaging, 1992).
func UniformAverage() Averaging { return TailAverage(0) }

// TailAverage is the mean of the points after step from, and until then the last point
// (Rakhlin, Shamir and Sridharan, Making gradient descent optimal for strongly convex
// stochastic optimization, 2012; in deep learning, stochastic weight averaging).
func TailAverage(from int) Averaging {
	return func(k int) float64 { return 1 / float64(max(k-from, 0)+1) }
}

// LinearAverage weighs the point after step k by k+1, share 2/(k+2): O(1/k) for a strongly
// convex F and [InverseTime] (Lacoste-Julien, Schmidt and Bach, A simpler approach to
// obtaining an O(1/t) convergence rate for the projected stochastic subgradient method,
// 2012).
func LinearAverage() Averaging { return func(k int) float64 { return 2 / float64(k+2) } }

// ExponentialAverage is the moving average with the given decay, share 1 - decay, and the mean
// while the run is shorter than the average is long.
func ExponentialAverage(decay float64) Averaging {
	return func(k int) float64 { return math.Max(1-decay, 1/float64(k+1)) }
}
