package problems_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/digits"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/solvers"
)

var (
	hunted = flag.Int("search", 100, "how many problems of classes and counts to hold against their optima to 50 digits")
	seed   = flag.Uint64("seed", 1, "of the problems of -search")
)

// drawFamily draws a problem of classes or counts: tame ones such as any solver should do
// well on, wild ones with huge offsets, weights of all sizes, classes that separate,
// columns of other sizes and far from zero, bounds and a faint ridge.
func drawFamily(rng *rand.Rand) *digits.Problem {
	n, cols := 2+rng.IntN(7), 1+rng.IntN(4)
	wild := rng.IntN(2) == 0
	chance := func(p float64) bool { return rng.Float64() < p }
	p := &digits.Problem{Counts: chance(0.5), Intercept: chance(0.7), Alpha: 1}
	z := make([]float64, n)
	for range cols {
		size, far := 1.0, 0.0
		if wild {
			size = math.Pow(10, 3*rng.NormFloat64())
			if chance(0.3) {
				far = size * math.Pow(10, 6*rng.Float64())
			}
		}
		x, b := make([]float64, n), rng.NormFloat64()
		for i := range x {
			x[i] = far + size*rng.NormFloat64()
			if chance(0.2) {
				x[i] = 0
			}
			z[i] += b * (x[i] - far) / size
		}
		p.X = append(p.X, x)
	}
	spread := 1.0
	if wild && chance(0.3) {
		spread = 600
	}
	if chance(0.3) {
		p.Offset = make([]float64, n)
		for i := range z {
			p.Offset[i] = spread * rng.NormFloat64()
			z[i] += p.Offset[i]
		}
	}
	if chance(0.3) {
		p.Weights = make([]float64, n)
		for i := range z {
			p.Weights[i] = math.Ceil(3*rng.Float64()) + float64(rng.IntN(2))*rng.Float64()
			if wild {
				p.Weights[i] = math.Pow(10, 8*(rng.Float64()-0.5))
			}
			if chance(0.1) && i > 1 {
				p.Weights[i] = 0
			}
		}
	}
	counts := 1.0
	if wild {
		counts = math.Pow(10, 6*rng.Float64())
	}
	separable := wild && chance(0.3)
	p.Y = make([]float64, n)
	for i, v := range z {
		switch {
		case p.Counts:
			p.Y[i] = math.Floor(counts * 3 * rng.Float64() * math.Exp(min(max(v, -5), 3)))
		case separable:
			p.Y[i] = float64(rng.IntN(2))
			if v > 0 {
				p.Y[i] = 1
			}
		case chance(0.15):
			p.Y[i] = rng.Float64()
		case rng.Float64() < 1/(1+math.Exp(-v)):
			p.Y[i] = 1
		}
	}
	p.Lambda = math.Pow(10, -3*rng.Float64())
	if p.Counts {
		p.Lambda *= counts
	}
	if chance(0.3) {
		p.Alpha = []float64{0.5, 1 - 1e-9, 0, 0.05}[rng.IntN(4)]
	}
	if chance(0.3) {
		p.Factor = make([]float64, cols)
		for j := range p.Factor {
			p.Factor[j] = []float64{0, 1, 1, 2.5, 1e-3}[rng.IntN(5)]
		}
	}
	if chance(0.3) {
		p.Lower, p.Upper = make([]float64, cols), make([]float64, cols)
		for j := range p.Lower {
			p.Lower[j] = []float64{math.Inf(-1), -1, 0, 0.25}[rng.IntN(4)]
			p.Upper[j] = []float64{math.Inf(1), 1, 0.5, math.Inf(1)}[rng.IntN(4)]
		}
	}
	return p
}

// stated is the problem as the library states it.
func stated(p *digits.Problem) *problems.Problem {
	x := &design.Dense{N: len(p.Y), P: len(p.X)}
	for _, c := range p.X {
		x.Data = append(x.Data, c...)
	}
	q := &problems.Problem{X: x, Intercept: p.Intercept, Fit: &losses.Logistic{Y: p.Y, Weights: p.Weights, Offset: p.Offset},
		Penalty: &problems.ElasticNet{Lambda: p.Lambda, Alpha: p.Alpha, Factor: p.Factor, Lower: p.Lower, Upper: p.Upper}}
	if p.Counts {
		q.Fit = &losses.Poisson{Y: p.Y, Weights: p.Weights, Offset: p.Offset}
	}
	return q
}

func below(a float64, b *big.Float) bool {
	return !math.IsInf(a, 1) && (math.IsInf(a, -1) || digits.Of(a).Cmp(b) < 0)
}

// No certificate of classes or counts misses the optimum, which is known to 50 digits, nor
// says less than the objective at its point: of points from exact to far off, of any dual
// point, and of what is solved. For a long hunt: go test ./problems -run TestFiftyDigits
// -search 1000 -seed 7 -v -timeout 0.
func TestFiftyDigits(t *testing.T) {
	solved, certificates, decided, all, loosest, proven := 0, 0, 0, 0, 0.0, 0.0
	for k := range *hunted {
		rng := rand.New(rand.NewPCG(*seed, uint64(k)))
		p := drawFamily(rng)
		q := stated(p)
		if err := q.Validate(); err != nil {
			t.Fatal(k, err)
		}
		o, err := p.Solve()
		null, nullErr := q.Null()
		if errors.Is(nullErr, problems.ErrNullAtInfinity) {
			if err == nil {
				t.Errorf("problem %d: %v, but there is an optimum: %+v", k, nullErr, *p)
			}
			continue
		}
		if err != nil {
			continue // dependent columns, or coefficients beyond all bounds
		}
		solved++
		best := make([]float64, q.Dim())
		for j, b := range o.Beta {
			best[j], _ = b.Float64()
		}
		say := func(what string, c problems.Certificate, beta []float64) {
			t.Helper()
			certificates++
			if !math.IsInf(c.Dual, -1) && digits.Of(c.Dual).Cmp(o.Value) > 0 || c.Dual != c.Dual {
				t.Errorf("problem %d, %s: a lower bound of %v, and the optimum is %.20g, off by %.3g, rounding %.3g: %+v", k, what, c.Dual, o.Value,
					digits.Of(0).Sub(digits.Of(c.Dual), o.Value), c.DualRounding, *p)
			}
			if beta != nil && below(c.Primal, p.Objective(digits.Precisely(beta))) {
				t.Errorf("problem %d, %s: an upper bound of %v, and the objective is %.20g: %+v", k, what, c.Primal, p.Objective(digits.Precisely(beta)), *p)
			}
		}
		for j := range best { // what rounding did to it must not leave the bounds
			if j < len(p.X) && p.Lower != nil {
				best[j] = min(max(best[j], p.Lower[j]), p.Upper[j])
			}
		}
		c := q.Certify(best)
		say("the optimum", c, best)
		if nullErr == nil {
			loosest = max(loosest, c.Proven()/null.Scale)
		}
		var points [][]float64
		for _, size := range []float64{1, 1e-2, 1e-5, 1e-10} {
			x := append([]float64(nil), best...)
			for j := range x {
				if x[j] *= 1 + size*rng.NormFloat64(); rng.IntN(2) == 0 {
					x[j] += size * rng.NormFloat64()
				}
				if j < len(p.X) && p.Lower != nil {
					x[j] = min(max(x[j], p.Lower[j]), p.Upper[j])
				}
			}
			say(fmt.Sprintf("%g off", size), q.Certify(x), x)
			points = append(points, x)
		}
		b, err := q.Bounds()
		if err != nil {
			t.Fatal(k, err)
		}
		prove := func(what string, x []float64, d proof.DualBound) {
			t.Helper()
			lo, hi := b.Primal(x)
			if v := p.Objective(digits.Precisely(x)); below(hi, v) || !math.IsInf(lo, -1) && digits.Of(lo).Cmp(v) > 0 {
				t.Errorf("problem %d, %s: bounds of %v and %v on an objective of %.20g: %+v", k, what, lo, hi, v, *p)
			}
			if !math.IsInf(d.Value, -1) && digits.Of(d.Value).Cmp(o.Value) > 0 || d.Value != d.Value {
				t.Errorf("problem %d, %s: a proven lower bound of %v, and the optimum is %.20g, off by %.3g: %+v", k, what, d.Value, o.Value,
					digits.Of(0).Sub(digits.Of(d.Value), o.Value), *p)
			}
		}
		decide := func(what string, x []float64, d proof.DualBound) {
			f := b.Features(x, d)
			for j, v := range f.Verdicts {
				zero := o.Beta[j].Sign()
				if v == proof.Zero && zero != 0 || v == proof.Positive && zero <= 0 || v == proof.Negative && zero >= 0 {
					t.Errorf("problem %d, %s: coefficient %d is %v, and %.10g: %+v", k, what, j, v, o.Beta[j], *p)
				}
				if off := digits.Of(0).Sub(digits.Of(x[j]), o.Beta[j]); below(f.Radius[j], off.Abs(off)) {
					t.Errorf("problem %d, %s: coefficient %d is within %g of %v, and %.10g: %+v", k, what, j, f.Radius[j], x[j], o.Beta[j], *p)
				}
				if v != proof.Undetermined {
					decided++
				}
				all++
			}
		}
		d := b.DualFrom(best)
		if e := b.Dual(c.Theta); e.Value > d.Value {
			prove("proof of theta", best, e)
			d = e
		}
		prove("proof of the optimum", best, d)
		decide("the optimum", best, d)
		if nullErr == nil {
			proven = max(proven, b.Prove(best, d).Error/null.Scale)
		}
		for _, x := range points {
			decide("a point", x, b.DualFrom(x))
			decide("a point and the best dual point", x, d)
		}
		theta := make([]float64, len(p.Y))
		for i := range theta {
			theta[i] = math.Exp(3*rng.NormFloat64()) * rng.NormFloat64()
		}
		say("any dual point", q.DualAt(theta), nil)
		prove("any dual point", best, b.Dual(theta))
		if k%4 == 0 && nullErr == nil {
			r, err := solvers.Solve(context.Background(), q, solvers.Settings{MaxIter: 300})
			if err != nil {
				t.Errorf("problem %d: %v: %+v", k, err, *p)
				continue
			}
			say("solved", r.Certificate, r.X)
		}
	}
	if solved < *hunted/2 {
		t.Errorf("only %d of %d problems have an optimum to compare with", solved, *hunted)
	}
	if decided < all/2 {
		t.Errorf("only %d of %d verdicts", decided, all)
	}
	t.Logf("%d problems of %d, %d certificates; at an optimum no more than %.2g of the null loss is left, %.2g in twice the precision; %d verdicts of %d", solved, *hunted, certificates, loosest, proven, decided, all)
}

// An unpenalised column of one row makes that row's entry of the dual point 0, and not a
// rounding error that no projection gets rid of.
func TestDummyOfOneRow(t *testing.T) {
	for k := range 12 {
		rng := rand.New(rand.NewPCG(95, uint64(k)))
		p := &digits.Problem{Counts: k%2 == 0, Intercept: k%3 > 0, Lambda: 0.05, Alpha: 1, Factor: []float64{1, 0, 1}}
		const n = 7
		for j := range 3 {
			x := make([]float64, n)
			for i := range x {
				x[i] = rng.NormFloat64()
				if j == 1 {
					x[i] *= float64(i / (n - 1))
				}
			}
			p.X = append(p.X, x)
		}
		for i := range n {
			p.Y = append(p.Y, float64(i%2))
			if i == n-1 { // inside the domain, so that its coefficient is finite
				p.Y[i] = 0.3
			}
		}
		o, err := p.Solve()
		if err != nil {
			t.Fatal(k, err)
		}
		best := make([]float64, len(o.Beta))
		for j, b := range o.Beta {
			best[j], _ = b.Float64()
		}
		q := stated(p)
		null, err := q.Null()
		if err != nil {
			t.Fatal(k, err)
		}
		if c := q.Certify(best); c.Proven() > 1e-11*null.Scale {
			t.Errorf("problem %d: %g of %g is left at the optimum", k, c.Proven(), null.Scale)
		}
	}
}
