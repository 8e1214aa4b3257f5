package main

import (
	"math"
	"testing"
)

// Digits are never more than what is proven: objective - dual <= 10^-k dual.
func TestRightDigits(t *testing.T) {
	for _, c := range []struct {
		objective, dual float64
		want            int
	}{
		{2, 1, 0},
		{1.125, 1, 0},
		{1.0625, 1, 1},
		{1 + 0x1p-10, 1, 3}, // 0.00098
		{1 + 0x1p-9, 1, 2},  // 0.00195
		{1e-100 * (1 + 0x1p-30), 1e-100, 9},
		{1, 1, 15},
		{1, 2, 15},
		{1e-30, 0, 0}, // an optimum of nothing has no digits
		{1e-30, -1e-31, 0},
		{math.Inf(1), 1, 0},
		{1, math.Inf(-1), 0},
	} {
		if got := rightDigits(c.objective, c.dual); got != c.want {
			t.Errorf("%v above %v: right to %d digits, want %d", c.objective, c.dual, got, c.want)
		}
	}
}

// The words follow from what is proven, and from nothing else.
func TestGrade(t *testing.T) {
	for _, c := range []struct {
		grade grade
		want  string
	}{
		{grade{digits: 9, features: 10, above: true}, "right to 9 digits; support and signs as at the optimum"},
		{grade{digits: 9, features: 10, undetermined: 2}, "right to 9 digits; support and signs as at the optimum for 8 of 10 features, the others undetermined"},
		{grade{digits: 5, features: 10, undetermined: 10}, "right to 5 digits; support and signs undetermined"},
		{grade{digits: 5, features: 10, wronglyNonZero: 2, signs: 1, undetermined: 3}, "right to 5 digits; of 10 features, 2 wrongly non-zero, 1 of wrong sign"},
		{grade{digits: 1, features: 1, wronglyZero: 1}, "not optimal; of 1 feature, 1 wrongly zero"},
		{grade{digits: 1, features: 1}, "not proven optimal; support and signs as at the optimum"},
		{grade{optimal: true, features: 1}, "optimal; support and signs as at the optimum"},
		{grade{open: true}, "not yet proven optimal"},
		{grade{open: true, digits: 4}, "right to 4 digits"},
	} {
		if got := c.grade.String(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.grade, got, c.want)
		}
	}
}
