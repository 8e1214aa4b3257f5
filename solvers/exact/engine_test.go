package exact

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/internal/workloads"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// walked is an engine of least squares and the walk on it.
type walked struct {
	*Engine
	walk *Walk
}

func (x walked) Path(lambdas []float64, certify func(*Solution) bool, keep func(*Solution) error) ([]float64, error) {
	return x.walk.Path(lambdas, certify, keep)
}

func engineOf(t *testing.T, p *problems.Problem, columns int) walked {
	t.Helper()
	null, err := p.Null()
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(p, null, Options{Columns: columns, Scale: null.Scale, Begin: func(float64, int) {}, Stop: func(int) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	return walked{x.core.(*Engine), x}
}

// within certifies to a gap, or as far as rounding lets it be.
func within(tol float64) func(*Solution) bool {
	return func(s *Solution) bool { return s.Gap <= max(tol, s.Rounding) }
}

// geometric returns n lambdas from the largest down to a share of it.
func geometric(largest float64, n int, ratio float64) []float64 {
	l := make([]float64, n)
	for k := range l {
		l[k] = largest * math.Pow(ratio, float64(k)/float64(n-1))
	}
	return l
}

// solveAll goes down a path.
func solveAll(t *testing.T, x walked, n int, ratio, tol float64) (found []Solution, left []float64) {
	t.Helper()
	left, err := x.Path(geometric(x.walk.null.LambdaMax, n, ratio), within(tol*x.walk.null.Scale), func(s *Solution) error {
		found = append(found, *s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, left
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
		scale := fit.Value(make([]float64, n))
		found, left := solveAll(t, engineOf(t, q, n+p), 30, 1e-3, 1e-12)
		if len(left) > 0 {
			t.Errorf("seed %d: gave up at %g %+v", seed, left[0], pen)
		}
		beta := make([]float64, q.Dim())
		for _, s := range found {
			at := *q
			at.Penalty = pen.WithLambda(s.Lambda)
			s.Point.Beta(beta, q.Intercept)
			if c := at.Certify(beta); c.Gap > max(1e-12*null.Loss, 16*vector.Eps*offset*offset*scale*null.LambdaMax/s.Lambda) {
				t.Errorf("seed %d at %g of lambda_max: gap %g of %g, rounding %g", seed, s.Lambda/null.LambdaMax, c.Gap, null.Loss, c.Rounding)
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
	for _, d := range []design.Design{x, lawtest.Sparse(x.(*design.Dense))} {
		p := workloads.Lasso(d, y)
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		var paths [][]Solution
		for _, spoil := range []func(k *screen){
			func(*screen) {},
			func(k *screen) { k.trust = 0 },
			func(k *screen) {
				for j := range k.unit {
					k.unit[j] = math.Inf(1)
				}
			},
		} {
			x := engineOf(t, p, 5000)
			spoil(x.screen)
			found, left := solveAll(t, x, 40, 0.01, 1e-9)
			if len(left) > 0 {
				t.Fatalf("%d left", len(left))
			}
			paths = append(paths, found)
		}
		for _, path := range paths {
			for k, pt := range path {
				if pt.Gap > 1e-13*null.Loss || !slices.Equal(pt.Point.Support, paths[0][k].Point.Support) {
					t.Errorf("lambda %d: gap %g, support %v and %v", k, pt.Gap, pt.Point.Support, paths[0][k].Point.Support)
				}
			}
		}
	}
}

// Gradients from sparse columns are those from the Gram matrix.
func TestGradientsFromTheData(t *testing.T) {
	p, _ := textbook.Synth{N: 4000, P: 1200, K: 900, Density: 0.002, Seed: 8, Intercept: true, Lambda: 1e-4}.New()
	x := engineOf(t, p, 5000)
	found, left := solveAll(t, x, 12, 1e-4, 1e-9)
	if len(left) > 0 {
		t.Fatalf("%d left", len(left))
	}
	for _, s := range found {
		if s.Gap > 1e-13*x.walk.null.Loss {
			t.Errorf("lambda %g: gap %g of %g", s.Lambda, s.Gap, x.walk.null.Loss)
		}
	}
	x = engineOf(t, p, 5000)
	last := found[len(found)-1].Point
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
		if d := math.Abs(g - data[e]); d > 1e-13*x.size*x.s.Length(last.Support[e]) {
			t.Errorf("column %d: %g from the data, %g from the Gram matrix", last.Support[e], data[e], g)
		}
	}
}

// Steps on columns that the engine knows do not allocate.
func TestStepsDoNotAllocate(t *testing.T) {
	p, _ := textbook.Synth{N: 60, P: 120, K: 20, Seed: 4, Intercept: true, Lambda: 0.1}.New()
	x := engineOf(t, p, 5000)
	pen := x.s.Penalty
	lambda := 0.1
	next := func() { // back and forth between two lambdas that share a support
		lambda = 0.201 - lambda
		x.s.Penalty = pen.WithLambda(lambda).(*problems.ElasticNet)
		for e := range x.terms {
			x.terms[e] = x.s.Penalty.Term(x.gram.cols[e])
		}
		for _, e := range x.active {
			x.box[e].slope = math.Copysign(x.terms[e].L1, x.box[e].slope)
		}
		if x.optimise() != settled {
			t.Fatal("did not settle")
		}
	}
	null, _ := p.Null()
	x.screen.watch([]past{{null.Theta, null.Slopes}}, x.gram.pos, null.LambdaMax, 0.1)
	x.solve(pen)
	if len(x.active) == 0 {
		t.Fatal("nothing moves")
	}
	next()
	if n := testing.AllocsPerRun(10, next); n > 2 { // the two copies of the penalty
		t.Errorf("%v allocations a step", n)
	}
}

// What even twice the precision does not settle ends all the same, with its status.
func TestEveryPathEnds(t *testing.T) {
	for _, kind := range []string{"Hilbert", "Vandermonde", "twins"} {
		for _, alpha := range []float64{1, 1 - 1e-12} {
			x, y := lawtest.IllConditioned(kind, 30, 30)
			p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: &problems.ElasticNet{Alpha: alpha}, Intercept: true}
			e := engineOf(t, p, 5000)
			most := 0
			left, err := e.Path(geometric(e.walk.null.LambdaMax, 20, 1e-15), within(1e-9*e.walk.null.Scale), func(*Solution) error {
				most = max(most, e.steps)
				return nil
			})
			if err != nil || len(left) > 0 {
				t.Errorf("%s: %d lambdas left (%v)", kind, len(left), err)
			}
			if most > 500+10*30+40 {
				t.Errorf("%s: %d steps at one lambda", kind, most)
			}
		}
	}
}

// Where the Gram matrix would not fit the engine hands back the lambdas that are left.
func TestNoRoom(t *testing.T) {
	p, _ := textbook.Synth{N: 60, P: 120, K: 20, Seed: 4, Intercept: true, Lambda: 0.1}.New()
	found, left := solveAll(t, engineOf(t, p, 12), 20, 0.05, 1e-9)
	if len(found) == 0 || len(left) == 0 || len(found)+len(left) != 20 {
		t.Errorf("%d found, %d left", len(found), len(left))
	}
	p, _ = textbook.Synth{N: 60, P: 40, K: 20, Free: 15, Seed: 4, Intercept: true, Lambda: 0.1}.New()
	if found, left = solveAll(t, engineOf(t, p, 12), 5, 0.1, 1e-9); len(left) != 5 {
		t.Errorf("with more unpenalised columns than fit: %d found, %d left", len(found), len(left))
	}
}
