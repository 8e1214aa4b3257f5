package solvers

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// manyResponses draws n x p normal data and K responses of a few rows.
func manyResponses(rng *rand.Rand, n, p, k, rows int) (x design.Stacked, y []float64) {
	d := &design.Dense{N: n, P: p, Data: lawtest.Normals(rng, n*p)}
	x = design.Stacked{X: d, K: k, Intercept: true}
	y = lawtest.Normals(rng, n*k)
	for j := range rows {
		for m := range k {
			d.ColAxpy(j*p/rows, rng.NormFloat64(), x.Block(y, m))
		}
	}
	return x, y
}

// someClasses draws n x p data in K classes, the first columns with other means in each.
func someClasses(rng *rand.Rand, n, p, k int, apart float64) (x design.Stacked, y []float64) {
	d := &design.Dense{N: n, P: p, Data: lawtest.Normals(rng, n*p)}
	y = make([]float64, n*k)
	for i := range n {
		class := i % k
		y[class*n+i] = 1
		for j := range min(p, 3*k) {
			d.Col(j)[i] += apart * math.Sin(float64(1+class*j))
		}
	}
	return design.Stacked{X: d, K: k, Intercept: true}, y
}

func BenchmarkResponses(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	x, y := manyResponses(rng, 500, 2000, 10, 20)
	p := penalised(&problems.Problem{X: x, Fit: &losses.MultiGaussian{K: 10, Y: y}}, true, 1)
	b.Run("mgaussian grouped 500x2000x10", func(b *testing.B) { benchPath(b, p) })
	for _, c := range []struct{ n, p, k int }{{178, 13, 3}, {1800, 64, 10}, {200, 1000, 4}} {
		x, y := someClasses(rng, c.n, c.p, c.k, 1)
		for _, grouped := range []bool{false, true} {
			p := penalised(&problems.Problem{X: x, Fit: &losses.Multinomial{K: c.k, Y: y}}, grouped, 1)
			b.Run(fmt.Sprintf("multinomial %dx%dx%d grouped %v", c.n, c.p, c.k, grouped), func(b *testing.B) { benchPath(b, p) })
		}
	}
}

func benchPath(b *testing.B, p *problems.Problem) {
	for range b.N {
		res, err := Path(context.Background(), p, Grid{}, Settings{})
		if err != nil {
			b.Fatal(err)
		}
		worst := 0.0
		for _, pt := range res.Points {
			worst = max(worst, pt.Proven()/res.Scale)
			if !pt.Status.OK() {
				b.Errorf("%g: %v", pt.Lambda, pt.Status)
			}
		}
		b.ReportMetric(worst, "gap")
		b.ReportMetric(float64(len(res.Points[len(res.Points)-1].Support)), "nnz")
	}
}

// stored returns a design that stores the entries that are not zero.
func stored(d *design.Dense) *design.CSC {
	c := &design.CSC{N: d.N, P: d.P, ColPtr: []int{0}}
	for j := range d.P {
		for i, v := range d.Col(j) {
			if v != 0 {
				c.Row, c.Val = append(c.Row, int32(i)), append(c.Val, v)
			}
		}
		c.ColPtr = append(c.ColPtr, len(c.Val))
	}
	return c
}

// TestResponsesCertified: every combination of what a problem can have is proven solved
// on its whole path, by certificates that know nothing of the engine.
func TestResponsesCertified(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	for trial := range 200 {
		n, cols, k := 10+rng.IntN(40), 1+rng.IntN(20), 1+rng.IntN(4)
		x, y := manyResponses(rng, n, cols, k, min(cols, 3))
		classes := trial%2 == 0
		if classes {
			k = 2 + rng.IntN(3)
			x, y = someClasses(rng, n, cols, k, 0.7)
		}
		if trial%3 == 0 { // zeros, most of them
			d := x.X.(*design.Dense)
			for i := range d.Data {
				if rng.Float64() < 0.6 {
					d.Data[i] = 0
				}
			}
			x.X = stored(d)
		}
		x.Intercept = trial%5 != 0
		var weights, offset []float64
		if trial%4 == 1 {
			weights = make([]float64, n)
			for i := range weights {
				weights[i] = float64(1 + rng.IntN(3))
				if i > 2*k && rng.IntN(5) == 0 {
					weights[i] = 0
				}
			}
		}
		if trial%7 == 2 {
			offset = lawtest.Normals(rng, n*k)
		}
		var fit problems.DataFit = &losses.MultiGaussian{K: k, Y: y, Weights: weights, Offset: offset}
		if classes {
			fit = &losses.Multinomial{K: k, Y: y, Weights: weights, Offset: offset}
		}
		width := cols
		if x.Intercept {
			width++
		}
		rows := problems.RowElasticNet{Alpha: []float64{1, 0.5, 0.9}[trial%3], K: k, Factor: make([]float64, width)}
		for j := range cols {
			rows.Factor[j] = []float64{1, 1, 2, 0.3, 0, math.Inf(1)}[rng.IntN(4+2*(trial%2))]
		}
		if trial%6 == 4 {
			rows.Scale = make([]float64, width)
			for j := range cols {
				rows.Scale[j] = 0.5 + rng.Float64()
			}
		}
		p := &problems.Problem{X: x, Fit: fit, Penalty: &rows}
		if trial%8 >= 4 {
			net := &problems.ElasticNet{Alpha: rows.Alpha, Factor: make([]float64, width*k)}
			for c := range net.Factor {
				net.Factor[c] = rows.Factor[c/k]
			}
			p.Penalty = net
		}
		res, err := Path(context.Background(), p, Grid{N: 12, MinRatio: 1e-2}, Settings{})
		if err != nil {
			t.Logf("%d: %v", trial, err)
			continue
		}
		for _, pt := range res.Points {
			if !pt.Status.OK() {
				t.Errorf("trial %d (classes %v, %T), %d x %d x %d: lambda %g: %v, gap %g, rounding %g of %g", trial, classes, p.Penalty, n, cols, k, pt.Lambda/res.LambdaMax, pt.Status, pt.Gap, pt.Rounding, res.Scale)
			}
			if pt.Iter > 1 {
				t.Errorf("trial %d: lambda %g was not solved by the engine", trial, pt.Lambda)
			}
		}
	}
}

// TestCopiesOfColumns: columns that are copies, or nearly, trade their coefficients at next
// to no cost; constants, and units far apart.
func TestCopiesOfColumns(t *testing.T) {
	for seed := range uint64(8) {
		for _, classes := range []bool{false, true} {
			rng := rand.New(rand.NewPCG(seed, 2))
			x, y := manyResponses(rng, 100, 10, 3, 3)
			if classes {
				x, y = someClasses(rng, 100, 10, 3, 0.5)
			}
			var fit problems.DataFit = &losses.MultiGaussian{K: 3, Y: y}
			if classes {
				fit = &losses.Multinomial{K: 3, Y: y}
			}
			d := x.X.(*design.Dense)
			copy(d.Col(5), d.Col(4))
			for i := range d.N {
				d.Col(7)[i] = d.Col(3)[i] + 1e-6*rng.NormFloat64()
				if seed%2 == 1 {
					d.Col(6)[i], d.Col(8)[i], d.Col(2)[i] = 1, 1e4*d.Col(8)[i], 1e-5*d.Col(2)[i]
				}
			}
			for _, grouped := range []bool{false, true} {
				solved(t, penalised(&problems.Problem{X: x, Fit: fit}, grouped, 1), Grid{N: 40})
			}
		}
	}
}

// TestSeparableClasses: coefficients without bound, but a proof all the way.
func TestSeparableClasses(t *testing.T) {
	x, y := someClasses(rand.New(rand.NewPCG(1, 2)), 150, 10, 3, 5)
	for _, grouped := range []bool{false, true} {
		solved(t, penalised(&problems.Problem{X: x, Fit: &losses.Multinomial{K: 3, Y: y}}, grouped, 1), Grid{MinRatio: 1e-6})
	}
}

// solved demands a path that the engine solves to 1e-9.
func solved(t *testing.T, p *problems.Problem, g Grid) {
	t.Helper()
	res, err := Path(context.Background(), p, g, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for _, pt := range res.Points {
		if !pt.Status.OK() || pt.Iter > 1 {
			t.Errorf("%T, %T, lambda %g: %v, gap %g, rounding %g of %g, %d iterations",
				p.Fit, p.Penalty, pt.Lambda/res.LambdaMax, pt.Status, pt.Gap, pt.Rounding, res.Scale, pt.Iter)
		}
	}
}

// TestResponsesInterrupted: what is done when the time is over is certified, and the rest is
// said to be missing; and the bits do not depend on the number of processors.
func TestResponsesInterrupted(t *testing.T) {
	x, y := someClasses(rand.New(rand.NewPCG(5, 2)), 120, 30, 4, 0.5)
	for _, fit := range []problems.DataFit{&losses.Multinomial{K: 4, Y: y}, &losses.MultiGaussian{K: 4, Y: y}} {
		for _, grouped := range []bool{false, true} {
			p := penalised(&problems.Problem{X: x, Fit: fit}, grouped, 1)
			whole, err := Path(context.Background(), p, Grid{N: 20}, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			part, err := Path(ctx, p, Grid{N: 20}, Settings{Observe: func(r Report) error {
				if r.Index == 10 {
					cancel()
				}
				return nil
			}})
			cancel()
			if err != nil || len(part.Points) < 10 || len(part.Points) >= 20 {
				t.Errorf("%T: %d points, %v", fit, len(part.Points), err)
			}
			processors := runtime.GOMAXPROCS(1)
			again, err := Path(context.Background(), p, Grid{N: 20}, Settings{})
			runtime.GOMAXPROCS(processors)
			if err != nil {
				t.Fatal(err)
			}
			for k := range whole.Points {
				if a, b := whole.Points[k], again.Points[k]; !slices.Equal(a.Coef, b.Coef) || a.Dual != b.Dual {
					t.Errorf("%T: point %d differs on one processor", fit, k)
				}
			}
		}
	}
}

// TestSolveResponses: one lambda is the point of the path.
func TestSolveResponses(t *testing.T) {
	x, y := someClasses(rand.New(rand.NewPCG(6, 2)), 60, 8, 3, 0.5)
	for _, grouped := range []bool{false, true} {
		p := penalised(&problems.Problem{X: x, Fit: &losses.Multinomial{K: 3, Y: y}}, grouped, 1)
		most, err := p.LambdaMax()
		if err != nil {
			t.Fatal(err)
		}
		p.Penalty = p.Penalty.(problems.Scalable).WithLambda(0.05 * most)
		r, err := Solve(context.Background(), p, Settings{})
		if err != nil || !r.Status.OK() || r.Gap > 1e-13 {
			t.Errorf("%v, gap %g, %v", r.Status, r.Gap, err)
		}
		for _, method := range []string{"fista", "newton", "cd", "exact", "anderson"} {
			o, err := Solve(context.Background(), p, Settings{Method: method, Tol: 1e-6})
			if err == nil && (!o.Status.OK() || math.Abs(o.Primal-r.Primal) > 2e-6) {
				t.Errorf("%s: %v, objective %v, want %v", method, o.Status, o.Primal, r.Primal)
			}
			t.Logf("%s: %v", method, err)
		}
	}
}

// TestSparseResponses: sparse columns, whose Hessian is formed by rows, and the same dense.
func TestSparseResponses(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 2))
	x, y := someClasses(rng, 200, 40, 3, 2)
	d := x.X.(*design.Dense)
	for i := range d.Data {
		if rng.Float64() < 0.9 {
			d.Data[i] = 0
		}
	}
	for _, grouped := range []bool{false, true} {
		p := penalised(&problems.Problem{X: x, Fit: &losses.Multinomial{K: 3, Y: y}}, grouped, 1)
		q := *p
		q.X = design.Stacked{X: stored(d), K: 3, Intercept: true}
		solved(t, &q, Grid{N: 20, MinRatio: 1e-2})
		a, err := Path(context.Background(), p, Grid{N: 20, MinRatio: 1e-2}, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		b, err := Path(context.Background(), &q, Grid{N: 20, MinRatio: 1e-2}, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		one, two := make([]float64, p.Dim()), make([]float64, p.Dim())
		for k := range a.Points {
			a.Points[k].Beta(one, false)
			b.Points[k].Beta(two, false)
			for j := range one {
				if math.Abs(one[j]-two[j]) > 1e-8 {
					t.Errorf("grouped %v, point %d: coefficient %d is %v dense, %v sparse", grouped, k, j, one[j], two[j])
				}
			}
		}
	}
}

// TestClassWithoutRows: its best intercept is minus infinity.
func TestClassWithoutRows(t *testing.T) {
	x, y := someClasses(rand.New(rand.NewPCG(1, 2)), 60, 4, 3, 0.5)
	w := make([]float64, 60)
	for i := range w {
		if i%3 != 1 {
			w[i] = 1
		}
	}
	p := penalised(&problems.Problem{X: x, Fit: &losses.Multinomial{K: 3, Y: y, Weights: w}}, true, 1)
	if _, err := Path(context.Background(), p, Grid{}, Settings{}); !errors.Is(err, problems.ErrNullAtInfinity) {
		t.Errorf("%v", err)
	}
	if null, err := penalised(&problems.Problem{X: x, Fit: &losses.Multinomial{K: 3, Y: y}}, true, 1).Null(); err != nil || math.Abs(null.Loss-math.Log(3)) > 1e-15 {
		t.Errorf("loss %v, want that of three even classes (%v)", null.Loss, err)
	}
}
