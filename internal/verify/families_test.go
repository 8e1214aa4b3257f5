package verify_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/verify"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// losses of one observation in floating point, by their definitions.
var lossOf = map[string]func(y, z float64) float64{
	"":         func(y, z float64) float64 { return (y - z) * (y - z) / 2 },
	"binomial": func(y, z float64) float64 { return math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))) - y*z },
	"poisson":  func(y, z float64) float64 { return math.Exp(z) - y*z },
	"huber": func(y, z float64) float64 {
		if r := math.Abs(y - z); r > 0.75 {
			return 0.75*r - 0.75*0.75/2
		}
		return (y - z) * (y - z) / 2
	},
	"squared-hinge": func(y, z float64) float64 { d := math.Max(1-(2*y-1)*z, 0); return d * d / 2 },
	"hinge":         func(y, z float64) float64 { return math.Max(1-(2*y-1)*z, 0) },
	"quantile":      func(y, z float64) float64 { return math.Max(0.3*(y-z), 0.7*(z-y)) },
}

// greatest is the largest v z - l(y, z) over z, by golden steps: nothing is derived.
func greatest(l func(y, z float64) float64, y, v float64) float64 {
	a, b := -400.0, 400.0
	for range 300 {
		if c, d := a+(b-a)/3, b-(b-a)/3; v*c-l(y, c) < v*d-l(y, d) {
			a = c
		} else {
			b = d
		}
	}
	return v*a - l(y, a)
}

// The objective and the dual of every family are what their definitions say, and the dual
// is an error where a slope leaves the domain.
func TestFamiliesAgainstTheDefinition(t *testing.T) {
	for _, family := range verify.Families {
		l := lossOf[family]
		rng := rand.New(rand.NewPCG(61, 62))
		inside, outside := 0, 0
		for range 150 {
			const n = 4
			p := &verify.Problem{X: table{{1, -2, 0.5, 3}}, Family: family, Lambda: 50, Alpha: 1, Offset: verify.Vector{0.5, 0, -1, 0.25}}
			if family == "huber" {
				p.Delta = 0.75
			}
			if family == "quantile" {
				p.Tau = 0.3
			}
			if rng.IntN(2) == 0 {
				p.Weights = verify.Vector{1, 2, 0.5, 4}
			}
			total, theta := 0.0, make([]float64, n)
			for i := range n {
				y := float64(rng.IntN(2))
				if family == "poisson" {
					y *= 7
				}
				if family == "binomial" && i == 0 {
					y = 0.375
				}
				p.Y = append(p.Y, y)
				theta[i] = 0.4 * (2*rng.Float64() - 1) * float64(rng.IntN(4)) / 3
				if (family == "binomial" || family == "squared-hinge" || family == "hinge") && rng.IntN(8) > 0 { // towards the domain
					theta[i] = math.Copysign(theta[i], y-0.4)
				}
				if family == "quantile" { // whose domain is the narrowest
					theta[i] /= 3
				}
				if w := 1.0; p.Weights == nil {
					total += w
				} else {
					total += p.Weights[i]
				}
			}
			weight := func(i int) float64 {
				if p.Weights == nil {
					return 1
				}
				return p.Weights[i]
			}
			b := rng.NormFloat64()
			want, dual, feasible := 50*math.Abs(b), 0.0, true
			for i, y := range p.Y {
				want += weight(i) / total * l(y, b*p.X.(table)[0][i]+p.Offset[i])
				v := -total / weight(i) * theta[i]
				dual -= weight(i)/total*greatest(l, y, v) + theta[i]*p.Offset[i]
				switch family {
				case "binomial":
					feasible = feasible && v+y >= 0 && v+y <= 1
				case "poisson":
					feasible = feasible && v+y >= 0
				case "huber":
					feasible = feasible && math.Abs(v) <= 0.75
				case "hinge":
					feasible = feasible && v*(2*y-1) <= 0 && v*(2*y-1) >= -1
				case "quantile":
					feasible = feasible && v >= -0.3 && v <= 1-0.3
				case "squared-hinge":
					feasible = feasible && v*(2*y-1) <= 0
				}
			}
			primal, err := p.Primal([]float64{b}, 0)
			if err != nil {
				t.Fatal(family, err)
			}
			if v, _ := primal.Float64(); math.Abs(v-want) > 1e-12*(1+math.Abs(want)) {
				t.Errorf("%s: objective %v, not %v", family, v, want)
			}
			d, err := p.Dual(theta, 1, nil, nil)
			if (err == nil) != feasible || err != nil && !strings.HasPrefix(err.Error(), "dual.theta: the slope of row ") {
				t.Fatalf("%s: feasible %v, %v", family, feasible, err)
			}
			if !feasible {
				outside++
				continue
			}
			inside++
			if v, _ := d.Float64(); math.Abs(v-dual) > 1e-9*(1+math.Abs(dual)) {
				t.Errorf("%s: dual %v, not %v", family, v, dual)
			}
		}
		if inside < 20 || family != "" && outside < 5 {
			t.Errorf("%s: %d dual points inside, %d outside", family, inside, outside)
		}
	}
}

// What package proof proves passes, for every family; what is claimed beyond it does not.
func TestProofsOfFamiliesPass(t *testing.T) {
	const n, cols = 9, 3
	for _, family := range verify.Families[1:] {
		for seed := range uint64(8) {
			rng := rand.New(rand.NewPCG(63, seed))
			x := make(table, cols)
			d := &design.Dense{N: n, P: cols}
			names := []string{"a", "b", "c"}
			for j := range x {
				for range n {
					x[j] = append(x[j], rng.NormFloat64())
				}
				d.Data = append(d.Data, x[j]...)
			}
			y, w := make([]float64, n), make([]float64, n)
			for i := range y {
				y[i], w[i] = float64(i%2), 1+float64(rng.IntN(3))
				if family == "poisson" || family == "huber" || family == "quantile" {
					y[i] = float64(rng.IntN(6))
				}
			}
			w[3] = 0
			c := &verify.Certificate{Data: verify.Data{Rows: n, Columns: names},
				Problem: verify.Problem{Family: family, Lambda: 0.05, Alpha: 0.75, Intercept: true, Weights: w}}
			p := &problems.Problem{X: d, Penalty: &problems.ElasticNet{Lambda: 0.05, Alpha: 0.75}, Intercept: true}
			switch family {
			case "binomial":
				p.Fit = &losses.Logistic{Y: y, Weights: w}
			case "poisson":
				p.Fit = &losses.Poisson{Y: y, Weights: w}
			case "huber":
				c.Problem.Delta = 0.5
				p.Fit = &losses.Huber{Loss: losses.HuberLoss{Delta: 0.5}, Y: y, Weights: w}
			case "hinge":
				p.Fit = &losses.Hinge{Y: y, Weights: w}
			case "quantile":
				c.Problem.Tau = 0.3
				p.Fit = &losses.Quantile{Loss: losses.QuantileLoss{Tau: 0.3}, Y: y, Weights: w}
			case "squared-hinge":
				p.Fit = &losses.SquaredHinge{Y: y, Weights: w}
			}
			beta := []float64{0.1 * rng.NormFloat64(), 0, 0.1, 0.2}
			b, err := p.Bounds()
			if err != nil {
				t.Fatal(err)
			}
			dual := b.DualFrom(beta)
			if e := b.Dual(p.Certify(beta).Theta); e.Value > dual.Value {
				dual = e
			}
			proof := b.Prove(beta, dual)
			c.Beta = verify.Beta{Coefficients: beta[:cols], Intercept: beta[cols]}
			c.Dual = verify.Dual{Theta: dual.Theta, Scale: dual.Scale, Rows: dual.Rows, Equations: dual.Equations}
			c.Bounds = verify.Bounds{Primal: proof.Primal, Dual: proof.Dual, Error: proof.Error}
			if err := c.Check(x, y, names); err != nil {
				t.Fatalf("%s, seed %d: %v", family, seed, err)
			}
			if !(proof.Dual > -1e300) || dual.Scale == 0 {
				t.Errorf("%s, seed %d: nothing is proven", family, seed)
			}
			for want, forge := range map[string]func(c *verify.Certificate){
				"bounds.primal: ": func(c *verify.Certificate) { c.Bounds.Primal -= 1e-12 * (1 + math.Abs(c.Bounds.Primal)) },
				"bounds.dual: ":   func(c *verify.Certificate) { c.Bounds.Dual += 1e-12 * (1 + math.Abs(c.Bounds.Dual)) },
				"bounds.error: ":  func(c *verify.Certificate) { c.Bounds.Error *= 0.999 },
				"dual.theta: ": func(c *verify.Certificate) {
					c.Dual.Theta = append([]float64{1}, c.Dual.Theta[1:]...)
					c.Dual.Rows, c.Dual.Equations = nil, nil
				},
			} {
				forged := *c
				forge(&forged)
				if err := forged.Check(x, y, names); err == nil || !strings.HasPrefix(err.Error(), want) {
					t.Errorf("%s, seed %d: %v, want %q", family, seed, err, want)
				}
			}
		}
	}
}

// Levels say which class is 1, of numbers as of names; what a target cannot be is refused.
func TestResponses(t *testing.T) {
	for k, c := range []struct {
		family      string
		levels      []string
		y           []float64
		names       []string
		want        []float64
		refusedWith string
	}{
		{"binomial", []string{"no", "yes"}, []float64{1, 0, 1}, []string{"no", "yes"}, []float64{1, 0, 1}, ""},
		{"binomial", []string{"yes", "no"}, []float64{1, 0, 1}, []string{"no", "yes"}, []float64{0, 1, 0}, ""},
		{"squared-hinge", []string{"2", "1"}, []float64{1, 2, 1}, nil, []float64{1, 0, 1}, ""},
		{"binomial", []string{"2", "1"}, []float64{1, 2, 3}, nil, nil, `problem.levels: the target is "3" in row 2`},
		{"binomial", nil, []float64{0, 1}, []string{"no", "yes"}, nil, "problem.levels: they are missing"},
		{"binomial", nil, []float64{0.5, 1}, nil, []float64{0.5, 1}, ""},
		{"binomial", nil, []float64{0.5, 1.5}, nil, nil, "problem.family: the target is 1.5 in row 1"},
		{"poisson", nil, []float64{0.5, -1}, nil, nil, "problem.family: the target is -1 in row 1"},
		{"squared-hinge", nil, []float64{0.5}, nil, nil, "problem.family: the target is 0.5 in row 0"},
		{"", nil, []float64{0.5, -1}, nil, []float64{0.5, -1}, ""},
	} {
		p := &verify.Problem{Family: c.family, Levels: c.levels}
		got, err := p.Responses(c.y, c.names)
		if (err == nil) != (c.refusedWith == "") || err != nil && !strings.HasPrefix(err.Error(), c.refusedWith) {
			t.Errorf("case %d: %v", k, err)
			continue
		}
		for i, v := range c.want {
			if got[i] != v {
				t.Errorf("case %d: %v", k, got)
			}
		}
	}
}
