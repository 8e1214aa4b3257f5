package solvers

import (
	"context"
	"testing"

	"github.com/lassocheck/lassocheck/internal/workloads"
)

// BenchmarkPath: whole paths of 100 lambdas, certificates included. The worst
// relative gap and the largest support are reported beside the time.
func BenchmarkPath(b *testing.B) {
	for _, w := range workloads.All {
		b.Run(w.Name, func(b *testing.B) {
			x, y, err := w.Load("../")
			if err != nil {
				b.Skipf("the data are not here: %v", err)
			}
			p := w.Problem(x, y)
			var res *PathResult
			for b.Loop() {
				var err error
				if res, err = Path(context.Background(), p, Grid{N: 100, MinRatio: w.Ratio}, Settings{}); err != nil {
					b.Fatal(err)
				}
			}
			worst, most, bad := 0.0, 0, 0
			for _, pt := range res.Points {
				worst = max(worst, pt.Gap/res.Scale)
				most = max(most, len(pt.Support))
				if !pt.Status.OK() {
					bad++
				}
			}
			b.ReportMetric(worst, "gap")
			b.ReportMetric(float64(most), "active")
			if bad > 0 {
				b.Errorf("%d of %d lambdas not certified", bad, len(res.Points))
			}
		})
	}
}
