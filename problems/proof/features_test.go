package proof_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// rescale gives every column other units, powers of two as far as those of products
// reach, in which the problem is the same.
func rescale(rng *rand.Rand, p *problems.Problem, best []float64) {
	pen := p.Penalty.(*problems.ElasticNet)
	x, ok := p.X.(*design.Dense)
	if !ok {
		return
	}
	if pen.Factor == nil {
		pen.Factor = slices.Repeat([]float64{1}, x.P)
	}
	if pen.Alpha < 1 {
		return // the ridge has another factor
	}
	for j := range x.P {
		unit := math.Ldexp(1, []int{0, -900, -530, -480, 480, 500, 900}[rng.IntN(7)])
		for i := range x.Col(j) {
			x.Col(j)[i] *= unit
		}
		pen.Factor[j] *= unit
		best[j] /= unit
		if pen.Lower != nil {
			pen.Lower[j] /= unit
			pen.Upper[j] /= unit
		}
	}
}

// No verdict contradicts a known optimum, at any distance from it; at the optimum
// itself nearly everything is decided.
func TestFeaturesNeverContradictTheOptimum(t *testing.T) {
	count := uint64(10000)
	if testing.Short() {
		count = 1000
	}
	decided, all := 0, 0
	for seed := range count {
		rng := rand.New(rand.NewPCG(seed, 3))
		s := textbook.Synth{N: 8 + rng.IntN(20), P: 2 + rng.IntN(25), Seed: seed, Lambda: 0.3,
			Alpha: []float64{1, 1, 0.5}[rng.IntN(3)], Corr: []float64{0, 0.9, 0.999}[rng.IntN(3)],
			Intercept: rng.IntN(2) == 0, Weights: rng.IntN(3) == 0, Offset: rng.IntN(3) == 0,
			Factors: rng.IntN(3) == 0, Bounds: rng.IntN(3) == 0, Free: rng.IntN(4) / 3 * 2}
		s.K = rng.IntN(min(s.N/3, s.P) + 1)
		p, best := s.New()
		if rng.IntN(4) == 0 {
			rescale(rng, p, best)
		}
		b, err := p.Bounds()
		if err != nil {
			t.Fatal(err)
		}
		beta := append([]float64(nil), best...)
		size := []float64{0, 1e-9, 1e-5, 1e-2, 1}[rng.IntN(5)]
		coef, _ := p.Split(beta)
		pen := p.Penalty.(*problems.ElasticNet)
		for j := range coef {
			term := pen.Term(j)
			coef[j] = min(max(coef[j]+size*rng.NormFloat64(), term.Lower), term.Upper)
		}
		d := b.Dual(p.Certify(beta).Theta)
		if o := b.DualFrom(beta); o.Value > d.Value {
			d = o
		}
		f := b.Features(beta, d)
		optimum, _ := p.Split(best)
		for j, v := range optimum {
			verdict := f.Verdicts[j]
			if verdict == proof.Zero && v != 0 || verdict == proof.Positive && !(v > 0) || verdict == proof.Negative && !(v < 0) {
				t.Errorf("seed %d: coefficient %d is %v, proven %v", seed, j, v, verdict)
			}
			// What is known of the optimum itself is exact up to rounding.
			if d := math.Abs(coef[j] - v); d > f.Radius[j]*(1+1e-9)+1e-12*(1+math.Abs(v)) {
				t.Errorf("seed %d: coefficient %d is off by %g, the radius is %g", seed, j, d, f.Radius[j])
			}
			if size == 0 {
				all++
				if verdict != proof.Undetermined {
					decided++
				}
			}
		}
	}
	t.Logf("at the optimum: %d of %d decided", decided, all)
	if decided < all*95/100 {
		t.Errorf("at the optimum only %d of %d are decided", decided, all)
	}
}

// A column that barely enters, seen from a dual point a tenth away along that very
// column: the ball about it has no room to spare, and zero is not proven.
func TestTheBallIsNoSmaller(t *testing.T) {
	dense := &design.Dense{N: 4, P: 1, Data: []float64{0, 0, 1, 3}}
	sparse := &design.CSC{N: 4, P: 1, ColPtr: []int{0, 2}, Row: []int32{2, 3}, Val: []float64{1, 3}}
	for _, x := range []design.Design{dense, sparse} {
		for _, intercept := range []bool{false, true} {
			mean, square := 0.0, 2.5 // Σ x²/n
			if intercept {
				mean, square = 1, 1.5
			}
			y, theta := make([]float64, 4), make([]float64, 4)
			for i, v := range dense.Data {
				y[i], theta[i] = (v-mean)*(1+1e-6)/square, 0.9*(v-mean)/square/4
			}
			p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(1), Intercept: intercept}
			best := []float64{1e-6 / square, 0}
			if intercept {
				best[1] = -best[0] * mean
			}
			best = best[:p.Dim()]
			b, err := p.Bounds()
			if err != nil {
				t.Fatal(err)
			}
			if f := b.Features(best, b.Dual(theta)); f.Verdicts[0] == proof.Zero {
				t.Errorf("%T, intercept %v: proven zero, and it is %v", x, intercept, best[0])
			}
		}
	}
}
