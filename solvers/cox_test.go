package solvers_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/solvers"
)

// survival is a problem of survival times that grow with the first few columns, with
// everything that risk sets may have where odd is set.
func survival(n, p int, odd bool, rng *rand.Rand) *problems.Problem {
	x := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	for i := range x.Data {
		x.Data[i] = rng.NormFloat64()
	}
	f := &losses.Cox{}
	for i := range n {
		z := 0.0
		for j := range min(p, 10) {
			z += 0.5 * x.Data[j*n+i] * float64(1-2*(j%2))
		}
		t, c := rng.ExpFloat64()*math.Exp(-z), rng.ExpFloat64()*2
		event := 1.0
		if c < t {
			t, event = c, 0
		}
		if odd {
			t = math.Ceil(10*t) / 10
			f.Start = append(f.Start, t-0.3*rng.ExpFloat64()-0.01)
			f.Strata = append(f.Strata, i%3)
			f.Weights = append(f.Weights, float64(rng.IntN(4)))
			f.Offset = append(f.Offset, rng.NormFloat64())
			f.Ties = losses.Efron
		}
		f.Time, f.Status = append(f.Time, t), append(f.Status, event)
	}
	return &problems.Problem{X: x, Fit: f, Penalty: problems.Lasso(1)}
}

// Paths of Cox's model are solved exactly, every point proven far below the tolerance.
func TestCoxPath(t *testing.T) {
	for name, p := range map[string]*problems.Problem{
		"tall":          survival(200, 8, false, rand.New(rand.NewPCG(1, 1))),
		"wide":          survival(60, 200, false, rand.New(rand.NewPCG(1, 2))),
		"odd risk sets": survival(150, 30, true, rand.New(rand.NewPCG(1, 3))),
	} {
		r, err := solvers.Path(context.Background(), p, solvers.Grid{N: 40}, solvers.Settings{Method: "exact", Tol: 1e-11})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for k, pt := range r.Points {
			if pt.Status != solvers.Converged {
				t.Errorf("%s: lambda %d of %d: %v, gap %.2g and rounding %.2g of the null loss", name, k, len(r.Points), pt.Status, pt.Gap/r.Scale, pt.Rounding/r.Scale)
			}
		}
	}
}

// Sparse columns, an elastic net, bounds and a column without a penalty together: the same
// as of dense ones.
func TestCoxSparse(t *testing.T) {
	p := survival(120, 40, true, rand.New(rand.NewPCG(3, 1)))
	x := p.X.(*design.Dense)
	sparse := &design.CSC{N: x.N, P: x.P, ColPtr: []int{0}}
	for j := range x.P {
		for i, v := range x.Col(j) {
			if (i+j)%4 != 0 {
				x.Col(j)[i] = 0
				continue
			}
			sparse.Row, sparse.Val = append(sparse.Row, int32(i)), append(sparse.Val, v)
		}
		sparse.ColPtr = append(sparse.ColPtr, len(sparse.Val))
	}
	lower, factor := make([]float64, x.P), make([]float64, x.P)
	for j := range lower {
		lower[j], factor[j] = -0.05, float64(j%3)
	}
	p.Penalty = &problems.ElasticNet{Alpha: 0.6, Lower: lower, Factor: factor}
	q := *p
	q.X = sparse
	var paths [2]*solvers.PathResult
	for k, one := range []*problems.Problem{p, &q} {
		r, err := solvers.Path(context.Background(), one, solvers.Grid{N: 20}, solvers.Settings{Method: "exact", Tol: 1e-11})
		if err != nil {
			t.Fatal(err)
		}
		paths[k] = r
	}
	for k, a := range paths[0].Points {
		b := paths[1].Points[k]
		if a.Status != solvers.Converged || b.Status != solvers.Converged || math.Abs(a.Primal-b.Primal) > 1e-11*paths[0].Scale {
			t.Errorf("lambda %d: %v of %v, and %v of %v", k, a.Primal, a.Status, b.Primal, b.Status)
		}
	}
}

func BenchmarkCoxPath(b *testing.B) {
	p := survival(500, 2000, false, rand.New(rand.NewPCG(2, 1)))
	for b.Loop() {
		if _, err := solvers.Path(context.Background(), p, solvers.Grid{}, solvers.Settings{}); err != nil {
			b.Fatal(err)
		}
	}
}
