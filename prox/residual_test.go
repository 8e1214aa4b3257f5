package prox_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
	"pgregory.net/rapid"
)

// The minimiser of ½ ‖p - x‖²/gamma + f(p) is p = prox(x), with gradient (p-x)/gamma.
func TestResidualIsZeroAtMinimisers(t *testing.T) {
	for _, row := range rows {
		if w, ok := row.f.(prox.WeaklyConvex); ok && w.WeakConvexity() > 0 {
			continue
		}
		if _, ok := row.f.(prox.Inexact); ok {
			continue
		}
		s := row.s
		s.Size = 10
		rapid.Check(t, func(t *rapid.T) {
			in := draw(t, s)
			p, g := make([]float64, len(in.X)), make([]float64, len(in.X))
			row.f.Prox(p, in.X, in.Gamma)
			size := 1.0
			for j := range g {
				g[j] = (p[j] - in.X[j]) / in.Gamma
				size = max(size, math.Abs(p[j]), math.Abs(in.X[j]))
			}
			if r := prox.Residual(row.f, p, g, 0.5); !(r <= 1e-7*size*max(1, 1/in.Gamma)) {
				t.Fatalf("%T%+v: x = %v, gamma = %v: residual %v at %v", row.f, row.f, in.X, in.Gamma, r, p)
			}
		})
	}
}

// At x = 1 the slope of |x| balances a gradient of -1; of -3 it leaves 2.
func ExampleResidual() {
	f := prox.L1{Lambda: 1}
	fmt.Println(prox.Residual(f, []float64{1, 0}, []float64{-1, 0.3}, 1))
	fmt.Println(prox.Residual(f, []float64{1, 0}, []float64{-3, 0.3}, 1))
	// Output:
	// 0
	// 2
}
