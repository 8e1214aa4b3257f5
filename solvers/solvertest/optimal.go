package solvertest

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
	if err := CheckOptimal(p, beta, tol); err != nil {
		t.Error(err)
	}
}

// CheckOptimal is Optimal for use outside of tests: it returns what Optimal reports.
func CheckOptimal(p *problems.Problem, beta []float64, tol float64) error {
	if len(beta) != p.Dim() {
		return fmt.Errorf("solvertest: %d numbers for a problem of %d", len(beta), p.Dim())
	}
	null, err := p.Null()
	if err != nil {
		return err
	}
	o, err := judge.Judge(context.Background(), p, beta, judge.Options{})
	if err != nil {
		return err
	}
	if o.Proof.Error <= tol*null.Scale {
		return nil
	}
	text := fmt.Sprintf("not optimal: above the optimum by up to %.3g of the null loss, where %.3g is allowed; the optimality conditions are violated most, by %.3g, at coefficient %d",
		o.Proof.Error/null.Scale, tol, o.KKT, o.Worst)
	shown := 0
	for j, f := range o.Findings {
		if f != judge.Right && shown < 5 {
			text += fmt.Sprintf("; coefficient %d is %s (%v, at the optimum %v)", j, f, beta[j], o.Refined[j])
			shown++
		}
	}
	return fmt.Errorf("%s", text)
}
