package exact

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/workloads"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// Where exponentials overflow, classes separate, weights and counts span the range of
// doubles, and curvature vanishes: paths end, certified, with finite coefficients.
func TestNewtonAtTheEdge(t *testing.T) {
	const n, p = 60, 20
	wide, _, err := workloads.AR(n, 50, 0.5, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	x := &design.Dense{N: n, P: p, Data: wide.(*design.Dense).Data[:n*p]}
	rng := rand.New(rand.NewPCG(1, 2))
	z, noisy, offset, small := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	counts, weights := make([]float64, n), make([]float64, n)
	x.ColAxpy(3, 1, z)
	x.ColAxpy(7, -2, z)
	for i, v := range z {
		noisy[i] = v + 2*rng.NormFloat64()
		offset[i], small[i] = 1200*(rng.Float64()-0.5), 40*(rng.Float64()-0.5)
		counts[i] = math.Floor(math.Exp(0.3*v) + rng.Float64())
		weights[i] = math.Exp(12 * rng.NormFloat64())
	}
	times := func(f float64) []float64 {
		y := make([]float64, n)
		for i, v := range counts {
			y[i] = f * v
		}
		return y
	}
	separated := workloads.Classes(z)
	for name, c := range map[string]struct {
		fit   problems.DataFit
		ratio float64
		tol   float64 // Huber's narrow zones cost digits: the residual is rounded in units of y
	}{
		"separated classes":     {&losses.Logistic{Y: separated}, 1e-9, 1e-10},
		"squared hinge of them": {&losses.SquaredHinge{Y: separated}, 1e-9, 1e-10},
		"offsets of 600":        {&losses.Logistic{Y: workloads.Classes(noisy), Offset: offset}, 1e-4, 1e-10},
		"uneven weights":        {&losses.Logistic{Y: workloads.Classes(noisy), Weights: weights}, 1e-4, 1e-10},
		"counts":                {&losses.Poisson{Y: counts}, 1e-6, 1e-10},
		"counts, offsets of 20": {&losses.Poisson{Y: counts, Offset: small}, 1e-4, 1e-10},
		"counts of 1e8":         {&losses.Poisson{Y: times(1e8)}, 1e-4, 1e-10},
		"counts of 1e-8":        {&losses.Poisson{Y: times(1e-8)}, 1e-4, 1e-10},
		"Huber, all outside":    {&losses.Huber{Loss: losses.HuberLoss{Delta: 1e-3}, Y: noisy}, 1e-2, 1e-9},
		"Huber, all inside":     {&losses.Huber{Loss: losses.HuberLoss{Delta: 1e3}, Y: noisy}, 1e-4, 1e-10},
		"Huber":                 {&losses.Huber{Loss: losses.HuberLoss{Delta: 1}, Y: noisy}, 1e-4, 1e-9},
	} {
		t.Run(name, func(t *testing.T) {
			q := &problems.Problem{X: x, Fit: c.fit, Intercept: true, Penalty: &problems.ElasticNet{Alpha: 1, Scale: design.StdDevs(x, nil)}}
			null, err := q.Null()
			if err != nil {
				t.Fatal(err)
			}
			most := 0
			w := walkOf(t, q, null)
			left, err := w.Path(geometric(null.LambdaMax, 60, c.ratio), within(1e-9*null.Scale), func(s *Solution) error {
				most = max(most, w.core.(*newton).steps)
				if s.Spent || !(s.Gap <= c.tol*null.Scale) {
					t.Errorf("%g of lambda_max: gap %g of %g, spent %v", s.Lambda/null.LambdaMax, s.Gap, null.Scale, s.Spent)
				}
				for _, b := range append(s.Point.Coef, s.Point.Intercept) {
					if math.IsNaN(b) || math.IsInf(b, 0) {
						t.Fatalf("%g of lambda_max: a coefficient is %v", s.Lambda/null.LambdaMax, b)
					}
				}
				return nil
			})
			if err != nil || len(left) > 0 || most > 200 {
				t.Errorf("%d left, up to %d steps: %v", len(left), most, err)
			}
		})
	}
	// Without a penalty separated classes have no optimum: the engine says so, in time.
	q := &problems.Problem{X: x, Fit: &losses.Logistic{Y: separated}, Intercept: true, Penalty: problems.Lasso(0)}
	null, err := q.Null()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := walkOf(t, q, null).Path([]float64{0}, within(1e-9*null.Scale), func(s *Solution) error {
		if !(s.Primal >= 0 && s.Primal < 1e-3) || s.Dual > s.Primal {
			t.Errorf("between %v and %v", s.Dual, s.Primal)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
