package solvers_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/problemtest"
	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers"
)

// LogCosh is somebody's own loss: log cosh(z - y), as smooth as least squares near y and
// as robust as the absolute value far from it. In d = z - y: l' = tanh d,
// l” = 1 - tanh² d, and l*(v) = vy + ((1+v) log(1+v) + (1-v) log(1-v))/2 on [-1, 1].
type LogCosh struct{}

func (LogCosh) At(y, z float64) (value, slope, curvature float64) {
	d := math.Abs(z - y)
	t := math.Tanh(z - y)
	return d + math.Log1p(math.Exp(-2*d)) - math.Ln2, t, 1 - t*t
}

func (LogCosh) Conj(y, v float64) float64 {
	half := func(t float64) float64 {
		if t <= 0 {
			return 0
		}
		return t * math.Log(t) / 2
	}
	return v*y + half(1+v) + half(1-v)
}

func (LogCosh) Domain(float64) (lower, upper float64) { return -1, 1 }

func (LogCosh) Lipschitz() float64 { return 1 }

func (LogCosh) Validate([]float64) error { return nil }

// robust is a lasso with LogCosh.
func robust() *problems.Problem {
	p, _ := textbook.Synth{N: 30, P: 8, K: 3, Density: 1, Lambda: 0.05, Seed: 2}.New()
	y := p.Fit.(*problems.LeastSquares).Y
	return &problems.Problem{X: p.X, Fit: &problems.Pointwise[LogCosh]{Y: y}, Penalty: problems.Lasso(0.05)}
}

// One's own loss is five small methods and works with every method and penalty.
func Example_loss() {
	p := robust()
	fmt.Println(problemtest.CheckLoss(LogCosh{}, []float64{-1, 0, 3}))
	r, err := solvers.Solve(context.Background(), p, solvers.Settings{})
	fmt.Println(r.Status, err)
	// Output:
	// <nil>
	// converged <nil>
}

// TestOwnLoss: every method that takes the loss of somebody else certifies the same
// optimum, those with one observation at a time among them.
func TestOwnLoss(t *testing.T) {
	p := robust()
	want, err := solvers.Solve(context.Background(), p, solvers.Settings{Tol: 1e-11})
	if err != nil || !want.Status.OK() {
		t.Fatal(want.Status, err)
	}
	for _, name := range []string{"saga", "svrg", "fista", "newton", "coordinate"} {
		r, err := solvers.Solve(context.Background(), p, solvers.Settings{Method: name})
		if err != nil || !r.Status.OK() || math.Abs(r.Primal-want.Primal) > 1e-9 {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
	if _, err := solvers.Solve(context.Background(), p, solvers.Settings{Method: "sgd", MaxIter: 10}); err != nil {
		t.Errorf("sgd: %v", err)
	}
	p.Fit = &losses.Poisson{Y: make([]float64, 30)}
	if _, err := solvers.NewFiniteSum(p); err == nil {
		t.Error("steps of length 1/Inf are accepted")
	}
}

// TestOwnOnes: a constant column counts where there is no intercept, for methods that
// standardise too. The optimum is the soft threshold of the mean, 4 - 0.5.
func TestOwnOnes(t *testing.T) {
	x, err := design.NewDense(3, 1, []float64{1, 1, 1})
	if err != nil {
		t.Fatal(err)
	}
	p := textbook.NewLasso(x, []float64{3, 4, 5}, 0.5)
	for _, m := range solvers.Methods() {
		if _, err := m.New(p); err != nil || m.Name == "sgd" {
			continue
		}
		r, err := solvers.Solve(context.Background(), p, solvers.Settings{Method: m.Name, Tol: 1e-3})
		if err != nil || math.Abs(r.X[0]-3.5) > 0.1 {
			t.Errorf("%s: %v, %v", m.Name, r, err)
		}
	}
}

// TestNothing: a design of zeros, as small data can be, is no reason to panic.
func TestNothing(t *testing.T) {
	p := textbook.NewLasso(&design.Dense{N: 2, P: 1, Data: []float64{0, 0}}, []float64{1, 2}, 0.5)
	for _, m := range solvers.Methods() {
		if _, err := m.New(p); err != nil {
			continue
		}
		if r, err := solvers.Solve(context.Background(), p, solvers.Settings{Method: m.Name}); err != nil || !r.Status.OK() || r.X[0] != 0 {
			t.Errorf("%s: %v, %v", m.Name, r, err)
		}
		own, _ := m.New(p)
		for st := range own.Iterates([]float64{0}) {
			if st.X[0] != 0 {
				t.Errorf("%s: %v", m.Name, st.X)
			}
			break
		}
	}
}

// net and squares are an elastic net and least squares by what they can do, and not by
// their types.
type (
	net     struct{ *problems.ElasticNet }
	squares struct{ *problems.LeastSquares }
)

// TestCapabilities: methods ask terms what they can do and not what they are. Those of
// another type take the same steps, on standardised columns too.
func TestCapabilities(t *testing.T) {
	p, _ := textbook.Synth{N: 20, P: 4, K: 3, Lambda: 0.1, Alpha: 0.7, Seed: 4, Intercept: true, Weights: true, Bounds: true}.New()
	p.X = &design.Standardized{X: p.X, Scale: []float64{1e-3, 1, 1e3, 1}, Mean: make([]float64, 4)} // badly
	own := &problems.Problem{X: p.X, Fit: squares{p.Fit.(*problems.LeastSquares)}, Penalty: net{p.Penalty.(*problems.ElasticNet)}, Intercept: true}
	for _, name := range []string{"fista", "newton", "coordinate", "greedy", "saga", "dr", "admm", "pdhg"} {
		s := solvers.Settings{Method: name, MaxIter: 30}
		want, err := solvers.Solve(context.Background(), p, s)
		if err != nil {
			t.Fatal(name, err)
		}
		if got, err := solvers.Solve(context.Background(), own, s); err != nil || !slices.Equal(got.X, want.X) {
			t.Errorf("%s: %v in place of %v (%v)", name, got, want.X, err)
		}
	}
}
