package solvers

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/prox"
)

// still is a problem whose solution a method may hit to the last bit, so that steps,
// residuals, curvatures and decreases of the objective become zero or denormal.
type still struct {
	*instance
	best []float64 // nil where there are several
	// value is the objective, for methods of F + G alone.
	value func(x []float64) float64
}

// stills has solutions in closed form: of orthogonal columns, of data that are fitted
// exactly, of penalties that keep all at zero, and those of starting at the solution.
func stills() []still {
	columns := func(n int, cols ...[]float64) *design.Dense {
		d := &design.Dense{N: n, P: len(cols)}
		for _, c := range cols {
			d.Data = append(d.Data, c...)
		}
		return d
	}
	axes := columns(4, []float64{4, 0, 0, 0}, []float64{0, 2, 0, 0}, []float64{0, 0, 1, 0}, []float64{0, 0, 0, 0})
	skew := columns(3, []float64{3, 1, -1}, []float64{1, 2, 0.7}, []float64{0.3, -1, 5})
	fit := func(x design.Design, y []float64, pen problems.Penalty) *problems.Problem {
		return &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: pen}
	}
	var out []still
	add := func(name string, p *problems.Problem, best []float64) {
		in := ofProblem(name, p)
		out = append(out, still{in, best, p.Primal})
		if best != nil {
			at := *in
			at.name, at.x0 = name+", from the solution", best
			out = append(out, still{&at, best, p.Primal})
		}
	}
	// (16 b - 8)/4 + 1 = 0, (4 b - 12)/4 + 1 = 0, |3/4| <= 1, and a column of zeros
	add("orthogonal lasso", fit(axes, []float64{2, 6, 3, 1}, problems.Lasso(1)), []float64{0.25, 2, 0, 0})
	add("all at zero", fit(axes, []float64{2, 6, 3, 1}, problems.Lasso(4)), []float64{0, 0, 0, 0})
	add("no data", fit(axes, make([]float64, 4), problems.Lasso(0.5)), []float64{0, 0, 0, 0})
	add("nothing to do", fit(skew, make([]float64, 3), problems.Lasso(0)), []float64{0, 0, 0})
	fitted := make([]float64, 3)
	design.Mul(fitted, skew, []float64{1, -2, 0.5})
	add("interpolation", fit(skew, fitted, problems.Lasso(0)), []float64{1, -2, 0.5})
	add("skew lasso", fit(skew, []float64{1, -2, 3}, problems.Lasso(0.3)), nil)
	tiny := fit(skew, []float64{1e-150, -2e-150, 3e-150}, problems.Lasso(0.3e-150))
	add("denormal squares", tiny, nil)
	add("one column", fit(columns(2, []float64{1, 1}), []float64{3, 5}, problems.Lasso(1)), []float64{3})
	ridge := fit(axes, []float64{2, 6, 3, 1}, &problems.ElasticNet{Lambda: 1})
	add("ridge", ridge, []float64{8.0 / 20, 12.0 / 8, 3.0 / 5, 0})

	vertex := fit(axes, []float64{40, 0, 0, 0}, penalty(prox.Simplex{Sum: 1}))
	corner := ofProblem("vertex of a simplex", vertex)
	corner.atoms, corner.x0 = true, []float64{0.25, 0.25, 0.25, 0.25}
	at := *corner
	at.name, at.x0 = "vertex of a simplex, from the solution", []float64{1, 0, 0, 0}
	out = append(out, still{corner, at.x0, vertex.Primal}, still{&at, at.x0, vertex.Primal})

	flat := denoise1D() // of a constant, whose total variation is 0
	y := make([]float64, 30)
	for j := range y {
		y[j] = 3
	}
	f := halfDistance{y}
	flat.name, flat.f, flat.fp = "denoising of a constant", f, f
	out = append(out, still{flat, y, func(x []float64) float64 { return f.Value(x) + flat.whole.Value(x) }})

	rng := rand.New(rand.NewPCG(1, 7))
	for k := range 8 {
		n, p := 3+rng.IntN(8), 1+rng.IntN(8)
		x, y := &design.Dense{N: n, P: p}, make([]float64, n)
		for range n * p {
			x.Data = append(x.Data, rng.NormFloat64())
		}
		for i := range y {
			y[i] = rng.NormFloat64()
		}
		smooth, _ := fit(x, y, problems.Lasso(0)).Terms()
		for _, g := range []prox.Function{prox.L1{Lambda: 0.1}, prox.MCP{Lambda: 0.1, A: 20}, prox.SCAD{Lambda: 0.1, A: 20},
			prox.LogSum{Lambda: 0.1}, prox.NonNegative{}, prox.BallL1{Radius: 0.5}, prox.L2{Lambda: 0.1}, prox.L1{Lambda: 100}} {
			in := &instance{name: fmt.Sprintf("%T %d", g, k), f: smooth, g: g, x0: make([]float64, p)}
			out = append(out, still{in, nil, func(x []float64) float64 { return smooth.Value(x) + g.Value(x) }})
		}
	}
	return out
}

// TestStaysPut: a method that has converged, to the last bit perhaps, and is not
// stopped goes on for thousands of iterations without going anywhere.
func TestStaysPut(t *testing.T) {
	for _, s := range stills() {
		lowest := math.Inf(1)
		for _, r := range rows() {
			if s.p == nil && s.d == nil && strings.HasPrefix(r.name, "ChambollePock") {
				continue // it asks for an operator
			}
			if m := r.build(s.instance); m != nil {
				t.Run(r.name+" on "+s.name, func(t *testing.T) { lowest = min(lowest, s.rest(t, m, r, lowest)) })
			}
		}
	}
}

// rest runs m until it has settled and many iterations longer, and returns the
// best value; lowest is that of other methods.
func (s still) rest(t *testing.T, m Method, r row, lowest float64) (best float64) {
	settle, more := min(r.iter, 3000), 1000
	if strings.HasPrefix(r.name, "ForwardBackward") || r.name == "FrankWolfe" {
		more = 10000 // a step that shrinks by a tenth an iteration underflows
	}
	scale := s.value(make([]float64, len(s.x0)))
	if math.IsInf(scale, 1) {
		scale = s.value(s.x0)
	}
	k := 0
	best = math.Inf(1)
	for st := range m.Iterates(s.x0) {
		k++
		for j, v := range st.X {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("entry %d is %v after %d iterations", j, v, k)
			}
		}
		v := s.value(st.X)
		if k > settle && r.tol <= 1e-6 && !(v <= best+r.tol*scale) {
			t.Fatalf("the objective is %g after %d iterations; it was %g", v, k, best)
		}
		best = min(best, v)
		if k < settle+more {
			continue
		}
		if s.best == nil || r.tol > 1e-6 {
			break
		}
		if d := distance(st.X, s.best); !(d <= 2e-3*norm(s.best)+1e-12) {
			t.Errorf("%v, not %v", st.X, s.best)
		}
		break
	}
	if r.tol <= 1e-6 && !(best <= lowest+r.tol*scale) {
		t.Errorf("ends at %g, another method at %g", best, lowest)
	}
	return best
}
