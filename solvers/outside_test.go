package solvers

import (
	"context"
	"math"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// A start outside the domain has an infinite objective and is no yardstick.
func TestStartOutsideTheDomain(t *testing.T) {
	x, err := design.NewDense(3, 2, []float64{1, 2, 3, 3, 1, 0})
	if err != nil {
		t.Fatal(err)
	}
	p := textbook.NewSimplexLeastSquares(x, []float64{2, 1, 2})
	f, g := p.Terms()
	r, err := Run(context.Background(), FISTA{F: f, G: g}, make([]float64, 2), p, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Status != Converged || math.IsInf(r.Primal, 1) || !(r.Gap <= 1e-6*math.Abs(r.Primal)) {
		t.Errorf("%v, gap %g of %g", r.Status, r.Gap, r.Primal)
	}
}
