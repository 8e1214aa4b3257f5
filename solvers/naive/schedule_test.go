package naive

import (
	"math"
	"testing"
)

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		name string
		s    Schedule
		k    int
		want float64
	}{
		{"constant", Constant(0.1), 1000, 0.1},
		{"power at 0", Power(0.1, 10, 0.5), 0, 0.1},
		{"power at three knees", Power(0.1, 10, 0.75), 30, 0.1 / math.Sqrt(8)},
		{"inverse root at three knees", InverseSqrt(0.1, 10), 30, 0.05},
		{"inverse time at three knees", InverseTime(0.1, 10), 30, 0.025},
		{"steps before the first", StepDecay(0.1, 0.5, 10), 9, 0.1},
		{"steps at the first", StepDecay(0.1, 0.5, 10), 10, 0.05},
		{"steps after the third", StepDecay(0.1, 0.5, 10), 39, 0.0125},
		{"cosine at 0", Cosine(0.1, 100), 0, 0.1},
		{"cosine at a third", Cosine(0.1, 99), 33, 0.075},
		{"cosine halfway", Cosine(0.1, 100), 50, 0.05},
		{"cosine past the end", Cosine(0.1, 100), 200, 0},
	} {
		if got := c.s(c.k); math.Abs(got-c.want) > 2e-17 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// Periods of warm restarts begin where the ones before end, and each is a cosine.
func TestWarmRestarts(t *testing.T) {
	for _, growth := range []int{1, 2, 3} {
		s, k, length := WarmRestarts(0.1, 4, growth), 0, 4
		for range 5 {
			one := Cosine(0.1, length)
			for i := range length {
				if got := s(k); got != one(i) {
					t.Fatalf("growth %d: step %d, the %d-th of a period of %d, has rate %v, want %v", growth, k, i, length, got, one(i))
				}
				k++
			}
			length *= growth
		}
	}
}

// A schedule that would divide by 0 is the programmer's mistake.
func TestSchedulePanics(t *testing.T) {
	for name, build := range map[string]func(){
		"Power":                func() { Power(1, 0, 1) },
		"StepDecay":            func() { StepDecay(1, 0.5, 0) },
		"Cosine":               func() { Cosine(1, -1) },
		"WarmRestarts, length": func() { WarmRestarts(1, 0, 2) },
		"WarmRestarts, growth": func() { WarmRestarts(1, 5, 0) },
	} {
		func() {
			defer func() {
				if got := recover(); got != "naive: the length of a schedule must be > 0" {
					t.Errorf("%s: panic %v", name, got)
				}
			}()
			build()
		}()
	}
}

// An average is the weighted mean that it says it is.
func TestAverages(t *testing.T) {
	x := []float64{3, -1, 4, 1, -5, 9, 2, -6}
	for name, c := range map[string]struct {
		a      Averaging
		weight func(i, last int) float64 // of point i at the end
	}{
		"uniform":            {UniformAverage(), func(int, int) float64 { return 1 }},
		"tail":               {TailAverage(5), func(i, last int) float64 { return step(i >= min(5, last)) }},
		"linear":             {LinearAverage(), func(i, _ int) float64 { return float64(i + 1) }},
		"exponential, short": {ExponentialAverage(0.99), func(int, int) float64 { return 1 }},
		"exponential, none":  {ExponentialAverage(0), func(i, last int) float64 { return step(i == last) }},
		"exponential, long": {ExponentialAverage(0.5), func(i, last int) float64 {
			return math.Pow(0.5, float64(last-max(i, 1)))
		}},
	} {
		average := 1e9 // forgotten at the first point
		for last, v := range x {
			average += c.a(last) * (v - average)
			var sum, weights float64
			for i := range last + 1 {
				sum, weights = sum+c.weight(i, last)*x[i], weights+c.weight(i, last)
			}
			if want := sum / weights; math.Abs(average-want) > 1e-6 {
				t.Errorf("%s: after %d points %v, want %v", name, last+1, average, want)
			}
		}
	}
}

func step(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
