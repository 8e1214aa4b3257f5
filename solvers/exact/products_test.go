package exact

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Inner products that are right are taken, and make no difference; wrong ones are not.
func TestProducts(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 62))
	const n, p = 60, 8
	d := &design.Dense{N: n, P: p, Data: make([]float64, n*p)}
	y, w := make([]float64, n), make([]float64, n)
	for k := range d.Data {
		d.Data[k] = rng.NormFloat64() + 3
	}
	for i := range y {
		y[i], w[i] = rng.NormFloat64()+d.Data[i], float64(rng.IntN(3))
		d.Data[5*n+i] = 2 // has nothing to say
	}
	for _, weights := range [][]float64{nil, w} {
		for _, intercept := range []bool{true, false} {
			q := &problems.Problem{X: d, Fit: &problems.LeastSquares{Y: y, Weights: weights}, Penalty: problems.Lasso(0), Intercept: intercept}
			columns := []int{0, 2, 5, 6}
			k := &Products{Columns: columns, G: make([]float64, 16)}
			total := 0.0
			weight := func(i int) float64 {
				if weights == nil {
					return 1
				}
				return weights[i]
			}
			for i := range n {
				total += weight(i)
			}
			mean := func(j int) (m float64) {
				for i := range n {
					m += weight(i) / total * d.Col(j)[i]
				}
				return m
			}
			for a, j := range columns {
				for b, l := range columns {
					mj, ml := 0.0, 0.0
					if intercept {
						mj, ml = mean(j), mean(l)
					}
					for i := range n {
						k.G[a+4*b] += weight(i) / total * (d.Col(j)[i] - mj) * (d.Col(l)[i] - ml)
					}
				}
			}
			plain := pathWith(t, q, nil)
			taken, known := newOf(t, q, k)
			if want := 4 - len(taken.s.Curv) + nonzero(taken.s.Curv); known != want {
				t.Errorf("%d columns are known, want %d", known, want)
			}
			for e, v := range pathWith(t, q, k) {
				if math.Abs(v-plain[e]) > 1e-11*(1+math.Abs(plain[e])) {
					t.Errorf("entry %d: %v, %v without products", e, v, plain[e])
				}
			}
			wrong := &Products{Columns: columns, G: append([]float64(nil), k.G...)}
			wrong.G[0] *= 1 + 1e-8
			if _, known := newOf(t, q, wrong); known != 0 {
				t.Errorf("wrong products are taken")
			}
		}
	}
}

func nonzero(v []float64) (count int) {
	for _, x := range v {
		if x != 0 {
			count++
		}
	}
	return count
}

func newOf(t *testing.T, q *problems.Problem, k *Products) (*Engine, int) {
	t.Helper()
	x, err := newEngine(q, Options{Columns: 100, Scale: 1, Tol: 1e-12, Products: k, Begin: func(float64, int) {}, Stop: func(int) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	return x, len(x.gram.cols)
}

// pathWith returns all coefficients of a path.
func pathWith(t *testing.T, q *problems.Problem, k *Products) (all []float64) {
	t.Helper()
	null, err := q.Null()
	if err != nil {
		t.Fatal(err)
	}
	w, err := Open(q, null, Options{Columns: 100, Scale: null.Scale, Tol: 1e-12, Products: k, Begin: func(float64, int) {}, Stop: func(int) bool { return context.Background().Err() != nil }})
	if err != nil {
		t.Fatal(err)
	}
	left, err := w.Path([]float64{null.LambdaMax, null.LambdaMax / 5, null.LambdaMax / 100}, func(s *Solution) bool { return true }, func(s *Solution) error {
		b := make([]float64, q.Dim())
		for e, j := range s.Point.Support {
			b[j] = s.Point.Coef[e]
		}
		if q.Intercept {
			b[len(b)-1] = s.Point.Intercept
		}
		all = append(all, b...)
		return nil
	})
	if err != nil || len(left) > 0 {
		t.Fatal(left, err)
	}
	return all
}
