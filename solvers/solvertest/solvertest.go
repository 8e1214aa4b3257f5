// Package solvertest puts a method on trial.
//
// [Check] lets a [solvers.Method] run on lassos of growing size, from starts of growing
// difficulty, and holds it to what [solvers.Run] relies on: see the laws. The first law
// broken is reported with the smallest problem and start that break it.
//
// [Optimal] lets the unit tests of other projects assert that coefficients are optimal,
// with a proof:
//
//	func TestMyLasso(t *testing.T) {
//		p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(0.1), Intercept: true}
//		solvertest.Optimal(t, p, myLasso(x, y, 0.1), 1e-6)
//	}
package solvertest

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers"
)

// Suite says how a method is tried. The zero value suits a method that converges on a
// lasso to nine digits.
type Suite struct {
	Tol      float64             // relative to the loss of the null model, to be certified; 0: 1e-9, negative: not asked for
	MaxIter  int                 // until then; 0: 20000
	Problems []*problems.Problem // to try, the simplest first; none: lassos of 1 x 1 to 30 x 12
}

// Violation is a broken law with a counter-example.
type Violation struct {
	Law     string // what should hold
	Problem *problems.Problem
	X0      []float64 // where the method started, in as few digits as possible
	Detail  string    // what was found instead
}

func (v *Violation) Error() string {
	n, p := v.Problem.X.Dims()
	return fmt.Sprintf("solvertest: law broken: %s\n\ton %T of %d x %d with %T\n\tx0 = %v\n\t%s", v.Law, v.Problem.Fit, n, p, v.Problem.Penalty, v.X0, v.Detail)
}

// Check returns nil if the methods that build makes kept every law, and else a
// *[Violation] or the error of build.
func Check(build func(p *problems.Problem) (solvers.Method, error)) error {
	return Suite{}.Check(build)
}

// Check tries the methods that build makes for each problem.
func (s Suite) Check(build func(p *problems.Problem) (solvers.Method, error)) error {
	if s.Tol == 0 {
		s.Tol = 1e-9
	}
	if s.MaxIter == 0 {
		s.MaxIter = 20000
	}
	if s.Problems == nil {
		s.Problems = lassos()
	}
	for _, p := range s.Problems {
		if _, err := build(p); err != nil {
			return err
		}
		t := &trial{Suite: s, p: p, build: func() solvers.Method { m, _ := build(p); return m }}
		for _, l := range laws {
			for _, x0 := range t.starts() {
				if detail := t.at(l, x0); detail != "" {
					x0, detail = t.shrink(l, x0, detail)
					return &Violation{l.name, p, x0, detail}
				}
			}
		}
	}
	return nil
}

// lassos are the problems tried by default.
func lassos() (list []*problems.Problem) {
	for _, size := range [][2]int{{1, 1}, {2, 1}, {3, 2}, {5, 3}, {30, 12}} {
		s := textbook.Synth{N: size[0], P: size[1], K: (size[1] + 1) / 2, Density: 1, Lambda: 0.1, Seed: 7}
		p, _ := s.New()
		list = append(list, p)
	}
	return list
}

// trial is one problem with the method for it.
type trial struct {
	Suite
	p     *problems.Problem
	build func() solvers.Method
}

// starts are 0, ones, and a point with many digits, moved into the domain.
func (t *trial) starts() [][]float64 {
	list := make([][]float64, 3)
	_, g := t.p.Terms()
	for k := range list {
		x := make([]float64, t.p.Dim())
		for j := range x {
			x[j] = []float64{0, 1, math.Sin(float64(j + 1))}[k]
		}
		if math.IsInf(g.Value(x), 1) {
			g.Prox(x, x, 1)
		}
		list[k] = x
	}
	return list
}

// at tries the law. A panic breaks it.
func (t *trial) at(l law, x0 []float64) (detail string) {
	defer func() {
		if r := recover(); r != nil {
			detail = fmt.Sprintf("panic: %v", r)
		}
	}()
	return l.broken(t, slices.Clone(x0))
}

// shrink replaces the numbers of the start by 0 and 1 for as long as the law stays broken.
func (t *trial) shrink(l law, x0 []float64, detail string) ([]float64, string) {
	x := slices.Clone(x0)
	for j, old := range x {
		for _, simple := range []float64{0, 1} {
			if x[j] = simple; simple == old {
				break
			}
			if d := t.at(l, x); d != "" {
				detail = d
				break
			}
			x[j] = old
		}
	}
	return x, detail
}
