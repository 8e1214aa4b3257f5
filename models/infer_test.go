package models

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// draws fits the lasso at one lambda to so many draws of y = mu + noise, and tells of each
// effect that is chosen, with what it is in truth: the coefficient of mu on the columns.
func draws(t *testing.T, many int, s Spec, lambda, sigma float64, mu func(x []float64) float64, see func(e Effect, truth float64)) {
	rng := rand.New(rand.NewPCG(71, 72))
	const n, p = 40, 8
	x := make(Rows, n)
	for i := range x {
		x[i] = make([]float64, p)
		common := rng.NormFloat64()
		for j := range x[i] {
			x[i][j] = rng.NormFloat64() + 0.7*common + 2
		}
	}
	y := make([]float64, n)
	for range many {
		for i := range y {
			w := 1.0
			if s.Weights != nil {
				w = s.Weights[i]
			}
			y[i] = mu(x[i]) + rng.NormFloat64()/math.Sqrt(w)
		}
		st, err := s.State(x, y)
		if err != nil {
			t.Fatal(err)
		}
		m, err := st.FitAt(context.Background(), lambda)
		if err != nil {
			t.Fatal(err)
		}
		inf, err := st.Infer(m, sigma, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Support) == 0 {
			continue
		}
		// The regression of mu on the chosen columns, weighted.
		a := mat.NewDense(n, len(m.Support)+1, nil)
		b := mat.NewVecDense(n, nil)
		for i := range x {
			root := 1.0
			if s.Weights != nil {
				root = math.Sqrt(s.Weights[i])
			}
			a.Set(i, 0, root)
			for k, j := range m.Support {
				a.Set(i, k+1, root*x[i][j])
			}
			b.SetVec(i, root*mu(x[i]))
		}
		var truth mat.VecDense
		if err := truth.SolveVec(a, b); err != nil {
			t.Fatal(err)
		}
		for k, e := range inf.Effects {
			see(e, truth.AtVec(k+1))
		}
	}
}

// P-values of what has no effect are uniform, by Kolmogorov and Smirnov at 1%.
func TestInferUniform(t *testing.T) {
	weights := make([]float64, 40)
	for i := range weights {
		weights[i] = 0.5 + float64(i%3)
	}
	for name, c := range map[string]struct {
		s     Spec
		sigma float64
	}{"plain": {Spec{}, 1}, "standardised": {Spec{Standardize: true}, 1}, "weights": {Spec{Weights: weights}, 1}, "estimated": {Spec{}, 0}} {
		var ps []float64
		draws(t, 300, c.s, 0.15, c.sigma, func([]float64) float64 { return 3 }, func(e Effect, _ float64) {
			ps = append(ps, e.P)
			if !(e.Low <= e.Refit && e.Refit <= e.High && e.Lower < e.Upper) {
				t.Fatalf("%+v", e)
			}
		})
		slices.Sort(ps)
		distance := 0.0
		for k, p := range ps {
			distance = max(distance, math.Abs(p-float64(k)/float64(len(ps))), math.Abs(p-float64(k+1)/float64(len(ps))))
		}
		if len(ps) < 200 || distance > 1.63/math.Sqrt(float64(len(ps))) && name != "estimated" || distance > 0.08 {
			t.Errorf("%s: %d p-values, distance %v", name, len(ps), distance)
		}
	}
}

// Intervals cover what they are about, whatever was chosen: 93 to 97% of 2,000 draws.
func TestInferCovers(t *testing.T) {
	covered, all := 0, 0
	draws(t, 2000, Spec{}, 0.2, 1, func(x []float64) float64 { return 1 + 0.6*x[0] - 0.4*x[3] }, func(e Effect, truth float64) {
		all++
		if e.Lower <= truth && truth <= e.Upper {
			covered++
		}
	})
	if share := float64(covered) / float64(all); all < 2000 || !(share > 0.93 && share < 0.97) {
		t.Errorf("%d of %d are covered", covered, all)
	}
}

// The cut is that of the polyhedron A y <= b of Lee et al., theorem 5.2, written out.
func TestInferPolyhedron(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(73, 74)), 30, 6)
	s := Spec{NoIntercept: true, Lambda: 0.3}
	st, err := s.State(x, y)
	if err != nil {
		t.Fatal(err)
	}
	m := fit(t, s, x, y)
	inf, err := st.Infer(m, 2, 0.9)
	if err != nil || len(inf.Effects) < 3 {
		t.Fatal(inf, err)
	}
	n, k := 30, len(m.Support)
	xa, signs := mat.NewDense(n, k, nil), mat.NewVecDense(k, nil)
	for a, j := range m.Support {
		signs.SetVec(a, math.Copysign(1, m.Coef[a]))
		for i := range x {
			xa.Set(i, a, x[i][j])
		}
	}
	var g, inverse, pinv, gs mat.Dense
	g.Mul(xa.T(), xa)
	if err := inverse.Inverse(&g); err != nil {
		t.Fatal(err)
	}
	pinv.Mul(&inverse, xa.T())
	gs.Mul(&inverse, signs)
	for a, e := range inf.Effects {
		eta := mat.NewVecDense(n, nil)
		for i := range n {
			eta.SetVec(i, pinv.At(a, i))
		}
		norm := mat.Dot(eta, eta)
		obs := mat.Dot(eta, mat.NewVecDense(n, y))
		low, high := math.Inf(-1), math.Inf(1)
		for b := range k { // row b of A is -s_b times that of the pseudo-inverse
			ac, ay := 0.0, 0.0
			for i := range n {
				ac -= signs.AtVec(b) * pinv.At(b, i) * eta.AtVec(i) / norm
				ay -= signs.AtVec(b) * pinv.At(b, i) * y[i]
			}
			limit := -0.3 * float64(n) * signs.AtVec(b) * gs.At(b, 0)
			v := (limit - (ay - ac*obs)) / ac
			if ac < 0 {
				low = max(low, v)
			} else {
				high = min(high, v)
			}
		}
		near(t, e.Name, []float64{e.Refit, e.SE}, []float64{obs, 2 * math.Sqrt(norm)})
		for _, pair := range [][2]float64{{e.Low, low}, {e.High, high}} {
			if pair[0] != pair[1] && !(math.Abs(pair[0]-pair[1]) <= 1e-8*(1+math.Abs(pair[1]))) {
				t.Errorf("%s: cut at %v, want %v", e.Name, pair[0], pair[1])
			}
		}
		cut := truncated{e.SE, e.Low, e.High}
		near(t, "ends", []float64{cut.above(e.Refit, e.Lower), cut.below(e.Refit, e.Upper)}, []float64{0.05, 0.05})
	}
}

// Probabilities by numerical integration, and far out against the leading terms.
func TestTruncated(t *testing.T) {
	for _, c := range []struct{ low, high, t, mu float64 }{{-1, 2, 0.5, 0.3}, {3, 9, 4, 0}, {-9, -5.5, -6, 0}, {-2, 40, 1, 8}, {4.9, 5.2, 5.1, 0}} {
		density := func(x float64) float64 { return math.Exp(-(x - c.mu) * (x - c.mu) / 2) }
		integral := func(a, b float64) float64 { // Simpson's rule
			const parts = 20000
			h, sum := (b-a)/parts, 0.0
			for k := range parts {
				at := a + float64(k)*h
				sum += h / 6 * (density(at) + 4*density(at+h/2) + density(at+h))
			}
			return sum
		}
		all := integral(c.low, c.high)
		d := truncated{1, c.low, c.high}
		for _, pair := range [][2]float64{{d.below(c.t, c.mu), integral(c.low, c.t) / all}, {d.above(c.t, c.mu), integral(c.t, c.high) / all}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9*pair[1] {
				t.Errorf("%+v: %v, want %v", c, pair[0], pair[1])
			}
		}
	}
	// P(Z > 51 | Z > 50) and P(Z < 1e3 | ...) where Φ itself is 0.
	if got := (truncated{1, 50, math.Inf(1)}).above(50.01, 0); math.Abs(got-math.Exp(-0.5-0.00005)*50/50.01) > 1e-6 {
		t.Error(got)
	}
	if got := (truncated{1, math.Inf(-1), math.Inf(1)}).mean(0, 0.025, true); math.Abs(got-1.959963984540054) > 1e-12 {
		t.Error(got)
	}
}

func TestInferRefused(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(75, 76)), 20, 4)
	labels := make([]float64, 20)
	for i := range labels {
		labels[i] = float64(i % 2)
	}
	wide, _ := sample(rand.New(rand.NewPCG(77, 78)), 20, 30)
	for _, c := range []struct {
		s            Spec
		x            Rows
		y            []float64
		sigma, level float64
		want         string
	}{
		{Spec{Family: Binomial}, x, labels, 1, 0.9, "for family gaussian, and this is binomial"},
		{Spec{}, x, y, 1, 1, "level 1"},
		{Spec{}, x, y, -1, 0.9, "sigma is -1"},
		{Spec{Penalty: ElasticNet(0.5)}, x, y, 1, 0.9, "no ridge"},
		{Spec{Factor: []float64{0, 1, 1, 1}}, x, y, 1, 0.9, "no penalty factor of 0"},
		{Spec{Lower: []float64{0}}, x, y, 1, 0.9, "knows no bounds"},
		{Spec{}, wide, y, 0, 0.9, "20 rows cannot estimate sigma beside 30 columns: give it"},
	} {
		c.s.LambdaRatio = 0.1
		st, err := c.s.State(c.x, c.y)
		if err != nil {
			t.Fatal(err)
		}
		inf, err := st.Infer(fit(t, c.s, c.x, c.y), c.sigma, c.level)
		if inf != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
