package proof_test

import (
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// A column split into copies and combinations: the sum of what it can do is known,
// whatever its units are.
func TestRangesOverAllOptima(t *testing.T) {
	for seed := range uint64(40) {
		s := textbook.Synth{N: 20, P: 8, K: 3, Seed: seed, Lambda: 0.3, Intercept: seed%2 == 0}
		p, best := s.New()
		d := p.X.(*design.Dense)
		coef, b0 := p.Split(best)
		j := slices.IndexFunc(coef, func(v float64) bool { return v != 0 })
		unit := []float64{1, 0x1p-560, 0x1p40, 0x1p600}[seed/4%4]
		for i := range d.Col(j) {
			d.Col(j)[i] *= unit
		}
		coef[j] /= unit
		pen := *p.Penalty.(*problems.ElasticNet)
		pen.Factor = slices.Repeat([]float64{1}, 11)
		for _, k := range []int{j, 8, 9, 10} {
			pen.Factor[k] = unit
		}
		// Column j again, its negative, and its half, which no optimum uses.
		x := &design.Dense{N: d.N, P: d.P + 3, Data: slices.Clone(d.Data)}
		for _, k := range []float64{1, -1, 0.5} {
			for _, v := range d.Col(j) {
				x.Data = append(x.Data, k*v)
			}
		}
		beta := append(slices.Clone(coef), 0, 0, 0)
		if p.Intercept {
			beta = append(beta, b0)
		}
		q := &problems.Problem{X: x, Fit: p.Fit, Penalty: &pen, Intercept: p.Intercept}
		b, err := q.Bounds()
		if err != nil {
			t.Fatal(err)
		}
		dual := b.DualFrom(beta)
		o := b.Optima(beta, dual, 0)
		if want := []int{j, 8, 9}; !slices.Equal(o.Dependent, want) || o.Rank != len(o.Equicorrelation)-2 {
			t.Fatalf("seed %d: dependent %v, want %v; rank %d of %d", seed, o.Dependent, want, o.Rank, len(o.Equicorrelation))
		}
		v := coef[j]
		for k, want := range map[int][2]float64{j: {min(v, 0), max(v, 0)}, 8: {min(v, 0), max(v, 0)}, 9: {min(-v, 0), max(-v, 0)}, 10: {0, 0}} {
			if math.Abs(o.Lower[k]-want[0])*unit > 1e-9 || math.Abs(o.Upper[k]-want[1])*unit > 1e-9 {
				t.Errorf("seed %d: coefficient %d ranges over [%v, %v], want %v", seed, k, o.Lower[k], o.Upper[k], want)
			}
		}
		f := b.Features(beta, dual)
		if f.Unique || f.Verdicts[j] != proof.Undetermined || f.Verdicts[8] != proof.Undetermined || f.Verdicts[10] != proof.Zero {
			t.Errorf("seed %d: unique %v, verdicts %v", seed, f.Unique, f.Verdicts)
		}
	}
}

// Independent columns have one optimum, and every range is a point.
func TestUniqueOptimumHasNoRange(t *testing.T) {
	for seed := range uint64(40) {
		p, beta := textbook.Synth{N: 30, P: 50, K: 5, Seed: seed, Intercept: seed%2 == 0, Weights: seed%3 == 0, Bounds: seed%5 == 0}.New()
		b, err := p.Bounds()
		if err != nil {
			t.Fatal(err)
		}
		o := b.Optima(beta, b.Dual(p.Certify(beta).Theta), 0)
		coef, _ := p.Split(beta)
		if len(o.Dependent) > 0 || !slices.Equal(o.Lower, coef) || !slices.Equal(o.Upper, coef) {
			t.Errorf("seed %d: dependent %v", seed, o.Dependent)
		}
	}
}

// Bounds end the range that dependent columns have: of two copies, one at most half of
// the coefficient.
func TestBoundsEndTheRange(t *testing.T) {
	col := []float64{-1, 2, 0, 3}
	p := &problems.Problem{X: &design.Dense{N: 4, P: 2, Data: slices.Concat(col, col)}, Fit: &problems.LeastSquares{Y: []float64{-2, 4, 0, 6}},
		Penalty: &problems.ElasticNet{Lambda: 0.7, Alpha: 1, Upper: []float64{0.4, math.Inf(1)}}}
	// 14/4 b = 28/4 - 0.7, b = 1.8 in all.
	beta := []float64{0.2, 1.6}
	b, err := p.Bounds()
	if err != nil {
		t.Fatal(err)
	}
	o := b.Optima(beta, b.DualFrom(beta), 0)
	for j, want := range [][2]float64{{0, 0.4}, {1.4, 1.8}} {
		if math.Abs(o.Lower[j]-want[0]) > 1e-9 || math.Abs(o.Upper[j]-want[1]) > 1e-9 {
			t.Errorf("coefficient %d ranges over [%v, %v], want %v", j, o.Lower[j], o.Upper[j], want)
		}
	}
	// A ridge leaves one optimum.
	p.Penalty = &problems.ElasticNet{Lambda: 0.7, Alpha: 0.5}
	if b, err = p.Bounds(); err != nil {
		t.Fatal(err)
	}
	beta = []float64{0, 0}
	for j := range beta { // 14/4 (b + b) + 0.35 b = 28/4 - 0.35
		beta[j] = 6.65 / 7.35
	}
	if o := b.Optima(beta, b.DualFrom(beta), 0); o.Dependent != nil || !slices.Equal(o.Lower, beta) {
		t.Errorf("%+v", o)
	}
}
