package problems

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// An audit of many points at once says of each what Certify says of it alone, and its
// slopes are the gradient's: whatever the design, the fit and the penalty.
func TestAuditIsCertify(t *testing.T) {
	const n, p, points = 90, 40, 11
	rng := rand.New(rand.NewPCG(31, 32))
	dense, _ := Synth{N: n, P: p, K: 5, Seed: 1}.New()
	csc, _ := Synth{N: n, P: p, K: 5, Density: 0.2, Seed: 1}.New()
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
		for fitName, fit := range map[string]DataFit{
			"plain":    &LeastSquares{Y: y},
			"weighted": &LeastSquares{Y: y, Weights: w, Offset: o},
			"logistic": &Logistic{Y: labels},
		} {
			for penName, pen := range map[string]Penalty{
				"lasso":        Lasso(0.05),
				"standardised": &ElasticNet{Lambda: 0.05, Alpha: 1, Scale: design.StdDevs(x, nil)},
				"elastic net":  &ElasticNet{Lambda: 0.05, Alpha: 0.5},
				"everything":   &ElasticNet{Lambda: 0.05, Alpha: 0.9, Factor: factor, Lower: bound, Upper: upper},
				"groups":       &GroupLasso{Lambda: 0.05, Groups: groups, Weights: RootSizes(groups)},
			} {
				if fitName == "logistic" && penName == "everything" {
					continue // refits of bounded free columns to wild points take minutes
				}
				q := &Problem{X: x, Fit: fit, Penalty: pen, Intercept: true}
				if err := q.Validate(); err != nil {
					t.Fatal(err)
				}
				var ps []*Problem
				var at []SparseBeta
				var betas [][]float64
				for k := range points {
					beta := make([]float64, p+1)
					for j := range k { // the first is zero
						beta[(7*j)%p] = rng.NormFloat64()
					}
					beta[p] = float64(k)
					ps, at, betas = append(ps, q), append(at, q.SparseBeta(beta)), append(betas, beta)
				}
				auditor := NewAuditor(x)
				auditor.Audit(ps[:3], at[2:5]) // leaves its buffers full
				for k, f := range auditor.Audit(ps, at) {
					c := q.Certify(betas[k])
					tol := 1e-13 * (1 + math.Abs(c.Primal))
					if f.Primal != c.Primal || !(math.Abs(f.Dual-c.Dual) <= tol) || !(math.Abs(f.KKT-c.KKT) <= tol) || f.Worst != c.Worst {
						t.Errorf("%s %s %s: point %d: %+v in place of %+v", name, fitName, penName, k, f.Certificate, c)
					}
					z, descent, u := make([]float64, n), make([]float64, n), make([]float64, p)
					q.Predict(z, betas[k])
					q.descent(descent, z)
					design.MulTrans(u, x, descent)
					for j := range u {
						if !(math.Abs(u[j]-f.Slopes[j]) <= 1e-12*(1+math.Abs(u[j]))) {
							t.Errorf("%s %s %s: point %d: slope %d is %g in place of %g", name, fitName, penName, k, j, f.Slopes[j], u[j])
						}
					}
					e, ok := pen.(*ElasticNet)
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

// The penalty of the columns that count has the value, the conjugate, the scale and
// the optimality conditions of the whole.
func TestElasticNetOnlyWhatCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(33, 34))
	for range 3000 {
		p := 1 + rng.IntN(12)
		o := &ElasticNet{Lambda: rng.Float64(), Alpha: []float64{1, 0.5, 0}[rng.IntN(3)]}
		list := func(v func() float64) []float64 {
			if rng.IntN(2) == 0 {
				return nil
			}
			out := make([]float64, p)
			for j := range out {
				out[j] = v()
			}
			return out
		}
		o.Factor = list(func() float64 { return []float64{0, 1, 2, math.Inf(1)}[rng.IntN(4)] })
		o.Scale = list(func() float64 { return []float64{0, 0.3, 1, 4}[rng.IntN(4)] })
		o.Lower = list(func() float64 { return []float64{math.Inf(-1), 0, -1, 0.2}[rng.IntN(4)] })
		o.Upper = list(func() float64 { return []float64{math.Inf(1), 0.2, 1}[rng.IntN(3)] })
		if o.Validate(p) != nil {
			continue
		}
		b, u := make([]float64, p), make([]float64, p)
		var support []int
		for j := range u {
			u[j] = 2 * rng.NormFloat64()
			if b[j] = o.Start(j); rng.IntN(2) == 0 {
				t := o.Term(j)
				b[j] = min(max(rng.NormFloat64(), t.Lower), t.Upper)
			}
			if b[j] != 0 {
				support = append(support, j)
			}
		}
		at := union(support, o.beyond(nil, u))
		few, fb, fu := o.only(at), pick(b, at), pick(u, at)
		same := func(what string, a, b float64) {
			if a != b && !(math.Abs(a-b) <= 1e-13*(1+math.Abs(a))) {
				t.Fatalf("%+v at %v, %v: %s %g of the whole, %g of columns %v", o, b, u, what, a, b, at)
			}
		}
		same("value", o.Value(b), few.Value(fb))
		s := o.DualScale(u)
		same("scale", s, few.DualScale(fu))
		su, sf := make([]float64, p), make([]float64, len(at))
		for j := range su {
			su[j] = s * u[j]
		}
		for k := range sf {
			sf[k] = s * fu[k]
		}
		same("conjugate", o.Conj(su), few.Conj(sf))
		whole, _ := kkt(o, b, u)
		part, _ := kkt(few, fb, fu)
		same("violation", whole, max(part, 0))
	}
}
