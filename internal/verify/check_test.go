package verify_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/verify"
)

// table is a matrix by columns.
type table [][]float64

func (x table) Dims() (n, p int) { return len(x[0]), len(x) }

func (x table) ColAxpy(j int, a float64, dst []float64) {
	for i, v := range x[j] {
		dst[i] += a * v
	}
}

// supremum is that of u b - l1 |b| - l2 b²/2 over the bounds, by golden steps on either
// side of 0: nothing is derived. Infinite bounds end at 1e6.
func supremum(u, l1, l2, low, high float64) float64 {
	best := math.Inf(-1)
	for _, side := range [][2]float64{{max(low, -1e6), min(high, 0)}, {max(low, 0), min(high, 1e6)}} {
		a, b := side[0], side[1]
		if a > b {
			continue
		}
		f := func(b float64) float64 { return u*b - l1*math.Abs(b) - l2*b*b/2 }
		for range 400 {
			if c, d := a+(b-a)/3, b-(b-a)/3; f(c) < f(d) {
				a = c
			} else {
				b = d
			}
		}
		best = max(best, f(a), f(b), f(side[0]), f(side[1]))
	}
	return best
}

// draw returns a small problem of every kind, a point and a dual point.
func draw(seed uint64) (p *verify.Problem, b []float64, b0 float64, theta []float64) {
	rng := rand.New(rand.NewPCG(seed, 9))
	const n, cols = 4, 3
	inf := math.Inf(1)
	vector := func(n int, v ...float64) verify.Vector {
		out := make(verify.Vector, n)
		for k := range out {
			out[k] = v[rng.IntN(len(v))]
		}
		return out
	}
	x := table{vector(n, -2, -1, 0, 1, 3), vector(n, -0.5, 0, 1), vector(n, 0, 1, 4)}
	p = &verify.Problem{X: x, Y: vector(n, -3, 0, 0.5, 2), Lambda: []float64{0, 0.5, 3}[rng.IntN(3)], Alpha: []float64{0, 0.3, 1}[rng.IntN(3)]}
	theta, b = vector(n, -1, -0.25, 0, 0.5), vector(cols, -1.5, 0, 0.5, 2)
	if p.Intercept = rng.IntN(2) == 0; p.Intercept {
		b0 = 0.75
		theta[0] = -theta[1] - theta[2] - theta[3]
	}
	if rng.IntN(2) == 0 {
		p.Weights = vector(n, 0.5, 1, 2)
		if rng.IntN(2) == 0 && !p.Intercept {
			p.Weights[1], theta[1] = 0, 0
		}
	}
	if rng.IntN(2) == 0 {
		p.Offset = vector(n, -1, 0, 2)
	}
	if rng.IntN(2) == 0 {
		p.Factor = vector(cols, 0, 1, 2, inf)
	}
	if rng.IntN(2) == 0 {
		p.Scale = vector(cols, 0, 1, 3)
	}
	if rng.IntN(2) == 0 {
		p.Lower = vector(cols, -inf, -1.5, -1, 0, 0.5)
	}
	if rng.IntN(2) == 0 {
		p.Upper = vector(cols, inf, 2, 1, 0.5, 0.75, -0.25)
	}
	for j := range min(len(p.Lower), len(p.Upper)) {
		p.Lower[j], p.Upper[j] = min(p.Lower[j], p.Upper[j]), max(p.Lower[j], p.Upper[j])
	}
	return p, b, b0, theta
}

// The objective and its dual in rational numbers against the plainest floats: the
// problem as it is written, and conjugates by search.
func TestAgainstTheDefinition(t *testing.T) {
	one := func(v verify.Vector, k int, none float64) float64 {
		if v == nil {
			return none
		}
		return v[k]
	}
	points, proofs := 0, 0
	for seed := range uint64(2000) {
		p, b, b0, theta := draw(seed)
		x := p.X.(table)
		var total, loss, fit, omega, conj float64
		inside, feasible := true, true
		for i, y := range p.Y {
			w := one(p.Weights, i, 1)
			total += w
			r := y - one(p.Offset, i, 0) - b0
			for j := range x {
				r -= x[j][i] * b[j]
			}
			loss += w * r * r
		}
		for i, y := range p.Y {
			if w := one(p.Weights, i, 1); w > 0 {
				fit += theta[i]*(y-one(p.Offset, i, 0)) - total*theta[i]*theta[i]/(2*w)
			}
		}
		for j := range x {
			f, s, low, high := one(p.Factor, j, 1), one(p.Scale, j, 1), one(p.Lower, j, math.Inf(-1)), one(p.Upper, j, math.Inf(1))
			if math.IsInf(f, 1) || s == 0 {
				f, low, high = 0, 0, 0
			}
			l1, l2 := p.Lambda*p.Alpha*f*s, p.Lambda*(1-p.Alpha)*f*s*s
			inside = inside && b[j] >= low && b[j] <= high
			omega += l1*math.Abs(b[j]) + l2*b[j]*b[j]/2
			u := 0.0
			for i, v := range x[j] {
				u += v * theta[i]
			}
			if l2 == 0 && (u > l1 && math.IsInf(high, 1) || -u > l1 && math.IsInf(low, -1)) {
				feasible = false
			} else {
				conj += supremum(u, l1, l2, low, high)
			}
		}
		primal, err := p.Primal(b, b0)
		if (err == nil) != inside {
			t.Fatalf("seed %d: inside %v, %v", seed, inside, err)
		}
		if inside {
			points++
			if v, _ := primal.Float64(); math.Abs(v-loss/(2*total)-omega) > 1e-9*(1+math.Abs(v)) {
				t.Errorf("seed %d: objective %v, not %v", seed, v, loss/(2*total)+omega)
			}
		}
		dual, err := p.Dual(theta, 1, nil, nil)
		if (err == nil) != feasible {
			t.Fatalf("seed %d: feasible %v, %v", seed, feasible, err)
		}
		if feasible {
			proofs++
			if v, _ := dual.Float64(); math.Abs(v-fit+conj) > 1e-9*(1+math.Abs(v)) {
				t.Errorf("seed %d: dual %v, not %v", seed, v, fit-conj)
			}
		}
	}
	if points < 300 || proofs < 300 {
		t.Errorf("%d points, %d proofs", points, proofs)
	}
}

// The dual point is Scale (theta - delta) with delta on the rows alone.
func TestDelta(t *testing.T) {
	x := table{{1, 2, 3, 4}, {1, 1, 1, 0}, {0, 2, 0, 1}}
	p := &verify.Problem{X: x, Y: []float64{1, 2, 3, 5}, Intercept: true, Lambda: 1, Alpha: 1, Factor: verify.Vector{0, 4, 4}}
	theta := []float64{0.5, 0.25, -1, 0.125}
	// delta on rows 3 and 1: d3 + d1 = Σ theta = -1/8, 4 d3 + 2 d1 = <x_0, theta> = -3/2,
	// so that d3 = -5/8, d1 = 1/2 and theta - delta = (1/2, -1/4, -1, 3/4).
	d, err := p.Dual(theta, 0.5, []int{3, 1}, []int{3, 0})
	if err != nil {
		t.Fatal(err)
	}
	// Half of it: <t, y> = (1/2 - 1/2 - 3 + 15/4)/2 = 3/8, Σ t² = (1/4 + 1/16 + 1 + 9/16)/4 = 15/32.
	if got, _ := d.Float64(); got != 3./8-4*15./32/2 {
		t.Errorf("dual %v", got)
	}
	for _, c := range []struct {
		rows, equations []int
		scale           float64
		want            string
	}{
		{[]int{3, 1}, []int{3, 0}, 0, ""},
		{[]int{3}, []int{3}, 1, "dual.theta: the correlation of column 0 is "},
		{[]int{3}, []int{0}, 1, "dual.theta: it does not sum to 0"},
		{[]int{0, 2}, []int{3, 1}, 1, "dual.rows: they do not determine the 2 equations"},
		{[]int{3}, []int{1}, 1, "dual.rows: they do not determine the 1 equations"},
	} {
		if d, err := p.Dual(theta, c.scale, c.rows, c.equations); (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%v %v: %v, %v", c.rows, c.equations, d, err)
		} else if err == nil && d.Sign() != 0 {
			t.Errorf("scale 0 proves %v", d)
		}
	}
	// A row of weight 0 bears no dual point, be it theta or delta that puts it there.
	p.Weights = verify.Vector{1, 0, 1, 1}
	for _, c := range []struct {
		rows []int
		at   float64
		ok   bool
	}{{[]int{3, 1}, 0.5, false}, {[]int{3, 0}, 0.25, false}, {[]int{3, 1}, 0, false}, {[]int{3, 0}, 0, true}} {
		theta[1] = c.at
		if _, err := p.Dual(theta, 0.125, c.rows, []int{3, 0}); (err == nil) != c.ok || err != nil && err.Error() != "dual.theta: entry 1 is not 0, but the weight of its row is" {
			t.Errorf("%v %v: %v", c.rows, c.at, err)
		}
	}
}

// What rounds in the 512th bit rounds to the safe side: both of -2/3 here.
func TestRoundingIsSafe(t *testing.T) {
	safe := func(d *big.Rat, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		off := new(big.Rat).Sub(big.NewRat(-2, 3), d)
		if f, _ := off.Float64(); off.Sign() <= 0 || f > 0x1p-500 {
			t.Errorf("%v is %g below -2/3", d, f)
		}
	}
	p := &verify.Problem{X: table{{0, 0}}, Y: []float64{0, 0}, Weights: verify.Vector{1, 3}, Lambda: 1, Alpha: 1}
	safe(p.Dual([]float64{0, 1}, 1, nil, nil)) // -4/(2·3)
	p = &verify.Problem{X: table{{2, 0}}, Y: []float64{1, 0}, Lambda: 3, Alpha: 0}
	safe(p.Dual([]float64{1, 0}, 1, nil, nil)) // 1 - 2/2 - 4/(2·3)
}

// small is a certificate of four rows and two columns that claims little.
func small() (c *verify.Certificate, x table, y []float64) {
	x, y = table{{0, 2, 0, 2}, {1, 1, 1, 5}}, []float64{1, 2, 3, 6}
	c = &verify.Certificate{
		Data:    verify.Data{Rows: 4, Columns: []string{"a", "b"}},
		Problem: verify.Problem{Lambda: 2, Alpha: 1, Intercept: true},
		Beta:    verify.Beta{Coefficients: verify.Vector{0, 0}, Intercept: 3},
		Dual:    verify.Dual{Theta: make(verify.Vector, 4), Scale: 1},
		Bounds:  verify.Bounds{Primal: 1.75, Dual: 0, Error: 1.75}, // (4 + 1 + 0 + 9)/8
	}
	return c, x, y
}

// Every line of the check has a certificate that passes and one that does not.
func TestEdgesOfTheCheck(t *testing.T) {
	next, before := math.Nextafter(1.75, 2), math.Nextafter(1.75, 1)
	for k, c := range []struct {
		do   func(c *verify.Certificate, x table, y []float64)
		want string
	}{
		{func(c *verify.Certificate, x table, y []float64) {}, ""},
		{func(c *verify.Certificate, x table, y []float64) { c.Bounds.Primal, c.Bounds.Error = next, next }, ""},
		{func(c *verify.Certificate, x table, y []float64) { c.Bounds.Primal = next }, "bounds.error: "},
		{func(c *verify.Certificate, x table, y []float64) { c.Bounds.Primal = before }, "bounds.primal: "},
		{func(c *verify.Certificate, x table, y []float64) { c.Bounds.Error = before }, "bounds.error: "},
		{func(c *verify.Certificate, x table, y []float64) { c.Bounds.Dual = 5e-324 }, "bounds.dual: "},
		{func(c *verify.Certificate, x table, y []float64) { c.Bounds.Dual = -5e-324 }, "bounds.error: "},
		{func(c *verify.Certificate, x table, y []float64) { c.Bounds.Dual, c.Bounds.Error = -1, 2.75 }, ""},
		{func(c *verify.Certificate, x table, y []float64) { c.Data.Rows = 3 }, "data.rows: 3; "},
		{func(c *verify.Certificate, x table, y []float64) { c.Data.Columns[1] = "B" }, "data.columns: \"B\" "},
		{func(c *verify.Certificate, x table, y []float64) { c.Data.Columns = append(c.Data.Columns, "c") }, "data.columns: \"c\" "},
		{func(c *verify.Certificate, x table, y []float64) { c.Data.Columns = c.Data.Columns[:1] }, "data.columns: 1; 2 are given"},
		{func(c *verify.Certificate, x table, y []float64) { c.Problem.Upper = verify.Vector{1, -5e-324} }, "beta: coefficient 1 is 0, outside "},
		{func(c *verify.Certificate, x table, y []float64) { c.Problem.Lower = verify.Vector{5e-324, 0} }, "beta: coefficient 0 is 0, outside "},
		{func(c *verify.Certificate, x table, y []float64) {
			c.Problem.Lower, c.Problem.Upper = verify.Vector{0, 0}, verify.Vector{0, 0}
		}, ""},
		// Standard deviations 1 and √3, not more than 1e-10 of the variance off.
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 1, math.Sqrt(3)) }, ""},
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 1+4e-11, math.Sqrt(3)) }, ""},
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 1-4e-11, math.Sqrt(3)) }, ""},
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 1+6e-11, math.Sqrt(3)) }, "problem.scale: 1.00000000006 is not the standard deviation of column 0"},
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 1-6e-11, math.Sqrt(3)) }, "problem.scale: "},
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 1, 2) }, "problem.scale: 2 is not the standard deviation of column 1"},
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 1, 0) }, "problem.scale: 0 is "},
		{func(c *verify.Certificate, x table, y []float64) { scaled(c, 2, 2); c.Problem.Standardized = false }, ""},
		// A constant column has none, up to 1e-12 of its size.
		{func(c *verify.Certificate, x table, y []float64) {
			copy(x[0], []float64{7, 7, 7, 7})
			scaled(c, 0, math.Sqrt(3))
		}, ""},
		{func(c *verify.Certificate, x table, y []float64) {
			copy(x[0], []float64{7, 7, 7, 7})
			scaled(c, 1e-20, math.Sqrt(3))
		}, "problem.scale: "},
		{func(c *verify.Certificate, x table, y []float64) {
			copy(x[0], []float64{1e12, 1e12 + 1.9, 1e12, 1e12 + 1.9}) // 0.95e-12
			scaled(c, 0, math.Sqrt(3))
		}, ""},
		{func(c *verify.Certificate, x table, y []float64) {
			copy(x[0], []float64{1e12, 1e12 + 2.1, 1e12, 1e12 + 2.1}) // 1.05e-12
			scaled(c, 0, math.Sqrt(3))
		}, "problem.scale: "},
		// With weights: mean 3/2, variance 3/4.
		{func(c *verify.Certificate, x table, y []float64) {
			c.Problem.Weights = verify.Vector{1, 3, 0, 0}
			scaled(c, math.Sqrt(0.75), 0)
			c.Bounds.Primal, c.Bounds.Error = 0.875, 0.875
		}, ""},
		{func(c *verify.Certificate, x table, y []float64) {
			c.Problem.Weights = verify.Vector{1, 3, 0, 0}
			scaled(c, 1, 0)
		}, "problem.scale: "},
		// The largest weights, whose double is not a number.
		{func(c *verify.Certificate, x table, y []float64) {
			c.Problem.Weights = repeat(math.MaxFloat64, 4)
			c.Dual.Theta = verify.Vector{-0.25, 0, 0, 0.25} // 5/4 - 4 (1/16 + 1/16)/2 = 1, correlations 1/2 and 1
			c.Bounds.Dual, c.Bounds.Error = 1, 0.75
		}, ""},
	} {
		cert, x, y := small()
		c.do(cert, x, y)
		if err := cert.Check(x, y, []string{"a", "b"}); (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("case %d: %v, want %q", k, err, c.want)
		}
	}
	cert, x, _ := small()
	if err := cert.Check(x, []float64{1}, []string{"a", "b"}); err == nil {
		t.Error("a response of another length is not seen")
	}
}

// scaled claims standard deviations.
func scaled(c *verify.Certificate, s ...float64) { c.Problem.Standardized, c.Problem.Scale = true, s }

// Equations that would take hours are refused, however the numbers make them long.
func TestEquationsAreBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct {
		m, exponents int
		ok           bool
	}{{20, 1, true}, {240, 1, false}, {60, 2000, false}} {
		x, theta := make(table, c.m), make([]float64, c.m)
		for j := range x {
			x[j] = make([]float64, c.m)
			for i := range x[j] {
				x[j][i] = math.Ldexp(rng.NormFloat64(), rng.IntN(c.exponents)-c.exponents/2)
			}
			theta[j] = rng.NormFloat64() * float64(c.exponents%2000) // 0: then the right sides are short
		}
		p := &verify.Problem{X: x, Y: make([]float64, c.m), Lambda: 1}
		at := rng.Perm(c.m)
		if _, err := p.Dual(theta, 1, at, rng.Perm(c.m)); (err == nil) != c.ok || err != nil && err.Error() != fmt.Sprintf("dual.equations: %d are too many to solve in rational numbers", c.m) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
