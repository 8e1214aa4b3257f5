package problemtest

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems"
)

// CheckFit returns nil if F, for n observations, kept every law of a data fit on random
// vectors, and else a *[Violation]: that the gradient is one of a convex function,
//
//	F(u) >= F(z) + <∇F(z), u - z>,   F(z) + F*(u) >= <u, z>,  an equality at u = ∇F(z),
//
// that Curvature is the diagonal of its derivative, that Smoothness bounds it, and that
// results may be written over arguments.
func CheckFit(f problems.DataFit, n int) error {
	if err := f.Validate(n); err != nil {
		return err
	}
	grad := func(z []float64) []float64 { g := nan(n); f.Grad(g, z); return g }
	return trial{Vector{"z", nan(n)}, Vector{"u", nan(n)}}.try([]law{
		{"Grad and Curvature leave z alone, but may write over it", func(z, u []float64) string {
			was, g, c := slices.Clone(z), grad(z), nan(n)
			f.Curvature(c, z)
			d := changed("z", z, was)
			over := slices.Clone(z)
			f.Grad(over, over)
			if d == "" && !slices.Equal(over, g) {
				d = fmt.Sprintf("Grad gives %v, over its argument %v", g, over)
			}
			over = slices.Clone(z)
			f.Curvature(over, over)
			if d == "" && !slices.Equal(over, c) {
				d = fmt.Sprintf("Curvature gives %v, over its argument %v", c, over)
			}
			return d
		}},
		{"F(u) >= F(z) + <∇F(z), u - z>, tried from z towards u and away", func(z, u []float64) string {
			at, g := f.Value(z), grad(z)
			if math.IsNaN(at - at) {
				return fmt.Sprintf("F(z) = %v", at)
			}
			for _, t := range []float64{1, -1, 0.1, -0.1, 1e-2, -1e-2, 1e-4, -1e-4, 1e-5, -1e-5} {
				w, step := slices.Clone(z), slices.Clone(z)
				for i := range w {
					w[i] = z[i] + t*(u[i]-z[i])
					step[i] = w[i] - z[i]
				}
				inner, size := dot(g, step)
				if there := f.Value(w); there < at+inner-1e-13*(math.Abs(there)+math.Abs(at)+size) {
					return fmt.Sprintf("at z + %v (u - z): F is %v, but the bound %v", t, there, at+inner)
				}
			}
			return ""
		}},
		{"F(z) + F*(u) >= <u, z>, an equality at u = ∇F(z)", func(z, u []float64) string {
			at := f.Value(z)
			for _, v := range [][]float64{grad(z), u, grad(u)} {
				inner, size := dot(v, z)
				conj := f.Conj(v)
				if r, ok := f.(problems.Radial); ok && slices.Equal(v, grad(z)) {
					conj, _ = r.ConjGrad(z, 1)
				}
				tol := 1e-11 * (math.Abs(at) + size + 1)
				if !math.IsInf(conj, 1) {
					tol += 1e-11 * math.Abs(conj)
				}
				if slack := at + conj - inner; !(slack >= -tol) || slices.Equal(v, grad(z)) && !(slack <= tol) {
					return fmt.Sprintf("at %v: F(z) = %v, F* = %v, <., z> = %v", v, at, conj, inner)
				}
			}
			return ""
		}},
		{"F(z) + F*(s ∇F(u)) >= s <∇F(u), z>, if there is a ConjGrad, whose size is that of the rounding of Grad too", func(z, u []float64) string {
			r, ok := f.(problems.Radial)
			if !ok {
				return ""
			}
			g, at := grad(u), f.Value(z)
			inner, length := dot(g, z)
			for _, s := range []float64{0, 1e-3, 0.5, 0.999, 1} {
				conj, size := r.ConjGrad(u, s)
				if slack := at + conj - s*inner; !(slack >= -1e-11*(math.Abs(at)+length+size)) {
					return fmt.Sprintf("s = %v: F(z) = %v, F* = %v, <., z> = %v", s, at, conj, s*inner)
				}
				if known := f.Conj(g); s == 1 && !math.IsInf(known, 1) && !(math.Abs(conj-known) <= 1e-11*size) {
					return fmt.Sprintf("F* of the gradient is %v, and %v of the same as a vector", conj, known)
				}
			}
			if size := r.GradSize(g); !(size >= norm(g)) {
				return fmt.Sprintf("GradSize is %v, the gradient has %v", size, norm(g))
			}
			return ""
		}},
		{"Curvature is the derivative of each component of Grad in its own coordinate", func(z, u []float64) string {
			const h = 1e-5
			c, g := nan(n), grad(z)
			f.Curvature(c, z)
			for i, at := range z {
				z[i] = at + h
				right := (grad(z)[i] - g[i]) / h
				z[i] = at - h
				left := (g[i] - grad(z)[i]) / h
				z[i] = at
				tol := 1e-3*max(left, right) + 1e-10*math.Abs(g[i])/h + 1e-7
				if !(c[i] >= min(left, right)-tol && c[i] <= max(left, right)+tol) {
					return fmt.Sprintf("Curvature %d is %v; by differences %v and %v", i, c[i], left, right)
				}
			}
			return ""
		}},
		{"‖∇F(z) - ∇F(u)‖ <= Smoothness() ‖z - u‖", func(z, u []float64) string {
			a, b := grad(z), grad(u)
			size := norm(a) + norm(b)
			for i := range a {
				a[i] -= b[i]
				z[i] -= u[i]
			}
			if slices.Equal(a, make([]float64, n)) {
				return "" // infinity times a distance of 0 is no bound
			}
			if l := f.Smoothness(); !(norm(a) <= l*norm(z)*(1+1e-9)+1e-13*size) {
				return fmt.Sprintf("Smoothness() is %v, but the gradients differ by %v at a distance of %v", l, norm(a), norm(z))
			}
			return ""
		}},
		{"a row with SampleWeights() of 0 has no part in F, if there is such a method", func(z, u []float64) string {
			weighted, ok := f.(problems.Weighted)
			if !ok {
				return ""
			}
			for i, w := range weighted.SampleWeights() {
				if g := grad(z)[i]; w == 0 && g != 0 {
					return fmt.Sprintf("component %d of the gradient is %v", i, g)
				}
			}
			return ""
		}},
		{"∇F(z)_i is w_i (z_i - t_i) / Σ w, with w = SampleWeights() and t = Targets(), if there are such methods", func(z, u []float64) string {
			q, ok := f.(problems.Quadratic)
			if !ok {
				return ""
			}
			w, t, total := q.SampleWeights(), q.Targets(), 0.0
			if w == nil {
				w = slices.Repeat([]float64{1}, n)
			}
			for _, v := range w {
				total += v
			}
			for i, g := range grad(z) {
				if d := off(fmt.Sprintf("component %d", i), g, w[i]*(z[i]-t[i])/total, w[i]*(math.Abs(z[i])+math.Abs(t[i]))/total); d != "" {
					return d
				}
			}
			return ""
		}},
		{"Slopes, if there is such a method, returns n times ∇F, and bounds of n times Curvature", func(z, u []float64) string {
			mean, ok := f.(problems.FiniteSum)
			if !ok {
				return ""
			}
			slope, bound := mean.Slopes()
			g, c := grad(z), nan(n)
			f.Curvature(c, z)
			for i, v := range z {
				if d := off(fmt.Sprintf("slope %d", i), slope(i, v), float64(n)*g[i], float64(n)*math.Abs(g[i])); d != "" {
					return d
				}
				if b := bound(i); !(b >= float64(n)*c[i]*(1-1e-12)) {
					return fmt.Sprintf("bound %d is %v, n times the curvature %v", i, b, float64(n)*c[i])
				}
			}
			return ""
		}},
	})
}

// CheckLoss returns nil if the loss of an observation kept every law at the responses y,
// and else a *[Violation]: those of [CheckFit] for the mean of the losses, and that all
// slopes lie in Domain, where the conjugate is finite.
func CheckLoss(l problems.Loss, y []float64) error {
	if err := l.Validate(y); err != nil {
		return err
	}
	n := len(y)
	err := trial{Vector{"z", nan(n)}, Vector{"u", nan(n)}}.try([]law{
		{"l'(y, z) lies in Domain(y), which has 0, and the conjugate is finite there", func(z, u []float64) string {
			for i, at := range z {
				lower, upper := l.Domain(y[i])
				_, slope, _ := l.At(y[i], at)
				room := 1e-12 * (math.Abs(slope) + 1)
				if !(lower <= 0 && 0 <= upper && lower-room <= slope && slope <= upper+room) {
					return fmt.Sprintf("y = %v, z = %v: slope %v, domain %v to %v", y[i], at, slope, lower, upper)
				}
				for _, v := range []float64{0, max(lower, -1e3), min(upper, 1e3), min(max(u[i], lower), upper)} {
					if c := l.Conj(y[i], v); math.IsNaN(c - c) {
						return fmt.Sprintf("y = %v: the conjugate at %v is %v, domain %v to %v", y[i], v, c, lower, upper)
					}
				}
			}
			return ""
		}},
		{"F(z) + F*(v) >= <v, z> of one observation, for every v in Domain(y) and z far out too", func(z, u []float64) string {
			for i, at := range z {
				lower, upper := l.Domain(y[i])
				for _, v := range []float64{max(lower, -1e3), min(upper, 1e3), min(max(u[i], lower), upper)} {
					for _, far := range []float64{at, 1e3 * at, -1e3 * at} {
						value, _, _ := l.At(y[i], far)
						conj := l.Conj(y[i], v)
						if size := math.Abs(value) + math.Abs(conj) + math.Abs(v*far) + 1; value+conj-v*far < -1e-11*size {
							return fmt.Sprintf("y = %v, z = %v, v = %v: l is %v, l* %v, and v z %v", y[i], far, v, value, conj, v*far)
						}
					}
				}
			}
			return ""
		}},
		{"a block of observations has the values and derivatives of each, but for rounding", func(z, _ []float64) string {
			b, ok := l.(problems.BlockLoss)
			if !ok {
				return ""
			}
			value, slope, curv := make([]float64, n), make([]float64, n), make([]float64, n)
			b.Values(value, y, z)
			b.Derivatives(slope, curv, y, z)
			for i, at := range z {
				v, s, c := l.At(y[i], at)
				terms := math.Abs(v) + math.Abs(s) + math.Abs(y[i])*(1+math.Abs(at))
				for k, d := range []float64{value[i] - v, slope[i] - s, curv[i] - c} {
					if room := 1e-14 * []float64{terms, terms, math.Abs(c)}[k]; !(math.Abs(d) <= room) {
						return fmt.Sprintf("y = %v, z = %v: value, slope and curvature are %v, %v, %v, and %v, %v, %v in a block", y[i], at, v, s, c, value[i], slope[i], curv[i])
					}
				}
			}
			return ""
		}},
	})
	if err != nil {
		return err
	}
	return CheckFit(&problems.Pointwise[problems.Loss]{Loss: l, Y: y}, n)
}
