package models

import (
	"cmp"
	"math"
	"slices"
)

// accuracy is the weight of the rows whose class is that of the sign of z.
func accuracy(y, z, w []float64) float64 {
	right := 0.0
	for i, v := range w {
		if z[i] > 0 {
			right += v * y[i]
		} else {
			right += v * (1 - y[i])
		}
	}
	return right
}

// auc is Mann and Whitney's statistic: the weight of the pairs of a positive and a
// negative row in which the positive one has the larger z, ties counting half, as a part
// of all pairs. One sort.
func auc(y, z, w []float64) float64 {
	order := make([]int, len(z))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(z[a], z[b]) })
	below, won, positive := 0.0, 0.0, 0.0 // below is the negative weight at smaller z
	for k := 0; k < len(order); {
		up, down, at := 0.0, 0.0, z[order[k]]
		for ; k < len(order) && z[order[k]] == at; k++ {
			i := order[k]
			up += w[i] * y[i]
			down += w[i] * (1 - y[i])
		}
		won += up * (below + down/2)
		below += down
		positive += up
	}
	if positive == 0 || below == 0 {
		return math.NaN()
	}
	return won / (positive * below)
}
