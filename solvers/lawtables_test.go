package solvers_test

import (
	"testing"

	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/solvertest"
)

// TestMethodLaws holds the methods that Solve knows by name to the laws that others hold
// their own to, each to the accuracy that it has.
func TestMethodLaws(t *testing.T) {
	slow := map[string]float64{"sgd": -1, "subgradient": -1, "level": -1, "dual-averaging": -1}
	for _, m := range solvers.Methods() {
		if m.Name == "block" {
			continue // needs groups
		}
		t.Run(m.Name, func(t *testing.T) {
			if err := (solvertest.Suite{Tol: slow[m.Name]}).Check(m.New); err != nil {
				t.Error(err)
			}
		})
	}
}
