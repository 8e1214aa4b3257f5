package solvers

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// kinkedProblem draws a problem of a loss with kinks: weights, offsets, bounds, factors, free
// columns, no intercept, sparse and standardised designs, and responses that are tied.
func kinkedProblem(seed uint64, name string) *problems.Problem {
	rng := rand.New(rand.NewPCG(seed, 92))
	n, p := 20+rng.IntN(60), 2+rng.IntN(40)
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i := range d.Data {
		if rng.IntN(3) > 0 {
			d.Data[i] = rng.NormFloat64()
			if seed%7 == 2 {
				d.Data[i] = float64(rng.IntN(3))
			}
		}
	}
	y, classes := make([]float64, n), make([]float64, n)
	var weights, offset []float64
	for i := range n {
		y[i] = d.Col(0)[i] - d.Col(1)[i]/2 + rng.NormFloat64()
		if seed%3 == 2 {
			y[i] = math.Round(y[i])
		}
		if y[i] > 0 {
			classes[i] = 1
		}
		if seed&1 > 0 {
			weights = append(weights, float64(rng.IntN(3)))
		}
		if seed&2 > 0 {
			offset = append(offset, math.Round(rng.NormFloat64())/2)
		}
	}
	pen := &problems.ElasticNet{Lambda: 0.2 * math.Exp(-4*rng.Float64()), Alpha: 1}
	if seed&8 > 0 {
		pen.Scale = design.StdDevs(d, weights)
	}
	if seed%3 == 0 {
		pen.Factor = make([]float64, p)
		for j := range p {
			pen.Factor[j] = []float64{1, 1, 1, 1, 2, 0.3, math.Inf(1)}[rng.IntN(7)]
		}
		pen.Factor[rng.IntN(p)] = 0
	}
	if seed%4 == 1 {
		pen.Lower, pen.Upper = make([]float64, p), make([]float64, p)
		for j := range p {
			pen.Lower[j], pen.Upper[j] = -0.2*rng.Float64(), 0.2*rng.Float64()
			if rng.IntN(9) == 0 && pen.Factor == nil {
				pen.Lower[j] = pen.Upper[j] / 2
			}
		}
	}
	var x design.Design = d
	if seed%5 == 2 {
		x = sparse(d)
	}
	q := &problems.Problem{X: x, Penalty: pen, Intercept: seed%5 > 0}
	switch name {
	case "quantile":
		q.Fit = &losses.Quantile{Loss: losses.QuantileLoss{Tau: []float64{0.1, 0.5, 0.83}[seed%3]}, Y: y, Weights: weights, Offset: offset}
	case "absolute":
		q.Fit = &losses.Absolute{Y: y, Weights: weights, Offset: offset}
	default:
		q.Fit = &losses.Hinge{Y: classes, Weights: weights, Offset: offset}
	}
	return q
}

// Losses with kinks are solved to the last digits, and proven to be, by Solve and along a
// path from a lambda_max that is one.
func TestVertices(t *testing.T) {
	const tol = 1e-12
	for _, name := range []string{"quantile", "absolute", "hinge"} {
		for seed := range uint64(60) {
			q := kinkedProblem(seed, name)
			what := fmt.Sprintf("%s %d", name, seed)
			r, err := Solve(context.Background(), q, Settings{Tol: tol})
			if err != nil {
				t.Errorf("%s: %v", what, err)
				continue
			}
			if r.Status != Converged {
				t.Errorf("%s: %v, gap %.3g and rounding %.3g where %.3g is asked, KKT %.3g", what, r.Status, r.Gap, r.Rounding, r.Threshold, r.KKT)
			}
			if !(r.KKT < 1e-12) {
				t.Errorf("%s: KKT %.3g", what, r.KKT)
			}
			path, err := Path(context.Background(), q, Grid{N: 12, MinRatio: 1e-3}, Settings{Tol: tol})
			if err != nil {
				t.Errorf("%s: %v", what, err)
				continue
			}
			for k, pt := range path.Points {
				if pt.Status != Converged {
					t.Errorf("%s: point %d: %v, gap %.3g and rounding %.3g of %.3g", what, k, pt.Status, pt.Gap, pt.Rounding, path.Scale)
				}
			}
			if !(path.LambdaMax > 0) || math.IsInf(path.LambdaMax, 1) {
				continue
			}
			for _, c := range []struct {
				factor float64
				rests  bool
			}{{1 + 1e-9, true}, {1 - 1e-6, false}} {
				at := *q
				at.Penalty = q.Penalty.(problems.Scalable).WithLambda(path.LambdaMax * c.factor)
				r, err := Solve(context.Background(), &at, Settings{Tol: tol})
				if err != nil {
					t.Fatal(err)
				}
				// What is proven: that the null model is as good, or that it is not.
				null := path.Null.Loss + at.Penalty.Value(startOf(&at))
				if rests := !(r.Primal < null-1e-13*(1+math.Abs(null))); rests != c.rests && r.Status == Converged {
					t.Errorf("%s: lambda_max times %v: the objective is %v, that of the null model %v", what, c.factor, r.Primal, null)
				}
			}
		}
	}
}

// startOf returns the coefficients at rest.
func startOf(p *problems.Problem) []float64 {
	b, _ := p.Split(atRest(p))
	return b
}

// Where nothing is left for the columns, lambda_max is 0 and not what rounding leaves.
func TestVerticesOfAConstant(t *testing.T) {
	rng := rand.New(rand.NewPCG(95, 96))
	const n, p = 23, 5
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i := range d.Data {
		d.Data[i] = rng.NormFloat64()
	}
	y := make([]float64, n)
	for i := range y {
		y[i] = 3.1
	}
	q := &problems.Problem{X: d, Fit: &losses.Quantile{Loss: losses.QuantileLoss{Tau: 0.3}, Y: y}, Penalty: problems.Lasso(1), Intercept: true}
	if null, err := q.Null(); err != nil || null.LambdaMax != 0 {
		t.Errorf("lambda_max %v, %v", null.LambdaMax, err)
	}
	r, err := Solve(context.Background(), q, Settings{})
	if err != nil || r.Status != Converged || r.X[p] != 3.1 {
		t.Errorf("%v, %v", r, err)
	}
}
