package composite

import (
	"math"
	"testing"

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
	"differences":       Difference1D{N: 17},
	"one difference":    Difference1D{N: 2},
	"picture":           Difference2D{Rows: 5, Cols: 7},
	"picture of a line": Difference2D{Rows: 1, Cols: 7},
}

// TestOperatorNorms: the norms are bounds, and not far above the truth. That they are
// not below it is a law, with the others in lawtables_test.go.
func TestOperatorNorms(t *testing.T) {
	for name, a := range operators {
		norm, upper := a.Norm()
		if near := NormBelow(a); !upper || norm > 2*near {
			t.Errorf("%s: norm %g (upper bound %v), power iterations %g", name, norm, upper, near)
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
