package detective

import (
	"fmt"
	"math"
	"strconv"
)

// rounded recognises the optimum itself in fewer digits, or with its small
// coefficients cut off. It is sure before it speaks: every coefficient must be
// what the rounding makes of the optimum, and one must have been changed by it.
func (c *Case) rounded(optimum []float64) *Explanation {
	coef, _ := c.Problem.Split(c.Beta)
	some := false
	for _, b := range coef {
		some = some || b != 0
	}
	if !some {
		return nil
	}
	same := func(round func(v float64) float64, slack float64) bool {
		changed := false
		for j, b := range coef {
			if math.Abs(round(optimum[j])-b) > slack*math.Abs(b) {
				return false
			}
			changed = changed || math.Abs(b-optimum[j]) > 1e-10*math.Abs(optimum[j])
		}
		return changed
	}
	for k := 1; k <= 8; k++ {
		for _, form := range []struct {
			verb byte
			name string
		}{{'f', "decimals"}, {'e', "significant digits"}} {
			digits := k
			if form.verb == 'e' {
				digits--
			}
			short := func(v float64) float64 {
				r, _ := strconv.ParseFloat(strconv.FormatFloat(v, form.verb, digits, 64), 64)
				return r
			}
			if same(short, 0) {
				return &Explanation{Mistake: "rounded", Text: fmt.Sprintf("the coefficients are the optimum rounded to %d %s", k, form.name)}
			}
		}
	}
	if single := func(v float64) float64 { return float64(float32(v)) }; same(single, 0) {
		return &Explanation{Mistake: "float32", Text: "the coefficients are the optimum in float32"}
	}
	if single := func(b float64) bool { return float64(float32(b)) == b }; same(func(v float64) float64 { return v }, 1e-4) && all(coef, single) {
		return &Explanation{Mistake: "float32", Text: "the coefficients are in float32, and near the optimum"}
	}
	return c.cutOff(coef, optimum)
}

func all(v []float64, is func(float64) bool) bool {
	for _, x := range v {
		if !is(x) {
			return false
		}
	}
	return true
}

// cutOff recognises the optimum without its coefficients below a threshold.
func (c *Case) cutOff(coef, optimum []float64) *Explanation {
	largest, smallest, count := 0.0, math.Inf(1), 0 // of those cut, of those kept
	for j, b := range coef {
		switch {
		case b == 0 && optimum[j] != 0:
			largest = max(largest, math.Abs(optimum[j]))
			count++
		case math.Abs(b-optimum[j]) > 1e-6*math.Abs(b):
			return nil
		case b != 0:
			smallest = min(smallest, math.Abs(b))
		}
	}
	if count == 0 || largest >= smallest || largest < 1e-9*smallest {
		return nil
	}
	at := math.Pow(10, math.Floor(math.Log10(smallest)))
	if at <= largest {
		at = smallest
	}
	return &Explanation{Mistake: "thresholded", Text: fmt.Sprintf("the coefficients are the optimum with %d cut off below %.3g", count, at)}
}
