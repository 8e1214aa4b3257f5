package models

import (
	"context"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/lassocheck/lassocheck/solvers"
)

// Without a penalty the criteria are those that R's AIC and BIC give for lm and glm of the
// first three columns of cv.json (R 4.2.2).
func TestCriteriaOfR(t *testing.T) {
	var g, ours crossvalGolden
	readJSON(t, "../testdata/glmnet/cv.json", &g)
	readJSON(t, "../testdata/glmnet/crossval.json", &ours)
	x := make(Rows, len(g.X))
	for i, row := range g.X {
		x[i] = row[:3]
	}
	for f, c := range map[Family]struct {
		y        []float64
		aic, bic float64
		k        float64
	}{
		Gaussian: {g.Gaussian, 161.322610658205, 171.794333469316, 5},
		Binomial: {g.Binomial, 72.0822323284329, 80.4596105773213, 4},
		Poisson:  {ours.Poisson, 195.816576380138, 204.193954629027, 4},
	} {
		s := Spec{Family: f, Penalty: Unpenalized(), Solver: solvers.Settings{Tol: 1e-12}}
		st, err := s.State(x, c.y)
		if err != nil {
			t.Fatal(err)
		}
		path, err := st.FitPath(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		_, all, err := st.Choose(path, BIC)
		if err != nil {
			t.Fatal(err)
		}
		got := all[0]
		near(t, string(f), []float64{got.DF, got.AIC, got.BIC, got.AICc, got.EBIC},
			[]float64{3, c.aic, c.bic, c.aic + 2*c.k*(c.k+1)/(60-c.k-1), c.bic})
	}
}

// Degrees of freedom: the number of coefficients for the lasso, Σ d²/(d² + n lambda) of
// the singular values of the centred columns for ridge, both ways round.
func TestDegreesOfFreedom(t *testing.T) {
	rng := rand.New(rand.NewPCG(47, 48))
	for _, p := range []int{5, 40} {
		const n = 20
		x, y := sample(rng, n, p)
		lasso := fit(t, Spec{LambdaRatio: 0.1}, x, y)
		st, _ := Spec{LambdaRatio: 0.1}.State(x, y)
		c, err := st.Criteria(lasso)
		if err != nil || c.DF != float64(len(lasso.Support)) || c.DF == 0 {
			t.Errorf("%v degrees of freedom for %d coefficients (%v)", c.DF, len(lasso.Support), err)
		}
		for _, intercept := range []bool{true, false} {
			s := Spec{Penalty: Ridge(), Lambda: 0.7, NoIntercept: !intercept}
			m := fit(t, s, x, y)
			st, _ := s.State(x, y)
			c, err := st.Criteria(m)
			if err != nil {
				t.Fatal(err)
			}
			a := mat.NewDense(n, p, nil)
			for j := range p {
				mean := 0.0
				for i := range n {
					mean += x[i][j] / n
				}
				for i := range n {
					v := x[i][j]
					if intercept {
						v -= mean
					}
					a.Set(i, j, v)
				}
			}
			var svd mat.SVD
			svd.Factorize(a, mat.SVDNone)
			want := 0.0
			for _, d := range svd.Values(nil) {
				want += d * d / (d*d + n*0.7)
			}
			near(t, "ridge", []float64{c.DF}, []float64{want})
		}
		// A coefficient at its bound does not move.
		bounded := Spec{LambdaRatio: 0.01, Upper: []float64{0.1}}
		m := fit(t, bounded, x, y)
		st, _ = bounded.State(x, y)
		free := 0
		for _, b := range m.Coef {
			if b != 0.1 {
				free++
			}
		}
		if c, err := st.Criteria(m); err != nil || c.DF != float64(free) || free == len(m.Coef) {
			t.Errorf("%v degrees of freedom, %d of %d below their bound (%v)", c.DF, free, len(m.Coef), err)
		}
	}
}

// A perfect fit is not chosen for its infinite likelihood; losses without likelihood have
// no criteria.
func TestCriteriaAtTheirEnds(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(49, 50)), 10, 30)
	s := Spec{Grid: solvers.Grid{N: 30, MinRatio: 1e-8}}
	st, err := s.State(x, y)
	if err != nil {
		t.Fatal(err)
	}
	path, err := st.FitPath(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range CriterionNames {
		best, all, err := st.Choose(path, by)
		if err != nil || math.IsInf(all[best].Of(by), 0) || len(path.Models[best].Support) >= 9 {
			t.Errorf("%s: %d of %v (%v)", by, best, all, err)
		}
		if last := all[len(all)-1]; !math.IsInf(last.Of(by), 1) {
			t.Errorf("%s: %v of a perfect fit", by, last)
		}
	}
	s.Family, s.Delta = Huber, 1
	m := fit(t, Spec{Family: Huber, Delta: 1, LambdaRatio: 0.5}, x, y)
	if st, err = s.State(x, y); err != nil {
		t.Fatal(err)
	}
	if _, err := st.Criteria(m); err == nil || !strings.Contains(err.Error(), "huber has no likelihood") {
		t.Error(err)
	}
}
