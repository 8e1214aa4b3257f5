package figure

import (
	"math"
	"strconv"
)

// roundTicks are three to seven multiples of 1, 2 or 5 times a power of ten.
type roundTicks struct{}

func (roundTicks) Ticks(low, high float64) (ticks []Tick) {
	if !(high > low) || math.IsInf(high-low, 0) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/3)))
	for _, f := range []float64{5, 2} {
		if (high-low)/(f*step) >= 3 {
			step *= f
			break
		}
	}
	const slack = 1e-9 // of a step: k*step has errors in its last digits
	decimals := max(0, -int(math.Floor(math.Log10(step)+slack)))
	for k := math.Ceil(low/step - slack); k*step <= high+slack*step; k++ {
		v := k*step + 0 // and -0 is 0
		text := strconv.FormatFloat(v, 'f', decimals, 64)
		if math.Abs(v) >= 1e6 || step < 1e-4 {
			text = strconv.FormatFloat(v, 'g', 4, 64)
		}
		ticks = append(ticks, Tick{v, text})
	}
	return ticks
}
