package solvers

import (
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// responses is a golden fit of glmnet with K columns of coefficients.
type responses struct {
	X     [][]float64
	Class []int       `json:"y"` // from 1 on
	Y     [][]float64 `json:"Y"` // a row an observation
	Cases map[string]struct {
		Fit struct {
			Lambda   []float64
			A0       [][]float64 // by response and lambda
			Beta     map[string][][]float64
			DevRatio []float64 `json:"dev_ratio"`
			Nulldev  float64
		}
	}
}

// stackedProblem is the problem that glmnet solves, the rows of X and the coefficients of K
// responses, without the penalty.
func stackedProblem(x [][]float64, k int, fit problems.DataFit) *problems.Problem {
	n, p := len(x), len(x[0])
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i, row := range x {
		for j, v := range row {
			d.Col(j)[i] = v
		}
	}
	return &problems.Problem{X: design.Stacked{X: d, K: k, Intercept: true}, Fit: fit}
}

// penalised adds the entrywise or the grouped penalty, the intercepts free.
func penalised(p *problems.Problem, grouped bool, alpha float64) *problems.Problem {
	s := p.X.(design.Stacked)
	_, cols := s.X.Dims()
	factor := slices.Repeat([]float64{1}, cols+1)
	factor[cols] = 0
	q := *p
	if q.Penalty = (&problems.RowElasticNet{Alpha: alpha, K: s.K, Factor: factor}); !grouped {
		every := slices.Repeat([]float64{1}, (cols+1)*s.K)
		clear(every[cols*s.K:])
		q.Penalty = &problems.ElasticNet{Alpha: alpha, Factor: every}
	}
	return &q
}

// goldenResponses calls f with every problem and point of glmnet's.
func goldenResponses(t *testing.T, f func(t *testing.T, p *problems.Problem, lambdas []float64, betas [][]float64, loss func(k int) float64)) {
	for _, family := range []string{"multinomial", "mgaussian"} {
		var g responses
		readJSON(t, "../testdata/glmnet/"+family+".json", &g)
		n := len(g.X)
		for _, name := range slices.Sorted(maps.Keys(g.Cases)) {
			fit := g.Cases[name].Fit
			k := len(fit.A0)
			y := make([]float64, n*k)
			for i := range n {
				if family == "multinomial" {
					y[(g.Class[i]-1)*n+i] = 1
				} else {
					for m, v := range g.Y[i] {
						y[m*n+i] = v
					}
				}
			}
			var loss problems.DataFit = &losses.Multinomial{K: k, Y: y}
			if family == "mgaussian" {
				loss = &losses.MultiGaussian{K: k, Y: y}
			}
			p := penalised(stackedProblem(g.X, k, loss), name != "ungrouped", 1)
			keys := slices.Sorted(maps.Keys(fit.Beta))
			var betas [][]float64
			for l := range fit.Lambda {
				beta := make([]float64, p.Dim())
				for m, key := range keys {
					for j, b := range fit.Beta[key][l] {
						beta[j*k+m] = b
					}
					beta[len(g.X[0])*k+m] = fit.A0[m][l]
				}
				betas = append(betas, beta)
			}
			t.Run(family+" "+name, func(t *testing.T) {
				f(t, p, fit.Lambda, betas, func(l int) float64 { return (1 - fit.DevRatio[l]) * fit.Nulldev / float64(2*n) })
			})
		}
	}
}

// TestGlmnetResponses: glmnet's solutions are certified, its loss is ours, and what is
// proven at them bounds the objective around them.
func TestGlmnetResponses(t *testing.T) {
	goldenResponses(t, func(t *testing.T, p *problems.Problem, lambdas []float64, betas [][]float64, loss func(k int) float64) {
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		for k, lambda := range lambdas {
			q := *p
			q.Penalty = p.Penalty.(problems.Scalable).WithLambda(lambda)
			z := make([]float64, len(null.Theta))
			q.Predict(z, betas[k])
			if got := q.Fit.Value(z); math.Abs(got-loss(k)) > 1e-12 {
				t.Errorf("lambda %g: loss %v, glmnet's %v", lambda, got, loss(k))
			}
			c := q.Certify(betas[k])
			if !(c.Gap >= -c.Rounding && c.Proven() <= 1e-9*null.Scale) {
				t.Errorf("lambda %g: gap %g, rounding %g of %g", lambda, c.Gap, c.Rounding, null.Scale)
			}
			for _, size := range []float64{1, 1e-2, 1e-6} {
				x := slices.Clone(betas[k])
				for j := range x {
					x[j] += size * math.Sin(float64(j+k))
				}
				o := q.Certify(x)
				if !(o.Dual <= c.Primal && o.Primal >= c.Dual && o.Gap >= -o.Rounding) || math.IsInf(o.Dual, -1) || size == 1e-6 && !(o.Gap < 1e-2) {
					t.Errorf("lambda %g, %g off: %v to %v, optimum %v", lambda, size, o.Dual, o.Primal, c.Primal)
				}
			}
		}
	})
}

// TestPathOfResponses: the path is proven and is glmnet's.
func TestPathOfResponses(t *testing.T) {
	goldenResponses(t, func(t *testing.T, p *problems.Problem, lambdas []float64, betas [][]float64, _ func(k int) float64) {
		var refs []referenceFit
		for k, l := range lambdas {
			refs = append(refs, referenceFit{l, betas[k]})
		}
		compareTo(t, p, refs, 1e-11) // double precision proves no more at columns of this size
	})
}
