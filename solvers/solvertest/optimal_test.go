package solvertest_test

import (
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/textbook"
	"github.com/lassocheck/lassocheck/solvers/solvertest"
)

func TestOptimal(t *testing.T) {
	p, beta := textbook.Synth{N: 30, P: 10, K: 3, Seed: 1, Lambda: 0.3, Intercept: true}.New()
	solvertest.Optimal(t, p, beta, 1e-12)
	for j := range 10 {
		wrong := append([]float64(nil), beta...)
		wrong[j] += 1e-3
		err := solvertest.CheckOptimal(p, wrong, 1e-9)
		if err == nil || beta[j] == 0 && !strings.Contains(err.Error(), "is wrongly non-zero") {
			t.Errorf("coefficient %d off by 1e-3: %v", j, err)
		}
	}
	if err := solvertest.CheckOptimal(p, beta[:5], 1); err == nil {
		t.Error("the wrong number of coefficients is accepted")
	}
}
