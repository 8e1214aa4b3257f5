package losses_test

import (
	"math"
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
		"logistic": {losses.LogisticLoss{}, []float64{0, 1, 0}}, "logistic of -1 and 1": {losses.LogisticLoss{}, []float64{-1, 1, -1}},
		"logistic of shares": {losses.LogisticLoss{}, []float64{0, 0.25, 0.7, 1}}, "Huber": {losses.HuberLoss{Delta: 0.8}, []float64{-1, 0, 2.5}},
		"squared hinge": {losses.SquaredHingeLoss{}, []float64{1, 0, 1}}, "Poisson": {losses.PoissonLoss{}, []float64{0, 1, 7}},
		"quantile": {losses.QuantileLoss{Tau: 0.3}, []float64{-1, 0, 2.5}}, "absolute": {losses.AbsoluteLoss{}, []float64{-1, 0, 2.5}},
		"hinge": {losses.HingeLoss{}, []float64{1, 0, 1}}, "hinge of -1 and 1": {losses.HingeLoss{}, []float64{1, -1, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			if err := problemtest.CheckLoss(c.loss, c.y); err != nil {
				t.Error(err)
			}
		})
	}
}

// Far out, where one probability is 1 but for rounding, the logistic loss and its slope
// keep the digits of the other: values by hand.
func TestLogisticFarOut(t *testing.T) {
	tiny := math.Exp(-50)
	for _, c := range []struct{ y, z, value, slope float64 }{
		{1, 50, tiny, -tiny}, {1, -50, 50, -1}, {0, 50, 50, 1}, {0, -50, tiny, tiny}, {-1, -50, tiny, tiny},
		{0.25, 50, 37.5, 0.75}, {0.25, -50, 12.5, -0.25}, {0.25, 0, math.Ln2, 0.25}, {1, 800, 0, 0}, {1, -800, 800, -1},
	} {
		value, slope, _ := losses.LogisticLoss{}.At(c.y, c.z)
		if math.Abs(value-c.value) > 4e-16*c.value || math.Abs(slope-c.slope) > 4e-16*math.Abs(c.slope) {
			t.Errorf("y = %v, z = %v: %v and %v, want %v and %v", c.y, c.z, value, slope, c.value, c.slope)
		}
	}
	for _, c := range []struct{ y, v, want float64 }{
		{1, -tiny, -50*tiny - tiny}, {0, tiny, -50*tiny - tiny}, {0.5, 0, -math.Ln2}, {0.25, -0.25, 0}, {0.25, 0.75, 0}, {1, 0, 0},
	} {
		if got := (losses.LogisticLoss{}).Conj(c.y, c.v); math.Abs(got-c.want) > 4e-16*math.Abs(c.want) {
			t.Errorf("conjugate at y = %v, v = %v: %v, want %v", c.y, c.v, got, c.want)
		}
	}
}
