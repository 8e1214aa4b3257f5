package design

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// A column is far from zero where its mean is more than so many standard deviations.
// Its inner products lose the digits that mean and deviation are apart, unless the mean
// comes off first, entry by entry: the entries then are exact, or all but.
const farRatio = 100

func isFar(mean, variance float64) bool { return mean*mean > farRatio*farRatio*variance }

// farMoments is the weighted mean and variance of a column given a mean that may be
// rounded by more than its last digit; exactly (x_i, 0) where all entries of positive
// weight are one. The second round starts from a mean that is right.
//
// Reference: Chan, Golub and LeVeque, Algorithms for computing the sample variance
// (1983), the corrected two-pass algorithm.
func farMoments(x, w []float64, about float64) (mean, variance float64) {
	mean = about
	for range 2 {
		about = mean
		var first, second, one float64
		seen, same := false, true
		for i, v := range x {
			u := 1 / float64(len(x))
			if w != nil {
				if u = w[i]; u == 0 {
					continue
				}
			}
			if !seen {
				one, seen = v, true
			}
			same = same && v == one
			d := v - about
			first += u * d
			second += u * d * d
		}
		if same {
			return one, 0
		}
		mean, variance = about+first, max(0, second-first*first)
	}
	return mean, variance
}

// FarMeans returns what [Centred] takes off: the weighted means, rounded to a double, of
// the columns that are far from zero, 0 for the others, and nil where all are 0. Weights
// must sum to one; nil stands for 1/n each. Only dense and sparse storage is
// looked into. It costs a glance at each column and a few passes over the far ones.
func FarMeans(x Design, weights []float64) []float64 {
	_, p := x.Dims()
	switch m := x.(type) {
	case *Dense:
	case *CSC:
		if len(m.Val) == 0 {
			return nil
		}
	default:
		return nil
	}
	means := make([]float64, p)
	kernel.Parallel(p, kernel.Grain(16), func(lo, hi int) {
		for j := lo; j < hi; j++ {
			if spread(x, j, weights) {
				continue
			}
			if mean, variance := x.ColMoments(j, weights); isFar(mean, variance) {
				means[j] = mean
			}
		}
	})
	for _, m := range means {
		if m != 0 {
			return means
		}
	}
	return nil
}

// Centred returns x with a number taken off each column that is far from zero, which it
// also returns, one a column; x itself and nil where there is none. Such a column is
// constant, or its weighted mean is more than a hundred standard deviations. What is
// taken off is the mean rounded to a double, entry by entry, so that the difference
// keeps all its digits. Weights must sum to one; nil stands for 1/n each.
//
// With an intercept both designs make the same predictions, X b + b_0 and
// Z b + b_0 + Σ_j shift_j b_j, and everything that is computed from Z is as precise as
// if the data had been centred by hand. The copy takes the memory of x. Other types of
// designs are returned as they are.
func Centred(x Design, weights []float64) (near Design, shift []float64) {
	if shift = FarMeans(x, weights); shift == nil {
		return x, nil
	}
	return subtract(x, shift), shift
}

// spread tells without reading the whole column that it is hardly far from zero: zeros
// spread it too far, or a few entries differ by half of the largest, which by
// Chebyshev's inequality next to no entries of a far column do.
func spread(x Design, j int, w []float64) bool {
	var v []float64
	switch m := x.(type) {
	case *Dense:
		v = m.Col(j)
	case *CSC:
		row, val := m.Col(j)
		if m.N-len(row) > m.N/(farRatio*farRatio) {
			return true
		}
		if len(row) < m.N {
			w = nil
		}
		v = val
	}
	const few = 4
	lo, hi := math.Inf(1), math.Inf(-1)
	for k := range few {
		if i := k * (len(v) - 1) / (few - 1); w == nil || w[i] > 0 {
			lo, hi = min(lo, v[i]), max(hi, v[i])
		}
	}
	return hi-lo > 0.5*max(math.Abs(lo), math.Abs(hi))
}

// subtract returns a copy of x with shift_j taken off every entry of column j.
func subtract(x Design, shift []float64) Design {
	if d, ok := x.(*Dense); ok {
		near := &Dense{d.N, d.P, make([]float64, len(d.Data))}
		kernel.Parallel(d.P, kernel.Grain(d.N), func(lo, hi int) {
			for j := lo; j < hi; j++ {
				col := near.Col(j)
				for i, v := range d.Col(j) {
					col[i] = v - shift[j]
				}
			}
		})
		return near
	}
	m := x.(*CSC)
	near := &CSC{N: m.N, P: m.P, ColPtr: make([]int, 1, m.P+1)}
	for j := range m.P {
		row, val := m.Col(j)
		if shift[j] == 0 {
			near.Row, near.Val = append(near.Row, row...), append(near.Val, val...)
		} else {
			for i, v := range Column(x, j) {
				if d := v - shift[j]; d != 0 {
					near.Row, near.Val = append(near.Row, int32(i)), append(near.Val, d)
				}
			}
		}
		near.ColPtr = append(near.ColPtr, len(near.Val))
	}
	return near
}
