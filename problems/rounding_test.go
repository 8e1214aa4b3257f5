package problems

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/internal/ratio"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// What follows builds points where rounding is as bad as it gets, and compares what is
// said of it with rational arithmetic.

// drifting returns a number of 52 random bits: the same rounding of a long sum of it is
// made again and again, and errors add up in place of cancelling.
func drifting(rng *rand.Rand) float64 { return 1 + rng.Float64() }

// columnOf stores n entries of v in the ways that designs sum differently.
func columnOf(n int, values ...float64) map[string]design.Design {
	p := len(values)
	dense := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	csc := &design.CSC{N: n, P: p, ColPtr: make([]int, p+1)}
	for j, v := range values {
		for i := range n {
			dense.Col(j)[i] = v
			csc.Row, csc.Val = append(csc.Row, int32(i)), append(csc.Val, v)
		}
		csc.ColPtr[j+1] = len(csc.Val)
	}
	at := make([]int, p)
	for j := range at {
		at[j] = j
	}
	return map[string]design.Design{"dense": dense, "sparse": csc, "other": design.Select(csc, at)}
}

// balanced returns theta with the heavier sign shrunk until its sum is exactly 0.
func balanced(theta []float64) []*big.Rat {
	out, sum, heavy := make([]*big.Rat, len(theta)), new(big.Rat), new(big.Rat)
	for i, t := range theta {
		out[i] = ratio.Of(t)
		sum.Add(sum, out[i])
	}
	for i, t := range out {
		if t.Sign() == sum.Sign() {
			heavy.Add(heavy, out[i])
		}
	}
	if sum.Sign() == 0 {
		return out
	}
	k := heavy.Quo(new(big.Rat).Sub(heavy, sum), heavy)
	for i, t := range out {
		if t.Sign() == sum.Sign() {
			out[i] = new(big.Rat).Mul(t, k)
		}
	}
	return out
}

// unbalanced draws a dual point whose sum is off 0 by a relative off.
func unbalanced(rng *rand.Rand, n int, off float64) []float64 {
	theta := make([]float64, n)
	for i := range theta {
		theta[i] = rng.NormFloat64() * math.Pow(10, -3*rng.Float64())
	}
	c := vector.Total(theta) / float64(n)
	for i := range theta {
		theta[i] = (theta[i] - c) * (1 + off*rng.Float64())
	}
	return theta
}

// The sum of a dual point, a slope and a conjugate are off by no more than is said,
// where the point is first taken to the equation of the intercept.
func TestRoundingOfADualPoint(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		n, cols := 2+rng.IntN(40), 3
		intercept := rng.IntN(4) > 0
		theta := unbalanced(rng, n, []float64{0, 1e-15, 1e-13, 1e-11}[rng.IntN(4)])
		truth := make([]*big.Rat, n)
		for i, v := range theta {
			truth[i] = ratio.Of(v)
		}
		if intercept {
			truth = balanced(theta)
		}
		x := &design.Dense{N: n, P: cols, Data: make([]float64, n*cols)}
		for k := range x.Data {
			x.Data[k] = 1 + float64(k/n)*rng.NormFloat64()
		}
		if k := rng.IntN(3); k > 0 { // a column along theta: Cauchy and Schwarz hold with equality
			for i, v := range theta {
				x.Col(k)[i] = max(0, math.Copysign(v, float64(3-2*k)*v))
			}
		}
		scale := []float64{0.5, 3, 1}
		y := make([]float64, n)
		far, from := math.Pow(10, float64(rng.IntN(8))), rng.IntN(3)
		for i, v := range theta {
			y[i] = []float64{far, math.Copysign(far, v), 0}[from] + rng.NormFloat64()*float64(from&1)
		}
		for name, fit := range map[string]DataFit{"least squares": &LeastSquares{Y: y}, "pointwise": &Pointwise[squares]{Loss: squares{1e9}, Y: y}, "another": another{&LeastSquares{Y: y}}} {
			p := &Problem{X: x, Fit: fit, Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Scale: scale}, Intercept: intercept}
			w := &dualPoint{theta: theta, descent: theta, work: make([]float64, n), z: make([]float64, n)}
			for i, v := range theta {
				w.z[i] = y[i] - float64(n)*v
			}
			a := NewAuditor(x)
			a.measure(p)
			e := w.noise(p, a, SparseBeta{}, p.assess(w.z))
			size := new(big.Rat)
			for i, v := range theta {
				size.Add(size, new(big.Rat).Mul(ratio.Of(v), ratio.Of(v)))
				if v != 0 && !ratio.NotBelow(e.drift, new(big.Rat).Quo(ratio.Distance(v, truth[i]), ratio.Of(math.Abs(v)))) {
					t.Fatalf("seed %d: entry %d of theta moves by more than %g", seed, i, e.drift)
				}
			}
			if !ratio.NotBelow(e.theta*e.theta*(1+0x1p-50), size) {
				t.Errorf("seed %d: theta is longer than %g", seed, e.theta)
			}
			for j := range cols {
				u, err := kdot(x.Col(j), theta), a.slopeError(j, e)
				if !ratio.NotBelow(err, ratio.Distance(u, ratio.Dot(x.Col(j), truth))) {
					t.Errorf("seed %d: slope %d is off by more than %g", seed, j, err)
				}
				if !(e.margin*scale[j] >= err*(1-1e-15)) {
					t.Errorf("seed %d: a margin of %g for %g in units of %g", seed, e.margin, err, scale[j])
				}
			}
			// F*(-s theta) = n s² ‖theta‖²/2 - s <theta, y>.
			for _, s := range []float64{1, 0.3} {
				for i, v := range theta {
					w.work[i] = -s * v
				}
				want := new(big.Rat).Mul(ratio.Of(-s), ratio.Dot(y, truth))
				for _, v := range truth {
					q := new(big.Rat).Mul(v, v)
					want.Add(want, q.Mul(q, ratio.Of(float64(n)*s*s/2)))
				}
				if got, below := e.conjugate(p, w, s); !ratio.NotBelow(below, new(big.Rat).Sub(want, ratio.Of(got))) {
					t.Errorf("seed %d, %s: F* is more than %g above", seed, name, below)
				}
			}
		}
	}
}

// another is a fit of which nothing more is known.
type another struct{ *LeastSquares }

// squares is the square as the loss of one observation, for residuals up to a bound.
type squares struct{ bound float64 }

func (squares) At(y, z float64) (value, slope, curvature float64) {
	return (z - y) * (z - y) / 2, z - y, 1
}
func (squares) Conj(y, v float64) float64               { return v * (v/2 + y) }
func (l squares) Domain(float64) (lower, upper float64) { return -l.bound, l.bound }
func (squares) Lipschitz() float64                      { return 1 }
func (squares) Validate([]float64) error                { return nil }

// kdot is a plain sum, which has as many roundings as may be made.
func kdot(x, v []float64) (s float64) {
	for i, c := range x {
		s += float64(c * v[i])
	}
	return s
}

// Slopes of long columns of one value, where all roundings of a sum go one way.
func TestRoundingOfLongSlopes(t *testing.T) {
	const n = 1 << 17
	rng := rand.New(rand.NewPCG(2, 2))
	theta := make([]float64, n)
	for name, x := range columnOf(n, 1) {
		worst := 0.0
		for range 12 {
			c := drifting(rng)
			for i := range theta {
				theta[i] = c
			}
			p := &Problem{X: x, Fit: &LeastSquares{Y: theta}, Penalty: Lasso(1)}
			for _, many := range []int{1, 2, 5} {
				u, v := make([][]float64, many), make([][]float64, many)
				for k := range u {
					u[k], v[k] = make([]float64, 1), theta
				}
				design.MulTransMany(u, x, v)
				a := NewAuditor(x)
				a.blocks = many > 1
				a.measure(p)
				e := roundoff{theta: math.Sqrt(n) * c}
				e.margin = a.margin(e)
				off := math.Abs(math.FMA(n, -c, u[0][0]))
				if err := a.slopeError(0, e); !(off <= err) || !(off <= e.margin) {
					t.Errorf("%s, %d at a time: a slope is off by %g, which is more than %g or %g", name, many, off, err, e.margin)
				}
				worst = max(worst, off/(n*c)/unit)
			}
		}
		if worst < 20 {
			t.Errorf("%s: only %g roundings are seen", name, worst)
		}
	}
}

// The optimum of (y - b)²/2 + lambda |b| in n equal rows is lambda y - lambda²/2. Near
// it, with a slope that rounding makes too small, no dual bound is above that: neither
// where the point uses the column, nor where it uses one of half the entries, so that the
// other is to be found among the columns that seem to rest.
func TestRoundingOfSlopesThatCount(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for _, name := range []string{"dense", "sparse", "other"} {
		n, lanes := 1<<16, 4.0
		if name == "dense" { // sums in sixteen lanes, of which a fourth of the roundings count
			n, lanes = 1<<18, 16
		}
		if name != "dense" { // by segments
			lanes = 4 * float64(n) / design.Segment // of which a fourth of the roundings count
		}
		x := columnOf(n, 1, 0.5)[name]
		y, theta, u := make([]float64, n), make([]float64, n), make([]float64, 2)
		fill := func(x []float64, v float64) {
			for i := range x {
				x[i] = v
			}
		}
		lambda := 0.0
		for lambda == 0 || !(math.FMA(float64(n), -lambda, u[0]) < -float64(n)/lanes/10*unit*float64(n)*lambda) {
			lambda = drifting(rng)
			fill(theta, lambda)
			design.MulTrans(u, x, theta)
		}
		target := 16 * lambda
		fill(y, target)
		optimum := new(big.Rat).Mul(ratio.Of(lambda), new(big.Rat).Sub(ratio.Of(target), ratio.Of(lambda/2)))
		for _, more := range []float64{3e-14, 1e-12} {
			b := target - lambda*(1+more)
			fill(theta, (target-b)/float64(n))
			for _, beta := range [][]float64{{b, 0}, {0, 2 * b}} {
				for kind, pen := range map[string]*ElasticNet{"plain": Lasso(lambda), "scaled": {Lambda: lambda, Alpha: 1, Scale: []float64{1, 1}},
					"by factors": {Lambda: lambda, Alpha: 1, Factor: []float64{1, 1}}, "bounded": {Lambda: lambda, Alpha: 1, Upper: []float64{1e9, math.Inf(1)}}} {
					if name == "dense" && kind != "plain" {
						continue
					}
					p := &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: pen}
					other := &Problem{X: x, Fit: p.Fit, Penalty: &ElasticNet{Lambda: lambda, Alpha: 1, Scale: []float64{1000, 1000}}}
					pt := p.SparseBeta(beta)
					found := []Certificate{p.Certify(beta), p.DualAt(theta)}
					for _, f := range NewAuditor(x).Audit([]*Problem{p, p}, []SparseBeta{pt, pt}) {
						found = append(found, f.Certificate)
					}
					found = append(found, NewAuditor(x).Audit([]*Problem{p, other}, []SparseBeta{pt, pt})[0].Certificate)
					// From a point whose own slopes rest well, the dual point alone has them count.
					if c, ok := p.CertifyExtended([]float64{0, 2*target - lambda}, theta); ok {
						found = append(found, c)
					}
					for k, c := range found {
						if !ratio.NotAbove(c.Dual, optimum) {
							f, _ := optimum.Float64()
							t.Errorf("%s %s, %v, %g off, way %d: a bound of %v for an optimum of %v", name, kind, beta, more, k, c.Dual, f)
						}
					}
				}
			}
		}
	}
}

// A dual point is checked on the columns too that the coefficients had no need of. On the
// first column alone the optimum is 0.1, and its dual point breaks the threshold of the
// second, with which the objective comes down to 0.098225 and below.
func TestExtendedLooksAtAllColumns(t *testing.T) {
	p := &Problem{X: &design.Dense{N: 2, P: 2, Data: []float64{1, 0, 0.8, 0.6}}, Fit: &LeastSquares{Y: []float64{1, 0.2}}, Penalty: Lasso(0.1)}
	c, ok := p.CertifyExtended([]float64{0.95, 0}, []float64{0.1, 0.1})
	if better := p.Primal([]float64{0.76, 0.05}); !ok || c.Dual > better || !(c.Dual > 0.05) {
		t.Errorf("%v: a bound of %v where %v is attained", ok, c.Dual, better)
	}
}

// The same for a constraint, whose conjugate is finite and grows with the slopes: where
// b <= R the optimum of (y - b)²/2 is (y - R)²/2.
func TestRoundingOfASupportFunction(t *testing.T) {
	const n = 1 << 16
	rng := rand.New(rand.NewPCG(9, 9))
	y := make([]float64, n)
	x := columnOf(n, 1)["sparse"]
	for range 10 {
		c := drifting(rng)
		const radius = 64
		for i := range y {
			y[i] = c + radius
		}
		gap := new(big.Rat).Sub(ratio.Of(y[0]), ratio.Of(radius))
		optimum := gap.Mul(gap, gap)
		optimum.Mul(optimum, big.NewRat(1, 2))
		p := &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: Constraint{prox.Box{Lower: []float64{-1}, Upper: []float64{radius}}}}
		if got := p.Certify([]float64{radius}); !ratio.NotAbove(got.Dual, optimum) || !ratio.NotBelow(got.Primal, optimum) {
			t.Errorf("c = %v: an optimum outside [%v, %v]", c, got.Dual, got.Primal)
		}
	}
}

// Products of a penalty that leave the range of doubles on the way, or lose their digits:
// a penalty of 1 that is computed as 0, and a threshold that is computed a third too
// large, so that a column seems to rest.
func TestRoundingOfProductsThatUnderflow(t *testing.T) {
	one := &design.Dense{N: 1, P: 1, Data: []float64{1e-200}}
	p := &Problem{X: one, Fit: &LeastSquares{Y: []float64{1}}, Penalty: &ElasticNet{Lambda: 1e-200, Alpha: 1, Scale: []float64{1e-200}, Factor: []float64{1e200}}}
	if c := p.Certify([]float64{1e200}); !(c.Primal >= 1-1e-12) || math.IsInf(c.Primal, 0) {
		t.Errorf("an objective of 1 is taken for %v", c.Primal)
	}
	const small = 0x1p-54
	p = &Problem{X: &design.Dense{N: 1, P: 1, Data: []float64{1}}, Fit: &LeastSquares{Y: []float64{1.9 * small}},
		Penalty: &ElasticNet{Lambda: 3 * interval.Smallest, Alpha: 1, Scale: []float64{0.5}, Factor: []float64{0x1p1020}}}
	if c := p.Certify([]float64{0}); !(c.Dual <= (1.5*1.9-1.5*1.5/2)*small*small*(1+1e-15)) {
		t.Errorf("a bound of %v", c.Dual/small/small)
	}
}

// A dual point whose square underflows is known no better for that: the optimum of
// (y - x b)²/2 + lambda |b| is less than lambda y/x.
func TestRoundingOfATinyDualPoint(t *testing.T) {
	const n, size = 1 << 16, 0x1p440
	rng := rand.New(rand.NewPCG(10, 10))
	x := columnOf(n, size)["sparse"]
	y, theta := make([]float64, n), make([]float64, n)
	for range 20 {
		lambda := drifting(rng) * 0x1p-100
		for i := range y {
			y[i], theta[i] = 0x1p500, lambda*(1+1e-11)/n/size
		}
		p := &Problem{X: x, Fit: &LeastSquares{Y: y}, Penalty: Lasso(lambda)}
		if c := p.DualAt(theta); !(c.Dual <= lambda*(0x1p500/size)) {
			t.Errorf("a bound of %v for an optimum below %v", c.Dual, lambda*(0x1p500/size))
		}
	}
}

// Conjugates at slopes on the edge of what the kink holds, where b u and the penalty
// cancel, are bounded from above.
func TestRoundingOfTheConjugate(t *testing.T) {
	for seed := range uint64(6000) {
		rng := rand.New(rand.NewPCG(seed, 6))
		net := ratio.DrawNet(rng)
		o := &ElasticNet{net.Lambda, net.Alpha, net.Factor, net.Scale, net.Lower, net.Upper}
		edge := ratio.Float(net.L1)
		s := []float64{1, rng.Float64()}[rng.IntN(2)]
		u := edge / s * []float64{1, 1 + 0x1p-52, 1 - 0x1p-52, 1 + 1e-14*rng.NormFloat64(), 1 + 1e-8, 3 * rng.Float64(), -1, -1 - 1e-14}[rng.IntN(8)]
		err := math.Abs(u) * []float64{0, 0, unit, 1e-14, 1e-3}[rng.IntN(5)]
		t1 := o.Term(0)
		want := ratio.Conj(net.L1, net.L2, t1.Lower, t1.Upper, u, err, s)
		got := o.conjAbove([]float64{u}, []float64{err}, s)
		if want == nil && !math.IsInf(got, 1) || want != nil && !ratio.NotBelow(got, want) {
			t.Fatalf("seed %d: %+v at %v ± %g times %v: a conjugate of %g", seed, o, u, err, s, got)
		}
	}
}

// What is not named for being near its threshold is below it for certain.
func TestRoundingNearTheThreshold(t *testing.T) {
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 7))
		const cols = 6
		o := &ElasticNet{Lambda: rng.Float64(), Alpha: []float64{1, 0.3}[rng.IntN(2)]}
		if rng.IntN(2) == 0 {
			o.Scale = make([]float64, cols)
			for j := range cols {
				o.Scale[j] = 0.1 + rng.Float64()
			}
		}
		if rng.IntN(3) == 0 {
			o.Factor = []float64{1, 0.7, 1. / 3, 3, 0.1, 1}
		}
		if rng.IntN(3) == 0 {
			o.Lower = []float64{-1, 0, 0.5, math.Inf(-1), -2, 0.1}
		}
		a := &Auditor{x: &design.Dense{N: 3, P: cols}, scale: o.Scale, least: 3 * tiny}
		for j := range cols {
			a.norms = append(a.norms, 0.1+rng.Float64())
			d := 1.0
			if o.Scale != nil {
				d = o.Scale[j]
			}
			a.reach = max(a.reach, a.norms[j]/d)
		}
		if o.Scale != nil && rng.IntN(2) == 0 { // as another problem's has left it
			a.scale, a.reach = []float64{1, 1, 1, 1, 1, 1}, a.reach/100
		}
		e := roundoff{theta: math.Pow(10, 15*rng.Float64()), drift: 1e-14}
		e.margin = a.margin(e)
		u := make([]float64, cols)
		edges := make([]*big.Rat, cols)
		for j := range u {
			edges[j] = new(big.Rat).Mul(ratio.Of(o.Lambda), ratio.Of(o.Alpha))
			if o.Scale != nil {
				edges[j].Mul(edges[j], ratio.Of(o.Scale[j]))
			}
			if o.Factor != nil {
				edges[j].Mul(edges[j], ratio.Of(o.Factor[j]))
			}
			edge, _ := edges[j].Float64()
			u[j] = (edge - 1.5*rng.Float64()*a.slopeError(j, e)) * (1 - 2*float64(rng.IntN(2)))
		}
		named := map[int]bool{}
		for _, j := range o.near(nil, u, a, e) {
			named[j] = true
		}
		for j := range u {
			far := new(big.Rat).Add(ratio.Of(math.Abs(u[j])), ratio.Of(a.slopeError(j, e)))
			if !named[j] && (far.Cmp(edges[j]) > 0 || o.Lower != nil && o.Lower[j] > 0) {
				t.Fatalf("seed %d: %+v: the slope %v ± %g of column %d is taken for quiet", seed, o, u[j], a.slopeError(j, e), j)
			}
		}
	}
}

// A norm's dual point, with the errors of its slopes all outwards, is feasible once
// shrunk.
func TestRoundingOfAShrunkenPoint(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for range 300 {
		pen := &GroupLasso{Lambda: rng.Float64(), Groups: [][]int{{0, 1}, {2, 3, 4}}, Weights: []float64{1, 2}}
		u, err := make([]float64, 5), make([]float64, 5)
		for j := range u {
			u[j], err[j] = rng.NormFloat64(), math.Pow(10, -16+15*rng.Float64())
		}
		s := shrink(pen, u, err)
		for j := range u {
			u[j] += math.Copysign(err[j], u[j])
			u[j] *= s.safe * (1 - 4*vector.Eps)
		}
		if pen.DualScale(u) < 1 || s.safe > s.nominal {
			t.Errorf("shrunk by %+v, and by %v it is feasible", s, pen.DualScale(u))
		}
	}
}

// What certificates add up to.
func TestRoundingAddsUp(t *testing.T) {
	if got := (Certificate{Gap: -1, Rounding: 2}).Proven(); got != 2 {
		t.Errorf("proven to %v: no less than rounding is", got)
	}
	if got := (Certificate{Gap: 1, Rounding: 2}).Proven(); got != 3 {
		t.Errorf("proven to %v", got)
	}
	c := Certificate{Primal: 3, Dual: 1, Gap: 1.5, Rounding: 0.5, DualRounding: 0.125}
	o := Certificate{Dual: 2, Theta: []float64{1}, DualRounding: 0.25}
	for _, k := range []struct{ c, o, want Certificate }{
		{c, o, Certificate{Primal: 3, Dual: 2, Gap: 0.375, Rounding: 0.625, DualRounding: 0.25}},
		{c, Certificate{Dual: 2, DualRounding: 0.25}, c},                        // no dual point
		{c, Certificate{Dual: 0.5, Theta: []float64{1}, DualRounding: 0.25}, c}, // a worse one
		{Certificate{Primal: 3, Dual: math.NaN(), DualRounding: 0.125}, o, Certificate{Primal: 3, Dual: 2, Gap: 0.75, Rounding: 0.25, DualRounding: 0.25}},
		{Certificate{Primal: 3, Dual: 1, Rounding: math.NaN()}, o, Certificate{Primal: 3, Dual: 2, Gap: 0.75, Rounding: 0.25, DualRounding: 0.25}},
	} {
		got := k.c.With(k.o)
		if got.Theta = nil; fmt.Sprint(got) != fmt.Sprint(k.want) {
			t.Errorf("%+v and not %+v", got, k.want)
		}
	}
}

// Predictions that are sums of many columns, of either sign, of an intercept and little,
// and of what cancels: F is off by no more than is said.
func TestRoundingOfAPrediction(t *testing.T) {
	for seed := range uint64(120) {
		rng := rand.New(rand.NewPCG(seed, 4))
		n, cols := 1+rng.IntN(5), []int{1, 2, 30, 1000}[rng.IntN(4)]
		x := &design.Dense{N: n, P: cols, Data: make([]float64, n*cols)}
		c, sign := drifting(rng), math.Copysign(1, rng.NormFloat64())
		beta := make([]float64, cols+1)
		for j := range cols {
			beta[j] = sign * c
			for i := range n {
				x.Col(j)[i] = 1
			}
		}
		switch rng.IntN(3) {
		case 0:
			beta[cols] = math.Ldexp(rng.NormFloat64(), 40)
		case 1:
			beta[cols] = -sign * c * float64(cols)
		}
		z := new(big.Rat).Mul(ratio.Of(beta[0]), ratio.Of(float64(cols)))
		z.Add(z, ratio.Of(beta[cols]))
		near, _ := z.Float64()
		y, o := make([]float64, n), make([]float64, n)
		miss := []float64{0, 0, 1e-13, 1e-9, 1e-3, 0.5, 1e3}[rng.IntN(7)]
		for i := range y {
			o[i] = near * rng.NormFloat64() * float64(seed&1)
			y[i] = near*(1+miss*rng.NormFloat64()) + o[i]
		}
		for name, fit := range map[string]DataFit{"least squares": &LeastSquares{Y: y, Offset: o}, "pointwise": &Pointwise[squares]{Loss: squares{1e20}, Y: y, Offset: o}} {
			p := &Problem{X: x, Fit: fit, Penalty: Lasso(0), Intercept: true}
			want := new(big.Rat)
			for i := range y {
				r := new(big.Rat).Add(z, ratio.Of(o[i]))
				r.Sub(r, ratio.Of(y[i]))
				want.Add(want, r.Mul(r, r))
			}
			want.Quo(want, ratio.Of(float64(2*n)))
			a := NewAuditor(x)
			a.measure(p)
			w := &dualPoint{}
			w.resize(n)
			pt := p.SparseBeta(beta)
			predict([][]float64{w.z}, x, []SparseBeta{pt})
			w.derive(p)
			value := fit.Value(w.z)
			if e := w.noise(p, a, pt, p.assess(w.z)); !ratio.NotBelow(e.primal, ratio.Distance(value, want)) {
				f, _ := want.Float64()
				t.Errorf("seed %d, %s: F is %v and not %v, which is more than %g", seed, name, f, value, e.primal)
			}
			if c := p.Certify(beta); !ratio.NotBelow(c.Primal, want) {
				t.Errorf("seed %d, %s: Primal is too small", seed, name)
			}
		}
	}
}

// What the auditor keeps of the columns: their lengths over the rows that count, from
// above and tight, whatever the storage, in units of the thresholds too.
func TestRoundingMeasuresColumns(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	const n, cols = 150, 4
	dense := &design.Dense{N: n, P: cols, Data: make([]float64, n*cols)}
	for k := range dense.Data {
		dense.Data[k] = float64(1+k/n) * (3 + rng.NormFloat64())
	}
	csc := &design.CSC{N: n, P: cols, ColPtr: make([]int, cols+1)}
	for j := range cols {
		for i := j; i < n; i += j + 1 {
			csc.Row, csc.Val = append(csc.Row, int32(i)), append(csc.Val, dense.Col(j)[i])
		}
		csc.ColPtr[j+1] = len(csc.Val)
	}
	weights, y := make([]float64, n), make([]float64, n)
	for i := range weights {
		weights[i], y[i] = float64(i%3), 3+rng.NormFloat64()
	}
	a := map[string]*Auditor{}
	for round := range 2 { // the second time, with what is known
		for name, x := range map[string]design.Design{"dense": dense, "sparse": csc, "other": design.Select(dense, []int{0, 1, 2, 3})} {
			if round == 0 {
				a[name] = NewAuditor(x)
			}
			a := a[name]
			for kind, w := range map[string][]float64{"no weights": nil, "some zero": weights} {
				if name == "other" && w != nil {
					continue
				}
				for _, scale := range [][]float64{nil, {1, 0.01, 2, 0}, {5, 4, 3, 2}} {
					p := &Problem{X: x, Fit: &LeastSquares{Y: y, Weights: w}, Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Scale: scale}}
					a.measure(p)
					reach, most := 0.0, 0
					for j := range cols {
						col := make([]float64, n)
						x.ColAxpy(j, 1, col)
						s := 0.0
						for i, v := range col {
							if w == nil || w[i] != 0 {
								s += v * v
							}
						}
						if r := a.norms[j] / math.Sqrt(s); !(r >= 1 && r < 1.01) {
							t.Errorf("%s, %s: a length of %g for %g", name, kind, a.norms[j], math.Sqrt(s))
						}
						d := 1.0
						if scale != nil {
							d = scale[j]
						}
						if d > 0 {
							reach = max(reach, math.Sqrt(s)/d)
						}
						most = max(most, a.roundings(j))
					}
					if r := a.reach / reach; !(r >= 1 && r < 1.01) || a.roundings(a.fullest) != most {
						t.Errorf("%s, %s, %v: reach is %g and not %g, %d roundings and not %d", name, kind, scale, a.reach, reach, a.roundings(a.fullest), most)
					}
				}
			}
		}
	}
	// Of two problems that differ in the rows that count, all rows count.
	plain := &Problem{X: dense, Fit: &LeastSquares{Y: y}, Penalty: Lasso(1)}
	sparse := &Problem{X: dense, Fit: &LeastSquares{Y: y, Weights: weights}, Penalty: Lasso(1)}
	one, two := NewAuditor(dense), NewAuditor(dense)
	one.measure(plain)
	two.measure(sparse, plain)
	if fmt.Sprint(one.norms) != fmt.Sprint(two.norms) {
		t.Errorf("lengths of %v and %v", one.norms, two.norms)
	}
	// A threshold that all but vanishes has no margin in common with others.
	faint := &Problem{X: dense, Fit: &LeastSquares{Y: y}, Penalty: &ElasticNet{Lambda: 1, Alpha: 1, Scale: []float64{1, 1, 1e-100, 1}}}
	if one.measure(faint); !math.IsInf(one.reach, 1) {
		t.Errorf("reach is %g", one.reach)
	}
	// Columns whose squares underflow.
	for k := range dense.Data {
		dense.Data[k] = 1e-170
	}
	if tiny := NewAuditor(dense); true {
		tiny.measure(plain)
		if !(tiny.norms[0] >= 1e-170*math.Sqrt(n)) || !(tiny.least > 0) {
			t.Errorf("a length of %g", tiny.norms[0])
		}
	}
	// ‖y - o‖ of the rows that count, of one fit after another.
	w := &dualPoint{}
	for _, fit := range []*LeastSquares{{Y: y}, {Y: y, Weights: weights}, {Y: y, Offset: weights}} {
		s := 0.0
		for i := range y {
			if fit.Weights == nil || fit.Weights[i] != 0 {
				s += fit.target(i) * fit.target(i)
			}
		}
		if r := w.target(fit) / math.Sqrt(s); !(r >= 1 && r < 1.01) {
			t.Errorf("the target is %g times as long as it is", r)
		}
	}
}

// An intercept that is too low violates the optimality conditions as much as one that is
// too high: by what the residuals sum to.
func TestRoundingApartTheInterceptViolates(t *testing.T) {
	p := &Problem{X: &design.Dense{N: 2, P: 1, Data: []float64{1, -1}}, Fit: &LeastSquares{Y: []float64{1, 3}}, Penalty: Lasso(9), Intercept: true}
	for _, b0 := range []float64{1.5, 2.5} {
		if c := p.Certify([]float64{0, b0}); c.KKT != 0.5 || c.Worst != 1 {
			t.Errorf("an intercept of %v where 2 is best: a violation of %v at %d", b0, c.KKT, c.Worst)
		}
	}
}
