package detective

import (
	"context"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/solvers"
)

// rowData is what a loss is made of, by rows, and how it is made of it.
type rowData struct {
	y, weights, offset []float64
	loss               func(y, weights, offset []float64) problems.DataFit
}

// fit is the loss.
func (d *rowData) fit() problems.DataFit { return d.loss(d.y, d.weights, d.offset) }

// rowsOf takes a loss apart. It is false for one of a kind that is not known here.
func rowsOf(fit problems.DataFit) (d rowData, ok bool) {
	switch f := fit.(type) {
	case *problems.LeastSquares:
		return rowData{f.Y, f.Weights, f.Offset, squares}, true
	case *losses.Logistic:
		return pointwise(f), true
	case *losses.Poisson:
		return pointwise(f), true
	case *losses.Huber:
		return pointwise(f), true
	case *losses.SquaredHinge:
		return pointwise(f), true
	case *losses.Quantile:
		return pointwise(f), true
	case *losses.Hinge:
		return pointwise(f), true
	}
	return d, false
}

func squares(y, weights, offset []float64) problems.DataFit {
	return &problems.LeastSquares{Y: y, Weights: weights, Offset: offset}
}

func logistic(y, weights, offset []float64) problems.DataFit {
	return &losses.Logistic{Y: y, Weights: weights, Offset: offset}
}

func squaredHinge(y, weights, offset []float64) problems.DataFit {
	return &losses.SquaredHinge{Y: y, Weights: weights, Offset: offset}
}

func pointwise[L problems.Loss](f *problems.Pointwise[L]) rowData {
	loss := f.Loss
	return rowData{f.Y, f.Weights, f.Offset, func(y, weights, offset []float64) problems.DataFit {
		return &problems.Pointwise[L]{Loss: loss, Y: y, Weights: weights, Offset: offset}
	}}
}

// isSquares tells least squares from the other losses.
func isSquares(fit problems.DataFit) bool {
	_, ok := fit.(*problems.LeastSquares)
	return ok
}

// total is the sum of the weights.
func (d *rowData) total() float64 {
	if d.weights == nil {
		return float64(len(d.y))
	}
	sum := 0.0
	for _, w := range d.weights {
		sum += w
	}
	return sum
}

func (d *rowData) weight(i int) float64 {
	if d.weights == nil {
		return 1
	}
	return d.weights[i]
}

// targets are the responses less the offset, which mean something for least squares.
func (d *rowData) targets() []float64 {
	return (&problems.LeastSquares{Y: d.y, Offset: d.offset}).Targets()
}

// bestIntercept is that which makes the loss least for the coefficients; 0 where none is
// found.
func (d *rowData) bestIntercept(x design.Design, coef []float64) float64 {
	z := make([]float64, len(d.y))
	design.Mul(z, x, coef)
	for i := range d.offset {
		z[i] += d.offset[i]
	}
	p := &problems.Problem{X: &design.Dense{N: len(z)}, Fit: d.loss(d.y, d.weights, z), Penalty: &problems.ElasticNet{}, Intercept: true}
	r, err := solvers.Solve(context.Background(), p, solvers.Settings{Tol: 1e-13, MaxTime: patience})
	if err != nil {
		return 0
	}
	return r.X[0]
}
