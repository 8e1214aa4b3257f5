package solvertest_test

import (
	"iter"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/solvertest"
)

// descent is proximal gradient descent, taken apart to be broken in one place: step is
// one iteration from x in place, before is what happens to x0.
type descent struct {
	f    solvers.Smooth
	g    prox.Function
	step func(d *descent, x, grad []float64, k int)
	runs int
	own  bool // x0 is used as it is
	ends int  // after so many iterates
}

func (d *descent) Iterates(x0 []float64) iter.Seq[*solvers.State] {
	return func(yield func(*solvers.State) bool) {
		d.runs++
		x, grad := append([]float64(nil), x0...), make([]float64, len(x0))
		if d.own {
			x = x0
		}
		st := &solvers.State{X: x}
		for k := 1; d.ends == 0 || k <= d.ends; k++ {
			d.f.Grad(grad, x)
			d.step(d, x, grad, k)
			if !yield(st) {
				return
			}
		}
	}
}

const short = 0.1 // a step that is short enough for the problems of the suite

func sound(d *descent, x, grad []float64, k int) {
	for j := range x {
		x[j] -= short * grad[j]
	}
	d.g.Prox(x, x, short)
}

// mutants are faulty in one place each, in the order of the laws that find them.
var mutants = []struct {
	fault, law string
	spoil      func(d *descent)
}{
	{"a method that works in x0", "x0 is left alone", func(d *descent) { d.own = true }},
	{"iterates that end", "until they stand still", func(d *descent) { d.ends = 5 }},
	{"steps that blow up", "finite", func(d *descent) {
		d.step = func(d *descent, x, grad []float64, k int) {
			for j := range x {
				x[j] = (x[j] + 1) * 1e30
			}
		}
	}},
	{"an x0 that is read later", "may change", func(d *descent) { d.step = nil }},
	{"a source of randomness without a seed", "same bits", func(d *descent) {
		d.step = func(d *descent, x, grad []float64, k int) {
			sound(d, x, grad, k)
			x[0] += 1e-9 * rand.Float64()
		}
	}},
	{"a step length that goes on shrinking in the next run", "same bits", func(d *descent) {
		d.step = func(d *descent, x, grad []float64, k int) {
			for j := range grad {
				grad[j] /= float64(d.runs)
			}
			sound(d, x, grad, k)
		}
	}},
	{"no step at all", "stand still", func(d *descent) { d.step = func(*descent, []float64, []float64, int) {} }},
	{"no prox", "certified", func(d *descent) {
		d.step = func(d *descent, x, grad []float64, k int) {
			for j := range x {
				x[j] -= short * grad[j]
			}
		}
	}},
	{"a prox with the wrong step", "certified", func(d *descent) {
		d.step = func(d *descent, x, grad []float64, k int) {
			for j := range x {
				x[j] -= short * grad[j]
			}
			d.g.Prox(x, x, 1.01*short)
		}
	}},
	{"a gradient of the wrong sign", "certified", func(d *descent) {
		d.step = func(d *descent, x, grad []float64, k int) {
			for j := range x {
				grad[j] = -grad[j]
			}
			sound(d, x, grad, k)
			for j := range x {
				x[j] = max(-10, min(x[j], 10))
			}
		}
	}},
	{"a first step that ignores the start", "stay there", func(d *descent) {
		d.step = func(d *descent, x, grad []float64, k int) {
			if k == 1 {
				for j := range x {
					x[j] = 2
				}
				return
			}
			sound(d, x, grad, k)
		}
	}},
}

// late keeps x0 and starts from it again at the second iterate.
type late struct{ *descent }

func (l late) Iterates(x0 []float64) iter.Seq[*solvers.State] {
	return func(yield func(*solvers.State) bool) {
		k := 0
		l.step = func(d *descent, x, grad []float64, _ int) {
			if k++; k == 2 {
				copy(x, x0)
			}
			sound(d, x, grad, k)
		}
		l.descent.Iterates(x0)(yield)
	}
}

func TestMutants(t *testing.T) {
	build := func(spoil func(d *descent)) func(p *problems.Problem) (solvers.Method, error) {
		return func(p *problems.Problem) (solvers.Method, error) {
			f, g := p.Terms()
			d := &descent{f: f, g: g, step: sound}
			if spoil != nil {
				spoil(d)
			}
			if d.step == nil {
				return late{d}, nil
			}
			return d, nil
		}
	}
	if err := solvertest.Check(build(nil)); err != nil {
		t.Errorf("sound: %v", err)
	}
	for _, m := range mutants {
		err := solvertest.Check(build(m.spoil))
		if err == nil {
			t.Errorf("%s: passes", m.fault)
			continue
		}
		v, ok := err.(*solvertest.Violation)
		if !ok || !strings.Contains(v.Law, m.law) {
			t.Errorf("%s: not found by a law with %q, but %v", m.fault, m.law, err)
		} else if n, _ := v.Problem.X.Dims(); n > 5 {
			t.Errorf("%s: found on %d rows only", m.fault, n)
		}
	}
}
