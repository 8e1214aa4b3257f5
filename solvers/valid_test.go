package solvers

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Problems with nothing to select are problems too: their answer is known beforehand.
func TestProblemsWithNothingToSelect(t *testing.T) {
	inf := math.Inf(1)
	x := &design.Dense{N: 4, P: 2, Data: []float64{1, 1, -1, -1, 1, -1, 1, -1}}
	far := &design.Dense{N: 4, P: 2, Data: []float64{1, 2, 3, 4, 5, 7, 11, 13}}
	for _, c := range []struct {
		name      string
		x         *design.Dense
		y         []float64
		pen       problems.ElasticNet
		none      bool // no intercept
		want      []float64
		intercept float64
	}{
		{name: "y orthogonal to X", x: x, y: []float64{1, -1, -1, 1}, pen: problems.ElasticNet{Alpha: 1}, want: []float64{0, 0}},
		{name: "constant y", x: far, y: []float64{.1, .1, .1, .1}, pen: problems.ElasticNet{Alpha: 1}, want: []float64{0, 0}, intercept: .1},
		{name: "y = 0", x: far, y: make([]float64, 4), pen: problems.ElasticNet{Alpha: 1}, want: []float64{0, 0}},
		{name: "y = 0 without intercept", x: far, y: make([]float64, 4), pen: problems.ElasticNet{Alpha: 0.5}, none: true, want: []float64{0, 0}},
		{name: "no penalty", x: far, y: []float64{9, 14, 21, 26}, // 1 + 3 x0 + x1
			pen: problems.ElasticNet{Alpha: 1, Factor: []float64{0, 0}}, want: []float64{3, 1}, intercept: 1},
		{name: "bounds without zero", x: x, y: []float64{1, 2, 3, 4}, // both bounds hold
			pen: problems.ElasticNet{Alpha: 1, Lower: []float64{1, 2}, Upper: []float64{inf, 3}}, want: []float64{1, 2}, intercept: 2.5},
	} {
		p := &problems.Problem{X: c.x, Fit: &problems.LeastSquares{Y: c.y}, Penalty: &c.pen, Intercept: !c.none}
		check := func(what string, status Status, beta []float64) {
			if !status.OK() {
				t.Errorf("%s, %s: %v", c.name, what, status)
			}
			for j, want := range c.want {
				if math.Abs(beta[j]-want) > 1e-12 {
					t.Errorf("%s, %s: coefficient %d is %v, not %v", c.name, what, j, beta[j], want)
				}
			}
			if !c.none && math.Abs(beta[2]-c.intercept) > 1e-12 {
				t.Errorf("%s, %s: intercept %v, not %v", c.name, what, beta[2], c.intercept)
			}
		}
		for _, g := range []Grid{{}, {Lambdas: []float64{1, 0.1, 0}}} {
			if c.pen.Lower == nil && c.name != "no penalty" || g.Lambdas == nil {
				res, err := Path(context.Background(), p, g, Settings{})
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
					continue
				}
				for k := range res.Points {
					beta := make([]float64, p.Dim())
					res.Points[k].Beta(beta, p.Intercept)
					if c.pen.Lower == nil || res.Points[k].Lambda == res.LambdaMax {
						check("path", res.Points[k].Status, beta)
					}
				}
			}
		}
		pen := c.pen
		for _, lambda := range []float64{0, 0.5} {
			pen.Lambda = lambda
			if lambda == 0 && c.pen.Lower != nil {
				continue
			}
			q := *p
			q.Penalty = &pen
			r, err := Solve(context.Background(), &q, Settings{})
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			check("solve", r.Status, r.X)
		}
	}
}

// Without a penalty the solution is that of least squares, and where columns depend on
// one another the shortest: in exact arithmetic the one that the rows span.
func TestLeastSquaresOfMinimumNorm(t *testing.T) {
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 3))
		n, p := 12, 4+rng.IntN(20)
		x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
		for j := range p {
			for i := range n {
				x.Col(j)[i] = math.Round(64*rng.NormFloat64()) / 64 // sums are exact
			}
			if j > 1 && rng.IntN(3) == 0 { // a column that depends on two others
				a, b := x.Col(rng.IntN(j)), x.Col(rng.IntN(j))
				for i := range n {
					x.Col(j)[i] = a[i] - 2*b[i]
				}
			}
		}
		y := make([]float64, n)
		for i := range y {
			y[i] = 3 + rng.NormFloat64()
		}
		pen := &problems.ElasticNet{Alpha: 1}
		if seed%2 == 1 {
			pen.Scale = design.StdDevs(x, nil)
		}
		q := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: pen, Intercept: seed%3 > 0}
		r, err := Solve(context.Background(), q, Settings{})
		if err != nil || !r.Status.OK() {
			t.Fatalf("seed %d: %v, %+v", seed, err, r)
		}
		// Ridge of vanishing strength tends to it, by Tikhonov.
		ridge := *pen
		ridge.Alpha, ridge.Lambda = 0, 1e-9
		q.Penalty = &ridge
		want, err := Solve(context.Background(), q, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		for j := range r.X {
			if d := math.Abs(r.X[j] - want.X[j]); d > 1e-5 {
				t.Errorf("seed %d: coefficient %d is %v, not %v", seed, j, r.X[j], want.X[j])
			}
		}
	}
}
