package solvers

import (
	"context"
	"math"
	"math/big"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
)

// polishedExactly returns the coefficients that the optimality conditions of a lasso
// with an intercept ask for on a support of given signs.
func polishedExactly(p *problems.Problem, lambda float64, pt *Point) []float64 {
	fit := p.Fit.(*problems.LeastSquares)
	n := len(fit.Y)
	cols := [][]float64{make([]float64, n)} // the intercept first
	for i := range n {
		cols[0][i] = 1
	}
	for _, j := range pt.Support {
		c := make([]float64, n)
		p.X.ColAxpy(j, 1, c)
		cols = append(cols, c)
	}
	a, b := make([][]*big.Float, len(cols)), make([]*big.Float, len(cols))
	inner := func(x, y []float64) *big.Float {
		sum := lawtest.Precise(0)
		for i := range x {
			sum.Add(sum, lawtest.Precise(0).Mul(lawtest.Precise(x[i]), lawtest.Precise(y[i])))
		}
		return sum
	}
	for r := range cols {
		for k := range cols {
			a[r] = append(a[r], inner(cols[r], cols[k]))
		}
		b[r] = inner(cols[r], fit.Y)
		if r > 0 {
			pull := lawtest.Precise(math.Copysign(lambda, pt.Coef[r-1]))
			b[r].Sub(b[r], pull.Mul(pull, lawtest.Precise(float64(n))))
		}
	}
	lawtest.SolveExactly(a, b)
	out := make([]float64, len(pt.Support))
	for k := range out {
		out[k], _ = b[k+1].Float64()
	}
	return out
}

// nearlyDependent is a lasso on [lawtest.IllConditioned] columns.
func nearlyDependent(kind string, n, p int) *problems.Problem {
	x, y := lawtest.IllConditioned(kind, n, p)
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(1), Intercept: true}
}

// Columns that nearly depend on one another, down to a tiny lambda: every point is
// certified, and its coefficients are those of the linear system in 400 bits.
func TestNearlyDependentColumns(t *testing.T) {
	for _, c := range []struct {
		kind string
		n, p int
		last float64
	}{{"Hilbert", 12, 8, 1e-7}, {"Vandermonde", 14, 9, 1e-7}, {"twins", 40, 6, 1e-8}, {"square", 50, 2, 1e-8}} {
		p := nearlyDependent(c.kind, c.n, c.p)
		for _, ratio := range []float64{1e-4, c.last} {
			res, err := Path(context.Background(), p, Grid{N: 25, MinRatio: ratio}, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			for k := range res.Points {
				pt := &res.Points[k]
				if !pt.Status.OK() {
					t.Errorf("%s at %g: %v, gap %g ± %g of %g", c.kind, pt.Lambda/res.LambdaMax, pt.Status, pt.Gap, pt.Rounding, res.Scale)
				}
				for i, want := range polishedExactly(p, pt.Lambda, pt) {
					if d := math.Abs(pt.Coef[i] - want); d > 1e-5*math.Abs(want) {
						t.Errorf("%s at %g: coefficient %d is %v, not %v", c.kind, pt.Lambda/res.LambdaMax, pt.Support[i], pt.Coef[i], want)
					}
				}
			}
		}
	}
}
