package solvers

import (
	"context"
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// composites is the table of problems with a term H(L x), the regressions dense and
// sparse.
func composites() (out []struct {
	name string
	c    *composite.Problem
}) {
	add := func(name string, c *composite.Problem) {
		out = append(out, struct {
			name string
			c    *composite.Problem
		}{name, c})
	}
	tall, _ := textbook.Synth{N: 30, P: 8, K: 4, Density: 0.6, Lambda: 0.1, Seed: 31}.New()
	wide, _ := textbook.Synth{N: 10, P: 24, K: 3, Density: 0.6, Lambda: 0.1, Seed: 32}.New()
	for _, kind := range []string{" CSC", " dense"} {
		x, a := tall.X, wide.X
		if kind == " dense" {
			x, a = x.(*design.CSC).Dense(), a.(*design.CSC).Dense()
		}
		y, b := tall.Fit.(*problems.LeastSquares).Y, wide.Fit.(*problems.LeastSquares).Y
		labels := make([]float64, len(y))
		for i, v := range y {
			labels[i] = math.Copysign(1, v)
		}
		add("LAD"+kind, composite.NewLAD(x, y, 0.05, true))
		add("quantile"+kind, composite.NewQuantile(x, y, 0.3, 0.05, true))
		add("SVM"+kind, composite.NewSVM(x, labels, 0.1, true))
		add("sparse SVM"+kind, composite.NewSparseSVM(x, labels, 0.05, true))
		add("square-root lasso"+kind, composite.NewSqrtLasso(x, y, 0.1, true))
		add("basis pursuit"+kind, composite.NewBasisPursuit(Matrix{X: a}, b))
		add("basis pursuit denoising"+kind, composite.NewBPDN(Matrix{X: a}, b, 0.3*norm(b)))
		u := make([]float64, 8)
		design.MulTrans(u, x, y)
		most := 0.0
		for _, v := range u {
			most = max(most, math.Abs(v))
		}
		add("Dantzig selector"+kind, composite.NewDantzig(Matrix{X: x}, y, 0.2*most))
	}
	signal := steps(40, 1)
	add("TV 1D", composite.NewTV1D(signal, 1))
	add("linear trend", composite.NewTrendFilter(signal, 1, 3))
	add("fused lasso signal", composite.NewFusedLasso(signal, 0.3, 0.7))
	picture := steps(8, 6)
	add("TV 2D", composite.NewTV2D(picture, 8, 6, 0.3))
	blurred := make([]float64, len(picture))
	for k, v := range picture {
		blurred[k] = 0.5 + v/10
	}
	add("deblurring", composite.NewDeblur(composite.Blur{Rows: 8, Cols: 6, Kernel: composite.Gaussian(0.6)}, blurred, 8, 6, 0.001))
	add("geometric median", composite.NewGeometricMedian([][]float64{{0, 0, 1}, {3, 1, 0}, {1, 4, 2}, {-2, 1, 5}, {2, 2, 2}, {1, 0, -3}}, nil))
	return out
}

// TestComposites: the primal-dual methods on the problems that need them, accepted on
// certificates that know nothing of the method's dual variable.
func TestComposites(t *testing.T) {
	for _, one := range composites() {
		c := one.c
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		x0 := make([]float64, c.Dim)
		scale := math.Abs(c.Certify(x0).Primal)
		for _, m := range []struct {
			name string
			iter int
			m    func() Method
		}{
			{"ChambollePock", 20000, func() Method {
				if c.F != nil {
					return nil
				}
				return ChambollePock{F: c.G, H: c.H, A: c.L}
			}},
			{"Tseng", 40000, func() Method {
				if c.F != nil {
					return Tseng{F: c.F, G: c.G, H: c.H, A: c.L}
				}
				return Tseng{G: c.G, H: c.H, A: c.L}
			}},
			{"CondatVu", 40000, func() Method {
				if c.F == nil {
					return nil
				}
				return CondatVu{F: c.F, G: c.G, H: c.H, A: c.L}
			}},
		} {
			method := m.m()
			if method == nil {
				continue
			}
			r, err := Run(context.Background(), method, x0, c, Settings{Tol: 1e-6, Scale: scale, MaxIter: m.iter})
			if err != nil {
				t.Fatal(err)
			}
			checkVerdict(t, m.name+" on "+one.name, r, c)
			again := c.Certify(r.X)
			if r.Status != Converged || again.Primal != r.Primal || !(again.Primal-max(again.Dual, r.Dual) <= 1e-6*scale) {
				t.Errorf("%s on %s: %v after %d, relative gap %.2g", m.name, one.name, r.Status, r.Iter, r.Gap/scale)
			} else if testing.Verbose() {
				t.Logf("%s on %s: %d iterations", m.name, one.name, r.Iter)
			}
		}
	}
}
