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

// What can move and how far, with all that keeps columns from it. Of the column
// x = (-1, 2, 0, 3) and y = 2x, 14/4 b = 28/4 - 0.7: b = 1.8 in all.
func TestRangesByHand(t *testing.T) {
	inf := math.Inf(1)
	x := []float64{-1, 2, 0, 3}
	times := func(k, shift float64) []float64 {
		v := slices.Clone(x)
		for i := range v {
			v[i] = k*v[i] + shift
		}
		return v
	}
	centred := []float64{-2, 1, -1, 2} // x - 1, and 10/4 b = 20/4 - 0.7
	for name, k := range map[string]struct {
		columns      [][]float64
		pen          problems.ElasticNet
		y, weights   []float64
		beta         []float64
		intercept    bool
		ridge        bool
		lower, upper []float64
		limit        []int // the equicorrelation set
		rank         int
	}{
		"beyond the limit, at a bound": {columns: [][]float64{x, times(2, 0)}, pen: problems.ElasticNet{Upper: []float64{inf, 0.3}}, beta: []float64{1.2, 0.3},
			lower: []float64{1.2, 0.3}, upper: []float64{1.2, 0.3}, limit: []int{0, 1}, rank: 1},
		"short of the limit, at a bound": {columns: [][]float64{x, times(0.5, 0)}, pen: problems.ElasticNet{Lower: []float64{-inf, 0.5}}, beta: []float64{1.55, 0.5},
			lower: []float64{1.55, 0.5}, upper: []float64{1.55, 0.5}, limit: []int{0, 1}, rank: 1},
		"excluded": {columns: [][]float64{x, x}, pen: problems.ElasticNet{Factor: []float64{1, inf}}, beta: []float64{1.8, 0},
			lower: []float64{1.8, 0}, upper: []float64{1.8, 0}, limit: []int{0}, rank: 1},
		"excluded, at rest": {columns: [][]float64{x, {0, 0, 1, 0}}, pen: problems.ElasticNet{Factor: []float64{1, inf}}, beta: []float64{1.8, 0},
			lower: []float64{1.8, 0}, upper: []float64{1.8, 0}, limit: []int{0}, rank: 1},
		"a ridge at rest": {columns: [][]float64{x, x}, ridge: true, y: []float64{0, 0, 1, 0}, beta: []float64{0, 0},
			lower: []float64{0, 0}, upper: []float64{0, 0}, limit: []int{0, 1}},
		"more columns than rows": {columns: [][]float64{{1, 2}, {1, 2}, {1, 2}}, y: []float64{2, 4}, beta: []float64{1.72, 0, 0}, // 5/2 b = 5 - 0.7
			lower: []float64{0, 0, 0}, upper: []float64{1.72, 1.72, 1.72}, limit: []int{0, 1, 2}, rank: 1},
		"unpenalised": {columns: [][]float64{x, x}, pen: problems.ElasticNet{Factor: []float64{0, 0}}, beta: []float64{2, 0},
			lower: []float64{-inf, -inf}, upper: []float64{inf, inf}, limit: []int{0, 1}, rank: 1},
		"unpenalised, in bounds": {columns: [][]float64{x, x}, pen: problems.ElasticNet{Factor: []float64{0, 0}, Lower: []float64{-1, -inf}, Upper: []float64{inf, 2.5}}, beta: []float64{2, 0},
			lower: []float64{-0.5, -inf}, upper: []float64{inf, 2.5}, limit: []int{0, 1}, rank: 1},
		"from bounds above zero": {columns: [][]float64{x, x}, pen: problems.ElasticNet{Lower: []float64{0.5, 0.25}}, beta: []float64{1, 0.8},
			lower: []float64{0.5, 0.25}, upper: []float64{1.55, 1.3}, limit: []int{0, 1}, rank: 1},
		"from bounds below zero": {columns: [][]float64{times(-1, 0), times(-1, 0)}, pen: problems.ElasticNet{Upper: []float64{-0.5, -0.25}}, beta: []float64{-1, -0.8},
			lower: []float64{-1.55, -1.3}, upper: []float64{-0.5, -0.25}, limit: []int{0, 1}, rank: 1},
		"below zero by rounding": {columns: [][]float64{x, x}, beta: []float64{1.8, -1e-9},
			lower: []float64{0, 0}, upper: []float64{1.8, 1.8}, limit: []int{0, 1}, rank: 1},
		"nearly dependent": {columns: [][]float64{x, {-1, 2, 1e-9, 3}}, pen: problems.ElasticNet{Factor: []float64{0, 0}}, beta: []float64{2, 0},
			lower: []float64{2, 0}, upper: []float64{2, 0}, limit: []int{0, 1}, rank: 2},
		"zeros": {columns: [][]float64{{0, 0, 0, 0}}, pen: problems.ElasticNet{Factor: []float64{0}}, beta: []float64{0},
			lower: []float64{-inf}, upper: []float64{inf}, limit: []int{0}},
		"rows that do not count": {columns: [][]float64{x, {-1, 2, 7, 3}}, weights: []float64{1, 1, 0, 1}, beta: []float64{1.85, 0}, // 14/3 b = 28/3 - 0.7
			lower: []float64{0, 0}, upper: []float64{1.85, 1.85}, limit: []int{0, 1}, rank: 1},
		"moved, with an intercept": {columns: [][]float64{centred, times(1, 4)}, y: times(2, 0), intercept: true, beta: []float64{1.72, 0, 2},
			lower: []float64{0, 0}, upper: []float64{1.72, 1.72}, limit: []int{0, 1}, rank: 1},
	} {
		if k.pen.Lambda, k.pen.Alpha = 0.7, 1; k.ridge {
			k.pen.Alpha = 0
		}
		if k.y == nil {
			k.y = times(2, 0)
		}
		p := &problems.Problem{X: &design.Dense{N: len(k.y), P: len(k.columns), Data: slices.Concat(k.columns...)}, Fit: &problems.LeastSquares{Y: k.y, Weights: k.weights},
			Penalty: &k.pen, Intercept: k.intercept}
		b, err := p.Bounds()
		if err != nil {
			t.Fatal(name, err)
		}
		d := b.DualFrom(k.beta)
		if e := b.Prove(k.beta, d).Error; e > 1e-8 {
			t.Fatalf("%s: off by %v", name, e)
		}
		o := b.Optima(k.beta, d, 0)
		for j := range k.lower {
			if low, high := o.Lower[j], o.Upper[j]; low != k.lower[j] && !(math.Abs(low-k.lower[j]) < 1e-12) || high != k.upper[j] && !(math.Abs(high-k.upper[j]) < 1e-8) {
				t.Errorf("%s: coefficient %d ranges over [%v, %v], want [%v, %v]", name, j, low, high, k.lower[j], k.upper[j])
			}
		}
		if !slices.Equal(o.Equicorrelation, k.limit) || o.Rank != k.rank {
			t.Errorf("%s: the set %v of rank %d, want %v of %d", name, o.Equicorrelation, o.Rank, k.limit, k.rank)
		}
	}
}
