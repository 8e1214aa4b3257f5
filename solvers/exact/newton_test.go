package exact

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
)

// fits draws the losses that the engine is for, on predictions z.
var fits = map[string]func(rng *rand.Rand, z, weights, offset []float64) problems.DataFit{
	"logistic": func(rng *rand.Rand, z, weights, offset []float64) problems.DataFit {
		return &losses.Logistic{Y: labels(rng, z), Weights: weights, Offset: offset}
	},
	"Poisson": func(rng *rand.Rand, z, weights, offset []float64) problems.DataFit {
		y := make([]float64, len(z))
		for i, v := range z {
			y[i] = math.Floor(math.Exp(v/2) + rng.ExpFloat64())
		}
		return &losses.Poisson{Y: y, Weights: weights, Offset: offset}
	},
	"Huber": func(rng *rand.Rand, z, weights, offset []float64) problems.DataFit {
		y := make([]float64, len(z))
		for i, v := range z {
			y[i] = v + rng.NormFloat64()*math.Exp(rng.NormFloat64())
		}
		return &losses.Huber{Loss: losses.HuberLoss{Delta: math.Pow(10, -2*rng.Float64())}, Y: y, Weights: weights, Offset: offset}
	},
	"squared hinge": func(rng *rand.Rand, z, weights, offset []float64) problems.DataFit {
		return &losses.SquaredHinge{Y: labels(rng, z), Weights: weights, Offset: offset}
	},
}

func labels(rng *rand.Rand, z []float64) []float64 {
	y := make([]float64, len(z))
	for i, v := range z {
		if rng.Float64() < 1/(1+math.Exp(-v)) {
			y[i] = 1
		}
	}
	y[0], y[1] = 0, 1
	return y
}

// drawn is a problem with a bit of everything, tame enough for a gap near rounding.
func drawn(rng *rand.Rand, family string) (*problems.Problem, string) {
	n, p := 20+rng.IntN(60), 3+rng.IntN(40)
	if rng.IntN(3) == 0 {
		p = n + rng.IntN(2*n)
	}
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	sparse := rng.IntN(3) == 0
	for j := range p {
		size := math.Exp(rng.NormFloat64())
		for i := range n {
			if sparse && rng.IntN(4) > 0 {
				continue
			}
			d.Col(j)[i] = size * rng.NormFloat64()
		}
	}
	z := make([]float64, n)
	for k := range min(p, 5) {
		d.ColAxpy(rng.IntN(p), rng.NormFloat64()/float64(1+k), z)
	}
	var weights, offset []float64
	what := fmt.Sprintf("%dx%d", n, p)
	pick := func(name string, odds int) bool {
		if rng.IntN(odds) > 0 {
			return false
		}
		what += " " + name
		return true
	}
	if pick("weights", 3) {
		weights = make([]float64, n)
		for i := range weights {
			weights[i] = float64(rng.IntN(4))
		}
		weights[0], weights[1] = 1, 2
	}
	if pick("offset", 3) {
		offset = make([]float64, n)
		for i := range offset {
			offset[i] = 0.5 * rng.NormFloat64()
		}
	}
	pen := &problems.ElasticNet{Alpha: 1}
	if pick("ridge", 3) {
		pen.Alpha = rng.Float64()
	}
	if pick("factors", 3) {
		pen.Factor = make([]float64, p)
		for j := range pen.Factor {
			pen.Factor[j] = []float64{1, 1, 0.2, 3, math.Inf(1)}[rng.IntN(5)]
		}
		if p < n/4 {
			pen.Factor[rng.IntN(p)] = 0
		}
	}
	if pick("bounds", 3) {
		pen.Lower, pen.Upper = make([]float64, p), make([]float64, p)
		for j := range p {
			pen.Lower[j], pen.Upper[j] = []float64{0, -0.1, math.Inf(-1)}[rng.IntN(3)], []float64{0.05, 0.3, math.Inf(1)}[rng.IntN(3)]
			if rng.IntN(9) == 0 && !(pen.Factor != nil && math.IsInf(pen.Factor[j], 1)) {
				pen.Lower[j] = min(0.02, pen.Upper[j])
			}
		}
	}
	q := &problems.Problem{X: d, Penalty: pen, Intercept: !pick("no intercept", 4), Fit: fits[family](rng, z, weights, offset)}
	if pick("standardised", 2) {
		pen.Scale = design.StdDevs(d, weights)
	}
	if sparse && pick("sparse", 2) {
		q.X = sparsified(d)
	}
	return q, what
}

func sparsified(d *design.Dense) *design.CSC {
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

func walkOf(t *testing.T, p *problems.Problem, null problems.Null) *Walk {
	t.Helper()
	x, err := New(p, null, Options{Columns: 5000, Scale: null.Scale, Begin: func(float64, int) {}, Stop: func(int) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Whole paths of random problems of every loss, with all that a penalty and a fit can
// have, end with optimality conditions that hold to rounding.
func TestNewtonOnRandomProblems(t *testing.T) { onRandomProblems(t, false, 100) }

// So they do with steps by conjugate gradients.
func TestNewtonWithoutAFactor(t *testing.T) { onRandomProblems(t, true, 40) }

func onRandomProblems(t *testing.T, iterative bool, seeds uint64) {
	for family := range fits {
		t.Run(family, func(t *testing.T) {
			for seed := range seeds {
				p, what := drawn(rand.New(rand.NewPCG(seed, 77)), family)
				null, err := p.Null()
				if err != nil {
					continue
				}
				if d, ok := p.X.(*design.Dense); ok && iterative {
					p.X = sparsified(d)
				}
				x := walkOf(t, p, null)
				x.core.(*newton).iterative = iterative
				left, err := x.Path(geometric(null.LambdaMax, 12, 1e-3), within(1e-9*x.scale), func(s *Solution) error {
					if s.Spent || s.KKT > 1e-14+1e-12*(null.LambdaMax+vector.Norm(s.Descent)) || s.Gap > 1e-9*x.scale {
						t.Errorf("%d, %s: gap %.2g of %.2g, KKT %.2g at %.2g of %.2g", seed, what, s.Gap, x.scale, s.KKT, s.Lambda, null.LambdaMax)
					}
					return nil
				})
				if err != nil || len(left) > 0 {
					t.Errorf("%d, %s: %d left: %v", seed, what, len(left), err)
				}
			}
		})
	}
}

// squared is least squares as a user would write it: no block of observations.
type squared struct{}

func (squared) At(y, z float64) (value, slope, curvature float64) {
	return (z - y) * (z - y) / 2, z - y, 1
}
func (squared) Conj(y, v float64) float64             { return v * (v/2 + y) }
func (squared) Domain(float64) (lower, upper float64) { return math.Inf(-1), math.Inf(1) }
func (squared) Lipschitz() float64                    { return 1 }
func (squared) Validate([]float64) error              { return nil }

// Newton's engine on squares says what the engine of least squares says.
func TestNewtonOnSquares(t *testing.T) {
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 78))
		p, what := drawn(rng, "Huber")
		h := p.Fit.(*losses.Huber)
		q, r := *p, *p
		q.Fit = &problems.LeastSquares{Y: h.Y, Weights: h.Weights, Offset: h.Offset}
		r.Fit = &problems.Pointwise[squared]{Y: h.Y, Weights: h.Weights, Offset: h.Offset}
		null, err := q.Null()
		if err != nil {
			t.Fatal(err)
		}
		var found [2][]Solution
		for k, p := range []*problems.Problem{&q, &r} {
			x := walkOf(t, p, null)
			if _, err := x.Path(geometric(null.LambdaMax, 10, 1e-2), within(1e-9*null.Scale), func(s *Solution) error {
				found[k] = append(found[k], *s)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		a, b := make([]float64, p.Dim()), make([]float64, p.Dim())
		for k, s := range found[0] {
			s.Point.Beta(a, p.Intercept)
			found[1][k].Point.Beta(b, p.Intercept)
			size := 1 + vector.MaxAbs(a)
			for j := range a {
				if math.Abs(a[j]-b[j]) > 1e-9*size {
					t.Fatalf("%d, %s, lambda %d: coefficient %d is %v, and %v of least squares", seed, what, k, j, b[j], a[j])
				}
			}
		}
	}
}

// The same bits on one processor and on several.
func TestNewtonIsDeterministic(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 79))
	const n, p = 3000, 60
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i := range d.Data {
		if rng.IntN(3) == 0 {
			d.Data[i] = rng.NormFloat64()
		}
	}
	z := make([]float64, n)
	for j := range 20 {
		d.ColAxpy(j, rng.NormFloat64(), z)
	}
	for name, x := range map[string]design.Design{"dense": d, "sparse": sparsified(d)} {
		for family, fit := range fits {
			if family == "Poisson" {
				continue // the counts are wild
			}
			q := &problems.Problem{X: x, Fit: fit(rand.New(rand.NewPCG(4, 80)), z, nil, nil), Intercept: true, Penalty: problems.Lasso(1)}
			null, err := q.Null()
			if err != nil {
				t.Fatal(err)
			}
			var found [2][]problems.SparseBeta
			for k, procs := range []int{1, 3} {
				old := runtime.GOMAXPROCS(procs)
				_, err := walkOf(t, q, null).Path(geometric(null.LambdaMax, 6, 1e-2), within(1e-9*null.Scale), func(s *Solution) error {
					found[k] = append(found[k], s.Point)
					return nil
				})
				runtime.GOMAXPROCS(old)
				if err != nil {
					t.Fatal(err)
				}
			}
			if !reflect.DeepEqual(found[0], found[1]) {
				t.Errorf("%s, %s: other bits on three processors", name, family)
			}
		}
	}
}

// A walk ends when it is told to, and hands back what is left.
func TestNewtonStops(t *testing.T) {
	p, _ := drawn(rand.New(rand.NewPCG(5, 77)), "logistic")
	null, err := p.Null()
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	x, err := New(p, null, Options{Columns: 5000, Scale: null.Scale, Begin: func(float64, int) {}, Stop: func(int) bool { asked++; return asked > 60 }})
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	left, err := x.Path(geometric(null.LambdaMax, 30, 1e-3), within(1e-9*null.Scale), func(s *Solution) error {
		kept++
		if s.Gap > 1e-9*null.Scale {
			t.Errorf("lambda %g: gap %g", s.Lambda, s.Gap)
		}
		return nil
	})
	if err != nil || kept == 0 || len(left) == 0 || kept+len(left) != 30 || asked > 62 {
		t.Errorf("%d kept, %d left, asked %d times: %v", kept, len(left), asked, err)
	}
}

// Where the factor would not fit the engine hands back the lambdas that are left.
func TestNewtonHasNoRoom(t *testing.T) {
	p, _ := drawn(rand.New(rand.NewPCG(5, 77)), "logistic")
	p.Penalty = problems.Lasso(1)
	null, err := p.Null()
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(p, null, Options{Columns: 5, Scale: null.Scale, Begin: func(float64, int) {}, Stop: func(int) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	left, err := x.Path(geometric(null.LambdaMax, 30, 1e-3), within(1e-9*null.Scale), func(s *Solution) error {
		if kept++; len(s.Point.Support) > 5 {
			t.Errorf("%d columns", len(s.Point.Support))
		}
		return nil
	})
	if err != nil || kept == 0 || len(left) == 0 || kept+len(left) != 30 {
		t.Errorf("%d kept, %d left: %v", kept, len(left), err)
	}
}

// A loose tolerance ends sooner, and is met.
func TestNewtonStopsEarly(t *testing.T) {
	p, _ := drawn(rand.New(rand.NewPCG(5, 77)), "logistic")
	null, err := p.Null()
	if err != nil {
		t.Fatal(err)
	}
	var steps [2]int
	for k, tol := range []float64{1e-9, 1e-3} {
		x, err := New(p, null, Options{Columns: 5000, Scale: null.Scale, Tol: tol, Begin: func(float64, int) {}, Stop: func(int) bool { return false }})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Path(geometric(null.LambdaMax, 30, 1e-3), within(tol*null.Scale), func(s *Solution) error {
			steps[k] += x.core.(*newton).steps
			if s.Gap > tol*null.Scale {
				t.Errorf("lambda %g: gap %g", s.Lambda, s.Gap)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if steps[1] > steps[0]*3/4 {
		t.Errorf("%d steps to 1e-3, and %d to rounding", steps[1], steps[0])
	}
}
