// Package problemtest lets the unit tests of other projects assert that
// coefficients are optimal, with a proof:
//
//	func TestMyLasso(t *testing.T) {
//		p := &problems.Problem{X: x, Fit: &problems.LeastSquares{Y: y}, Penalty: problems.Lasso(0.1), Intercept: true}
//		problemtest.Optimal(t, p, myLasso(x, y, 0.1), 1e-6)
//	}
//
// and hold parts of their own to the laws that proofs rest on: [CheckDesign],
// [CheckLinear], [CheckLoss], [CheckFit] and [CheckPenalty]. The first law broken is
// reported with a small counter-example.
package problemtest

import (
	"context"
	"fmt"
	"testing"

	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
)

// Optimal fails the test where beta, the coefficients and then the intercept if
// there is one, is not proven to be within tol of the optimum, relative to the
// loss of the null model. The message has the proven error, the worst violation of
// the optimality conditions, and the coefficients that are proven wrong.
func Optimal(t testing.TB, p *problems.Problem, beta []float64, tol float64) {
	t.Helper()
	if err := Check(p, beta, tol); err != nil {
		t.Error(err)
	}
}

// Check is Optimal for use outside of tests: it returns what Optimal reports.
func Check(p *problems.Problem, beta []float64, tol float64) error {
	if len(beta) != p.Dim() {
		return fmt.Errorf("problemtest: %d numbers for a problem of %d", len(beta), p.Dim())
	}
	null, err := p.Null()
	if err != nil {
		return err
	}
	o, err := judge.Judge(context.Background(), p, beta, judge.Options{})
	if err != nil {
		return err
	}
	if o.Proof.Error <= tol*null.Loss {
		return nil
	}
	text := fmt.Sprintf("not optimal: above the optimum by up to %.3g of the null loss, where %.3g is allowed; the optimality conditions are violated most, by %.3g, at coefficient %d",
		o.Proof.Error/null.Loss, tol, o.KKT, o.Worst)
	shown := 0
	for j, f := range o.Findings {
		if f != judge.Right && shown < 5 {
			text += fmt.Sprintf("; coefficient %d is %s (%v, at the optimum %v)", j, f, beta[j], o.Refined[j])
			shown++
		}
	}
	return fmt.Errorf("%s", text)
}
