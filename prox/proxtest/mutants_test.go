package proxtest

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// custom is a function taken apart, to be broken in one place.
type custom struct {
	value func(x []float64) float64
	prox  func(dst, x []float64, gamma float64) float64
	conj  func(u []float64) float64
}

func (c custom) Value(x []float64) float64                    { return c.value(x) }
func (c custom) Prox(dst, x []float64, gamma float64) float64 { return c.prox(dst, x, gamma) }
func (c custom) Conj(u []float64) float64                     { return c.conj(u) }

// weak is custom with a claim of weak convexity, apart one of being separable, and
// loose one of a gap.
type (
	weak struct {
		custom
		rho float64
	}
	apart struct {
		custom
		valueAt func(j int, x float64) float64
		proxAt  func(j int, x, gamma float64) float64
	}
	loose struct {
		custom
		gap float64
	}
)

func (w weak) WeakConvexity() float64                  { return w.rho }
func (a apart) ValueAt(j int, x float64) float64       { return a.valueAt(j, x) }
func (a apart) ProxAt(j int, x, gamma float64) float64 { return a.proxAt(j, x, gamma) }
func (l loose) ProxGap(dst, x []float64, g float64) (float64, float64) {
	return l.prox(dst, x, g), l.gap
}

type known interface {
	prox.Function
	prox.Conjugator
}

func takeApart(f known) custom { return custom{f.Value, f.Prox, f.Conj} }

// each makes a Prox of f from a scalar rule; it returns the value of the result.
func each(f prox.Function, at func(j int, x, gamma float64) float64) func(dst, x []float64, gamma float64) float64 {
	return whole(f, func(p, x []float64, gamma float64) {
		for j := range x {
			p[j] = at(j, x[j], gamma)
		}
	})
}

// whole makes a Prox of f from a rule that fills p from a copy of x.
func whole(f prox.Function, fill func(p, x []float64, gamma float64)) func(dst, x []float64, gamma float64) float64 {
	return func(dst, x []float64, gamma float64) float64 {
		prox.Zero{}.Prox(dst, x, gamma) // the panics
		fill(dst, slices.Clone(dst), gamma)
		return f.Value(dst)
	}
}

func soft(x, t float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	return math.Copysign(math.Max(math.Abs(x)-t, 0), x)
}

// The sound operators, and how to try them.
var (
	l1       = prox.L1{Lambda: 0.5}
	weights  = []float64{1, 0.2, 3}
	l1w      = prox.L1{Lambda: 0.5, Weights: weights}
	net      = prox.ElasticNet{Lambda: 2, Alpha: 0.25}
	ridge    = prox.SquaredL2{Lambda: 0.7}
	box      = prox.Box{Lower: []float64{-1}, Upper: []float64{2}}
	l2       = prox.L2{Lambda: 1.5}
	linf     = prox.Linf{Lambda: 1.5}
	simplex  = prox.Simplex{Sum: 1}
	ball1    = prox.BallL1{Radius: 2}
	ball2    = prox.BallL2{Radius: 2}
	slope    = prox.SortedL1{Lambda: []float64{3, 1, 0.5}}
	huber    = prox.Huber{Lambda: 1.5, Delta: 1}
	logistic = prox.Logistic{}
	hinge    = prox.Hinge{Y: []float64{1, -1, 1}}
	kl       = prox.KL{Y: []float64{3}}
	entropy  = prox.Entropy{Lambda: 1, Prior: []float64{2}}
	tv       = prox.TV1D{Lambda: 1, Weights: []float64{1, 0.3}}
	order    = prox.Monotone{}
	cone     = prox.SecondOrderCone{}
	mcp      = prox.MCP{Lambda: 1, A: 2}

	plain  = Suite{}
	three  = Suite{Dims: []int{3}}
	scaled = Suite{Scale: 1, Dims: []int{1, 3}}
)

// mutants are operators with one fault each, by the operator that they spoil. The laws
// must find every one of them, and nothing wrong with what is sound.
var mutants = []struct {
	fault string
	sound known
	suite Suite
	spoil func(c *custom)
}{
	{"wrong sign", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 { return -soft(x, 0.5*g) })
	}},
	{"gamma missing", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 { return soft(x, 0.5) })
	}},
	{"gamma squared", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 { return soft(x, 0.5*g*g) })
	}},
	{"threshold off by one part in a million", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 { return soft(x, 0.5*(1+1e-6)*g) })
	}},
	{"result off by one part in ten million", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 { return soft(x, 0.5*g) * (1 + 1e-7) })
	}},
	{"hard threshold instead of soft", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 {
			if math.Abs(x) <= 0.5*g {
				return 0 * x
			}
			return x
		})
	}},
	{"threshold on one side only", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 {
			if x < 0 {
				return x
			}
			return soft(x, 0.5*g)
		})
	}},
	{"wrong lambda in Value alone", l1, plain, func(c *custom) { c.value = prox.L1{Lambda: 0.6}.Value }},
	{"wrong lambda in Value and in what Prox returns", l1, plain, func(c *custom) {
		c.value = prox.L1{Lambda: 0.6}.Value
		c.prox = each(prox.L1{Lambda: 0.6}, func(_ int, x, g float64) float64 { return soft(x, 0.5*g) })
	}},
	{"wrong lambda in Conj: domain too small", l1, plain, func(c *custom) { c.conj = prox.L1{Lambda: 0.4}.Conj }},
	{"wrong lambda in Conj: domain too large", l1, plain, func(c *custom) { c.conj = prox.L1{Lambda: 0.6}.Conj }},
	{"Prox returns f(x), not f(dst)", l1, plain, func(c *custom) {
		c.prox = func(dst, x []float64, g float64) float64 {
			v := l1.Value(x)
			l1.Prox(dst, x, g)
			return v
		}
	}},
	{"Prox returns 0", l1, plain, func(c *custom) {
		c.prox = func(dst, x []float64, g float64) float64 { return 0 * l1.Prox(dst, x, g) }
	}},
	{"Prox changes x", l1, plain, func(c *custom) {
		c.prox = func(dst, x []float64, g float64) float64 {
			v := l1.Prox(dst, x, g)
			copy(x, dst)
			return v
		}
	}},
	{"dst is cleared before x is read", l1, plain, func(c *custom) {
		c.prox = func(dst, x []float64, g float64) float64 {
			clear(dst)
			return l1.Prox(dst, x, g)
		}
	}},
	{"last coordinate forgotten", l1, plain, func(c *custom) {
		c.prox = whole(l1, func(p, x []float64, g float64) {
			if len(x) > 0 {
				l1.Prox(p[:len(x)-1], x[:len(x)-1], g)
			}
		})
	}},
	{"first coordinate free", l1, plain, func(c *custom) {
		c.prox = each(l1, func(j int, x, g float64) float64 {
			if j == 0 {
				return x
			}
			return soft(x, 0.5*g)
		})
	}},
	{"NaN becomes 0", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 {
			if math.Abs(x) > 0.5*g {
				return soft(x, 0.5*g)
			}
			return 0
		})
	}},
	{"gamma <= 0 is accepted", l1, plain, func(c *custom) {
		c.prox = func(dst, x []float64, g float64) float64 { return l1.Prox(dst, x, math.Abs(g)+1e-300) }
	}},
	{"lengths are not compared", l1, plain, func(c *custom) {
		c.prox = func(dst, x []float64, g float64) float64 { return l1.Prox(dst[:len(x)], x, g) }
	}},
	{"overflow: |x| as the root of a square", l1, plain, func(c *custom) {
		c.prox = each(l1, func(_ int, x, g float64) float64 {
			return math.Copysign(math.Max(math.Sqrt(x*x)-0.5*g, 0), x)
		})
	}},
	{"weights ignored in Prox", l1w, three, func(c *custom) {
		c.prox = each(l1w, func(_ int, x, g float64) float64 { return soft(x, 0.5*g) })
	}},
	{"weights ignored in Value", l1w, three, func(c *custom) { c.value = l1.Value }},
	{"weights ignored in Conj", l1w, three, func(c *custom) { c.conj = l1.Conj }},
	{"weights off by one", l1w, three, func(c *custom) {
		c.prox = each(l1w, func(j int, x, g float64) float64 { return soft(x, 0.5*g*weights[(j+1)%3]) })
	}},
	{"shrinks before it thresholds", net, plain, func(c *custom) {
		c.prox = each(net, func(_ int, x, g float64) float64 { return soft(x/(1+1.5*g), 0.5*g) })
	}},
	{"forgets 1-Alpha", net, plain, func(c *custom) {
		c.prox = each(net, func(_ int, x, g float64) float64 { return soft(x, 0.5*g) / (1 + 2*g) })
	}},
	{"convention without the half", ridge, plain, func(c *custom) {
		c.prox = each(ridge, func(_ int, x, g float64) float64 { return x / (1 + 2*0.7*g) })
	}},
	{"conjugate without the half", ridge, plain, func(c *custom) {
		c.conj = func(u []float64) float64 { return 2 * ridge.Conj(u) }
	}},
	{"upper bound alone", box, plain, func(c *custom) {
		c.prox = each(box, func(_ int, x, g float64) float64 { return math.Min(x, 2) })
	}},
	{"conjugate of the upper bound alone", box, plain, func(c *custom) {
		c.conj = func(u []float64) (s float64) {
			for _, v := range u {
				s += 2 * v
			}
			return s
		}
	}},
	{"coordinates instead of the block", l2, plain, func(c *custom) {
		c.prox = each(l2, func(_ int, x, g float64) float64 { return soft(x, 1.5*g) })
	}},
	{"block divided by its squared norm", l2, plain, func(c *custom) {
		c.prox = whole(l2, func(p, x []float64, g float64) {
			for j, v := range x {
				p[j] = v * math.Max(1-1.5*g/(norm(x)*norm(x)+1e-300), 0)
			}
		})
	}},
	{"largest entry lowered as if it were alone", linf, plain, func(c *custom) {
		c.prox = whole(linf, func(p, x []float64, g float64) {
			level := math.Max(largest(x)-1.5*g, 0)
			for j, v := range x {
				p[j] = math.Copysign(math.Min(math.Abs(v), level), v)
			}
		})
	}},
	{"average over all instead of the support", simplex, three, func(c *custom) {
		c.prox = whole(simplex, func(p, x []float64, g float64) {
			for j, v := range x {
				p[j] = math.Max(v-(x[0]+x[1]+x[2]-1)/3, 0)
			}
		})
	}},
	{"normalised instead of projected", simplex, three, func(c *custom) {
		c.prox = whole(simplex, func(p, x []float64, g float64) {
			s := math.Abs(x[0]) + math.Abs(x[1]) + math.Abs(x[2]) + 1e-300
			for j, v := range x {
				p[j] = math.Abs(v) / s
			}
		})
	}},
	{"radius times gamma", ball1, plain, func(c *custom) {
		c.prox = whole(ball1, func(p, x []float64, g float64) { prox.BallL1{Radius: 2 * math.Min(g, 1)}.Prox(p, x, 1) })
	}},
	{"projects onto the sphere from inside", ball2, three, func(c *custom) {
		c.prox = whole(ball2, func(p, x []float64, g float64) { prox.Sphere{Radius: 2}.Prox(p, x, g) })
	}},
	{"no pooling", slope, three, func(c *custom) {
		c.prox = whole(slope, func(p, x []float64, g float64) {
			for j, v := range x {
				rank := 0
				for k, w := range x {
					if math.Abs(w) > math.Abs(v) || math.Abs(w) == math.Abs(v) && k < j {
						rank++
					}
				}
				p[j] = soft(v, g*slope.Lambda[rank])
			}
		})
	}},
	{"lambdas in the wrong order", slope, three, func(c *custom) {
		c.value = prox.SortedL1{Lambda: []float64{0.5, 1, 3}}.Value
		c.prox = func(dst, x []float64, g float64) float64 {
			slope.Prox(dst, x, g)
			return c.value(dst)
		}
	}},
	{"knee at Delta instead of Delta + gamma Lambda", huber, plain, func(c *custom) {
		c.prox = each(huber, func(_ int, x, g float64) float64 {
			if math.Abs(x) <= 1 {
				return x / (1 + 1.5*g)
			}
			return soft(x, 1.5*g)
		})
	}},
	{"one Newton step", logistic, scaled, func(c *custom) {
		c.prox = each(logistic, func(_ int, x, g float64) float64 {
			q := 1 / (1 + math.Exp(x))
			return x + g*q/(1+g*q*(1-q))
		})
	}},
	{"bisection stopped at 1e-6", logistic, scaled, func(c *custom) {
		c.prox = func(dst, x []float64, g float64) float64 {
			logistic.Prox(dst, x, g)
			for j, p := range dst {
				dst[j] = math.Round(p*1e6) / 1e6
			}
			return logistic.Value(dst)
		}
	}},
	{"labels ignored", hinge, Suite{Scale: 1, Dims: []int{3}}, func(c *custom) { c.prox = prox.Hinge{}.Prox }},
	{"gamma missing under the root", kl, scaled, func(c *custom) {
		c.prox = each(kl, func(_ int, x, g float64) float64 {
			return (x - g + math.Sqrt((x-g)*(x-g)+4*3)) / 2
		})
	}},
	{"prior ignored in Value", entropy, scaled, func(c *custom) { c.value = prox.Entropy{Lambda: 1}.Value }},
	{"conjugate without the -1 in the exponent", entropy, scaled, func(c *custom) {
		c.conj = func(u []float64) float64 { return math.E * entropy.Conj(u) }
	}},
	{"weights ignored", tv, three, func(c *custom) {
		c.prox = whole(tv, func(p, x []float64, g float64) { prox.TV1D{Lambda: 1}.Prox(p, x, g) })
	}},
	{"last jump free", tv, three, func(c *custom) {
		c.prox = whole(tv, func(p, x []float64, g float64) { prox.TV1D{Lambda: 1}.Prox(p[:2], x[:2], g) })
	}},
	{"pools once, without looking back", order, plain, func(c *custom) {
		c.prox = whole(order, func(p, x []float64, g float64) {
			for j := 1; j < len(p); j++ {
				if p[j] < p[j-1] {
					p[j-1] = p[j-1]/2 + p[j]/2
					p[j] = p[j-1]
				}
			}
		})
	}},
	{"running maximum instead of pooling", order, plain, func(c *custom) {
		c.prox = whole(order, func(p, x []float64, g float64) {
			for j := 1; j < len(p); j++ {
				p[j] = math.Max(p[j], p[j-1])
			}
		})
	}},
	{"half missing", cone, plain, func(c *custom) {
		c.prox = whole(cone, func(p, x []float64, g float64) {
			cone.Prox(p, x, g)
			if c := (prox.SecondOrderCone{}).Value(x); c > 0 && len(x) > 0 && p[0] > 0 {
				for j := range p {
					p[j] *= 2
				}
			}
		})
	}},
}

func TestMutantsDie(t *testing.T) {
	for _, m := range mutants {
		t.Run(fmt.Sprintf("%T: %s", m.sound, m.fault), func(t *testing.T) {
			c := takeApart(m.sound)
			if err := m.suite.Check(c); err != nil {
				t.Fatalf("condemned though sound: %v", err)
			}
			m.spoil(&c)
			err := m.suite.Check(c)
			if err == nil {
				t.Fatal("survived")
			}
			t.Log(err)
		})
	}
}

// TestFalseClaimsDie tries operators that are sound but claim too much.
func TestFalseClaimsDie(t *testing.T) {
	sound := takeApart(l1)
	hard := custom{value: mcp.Value, prox: mcp.Prox, conj: func([]float64) float64 { return math.NaN() }}
	for claim, f := range map[string]prox.Function{
		"MCP is convex":               hard,
		"MCP is less than it is weak": weak{hard, 0.25},
		"another ProxAt":              apart{sound, l1.ValueAt, func(j int, x, g float64) float64 { return l1.ProxAt(j, x, 2*g) }},
		"another ValueAt":             apart{sound, func(j int, x float64) float64 { return 2 * l1.ValueAt(j, x) }, l1.ProxAt},
		"a gap of 0 for a result that is off": loose{custom{l1.Value, func(dst, x []float64, g float64) float64 {
			l1.Prox(dst, x, 0.9*g)
			return l1.Value(dst)
		}, sound.conj}, 0},
		"a negative gap": loose{sound, -1},
	} {
		if err := Check(f); err == nil {
			t.Errorf("survived: %s", claim)
		} else {
			t.Logf("%s: %v", claim, err)
		}
	}
	wasteful := custom{l1.Value, whole(l1, func(p, x []float64, g float64) { l1.Prox(p, x, g) }), l1.Conj}
	if err := (Suite{NoAlloc: true}).Check(wasteful); err == nil {
		t.Error("survived: an allocation where none was promised")
	}
}

// TestShrinks asks for the smallest counter-example of a fault that shows beyond 2.
func TestShrinks(t *testing.T) {
	c := takeApart(l1)
	c.prox = each(l1, func(_ int, x, g float64) float64 {
		if x > 2 {
			return x
		}
		return soft(x, 0.5*g)
	})
	err, ok := Check(c).(*Violation)
	if !ok {
		t.Fatal("survived")
	}
	if len(err.Input.X) != 1 || err.Input.X[0] != math.Round(err.Input.X[0]*10)/10 {
		t.Errorf("not the smallest: %v", err)
	}
}
