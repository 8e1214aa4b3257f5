package problems_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/ratio"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// What is certified of a point whose rows lie on their kinks, or next to them, encloses its
// objective in rational arithmetic, and the dual bound is below the objective of any other
// point: one side of a kink is far steeper than the other.
func TestKinksRigorous(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 41))
		n, p := 4+rng.IntN(20), 1+rng.IntN(5)
		d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
		for i := range d.Data {
			d.Data[i] = rng.NormFloat64() * math.Pow(10, 6*rng.Float64())
		}
		beta := make([]float64, p+1)
		for j := range beta {
			beta[j] = rng.NormFloat64()
		}
		tau := []float64{0.5, 1e-6, 1 - 1e-6}[seed%3]
		q := &problems.Problem{X: d, Penalty: problems.Lasso(math.Pow(10, 4*rng.Float64()-4)), Intercept: true}
		y := make([]float64, n)
		q.Predict(y, beta)        // on its kinks, but for rounding
		if seed%4 == 1 && p > 1 { // columns that cancel, but for rounding
			for i := range y {
				d.Col(0)[i] -= y[i] / beta[0]
			}
			q.Predict(y, beta)
		}
		for i := range y {
			if seed%2 == 0 && rng.IntN(2) == 0 { // else the objective is what rounding makes of it
				y[i] += rng.NormFloat64() * math.Pow(10, 4*rng.Float64())
			}
		}
		q.Fit = &losses.Quantile{Loss: losses.QuantileLoss{Tau: tau}, Y: y}
		objective := func(beta []float64) *big.Rat {
			sum := new(big.Rat)
			for i := range n {
				z := ratio.Of(beta[p])
				for j := range p {
					z.Add(z, new(big.Rat).Mul(ratio.Of(d.Col(j)[i]), ratio.Of(beta[j])))
				}
				z.Sub(z, ratio.Of(y[i]))
				if z.Sign() > 0 {
					z.Mul(z, new(big.Rat).Sub(ratio.Of(1), ratio.Of(tau)))
				} else {
					z.Mul(z, ratio.Of(-tau))
				}
				sum.Add(sum, z)
			}
			sum.Quo(sum, ratio.Of(float64(n)))
			for j := range p {
				sum.Add(sum, new(big.Rat).Mul(ratio.Of(q.Penalty.(*problems.ElasticNet).Lambda), ratio.Of(math.Abs(beta[j]))))
			}
			return sum
		}
		c := q.Certify(beta)
		if value := objective(beta); value.Cmp(ratio.Of(c.Primal)) > 0 {
			t.Errorf("seed %d: the objective is above Primal = %v", seed, c.Primal)
		} else if value.Cmp(ratio.Of(c.Primal-2*c.Rounding-1e-9*math.Abs(c.Primal))) < 0 {
			t.Errorf("seed %d: Primal = %v is far above the objective", seed, c.Primal)
		}
		for range 5 {
			other := append([]float64(nil), beta...)
			for j := range other {
				other[j] *= 1 + math.Pow(10, -14*rng.Float64())*rng.NormFloat64()
			}
			if objective(other).Cmp(ratio.Of(c.Dual)) < 0 {
				t.Errorf("seed %d: another objective is below Dual = %v", seed, c.Dual)
			}
		}
		if !(c.Dual >= 0) {
			t.Errorf("seed %d: nothing is proven: %v", seed, c.Dual)
		}
	}
}
