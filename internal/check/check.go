// Package check says what is wrong with the data of a problem: one line with the place
// and the value.
package check

import (
	"fmt"
	"math"
)

// Lengths checks y, optional weights and optional offsets against n rows.
func Lengths(n int, y, weights, offset []float64) error {
	switch {
	case n == 0:
		return fmt.Errorf("check: no observations")
	case len(y) != n:
		return fmt.Errorf("check: %d responses for %d rows", len(y), n)
	case weights != nil && len(weights) != n:
		return fmt.Errorf("check: %d weights for %d rows", len(weights), n)
	case offset != nil && len(offset) != n:
		return fmt.Errorf("check: %d offsets for %d rows", len(offset), n)
	}
	positive := weights == nil
	for i, w := range weights {
		if !(w >= 0) || math.IsInf(w, 1) {
			return fmt.Errorf("check: weight of row %d is %v; weights must be finite and >= 0", i, w)
		}
		positive = positive || w > 0
	}
	if !positive {
		return fmt.Errorf("check: all weights are zero")
	}
	return nil
}

// Finite looks for responses and offsets that are NaN or infinite.
func Finite(y, offset []float64) error {
	for i, v := range y {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("check: response of row %d is %v", i, v)
		}
	}
	for i, v := range offset {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("check: offset of row %d is %v", i, v)
		}
	}
	return nil
}

// Labels looks for classes other than 0 and 1, or -1 and 1.
func Labels(y []float64) error { return classes(y, false, "classes are 0 and 1, or -1 and 1") }

// Shares looks for what is neither such a class nor a share between 0 and 1.
func Shares(y []float64) error {
	return classes(y, true, "classes are 0 and 1, or -1 and 1, and shares lie between 0 and 1")
}

func classes(y []float64, shares bool, want string) error {
	minus, other := -1, -1
	for i, v := range y {
		switch {
		case v == 1:
		case v == -1:
			minus = i
		case v == 0, shares && v > 0 && v < 1:
			other = i
		default:
			return fmt.Errorf("check: class of row %d is %v; %s", i, v, want)
		}
	}
	if minus >= 0 && other >= 0 {
		return fmt.Errorf("check: class of row %d is %v and of row %d is -1; %s", other, y[other], minus, want)
	}
	return nil
}

// Fields asks a design or a linear operator what is wrong with its fields, if it
// can tell. It costs O(1): the entries have been looked at by the constructors.
func Fields(x any) error {
	if v, ok := x.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

// Side returns the label as ±1.
func Side(y float64) float64 {
	if y > 0 {
		return 1
	}
	return -1
}
