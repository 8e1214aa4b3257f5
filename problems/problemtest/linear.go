package problemtest

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems/composite"
)

// CheckLinear returns nil if A kept every law of a linear operator on random vectors,
// and else a *[Violation]: that Apply and Adjoint fill their results and leave their
// arguments alone, that A is linear,
//
//	<Ax, y> = <x, A'y>,   ‖Ax‖ <= Norm() ‖x‖.
//
// A wrong adjoint is not seen by anything else: methods end short of the optimum. The
// cost is some thousand products.
func CheckLinear(a composite.Linear) error {
	rows, cols := a.Dims()
	apply := func(x []float64) []float64 { z := nan(rows); a.Apply(z, x); return z }
	adjoint := func(y []float64) []float64 { z := nan(cols); a.Adjoint(z, y); return z }
	norm0, upper := a.Norm()
	return trial{Vector{"x", nan(cols)}, Vector{"y", nan(rows)}}.try([]law{
		{"Apply and Adjoint set all of dst, alike at every call, and leave their arguments alone", func(x, y []float64) string {
			x0, y0 := slices.Clone(x), slices.Clone(y)
			for _, c := range []struct {
				name string
				do   func([]float64) []float64
				v    []float64
			}{{"Apply", apply, x}, {"Adjoint", adjoint, y}} {
				first, again := c.do(c.v), c.do(c.v)
				if slices.ContainsFunc(first, math.IsNaN) || !slices.Equal(first, again) {
					return fmt.Sprintf("%s gives %v, then %v, into NaN", c.name, first, again)
				}
			}
			return changed("x", x, x0) + changed("y", y, y0)
		}},
		{"A(x + 2w) = Ax + 2Aw, where w is x turned round", func(x, y []float64) string {
			w, sum := slices.Clone(x), slices.Clone(x)
			slices.Reverse(w)
			for j := range sum {
				sum[j] += 2 * w[j]
			}
			ax, aw, asum := apply(x), apply(w), apply(sum)
			for i := range ax {
				if d := off(fmt.Sprintf("row %d of A(x + 2w)", i), asum[i], ax[i]+2*aw[i], norm(ax)+norm(aw)+norm0*norm(x)); d != "" {
					return d
				}
			}
			return ""
		}},
		{"<Ax, y> = <x, A'y>", func(x, y []float64) string {
			left, s := dot(apply(x), y)
			right, t := dot(x, adjoint(y))
			if d := off("<Ax, y>", left, right, s+t); d != "" {
				return d + ", which is <x, A'y>"
			}
			return ""
		}},
		{"Norm() is not below the norm of A where it says so, nor far below it elsewhere", func(x, y []float64) string {
			slack := 1 + 1e-10
			if !upper {
				slack = 1.1
			}
			for range 30 { // power iterations
				size := norm(x)
				if size == 0 {
					break
				}
				for j := range x {
					x[j] /= size
				}
				z := apply(x)
				if now := norm(z); !(now <= norm0*slack) {
					return fmt.Sprintf("Norm() is %v (upper bound: %v), but ‖Ax‖ = %v ‖x‖ after power iterations", norm0, upper, now)
				}
				x = adjoint(z)
			}
			return ""
		}},
	})
}
