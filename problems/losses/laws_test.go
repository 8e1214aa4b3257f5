package losses_test

import (
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/problems/problemtest"
)

// TestLaws holds each loss to the laws that others hold their own to: a new one is one row.
func TestLaws(t *testing.T) {
	for name, c := range map[string]struct {
		loss problems.Loss
		y    []float64
	}{
		"logistic": {losses.LogisticLoss{}, []float64{0, 1, 0}}, "Huber": {losses.HuberLoss{Delta: 0.8}, []float64{-1, 0, 2.5}},
		"squared hinge": {losses.SquaredHingeLoss{}, []float64{1, 0, 1}}, "Poisson": {losses.PoissonLoss{}, []float64{0, 1, 7}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := problemtest.CheckLoss(c.loss, c.y); err != nil {
				t.Error(err)
			}
		})
	}
}
