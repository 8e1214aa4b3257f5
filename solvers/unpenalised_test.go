package solvers

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// pinball returns the least mean pinball loss, by the simplex method on
//
//	minimise Σ_i (tau u_i + (1-tau) v_i)/n   with X (b⁺ - b⁻) + u - v = y, all >= 0.
func pinball(t *testing.T, x *mat.Dense, y []float64, tau float64) float64 {
	n, p := x.Dims()
	cost, a := make([]float64, 2*p+2*n), mat.NewDense(n, 2*p+2*n, nil)
	for i := range n {
		sign := 1.0 // the simplex method wants y >= 0
		if y[i] < 0 {
			sign = -1
		}
		for j := range p {
			a.Set(i, j, sign*x.At(i, j))
			a.Set(i, p+j, -sign*x.At(i, j))
		}
		a.Set(i, 2*p+i, sign)
		a.Set(i, 2*p+n+i, -sign)
		cost[2*p+i], cost[2*p+n+i] = tau/float64(n), (1-tau)/float64(n)
	}
	b := make([]float64, n)
	for i, v := range y {
		b[i] = math.Abs(v)
	}
	best, _, err := lp.Simplex(cost, a, b, 1e-12, nil)
	if err != nil {
		t.Fatal(err)
	}
	return best
}

// Regressions without a penalty are certified, and by the value that the simplex method finds.
func TestUnpenalisedQuantiles(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 7))
		n, p := 10+rng.IntN(30), 1+rng.IntN(4)
		data, y := mat.NewDense(n, p, nil), make([]float64, n)
		for i := range n {
			for j := range p {
				data.Set(i, j, rng.NormFloat64())
			}
			y[i] = data.At(i, 0) + rng.NormFloat64()
			if seed%4 == 3 { // ties and degenerate vertices
				y[i] = math.Round(y[i])
				data.Set(i, 0, math.Round(data.At(i, 0)))
			}
		}
		intercept := seed%2 == 0
		full := data
		if intercept {
			full = mat.NewDense(n, p+1, nil)
			full.Augment(data, ones(n))
		}
		x, err := design.NewDense(n, p, columnMajor(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, tau := range []float64{0.5, 0.3, 0.9} {
			best := pinball(t, full, y, tau)
			c := composite.NewQuantile(x, y, tau, 0, intercept)
			plain := &composite.Problem{Dim: c.Dim, G: prox.Zero{}, H: c.H, L: c.L}
			for name, c := range map[string]*composite.Problem{"quantile": c, "no penalty": plain} {
				if err := c.Validate(); err != nil {
					t.Fatal(err)
				}
				r, err := Run(context.Background(), ChambollePock{F: c.G, H: c.H, A: c.L}, make([]float64, c.Dim), c, Settings{Tol: 1e-8, MaxIter: 50000})
				if err != nil {
					t.Fatal(err)
				}
				checkVerdict(t, name, r, c)
				if r.Status != Converged {
					t.Errorf("%s, seed %d, tau %g, %d x %d: %v after %d, gap %.2g, rounding %.2g of %g", name, seed, tau, n, p, r.Status, r.Iter, r.Gap, r.Rounding, best)
				}
				if slack := 1e-12 * (1 + best); r.Dual > best+slack || r.Primal < best-slack {
					t.Errorf("%s, seed %d, tau %g: [%v, %v] for an optimum of %v", name, seed, tau, r.Dual, r.Primal, best)
				}
			}
		}
	}
}

// Cones, hinges, dependent columns and signals leave equations too: all are certified,
// where values are known by them.
func TestFreeCoordinates(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 7))
	const n, p = 36, 4
	data, y, labels := make([]float64, n*p), make([]float64, n), make([]float64, n)
	for i := range data {
		data[i] = rng.NormFloat64()
	}
	for i := range y {
		y[i] = data[i] + rng.NormFloat64()
		labels[i] = math.Copysign(1, y[i])
	}
	design := func(p int, data []float64) design.Design {
		x, err := design.NewDense(n, p, data)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	x := design(p, data)
	dummies, copies, three := make([]float64, 3*n), make([]float64, 3*n), mat.NewDense(n, 3, nil)
	for i := range n {
		dummies[i+n*(i%3)] = 1
		three.Set(i, i%3, 1)
		copies[i], copies[n+i], copies[2*n+i] = data[i], data[i], -2*data[i]
	}
	single := mat.NewDense(n, 2, nil)
	for i := range n {
		single.Set(i, 0, data[i])
		single.Set(i, 1, 1)
	}
	cone := composite.NewLAD(x, y, 0, false)
	cone.G = prox.NonNegative{}
	squares := &composite.Smooth{Fit: &problems.LeastSquares{Y: y}, K: composite.Matrix{X: x}}
	signal := &composite.Smooth{Fit: &problems.LeastSquares{Y: y}, K: composite.Copies{Times: 1, N: n}}
	known := math.NaN()
	for _, one := range []struct {
		name string
		c    *composite.Problem
		want float64
	}{
		{"hinge", composite.NewSVM(x, labels, 0, false), known},
		{"hinge with intercept", composite.NewSVM(x, labels, 0, true), known},
		{"LAD on a cone", cone, known},
		{"nonnegative least squares", &composite.Problem{Dim: p, F: squares, G: prox.NonNegative{}, H: prox.Zero{}, L: squares.K}, known},
		{"dummies and intercept", composite.NewLAD(design(3, dummies), y, 0, true), pinball(t, three, y, 0.5) * 2},
		{"columns again", composite.NewLAD(design(3, copies), y, 0, true), pinball(t, single, y, 0.5) * 2},
		{"a signal", &composite.Problem{Dim: n, F: signal, G: prox.Zero{}, H: prox.L1{Lambda: 0.02}, L: composite.Difference1D{N: n}}, known},
	} {
		c := one.c
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		var m Method = ChambollePock{F: c.G, H: c.H, A: c.L}
		if c.F != nil {
			m = CondatVu{F: c.F, G: c.G, H: c.H, A: c.L}
		}
		r, err := Run(context.Background(), m, make([]float64, c.Dim), c, Settings{Tol: 1e-7, MaxIter: 50000})
		if err != nil {
			t.Fatal(err)
		}
		checkVerdict(t, one.name, r, c)
		if r.Status != Converged {
			t.Errorf("%s: %v after %d, gap %.2g, rounding %.2g of %g", one.name, r.Status, r.Iter, r.Gap, r.Rounding, r.Primal)
		}
		if r.Dual > one.want+1e-12 || r.Primal < one.want-1e-12 {
			t.Errorf("%s: [%v, %v] for an optimum of %v", one.name, r.Dual, r.Primal, one.want)
		}
	}
}

func ones(n int) *mat.Dense {
	d := mat.NewDense(n, 1, nil)
	for i := range n {
		d.Set(i, 0, 1)
	}
	return d
}

func columnMajor(m *mat.Dense) []float64 {
	n, p := m.Dims()
	out := make([]float64, 0, n*p)
	for j := range p {
		out = append(out, mat.Col(nil, j, m)...)
	}
	return out
}

// Smooth and rooted least squares without a penalty are certified at the solution of the
// normal equations by QR.
func TestUnpenalisedLeastSquares(t *testing.T) {
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 8))
		n, p := 20+rng.IntN(30), 1+rng.IntN(5)
		data, y := mat.NewDense(n, p, nil), make([]float64, n)
		for i := range n {
			for j := range p {
				data.Set(i, j, rng.NormFloat64()*math.Pow(10, float64(j)-2))
			}
			y[i] = rng.NormFloat64()
		}
		var qr mat.QR
		qr.Factorize(data)
		var b mat.VecDense
		if err := qr.SolveVecTo(&b, false, mat.NewVecDense(n, y)); err != nil {
			t.Fatal(err)
		}
		var r mat.VecDense
		r.MulVec(data, &b)
		r.SubVec(&r, mat.NewVecDense(n, y))
		size := mat.Norm(&r, 2)
		x, err := design.NewDense(n, p, columnMajor(data))
		if err != nil {
			t.Fatal(err)
		}
		k := composite.Matrix{X: x}
		at := mat.Col(nil, 0, &b)
		smooth := &composite.Problem{Dim: p, F: &composite.Smooth{Fit: &problems.LeastSquares{Y: y}, K: k}, G: prox.Zero{}}
		absent := &composite.Problem{Dim: p, F: smooth.F, G: prox.Zero{}, H: prox.Zero{}, L: k}
		for name, one := range map[string]struct {
			c    *composite.Problem
			want float64
		}{
			"smooth alone":      {smooth, size * size / float64(2*n)},
			"nothing in H":      {absent, size * size / float64(2*n)},
			"square root":       {composite.NewSqrtLasso(x, y, 0, false), size / math.Sqrt(float64(n))},
			"smooth, lambda 0":  {&composite.Problem{Dim: p, F: smooth.F, G: problems.Lasso(0)}, size * size / float64(2*n)},
			"smooth and bounds": {&composite.Problem{Dim: p, F: smooth.F, G: prox.Box{Lower: []float64{-1e9}, Upper: []float64{1e9}}}, size * size / float64(2*n)},
		} {
			if err := one.c.Validate(); err != nil {
				t.Fatal(err)
			}
			c := one.c.Certify(at)
			if !(c.Proven() <= 1e-11*(1+one.want)) {
				t.Errorf("%s, seed %d: gap %.2g, rounding %.2g of %g at the solution", name, seed, c.Gap, c.Rounding, one.want)
			}
			if slack := 1e-14 * one.want; c.Dual > one.want+slack || c.Primal < one.want-slack {
				t.Errorf("%s, seed %d: [%v, %v] for an optimum of %v", name, seed, c.Dual, c.Primal, one.want)
			}
			off := append([]float64(nil), at...)
			off[0] += 0.1
			if c := one.c.Certify(off); c.Dual > one.want || c.Primal < one.want {
				t.Errorf("%s, seed %d: [%v, %v] for an optimum of %v, from elsewhere", name, seed, c.Dual, c.Primal, one.want)
			}
		}
	}
}
