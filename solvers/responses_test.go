package solvers

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// manyResponses draws n x p normal data and K responses of a few rows.
func manyResponses(rng *rand.Rand, n, p, k, rows int) (x design.Stacked, y []float64) {
	d := &design.Dense{N: n, P: p, Data: lawtest.Normals(rng, n*p)}
	x = design.Stacked{X: d, K: k, Intercept: true}
	y = lawtest.Normals(rng, n*k)
	for j := range rows {
		for m := range k {
			d.ColAxpy(j*p/rows, rng.NormFloat64(), x.Block(y, m))
		}
	}
	return x, y
}

// someClasses draws n x p data in K classes, the first columns with other means in each.
func someClasses(rng *rand.Rand, n, p, k int, apart float64) (x design.Stacked, y []float64) {
	d := &design.Dense{N: n, P: p, Data: lawtest.Normals(rng, n*p)}
	y = make([]float64, n*k)
	for i := range n {
		class := i % k
		y[class*n+i] = 1
		for j := range min(p, 3*k) {
			d.Col(j)[i] += apart * math.Sin(float64(1+class*j))
		}
	}
	return design.Stacked{X: d, K: k, Intercept: true}, y
}

func BenchmarkResponses(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	x, y := manyResponses(rng, 500, 2000, 10, 20)
	p := penalised(&problems.Problem{X: x, Fit: &losses.MultiGaussian{K: 10, Y: y}}, true, 1)
	b.Run("mgaussian grouped 500x2000x10", func(b *testing.B) { benchPath(b, p) })
	for _, c := range []struct{ n, p, k int }{{178, 13, 3}, {1800, 64, 10}, {200, 1000, 4}} {
		x, y := someClasses(rng, c.n, c.p, c.k, 1)
		for _, grouped := range []bool{false, true} {
			p := penalised(&problems.Problem{X: x, Fit: &losses.Multinomial{K: c.k, Y: y}}, grouped, 1)
			b.Run(fmt.Sprintf("multinomial %dx%dx%d grouped %v", c.n, c.p, c.k, grouped), func(b *testing.B) { benchPath(b, p) })
		}
	}
}

func benchPath(b *testing.B, p *problems.Problem) {
	for range b.N {
		res, err := Path(context.Background(), p, Grid{}, Settings{})
		if err != nil {
			b.Fatal(err)
		}
		worst := 0.0
		for _, pt := range res.Points {
			worst = max(worst, pt.Proven()/res.Scale)
			if !pt.Status.OK() {
				b.Errorf("%g: %v", pt.Lambda, pt.Status)
			}
		}
		b.ReportMetric(worst, "gap")
		b.ReportMetric(float64(len(res.Points[len(res.Points)-1].Support)), "nnz")
	}
}
