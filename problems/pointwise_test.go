package problems_test

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
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// around draws a problem with this fit and penalty around a known optimum: dual
// point and coefficients first, then the columns, then the offsets that make the
// one the gradient at the other.
func around[L problems.Loss](rng *rand.Rand, f *problems.Pointwise[L], p int, intercept bool, pen problems.Penalty, beta, u []float64) (*problems.Problem, []float64) {
	n := len(f.Y)
	f.Offset = nil
	q := &problems.Problem{Fit: f, Penalty: pen, Intercept: intercept}
	// Predictions with a gradient that meets the equation of the intercept.
	eta, theta := lawtest.Normals(rng, n), make([]float64, n)
	shift := func(d float64) float64 {
		z := make([]float64, n)
		for i := range z {
			z[i] = eta[i] + d
		}
		q.Descent(theta, z)
		return vector.Total(theta)
	}
	if intercept {
		lo, hi := -50.0, 50.0
		for range 200 {
			if mid := (lo + hi) / 2; shift(mid) > 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		shift(lo)
		for i := range eta {
			eta[i] += lo
		}
	} else {
		shift(0)
	}
	q.X = textbook.Synth{N: n, P: p}.Design(rng, theta, u)
	if intercept {
		beta = append(append([]float64(nil), beta...), rng.NormFloat64())
	}
	z := make([]float64, n)
	q.Predict(z, beta)
	f.Offset = make([]float64, n)
	for i := range z {
		f.Offset[i] = eta[i] - z[i]
	}
	return q, beta
}

// mixed has both classes in it, so that an intercept has an optimum.
func mixed[L problems.Loss](rng *rand.Rand, n int, loss L, other float64) *problems.Pointwise[L] {
	f := drawn(rng, n, loss, other)
	if other == other {
		f.Y[0], f.Y[1], f.Y[2], f.Y[3] = 1, min(other, 2), 1, min(other, 2)
	}
	return f
}

// lassoAt returns coefficients and the correlations that make them optimal.
func lassoAt(rng *rand.Rand, pen *problems.ElasticNet, p int) (beta, u []float64) {
	beta, u = make([]float64, p), make([]float64, p)
	for j := range beta {
		t := pen.Term(j)
		u[j] = t.L1 * (2*rng.Float64() - 1)
		if rng.IntN(3) == 0 || t.L1 == 0 {
			beta[j] = rng.NormFloat64()
			u[j] = math.Copysign(t.L1, beta[j]) + t.L2*beta[j]
		}
	}
	return beta, u
}

// Certificates of all fits: nothing at the optimum, a finite bound on the error
// everywhere else, and one that shrinks with it.
func TestFitsCertify(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	n, p := 25, 8
	build := map[string]func(intercept bool, pen problems.Penalty, beta, u []float64) (*problems.Problem, []float64){
		"Logistic": func(i bool, pen problems.Penalty, b, u []float64) (*problems.Problem, []float64) {
			return around(rng, mixed(rng, n, losses.LogisticLoss{}, 0), p, i, pen, b, u)
		},
		"Huber": func(i bool, pen problems.Penalty, b, u []float64) (*problems.Problem, []float64) {
			return around(rng, mixed(rng, n, losses.HuberLoss{Delta: 0.7}, math.NaN()), p, i, pen, b, u)
		},
		"SquaredHinge": func(i bool, pen problems.Penalty, b, u []float64) (*problems.Problem, []float64) {
			return around(rng, mixed(rng, n, losses.SquaredHingeLoss{}, -1), p, i, pen, b, u)
		},
		"Poisson": func(i bool, pen problems.Penalty, b, u []float64) (*problems.Problem, []float64) {
			return around(rng, mixed(rng, n, losses.PoissonLoss{}, math.Inf(1)), p, i, pen, b, u)
		},
	}
	count := 0
	for _, name := range slices.Sorted(maps.Keys(build)) {
		draw := build[name]
		for trial := range 120 {
			free := trial % 3
			pen := &problems.ElasticNet{Lambda: 0.1, Alpha: []float64{1, 0.5}[trial/3%2], Factor: vector.Ones(p)}
			for j := range free {
				pen.Factor[j] = 0
			}
			beta, u := lassoAt(rng, pen, p)
			q, beta := draw(trial%2 == 0, pen, beta, u)
			id := fmt.Sprintf("%s, intercept %v, %d free, trial %d", name, q.Intercept, free, trial)
			if err := q.Validate(); err != nil {
				t.Fatal(name, trial, err)
			}
			best := q.Certify(beta)
			if math.Abs(best.Gap) > best.Rounding+1e-14 || best.KKT > 1e-12 {
				t.Errorf("%s: at the optimum gap %g, rounding %g, KKT %g", id, best.Gap, best.Rounding, best.KKT)
			}
			last := math.Inf(1)
			for _, size := range []float64{10, 1, 1e-2, 1e-4, 1e-6} {
				count++
				x := append([]float64(nil), beta...)
				for j := range x {
					x[j] += size * rng.NormFloat64()
				}
				c := q.Certify(x)
				if !(c.Gap >= c.Primal-best.Primal-c.Rounding-best.Rounding) || math.IsInf(c.Dual, -1) {
					t.Errorf("%s: %g off, gap %g, true error %g, dual %g", id, size, c.Gap, c.Primal-best.Primal, c.Dual)
				}
				if size <= 1e-2 && !(c.Gap < 300*size) || !(c.Gap < last) && size < 1e-2 {
					t.Errorf("%s: %g off, gap %g is loose", id, size, c.Gap)
				}
				last = c.Gap
				minus := make([]float64, n)
				for i, v := range c.Theta {
					minus[i] = -v
				}
				if math.IsInf(q.Fit.Conj(minus), 1) || q.Intercept && !problems.Vanishes(c.Theta, nil, 1e-13) {
					t.Errorf("%s: %g off, theta is not feasible", id, size)
				}
			}
		}
	}
	t.Logf("%d certificates", count)
}

// The largest lambda of every fit: the null model is optimal there, and not below.
func TestLambdaMaxOfFits(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for _, name := range slices.Sorted(maps.Keys(fits)) {
		build := fits[name]
		for trial := range 40 {
			n, p := 20, 6
			pen := &problems.ElasticNet{Alpha: 1, Factor: vector.Ones(p)}
			for j := range trial % 3 {
				pen.Factor[j] = 0
			}
			if trial%4 == 3 {
				pen.Lower, pen.Upper = []float64{-0.1, -0.1, 0, -1, -1, -1}, []float64{0.1, 0.1, 1, 1, 1, 1}
			}
			q := &problems.Problem{X: textbook.Synth{N: n, P: p}.Design(rng, lawtest.Normals(rng, n), make([]float64, p)),
				Fit: build(rng, n), Penalty: pen, Intercept: trial%2 == 0}
			null, err := q.Null()
			if err != nil {
				t.Fatal(name, trial, err)
			}
			for _, k := range []float64{1 + 1e-9, 0.99} {
				at := *q
				at.Penalty = pen.WithLambda(k * null.LambdaMax)
				gap := null.Loss - at.DualAt(null.Theta).Dual
				if tight := gap <= 1e-7*(1+math.Abs(null.Loss)); tight != (k > 1) && (k > 1 || null.LambdaMax > 1e-2) { // the gap is about (0.01 LambdaMax)²
					t.Errorf("%s trial %d: gap %g at %g lambda max %g", name, trial, gap, k, null.LambdaMax)
				}
			}
			if q.Intercept && math.Abs(vector.Total(null.Theta)) > 1e-12 {
				t.Errorf("%s trial %d: the null gradient adds up to %g", name, trial, vector.Total(null.Theta))
			}
		}
	}
}

// The dual point is taken where the intercept is refitted, so that an intercept that
// is off costs nothing in the bound.
func TestDualDoesNotDependOnTheIntercept(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 34))
	pen := problems.Lasso(0.1)
	for trial := range 40 {
		beta, u := lassoAt(rng, pen, 5)
		var q *problems.Problem
		switch trial % 4 {
		case 0:
			q, beta = around(rng, mixed(rng, 20, losses.LogisticLoss{}, 0), 5, true, pen, beta, u)
		case 1:
			q, beta = around(rng, mixed(rng, 20, losses.HuberLoss{Delta: 0.7}, math.NaN()), 5, true, pen, beta, u)
		case 2:
			q, beta = around(rng, mixed(rng, 20, losses.SquaredHingeLoss{}, -1), 5, true, pen, beta, u)
		case 3:
			q, beta = around(rng, mixed(rng, 20, losses.PoissonLoss{}, math.Inf(1)), 5, true, pen, beta, u)
		}
		best := q.Certify(beta)
		for _, off := range []float64{-4, 0.5, 3} {
			x := append([]float64(nil), beta...)
			x[5] += off
			if c := q.Certify(x); math.Abs(c.Dual-best.Dual) > 1e-9*(1+math.Abs(best.Dual)) {
				t.Errorf("trial %d: intercept %g off, bound %g instead of %g", trial, off, c.Dual, best.Dual)
			}
		}
	}
}
