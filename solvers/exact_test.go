package solvers

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/workloads"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

func never() bool { return false }

// The updated factor stays the factor of the matrix it stands for.
func TestFactorUpdates(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	const n, p = 80, 60
	x := make([][]float64, p)
	for j := range x {
		x[j] = make([]float64, n)
		for i := range x[j] {
			x[j][i] = rng.NormFloat64()
		}
	}
	inner := func(a, b int) (s float64) {
		for i := range n {
			s += x[a][i] * x[b][i]
		}
		return s
	}
	var f factor
	var in []int
	for range 2000 {
		if j := rng.IntN(p); !slices.Contains(in, j) {
			cross := make([]float64, len(in))
			for k, a := range in {
				cross[k] = inner(a, j)
			}
			if !f.append(cross, 0, inner(j, j)) {
				t.Fatal("an independent column was refused")
			}
			in = append(in, j)
		}
		if len(in) > 0 && rng.IntN(3) > 0 {
			k := rng.IntN(len(in))
			f.delete(k)
			in = slices.Delete(in, k, k+1)
		}
		want, got := make([]float64, len(in)), make([]float64, len(in))
		for k := range want {
			want[k] = rng.NormFloat64()
		}
		for a := range in {
			for b := range in {
				got[a] += inner(in[a], in[b]) * want[b]
			}
		}
		f.solve(got)
		for k := range want {
			if math.Abs(got[k]-want[k]) > 1e-9 {
				t.Fatalf("solution off by %g with %d columns", got[k]-want[k], len(in))
			}
		}
	}
	cross := make([]float64, len(in))
	for k, a := range in {
		cross[k] = inner(a, in[0])
	}
	if f.append(cross, 0, inner(in[0], in[0])) {
		t.Error("a column was taken in twice")
	}
}

// spoil makes columns of x hard: copies, sums, multiples, constants and zeros.
func spoil(rng *rand.Rand, x *design.Dense, offset float64) {
	for j := 1; j < x.P; j++ {
		c := x.Col(j)
		switch rng.IntN(8) {
		case 0:
			copy(c, x.Col(rng.IntN(j)))
		case 1:
			a, b := x.Col(rng.IntN(j)), x.Col(rng.IntN(j))
			for i := range c {
				c[i] = a[i] + b[i]
			}
		case 2:
			a := x.Col(rng.IntN(j))
			for i := range c {
				c[i] = -3 * a[i]
			}
		case 3:
			for i := range c {
				c[i] = 7
			}
		case 4:
			clear(c)
		case 5:
			for i := range c {
				c[i] += offset
			}
		}
	}
}

// Whole paths of the exact engine are optimal to the rounding level at every
// lambda, however degenerate the columns, and agree between dense and sparse.
func TestExactPathOnHardColumns(t *testing.T) {
	for seed := range uint64(120) {

		// A column a thousand deviations from zero loses three digits of <x_j, r>,
		// in the engine and in the certificate, and what is lost is relative to
		// lambda.
		offset := []float64{3, 1e3}[seed%2]
		rng := rand.New(rand.NewPCG(seed, 5))
		n, p := 5+rng.IntN(30), 3+rng.IntN(60)
		x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
		for i := range x.Data {
			x.Data[i] = math.Round(2 * rng.NormFloat64())
		}
		spoil(rng, x, offset)
		fit := &problems.LeastSquares{Y: make([]float64, n)}
		for i := range fit.Y {
			fit.Y[i] = 10 * rng.NormFloat64()
		}
		pen := &problems.ElasticNet{Alpha: 1}
		if seed%3 == 0 {
			pen.Scale = design.StdDevs(x, nil)
		}
		if seed%4 == 1 {
			pen.Factor = make([]float64, p)
			for j := range pen.Factor {
				pen.Factor[j] = float64(rng.IntN(4)) / 2
			}
		}
		if seed%5 == 2 {
			pen.Lower = make([]float64, p) // non-negative
		}
		switch seed % 14 {
		case 3:
			pen.Alpha = 0.7
		case 10:
			pen.Alpha = 1 - 1e-9 // a ridge that only just tells duplicates apart
		}
		q := &problems.Problem{X: x, Fit: fit, Penalty: pen, Intercept: seed%4 < 2}
		null, err := q.Null()
		if err != nil || null.LambdaMax < 1e-10 {
			continue // the unpenalised columns fit everything
		}
		lsq, err := newLSQ(q)
		if err != nil {
			t.Fatal(err)
		}
		scale := fit.Value(make([]float64, n))
		grid, _ := Grid{N: 30, MinRatio: 1e-3}.Values(null.LambdaMax, n, p)
		w := &walk{ctx: context.Background(), p: q, s: Settings{Scale: null.Loss, Tol: 1e-12}.withDefaults(), x: atRest(q), res: &PathResult{Null: null}}
		if left, err := w.exactly(newExact(lsq, w.s.GramColumns, never), grid); err != nil || len(left) > 0 {
			t.Errorf("seed %d: gave up at %g %+v (%v)", seed, left[0], pen, err)
		}
		beta := make([]float64, q.Dim())
		for _, pt := range w.res.Points {
			at := *q
			at.Penalty = pen.WithLambda(pt.Lambda)
			pt.Beta(beta, q.Intercept)
			if c := at.Certify(beta); c.Gap > max(1e-12*null.Loss, 16*eps*offset*offset*scale*null.LambdaMax/pt.Lambda) {
				t.Errorf("seed %d at %g of lambda_max: gap %g of %g, rounding %g", seed, pt.Lambda/null.LambdaMax, c.Gap, null.Loss, c.Rounding)
			}
		}
	}
}

// What the screen overlooks the audit finds: a blind one, which watches nothing, and
// one that trusts its guesses without reserve lead to the same path.
func TestAuditMakesUpForTheScreen(t *testing.T) {
	x, y, err := workloads.AR(100, 600, 0.7, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, design := range []design.Design{x, sparse(x.(*design.Dense))} {
		p := workloads.Lasso(design, y)
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		grid, _ := Grid{N: 40, MinRatio: 0.01}.Values(null.LambdaMax, 100, 600)
		var paths [][]Point
		for _, spoil := range []func(k *screen){
			func(*screen) {},
			func(k *screen) { k.trust = 0 },
			func(k *screen) {
				for j := range k.unit {
					k.unit[j] = math.Inf(1)
				}
			},
		} {
			lsq, err := newLSQ(p)
			if err != nil {
				t.Fatal(err)
			}
			x := newExact(lsq, defaultColumns, never)
			spoil(x.screen)
			w := &walk{ctx: context.Background(), p: p, s: Settings{Scale: null.Loss}.withDefaults(), res: &PathResult{Null: null}}
			if left, err := w.exactly(x, grid); err != nil || len(left) > 0 {
				t.Fatalf("%d left (%v)", len(left), err)
			}
			paths = append(paths, w.res.Points)
		}
		for _, path := range paths {
			for k, pt := range path {
				if pt.Gap > 1e-13*null.Loss || !slices.Equal(pt.Support, paths[0][k].Support) {
					t.Errorf("lambda %d: gap %g, support %v and %v", k, pt.Gap, pt.Support, paths[0][k].Support)
				}
			}
		}
	}
}

// Gradients from sparse columns are those from the Gram matrix.
func TestGradientsFromTheData(t *testing.T) {
	p, _ := problems.Synth{N: 4000, P: 1200, K: 900, Density: 0.002, Seed: 8, Intercept: true, Lambda: 1e-4}.New()
	res, err := Path(context.Background(), p, Grid{N: 12, MinRatio: 1e-4}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for _, pt := range res.Points {
		if pt.Gap > 1e-13*res.Loss {
			t.Errorf("lambda %g: gap %g of %g", pt.Lambda, pt.Gap, res.Loss)
		}
	}
	lsq, err := newLSQ(p)
	if err != nil {
		t.Fatal(err)
	}
	x := newExact(lsq, defaultColumns, never)
	last := res.Points[len(res.Points)-1]
	x.include(last.Support)
	copy(x.b, last.Coef)
	x.active = make([]int, len(x.b)) // as many as there are makes the data the shorter way
	x.gradients()
	if !x.fresh {
		t.Fatalf("%d columns are not enough", len(x.b))
	}
	data := slices.Clone(x.g)
	x.active = nil
	x.gradients()
	for e, g := range x.g {
		if d := math.Abs(g - data[e]); d > 1e-13*x.size*lsq.stored(last.Support[e]) {
			t.Errorf("column %d: %g from the data, %g from the Gram matrix", last.Support[e], data[e], g)
		}
	}
}

// sparse stores the non-zeros of a dense design.
func sparse(d *design.Dense) *design.CSC {
	m := &design.CSC{N: d.N, P: d.P, ColPtr: []int{0}}
	for j := range d.P {
		for i, v := range d.Col(j) {
			if v != 0 {
				m.Row, m.Val = append(m.Row, int32(i)), append(m.Val, v)
			}
		}
		m.ColPtr = append(m.ColPtr, len(m.Val))
	}
	return m
}

func TestDenseAndSparseAgree(t *testing.T) {
	for _, s := range kinds(11) {
		p, _ := s.New()
		d, ok := p.X.(*design.Dense)
		if !ok {
			d = p.X.(*design.CSC).Dense()
		}
		dense, csc := *p, *p
		dense.X, csc.X = d, sparse(d)
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

// Where the Gram matrix would not fit, coordinate descent takes over and the path
// is certified all the same.
func TestFallsBackToCoordinateDescent(t *testing.T) {
	p, _ := problems.Synth{N: 60, P: 120, K: 20, Seed: 4, Intercept: true, Lambda: 0.1}.New()
	lsq, err := newLSQ(p)
	if err != nil {
		t.Fatal(err)
	}
	null, _ := p.Null()
	grid, _ := Grid{N: 20, MinRatio: 0.05}.Values(null.LambdaMax, 60, 120)
	w := &walk{ctx: context.Background(), p: p, s: Settings{Scale: null.Loss, GramColumns: 12}.withDefaults(), x: atRest(p), res: &PathResult{Null: null}}
	left, err := w.exactly(newExact(lsq, w.s.GramColumns, never), grid)
	if err != nil || len(left) == 0 || len(left) == len(grid) {
		t.Fatalf("%d of %d left (%v)", len(left), len(grid), err)
	}
	if err := w.step(left); err != nil {
		t.Fatal(err)
	}
	for _, pt := range w.res.Points {
		if pt.Status != Converged {
			t.Errorf("lambda %g: %v, gap %g", pt.Lambda, pt.Status, pt.Gap)
		}
	}
	if len(w.res.Points) != len(grid) {
		t.Errorf("%d of %d points", len(w.res.Points), len(grid))
	}
}

// A problem with more unpenalised columns than the Gram matrix may hold takes the
// same way, without the matrix being made first.
func TestUnpenalisedBeyondTheGramMatrix(t *testing.T) {
	p, _ := problems.Synth{N: 60, P: 40, K: 20, Free: 15, Seed: 4, Intercept: true, Lambda: 0.1}.New()
	res, err := Path(context.Background(), p, Grid{N: 5, MinRatio: 0.1}, Settings{GramColumns: 12})
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Points) != 5 {
		t.Fatalf("%d of 5 points", len(res.Points))
	}
	for _, pt := range res.Points {
		if pt.Status != Converged {
			t.Errorf("lambda %g: %v, gap %g", pt.Lambda, pt.Status, pt.Gap)
		}
	}
}

// Sweeps of coordinate descent do not allocate, nor do steps of the exact engine
// on columns that it knows.
func TestSweepsDoNotAllocate(t *testing.T) {
	p, _ := problems.Synth{N: 60, P: 120, K: 20, Seed: 4, Intercept: true, Lambda: 0.1}.New()
	lsq, err := newLSQ(p)
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
	x := newExact(lsq, defaultColumns, never)
	pen := lsq.pen
	lambda := 0.1
	next := func() { // back and forth between two lambdas that share a support
		lambda = 0.201 - lambda
		x.s.pen = pen.WithLambda(lambda).(*problems.ElasticNet)
		for e := range x.terms {
			x.terms[e] = x.s.pen.Term(x.gram.cols[e])
		}
		for _, e := range x.active {
			x.box[e].slope = math.Copysign(x.terms[e].L1, x.box[e].slope)
		}
		if x.optimise() != settled {
			t.Fatal("did not settle")
		}
	}
	null, _ := p.Null()
	x.screen.watch([]past{{null.Theta, null.Slopes}}, x.gram, null.LambdaMax, 0.1)
	x.solve(pen)
	if len(x.active) == 0 {
		t.Fatal("nothing moves")
	}
	next()
	if n := testing.AllocsPerRun(10, next); n > 2 { // the two copies of the penalty
		t.Errorf("%v allocations a step", n)
	}
}
