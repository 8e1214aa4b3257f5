package exact

import (
	"fmt"
	"math"
	"math/rand/v2"
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
func TestNewtonOnRandomProblems(t *testing.T) {
	for family := range fits {
		t.Run(family, func(t *testing.T) {
			for seed := range uint64(100) {
				p, what := drawn(rand.New(rand.NewPCG(seed, 77)), family)
				null, err := p.Null()
				if err != nil {
					continue
				}
				x := walkOf(t, p, null)
				left, err := x.Path(geometric(null.LambdaMax, 12, 1e-3), within(1e-9*x.scale), func(s *Solution) error {
					if s.Spent || s.KKT > 1e-12*(null.LambdaMax+vector.Norm(s.Descent)) || s.Gap > 1e-9*x.scale {
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
