package composite_test

import (
	"testing"

	"github.com/lassocheck/lassocheck/problems/composite"
	"github.com/lassocheck/lassocheck/problems/problemtest"
)

// TestOperatorLaws holds the linear operators to the laws that others hold their own to.
func TestOperatorLaws(t *testing.T) {
	for name, a := range composite.Operators {
		if err := problemtest.CheckLinear(a); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
