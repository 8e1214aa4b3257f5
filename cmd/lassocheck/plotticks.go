package main

import (
	"math"

	plot "github.com/lassocheck/lassocheck/internal/figure"

	"github.com/lassocheck/lassocheck/internal/ticks"
)

// plainTicks are round numbers on a linear axis.
type plainTicks struct{}

func (plainTicks) Ticks(low, high float64) (list []plot.Tick) {
	for _, v := range ticks.Linear(low, high, 7) {
		list = append(list, plot.Tick{Value: v, Label: ticks.Label(v)})
	}
	return list
}

// decades ticks the powers of ten between two exponents, and their multiples
// where there are few.
type decades struct{ low, high float64 }

func (d decades) Ticks(_, _ float64) (list []plot.Tick) {
	few := d.high-d.low < 2.5
	labelled := map[int]bool{}
	for _, e := range ticks.Powers(d.low, d.high, 8) {
		labelled[e] = true
	}
	for e := math.Floor(d.low); e <= d.high; e++ {
		for f := 1; f < 10; f++ {
			at := e + math.Log10(float64(f))
			if at < d.low-1e-9 || at > d.high+1e-9 || f > 1 && d.high-d.low > 10 {
				continue
			}
			t := plot.Tick{Value: at}
			if f == 1 && labelled[int(e)] || few && (f == 2 || f == 5) {
				t.Label = ticks.Label(float64(f) * math.Pow(10, e))
			}
			list = append(list, t)
		}
	}
	return list
}

// powers ticks powers of ten on an axis of exponents.
type powers struct{}

func (powers) Ticks(low, high float64) (list []plot.Tick) {
	for _, e := range ticks.Powers(low, high, 9) {
		list = append(list, plot.Tick{Value: float64(e), Label: ticks.Label(math.Pow(10, float64(e)))})
	}
	return list
}
