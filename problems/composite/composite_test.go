package composite

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/check"
	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
)

// composites draws one problem of each kind: a new one is one row.
var composites = map[string]func(rng *rand.Rand) *Problem{
	"LAD":           func(rng *rand.Rand) *Problem { x, y := drawXY(rng, 30, 8); return NewLAD(x, y, 0.05, false) },
	"LAD intercept": func(rng *rand.Rand) *Problem { x, y := drawXY(rng, 30, 8); return NewLAD(x, y, 0.05, true) },
	"quantile": func(rng *rand.Rand) *Problem {
		x, y := drawXY(rng, 30, 8)
		return NewQuantile(x, y, 0.3, 0.05, true)
	},
	"SVM": func(rng *rand.Rand) *Problem {
		x, y := drawXY(rng, 30, 8)
		return NewSVM(x, signs(y), 0.1, true)
	},
	"sparse SVM": func(rng *rand.Rand) *Problem {
		x, y := drawXY(rng, 30, 8)
		return NewSparseSVM(x, signs(y), 0.05, true)
	},
	"square-root lasso": func(rng *rand.Rand) *Problem {
		x, y := drawXY(rng, 30, 8)
		return NewSqrtLasso(x, y, 0.1, true)
	},
	"basis pursuit": func(rng *rand.Rand) *Problem {
		x, y := drawXY(rng, 10, 24)
		return NewBasisPursuit(Matrix{X: x}, y)
	},
	"basis pursuit denoising": func(rng *rand.Rand) *Problem {
		x, y := drawXY(rng, 10, 24)
		return NewBPDN(Matrix{X: x}, y, 0.3*vector.Norm(y))
	},
	"Dantzig selector": func(rng *rand.Rand) *Problem {
		x, y := drawXY(rng, 12, 8)
		u := make([]float64, 8)
		design.MulTrans(u, x, y)
		return NewDantzig(Matrix{X: x}, y, 0.2*vector.MaxAbs(u))
	},
	"TV 1D":           func(rng *rand.Rand) *Problem { return NewTV1D(walk(rng, 40), 1) },
	"linear trend":    func(rng *rand.Rand) *Problem { return NewTrendFilter(walk(rng, 40), 1, 3) },
	"quadratic trend": func(rng *rand.Rand) *Problem { return NewTrendFilter(walk(rng, 30), 2, 3) },
	"fused lasso":     func(rng *rand.Rand) *Problem { return NewFusedLasso(walk(rng, 40), 0.3, 0.7) },
	"TV 2D":           func(rng *rand.Rand) *Problem { return NewTV2D(lawtest.Normals(rng, 48), 8, 6, 0.3) },
	"deblurring": func(rng *rand.Rand) *Problem {
		b := lawtest.Normals(rng, 48)
		for k := range b {
			b[k] = 0.5 + 0.1*b[k] + float64(k%8/4)/3
		}
		return NewDeblur(Blur{8, 6, Gaussian(0.6)}, b, 8, 6, 0.001)
	},
	"geometric median": func(rng *rand.Rand) *Problem {
		points := make([][]float64, 9)
		for i := range points {
			points[i] = lawtest.Normals(rng, 3)
		}
		return NewGeometricMedian(points, nil)
	},
}

func drawXY(rng *rand.Rand, n, p int) (design.Design, []float64) {
	x := textbook.Synth{N: n, P: p}.Design(rng, lawtest.Normals(rng, n), lawtest.Normals(rng, p))
	y := make([]float64, n)
	design.Mul(y, x, lawtest.Normals(rng, p))
	for i := range y {
		y[i] += rng.NormFloat64()
	}
	return x, y
}

func signs(y []float64) []float64 {
	for i, v := range y {
		y[i] = check.Side(v)
	}
	return y
}

func walk(rng *rand.Rand, n int) []float64 {
	b := lawtest.Normals(rng, n)
	for j := range b {
		b[j] += 3 * math.Round(float64(j)/float64(n)*4) * (-1 + 2*float64(j/10%2))
	}
	return b
}

// splitting minimises c by the method of Condat and Vu, as simple as can be.
func splitting(c *Problem, x, y []float64, steps int, size float64) {
	norm, _ := c.L.Norm()
	l := 0.0
	if c.F != nil {
		k, _ := c.F.K.Norm()
		l = c.F.Fit.Smoothness() * k * k
	}
	tau := 1 / (l/2 + norm/size)
	sigma := 0.99 / (size * norm)
	u, z, grad := make([]float64, c.Dim), make([]float64, len(y)), make([]float64, c.Dim)
	for range steps {
		c.L.Adjoint(u, y)
		if c.F != nil {
			c.F.Grad(grad, x)
		}
		for j := range u {
			u[j] = x[j] - tau*(u[j]+grad[j])
		}
		c.G.Prox(u, u, tau)
		for j := range u {
			x[j], u[j] = u[j], 2*u[j]-x[j]
		}
		c.L.Apply(z, u)
		for i := range z {
			y[i] += sigma * z[i]
			z[i] = y[i] / sigma
		}
		c.H.Prox(z, z, 1/sigma)
		for i := range z {
			y[i] -= sigma * z[i]
		}
	}
}

// Certificates of all kinds: next to nothing where a splitting method has converged,
// and elsewhere a bound that no value of the objective undercuts.
func TestCompositesCertify(t *testing.T) {
	trials := 8
	if testing.Short() {
		trials = 4
	}
	count := 0
	for _, name := range slices.Sorted(maps.Keys(composites)) {
		rng := rand.New(rand.NewPCG(23, 24))
		for trial := range trials {
			c := composites[name](rng)
			if err := c.Validate(); err != nil {
				t.Fatal(name, err)
			}
			x, y := make([]float64, c.Dim), make([]float64, c.rows())
			steps := 300
			if trial < 3 {
				steps = 20000
			}
			splitting(c, x, y, steps, 1)
			at := c.Certify(x)
			known := c.DualAt(append(c.smoothDual(x), y...))
			if trial < 3 && at.Primal-known.Dual < 1e-8*at.Primal && !(at.Gap < 1e-6*at.Primal) {
				t.Errorf("%s: gap %g of %g at a solution", name, at.Gap, at.Primal)
			}
			low := at.Primal
			top, room := max(at.Dual, known.Dual), at.Rounding+known.Rounding
			for _, size := range []float64{1e-5, 1} {
				z := append([]float64(nil), x...)
				for j := range z {
					z[j] += size * rng.NormFloat64()
				}
				b := c.Certify(z)
				low, top, room = min(low, b.Primal), max(top, b.Dual), max(room, b.Rounding)
				if !(b.Gap >= -b.Rounding) || math.IsInf(b.Dual, -1) || math.IsInf(b.Primal, 1) {
					t.Errorf("%s: %g off, gap %g, primal %g, rounding %g", name, size, b.Gap, b.Primal, b.Rounding)
				}
				count++
			}
			if top > low+room {
				t.Errorf("%s: a bound of %g, but %g is attained", name, top, low)
			}
		}
	}
	t.Logf("%d certificates", count)
}

// Around known optima: dual point and solution first, then the columns that make the
// one a subgradient at the other, then the data that put the kinks of H there.
func TestCompositesAtKnownOptimum(t *testing.T) {
	rng := rand.New(rand.NewPCG(25, 26))
	n, p := 24, 10
	for trial := range 200 {
		lambda := 0.2
		x, w := lawtest.Subgradient(rng, problems.Lasso(lambda), p)
		y, gap := lawtest.Normals(rng, n), lawtest.Normals(rng, n)
		kind := []string{"LAD", "quantile", "square-root lasso", "basis pursuit", "basis pursuit denoising"}[trial%5]
		if kind == "basis pursuit" || kind == "basis pursuit denoising" {
			x, w = lawtest.Subgradient(rng, problems.Lasso(1), p)
		}
		tau := 0.5
		for i := range y {
			y[i] = (2*rng.Float64() - 1) / float64(n)
			switch {
			case kind == "quantile":
				tau = 0.3
				y[i] = (rng.Float64() - tau) / float64(n)
				if rng.IntN(2) == 0 {
					y[i] = (1 - tau) / float64(n)
					if gap[i] < 0 {
						y[i] = -tau / float64(n)
					}
				} else {
					gap[i] = 0
				}
			case kind == "LAD" && rng.IntN(2) == 0:
				y[i] = math.Copysign(1/float64(n), gap[i])
			default:
				gap[i] = 0
			}
		}
		if kind == "square-root lasso" {
			scaleInto(y, 1/(vector.Norm(y)*math.Sqrt(float64(n))), y)
		}
		minus := make([]float64, p)
		scaleInto(minus, -1, w)
		matrix := textbook.Synth{N: n, P: p}.Design(rng, y, minus)
		b := make([]float64, n)
		design.Mul(b, matrix, x)
		for i := range b {
			b[i] -= gap[i]
		}
		var c *Problem
		switch kind {
		case "LAD":
			c = NewLAD(matrix, b, lambda, false)
		case "quantile":
			c = NewQuantile(matrix, b, tau, lambda, false)
		case "square-root lasso":
			vector.Axpy(-1.3, y, b)
			c = NewSqrtLasso(matrix, b, lambda, false)
		case "basis pursuit":
			c = NewBasisPursuit(Matrix{X: matrix}, b)
		case "basis pursuit denoising":
			vector.Axpy(-0.5/vector.Norm(y), y, b)
			c = NewBPDN(Matrix{X: matrix}, b, 0.5)
		}
		known := c.DualAt(y)
		at := c.Certify(x)
		if math.Abs(at.Primal-known.Dual) > 1e-11*(1+at.Primal) {
			t.Fatalf("%s: the construction is off by %g", kind, at.Primal-known.Dual)
		}
		checkAround(t, kind, c, x, nil, rng, 1e-6) // y is found by iteration
	}
}

func TestCompositesRefuseBadData(t *testing.T) {
	x, y := drawXY(rand.New(rand.NewPCG(31, 32)), 5, 2)
	nan := append([]float64{math.NaN()}, y[1:]...)
	for name, c := range map[string]*Problem{
		"too few responses":   NewLAD(x, y[:4], 1, true),
		"NaN":                 NewSqrtLasso(x, nan, 1, false),
		"negative lambda":     NewLAD(x, y, -1, false),
		"tau":                 NewQuantile(x, y, 1.5, 1, true),
		"three classes":       NewSVM(x, []float64{1, 2, 3, 1, 1}, 1, true),
		"too many equations":  NewBasisPursuit(Matrix{X: x}, append(y, 1)),
		"operator of a shape": {Dim: 3, G: prox.Zero{}, H: prox.Zero{}, L: Difference1D{N: 4}},
		"no G":                {Dim: 3},
		"H without L":         {Dim: 3, G: prox.Zero{}, H: prox.Zero{}},
		"no conjugate":        {Dim: 3, G: prox.L0{}},
	} {
		if c.Validate() == nil {
			t.Errorf("%s passed", name)
		}
	}
}

// checkAround is [lawtest.Around] for a composite problem.
func checkAround(t *testing.T, id string, p *Problem, best []float64, feasible func(x []float64), rng *rand.Rand, tol float64) {
	t.Helper()
	lawtest.Around(t, id, func(x []float64) lawtest.Certificate {
		c := p.Certify(x)
		return lawtest.Certificate{Primal: c.Primal, Dual: c.Dual, Gap: c.Gap, Rounding: c.Rounding}
	}, best, feasible, rng, tol)
}

// A guess of the dual point proves what it can: at a solution the dual point of a
// certificate proves as much again, and no guess proves more than the optimum.
func TestCertifyFrom(t *testing.T) {
	b := walk(rand.New(rand.NewPCG(81, 82)), 30)
	for name, c := range map[string]*Problem{
		"TV": NewTV1D(b, 0.7), "fused": NewFusedLasso(b, 0.2, 0.7), "trend": NewTrendFilter(b, 1, 2),
		"stack": {Dim: 30, G: near(b), L: VStack{Difference1D{N: 30}, Identity{30}}, H: prox.SeparableSum{Blocks: []prox.Block{{F: prox.L1{Lambda: 0.7}, N: 29}, {F: prox.L1{Lambda: 0.2}, N: 30}}}},
	} {
		rng := rand.New(rand.NewPCG(83, 84))
		x, rows := make([]float64, 30), c.rows()
		y := make([]float64, rows)
		splitting(c, x, y, 20000, 1)
		best := c.CertifyFrom(x, y)
		if !(best.Proven() <= 1e-7*best.Primal) {
			t.Errorf("%s: %g proven of %g at the solution", name, best.Proven(), best.Primal)
		}
		if again := c.CertifyFrom(x, best.Theta); !(again.Proven() <= best.Proven()+1e-12*best.Primal) {
			t.Errorf("%s: %g proven, and %g by the dual point of the certificate", name, best.Proven(), again.Proven())
		}
		for range 50 {
			guess := lawtest.Normals(rng, rows)
			scaleInto(guess, math.Pow(10, float64(rng.IntN(9)-4)), guess)
			if c := c.CertifyFrom(lawtest.Normals(rng, 30), guess); c.Dual > best.Primal || c.Primal < best.Dual {
				t.Errorf("%s: bounds [%v, %v] beside [%v, %v]", name, c.Dual, c.Primal, best.Dual, best.Primal)
			}
		}
	}
	defer func() {
		if r := fmt.Sprint(recover()); r != "composite: y has the wrong length" {
			t.Errorf("a wrong length: %v", r)
		}
	}()
	NewTV1D(b, 1).CertifyFrom(b, b)
}
