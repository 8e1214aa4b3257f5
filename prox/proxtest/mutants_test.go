package proxtest

import (
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// custom is a function put together from parts, to be broken in one of them.
type custom struct {
	value func(x []float64) float64
	prox  func(dst, x []float64, gamma float64) float64
	conj  func(u []float64) float64
}

func (c custom) Value(x []float64) float64                    { return c.value(x) }
func (c custom) Prox(dst, x []float64, gamma float64) float64 { return c.prox(dst, x, gamma) }
func (c custom) Conj(u []float64) float64                     { return c.conj(u) }

var _ prox.Conjugator = custom{}

func mutate(f interface {
	prox.Function
	prox.Conjugator
}, change func(c *custom)) custom {
	c := custom{f.Value, f.Prox, f.Conj}
	change(&c)
	return c
}

var (
	l1   = prox.L1{Lambda: 0.5}
	soft = func(x, t float64) float64 { return math.Copysign(math.Max(math.Abs(x)-t, 0), x) }
)

// elementwise makes a Prox from a scalar one, and returns value(dst).
func elementwise(value func([]float64) float64, at func(x, gamma float64) float64) func(dst, x []float64, gamma float64) float64 {
	return func(dst, x []float64, gamma float64) float64 {
		prox.Zero{}.Prox(dst, x, gamma) // for the panics
		for j := range x {
			dst[j] = at(x[j], gamma)
		}
		return value(dst)
	}
}

// mutants are operators with one fault each. The laws must find all of them.
var mutants = map[string]prox.Function{
	"L1: wrong sign": mutate(l1, func(c *custom) {
		c.prox = elementwise(l1.Value, func(x, g float64) float64 { return -soft(x, 0.5*g) })
	}),
	"L1: gamma missing": mutate(l1, func(c *custom) {
		c.prox = elementwise(l1.Value, func(x, g float64) float64 { return soft(x, 0.5) })
	}),
	"L1: gamma squared": mutate(l1, func(c *custom) {
		c.prox = elementwise(l1.Value, func(x, g float64) float64 { return soft(x, 0.5*g*g) })
	}),
	"L1: threshold off by 1e-5": mutate(l1, func(c *custom) {
		c.prox = elementwise(l1.Value, func(x, g float64) float64 { return soft(x, 0.500005*g) })
	}),
	"L1: wrong lambda in Value alone": mutate(l1, func(c *custom) { c.value = prox.L1{Lambda: 0.6}.Value }),
	"L1: wrong lambda in Value and in the value returned": mutate(l1, func(c *custom) {
		c.value = prox.L1{Lambda: 0.6}.Value
		c.prox = elementwise(c.value, func(x, g float64) float64 { return soft(x, 0.5*g) })
	}),
	"L1: wrong lambda in Conj": mutate(l1, func(c *custom) { c.conj = prox.L1{Lambda: 0.4}.Conj }),
	"L1: loose Conj":           mutate(l1, func(c *custom) { c.conj = prox.L1{Lambda: 0.6}.Conj }),
}

func TestMutantsDie(t *testing.T) {
	for name, f := range mutants {
		err := Check(f)
		if err == nil {
			t.Errorf("survived: %s", name)
			continue
		}
		t.Logf("%s: %v", name, err)
	}
}
