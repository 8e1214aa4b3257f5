package problems

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
)

// fits is the laws table of data fits: a new one is one row.
var fits = map[string]func(rng *rand.Rand, n int) DataFit{
	"LeastSquares": func(rng *rand.Rand, n int) DataFit { return &LeastSquares{Y: lawtest.Normals(rng, n)} },
	"LeastSquares weighted, offset": func(rng *rand.Rand, n int) DataFit {
		w := lawtest.Normals(rng, n)
		for i := range w {
			w[i] = max(0, w[i])
		}
		w[0] = 1
		return &LeastSquares{Y: lawtest.Normals(rng, n), Weights: w, Offset: lawtest.Normals(rng, n)}
	},
	"Logistic": func(rng *rand.Rand, n int) DataFit { return drawn(rng, n, LogisticLoss{}, 0) },
	"Logistic weighted, offset": func(rng *rand.Rand, n int) DataFit {
		return weighted(rng, drawn(rng, n, LogisticLoss{}, -1))
	},
	"Huber": func(rng *rand.Rand, n int) DataFit { return drawn(rng, n, HuberLoss{0.8}, math.NaN()) },
	"Huber weighted, offset": func(rng *rand.Rand, n int) DataFit {
		return weighted(rng, drawn(rng, n, HuberLoss{0.8}, math.NaN()))
	},
	"SquaredHinge": func(rng *rand.Rand, n int) DataFit { return drawn(rng, n, SquaredHingeLoss{}, 0) },
	"SquaredHinge weighted, offset": func(rng *rand.Rand, n int) DataFit {
		return weighted(rng, drawn(rng, n, SquaredHingeLoss{}, -1))
	},
	"Poisson": func(rng *rand.Rand, n int) DataFit { return drawn(rng, n, PoissonLoss{}, math.Inf(1)) },
	"Poisson weighted, offset": func(rng *rand.Rand, n int) DataFit {
		return weighted(rng, drawn(rng, n, PoissonLoss{}, math.Inf(1)))
	},
}

// drawn returns a fit with random responses: 1 and the other class that is given,
// normal for NaN, counts for +Inf.
func drawn[L Loss](rng *rand.Rand, n int, loss L, other float64) *Pointwise[L] {
	f := &Pointwise[L]{Loss: loss, Y: lawtest.Normals(rng, n)}
	for i := range f.Y {
		switch {
		case math.IsInf(other, 1):
			f.Y[i] = float64(rng.IntN(4))
		case f.Y[i] > 0 && other == other:
			f.Y[i] = 1
		case other == other:
			f.Y[i] = other
		}
	}
	return f
}

func weighted[L Loss](rng *rand.Rand, f *Pointwise[L]) *Pointwise[L] {
	f.Weights, f.Offset = lawtest.Normals(rng, len(f.Y)), lawtest.Normals(rng, len(f.Y))
	for i := range f.Weights {
		f.Weights[i] = max(0, f.Weights[i])
	}
	f.Weights[0] = 1
	return f
}

func TestFitLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, name := range slices.Sorted(maps.Keys(fits)) {
		build := fits[name]
		for range 100 {
			n := 1 + rng.IntN(8)
			f := build(rng, n)
			z, g := lawtest.Normals(rng, n), make([]float64, n)
			f.Grad(g, z)
			v := f.Value(z)
			// Fenchel-Young, an equality exactly at the gradient.
			for _, u := range [][]float64{g, lawtest.Normals(rng, n)} {
				var dot float64
				for i := range u {
					dot += u[i] * z[i]
				}
				slack := v + f.Conj(u) - dot
				if slack < -1e-12*(1+math.Abs(v)) || &u[0] == &g[0] && slack > 1e-12*(1+math.Abs(v)) {
					t.Errorf("%s: Fenchel-Young slack %g", name, slack)
				}
			}
			// Finite differences, and the smoothness bound.
			d := lawtest.Normals(rng, n)
			h := 1e-5
			zh, zm, gh := make([]float64, n), make([]float64, n), make([]float64, n)
			var slope, dd, dg, curve float64
			c := make([]float64, n)
			f.Curvature(c, z)
			for i := range z {
				zh[i], zm[i] = z[i]+h*d[i], z[i]-h*d[i]
				slope += g[i] * d[i]
			}
			f.Grad(gh, zh)
			for i := range z {
				dd += h * h * d[i] * d[i]
				dg += (gh[i] - g[i]) * (gh[i] - g[i])
				curve += c[i] * d[i] * d[i]
			}
			up, down := f.Value(zh), f.Value(zm)
			if e := math.Abs((up-down)/(2*h) - slope); e > 1e-8*(1+math.Abs(slope)) {
				t.Errorf("%s: directional derivative off by %g", name, e)
			}
			if e := math.Abs((up-2*v+down)/(h*h) - curve); e > 1e-4*(1+curve) {
				t.Errorf("%s: curvature off by %g", name, e)
			}
			if math.Sqrt(dg) > f.Smoothness()*math.Sqrt(dd)*(1+1e-9) {
				t.Errorf("%s: smoothness bound broken", name)
			}
		}
	}
}

func TestElasticNetLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		inf := math.Inf(1)
		pick := func(v ...float64) float64 { return v[rng.IntN(len(v))] }
		o := &ElasticNet{
			Lambda: pick(0, 0.3, 2), Alpha: pick(0, 0.5, 1),
			Factor: []float64{pick(0, 1, 2.5, inf)}, Scale: []float64{pick(0, 1, 3)},
			Lower: []float64{pick(-inf, -1, 0)}, Upper: []float64{pick(0, 0.7, inf)},
		}
		if err := o.Validate(1); err != nil {
			t.Fatal(err)
		}
		term := o.Term(0)
		x, gamma := 3*rng.NormFloat64(), pick(0.1, 1, 10)
		b := term.Prox(x, gamma)
		// Optimality: (x-b)/gamma is a subgradient at b.
		if d := term.SubdiffDist(b, (x-b)/gamma); d > 1e-12*(1+math.Abs(x)/gamma) {
			t.Errorf("%+v: prox(%g) = %g is %g from optimal", term, x, b, d)
		}
		// Fenchel-Young: equality at a subgradient, inequality anywhere.
		u := (x - b) / gamma
		if s := term.Value(b) + term.Conj(u) - b*u; !(math.Abs(s) < 1e-11) && !math.IsInf(term.Conj(u), 1) {
			t.Errorf("%+v: Fenchel-Young at prox: %g", term, s)
		}
		v := 3 * rng.NormFloat64()
		if s := term.Value(b) + term.Conj(v) - b*v; s < -1e-12 {
			t.Errorf("%+v: Fenchel-Young at %g, %g: %g", term, b, v, s)
		}
		s := o.DualScale([]float64{v})
		if math.IsInf(o.Conj([]float64{s * v}), 1) {
			t.Errorf("%+v: scale %g of %g is infeasible", term, s, v)
		}
		if s < 1 && !math.IsInf(o.Conj([]float64{v * (s + 1e-9)}), 1) {
			t.Errorf("%+v: scale %g of %g is not the largest", term, s, v)
		}
	}
}
