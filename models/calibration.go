package models

import (
	"cmp"
	"slices"
)

// Confusion is the weight of the rows of each class (first index: 0, 1) that are predicted
// as each (second index), class 1 where z > 0. A row of the share y counts y as class 1.
type Confusion [2][2]float64

// Confuse counts classes against linear predictions; weights nil stands for ones.
func Confuse(y, z, weights []float64) (c Confusion) {
	for i, v := range y {
		w, predicted := 1.0, 0
		if weights != nil {
			w = weights[i]
		}
		if z[i] > 0 {
			predicted = 1
		}
		c[1][predicted] += w * v
		c[0][predicted] += w * (1 - v)
	}
	return c
}

// Bin is a run of rows in the order of their predictions.
type Bin struct {
	Rows                int
	Predicted, Observed float64 // weighted means
}

// Calibrate puts the rows in the order of their predicted means mu and cuts them into at
// most so many bins of about the same number of rows, equal predictions in one: what is
// well calibrated has about equal means in each. Rows without weight are left out.
func Calibrate(y, mu, weights []float64, bins int) (all []Bin) {
	var order []int
	for i := range y {
		if weights == nil || weights[i] > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(mu[a], mu[b]) })
	n := len(order)
	for begin, k := 0, 1; begin < n; {
		for n*k/bins <= begin { // filled up by equal predictions before
			k++
		}
		end := n * k / bins
		for end < n && mu[order[end]] == mu[order[end-1]] {
			end++
		}
		b := Bin{Rows: end - begin}
		total := 0.0
		for _, i := range order[begin:end] {
			w := 1.0
			if weights != nil {
				w = weights[i]
			}
			total += w
			b.Predicted += w * mu[i]
			b.Observed += w * y[i]
		}
		b.Predicted /= total
		b.Observed /= total
		all, begin = append(all, b), end
	}
	return all
}
