package ticks

import (
	"math"
	"slices"
	"testing"
)

func TestLinear(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []float64
	}{
		{0, 1, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}},
		{-0.25, 0.35, []float64{-0.2, -0.1, 0, 0.1, 0.2, 0.3}},
		{-22.5, 66, []float64{-20, 0, 20, 40, 60}},
		{3e-7, 8e-7, []float64{3e-7, 4e-7, 5e-7, 6e-7, 7e-7, 8e-7}},
		{0, 3e8, []float64{0, 5e7, 1e8, 1.5e8, 2e8, 2.5e8, 3e8}},
	} {
		if got := Linear(c.low, c.high, 6); !slices.Equal(got, c.want) {
			t.Errorf("%g to %g: %v, want %v", c.low, c.high, got, c.want)
		}
	}
	if got := Linear(5e300, 5e300*(1+1e-15), 6); len(got) > 13 {
		t.Errorf("%d ticks where doubles end", len(got))
	}
}

func TestPowers(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      []int
	}{
		{-16, 0, []int{-15, -12, -9, -6, -3, 0}}, {-1.2, 3, []int{-1, 0, 1, 2, 3}}, {0.2, 0.8, nil},
	} {
		if got := Powers(c.low, c.high, 6); !slices.Equal(got, c.want) {
			t.Errorf("%g to %g: %v, want %v", c.low, c.high, got, c.want)
		}
	}
}

func TestLabel(t *testing.T) {
	third := 0.1
	third *= 3
	for v, want := range map[float64]string{
		0: "0", 1: "1", -20: "−20", third: "0.3", 0.0001: "0.0001", 100000: "100000", 1e6: "1e6", 1e-14: "1e−14",
		-2e-6: "−2e−6", 1.5e8: "1.5e8", 20000: "20000", 5e300: "5e300", math.Copysign(0, -1): "0",
	} {
		if got := Label(v); got != want {
			t.Errorf("%g: %s, want %s", v, got, want)
		}
	}
}
