package problemtest

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/prox/proxtest"
)

// CheckPenalty returns nil if Omega, on p coefficients, kept every law of a penalty, and
// else an error that names the one broken: those of [proxtest.Check] for Prox, Value and
// Conj, with inputs of sizes 1e-3 to 1e3, and those of DualScale and of what else the
// penalty can do ([problems.Subdifferentiable], [problems.Scalable], [problems.Rescalable]), as a *[Violation].
func CheckPenalty(pen problems.Penalty, p int) error {
	if err := pen.Validate(p); err != nil {
		return err
	}
	if err := (proxtest.Suite{Dims: []int{p}, Size: 1e3, Scale: 1}).Check(pen); err != nil {
		return err
	}
	free := func(u []float64) { // the dual point is 0 where the penalty is flat
		for j := range u {
			if flat, ok := pen.(problems.Flat); ok {
				if up, down := flat.Flat(j); up || down {
					u[j] = 0
				}
			}
		}
	}
	scaled := func(s float64, u []float64) []float64 {
		v := slices.Clone(u)
		for j := range v {
			v[j] *= s
		}
		return v
	}
	return trial{Vector{"x", nan(p)}, Vector{"u", nan(p)}}.try([]law{
		{"DualScale(u) is the largest s in [0, 1] with Omega*(s u) < +Inf", func(x, u []float64) string {
			free(u)
			was := slices.Clone(u)
			s := pen.DualScale(u)
			switch {
			case !(s >= 0 && s <= 1):
				return fmt.Sprintf("it is %v", s)
			case math.IsInf(pen.Conj(scaled(s, u)), 1):
				return fmt.Sprintf("it is %v, where the conjugate is infinite", s)
			case s < 1 && !math.IsInf(pen.Conj(scaled(s+1e-9*(1+s), u)), 1):
				return fmt.Sprintf("it is %v, but a larger one will do", s)
			}
			return changed("u", u, was)
		}},
		{"SubdiffDist(j, b, u) is 0 at the subgradient of a prox, and not beside it", func(x, u []float64) string {
			sub, ok := pen.(problems.Subdifferentiable)
			if !ok {
				return ""
			}
			b := nan(p)
			pen.Prox(b, x, 0.7)
			for j := range x {
				g := (x[j] - b[j]) / 0.7
				if d := sub.SubdiffDist(j, b[j], g); !(d <= 1e-11*(1+math.Abs(g)+math.Abs(x[j]))) {
					return fmt.Sprintf("coefficient %d: it is %v at b = %v, u = %v", j, d, b[j], g)
				}
				if d := sub.SubdiffDist(j, b[j], u[j]); d == 0 && !isProx(pen, j, p, b[j], u[j]) {
					return fmt.Sprintf("coefficient %d: it is 0 at b = %v, u = %v, where b is not the prox of b + u", j, b[j], u[j])
				}
			}
			return ""
		}},
		{"WithLambda(LambdaMax(u)) keeps u, and a smaller lambda does not", func(x, u []float64) string {
			sc, ok := pen.(problems.Scalable)
			if !ok {
				return ""
			}
			free(u)
			start := make([]float64, p)
			for j := range start {
				start[j] = sc.Start(j)
				if _, _, ok := sc.Unpenalised(j); ok {
					u[j] = 0
				}
			}
			most := sc.LambdaMax(u)
			if math.IsNaN(most) || most < 0 {
				return fmt.Sprintf("LambdaMax is %v", most)
			}
			stays := func(lambda float64) bool {
				b, at := nan(p), slices.Clone(start)
				for j := range at {
					at[j] += u[j]
				}
				sc.WithLambda(lambda).Prox(b, at, 1)
				for j := range b {
					if _, _, ok := sc.Unpenalised(j); !ok && math.Abs(b[j]-start[j]) > 1e-12*(math.Abs(u[j])+math.Abs(start[j])) {
						return false
					}
				}
				return true
			}
			if math.IsInf(most, 1) || most == 0 || !stays(1e3*most) { // no lambda keeps them, as in a ridge
				return ""
			}
			if !stays(most*(1+1e-10)) || stays(most*(1-1e-6)) {
				return fmt.Sprintf("LambdaMax is %v; the coefficients stay there: %v, and below: %v", most, stays(most*(1+1e-10)), stays(most*(1-1e-6)))
			}
			return ""
		}},
		{"Omega(x) is finite exactly where Bounds holds all x_j, and Rescale(d).Value(d x) there", func(x, u []float64) string {
			r, ok := pen.(problems.Rescalable)
			if !ok {
				return ""
			}
			for j, v := range x {
				lower, upper := r.Bounds(j)
				for _, out := range []float64{lower - 1, upper + 1} {
					x[j] = out
					if !math.IsInf(out, 0) && !math.IsInf(pen.Value(x), 1) {
						return fmt.Sprintf("Bounds(%d) is %v, %v, but Omega(x) = %v at %v", j, lower, upper, pen.Value(x), out)
					}
				}
				x[j] = min(max(v, lower), upper)
			}
			d, y := nan(p), nan(p)
			for j, v := range u {
				d[j] = math.Ldexp(1, min(8, int(math.Abs(v)))) // a power of two, so that bounds are met exactly
				y[j] = d[j] * x[j]
			}
			at := pen.Value(x)
			if math.IsInf(at, 1) {
				return fmt.Sprintf("Omega is %v at %v, which Bounds allows", at, x)
			}
			return off(fmt.Sprintf("Rescale(%v).Value(%v)", d, y), r.Rescale(d).Value(y), at, math.Abs(at))
		}},
	})
}

// isProx tells whether b is the prox of b + u in coordinate j, all others 0.
func isProx(pen problems.Penalty, j, p int, b, u float64) bool {
	x, out := make([]float64, p), nan(p)
	x[j] = b + u
	pen.Prox(out, x, 1)
	return math.Abs(out[j]-b) <= 1e-10*(math.Abs(b)+math.Abs(u))
}
