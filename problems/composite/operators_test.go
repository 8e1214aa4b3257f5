package composite

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/lawtest"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// operators is the laws table of linear operators of this package that come with a
// closed form: a new one is one row.
var operators = map[string]Linear{
	"transpose":         Transpose{Difference1D{N: 9}},
	"copies":            Copies{4, 5},
	"blur":              Blur{7, 5, Gaussian(0.8)},
	"blur, wide kernel": Blur{2, 3, Gaussian(2)},
	"blur, signed":      Blur{6, 4, []float64{-0.2, 1.4, -0.2}},
	"normal equations":  Compose(Transpose{Difference2D{3, 4}}, Difference2D{3, 4}),
}

func TestOperatorLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(29, 30))
	for _, name := range slices.Sorted(maps.Keys(operators)) {
		a := operators[name]
		rows, cols := a.Dims()
		ax, ay := make([]float64, rows), make([]float64, cols)
		for range 20 {
			x, y := lawtest.Normals(rng, cols), lawtest.Normals(rng, rows)
			a.Apply(ax, x)
			a.Adjoint(ay, y)
			var left, right float64
			for i, v := range ax {
				left += v * y[i]
			}
			for j, v := range ay {
				right += v * x[j]
			}
			if math.Abs(left-right) > 1e-12*(1+vector.Norm(x)*vector.Norm(y)) {
				t.Errorf("%s: <Ax, y> = %g, <x, A'y> = %g", name, left, right)
			}
		}
		// Power iterations: never above an upper bound, and not far below it here.
		x := lawtest.Normals(rng, cols)
		for range 300 {
			scaleInto(x, 1/vector.Norm(x), x)
			a.Apply(ax, x)
			a.Adjoint(x, ax)
		}
		norm, upper := a.Norm()
		if s := math.Sqrt(vector.Norm(x)); !upper || s > norm*(1+1e-12) || s < norm*0.5 {
			t.Errorf("%s: norm %g (upper bound %v), power iterations %g", name, norm, upper, s)
		}
	}
}

func TestBlurKeepsConstants(t *testing.T) {
	a := Blur{5, 4, Gaussian(1.5)}
	x := make([]float64, 20)
	a.Apply(x, vector.Ones(20))
	for k, v := range x {
		if math.Abs(v-1) > 1e-14 {
			t.Errorf("pixel %d of a white picture is %g after the blur", k, v)
		}
	}
}
