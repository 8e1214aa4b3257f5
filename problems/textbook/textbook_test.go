package textbook_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/prox"
	"gonum.org/v1/gonum/mat"
)

// regression draws least squares with this penalty around a known optimum.
func regression(rng *rand.Rand, n int, pen problems.Penalty, beta, u []float64) *problems.Problem {
	theta := lawtest.Normals(rng, n)
	q := &problems.Problem{X: textbook.Synth{N: n, P: len(beta)}.Design(rng, theta, u), Penalty: pen}
	y := make([]float64, n)
	q.Predict(y, beta)
	for i := range y {
		y[i] += float64(n) * theta[i]
	}
	q.Fit = &problems.LeastSquares{Y: y}
	return q
}

// descend runs proximal gradient steps, as simple as can be.
func descend(p *problems.Problem, beta []float64, lipschitz float64, steps int) {
	f, g := p.Terms()
	grad := make([]float64, len(beta))
	for range steps {
		f.Grad(grad, beta)
		for j := range beta {
			beta[j] -= grad[j] / lipschitz
		}
		g.Prox(beta, beta, 1/lipschitz)
	}
}

func TestConstraintsCertify(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	p := 8
	for trial := range 100 {
		all := map[string]problems.Penalty{
			"simplex":   problems.Constraint{Set: prox.Simplex{Sum: 1}},
			"ball":      problems.Constraint{Set: prox.BallL1{Radius: 2}},
			"ball L2":   problems.Constraint{Set: prox.BallL2{Radius: 2}},
			"portfolio": &textbook.Portfolio{From: simplexPoint(rng, p), Mean: lawtest.Normals(rng, p), Cost: 0.3},
			"nuclear":   &problems.Nuclear{Lambda: 0.3, Rows: 2, Cols: 4},
			"parts":     problems.Parts{{Penalty: &problems.Nuclear{Lambda: 0.2, Rows: 2, Cols: 2}, N: 4}, {Penalty: problems.Lasso(0.1), N: 4}},
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			pen := all[name]
			if err := pen.Validate(p); err != nil {
				t.Fatal(err)
			}
			beta, u := lawtest.Subgradient(rng, pen, p)
			q := regression(rng, 20, pen, beta, u)
			checkAround(t, fmt.Sprint(name, " ", trial), q, beta, func(x []float64) { pen.Prox(x, x, 1e-9) }, rng, 1e-11)
		}
	}
}

// The conjugate of Portfolio against a search along the edges, its prox against the
// variational inequality.
func TestPortfolio(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 18))
	for range 500 {
		p := 1 + rng.IntN(6)
		o := &textbook.Portfolio{From: simplexPoint(rng, p), Mean: lawtest.Normals(rng, p), Cost: rng.Float64()}
		x, w, u := lawtest.Normals(rng, p), make([]float64, p), lawtest.Normals(rng, p)
		value := o.Prox(w, x, 0.5)
		conj := o.Conj(u)
		best := math.Inf(-1)
		for range 200 {
			v := simplexPoint(rng, p)
			var dot, move float64
			for j := range v {
				dot += u[j] * v[j]
				move += (x[j] - w[j]) / 0.5 * (v[j] - w[j])
			}
			best = max(best, dot-o.Value(v))
			if o.Value(v) < value+move-1e-9 {
				t.Fatalf("prox %v of %v loses to %v", w, x, v)
			}
		}
		if best > conj+1e-12 {
			t.Errorf("conjugate %g, but %g is attained", conj, best)
		}
		for j := range u { // attained at the prox of a large multiple
			u[j] *= 1e7
		}
		o.Prox(w, u, 1)
		var dot float64
		for j := range u {
			dot += u[j] * w[j]
		}
		if c := o.Conj(u); math.Abs(c-(dot-o.Value(w))) > 1e-6*(1+math.Abs(c)) {
			t.Errorf("conjugate %g, attained %g", c, dot-o.Value(w))
		}
	}
}

func TestMatrixProblemsCertify(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 20))
	rows, cols := 6, 5
	n := rows * cols
	for trial := range 20 {
		// All entries known: the optimum is soft-thresholding of the singular values.
		var all, some []textbook.Entry
		m := lawtest.Normals(rng, n)
		for k, v := range m {
			e := textbook.Entry{k % rows, k / rows, v}
			all = append(all, e)
			if rng.IntN(4) > 0 {
				some = append(some, e)
			}
		}
		p, err := textbook.NewMatrixCompletion(rows, cols, all, 0.05)
		if err != nil {
			t.Fatal(err)
		}
		best := make([]float64, n)
		prox.Nuclear{Lambda: 0.05, Rows: rows, Cols: cols}.Prox(best, m, float64(n))
		checkAround(t, "completion", p, best, nil, rng, 1e-12)

		// Some known: a plain descent ends with a certificate.
		p, _ = textbook.NewMatrixCompletion(rows, cols, some, 0.02)
		b := make([]float64, n)
		descend(p, b, 1/float64(len(some)), 3000)
		if c := p.Certify(b); !(c.Gap < 1e-6*c.Primal) {
			t.Errorf("completion %d: gap %g of %g", trial, c.Gap, c.Primal)
		}

		// Low rank plus sparse around a known split.
		pen := &problems.Nuclear{Lambda: 0.05, Rows: rows, Cols: cols}
		low, u := lawtest.Subgradient(rng, pen, n)
		mu := vector.MaxAbs(u) / pen.Lambda
		x := append(low, make([]float64, n)...)
		for j, v := range u {
			if math.Abs(v) == vector.MaxAbs(u) {
				x[n+j] = 2 * v
			}
		}
		for k := range all {
			all[k].Value = x[k] + x[n+k] + float64(n)*u[k]
		}
		p, _ = textbook.NewRobustPCA(rows, cols, all, pen.Lambda, mu)
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		checkAround(t, "robust PCA", p, x, nil, rng, 1e-12)
	}
	if _, err := textbook.NewMatrixCompletion(2, 2, []textbook.Entry{{2, 0, 1}}, 1); err == nil {
		t.Error("an entry outside the matrix passed")
	}
}

// Each constructor states what its name says: the objective written out.
func TestConstructors(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	n, p := 12, 4
	x, err := design.New(mat.NewDense(n, p, lawtest.Normals(rng, n*p)))
	if err != nil {
		t.Fatal(err)
	}
	y, labels, counts := lawtest.Normals(rng, n), make([]float64, n), make([]float64, n)
	for i := range y {
		labels[i], counts[i] = float64(rng.IntN(2)), float64(rng.IntN(5))
	}
	b := simplexPoint(rng, p)
	from := simplexPoint(rng, p)
	z := make([]float64, n)
	design.Mul(z, x, b)
	mean := func(f func(i int) float64) float64 {
		var s float64
		for i := range n {
			s += f(i) / float64(n)
		}
		return s
	}
	squares := mean(func(i int) float64 { return (y[i] - z[i]) * (y[i] - z[i]) / 2 })
	sumOf := func(f func(v float64) float64) (s float64) {
		for _, v := range b {
			s += f(v)
		}
		return s
	}
	square := func(v float64) float64 { return v * v }
	mz := mean(func(i int) float64 { return z[i] })
	groups := [][]int{{0, 2}, {1, 3}}
	group := math.Sqrt2 * (math.Hypot(b[0], b[2]) + math.Hypot(b[1], b[3]))
	var trade float64
	for j := range b {
		trade += 0.2 * math.Abs(b[j]-from[j])
	}
	for name, c := range map[string]struct {
		p    *problems.Problem
		want float64
	}{
		"lasso":       {textbook.NewLasso(x, y, 0.3), squares + 0.3*sumOf(math.Abs)},
		"elastic net": {textbook.NewElasticNet(x, y, 0.3, 0.6), squares + 0.3*(0.6*sumOf(math.Abs)+0.2*sumOf(square))},
		"logistic": {textbook.NewLogisticLasso(x, labels, 0.3), 0.3*sumOf(math.Abs) + mean(func(i int) float64 {
			return math.Log1p(math.Exp(z[i])) - labels[i]*z[i]
		})},
		"huber": {textbook.NewHuberLasso(x, y, 1.5, 0.3), 0.3*sumOf(math.Abs) + mean(func(i int) float64 {
			r := math.Abs(y[i] - z[i])
			return min(r, 1.5)*r - square(min(r, 1.5))/2
		})},
		"poisson": {textbook.NewPoissonLasso(x, counts, 0.3), 0.3*sumOf(math.Abs) + mean(func(i int) float64 {
			return math.Exp(z[i]) - counts[i]*z[i]
		})},
		"squared hinge": {textbook.NewSquaredHingeSVM(x, labels, 0.3), 0.15*sumOf(square) + mean(func(i int) float64 {
			return square(max(0, 1-(2*labels[i]-1)*z[i])) / 2
		})},
		"nnls":         {textbook.NewNNLS(x, y), squares},
		"group":        {textbook.NewGroupLasso(x, y, groups, 0.3), squares + 0.3*group},
		"sparse group": {textbook.NewSparseGroupLasso(x, y, groups, 0.3, 0.4), squares + 0.3*(0.4*sumOf(math.Abs)+0.6*group)},
		"slope":        {textbook.NewSlope(x, y, []float64{1, 0, 0, 0}, 0.3), squares + 0.3*vector.MaxAbs(b)},
		"simplex":      {textbook.NewSimplexLeastSquares(x, y), squares},
		"portfolio": {textbook.NewPortfolio(x, from, 0.2, 4), trade - mz/4 + mean(func(i int) float64 {
			return square(z[i]-mz) / 2
		})},
	} {
		if err := c.p.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := c.p.Primal(b); math.Abs(got-c.want) > 1e-12*(1+math.Abs(c.want)) {
			t.Errorf("%s: objective %g, want %g", name, got, c.want)
		}
	}
}

func TestIsotonicCertify(t *testing.T) {
	rng := rand.New(rand.NewPCG(27, 28))
	for range 200 {
		n := 1 + rng.IntN(20)
		y := lawtest.Normals(rng, n)
		x := make([]float64, n)
		prox.Monotone{}.Prox(x, y, 1)
		p := textbook.NewIsotonic(y, nil)
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		checkAround(t, "isotonic", p, x, func(x []float64) { p.Penalty.Prox(x, x, 1) }, rng, 1e-12)
	}
}

func simplexPoint(rng *rand.Rand, p int) []float64 {
	w := make([]float64, p)
	for j := range w {
		w[j] = max(0, rng.NormFloat64())
	}
	w[0] += 0.1
	s := vector.Total(w)
	for j := range w {
		w[j] /= s
	}
	return w
}

// checkAround is [lawtest.Around] for a problem.
func checkAround(t *testing.T, id string, p *problems.Problem, best []float64, feasible func(x []float64), rng *rand.Rand, tol float64) {
	t.Helper()
	lawtest.Around(t, id, func(x []float64) lawtest.Certificate {
		c := p.Certify(x)
		return lawtest.Certificate{Primal: c.Primal, Dual: c.Dual, Gap: c.Gap, Rounding: c.Rounding}
	}, best, feasible, rng, tol)
}
