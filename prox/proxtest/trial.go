package proxtest

import (
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/prox"
)

// competitors are points at which f is compared with its value at p: far and
// near, on the lines and corners where thresholds go wrong, and in the domain.
func (s Suite) competitors(f prox.Function, in Input, e evaluation) [][]float64 {
	n := len(in.X)
	rng := rand.New(rand.NewPCG(s.Seed, 2))
	list := [][]float64{in.X, in.Y, make([]float64, n), evaluate(f, in.Y, in.Gamma).p}
	add := func(g func(j int) float64) {
		z := make([]float64, n)
		for j := range z {
			z[j] = g(j)
		}
		if !finite(z...) {
			return
		}
		list = append(list, z, evaluate(f, z, in.Gamma).p)
	}
	add(func(j int) float64 { return e.p[j]/2 + in.X[j]/2 })
	add(func(j int) float64 { return -in.X[j] })
	scale := largest(e.p)
	if scale == 0 {
		scale = math.Min(1, largest(in.X))
	}
	for _, h := range []float64{1, 1e-1, 1e-3, 1e-5} {
		add(func(j int) float64 { return e.p[j] + h*scale*rng.NormFloat64() })
		k, sign := rng.IntN(n+1), float64(2*rng.IntN(2)-1)
		add(func(j int) float64 { // along one axis
			if j == k {
				return e.p[j] + sign*h*scale
			}
			return e.p[j]
		})
		add(func(j int) float64 { return e.p[j] * (1 + h) })
		add(func(j int) float64 { return e.p[j] * (1 - h) })
		add(func(j int) float64 { // each coordinate by its own size
			return e.p[j] * (1 + h*rng.NormFloat64())
		})
	}
	return list
}

// reach is |g| times the size of p: times the rounding of p it is that of f(p).
func (s Suite) reach(in Input, p []float64) float64 {
	return distance(in.X, p) / in.Gamma * (norm(p) + s.Scale)
}

// floor is what is nothing beside any value of f: underflow, and for a smooth f
// with a scale the square of the rounding of p.
func (s Suite) floor(in Input) float64 {
	if s.Scale == 0 {
		return tiny
	}
	d := norm(in.X) + s.Scale
	return tiny + 1e-27*d*d
}

// evaluation is Prox at one point: p, f(p) and the subgradient g = (x-p)/gamma.
type evaluation struct {
	p, g []float64
	f    float64
}

func evaluate(f prox.Function, x []float64, gamma float64) evaluation {
	e := evaluation{p: make([]float64, len(x)), g: make([]float64, len(x))}
	e.f = f.Prox(e.p, x, gamma)
	for j := range x {
		e.g[j] = (x[j] - e.p[j]) / gamma
	}
	return e
}

// conjugator returns f with its conjugate, unless f does not claim to know it: some
// rules of calculus answer NaN everywhere.
func conjugator(f prox.Function, n int) (prox.Conjugator, bool) {
	c, ok := f.(prox.Conjugator)
	return c, ok && !math.IsNaN(c.Conj(make([]float64, n)))
}

// rho is the weak convexity of f, 0 for a convex one.
func rho(f prox.Function) float64 {
	if w, ok := f.(prox.WeaklyConvex); ok {
		return w.WeakConvexity()
	}
	return 0
}
