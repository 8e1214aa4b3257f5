package solvers

import (
	"context"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// farProblem is a problem whose columns and response are multiples of 2^-10 near zero,
// and the same problem with all of them moved, exactly, to the given distance.
func farProblem(seed uint64, distance float64, weights, standardise, csc bool) (near, far *problems.Problem) {
	rng := rand.New(rand.NewPCG(seed, 6))
	n, p := 60, 8
	round := func(v float64) float64 { return math.Round(1024*v) / 1024 }
	at := make([]float64, p+1)
	for j := range at {
		at[j] = round(distance * (1 + rng.Float64()))
	}
	x, z := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}, &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	y, v := make([]float64, n), make([]float64, n)
	for i := range n {
		for j := range p {
			x.Col(j)[i] = round(rng.NormFloat64() * float64(1+j))
			z.Col(j)[i] = x.Col(j)[i] + at[j]
		}
		y[i] = round(x.Col(0)[i] - x.Col(1)[i] + rng.NormFloat64())
		v[i] = y[i] + at[p]
	}
	var w []float64
	if weights {
		w = make([]float64, n)
		for i := range w {
			w[i] = float64(rng.IntN(4))
		}
	}
	pen := &problems.ElasticNet{Alpha: 1}
	if standardise {
		pen.Scale = design.StdDevs(x, w)
		farPen := *pen
		farPen.Scale = design.StdDevs(z, w)
		near = &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y, Weights: w}, Penalty: pen, Intercept: true}
		far = &problems.Problem{X: z, Fit: &problems.LeastSquares{Y: v, Weights: w}, Penalty: &farPen, Intercept: true}
	} else {
		near = &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y, Weights: w}, Penalty: pen, Intercept: true}
		far = &problems.Problem{X: z, Fit: &problems.LeastSquares{Y: v, Weights: w}, Penalty: pen, Intercept: true}
	}
	if csc {
		near.X, far.X = lawtest.Sparse(x), lawtest.Sparse(z)
	}
	return near, far
}

// However far the data are from zero, the coefficients are those of the data moved
// back to zero, and the intercept makes up for the move to the last place.
func TestPathsFarFromZero(t *testing.T) {
	for seed := range uint64(8) {
		for _, distance := range []float64{1e4, 1e7, 1e10} {
			near, far := farProblem(seed, distance, seed&1 != 0, seed&2 != 0, seed&4 != 0)
			null, err := near.Null()
			if err != nil {
				t.Fatal(err)
			}
			grid, _ := Grid{N: 30}.Values(0.99*null.LambdaMax, 60, 8)
			want, err := Path(context.Background(), near, Grid{Lambdas: grid}, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			for _, method := range []string{"", "cd"} {
				got, err := Path(context.Background(), far, Grid{Lambdas: grid}, Settings{Method: method})
				if err != nil {
					t.Fatal(err)
				}
				if d := math.Abs(got.LambdaMax/want.LambdaMax - 1); d > 1e-12 {
					t.Errorf("seed %d at %g: lambda_max is off by %g", seed, distance, d)
				}
				for k := range got.Points {
					a, b := &got.Points[k], &want.Points[k]
					if !a.Status.OK() {
						t.Errorf("seed %d at %g, method %q: lambda %d is %v, gap %g ± %g of %g", seed, distance, method, k, a.Status, a.Gap, a.Rounding, got.Loss)
					}
					if v := exactObjective(far, a); v > b.Primal+1e-11*want.Loss {
						t.Errorf("seed %d at %g, method %q: lambda %d is %g above the optimum of %g", seed, distance, method, k, v-b.Primal, b.Primal)
					}
					if method != "" {
						continue
					}
					if !slices.Equal(a.Support, b.Support) {
						t.Fatalf("seed %d at %g: supports %v and %v", seed, distance, a.Support, b.Support)
					}
					for i := range a.Coef {
						if d := math.Abs(a.Coef[i] - b.Coef[i]); d > 1e-12 {
							t.Errorf("seed %d at %g: lambda %d, coefficient %d is off by %g", seed, distance, k, a.Support[i], d)
						}
					}
				}
			}
		}
	}
}

// exactObjective is that of a lasso at exactly the doubles of a point.
func exactObjective(p *problems.Problem, pt *Point) float64 {
	rat := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
	fit, pen := p.Fit.(*problems.LeastSquares), p.Penalty.(*problems.ElasticNet).WithLambda(pt.Lambda)
	n, cols := p.X.Dims()
	column := make([]float64, n)
	r := make([]*big.Rat, n)
	for i, y := range fit.Y {
		r[i] = new(big.Rat).Sub(rat(y), rat(pt.Intercept))
	}
	beta := make([]float64, cols)
	for k, j := range pt.Support {
		beta[j] = pt.Coef[k]
		clear(column)
		p.X.ColAxpy(j, 1, column)
		for i, v := range column {
			r[i].Sub(r[i], new(big.Rat).Mul(rat(v), rat(pt.Coef[k])))
		}
	}
	loss, total := new(big.Rat), new(big.Rat)
	for i, v := range r {
		w := rat(1)
		if fit.Weights != nil {
			w = rat(fit.Weights[i])
		}
		total.Add(total, w)
		loss.Add(loss, w.Mul(w, v.Mul(v, v)))
	}
	half, _ := loss.Quo(loss, total.Add(total, total)).Float64()
	return half + pen.Value(beta)
}

// Coordinate descent gives up where it gets nowhere, and a far too small lambda on
// columns that all but depend on one another does not keep it for ever.
func TestCoordinateDescentGivesUp(t *testing.T) {
	p := nearlyDependent("Vandermonde", 30, 30)
	p.Penalty = problems.Lasso(1e-12)
	m, err := NewCoordinateDescent(p)
	if err != nil {
		t.Fatal(err)
	}
	iterates := 0
	for range m.Iterates(make([]float64, p.Dim())) {
		if iterates++; iterates > 60*patience { // each halving takes the patience, and there are 53 digits
			t.Fatalf("still at it after %d iterates", iterates)
		}
	}
	r, err := Solve(context.Background(), p, Settings{Method: "cd"})
	if err != nil || r.Status.OK() == (r.Proven() > r.Threshold) {
		t.Errorf("%v, %+v", err, r)
	}
}

// What stands in rows of weight 0 may be as large as it likes, at every level of care.
func TestGarbageInRowsWithoutWeight(t *testing.T) {
	x, err := design.NewDense(4, 2, []float64{0, 1, -1e154, 0, 4e8, 4e8, -8e154, 4.4e8})
	if err != nil {
		t.Fatal(err)
	}
	p := &problems.Problem{X: x, Penalty: problems.Lasso(2e-14), Intercept: true,
		Fit: &problems.LeastSquares{Y: []float64{170000, 200000, 1e155, 172000}, Weights: []float64{1e12, 1, 0, 1}}}
	r, err := Solve(context.Background(), p, Settings{})
	if err != nil || math.IsNaN(r.Primal) || math.IsNaN(r.X[0]+r.X[1]+r.X[2]) {
		t.Errorf("%+v, %v", r, err)
	}
}
