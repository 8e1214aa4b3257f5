package solvers

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/problems"
)

// workload is a data set to race on, built when asked for.
type workload struct {
	name  string
	ratio float64
	load  func(t testing.TB) (problems.Design, []float64)
}

var workloads = []workload{
	{"diabetes", 1e-3, func(t testing.TB) (problems.Design, []float64) {
		return read(t, "../testdata/diabetes.csv", dataio.Options{Target: "target"})
	}},
	{"leukemia 72x7129", 1e-3, func(t testing.TB) (problems.Design, []float64) {
		return read(t, "../../shared/data/leukemia_X.npy", dataio.Options{Y: "../../shared/data/leukemia_y.npy"})
	}},
	{"rcv1 1000x47118", 1e-2, func(t testing.TB) (problems.Design, []float64) {
		return read(t, "../../shared/data/rcv1_small.svm", dataio.Options{})
	}},
	{"text-like 20000x100000", 1e-2, func(testing.TB) (problems.Design, []float64) { return textLike(20000, 100000, 20) }},
	{"AR(0.6) 1000x20000", 1e-2, func(testing.TB) (problems.Design, []float64) { return autoregressive(1000, 20000, 0.6) }},
	{"tall 50000x500", 1e-3, func(testing.TB) (problems.Design, []float64) { return autoregressive(50000, 500, 0.3) }},
	{"wide 2000x1000000", 1e-1, func(testing.TB) (problems.Design, []float64) { return textLike(2000, 1000000, 5) }},
}

func read(t testing.TB, path string, o dataio.Options) (problems.Design, []float64) {
	t.Helper()
	d, err := dataio.Read(context.Background(), nil, path, o)
	if err != nil {
		t.Skipf("the data are not here: %v", err)
	}
	return d.X, d.Y
}

// textLike draws about perColumn entries a column, counts with a heavy tail.
func textLike(n, p, perColumn int) (problems.Design, []float64) {
	rng := rand.New(rand.NewPCG(1, 1))
	x := &problems.CSC{N: n, P: p, ColPtr: []int{0}}
	z := make([]float64, n)
	for j := range p {
		k := 1 + int(float64(perColumn)*rng.ExpFloat64())
		i := 0
		for {
			i += 1 + int(rng.ExpFloat64()*float64(n)/float64(k))
			if i >= n {
				break
			}
			x.Row = append(x.Row, int32(i))
			x.Val = append(x.Val, math.Abs(rng.NormFloat64())+0.1)
		}
		x.ColPtr = append(x.ColPtr, len(x.Val))
		if j%(p/100) == 0 {
			x.ColAxpy(j, rng.NormFloat64()*3, z)
		}
	}
	for i := range z {
		z[i] += 0.5 * rng.NormFloat64()
	}
	return x, z
}

// autoregressive draws rows of an AR(1) process across columns.
func autoregressive(n, p int, rho float64) (problems.Design, []float64) {
	rng := rand.New(rand.NewPCG(2, 2))
	x := &problems.Dense{N: n, P: p, Data: make([]float64, n*p)}
	z := make([]float64, n)
	for j := range p {
		c := x.Col(j)
		for i := range c {
			c[i] = rng.NormFloat64()
			if j > 0 {
				c[i] = rho*x.Col(j - 1)[i] + math.Sqrt(1-rho*rho)*c[i]
			}
		}
		if j%(max(1, p/50)) == 0 {
			x.ColAxpy(j, rng.NormFloat64(), z)
		}
	}
	for i := range z {
		z[i] += rng.NormFloat64()
	}
	return x, z
}

// standardised is the lasso that all packages agree on.
func standardised(x problems.Design, y []float64) *problems.Problem {
	return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Intercept: true,
		Penalty: &problems.ElasticNet{Alpha: 1, Scale: problems.StdDevs(x, nil)}}
}

// BenchmarkPath: whole paths of 100 lambdas, certificates included. The worst
// relative gap and the largest support are reported beside the time.
func BenchmarkPath(b *testing.B) {
	for _, w := range workloads {
		b.Run(w.name, func(b *testing.B) {
			x, y := w.load(b)
			p := standardised(x, y)
			var res *PathResult
			for b.Loop() {
				var err error
				if res, err = Path(context.Background(), p, Grid{N: 100, MinRatio: w.ratio}, Settings{Tol: 1e-12}); err != nil {
					b.Fatal(err)
				}
			}
			worst, most, bad := 0.0, 0, 0
			for _, pt := range res.Points {
				worst = max(worst, pt.Gap/res.Loss)
				most = max(most, len(pt.Support))
				if !pt.Status.OK() {
					bad++
				}
			}
			b.ReportMetric(worst, "gap")
			b.ReportMetric(float64(most), "active")
			if bad > 0 {
				b.Error(fmt.Sprintf("%d of %d lambdas not certified", bad, len(res.Points)))
			}
		})
	}
}
