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
	"identity":          Identity{6},
	"diagonal":          Diagonal{[]float64{3, 0, -1.7, 1e-3, 3}},
	"selection":         Selection{N: 7, At: []int{5, 0, 2, 5, 5, 6}},
	"nothing selected":  Selection{N: 3},
	"scaled":            Scale{Difference1D{N: 6}, -2.5},
	"stack":             VStack{Difference1D{N: 6}, Identity{6}, Scale{Selection{N: 6, At: []int{0, 3}}, 0.3}},
	"beside":            Transpose{VStack{Transpose{Difference1D{N: 6}}, Transpose{Selection{N: 4, At: []int{0, 3, 1, 1, 2}}}}},
	"sum":               Sum{Identity{5}, Diagonal{[]float64{1, 2, -0.5, 0.1, 0}}, Compose(Transpose{Difference1D{N: 5}}, Difference1D{N: 5})},
	"graph":             Incidence{Nodes: 6, Edges: [][2]int{{0, 1}, {2, 1}, {3, 0}, {1, 3}, {1, 5}, {5, 1}}},
	"weighted graph":    Incidence{Nodes: 5, Edges: [][2]int{{0, 1}, {1, 2}, {2, 0}, {4, 2}}, Weights: []float64{0.5, -3, 0, 1.1}},
	"convolution":       Convolution{N: 9, Kernel: []float64{0.3, 1, 0.5}},
	"long kernel":       Convolution{N: 2, Kernel: []float64{0.2, 0.1, 0, 0.4, 0.3}},
	"signed kernel":     Convolution{N: 12, Kernel: []float64{-1, 2.2, -1}},
	"same size":         Compose(Selection{N: 11, At: []int{1, 2, 3, 4, 5, 6, 7, 8, 9}}, Convolution{N: 9, Kernel: []float64{0.3, 1, 0.5}}),
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
