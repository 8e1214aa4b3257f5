package solvers

import (
	"context"
	"errors"
	"iter"
	"math"
	"runtime"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// pairs calls do for every method on the first problem that it fits.
func pairs(t *testing.T, do func(t *testing.T, in *instance, r row)) {
	all := instances()
	for _, r := range rows() {
		for _, in := range all {
			if r.build(in) != nil {
				t.Run(r.name, func(t *testing.T) { do(t, in, r) })
				break
			}
		}
	}
}

// columnsOnly hides the passes over the whole design, which may hand out work to
// other processors and allocate for it.
type columnsOnly struct{ design.Design }

// TestNoAllocation: after the first iterates there are none.
func TestNoAllocation(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // pools stay filled
	pairs(t, func(t *testing.T, in *instance, r row) {
		if r.name == "CoordinateDescent" {
			t.Skip("one iterate is a run over a working set that is chosen anew")
		}
		if in.p != nil {
			q := *in.p
			q.X = columnsOnly{q.X}
			c, plain := *in, ofProblem(in.name, &q)
			c.p, c.f = plain.p, plain.f
			if c.a != nil {
				c.a = plain.a
			}
			in = &c
		}
		const warm, count = 30, 200
		var before, after runtime.MemStats
		k := 0
		for range r.build(in).Iterates(in.x0) {
			if k++; k == warm {
				runtime.ReadMemStats(&before)
			} else if k == warm+count {
				runtime.ReadMemStats(&after)
				break
			}
		}
		if n := after.Mallocs - before.Mallocs; n >= count/10 { // the runtime has a few of its own
			t.Errorf("%d allocations in %d iterations", n, count)
		}
	})
}

// iterate returns the iterates up to the n-th.
func iterate(m Method, x0 []float64, n int) (xs [][]float64) {
	for st := range m.Iterates(x0) {
		xs = append(xs, slices.Clone(st.X))
		if len(xs) == n {
			break
		}
	}
	return xs
}

// TestSameBits: a second run of the same method value, and of a new one, gives the
// same iterates.
func TestSameBits(t *testing.T) {
	pairs(t, func(t *testing.T, in *instance, r row) {
		m := r.build(in)
		first := iterate(m, in.x0, 40)
		for _, again := range []Method{m, r.build(in)} {
			for k, x := range iterate(again, in.x0, 40) {
				if !slices.Equal(x, first[k]) {
					t.Fatalf("iterate %d differs", k+1)
				}
			}
		}
	})
}

// TestLimits: cancelling and the time limit end a run at the next iterate.
func TestLimits(t *testing.T) {
	pairs(t, func(t *testing.T, in *instance, r row) {
		ctx, cancel := context.WithCancel(context.Background())
		k := 0
		res, err := Run(ctx, counted{r.build(in), func() {
			if k++; k == 7 {
				cancel()
			}
		}}, in.x0, in.cert, Settings{Tol: -1})
		if err != nil || res.Status != Canceled && res.Status != Stalled || k > 7 {
			t.Errorf("cancelled at 7: %v at %d, %v", res.Status, k, err)
		}
		checkVerdict(t, "cancelled", res, in.cert)
		res, err = Run(context.Background(), r.build(in), in.x0, in.cert, Settings{Tol: -1, MaxTime: time.Nanosecond})
		if err != nil || res.Status != TimeLimit || res.Iter != 1 {
			t.Errorf("no time: %v at %d, %v", res.Status, res.Iter, err)
		}
		checkVerdict(t, "no time", res, in.cert)
		stop := errors.New("enough")
		res, err = Run(context.Background(), r.build(in), in.x0, in.cert, Settings{Observe: func(Report) error { return stop }})
		if err != stop {
			t.Errorf("error of Observe: %v", err)
		}
		checkVerdict(t, "observed", res, in.cert)
	})
}

// counted calls back before each iterate is seen.
type counted struct {
	Method
	tick func()
}

func (c counted) Iterates(x0 []float64) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		for st := range c.Method.Iterates(x0) {
			c.tick()
			if !yield(st) {
				return
			}
		}
	}
}

// TestWarmStart: started at the known optimum, a run ends at iteration 0.
func TestWarmStart(t *testing.T) {
	p, best := textbook.Synth{N: 40, P: 20, K: 5, Density: 0.5, Lambda: 0.1, Seed: 11}.New()
	in := ofProblem("lasso", p)
	for _, r := range rows() {
		m := r.build(in)
		if m == nil {
			continue
		}
		res, err := Run(context.Background(), m, best, p, Settings{Tol: 1e-9, Scale: p.Certify(in.x0).Primal})
		if err != nil || res.Status != Converged || res.Iter != 0 || !slices.Equal(res.X, best) {
			t.Errorf("%s: %v at %d, %v", r.name, res.Status, res.Iter, err)
		}
	}
}

// TestStartOutside: a start outside the domain is no obstacle.
func TestStartOutside(t *testing.T) {
	p, _ := textbook.Synth{N: 40, P: 20, K: 5, Density: 0.5, Lambda: 0.1, Seed: 11}.New()
	lower := make([]float64, 20)
	for j := range lower {
		lower[j] = 0.25
	}
	q := *p
	q.Penalty = &problems.ElasticNet{Lambda: 0.1, Alpha: 1, Lower: lower}
	in := ofProblem("bounded away from zero", &q)
	scale := q.Certify(in.x0).Primal
	for _, r := range rows() {
		m := r.build(in)
		if m == nil {
			continue
		}
		res, err := Run(context.Background(), m, make([]float64, 20), &q, Settings{Tol: r.tol, Scale: scale, MaxIter: r.iter})
		if err != nil || r.tol <= 1e-6 && !res.Status.OK() || math.IsInf(res.Primal, 1) {
			t.Errorf("%s: %v after %d, gap %g", r.name, res.Status, res.Iter, res.Gap)
		}
	}
}

// TestNorms: the norm of an operator is not below what power iterations find, and what
// is said to be exact is.
func TestNorms(t *testing.T) {
	p, _ := textbook.Synth{N: 40, P: 20, K: 5, Density: 0.5, Seed: 3}.New()
	wide, _ := textbook.Synth{N: 15, P: 60, K: 5, Seed: 4}.New()
	large, _ := textbook.Synth{N: 320, P: 310, K: 5, Density: 0.05, Seed: 5}.New()
	for _, c := range []struct {
		name  string
		a     Linear
		upper bool
		slack float64 // of the norm over the truth
	}{
		{"tall", Matrix{X: p.X}, true, 1e-9},
		{"intercept", Matrix{X: p.X, Intercept: true}, true, 1e-9},
		{"wide", Matrix{X: wide.X}, true, 1e-9},
		{"large", Matrix{X: large.X}, false, 1e-9},
		{"1D", Difference1D{N: 17}, true, 1e-9},
		{"1D short", Difference1D{N: 2}, true, 1e-9},
		{"2D", Difference2D{Rows: 5, Cols: 7}, true, 1e-9},
		{"2D line", Difference2D{Rows: 1, Cols: 7}, true, 1e-9},
		{"composition", Compose(Difference1D{N: 40}, Matrix{X: p.X}), true, 1},
	} {
		rows, cols := c.a.Dims()
		x, ax := make([]float64, cols), make([]float64, rows)
		for j := range x {
			x[j] = math.Sin(float64(j*j + 1))
		}
		got, upper := c.a.Norm()
		truth := 0.0
		for range 3000 {
			size := norm(x)
			for j := range x {
				x[j] /= size
			}
			c.a.Apply(ax, x)
			truth = norm(ax)
			c.a.Adjoint(x, ax)
		}
		if upper != c.upper || upper && got < truth || got > truth*(1+c.slack) || got < truth*0.95 {
			t.Errorf("%s: norm %v (upper bound: %v), by power iterations %v", c.name, got, upper, truth)
		}
	}
}
