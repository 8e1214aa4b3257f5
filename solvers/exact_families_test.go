package solvers

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// The default of Solve against methods that share nothing with it, on every loss and
// with weights, offsets, bounds, factors, ridge, free columns, no intercept, sparse and
// standardised designs.
func TestExactOnLosses(t *testing.T) {
	for seed := range uint64(24) {
		rng := rand.New(rand.NewPCG(seed, 91))
		const n, p = 40, 12
		d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
		for i := range d.Data {
			if rng.IntN(3) > 0 {
				d.Data[i] = rng.NormFloat64()
			}
		}
		y, classes, counts := make([]float64, n), make([]float64, n), make([]float64, n)
		var weights, offset []float64
		for i := range n {
			z := d.Col(0)[i] - d.Col(1)[i]/2 + rng.NormFloat64()
			y[i], counts[i] = z, math.Floor(math.Exp(z/2)+rng.Float64())
			if z > 0 {
				classes[i] = 1
			}
			if seed&1 > 0 {
				weights = append(weights, float64(rng.IntN(3)))
			}
			if seed&2 > 0 {
				offset = append(offset, rng.NormFloat64()/2)
			}
		}
		pen := &problems.ElasticNet{Lambda: 0.03 * (1 + rng.Float64()), Alpha: 1}
		if seed&4 > 0 {
			pen.Alpha = 0.6
		}
		if seed&8 > 0 {
			pen.Scale = design.StdDevs(d, weights)
		}
		if seed%3 == 0 {
			pen.Factor = []float64{1, 0, 1, 2, 1, 0.3, 1, math.Inf(1), 1, 1, 1, 0}
		}
		if seed%3 == 1 {
			pen.Lower, pen.Upper = make([]float64, p), make([]float64, p)
			for j := range p {
				pen.Lower[j], pen.Upper[j] = -0.2*rng.Float64(), 0.2*rng.Float64()
			}
		}
		var x design.Design = d
		if seed%4 == 2 {
			x = sparse(d)
		}
		for name, fit := range map[string]problems.DataFit{
			"logistic":      &losses.Logistic{Y: classes, Weights: weights, Offset: offset},
			"Poisson":       &losses.Poisson{Y: counts, Weights: weights, Offset: offset},
			"Huber":         &losses.Huber{Loss: losses.HuberLoss{Delta: 0.5}, Y: y, Weights: weights, Offset: offset},
			"squared hinge": &losses.SquaredHinge{Y: classes, Weights: weights, Offset: offset},
		} {
			q := &problems.Problem{X: x, Fit: fit, Penalty: pen, Intercept: seed%5 > 0}
			mine, err := Solve(context.Background(), q, Settings{})
			if err != nil || mine.Status != Converged {
				t.Fatalf("%s, %d: %v, %v", name, seed, mine, err)
			}
			method := "newton"
			if name == "Huber" || name == "squared hinge" {
				method = "fista"
			}
			other, err := Solve(context.Background(), q, Settings{Method: method, Tol: 1e-12})
			if err != nil {
				t.Fatal(err)
			}
			if d := math.Abs(mine.Primal - other.Primal); d > 1e-9*(mine.Threshold/1e-9) {
				t.Errorf("%s, %d: objective %v, and %v by %s (%v)", name, seed, mine.Primal, other.Primal, method, other.Status)
			}
			for j, b := range other.X {
				if math.Abs(b-mine.X[j]) > 1e-4*(1+math.Abs(b)) {
					t.Errorf("%s, %d: coefficient %d is %v, and %v by %s (%v)", name, seed, j, mine.X[j], b, method, other.Status)
				}
			}
		}
	}
}

func sparse(d *design.Dense) *design.CSC {
	c := &design.CSC{N: d.N, P: d.P, ColPtr: []int{0}}
	for j := range d.P {
		for i, v := range d.Col(j) {
			if v != 0 {
				c.Row, c.Val = append(c.Row, int32(i)), append(c.Val, v)
			}
		}
		c.ColPtr = append(c.ColPtr, len(c.Val))
	}
	return c
}
