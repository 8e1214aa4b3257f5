package proof_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/verify"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// exactly returns the problem for exact arithmetic.
func exactly(p *problems.Problem) *verify.Problem {
	fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet)
	return &verify.Problem{X: p.X, Y: fit.Y, Weights: fit.Weights, Offset: fit.Offset, Intercept: p.Intercept,
		Lambda: pen.Lambda, Alpha: pen.Alpha, Factor: pen.Factor, Scale: pen.Scale, Lower: pen.Lower, Upper: pen.Upper}
}

// above tells whether the bound v is not below the number x.
func above(v float64, x *big.Rat) bool {
	if math.IsInf(v, 0) {
		return v > 0
	}
	r := new(big.Rat)
	return r.SetFloat64(v) != nil && r.Cmp(x) >= 0
}

// below tells whether the bound v is not above the number x.
func below(v float64, x *big.Rat) bool { return above(-v, new(big.Rat).Neg(x)) }

// hostile draws a problem of any kind and spoils it: scales up to 1e±150, means
// that cancel, columns that are all but collinear.
func hostile(seed uint64) (p *problems.Problem, beta []float64, kind string) {
	rng := rand.New(rand.NewPCG(seed, 7))
	s := textbook.Synth{N: 4 + rng.IntN(8), P: 1 + rng.IntN(6), Seed: seed, Lambda: 0.3, Alpha: []float64{1, 0.5, 1 - 0x1p-40}[rng.IntN(3)],
		Intercept: rng.IntN(2) == 0, Weights: rng.IntN(3) == 0, Offset: rng.IntN(3) == 0, Factors: rng.IntN(3) == 0, Bounds: rng.IntN(3) == 0}
	s.K = rng.IntN(min(s.N-2, s.P) + 1)
	if rng.IntN(3) == 0 {
		s.Free = min(rng.IntN(3), s.P)
		s.N += 4
	}
	if rng.IntN(2) == 0 {
		s.Density = 0.6
	}
	p, beta = s.New()
	fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet)
	var values []float64
	switch x := p.X.(type) {
	case *design.Dense:
		values = x.Data
	case *design.CSC:
		values = x.Val
	}
	kind = []string{"plain", "huge", "tiny", "wide", "mean", "far", "collinear", "nearly", "noise", "edge", "edge"}[rng.IntN(11)]
	switch kind {
	case "huge", "tiny":
		k := 1e150
		if kind == "tiny" {
			k = 1e-150
		}
		for i := range fit.Y {
			fit.Y[i] *= k
		}
		for i := range fit.Offset {
			fit.Offset[i] *= k
		}
		for j := range beta {
			beta[j] *= k
		}
		pen.Lambda *= k
		pen.Lower, pen.Upper = nil, nil
	case "wide":
		for i := range values {
			values[i] *= math.Pow(10, float64(rng.IntN(40)-20))
		}
	case "mean":
		for i := range values {
			values[i] += 1e8
		}
		for i := range fit.Y {
			fit.Y[i] -= 1e8
		}
	case "far": // from zero, up to where a double has no digits left
		shift := math.Pow(10, float64(8+rng.IntN(8)))
		for i := range values {
			values[i] += shift
		}
		for i := range fit.Y {
			fit.Y[i] -= shift
		}
		if p.Intercept {
			beta[len(beta)-1] = 0
		}
	case "edge":
		edge(rng, p, beta, values)
	case "nearly": // dependent, and not penalised
		if x, ok := p.X.(*design.Dense); ok {
			for j := 1; j < x.P; j++ {
				for i, v := range x.Col(0) {
					x.Col(j)[i] = v + math.Pow(10, -float64(6+3*j))*rng.NormFloat64()
				}
			}
			if pen.Factor == nil {
				pen.Factor = make([]float64, x.P)
				pen.Factor[x.P-1] = 1
			}
		}
	case "collinear":
		if x, ok := p.X.(*design.Dense); ok {
			for j := 1; j < x.P; j++ {
				for i, v := range x.Col(0) {
					x.Col(j)[i] = v * (1 + float64(rng.IntN(3))*0x1p-52)
				}
			}
		}
	case "noise":
		for j := range beta {
			beta[j] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(20)-10))
		}
		for j := range s.P {
			t := pen.Term(j)
			beta[j] = min(max(beta[j], t.Lower), t.Upper)
		}
	}
	return p, beta, kind
}

// edge takes a problem to the edges of double precision: columns, weights, factors and
// lambda near the smallest and the largest numbers, so that their products are not.
func edge(rng *rand.Rand, p *problems.Problem, beta, values []float64) {
	fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet)
	n, cols := p.X.Dims()
	pick := func(v ...float64) float64 { return v[rng.IntN(len(v))] }
	if rng.IntN(2) == 0 {
		k := pick(1e-300, 1e-200, 1e-160, 1e155, 1e200, 1e300)
		for i := range values {
			values[i] *= k * pick(1, 1, 1e-5, 1e5)
		}
		for j := range cols {
			beta[j] /= k
		}
	}
	if rng.IntN(2) == 0 {
		fit.Weights = make([]float64, n)
		k := pick(5e-324, 1e-310, 1e-300, 1e-160, 1e160, 1e300)
		for i := range fit.Weights {
			fit.Weights[i] = float64(rng.IntN(3)) * k
		}
		fit.Weights[0] = k
	}
	if rng.IntN(2) == 0 {
		pen.Factor = make([]float64, cols)
		for j := range pen.Factor {
			pen.Factor[j] = pick(0, 5e-324, 1e-320, 1e-300, 1e-160, 1, 1e160, 1e300, math.Inf(1))
		}
	}
	if rng.IntN(3) == 0 {
		pen.Scale = make([]float64, cols)
		for j := range pen.Scale {
			pen.Scale[j] = pick(0, 5e-324, 1e-200, 1e-160, 1, 1e155, 1e200)
		}
	}
	pen.Alpha = pick(0, 5e-324, 1e-9, 0.5, 1-0x1p-53, 1)
	pen.Lambda = pick(0, 5e-324, 1e-300, 1e-160, 0.3, 0.3, 1e160, 1e300)
	if rng.IntN(4) > 0 {
		pen.Lower, pen.Upper = nil, nil
	} else if pen.Lower != nil {
		for j := range cols { // also at the edges, and 0 for what is excluded
			pen.Lower[j], pen.Upper[j] = -pick(0, 5e-324, 1, 1e300, math.Inf(1)), pick(0, 5e-324, 1, 1e300, math.Inf(1))
		}
	}
	for j := range cols {
		t := pen.Term(j)
		beta[j] = min(max(beta[j], t.Lower), t.Upper)
	}
}

// Bounds against exact rational arithmetic: never on the wrong side, the dual
// point feasible without tolerance, and tight wherever the problem is not hostile.
func TestBoundsHoldExactly(t *testing.T) {
	count := uint64(2500) // of the same 10,000 that were run once
	if testing.Short() {
		count = 500
	}
	proved := map[string][2]int{}
	for seed := range count {
		p, beta, kind := hostile(seed)
		b, err := p.Bounds()
		if err != nil {
			t.Fatalf("seed %d (%s): %v", seed, kind, err)
		}
		q := exactly(p)
		coef, b0 := p.Split(beta)
		primal, err := q.Primal(coef, b0)
		lo, hi := b.Primal(beta)
		if err != nil {
			if !math.IsInf(hi, 1) {
				t.Errorf("seed %d: %v, but a primal bound of %g", seed, err, hi)
			}
			continue
		}
		if !above(hi, primal) || !below(lo, primal) {
			f, _ := primal.Float64()
			t.Errorf("seed %d (%s): primal %g outside [%g, %g]", seed, kind, f, lo, hi)
		}
		d := b.Dual(p.Certify(beta).Theta)
		if o := b.DualFrom(beta); seed%2 == 0 || o.Value > d.Value {
			d = o
		}
		tally := proved[kind]
		tally[0]++
		if !(d.Value >= 0) { // what the zero vector proves
			t.Errorf("seed %d (%s): a dual bound of %g", seed, kind, d.Value)
		} else {
			if d.Value > 0 {
				tally[1]++
			}
			dual, err := q.Dual(d.Theta, d.Scale, d.Rows, d.Equations)
			if err != nil {
				t.Errorf("seed %d (%s): %v", seed, kind, err)
				continue
			}
			if !below(d.Value, dual) || dual.Cmp(primal) > 0 {
				f, _ := dual.Float64()
				t.Errorf("seed %d (%s): dual bound %g above %g", seed, kind, d.Value, f)
			}
			if !above(b.Prove(beta, d).Error, new(big.Rat).Sub(primal, dual)) {
				t.Errorf("seed %d (%s): an error of %g", seed, kind, b.Prove(beta, d).Error)
			}
		}
		proved[kind] = tally
		proof := b.Prove(beta, d)
		if proof.Error < 0 || !(proof.Error >= proof.Primal-proof.Dual) {
			t.Errorf("seed %d (%s): %+v", seed, kind, proof)
		}
		if kind == "plain" {
			if c := p.Certify(beta); proof.Error > c.Gap+1e-11*(1+math.Abs(c.Primal)) {
				t.Errorf("seed %d: proven error %g, gap %g", seed, proof.Error, c.Gap)
			}
		}
	}
	for kind, n := range proved {
		t.Logf("%s: %d problems, a dual bound for %d", kind, n[0], n[1])
	}
}

// Problems so small and round that nearly nothing rounds: a bound that is off in its
// last digit, or leaves out a term, has no room to be right by chance.
func TestBoundsHoldInTheLastDigit(t *testing.T) {
	inf := math.Inf(1)
	tight := 0
	for seed := range uint64(20000) {
		rng := rand.New(rand.NewPCG(seed, 5))
		pick := func(v ...float64) float64 { return v[rng.IntN(len(v))] }
		vector := func(n int, v ...float64) []float64 {
			out := make([]float64, n)
			for k := range out {
				out[k] = pick(v...)
			}
			return out
		}
		maybe := func(n int, v ...float64) []float64 {
			if rng.IntN(3) > 0 {
				return nil
			}
			return vector(n, v...)
		}
		n, cols := 1+rng.IntN(2), 1+rng.IntN(2)
		round := []float64{0, 1, -1, 0.5, 2, 3, -1 - 0x1p-30, 1 + 0x1p-52, 0x1p-60}
		pen := &problems.ElasticNet{Lambda: pick(0, 1, 0.5, 3, 0x1p-80), Alpha: pick(0, 1, 0.5, 1./3, 0x1p-60, 0.9*0x1p-53, 1-0x1p-53),
			Factor: maybe(cols, 0, 1, 3, 1./3, inf), Scale: maybe(cols, 0, 1, 3, 0x1p40, 1./3),
			Lower: maybe(cols, -inf, -1, -0x1p-60, 0), Upper: maybe(cols, inf, 1, 0x1p-60, 0, 3)}
		if rng.IntN(8) == 0 && pen.Lower != nil && pen.Upper != nil && pen.Factor == nil && pen.Scale == nil {
			pen.Lower[0], pen.Upper[0] = pick(0.5, -3), 1
			if pen.Lower[0] < 0 {
				pen.Upper[0] = -1
			}
		}
		fit := &problems.LeastSquares{Y: vector(n, round...), Weights: maybe(n, 1, 3, 1./3, 2), Offset: maybe(n, round...)}
		if fit.Weights != nil && n > 1 && rng.IntN(4) == 0 {
			fit.Weights[1] = 0
		}
		p := &problems.Problem{X: &design.Dense{N: n, P: cols, Data: vector(n*cols, round...)}, Fit: fit, Penalty: pen, Intercept: rng.IntN(2) == 0}
		b, err := p.Bounds()
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		beta := vector(p.Dim(), round...)
		q := exactly(p)
		coef, b0 := p.Split(beta)
		lo, hi := b.Primal(beta)
		switch primal, err := q.Primal(coef, b0); {
		case (err != nil) != math.IsInf(hi, 1):
			t.Errorf("seed %d: %v, but a primal bound of %g", seed, err, hi)
		case err == nil && (!above(hi, primal) || !below(lo, primal)):
			f, _ := primal.Float64()
			t.Errorf("seed %d: primal %g outside [%g, %g]", seed, f, lo, hi)
		case lo == hi:
			tight++
		}
		for _, theta := range [][]float64{vector(n, round...), p.Certify(beta).Theta} {
			d := b.Dual(theta)
			if dual, err := q.Dual(d.Theta, d.Scale, d.Rows, d.Equations); err != nil || !below(d.Value, dual) {
				t.Errorf("seed %d: dual bound %g above %v, %v", seed, d.Value, dual, err)
			}
			for j := range cols {
				if d.Rows != nil {
					break
				}
				u := new(big.Rat)
				for i, x := range p.X.(*design.Dense).Col(j) {
					u.Add(u, new(big.Rat).Mul(new(big.Rat).SetFloat64(x), new(big.Rat).SetFloat64(d.Theta[i])))
				}
				u.Mul(u, new(big.Rat).SetFloat64(d.Scale))
				if lo, hi := d.Corr(j); !above(hi, u) || !below(lo, u) {
					t.Errorf("seed %d: correlation %v outside [%v, %v]", seed, u, lo, hi)
				}
			}
		}
	}
	if tight < 1000 {
		t.Errorf("only %d bounds are tight", tight)
	}
}

// Residuals that cancel to a part of 1e16 of their terms: what twice the precision loses
// is bounded too.
func TestPrimalOfWhatCancels(t *testing.T) {
	for seed := range uint64(2000) {
		rng := rand.New(rand.NewPCG(seed, 6))
		x := []float64{(1 + rng.Float64()) * 0x1p40, (1 + rng.Float64()) * 0x1p40, 1 + rng.Float64()}
		beta := []float64{1 + rng.Float64(), 0, rng.Float64()}
		beta[1] = -x[0] * beta[0] / x[1]
		p := &problems.Problem{X: &design.Dense{N: 1, P: 3, Data: x}, Penalty: problems.Lasso(0)}
		rest := new(big.Rat)
		for j, v := range x {
			rest.Add(rest, new(big.Rat).Mul(new(big.Rat).SetFloat64(v), new(big.Rat).SetFloat64(beta[j])))
		}
		y, _ := rest.Float64()
		p.Fit = &problems.LeastSquares{Y: []float64{y * (1 + math.Ldexp(1, -rng.IntN(50)))}}
		b, err := p.Bounds()
		if err != nil {
			t.Fatal(err)
		}
		primal, err := exactly(p).Primal(beta, 0)
		if err != nil {
			t.Fatal(err)
		}
		if lo, hi := b.Primal(beta); !above(hi, primal) || !below(lo, primal) {
			f, _ := primal.Float64()
			t.Errorf("seed %d: %g outside [%g, %g]", seed, f, lo, hi)
		}
	}
}

// The proven error at a known optimum is a few roundings.
func TestBoundsAreTight(t *testing.T) {
	worst := 0.0
	for seed := range uint64(50) {
		s := textbook.Synth{N: 40, P: 30, K: 6, Seed: seed, Lambda: 0.3, Intercept: seed%2 == 0, Weights: seed%3 == 0, Offset: seed%5 == 0, Free: int(seed % 4), Factors: seed%7 == 0, Bounds: seed%4 == 0}
		p, beta := s.New()
		b, err := p.Bounds()
		if err != nil {
			t.Fatal(err)
		}
		proof := b.Prove(beta, b.Dual(p.Certify(beta).Theta))
		worst = max(worst, proof.Error/proof.Primal)
		if proof.Error > 1e-13*proof.Primal {
			t.Errorf("seed %d: error %g of primal %g", seed, proof.Error, proof.Primal)
		}
	}
	t.Logf("largest proven error relative to the objective at an optimum: %.2g", worst)
}

// Only the ratios of weights count: in other units the proof is the same to the last
// digit. What is too small beside the largest to be carried is refused by name.
func TestUnitsOfWeightsDoNotCount(t *testing.T) {
	for seed := range uint64(20) {
		p, beta := textbook.Synth{N: 20, P: 10, K: 3, Seed: seed, Lambda: 0.3, Intercept: seed%2 == 0, Weights: true}.New()
		fit := p.Fit.(*problems.LeastSquares)
		w := slices.Clone(fit.Weights)
		proof := func(e int) proof.Proof {
			for i, v := range w {
				fit.Weights[i] = math.Ldexp(v, e)
			}
			b, err := p.Bounds()
			if err != nil {
				t.Fatal(err)
			}
			return b.Prove(beta, b.DualFrom(beta))
		}
		for _, e := range []int{-1015, -600, 600, 1015} {
			if got, want := proof(e), proof(0); math.Abs(got.Error-want.Error) > 1e-13*want.Primal || math.Abs(got.Primal-want.Primal) > 1e-13*want.Primal {
				t.Errorf("seed %d: %+v with weights times 2^%d, %+v without", seed, got, e, want)
			}
		}
	}
	p := &problems.Problem{X: &design.Dense{N: 2, P: 1, Data: []float64{1, 2}}, Fit: &problems.LeastSquares{Y: []float64{1, 3}, Weights: []float64{math.MaxFloat64, 1e-300}}, Penalty: problems.Lasso(1)}
	if _, err := p.Bounds(); err == nil || !strings.HasPrefix(err.Error(), "proof: weight of row 1 is 1e-300 beside one of 1.7976931348623157e+308: ") {
		t.Error(err)
	}
}

// What real arithmetic costs: bounds of a point and of a dual point, and the
// certificate in float64 that does the same passes.
func BenchmarkBounds(b *testing.B) {
	for _, s := range []textbook.Synth{{N: 500, P: 2000, K: 50, Seed: 1, Intercept: true}, {N: 2000, P: 5000, K: 50, Seed: 1, Density: 0.01, Intercept: true}} {
		p, beta := s.New()
		theta := p.Certify(beta).Theta
		kind := "dense"
		if s.Density > 0 {
			kind = "sparse"
		}
		b.Run(kind+"/float64", func(b *testing.B) {
			for b.Loop() {
				p.Certify(beta)
			}
		})
		b.Run(kind+"/proven", func(b *testing.B) {
			for b.Loop() {
				bounds, err := p.Bounds()
				if err != nil {
					b.Fatal(err)
				}
				bounds.Prove(beta, bounds.Dual(theta))
			}
		})
	}
}

// A sparse design without entries has columns of zeros.
func TestBoundsOfNoEntries(t *testing.T) {
	x, err := design.NewCSC(2, 1, []int{0, 0}, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: []float64{1, 3}}, Penalty: problems.Lasso(0.5), Intercept: true}
	if c, ok := p.CertifyExtended([]float64{0, 2}, nil); !ok || c.Dual > 0.5 || c.Primal < 0.5 || c.Proven() > 1e-14 {
		t.Errorf("%+v, %v", c, ok)
	}
}
