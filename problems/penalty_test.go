package problems_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// penalties is the laws table of penalties: a new one is one row. Each has a
// strength to sweep and lives on p coefficients, p >= 6.
var penalties = map[string]func(rng *rand.Rand, p int) problems.Scalable{
	"lasso":       func(rng *rand.Rand, p int) problems.Scalable { return problems.Lasso(0.5) },
	"elastic net": func(rng *rand.Rand, p int) problems.Scalable { return &problems.ElasticNet{Lambda: 0.5, Alpha: 0.4} },
	"group lasso": func(rng *rand.Rand, p int) problems.Scalable {
		g := drawGroups(rng, p)
		return &problems.GroupLasso{Lambda: 0.5, Groups: g, Weights: textbook.RootSizes(g)}
	},
	"group lasso, some columns free": func(rng *rand.Rand, p int) problems.Scalable {
		g := drawGroups(rng, p)
		w := textbook.RootSizes(g)
		w[0] = 0
		g[1] = g[1][1:]
		return &problems.GroupLasso{Lambda: 0.5, Groups: g, Weights: w}
	},
	"sparse-group lasso": func(rng *rand.Rand, p int) problems.Scalable {
		g := drawGroups(rng, p)
		return &problems.GroupLasso{Lambda: 0.5, Alpha: 0.2 + 0.8*rng.Float64(), Groups: g[1:], Weights: textbook.RootSizes(g)[1:]}
	},
	"lasso as groups": func(rng *rand.Rand, p int) problems.Scalable { return &problems.GroupLasso{Lambda: 0.5, Alpha: 1} },
	"rows of one": func(rng *rand.Rand, p int) problems.Scalable {
		return &problems.RowElasticNet{Lambda: 0.5, Alpha: 1, K: 1}
	},
	"rows, some free, one excluded": func(rng *rand.Rand, p int) problems.Scalable {
		k := blocksOf(p)
		f := make([]float64, p/k)
		for j := range f {
			f[j] = []float64{1, 0, 2, math.Inf(1)}[j%4]
		}
		return &problems.RowElasticNet{Lambda: 0.5, Alpha: 1, K: k, Factor: f}
	},
	"rows with a ridge": func(rng *rand.Rand, p int) problems.Scalable {
		k := blocksOf(p)
		s := make([]float64, p/k)
		for j := range s {
			s[j] = 0.5 + rng.Float64()
		}
		return &problems.RowElasticNet{Lambda: 0.5, Alpha: 0.4, K: k, Scale: s}
	},
	"SLOPE": func(rng *rand.Rand, p int) problems.Scalable {
		w := make([]float64, p)
		for i := range w {
			w[i] = 1 + float64(p-i)/float64(p)
		}
		return &problems.Slope{0.5, w}
	},
	"largest": func(rng *rand.Rand, p int) problems.Scalable {
		w := make([]float64, p)
		w[0] = 1
		return &problems.Slope{0.5, w}
	},
}

// drawGroups deals p columns to groups of two or more.
func drawGroups(rng *rand.Rand, p int) [][]int {
	var groups [][]int
	for at, list := 0, rng.Perm(p); at < p; {
		size := min(2+rng.IntN(3), p-at)
		groups = append(groups, list[at:at+size])
		at += size
	}
	return groups
}

// Every fit with every penalty around a known optimum: nothing there, and a bound
// on the error everywhere else.
func TestPenaltiesCertify(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	n, p, count := 30, 12, 0
	for _, name := range slices.Sorted(maps.Keys(penalties)) {
		build := penalties[name]
		for trial := range 60 {
			pen := build(rng, p)
			beta, u := lawtest.Subgradient(rng, pen, p)
			var q *problems.Problem
			switch intercept := trial%2 == 0; trial / 2 % 4 {
			case 0:
				q, beta = around(rng, mixed(rng, n, losses.LogisticLoss{}, 0), p, intercept, pen, beta, u)
			case 1:
				q, beta = around(rng, mixed(rng, n, losses.HuberLoss{Delta: 0.7}, math.NaN()), p, intercept, pen, beta, u)
			case 2:
				q, beta = around(rng, mixed(rng, n, losses.SquaredHingeLoss{}, -1), p, intercept, pen, beta, u)
			case 3:
				q, beta = around(rng, mixed(rng, n, losses.PoissonLoss{}, math.Inf(1)), p, intercept, pen, beta, u)
			}
			id := fmt.Sprintf("%s, trial %d", name, trial)
			best := q.Certify(beta)
			if math.Abs(best.Gap) > best.Rounding+1e-13*(1+math.Abs(best.Primal)) || best.KKT > 1e-12 {
				t.Errorf("%s: at the optimum gap %g, rounding %g, KKT %g", id, best.Gap, best.Rounding, best.KKT)
			}
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
				if size <= 1e-2 && !(c.Gap < 1000*size) {
					t.Errorf("%s: %g off, gap %g is loose", id, size, c.Gap)
				}
			}
			null, err := q.Null()
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := pen.(*problems.ElasticNet); ok && e.Alpha < 1 || name == "rows with a ridge" {
				continue
			}
			for _, k := range []float64{1 + 1e-9, 0.99} {
				at := *q
				at.Penalty = pen.WithLambda(k * null.LambdaMax)
				gap := null.Loss - at.DualAt(null.Theta).Dual
				if tight := gap <= 1e-7*(1+math.Abs(null.Loss)); tight != (k > 1) && (k > 1 || null.LambdaMax > 1e-2) {
					t.Errorf("%s: gap %g at %g lambda max %g", id, gap, k, null.LambdaMax)
				}
			}
		}
	}
	t.Logf("%d certificates", count)
}
