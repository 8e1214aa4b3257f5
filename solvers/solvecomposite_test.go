package solvers

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/prox"
)

// proven fails unless r is converged, and its point and its dual point prove so by
// themselves.
func proven(t *testing.T, name string, c *composite.Problem, r *Result) {
	t.Helper()
	if r.Status != Converged || !(r.Threshold > 0) {
		t.Errorf("%s: %v after %d, %g proven of %g", name, r.Status, r.Iter, r.Proven(), r.Threshold)
	}
	if gap := c.Primal(r.X) - c.DualAt(r.Theta).Dual; !(gap <= r.Threshold) && r.KKT == 0 {
		t.Errorf("%s: the result proves a gap of %g by itself, not %g", name, gap, r.Threshold)
	}
}

// TestSolveComposite: each problem of the textbooks is certified to the default tolerance.
func TestSolveComposite(t *testing.T) {
	for _, one := range composites() {
		r, err := SolveComposite(context.Background(), one.c, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		proven(t, one.name, one.c, r)
		if again := one.c.Certify(r.X); !(again.Proven() <= 1e-6*math.Abs(r.Primal)) {
			t.Errorf("%s: from x alone %g is proven", one.name, again.Proven())
		}
		if testing.Verbose() {
			t.Logf("%s: %d iterations", one.name, r.Iter)
		}
	}
}

// TestSolveCompositeInAnyUnits: columns of very different sizes and far from zero.
func TestSolveCompositeInAnyUnits(t *testing.T) {
	const n, p = 60, 10
	rng := rand.New(rand.NewPCG(1, 2))
	x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	y, labels := make([]float64, n), make([]float64, n)
	for j := range p {
		unit := math.Pow(10, float64(j%5)-2)
		for i := range n {
			v := float64(3*(j%3)) + rng.NormFloat64()
			x.Data[j*n+i] = unit * v
			y[i] += v * float64(j%4)
		}
	}
	for i := range y {
		y[i] += rng.NormFloat64() / rng.NormFloat64()
		labels[i] = math.Copysign(1, y[i]-30)
	}
	for name, c := range map[string]*composite.Problem{
		"LAD": composite.NewLAD(x, y, 0.01, true), "quantile": composite.NewQuantile(x, y, 0.3, 0.01, true),
		"SVM": composite.NewSVM(x, labels, 0.01, true), "sparse SVM": composite.NewSparseSVM(x, labels, 0.001, true),
		"square-root lasso": composite.NewSqrtLasso(x, y, 0.01, true),
		"LAD to the origin": composite.NewLAD(x, y, 0.01, false),
	} {
		r, err := SolveComposite(context.Background(), c, Settings{})
		if err != nil {
			t.Fatal(name, err)
		}
		proven(t, name, c, r)
	}
}

// smoothed is a fit of x itself as a smooth term.
func smoothed(fit problems.DataFit, n int) *composite.Smooth {
	return &composite.Smooth{Fit: fit, K: composite.Identity{N: n}}
}

// TestSolveCompositeByTerms: the method follows from the terms that there are. The optima
// are closed forms.
func TestSolveCompositeByTerms(t *testing.T) {
	y := []float64{3, -0.2, 1}
	squares := smoothed(&problems.LeastSquares{Y: y}, 3)
	counts := smoothed(&losses.Poisson{Y: []float64{3, 1, 2}}, 3)
	distance := prox.Translate{F: prox.SquaredL2{Lambda: 1}, By: y}
	tv := &composite.Problem{Dim: 3, G: distance, H: prox.L1{Lambda: 1}, L: composite.Difference1D{N: 3}}
	half := &composite.Problem{Dim: 3, F: squares, G: prox.Zero{}, H: prox.L1{Lambda: 1. / 3}, L: composite.Identity{N: 3}}
	for _, row := range []struct {
		name, method string
		c            *composite.Problem
		want         []float64
	}{
		{"smooth alone", "", &composite.Problem{Dim: 3, F: squares, G: prox.Zero{}}, y},
		{"smooth and a prox", "", &composite.Problem{Dim: 3, F: squares, G: prox.L1{Lambda: 1. / 3}}, []float64{2, 0, 0}},
		{"smooth without a constant", "", &composite.Problem{Dim: 3, F: counts, G: prox.Zero{}}, []float64{math.Log(3), 0, math.Log(2)}},
		{"a prox alone", "", &composite.Problem{Dim: 3, G: prox.Regularize{F: prox.L1{Lambda: 1}, Rho: 1, Center: y}}, []float64{2, 0, 0}},
		{"a kink behind an operator", "", tv, []float64{2, 0.9, 0.9}},
		{"all three", "", half, []float64{2, 0, 0}},
		{"all three", "condat-vu", half, []float64{2, 0, 0}},
		{"all three", "tseng", half, []float64{2, 0, 0}},
		{"no smooth term", "pdhg", tv, []float64{2, 0.9, 0.9}},
		{"no smooth term", "tseng", tv, []float64{2, 0.9, 0.9}},
	} {
		r, err := SolveComposite(context.Background(), row.c, Settings{Method: row.method, Scale: 1})
		if err != nil {
			t.Errorf("%s, %q: %v", row.name, row.method, err)
			continue
		}
		proven(t, row.name, row.c, r)
		for j, v := range row.want {
			if math.Abs(r.X[j]-v) > 1e-4 {
				t.Errorf("%s, %q: %v, not %v", row.name, row.method, r.X, row.want)
				break
			}
		}
	}
	for _, row := range []struct {
		method, word string
		c            *composite.Problem
	}{
		{"", "Lipschitz", &composite.Problem{Dim: 3, F: counts, G: prox.Zero{}, H: prox.L1{Lambda: 1}, L: composite.Identity{N: 3}}},
		{"pdhg", `"pdhg" is not for these terms; use halpern or condat-vu or tseng`, half},
		{"fista", "use halpern or pdhg or tseng", tv},
		{"cd", "there are fista, halpern, pdhg, condat-vu, tseng", tv},
		{"", "needs a G", &composite.Problem{Dim: 3}},
		{"", "Matrix needs X", &composite.Problem{Dim: 3, G: prox.Zero{}, H: prox.Zero{}, L: Matrix{}}},
	} {
		if _, err := SolveComposite(context.Background(), row.c, Settings{Method: row.method}); err == nil || !strings.Contains(err.Error(), row.word) {
			t.Errorf("%q: %v, without %q", row.method, err, row.word)
		}
	}
	if _, err := SolveComposite(context.Background(), tv, Settings{Tol: math.NaN()}); err == nil {
		t.Error("a tolerance that is no number is accepted")
	}
}

// TestSolveCompositeEnds: limits, cancelling and Observe end a run with the result so far.
func TestSolveCompositeEnds(t *testing.T) {
	c := composites()[0].c
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	stop := errors.New("stop")
	for name, row := range map[string]struct {
		ctx  context.Context
		s    Settings
		want Status
	}{
		"canceled":   {canceled, Settings{}, Canceled},
		"iterations": {context.Background(), Settings{MaxIter: 3}, IterationLimit},
		"time":       {context.Background(), Settings{MaxTime: time.Nanosecond}, TimeLimit},
		"observed":   {context.Background(), Settings{Observe: func(Report) error { return stop }}, Canceled},
	} {
		r, err := SolveComposite(row.ctx, c, row.s)
		if r == nil || r.Status != row.want || (name == "observed") != errors.Is(err, stop) {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
}
