package judge_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// glmnet's default settings on Boston: every fit is within 1e-6 of the null loss of
// optimal, which its own residual cannot tell: that proves no better than 1e-2 at
// the end of the path.
func TestGlmnetDefaultFitOfBoston(t *testing.T) {
	const path = "../../../shared/data/boston.csv"
	if _, err := os.Stat(path); err != nil {
		t.Skip("no ../shared/data/boston.csv here")
	}
	d, err := dataio.Read(context.Background(), nil, path, dataio.Options{Target: "medv"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("../../testdata/glmnet/boston.json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		Cases map[string]struct {
			Fit struct {
				Lambda, A0 []float64
				Beta       [][]float64
			}
		}
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	fit := golden.Cases["default_settings"].Fit
	if len(fit.Lambda) == 0 {
		t.Fatal("no default_settings in boston.json")
	}
	worst, alone := 0.0, 0.0
	for k, lambda := range fit.Lambda {
		p := &problems.Problem{X: d.X, Fit: &problems.LeastSquares{Y: d.Y}, Intercept: true,
			Penalty: &problems.ElasticNet{Lambda: lambda, Alpha: 1, Scale: design.StdDevs(d.X, nil)}}
		null, err := p.Null()
		if err != nil {
			t.Fatal(err)
		}
		o, err := judge.Judge(context.Background(), p, append(fit.Beta[k][:13:13], fit.A0[k]), judge.Options{})
		if err != nil {
			t.Fatal(err)
		}
		worst, alone = max(worst, o.Proof.Error/null.Loss), max(alone, o.Alone.Error/null.Loss)
		if o.Rest.Error > 1e-12*null.Loss {
			t.Errorf("lambda %v: our own solution is off by up to %g", lambda, o.Rest.Error)
		}
	}
	t.Logf("%d fits: above the optimum by at most %.2g of the null loss, alone they prove %.2g", len(fit.Lambda), worst, alone)
	if worst > 2e-6 || alone < 1e-2 {
		t.Errorf("proven %g, alone %g", worst, alone)
	}
}

// TestInterrupted: what the coefficients prove by themselves is known even so.
func TestInterrupted(t *testing.T) {
	p := &problems.Problem{
		X:       &design.Dense{N: 3, P: 1, Data: []float64{1, 2, 3}},
		Fit:     &problems.LeastSquares{Y: []float64{1, 2, 2}},
		Penalty: problems.Lasso(0.1), Intercept: true,
	}
	whole, err := judge.Judge(t.Context(), p, []float64{0.4, 0.9}, judge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	// b = 0.35: the error is known, and more than it is all that these prove alone.
	truth := p.Primal([]float64{0.4, 0.9}) - p.Primal([]float64{0.35, 5./3 - 0.7})
	if e := whole.Proof.Error; !(e >= truth*(1-1e-12) && e < truth*(1+1e-9)) || !(whole.Alone.Error > 1.01*truth) {
		t.Errorf("%+v, alone %+v: off by %v", whole.Proof, whole.Alone, truth)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	part, err := judge.Judge(ctx, p, []float64{0.4, 0.9}, judge.Options{})
	if part == nil || !errors.Is(err, context.Canceled) {
		t.Fatal(part, err)
	}
	if part.Alone != whole.Alone || part.Proof.Error < whole.Proof.Error || part.Proof.Error > part.Alone.Error || part.Findings != nil {
		t.Errorf("%+v, whole %+v", part, whole)
	}
}
