package solvers_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers"
)

// families draws data with a linear signal and a response of its kind.
func families(rng *rand.Rand, n, cols int) (x *design.Dense, z []float64) {
	x = &design.Dense{N: n, P: cols, Data: lawtest.Normals(rng, n*cols)}
	z = make([]float64, n)
	design.Mul(z, x, lawtest.Normals(rng, cols))
	for i := range z {
		z[i] += rng.NormFloat64()
	}
	return x, z
}

// Newton's method where the curvature vanishes: Huber's loss with a delta that nearly all
// residuals are beyond, down to a median.
func TestNewtonWithoutCurvature(t *testing.T) {
	for _, delta := range []float64{1, 0.1, 0.01, 1e-3} {
		x, y := families(rand.New(rand.NewPCG(81, 82)), 60, 5)
		for _, intercept := range []bool{false, true} {
			p := textbook.NewHuberLasso(x, y, delta, 1)
			p.Intercept = intercept
			r, err := solvers.Path(context.Background(), p, solvers.Grid{N: 20, MinRatio: 1e-3}, solvers.Settings{Method: "newton", Tol: 1e-9, MaxIter: 3000})
			if err != nil {
				t.Fatal(err)
			}
			for k, o := range r.Points {
				if !o.Status.OK() {
					t.Errorf("delta %g, intercept %v, lambda %d: %v, gap %g of %g", delta, intercept, k, o.Status, o.Certificate.Gap, r.Null.Scale)
				}
			}
		}
	}
}

// Counts whose loss is negative are certified at every lambda: what they are relative to is
// their distance from the saturated model.
func TestCountsAreCertified(t *testing.T) {
	for _, size := range []float64{1e-3, 1, 1e6} {
		rng := rand.New(rand.NewPCG(83, 84))
		x, z := families(rng, 60, 4)
		y := make([]float64, len(z))
		for i := range y {
			y[i] = size * (22 + z[i])
		}
		p := textbook.NewPoissonLasso(x, y, 1)
		p.Intercept = true
		r, err := solvers.Path(context.Background(), p, solvers.Grid{N: 20, MinRatio: 1e-4}, solvers.Settings{Method: "newton"})
		if err != nil {
			t.Fatal(err)
		}
		for k, o := range r.Points {
			if !o.Status.OK() {
				t.Errorf("size %g, lambda %d: %v, gap %g, rounding %g of %g", size, k, o.Status, o.Certificate.Gap, o.Certificate.Rounding, r.Null.Scale)
			}
		}
	}
}

// A null model at infinity is an error of Solve and Path.
func TestNullAtInfinityIsAnError(t *testing.T) {
	x, _ := families(rand.New(rand.NewPCG(85, 86)), 10, 2)
	p := textbook.NewLogisticLasso(x, make([]float64, 10), 0.1)
	p.Intercept = true
	_, one := solvers.Solve(context.Background(), p, solvers.Settings{Method: "fista"})
	_, path := solvers.Path(context.Background(), p, solvers.Grid{N: 3}, solvers.Settings{})
	for _, err := range []error{one, path} {
		if !errors.Is(err, problems.ErrNullAtInfinity) {
			t.Error(fmt.Sprint(err))
		}
	}
}
