package detective

import (
	"slices"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// classes is the hypothesis of a model of classes, for a target of two values.
func classes(fit func(y []float64, of *problems.LeastSquares) problems.DataFit, ridge bool) func(q *inquiry, v *variant) bool {
	return func(q *inquiry, v *variant) bool {
		lo, hi := slices.Min(q.fit.Y), slices.Max(q.fit.Y)
		label := make([]float64, q.n)
		for i, y := range q.fit.Y {
			if y != lo && y != hi || lo == hi {
				return false
			}
			if y == hi {
				label[i] = 1
			}
		}
		if ridge {
			if v.l1 == 0 {
				return false
			}
			v.l1, v.l2 = 0, v.l1+v.l2
		}
		v.Fit = fit(label, q.fit)
		v.advice = "this model is not one of least squares: fit it as what it is"
		return true
	}
}

func logistic(y []float64, of *problems.LeastSquares) problems.DataFit {
	return &losses.Logistic{Y: y, Weights: of.Weights, Offset: of.Offset}
}

func squaredHinge(y []float64, of *problems.LeastSquares) problems.DataFit {
	return &losses.SquaredHinge{Y: y, Weights: of.Weights, Offset: of.Offset}
}
