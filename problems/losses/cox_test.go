package losses_test

import (
	"errors"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/problemtest"
)

// coxes are fits with everything that risk sets may have.
func coxes(n int, rng *rand.Rand) iter.Seq2[string, *losses.Cox] {
	var names []string
	var fits []*losses.Cox
	for _, ties := range []losses.Ties{losses.Breslow, losses.Efron} {
		draw := func(late, grouped, weighted bool) *losses.Cox {
			f := &losses.Cox{Ties: ties}
			for i := range n {
				t := float64(1 + rng.IntN(n/2+1))
				f.Time, f.Status = append(f.Time, t), append(f.Status, float64(rng.IntN(3)/1%2))
				if late {
					f.Start = append(f.Start, t-0.5-float64(rng.IntN(n/2+1)))
				}
				if grouped {
					f.Strata = append(f.Strata, 3*(i%2))
				}
				if weighted {
					f.Weights, f.Offset = append(f.Weights, float64(rng.IntN(4))/2), append(f.Offset, rng.NormFloat64())
				}
			}
			f.Status[0], f.Status[1] = 1, 1
			if weighted {
				f.Weights[0] = 1
			}
			return f
		}
		name := ties.String()
		names = append(names, name, name+", strata", name+", weights", name+", late starts", name+", late starts, strata, weights")
		fits = append(fits, draw(false, false, false), draw(false, true, false), draw(false, false, true), draw(true, false, false), draw(true, true, true))
	}
	return func(yield func(string, *losses.Cox) bool) {
		for k, f := range fits {
			if !yield(names[k], f) {
				return
			}
		}
	}
}

func TestCoxLaws(t *testing.T) {
	for seed := range uint64(4) {
		for name, f := range coxes(9, rand.New(rand.NewPCG(seed, 1))) {
			if err := problemtest.CheckFit(f, len(f.Time)); err != nil {
				t.Errorf("%s, seed %d: %v", name, seed, err)
			}
		}
	}
}

// plainly is F by its definition, risk set by risk set, and its gradient and Hessian.
func plainly(f *losses.Cox, z []float64) (value float64, grad []float64, hessian [][]float64) {
	n := len(z)
	w := func(i int) float64 {
		if f.Weights == nil {
			return 1
		}
		return f.Weights[i]
	}
	eta, total := slices.Clone(z), 0.0
	for i := range eta {
		if f.Offset != nil {
			eta[i] += f.Offset[i]
		}
		total += w(i)
	}
	grad, hessian = make([]float64, n), make([][]float64, n)
	for i := range hessian {
		hessian[i] = make([]float64, n)
	}
	done := map[[2]float64]bool{}
	for k := range n {
		stratum := func(i int) float64 {
			if f.Strata == nil {
				return 0
			}
			return float64(f.Strata[i])
		}
		if f.Status[k]*w(k) == 0 || done[[2]float64{stratum(k), f.Time[k]}] {
			continue
		}
		done[[2]float64{stratum(k), f.Time[k]}] = true
		event := make([]bool, n)
		count, weight := 0, 0.0
		for i := range n {
			if event[i] = f.Status[i]*w(i) > 0 && f.Time[i] == f.Time[k] && stratum(i) == stratum(k); event[i] {
				count, weight = count+1, weight+w(i)
				value -= w(i) * eta[i]
				grad[i] -= w(i)
			}
		}
		if f.Ties == losses.Breslow {
			count = 1
		}
		for r := range count {
			p, top, sum := make([]float64, n), math.Inf(-1), 0.0
			for i := range n {
				p[i] = math.Inf(-1)
				if w(i) > 0 && stratum(i) == stratum(k) && f.Time[i] >= f.Time[k] && (f.Start == nil || f.Start[i] < f.Time[k]) {
					p[i] = eta[i] + math.Log(w(i))
					if event[i] {
						p[i] += math.Log(1 - float64(r)/float64(count))
					}
				}
				top = max(top, p[i])
			}
			for i := range p {
				p[i] = math.Exp(p[i] - top)
				sum += p[i]
			}
			c := weight / float64(count)
			value += c * (top + math.Log(sum))
			for i := range p {
				p[i] /= sum
			}
			for i := range p {
				grad[i] += c * p[i]
				hessian[i][i] += c * p[i]
				for j := range p {
					hessian[i][j] -= c * p[i] * p[j]
				}
			}
		}
	}
	for i := range grad {
		grad[i] /= total
		for j := range grad {
			hessian[i][j] /= total
		}
	}
	return value / total, grad, hessian
}

// The sums over the forest are those over each risk set, for predictions of all sizes.
func TestCoxIsItsDefinition(t *testing.T) {
	for _, size := range []float64{1, 30, 3000, 1e6} {
		rng := rand.New(rand.NewPCG(uint64(size), 2))
		for name, f := range coxes(40, rng) {
			n := len(f.Time)
			z, v := make([]float64, n), make([]float64, n)
			for i := range z {
				z[i], v[i] = size*rng.NormFloat64(), rng.NormFloat64()
			}
			value, grad, hessian := plainly(f, z)
			near := func(what string, got, want, scale float64) {
				if !(math.Abs(got-want) <= 1e-12*scale) {
					t.Errorf("%s, predictions of %g: %s is %v, want %v", name, size, what, got, want)
				}
			}
			near("F", f.Value(z), value, math.Abs(value)+size)
			g, c, h := make([]float64, n), make([]float64, n), make([]float64, n)
			f.Grad(g, z)
			f.Curvature(c, z)
			f.Hessian([][]float64{h}, z, [][]float64{v})
			for i := range g {
				product := 0.0
				for j, a := range v {
					product += hessian[i][j] * a
				}
				near("a slope", g[i], grad[i], size) // exp of rounded sums
				near("a curvature", c[i], hessian[i][i], size)
				near("a product", h[i], product, size)
			}
		}
	}
}

// On the way from a gradient to 0 the bound of F* is one, and F* at both ends.
func TestCoxConjugateAlongGradients(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for name, f := range coxes(12, rng) {
		n := len(f.Time)
		z, v := make([]float64, n), make([]float64, n)
		for i := range z {
			z[i] = rng.NormFloat64()
		}
		for _, s := range []float64{0, 0.01, 0.4, 0.97, 1} {
			f.Grad(v, z)
			for i := range v {
				v[i] *= s
			}
			got, size := f.ConjGrad(z, s)
			want := f.Conj(v)
			if math.IsInf(want, 1) { // where it is not known; this is not above it, and it at s = 1
				want = dot(v, z) - f.Value(z)
			}
			if got < want-1e-9*size || (s == 0 || s == 1) && got > want+1e-9*size {
				t.Errorf("%s, s = %v: %v, but F* is %v", name, s, got, want)
			}
		}
	}
}

// The closed form by hand: two rows, events at 1 and 2. F(z) = (log(e^a + e^b) - a)/2, so
// that v = (-q, q)/2 has F* = (q log q + (1-q) log(1-q))/2; and at 0 ties of two events have
// 2 log 2 of Breslow's and log 2 of Efron's.
func TestCoxConjugateByHand(t *testing.T) {
	f := &losses.Cox{Time: []float64{1, 2}, Status: []float64{1, 1}}
	for _, q := range []float64{0, 0.25, 1} {
		want := 0.0
		if q > 0 && q < 1 {
			want = (q*math.Log(q) + (1-q)*math.Log(1-q)) / 2
		}
		if got := f.Conj([]float64{-q / 2, q / 2}); math.Abs(got-want) > 1e-15 {
			t.Errorf("q = %v: %v, want %v", q, got, want)
		}
	}
	for _, v := range [][]float64{{0.1, -0.1}, {-0.6, 0.6}, {0, 0.1}} {
		if got := f.Conj(v); !math.IsInf(got, 1) {
			t.Errorf("%v: %v, want infinity", v, got)
		}
	}
	for ties, want := range map[losses.Ties]float64{losses.Breslow: 2 * math.Ln2, losses.Efron: math.Ln2} {
		f := &losses.Cox{Time: []float64{1, 1}, Status: []float64{1, 1}, Ties: ties}
		if got := f.Conj([]float64{0, 0}); math.Abs(got+want/2) > 1e-15 {
			t.Errorf("ties %d: %v, want %v", ties, got, -want/2)
		}
	}
}

// A certificate of a point that is far from the optimum is a bound, and one at the optimum
// is tight: with late starts, strata and ties, and a column without a penalty.
func TestCoxCertificate(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for name, f := range coxes(40, rng) {
		x := &design.Dense{N: 40, P: 3, Data: make([]float64, 120)}
		for i := range x.Data {
			x.Data[i] = rng.NormFloat64()
		}
		p := &problems.Problem{X: x, Fit: f, Penalty: &problems.ElasticNet{Lambda: 0.05, Alpha: 1, Factor: []float64{1, 1, 0}}}
		beta := []float64{0, 0, 0}
		grad, z := make([]float64, 40), make([]float64, 40)
		for range 3000 { // proximal gradient steps
			p.Predict(z, beta)
			f.Grad(grad, z)
			for j := range beta {
				beta[j] -= 0.5 * dot(x.Col(j), grad)
				if j < 2 {
					beta[j] = math.Copysign(max(0, math.Abs(beta[j])-0.025), beta[j])
				}
			}
		}
		c := p.Certify(beta)
		if c.Proven() > 1e-11 || c.Gap < -c.Rounding {
			t.Errorf("%s: gap %g, rounding %g", name, c.Gap, c.Rounding)
		}
		for range 5 {
			far := []float64{beta[0] + rng.NormFloat64(), beta[1] + rng.NormFloat64(), beta[2] + rng.NormFloat64()}
			if d := p.Certify(far); !(d.Dual <= c.Primal && d.Primal >= c.Dual) || math.IsInf(d.Dual, -1) {
				t.Errorf("%s: at %v the optimum is between %v and %v, and it is %v", name, far, d.Dual, d.Primal, c.Primal)
			}
		}
	}
}

func dot(x, y []float64) (s float64) {
	for i, v := range x {
		s += v * y[i]
	}
	return s
}

func TestCoxRefuses(t *testing.T) {
	for want, f := range map[string]*losses.Cox{
		"losses: the time of row 1 is 0; times are positive":                    {Time: []float64{1, 0}, Status: []float64{1, 1}},
		"losses: the status of row 0 is 2; it is 1 for an event and 0 for none": {Time: []float64{1, 1}, Status: []float64{2, 1}},
		"losses: there are no events: the status is 0 in every row that counts": {Time: []float64{1, 2}, Status: []float64{0, 1}, Weights: []float64{1, 0}},
		"losses: row 1 starts at 2 and ends at 2; it must start before":         {Time: []float64{1, 2}, Status: []float64{0, 1}, Start: []float64{-1, 2}},
		"losses: the time of row 1 is +Inf; times are finite":                   {Time: []float64{1, math.Inf(1)}, Status: []float64{0, 1}},
		"losses: 1 statuses for 2 rows":                                         {Time: []float64{1, 2}, Status: []float64{0}},
	} {
		if err := f.Validate(2); err == nil || err.Error() != want {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// A column without a penalty along which the partial likelihood rises for ever has no null
// model: one that orders all events, and one that orders those of a stratum.
func TestCoxMonotone(t *testing.T) {
	for name, c := range map[string]struct {
		x        []float64
		strata   []int
		infinite bool
	}{
		"all in order":         {[]float64{5.5, 4.1, 3.2, 2.9, 1.1, 0.3}, nil, true},
		"a stratum in order":   {[]float64{5, 4, 0, 0, 0, 0}, []int{0, 0, 1, 1, 1, 1}, true},
		"nothing to compare":   {[]float64{5, 4, 3, 2, 1, 0}, []int{0, 1, 2, 3, 4, 5}, false},
		"nearly":               {[]float64{5.5, 4.1, 3.2, 0.3, 1.1, 0.4}, nil, false},
		"in order but for one": {[]float64{1e-3, 2e-3, 3e-3, 4e-3, 6e-3, 5e-3}, nil, false},
	} {
		f := &losses.Cox{Time: []float64{1, 2, 3, 4, 5, 6}, Status: []float64{1, 1, 1, 1, 1, 0}, Strata: c.strata}
		p := &problems.Problem{X: &design.Dense{N: 6, P: 1, Data: c.x}, Fit: f, Penalty: &problems.ElasticNet{Alpha: 1, Factor: []float64{0}}}
		if _, err := p.Null(); errors.Is(err, problems.ErrNullAtInfinity) != c.infinite {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What Zeros proves at points near and far is so at the optimum; and near it, it proves all
// of them, but for those at their kink.
func TestCoxZeros(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for name, f := range coxes(50, rng) {
		const n, p = 50, 12
		x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
		for i := range x.Data {
			x.Data[i] = rng.NormFloat64()
		}
		q := &problems.Problem{X: x, Fit: f, Penalty: problems.Lasso(1)}
		top, err := q.LambdaMax()
		if err != nil {
			t.Fatal(err)
		}
		q.Penalty = problems.Lasso(0.5 * top)
		var points [][]float64
		beta, grad, z := make([]float64, p), make([]float64, n), make([]float64, n)
		for range 2000 {
			points = append(points, slices.Clone(beta))
			q.Predict(z, beta)
			f.Grad(grad, z)
			for j := range beta {
				beta[j] -= dot(x.Col(j), grad) / 2
				beta[j] = math.Copysign(max(0, math.Abs(beta[j])-0.25*top), beta[j])
			}
		}
		proven := 0
		for _, k := range []int{0, 5, 20, 60, 200, 1999} {
			proven = 0
			for j, zero := range q.Zeros(q.Certify(points[k])) {
				if zero {
					proven++
				}
				if zero && beta[j] != 0 {
					t.Errorf("%s: after %d steps coefficient %d is proven to be zero, and is %v", name, k, j, beta[j])
				}
			}
		}
		zeros := 0
		for _, b := range beta {
			if b == 0 {
				zeros++
			}
		}
		if proven != zeros || zeros == 0 {
			t.Errorf("%s: %d of %d zeros are proven", name, proven, zeros)
		}
	}
}

// The cap is one: of random predictions, and reached by half of the weight at either end.
func TestCoxCap(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for name, f := range coxes(20, rng) {
		n := len(f.Time)
		v, z, h := make([]float64, n), make([]float64, n), make([]float64, n)
		for range 50 {
			for i := range v {
				v[i], z[i] = rng.NormFloat64(), 3*rng.NormFloat64()
			}
			f.Hessian([][]float64{h}, z, [][]float64{v})
			if got, most := dot(h, v), f.Cap(v); got > most {
				t.Errorf("%s: %v is above %v", name, got, most)
			}
		}
	}
	f := &losses.Cox{Time: []float64{1, 2}, Status: []float64{1, 0}}
	h := make([]float64, 2)
	f.Hessian([][]float64{h}, []float64{0, 0}, [][]float64{{1, -1}})
	if got, most := dot(h, []float64{1, -1}), f.Cap([]float64{1, -1}); math.Abs(got-most) > 1e-11 {
		t.Errorf("%v, and a cap of %v", got, most)
	}
}
