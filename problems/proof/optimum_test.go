package proof_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/lassocheck/lassocheck/internal/rational"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
)

// optimum returns an optimum of p in rational numbers.
func optimum(p *problems.Problem) *rational.Optimum {
	fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet)
	q := &rational.Problem{Y: fit.Y, Weights: fit.Weights, Offset: fit.Offset, Lambda: pen.Lambda, Alpha: pen.Alpha,
		Factor: pen.Factor, Scale: pen.Scale, Lower: pen.Lower, Upper: pen.Upper, Intercept: p.Intercept}
	n, cols := p.X.Dims()
	for j := range cols {
		x := make([]float64, n)
		p.X.ColAxpy(j, 1, x)
		q.X = append(q.X, x)
	}
	return q.Solve()
}

// proves checks all that is proven from beta against an optimum.
func proves(t *testing.T, name string, b *proof.Bounds, beta []float64, d proof.DualBound, best *rational.Optimum) {
	t.Helper()
	p := b.Prove(beta, d)
	if lo, hi := b.Primal(beta); !above(hi, best.Value) {
		t.Errorf("%s: a primal bound of [%g, %g] below the optimum", name, lo, hi)
	}
	if !below(d.Value, best.Value) {
		v, _ := best.Value.Float64()
		t.Errorf("%s: a dual bound of %g above the optimum %g", name, d.Value, v)
	}
	if above(p.Primal, best.Value) && !above(p.Error, new(big.Rat)) {
		t.Errorf("%s: %+v", name, p)
	}
	f := b.Features(beta, d)
	for j, v := range best.B {
		if s, verdict := v.Sign(), f.Verdicts[j]; verdict == proof.Zero && s != 0 || verdict == proof.Positive && s <= 0 || verdict == proof.Negative && s >= 0 {
			x, _ := v.Float64()
			t.Errorf("%s: coefficient %d is %g in an optimum, proven %v", name, j, x, verdict)
		}
		off := new(big.Rat).Sub(v, new(big.Rat).SetFloat64(beta[j]))
		if !above(f.Radius[j], off.Abs(off)) {
			x, _ := off.Float64()
			t.Errorf("%s: coefficient %d is off by %g, proven %g", name, j, x, f.Radius[j])
		}
	}
}

// nearest returns the optimum in floats.
func nearest(p *problems.Problem, best *rational.Optimum) []float64 {
	var beta []float64
	pen := p.Penalty.(*problems.ElasticNet)
	for j, v := range best.B {
		x, _ := v.Float64()
		t := pen.Term(j)
		beta = append(beta, min(max(x, t.Lower), t.Upper))
	}
	if p.Intercept {
		x, _ := best.Intercept.Float64()
		beta = append(beta, x)
	}
	return beta
}

// What is proven of problems that are hostile in any way is true of their optima, from
// a point as it comes and from the optimum rounded to floats.
func TestProofsHoldAtTheOptimum(t *testing.T) {
	count := uint64(400)
	if testing.Short() {
		count = 100
	}
	for seed := range count {
		p, beta, kind := hostile(seed)
		b, err := p.Bounds()
		if err != nil {
			t.Fatal(err)
		}
		best := optimum(p)
		proves(t, kind, b, beta, b.Dual(p.Certify(beta).Theta), best)
		proves(t, kind, b, beta, b.DualFrom(beta), best)
		if near := nearest(p, best); finite(near) {
			proves(t, kind+", optimal", b, near, b.DualFrom(near), best)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func finite(v []float64) bool {
	for _, x := range v {
		if math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// Two faults that were found by a search. The first has penalties that underflow: a low
// end of -5e-324 made a conjugate negative, and 0.21 of the null loss was proven to be
// 0. The second has free columns that differ in the twelfth digit.
func TestProofsOfTheSearch(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name string
		p    problems.Problem
		beta []float64
		tol  float64 // on the error proven of the optimum, relative to that of beta
	}{
		{"underflow", problems.Problem{
			X: &design.Dense{N: 6, P: 4, Data: []float64{
				-0.21, 0.078, -0.52, -0.23, -0.68, -0.64,
				1.79, -0.55, 0.80, 1.62, -0.095, -0.0043,
				-0.65, 0.031, -0.47, 1.42, 0.67, -0.67,
				-0.49, 0.44, -0.88, -0.86, 0.42, 1.06}},
			Fit:     &problems.LeastSquares{Y: []float64{0.30, -0.13, 0.019, 1.03, 0.24, -2.30}},
			Penalty: &problems.ElasticNet{Lambda: 0.2, Alpha: 1e-9, Factor: []float64{1e300, 5e-324, 5e-324, 1e-300}}, Intercept: true,
		}, []float64{0, -0.18, 0.60, -1.09, -0.12}, inf},
		{"nearly dependent", problems.Problem{
			X: &design.Dense{N: 6, P: 3, Data: []float64{
				1.39, 0.92, 0.65, -1.12, 1.98, -0.60,
				0.47, -0.33, 1.60, -0.05, 0.23, 0.21,
				0.47 + 1e-12, -0.33 - 3e-12, 1.60 + 2e-12, -0.05 + 2e-12, 0.23 - 1e-12, 0.21}},
			Fit:     &problems.LeastSquares{Y: []float64{-0.18, 0.61, -1.2, 0.15, 0.40, -0.17}},
			Penalty: &problems.ElasticNet{Lambda: 1e-3, Alpha: 1, Factor: []float64{1, 0, 0}},
		}, []float64{0, -0.7, 0}, 1e-9},
	} {
		b, err := c.p.Bounds()
		if err != nil {
			t.Fatal(err)
		}
		best := optimum(&c.p)
		proves(t, c.name, b, c.beta, b.Dual(c.p.Certify(c.beta).Theta), best)
		proves(t, c.name, b, c.beta, b.DualFrom(c.beta), best)
		near := nearest(&c.p, best)
		own := b.Prove(c.beta, b.DualFrom(c.beta)).Error
		if e := b.Prove(near, b.DualFrom(near)).Error; !(e <= c.tol*own) {
			t.Errorf("%s: the optimum is proven to %g, another point to %g", c.name, e, own)
		}
	}
}

// Free columns that may go one way only put an inequality on the dual point, which is
// an equation where the column moves, and nothing where it rests: the optimum is proven
// to the last digits either way, from either side.
func TestOneSidedFreeColumns(t *testing.T) {
	x := &design.Dense{N: 5, P: 2, Data: []float64{1, 2, 3, 4, 6, 1, -1, 2, 0, 1}}
	for _, y := range [][]float64{{1, 2, 2, 4, 5}, {-1, -2, -2, -4, -5}} {
		for _, side := range []float64{-1, 1} {
			for _, intercept := range []bool{false, true} {
				pen := &problems.ElasticNet{Lambda: 0.1, Alpha: 1, Factor: []float64{0, 1}, Lower: []float64{0, math.Inf(-1)}, Upper: []float64{math.Inf(1), math.Inf(1)}}
				if side < 0 {
					pen.Lower[0], pen.Upper[0] = math.Inf(-1), 0
				}
				p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: pen, Intercept: intercept}
				b, err := p.Bounds()
				if err != nil {
					t.Fatal(err)
				}
				best := optimum(p)
				near := nearest(p, best)
				for _, d := range []proof.DualBound{b.DualFrom(near), b.Dual(p.Certify(near).Theta)} {
					proves(t, "one-sided", b, near, d, best)
					if proof := b.Prove(near, d); proof.Error > 1e-13*proof.Primal {
						t.Errorf("y %v, side %v: %+v", y, side, proof)
					}
				}
			}
		}
	}
}

// What overflows gives bounds that are infinite, and not ones that are none.
func TestOverflowIsInfinite(t *testing.T) {
	p := &problems.Problem{X: &design.Dense{N: 2, P: 1, Data: []float64{1e300, 1}}, Fit: &problems.LeastSquares{Y: []float64{1, 2}}, Penalty: problems.Lasso(1)}
	b, err := p.Bounds()
	if err != nil {
		t.Fatal(err)
	}
	if lo, hi := b.Primal([]float64{1e300}); lo != 1e300 || !math.IsInf(hi, 1) {
		t.Errorf("[%v, %v]", lo, hi)
	}
	d := b.Dual([]float64{math.Inf(1), math.NaN()})
	if d.Value != 0 || d.Theta[0] != 0 || d.Theta[1] != 0 {
		t.Errorf("%+v", d)
	}
	if e := b.Prove([]float64{1e300}, d).Error; !math.IsInf(e, 1) {
		t.Errorf("an error of %v", e)
	}
	// A dual bound above the objective is of another problem, and no proof.
	d.Value = 3
	if e := b.Prove([]float64{0}, d).Error; !math.IsInf(e, 1) {
		t.Errorf("an error of %v", e)
	}
}

// What stands on a row of weight 0, in the data or in a dual point, proves as much as
// if it were not there.
func TestRowsOfWeightZeroProveNothing(t *testing.T) {
	p := &problems.Problem{X: &design.Dense{N: 4, P: 1, Data: []float64{1, 2, -1, 1e9}}, Penalty: problems.Lasso(0.1), Intercept: true,
		Fit: &problems.LeastSquares{Y: []float64{1, 3, 0, -1e12}, Weights: []float64{1, 2, 1, 0}}}
	b, err := p.Bounds()
	if err != nil {
		t.Fatal(err)
	}
	best := optimum(p)
	near := nearest(p, best)
	theta := b.DualFrom(near).Theta
	theta[3] = 7
	for _, d := range []proof.DualBound{b.DualFrom(near), b.Dual(theta)} {
		proves(t, "weight 0", b, near, d, best)
		if proof := b.Prove(near, d); proof.Error > 1e-13*proof.Primal || d.Theta[3] != 0 {
			t.Errorf("%+v", proof)
		}
	}
}
