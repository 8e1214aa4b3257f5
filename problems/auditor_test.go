package problems_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// An audit of many points at once says of each what Certify says of it alone, and its
// slopes are the gradient's: whatever the design, the fit and the penalty.
func TestAuditIsCertify(t *testing.T) {
	const n, p, points = 90, 40, 11
	rng := rand.New(rand.NewPCG(31, 32))
	dense, _ := textbook.Synth{N: n, P: p, K: 5, Seed: 1}.New()
	csc, _ := textbook.Synth{N: n, P: p, K: 5, Density: 0.2, Seed: 1}.New()
	y, w, o, bound := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, p)
	labels, factor := make([]float64, n), make([]float64, p)
	for i := range y {
		y[i], w[i], o[i], labels[i] = 3+rng.NormFloat64(), rng.Float64(), rng.NormFloat64(), float64(rng.IntN(2))
	}
	for j := range factor {
		factor[j], bound[j] = float64(rng.IntN(3)), -rng.Float64()
	}
	factor[3], bound[5] = math.Inf(1), 0.1
	upper := make([]float64, p)
	for j := range upper {
		upper[j] = math.Inf(1)
	}
	groups := make([][]int, p/2)
	for g := range groups {
		groups[g] = []int{2 * g, 2*g + 1}
	}
	for name, x := range map[string]design.Design{"dense": dense.X, "csc": csc.X, "standardised": design.Standardize(csc.X, nil, true)} {
		for fitName, fit := range map[string]problems.DataFit{
			"plain":    &problems.LeastSquares{Y: y},
			"weighted": &problems.LeastSquares{Y: y, Weights: w, Offset: o},
			"logistic": &losses.Logistic{Y: labels},
		} {
			for penName, pen := range map[string]problems.Penalty{
				"lasso":        problems.Lasso(0.05),
				"standardised": &problems.ElasticNet{Lambda: 0.05, Alpha: 1, Scale: design.StdDevs(x, nil)},
				"elastic net":  &problems.ElasticNet{Lambda: 0.05, Alpha: 0.5},
				"everything":   &problems.ElasticNet{Lambda: 0.05, Alpha: 0.9, Factor: factor, Lower: bound, Upper: upper},
				"groups":       &problems.GroupLasso{Lambda: 0.05, Groups: groups, Weights: textbook.RootSizes(groups)},
			} {
				if fitName == "logistic" && penName == "everything" {
					continue // refits of bounded free columns to wild points take minutes
				}
				q := &problems.Problem{X: x, Fit: fit, Penalty: pen, Intercept: true}
				if err := q.Validate(); err != nil {
					t.Fatal(err)
				}
				var ps []*problems.Problem
				var at []problems.SparseBeta
				var betas [][]float64
				for k := range points {
					beta := make([]float64, p+1)
					for j := range k { // the first is zero
						beta[(7*j)%p] = rng.NormFloat64()
					}
					beta[p] = float64(k)
					ps, at, betas = append(ps, q), append(at, q.SparseBeta(beta)), append(betas, beta)
				}
				auditor := problems.NewAuditor(x)
				auditor.Audit(ps[:3], at[2:5]) // leaves its buffers full
				for k, f := range auditor.Audit(ps, at) {
					c := q.Certify(betas[k])
					tol := 1e-13 * (1 + math.Abs(c.Primal))
					if f.Primal != c.Primal || !(math.Abs(f.Dual-c.Dual) <= tol) || !(math.Abs(f.KKT-c.KKT) <= tol) || f.Worst != c.Worst {
						t.Errorf("%s %s %s: point %d: %+v in place of %+v", name, fitName, penName, k, f.Certificate, c)
					}
					z, descent, u := make([]float64, n), make([]float64, n), make([]float64, p)
					q.Predict(z, betas[k])
					q.Descent(descent, z)
					design.MulTrans(u, x, descent)
					for j := range u {
						if !(math.Abs(u[j]-f.Slopes[j]) <= 1e-12*(1+math.Abs(u[j]))) {
							t.Errorf("%s %s %s: point %d: slope %d is %g in place of %g", name, fitName, penName, k, j, f.Slopes[j], u[j])
						}
					}
					e, ok := pen.(*problems.ElasticNet)
					if !ok {
						continue
					}
					i := 0
					for j := range p {
						listed := i < len(f.Beyond) && f.Beyond[i] == j
						if listed {
							i++
						}
						if term := e.Term(j); listed != (math.Abs(f.Slopes[j]) > term.L1 || term.Lower > 0) {
							t.Errorf("%s %s %s: point %d: column %d with slope %g of %g is listed: %v", name, fitName, penName, k, j, f.Slopes[j], term.L1, listed)
						}
					}
				}
			}
		}
	}
}
