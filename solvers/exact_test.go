package solvers

import (
	"context"
	"math"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/internal/lsq"
	"github.com/lassocheck/lassocheck/internal/workloads"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

func TestDenseAndSparseAgree(t *testing.T) {
	for _, s := range kinds(11) {
		p, _ := s.New()
		d, ok := p.X.(*design.Dense)
		if !ok {
			d = p.X.(*design.CSC).Dense()
		}
		dense, csc := *p, *p
		dense.X, csc.X = d, lawtest.Sparse(d)
		var points [2][]Point
		for k, q := range []*problems.Problem{&dense, &csc} {
			res, err := Path(context.Background(), q, Grid{N: 15, MinRatio: 0.01}, Settings{Tol: 1e-12})
			if err != nil {
				t.Fatal(err)
			}
			points[k] = res.Points
		}
		for k := range points[0] {
			a, b := &points[0][k], &points[1][k]
			if !slices.Equal(a.Support, b.Support) {
				t.Errorf("%+v: supports %v and %v", s, a.Support, b.Support)
				continue
			}
			for i := range a.Coef {
				if d := math.Abs(a.Coef[i] - b.Coef[i]); d > 1e-12*max(1, math.Abs(a.Coef[i])) {
					t.Errorf("%+v: coefficient %d differs by %g", s, a.Support[i], d)
				}
			}
		}
	}
}

// The bits do not depend on the number of processors.
func TestSameBitsOnOneProcessor(t *testing.T) {
	dense, y, err := workloads.AR(300, 6000, 0.5, 1)
	if err != nil {
		t.Fatal(err)
	}
	csc, z, err := workloads.Text(3000, 60000, 300000)
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]*problems.Problem{"dense": workloads.Lasso(dense, y), "sparse": workloads.Lasso(csc, z)} {
		run := func(procs int) []Point {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
			res, err := Path(context.Background(), p, Grid{N: 20, MinRatio: 0.05}, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			return res.Points
		}
		one, several := run(1), run(max(4, runtime.NumCPU()))
		for k := range one {
			a, b := one[k], several[k]
			a.Elapsed, b.Elapsed = 0, 0
			if !reflect.DeepEqual(a, b) {
				t.Errorf("%s: lambda %d differs between one processor and several", name, k)
			}
		}
	}
}

// Where the Gram matrix would not fit, coordinate descent takes over and the path is
// certified all the same; so it is, without the matrix being made first, where there are
// more unpenalised columns than it may hold.
func TestFallsBackToCoordinateDescent(t *testing.T) {
	for _, s := range []textbook.Synth{
		{N: 60, P: 120, K: 20, Seed: 4, Intercept: true, Lambda: 0.1},
		{N: 60, P: 40, K: 20, Free: 15, Seed: 4, Intercept: true, Lambda: 0.1},
	} {
		p, _ := s.New()
		res, err := Path(context.Background(), p, Grid{N: 20, MinRatio: 0.05}, Settings{GramColumns: 12})
		if err != nil {
			t.Fatal(err)
		}
		for _, pt := range res.Points {
			if pt.Status != Converged {
				t.Errorf("lambda %g: %v, gap %g", pt.Lambda, pt.Status, pt.Gap)
			}
		}
		if len(res.Points) != 20 {
			t.Errorf("%d of 20 points", len(res.Points))
		}
	}
}

// Sweeps of coordinate descent do not allocate.
func TestSweepsDoNotAllocate(t *testing.T) {
	p, _ := textbook.Synth{N: 60, P: 120, K: 20, Seed: 4, Intercept: true, Lambda: 0.1}.New()
	lsq, err := lsq.New(p)
	if err != nil {
		t.Fatal(err)
	}
	d := newDescent(lsq, atRest(p))
	d.step()
	if n := testing.AllocsPerRun(10, func() {
		for _, j := range d.working {
			d.update(j)
		}
	}); n != 0 {
		t.Errorf("%v allocations a sweep", n)
	}
}
