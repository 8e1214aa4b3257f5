package solvers_test

import (
	"fmt"
	"iter"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/solvertest"
)

// Landweber is somebody's own method: proximal gradient steps of fixed length.
type Landweber struct {
	F    solvers.Smooth
	G    prox.Function
	Step float64
}

// Iterates is all there is to a method: when to stop is for Run to know.
func (m Landweber) Iterates(x0 []float64) iter.Seq[*solvers.State] {
	return func(yield func(*solvers.State) bool) {
		x, g := append([]float64(nil), x0...), make([]float64, len(x0))
		st := &solvers.State{X: x}
		for {
			m.F.Grad(g, x)
			for j := range x {
				x[j] -= m.Step * g[j]
			}
			m.G.Prox(x, x, m.Step)
			if !yield(st) {
				return
			}
		}
	}
}

// One's own method is one function; Run certifies what it finds.
func Example_method() {
	build := func(p *problems.Problem) (solvers.Method, error) {
		f, g := p.Terms()
		return Landweber{f, g, 0.1}, nil
	}
	fmt.Println(solvertest.Check(build))
	p := small()
	m, _ := build(p)
	certified(m, p, 1e-9, 0, 0)
	// Output:
	// <nil>
	// [1.000 0.000] converged
}
