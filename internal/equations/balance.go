package equations

import "github.com/lassocheck/lassocheck/internal/vector"

// Balance scales the heavier sign class of theta down until its sum is zero.
func Balance(theta []float64) {
	var up, down vector.Sum
	for _, t := range theta {
		if t > 0 {
			up.Add(t)
		} else {
			down.Add(-t)
		}
	}
	a, b := up.Total(), down.Total()
	for i, t := range theta {
		if t > 0 && a > b {
			theta[i] *= b / a
		} else if t < 0 && b > a {
			theta[i] *= a / b
		}
	}
}
