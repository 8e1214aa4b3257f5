package design

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/james-bowman/sparse"
	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/internal/vector"
)

func randomMatrix(rng *rand.Rand, n, p int, density float64) *mat.Dense {
	m := mat.NewDense(n, p, nil)
	for i := range n {
		for j := range p {
			if rng.Float64() < density {
				m.Set(i, j, 10*rng.NormFloat64()+3)
			}
		}
	}
	return m
}

// Every way in gives the same matrix.
func TestDesignsAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		n, p := 1+rng.IntN(12), 1+rng.IntN(9)
		m := randomMatrix(rng, n, p, rng.Float64())
		coo := sparse.NewCOO(n, p, nil, nil, nil)
		dok := sparse.NewDOK(n, p)
		for _, i := range rng.Perm(n) {
			for j := range p {
				if v := m.At(i, j); v != 0 {
					coo.Set(i, j, v-1)
					dok.Set(i, j, v)
				}
			}
		}
		for i := range n { // repeats of an entry are summed
			for j := range p {
				if m.At(i, j) != 0 {
					coo.Set(i, j, 1)
				}
			}
		}
		var trans mat.Dense
		trans.CloneFrom(m.T())
		w := make([]float64, n)
		for i := range w {
			w[i] = rng.Float64()
		}
		if w = vector.NormalWeights(w); w == nil { // equal weights, n = 1
			w = vector.Ones(n)
			for i := range w {
				w[i] /= float64(n)
			}
		}
		v := make([]float64, n)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		for name, in := range map[string]mat.Matrix{
			"Dense": m, "Dense.T": trans.T(), "COO": coo, "DOK": dok, "CSR": dok.ToCSR(), "CSC": dok.ToCSC(),
			"slice": m.Slice(0, n, 0, p),
		} {
			d, err := New(in)
			if err != nil {
				t.Fatal(name, err)
			}
			for _, x := range []Design{d, Standardize(d, w, true), Standardize(d, nil, true), Standardize(d, w, false)} {
				checkDesign(t, name, x, m, v, w)
			}
		}
	}
}

// checkDesign compares all methods of x with the same computed from m, entry by
// entry; a Standardized x is unfolded by its own fields.
func checkDesign(t *testing.T, name string, x Design, m *mat.Dense, v, w []float64) {
	t.Helper()
	n, p := m.Dims()
	entry := func(i, j int) float64 {
		s, ok := x.(*Standardized)
		if !ok {
			return m.At(i, j)
		}
		if s.Scale[j] == 0 {
			return 0
		}
		return (m.At(i, j) - meanOf(s.Mean, j)) / s.Scale[j]
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-11*(1+math.Abs(want)) {
			t.Errorf("%s (%T): %s is %g, want %g", name, x, what, got, want)
		}
	}
	u, z, b := make([]float64, p), make([]float64, n), make([]float64, p)
	MulTrans(u, x, v)
	for j := range b {
		b[j] = float64(j) - 2
	}
	Mul(z, x, b)
	for j := range p {
		var dot, mean, variance float64
		col := make([]float64, n)
		x.ColAxpy(j, 2, col)
		for i := range n {
			dot += entry(i, j) * v[i]
			mean += w[i] * entry(i, j)
			near("2 x_ij", col[i], 2*entry(i, j))
			z[i] -= b[j] * entry(i, j)
		}
		for i := range n {
			variance += w[i] * (entry(i, j) - mean) * (entry(i, j) - mean)
		}
		near("ColDot", x.ColDot(j, v), dot)
		near("MulTrans", u[j], dot)
		gm, gv := x.ColMoments(j, w)
		near("mean", gm, mean)
		near("variance", gv, variance)
	}
	for i := range z {
		near("Mul", z[i], 0)
	}
}

func TestDesignRefusesBadEntries(t *testing.T) {
	nan := mat.NewDense(2, 2, []float64{1, 2, math.NaN(), 4})
	if _, err := New(nan); err == nil {
		t.Error("NaN passed")
	}
	for name, m := range map[string]mat.Matrix{
		"row out of range":     sparse.NewCSC(2, 2, []int{0, 1, 2}, []int{0, 7}, []float64{1, 2}),
		"pointer out of range": sparse.NewCSC(2, 2, []int{0, 1, 9}, []int{0, 1}, []float64{1, 2}),
		"infinite":             sparse.NewCOO(2, 2, []int{0}, []int{0}, []float64{math.Inf(1)}),
	} {
		if _, err := New(m); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}
