package exactsearch

import (
	"fmt"
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/internal/rational"
)

var hunt = Flags(300)

// TestSearch: no claim of the library is false on any problem, and every tame problem
// is certified. For a long hunt: go test ./internal/exactsearch -search 5000 -seed 7 -v
// -timeout 0.
func TestSearch(t *testing.T) {
	hunt.Run(t, func(c *Case) []Fault { return Try(c, hunt.Patience) })
}

func TestString(t *testing.T) {
	c := &Case{Problem: rational.Problem{X: [][]float64{{1, math.Copysign(0, -1)}, {-2, 1e-300}}, Y: []float64{0.5, 3},
		Upper: []float64{math.Inf(1), 1}, Lambda: 0.1, Intercept: true}, Tol: 1e-9, Sparse: true}
	want := "exactsearch.Case{Problem: rational.Problem{X: [][]float64{{1, math.Copysign(0, -1)}, {-2, 1e-300}}, Y: []float64{0.5, 3}, " +
		"Lambda: 0.1, Upper: []float64{math.Inf(1), 1}, Intercept: true}, Tol: 1e-09, Sparse: true}"
	if got := fmt.Sprint(c); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
