package solvers

import (
	"context"
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

func BenchmarkResponses(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	x, y := manyResponses(rng, 500, 2000, 10, 20)
	p := penalised(&problems.Problem{X: x, Fit: &losses.MultiGaussian{K: 10, Y: y}}, true, 1)
	b.Run("mgaussian grouped 500x2000x10", func(b *testing.B) { benchPath(b, p) })
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
