package vertex

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// lad is quantile regression of n rows on p columns with noise of heavy tails, lambda times
// the lambda_max of the sort (0 for none).
func lad(n, p int, tau, lambda float64) problem {
	r := rand.New(rand.NewPCG(1, 2))
	q := problem{x: &design.Dense{N: n, P: p, Data: make([]float64, n*p)}, intercept: true,
		rows: Rows{make([]float64, n), make([]float64, n), make([]float64, n)},
		cols: Columns{full0(p, lambda), full0(p, math.Inf(-1)), full0(p, math.Inf(1))}}
	for i := range q.x.Data {
		q.x.Data[i] = r.NormFloat64()
	}
	for i := range n {
		y := r.NormFloat64() / math.Sqrt(0.2+r.Float64())
		for j := range p {
			y += q.x.Data[j*n+i] / float64(1+j)
		}
		q.rows.Kink[i], q.rows.Lower[i], q.rows.Upper[i] = y, -tau/float64(n), (1-tau)/float64(n)
	}
	return q
}

func BenchmarkSolve(b *testing.B) {
	for _, c := range []struct{ n, p int }{{120, 30}, {1000, 50}, {10000, 20}} {
		for _, tau := range []float64{0.5, 0.1} {
			for _, lambda := range []float64{0, 0.01} {
				b.Run(fmt.Sprintf("%dx%d,tau=%v,lambda=%v", c.n, c.p, tau, lambda), func(b *testing.B) {
					q := lad(c.n, c.p, tau, lambda)
					for b.Loop() {
						s := New(q.x, q.intercept, q.rows).Solve(q.cols)
						if why := q.wrong(s); why != "" {
							b.Fatal(why)
						}
						b.ReportMetric(float64(s.Steps), "steps")
					}
				})
			}
		}
	}
}
