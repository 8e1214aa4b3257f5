package problems_test

import (
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// fits is the table of data fits, for the laws in lawtables_test.go: a new one is one row.
var fits = map[string]func(rng *rand.Rand, n int) problems.DataFit{
	"LeastSquares": func(rng *rand.Rand, n int) problems.DataFit {
		return &problems.LeastSquares{Y: lawtest.Normals(rng, n)}
	},
	"LeastSquares weighted, offset": func(rng *rand.Rand, n int) problems.DataFit {
		return &problems.LeastSquares{Y: lawtest.Normals(rng, n), Weights: someWeights(rng, n), Offset: lawtest.Normals(rng, n)}
	},
	"Logistic": func(rng *rand.Rand, n int) problems.DataFit { return drawn(rng, n, losses.LogisticLoss{}, 0) },
	"Logistic weighted, offset": func(rng *rand.Rand, n int) problems.DataFit {
		return weighted(rng, drawn(rng, n, losses.LogisticLoss{}, -1))
	},
	"Huber": func(rng *rand.Rand, n int) problems.DataFit {
		return drawn(rng, n, losses.HuberLoss{Delta: 0.8}, math.NaN())
	},
	"Huber weighted, offset": func(rng *rand.Rand, n int) problems.DataFit {
		return weighted(rng, drawn(rng, n, losses.HuberLoss{Delta: 0.8}, math.NaN()))
	},
	"SquaredHinge": func(rng *rand.Rand, n int) problems.DataFit { return drawn(rng, n, losses.SquaredHingeLoss{}, 0) },
	"SquaredHinge weighted, offset": func(rng *rand.Rand, n int) problems.DataFit {
		return weighted(rng, drawn(rng, n, losses.SquaredHingeLoss{}, -1))
	},
	"Poisson": func(rng *rand.Rand, n int) problems.DataFit { return drawn(rng, n, losses.PoissonLoss{}, math.Inf(1)) },
	"Poisson weighted, offset": func(rng *rand.Rand, n int) problems.DataFit {
		return weighted(rng, drawn(rng, n, losses.PoissonLoss{}, math.Inf(1)))
	},
	"MultiGaussian": func(rng *rand.Rand, n int) problems.DataFit {
		return &losses.MultiGaussian{K: blocksOf(n), Y: lawtest.Normals(rng, n)}
	},
	"MultiGaussian weighted, offset": func(rng *rand.Rand, n int) problems.DataFit {
		k := blocksOf(n)
		return &losses.MultiGaussian{K: k, Y: lawtest.Normals(rng, n), Weights: someWeights(rng, n/k), Offset: lawtest.Normals(rng, n)}
	},
	"Multinomial": func(rng *rand.Rand, n int) problems.DataFit {
		k := blocksOf(n)
		return &losses.Multinomial{K: k, Y: classes(rng, n/k, k, false)}
	},
	"Multinomial weighted, offset, shares": func(rng *rand.Rand, n int) problems.DataFit {
		k := blocksOf(n)
		return &losses.Multinomial{K: k, Y: classes(rng, n/k, k, true), Weights: someWeights(rng, n/k), Offset: lawtest.Normals(rng, n)}
	},
}

// blocksOf is a number of responses that divides n, the largest up to 4.
func blocksOf(n int) int {
	for k := 4; ; k-- {
		if n%k == 0 {
			return k
		}
	}
}

// classes draws n rows of K classes, or of shares in quarters, as K blocks.
func classes(rng *rand.Rand, n, k int, shares bool) []float64 {
	y := make([]float64, n*k)
	for i := range n {
		if !shares {
			y[rng.IntN(k)*n+i] = 1
			continue
		}
		for range 4 {
			y[rng.IntN(k)*n+i] += 0.25
		}
	}
	return y
}

// someWeights draws weights, about half of them zero, the first one.
func someWeights(rng *rand.Rand, n int) []float64 {
	w := lawtest.Normals(rng, n)
	for i := range w {
		w[i] = max(0, w[i])
	}
	w[0] = 1
	return w
}

// drawn returns a fit with random responses: 1 and the other class that is given,
// normal for NaN, counts for +Inf.
func drawn[L problems.Loss](rng *rand.Rand, n int, loss L, other float64) *problems.Pointwise[L] {
	f := &problems.Pointwise[L]{Loss: loss, Y: lawtest.Normals(rng, n)}
	for i := range f.Y {
		switch {
		case math.IsInf(other, 1):
			f.Y[i] = float64(rng.IntN(4))
		case f.Y[i] > 0 && other == other:
			f.Y[i] = 1
		case other == other:
			f.Y[i] = other
		}
	}
	return f
}

func weighted[L problems.Loss](rng *rand.Rand, f *problems.Pointwise[L]) *problems.Pointwise[L] {
	f.Weights, f.Offset = lawtest.Normals(rng, len(f.Y)), lawtest.Normals(rng, len(f.Y))
	for i := range f.Weights {
		f.Weights[i] = max(0, f.Weights[i])
	}
	f.Weights[0] = 1
	return f
}
