package prox_test

import (
	"fmt"
	"testing"

	"github.com/lassocheck/lassocheck/prox"
	"github.com/lassocheck/lassocheck/prox/proxtest"
	"pgregory.net/rapid"
)

// rows is THE table: every operator, with fields that bring out its corners and
// with what it needs of the suite. All the laws of proxtest hold for each row.
var rows = []struct {
	f prox.Function
	s proxtest.Suite
}{
	{prox.L1{}, quick},
	{prox.L1{Lambda: 0.7}, quick},
	{prox.L1{Lambda: 2, Weights: []float64{1, 0, 3.5}}, three},
	{prox.ElasticNet{}, quick},
	{prox.ElasticNet{Lambda: 1.3, Alpha: 0.4}, quick},
	{prox.ElasticNet{Lambda: 0.5, Alpha: 1}, quick},
	{prox.ElasticNet{Lambda: 0.5, Alpha: 0.9, Weights: []float64{2, 0, 1}}, three},
	{prox.SquaredL2{}, quick},
	{prox.SquaredL2{Lambda: 0.3}, quick},
	{prox.SquaredL2{Lambda: 0.3, Weights: []float64{1, 0, 1e6}}, three},
	{prox.Box{}, quick},
	{prox.Box{Lower: []float64{-1}, Upper: []float64{2}}, quick},
	{prox.Box{Lower: []float64{-1, 0, 2}}, three},
	{prox.Box{Upper: []float64{-1, 0, 2}}, three},
	{prox.NonNegative{}, quick},
	{prox.Zero{}, quick},
}

// What rows ask of the suite.
var (
	quick = proxtest.Suite{NoAlloc: true}
	three = dims(quick, 3)
)

func dims(s proxtest.Suite, n ...int) proxtest.Suite {
	s.Dims = n
	return s
}

func TestLaws(t *testing.T) {
	for k, row := range rows {
		t.Run(fmt.Sprintf("%d/%T", k, row.f), func(t *testing.T) {
			if err := row.s.Check(row.f); err != nil {
				t.Fatalf("%+v: %v", row.f, err)
			}
			t.Parallel()
			s := row.s
			s.NoAlloc = false // measured above, while nothing else ran
			rapid.Check(t, func(t *rapid.T) {
				if err := s.CheckAt(row.f, draw(t, s)); err != nil {
					t.Fatalf("%+v: %v", row.f, err)
				}
			})
		})
	}
}

// draw lets rapid choose an input, so that it also shrinks it.
func draw(t *rapid.T, s proxtest.Suite) proxtest.Input {
	n := rapid.IntRange(0, 6).Draw(t, "n")
	if s.Dims != nil {
		n = rapid.SampledFrom(s.Dims).Draw(t, "n")
	}
	number := rapid.OneOf(
		rapid.Float64Range(-10, 10),
		rapid.Map(rapid.IntRange(-5, 5), func(i int) float64 { return float64(i) / 2 }),
		rapid.Float64Range(-1e300, 1e300),
	)
	step := rapid.OneOf(rapid.Float64Range(1e-3, 10), rapid.Float64Range(1e-300, 1e300))
	if s.Moderate {
		number = rapid.Float64Range(-1e3, 1e3)
		step = rapid.Float64Range(1e-3, 1e3)
	}
	return proxtest.Input{
		X:     rapid.SliceOfN(number, n, n).Draw(t, "x"),
		Y:     rapid.SliceOfN(number, n, n).Draw(t, "y"),
		Gamma: step.Draw(t, "gamma"),
	}
}
