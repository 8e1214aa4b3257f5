package proxtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
)

// A law says of one input how f breaks it, or "" if f does not. Laws are
// deterministic, so that an input can be shrunk.
type law struct {
	name   string
	broken func(s Suite, f prox.Function, in Input) string
}

// The laws, the most elementary first, since only the first one broken is told.
var laws = []law{
	{"Prox returns f(dst), and leaves x alone", lawValue},
	{"Prox may work in place", lawInPlace},
	{"finite x gives finite Prox(x)", lawFinite},
	{"NaN in x gives NaN out", lawNaN},
	{"an infinite x does not panic", lawInfinite},
	{"wrong lengths and gamma <= 0 panic", lawPanics},
	{"no allocation in Prox", lawNoAlloc},
	{"ValueAt and ProxAt agree with Value and Prox", lawSeparable},
	{"p = Prox(x) minimises f(u) + |u-x|²/(2 gamma)", lawMinimum},
	{"the gap of an inexact Prox bounds what any point can win", lawGap},
	{"g = (x-p)/gamma is a subgradient: f(z) >= f(p) + <g, z-p>", lawSubgradient},
	{"firm nonexpansiveness: |p-q|² <= <p-q, x-y>", lawNonexpansive},
	{"resolvent identity: Prox(p + t(x-p), t gamma) = p", lawResolvent},
	{"Fenchel-Young: f(z) + f*(u) >= <u, z>", lawFenchelYoung},
	{"Moreau: f(p) + f*(g) = <g, p> at g = (x-p)/gamma", lawMoreau},
}

func lawValue(s Suite, f prox.Function, in Input) string {
	x := slices.Clone(in.X)
	p := make([]float64, len(x))
	for j := range p {
		p[j] = math.NaN() // must be overwritten
	}
	got := f.Prox(p, x, in.Gamma)
	if !same(x, in.X) {
		return fmt.Sprintf("x was changed to %v", x)
	}
	if want := f.Value(p); !near(got, want, s.floor(in)+1e-12*math.Abs(want)+1e-4*s.Tol*s.reach(in, p)) {
		return fmt.Sprintf("Prox returned %v, but f(%v) = %v", got, p, want)
	}
	return ""
}

func lawInPlace(s Suite, f prox.Function, in Input) string {
	want, got := evaluate(f, in.X, in.Gamma), slices.Clone(in.X)
	if v := f.Prox(got, got, in.Gamma); !same(got, want.p) || !same([]float64{v}, []float64{want.f}) {
		return fmt.Sprintf("got %v, value %v; apart it is %v, value %v", got, v, want.p, want.f)
	}
	return ""
}

func lawFinite(s Suite, f prox.Function, in Input) string {
	e := evaluate(f, in.X, in.Gamma)
	if !finite(e.p...) || math.IsNaN(e.f) || math.IsInf(e.f, -1) {
		return fmt.Sprintf("Prox(x) = %v, value %v", e.p, e.f)
	}
	ordinary := norm(in.X) < 1e100 && 1e-100 < in.Gamma && in.Gamma < 1e100 // f itself may overflow
	if math.IsInf(e.f, 1) && ordinary {
		return fmt.Sprintf("Prox(x) = %v is outside the domain", e.p)
	}
	return ""
}

func lawNaN(s Suite, f prox.Function, in Input) string {
	_, separable := f.(prox.Separable)
	for j := range min(len(in.X), 3) {
		x := slices.Clone(in.X)
		x[j] = math.NaN()
		e := evaluate(f, x, in.Gamma)
		if v := f.Value(x); !math.IsNaN(v) || !math.IsNaN(e.f) {
			return fmt.Sprintf("x[%d] = NaN gives Value %v and Prox value %v", j, v, e.f)
		}
		if !slices.ContainsFunc(e.p, math.IsNaN) || separable && !math.IsNaN(e.p[j]) {
			return fmt.Sprintf("x[%d] = NaN gives Prox(x) = %v", j, e.p)
		}
	}
	return ""
}

func lawInfinite(s Suite, f prox.Function, in Input) string {
	p := make([]float64, len(in.X))
	for j := range min(len(in.X), 2) {
		for _, v := range []float64{inf, -inf} {
			f.Prox(p, with(in.X, j, v), in.Gamma)
		}
	}
	return "" // a panic is a violation anyway
}

func lawPanics(s Suite, f prox.Function, in Input) string {
	p := make([]float64, len(in.X))
	for _, gamma := range []float64{0, -1, math.NaN()} {
		if !panics(func() { f.Prox(p, in.X, gamma) }) {
			return fmt.Sprintf("gamma = %v was accepted", gamma)
		}
	}
	if !panics(func() { f.Prox(append(p, 0), in.X, 1) }) {
		return fmt.Sprintf("dst of length %d was accepted for x of length %d", len(p)+1, len(p))
	}
	return ""
}

func panics(call func()) (yes bool) {
	defer func() { yes = recover() != nil }()
	call()
	return false
}

func lawNoAlloc(s Suite, f prox.Function, in Input) string {
	if !s.NoAlloc {
		return ""
	}
	p := make([]float64, len(in.X))
	if k := testing.AllocsPerRun(3, func() { f.Prox(p, in.X, in.Gamma) }); k > 0 {
		return fmt.Sprintf("%v allocations a call", k)
	}
	return ""
}

func lawSeparable(s Suite, f prox.Function, in Input) string {
	sep, ok := f.(prox.Separable)
	if !ok {
		return ""
	}
	e := evaluate(f, in.X, in.Gamma)
	var sum, size float64
	for j, v := range in.X {
		if p := sep.ProxAt(j, v, in.Gamma); p != e.p[j] {
			return fmt.Sprintf("ProxAt(%d, %v) = %v, but Prox gives %v", j, v, p, e.p[j])
		}
		fj := sep.ValueAt(j, e.p[j])
		sum, size = sum+fj, size+math.Abs(fj)
	}
	if !near(sum, e.f, tiny+1e-12*size) {
		return fmt.Sprintf("the values at %v add up to %v, but f = %v", e.p, sum, e.f)
	}
	return ""
}

// lawMinimum is the definition, against competitors of every kind. It is all
// that can be asked where f is not convex.
func lawMinimum(s Suite, f prox.Function, in Input) string {
	e := evaluate(f, in.X, in.Gamma)
	root := math.Sqrt(in.Gamma) // to divide in two steps, against underflow
	for _, z := range s.competitors(f, in, e) {
		fz := f.Value(z)
		// |z-x|² - |p-x|² = <z-p, z+p-2x>, without cancellation for z near p
		var d, size float64
		for j := range z {
			a := (z[j] - e.p[j]) / root * (((z[j] - in.X[j]) + (e.p[j] - in.X[j])) / 2 / root)
			d, size = d+a, size+math.Abs(a)
		}
		tol := s.floor(in) + s.Tol*(math.Abs(fz)+math.Abs(e.f)+size+norm(e.g)*(norm(z)+norm(e.p)+s.Scale))
		if fz-e.f+d < -tol {
			return fmt.Sprintf("p = %v is beaten by u = %v by %v", e.p, z, e.f-fz-d)
		}
	}
	return ""
}

func lawGap(s Suite, f prox.Function, in Input) string {
	inexact, ok := f.(prox.Inexact)
	if !ok {
		return ""
	}
	e := evaluate(f, in.X, in.Gamma)
	p := make([]float64, len(in.X))
	v, gap := inexact.ProxGap(p, in.X, in.Gamma)
	cost := v + distance(p, in.X)*distance(p, in.X)/in.Gamma/2
	if !same(p, e.p) || v != e.f || !(gap >= -1e-14*cost) {
		return fmt.Sprintf("Prox gives %v, value %v; ProxGap gives %v, value %v, gap %v", e.p, e.f, p, v, gap)
	}
	for _, z := range s.competitors(f, in, e) {
		other := f.Value(z) + distance(z, in.X)*distance(z, in.X)/in.Gamma/2
		if cost-other > gap+s.floor(in)+1e-13*(cost+other) {
			return fmt.Sprintf("p = %v has gap %v, but is beaten by u = %v by %v", p, gap, z, cost-other)
		}
	}
	return ""
}

func lawSubgradient(s Suite, f prox.Function, in Input) string {
	if rho(f) > 0 {
		return ""
	}
	e := evaluate(f, in.X, in.Gamma)
	for _, z := range s.competitors(f, in, e) {
		fz := f.Value(z)
		inner := dotDiff(e.g, z, e.p)
		// rounding: of f, of <g, z-p>, and of g = (x-p)/gamma itself
		tol := s.floor(in) + s.Tol*(math.Abs(fz)+math.Abs(e.f)+norm(e.g)*(norm(z)+norm(e.p)+s.Scale)+
			1e-4*(norm(in.X)+norm(e.p)+s.Scale)/in.Gamma*distance(z, e.p))
		if fz-e.f-inner < -tol {
			return fmt.Sprintf("p = %v, f(p) = %v, z = %v, f(z) = %v, <g,z-p> = %v", e.p, e.f, z, fz, inner)
		}
	}
	return ""
}

// lawNonexpansive: firmly for a convex f; with constant 1/(1 - gamma rho) for a
// weakly convex one.
func lawNonexpansive(s Suite, f prox.Function, in Input) string {
	p, q := evaluate(f, in.X, in.Gamma).p, evaluate(f, in.Y, in.Gamma).p
	c := 1 - in.Gamma*rho(f)
	if !(c > 1e-3) {
		return ""
	}
	m := math.Max(largest(in.X), largest(in.Y)) + math.SmallestNonzeroFloat64
	var inner, square float64 // in units of m, to stay clear of overflow
	for j := range p {
		d := p[j]/m - q[j]/m
		square += d * d
		inner += d * (in.X[j]/m - in.Y[j]/m)
	}
	rounding := 1e-4 * (1 + norm(p)/m + norm(q)/m + s.Scale/m) * (distance(p, q)/m + distance(in.X, in.Y)/m)
	if c*square > inner+s.Tol*(inner+square+rounding) {
		return fmt.Sprintf("p = %v, q = %v", p, q)
	}
	return ""
}

// lawResolvent says that on the ray from p through x all points share p. Where f
// is not convex this holds between p and x.
func lawResolvent(s Suite, f prox.Function, in Input) string {
	e := evaluate(f, in.X, in.Gamma)
	for _, t := range []float64{0.5, 1e-3, 2, 1e3} {
		if t > 1 && rho(f) > 0 {
			break
		}
		x := make([]float64, len(in.X))
		for j := range x {
			x[j] = e.p[j] + t*(in.X[j]-e.p[j])
		}
		if gamma := t * in.Gamma; gamma > 0 && finite(gamma) && finite(x...) {
			p := evaluate(f, x, gamma).p
			if distance(p, e.p) > tiny+s.Tol*(norm(in.X)+norm(e.p)+norm(x)+s.Scale) {
				return fmt.Sprintf("Prox(x) = %v, but at t = %v it is %v", e.p, t, p)
			}
		}
	}
	return ""
}

func lawFenchelYoung(s Suite, f prox.Function, in Input) string {
	c, ok := conjugator(f, len(in.X))
	if !ok {
		return ""
	}
	a, b := evaluate(f, in.X, in.Gamma), evaluate(f, in.Y, in.Gamma)
	rounding := (norm(in.X) + norm(in.Y) + norm(a.p) + norm(b.p) + s.Scale) / in.Gamma // of u
	for _, z := range [][]float64{in.X, in.Y, a.p, b.p} {
		for _, u := range [][]float64{in.X, in.Y, a.g, b.g, make([]float64, len(z))} {
			fz, cu := f.Value(z), c.Conj(u)
			inner, size := dot(u, z)
			tol := s.floor(in) + s.Tol*(math.Abs(fz)+math.Abs(cu)+(norm(u)+1e-4*rounding)*norm(z))
			if fz+cu-inner < -tol || math.IsNaN(cu) && finite(u...) && size < 1e300 {
				return fmt.Sprintf("z = %v, u = %v: f(z) = %v, f*(u) = %v, <u,z> = %v", z, u, fz, cu, inner)
			}
		}
	}
	return ""
}

// lawMoreau holds prox and conjugate against each other: equality in
// Fenchel-Young proves both p and f*. Rounding may push g out of the domain of
// f*, which is often closed: then it is moved, by as much as rounding explains,
// towards a point of the domain.
func lawMoreau(s Suite, f prox.Function, in Input) string {
	c, ok := conjugator(f, len(in.X))
	if !ok || rho(f) > 0 {
		return ""
	}
	e := evaluate(f, in.X, in.Gamma)
	rounding := (norm(in.X) + norm(e.p) + s.Scale) / in.Gamma
	if !finite(e.g...) || !finite(rounding*norm(e.p)) {
		return ""
	}
	size := norm(e.g)
	for j, g := range e.g { // is g known well enough?
		d := 1e-16 * (math.Abs(in.X[j]) + math.Abs(e.p[j]) + s.Scale) / in.Gamma
		if d > math.Max(1e-3*math.Abs(g), 1e-9) || d > 1e-12*size {
			return ""
		}
	}
	b := evaluate(f, in.Y, in.Gamma)
	best, conj, inner := inf, 0.0, 0.0
	inside := [][]float64{e.g, make([]float64, len(e.g)), b.g}
	rng := rand.New(rand.NewPCG(s.Seed, 3))
	mean := make([]float64, len(e.g))
	for range 8 {
		x, far := slices.Clone(in.X), 3*(in.Gamma*norm(e.g)+largest(in.X))
		for j := range x {
			x[j] += far * rng.NormFloat64()
		}
		for j, g := range evaluate(f, x, in.Gamma).g {
			mean[j] += g / 8
		}
	}
	inside = append(inside, mean)
	for _, to := range inside {
		for _, far := range []float64{0, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11} {
			straight, square := make([]float64, len(e.g)), make([]float64, len(e.g))
			t := math.Min(1, far*(rounding+norm(e.g))/(distance(to, e.g)+tiny))
			for j, g := range e.g { // along a line, or each coordinate for itself
				move := far * (rounding + math.Abs(g))
				straight[j] = g + t*(to[j]-g)
				square[j] = g + math.Max(-move, math.Min(to[j]-g, move))
			}
			for _, u := range [][]float64{straight, square} {
				cu := c.Conj(u)
				uz, _ := dot(u, e.p)
				if gap := math.Abs(e.f + cu - uz); gap < best {
					best, conj, inner = gap, cu, uz
				}
			}
		}
	}
	tol := s.floor(in) + s.Tol*(math.Abs(e.f)+math.Abs(conj)+(norm(e.g)+rounding)*(norm(e.p)+s.Scale))
	if !(best <= tol) && finite(e.f) {
		return fmt.Sprintf("p = %v, g = %v: f(p) = %v, f*(g) = %v, <g,p> = %v", e.p, e.g, e.f, conj, inner)
	}
	return ""
}
