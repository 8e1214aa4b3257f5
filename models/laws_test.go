package models

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

// sample draws rows, a third of whose numbers are zero, of all sizes.
func sample(rng *rand.Rand, n, p int) (Rows, []float64) {
	x, y := make(Rows, n), make([]float64, n)
	for i := range x {
		x[i] = make([]float64, p)
		for j := range x[i] {
			if rng.IntN(3) > 0 {
				x[i][j] = math.Ldexp(rng.NormFloat64(), rng.IntN(5))
			}
		}
		y[i] = rng.NormFloat64()
		if p > 0 {
			y[i] += 2 * x[i][0]
		}
	}
	return x, y
}

// ways stores rows in every way that there is.
func ways(t *testing.T, x Rows) map[string]design.Design {
	t.Helper()
	dense, err := stored(x)
	if err != nil {
		t.Fatal(err)
	}
	d := dense.(*design.Dense)
	ptr, row, val := []int{0}, []int32{}, []float64{}
	for j := range d.P {
		for i, v := range d.Col(j) {
			if v != 0 {
				row, val = append(row, int32(i)), append(val, v)
			}
		}
		ptr = append(ptr, len(row))
	}
	csc, err := design.NewCSC(d.N, d.P, ptr, row, val)
	if err != nil {
		t.Fatal(err)
	}
	m := mat.NewDense(d.N, d.P, nil)
	for i, r := range x {
		m.SetRow(i, r)
	}
	gonum, err := design.New(m)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]design.Design{"rows": x, "dense": d, "csc": csc, "gonum": gonum, "own": struct{ design.Design }{csc}}
}

func fit(t *testing.T, s Spec, x design.Design, y []float64) *Model {
	t.Helper()
	m, err := s.Fit(context.Background(), x, y)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Certificate.Status.OK() {
		t.Fatal(m.Certificate)
	}
	return m
}

// Predictions are X b + b_0 summed in the order of the columns, to the last bit, however
// X is stored.
func TestPredictToTheLastBit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		n, p := 5+rng.IntN(30), 1+rng.IntN(20)
		x, y := sample(rng, n, p)
		m := fit(t, Spec{LambdaRatio: 0.01, NoIntercept: rng.IntN(2) == 0}, x, y)
		beta := m.Beta()
		want := make([]float64, n)
		for i, row := range x {
			for j, v := range row {
				product := beta[j] * v
				want[i] += product
			}
			if m.HasIntercept {
				want[i] += beta[p]
			}
		}
		for name, way := range ways(t, x) {
			got, err := m.Predict(way)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s: %v, want %v (%v)", name, got, want, err)
			}
		}
		for i, row := range x {
			if z, err := m.PredictRow(row); err != nil || z != want[i] {
				t.Errorf("row %d: %v, want %v (%v)", i, z, want[i], err)
			}
		}
	}
}

// The same data give the same model, to the last bit, by rows and by columns.
func TestFitOfRows(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(3, 4)), 30, 8)
	s := Spec{LambdaRatio: 0.1, Standardize: true}
	a, b := fit(t, s, x, y), fit(t, s, ways(t, x)["dense"], y)
	if !slices.Equal(a.Beta(), b.Beta()) {
		t.Errorf("%v, %v", a.Beta(), b.Beta())
	}
}

// near compares coefficients.
func near(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for j := range want {
		if math.Abs(got[j]-want[j]) > 1e-9*(1+math.Abs(want[j])) {
			t.Errorf("%s: coefficient %d is %v, want %v", what, j, got[j], want[j])
		}
	}
}

// What is done to the data is done to the coefficients.
func TestEquivariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const n, p = 40, 10
	x, y := sample(rng, n, p)
	for _, s := range []Spec{
		{LambdaRatio: 0.1},
		{LambdaRatio: 0.1, Penalty: ElasticNet(0.4), Standardize: true},
		{LambdaRatio: 0.1, Penalty: ElasticNet(0.4), Convention: Glmnet},
		{LambdaRatio: 0.1, Convention: Raw, NoIntercept: true},
	} {
		s.Solver.Tol = 1e-13
		m := fit(t, s, x, y)
		beta := m.Beta()

		twice := make([]float64, n) // y times 2
		for i, v := range y {
			twice[i] = 2 * v
		}
		doubled := make([]float64, len(beta))
		for j, v := range beta {
			doubled[j] = 2 * v
		}
		other := fit(t, s, x, twice)
		if s.Penalty == Lasso() || s.Convention == Glmnet { // the ridge of the others is of another degree
			near(t, "2y", other.Beta(), doubled)
		}
		if math.Abs(other.LambdaMax-2*m.LambdaMax) > 1e-12*other.LambdaMax {
			t.Errorf("lambda_max of 2y is %v, of y %v", other.LambdaMax, m.LambdaMax)
		}

		columns, rowsOf := rng.Perm(p), rng.Perm(n)
		permuted, py := make(Rows, n), make([]float64, n)
		for i, from := range rowsOf {
			py[i] = y[from]
			for _, j := range columns {
				permuted[i] = append(permuted[i], x[from][j])
			}
		}
		want := slices.Clone(beta)
		for k, j := range columns {
			want[k] = beta[j]
		}
		near(t, "permuted", fit(t, s, permuted, py).Beta(), want)

		if m.Standardized { // units of the columns do not matter
			scaled := make(Rows, n)
			for i, row := range x {
				scaled[i] = slices.Clone(row)
				for j := range row {
					scaled[i][j] *= float64(j + 3)
				}
			}
			want := slices.Clone(beta)
			for j := range p {
				want[j] /= float64(j + 3)
			}
			near(t, "scaled", fit(t, s, scaled, y).Beta(), want)
		}
	}
}

// One model serves any number of goroutines; go test -race looks on.
func TestConcurrentUse(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(7, 8)), 30, 6)
	m := fit(t, Spec{LambdaRatio: 0.1, Names: []string{"a", "b", "c", "d", "e", "f"}}, x, y)
	all := ways(t, x)
	var wait sync.WaitGroup
	for range 8 {
		for _, way := range all {
			wait.Go(func() {
				if _, err := m.Predict(way); err != nil {
					t.Error(err)
				}
				if _, err := m.Score(way, y, nil, nil); err != nil {
					t.Error(err)
				}
				if _, err := m.MarshalJSON(); err != nil {
					t.Error(err)
				}
				if _, err := m.Coefficient("c"); err != nil {
					t.Error(err)
				}
				_, _ = m.PredictRow(x[0])
				_, _ = m.Coefficients(), m.Beta()
			})
		}
	}
	wait.Wait()
}

// Reports and certificates are in the units of the convention: what a loose run leaves
// open is n times as much where the loss is a sum.
func TestReportsInUnits(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(9, 10)), 30, 6)
	var trace solvers.Trace
	set := solvers.Settings{Method: "cd", Tol: 1e-3, CheckEvery: 1, Observe: trace.Observe}
	st, err := Spec{Convention: Raw, Grid: solvers.Grid{N: 5}, Solver: set}.State(x, y)
	if err != nil {
		t.Fatal(err)
	}
	path, err := st.FitPath(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	worst, last := 0.0, map[int]solvers.Report{}
	for _, r := range trace {
		last[r.Index] = r
	}
	for k, m := range path.Models {
		r, c := last[k], m.Certificate
		ours := st.At(m.Lambda).Certify(m.Beta())
		same("lambda", r.Lambda, m.Lambda)
		same("objective", c.Objective, 30*ours.Primal)
		same("KKT", c.KKT, 30*ours.KKT)
		same("relative gap", c.GapRelative, c.Gap/(30*st.Null.Scale))
		same("relative rounding", c.RoundingRelative, c.Rounding/(30*st.Null.Scale))
		same("threshold", r.Threshold, 1e-3*30*st.Null.Scale)
		for _, v := range [][2]float64{{r.Primal, c.Objective}, {r.Dual, c.Dual}, {r.Gap, c.Gap}, {r.Rounding, c.Rounding}, {r.KKT, c.KKT}} {
			same("report", v[0], v[1])
		}
		worst = max(worst, c.KKT)
	}
	if !(worst > 1e-6) {
		t.Errorf("the run is not loose: %v", worst)
	}
}

// Lambdas that are given come back to the last bit, whatever the convention makes of them.
func TestLambdasToTheLastBit(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(21, 22)), 30, 6)
	lambdas := make([]float64, 60)
	for k := range lambdas {
		lambdas[k] = 1 / (1 + float64(k)/7)
	}
	st, err := Spec{Convention: Glmnet, Penalty: ElasticNet(0.5), Grid: solvers.Grid{Lambdas: lambdas}}.State(x, y)
	if err != nil {
		t.Fatal(err)
	}
	path, err := st.FitPath(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	lossy := 0
	for k, m := range path.Models {
		if m.Lambda != lambdas[k] {
			t.Errorf("%v, want %v", m.Lambda, lambdas[k])
		}
		if lambdas[k]*st.LambdaUnit/st.LambdaUnit != lambdas[k] {
			lossy++
		}
	}
	if lossy == 0 {
		t.Error("no lambda tries it")
	}
}

// One answer is certified with care: a column far from zero costs no digits.
func TestCertificateOfOneAnswer(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(23, 24)), 30, 3)
	for i := range x {
		x[i][0] += 1e6
	}
	st, err := Spec{}.State(x, y)
	if err != nil {
		t.Fatal(err)
	}
	r, err := solvers.Solve(context.Background(), st.At(0.1), solvers.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := st.FitAt(context.Background(), 0.1)
	if err != nil {
		t.Fatal(err)
	}
	if proven := max(m.Certificate.Gap, 0) + m.Certificate.Rounding; !(proven < r.Proven()/2) {
		t.Errorf("proven to %v, by Solve to %v", proven, r.Proven())
	}
}

// Rows are a design like any other.
func TestRowsAreADesign(t *testing.T) {
	rng := rand.New(rand.NewPCG(25, 26))
	x, v := sample(rng, 9, 4)
	dense := ways(t, x)["dense"]
	w := make([]float64, 9)
	for i := range w {
		w[i] = float64(i) / 36
	}
	for j := range 4 {
		near(t, "ColDot", []float64{x.ColDot(j, v)}, []float64{dense.ColDot(j, v)})
		a, b := slices.Clone(v), slices.Clone(v)
		x.ColAxpy(j, 3, a)
		dense.ColAxpy(j, 3, b)
		near(t, "ColAxpy", a, b)
		for _, w := range [][]float64{nil, w} {
			mean, variance := x.ColMoments(j, w)
			m, s := dense.ColMoments(j, w)
			near(t, "ColMoments", []float64{mean, variance}, []float64{m, s})
		}
	}
}
