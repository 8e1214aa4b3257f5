package models

import (
	"math/rand/v2"
	"testing"
)

func TestConfuse(t *testing.T) {
	y := []float64{0, 1, 1, 0, 0.25}
	z := []float64{-1, 2, 0, 3, 1}
	if c := Confuse(y, z, nil); c != (Confusion{{1, 1.75}, {1, 1.25}}) {
		t.Error(c)
	}
	if c := Confuse(y, z, []float64{1, 2, 3, 0, 4}); c != (Confusion{{1, 3}, {3, 3}}) {
		t.Error(c)
	}
}

// Bins have all rows once, in the order of the predictions, equal ones together.
func TestCalibrate(t *testing.T) {
	mu, y := []float64{0.1, 0.9, 0.1, 0.4, 0.9, 0.5}, []float64{0, 1, 1, 0, 1, 1}
	want := []Bin{{2, 0.1, 0.5}, {2, 0.45, 0.5}, {2, 0.9, 1}}
	for k, b := range Calibrate(y, mu, nil, 3) {
		if b.Rows != want[k].Rows {
			t.Errorf("bin %d: %+v, want %+v", k, b, want[k])
		}
		near(t, "bin", []float64{b.Predicted, b.Observed}, []float64{want[k].Predicted, want[k].Observed})
	}
	if all := Calibrate(y, mu, []float64{1, 0, 0, 0, 0, 3}, 10); len(all) != 2 || all[1].Observed != 1 {
		t.Error(all)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n, bins := 1+rng.IntN(40), 1+rng.IntN(12)
		mu, y := make([]float64, n), make([]float64, n)
		for i := range mu {
			mu[i], y[i] = float64(rng.IntN(8)), rng.Float64()
		}
		rows, last := 0, -1.0
		all := Calibrate(y, mu, nil, bins)
		for _, b := range all {
			if b.Rows == 0 || !(b.Predicted > last) {
				t.Fatalf("%+v", all)
			}
			rows, last = rows+b.Rows, b.Predicted
		}
		if rows != n || len(all) > bins {
			t.Fatalf("%d rows of %d in %d bins of %d", rows, n, len(all), bins)
		}
	}
}
