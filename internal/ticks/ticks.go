// Package ticks chooses the round numbers along the axes of a picture and writes them.
package ticks

import (
	"math"
	"strconv"
	"strings"
)

// Linear returns the multiples of 1, 2 or 5 times a power of ten from low to high,
// with the smallest step that gives at most the given number of steps.
func Linear(low, high float64, most int) (at []float64) {
	power := math.Floor(math.Log10((high - low) / float64(most)))
	step := 1.0
	for _, step = range []float64{1, 2, 5, 10} {
		if (high-low)/(step*math.Pow(10, power)) <= float64(most) {
			break
		}
	}
	for k := math.Ceil(low / (step * math.Pow(10, power))); ; k++ {
		v := decimal(k*step, int(power)) // k*step is whole: no 0.30000000000000004
		if !(v <= high) || len(at) > 2*most {
			return at
		}
		at = append(at, v)
	}
}

// Powers returns the exponents of the powers of ten from 10^low to 10^high, at most
// the given number and one, evenly apart.
func Powers(low, high float64, most int) (exponents []int) {
	every := max(1, math.Ceil((high-low)/float64(most)))
	for e := math.Ceil(low/every-1e-9) * every; e <= high+1e-9; e += every {
		exponents = append(exponents, int(e))
	}
	return exponents
}

// Label writes a number as people do: 0.0001 to 100000 in full, others as 2e-6, with a
// minus sign. (Fonts often lack the superscripts.)
func Label(v float64) string {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'e', 11, 64), 64) // 0.3 for 3·0.1
	digits, exponent, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'e', -1, 64), "e")
	e, _ := strconv.Atoi(exponent)
	text := digits + "e" + strconv.Itoa(e)
	if e >= -4 && e <= 5 {
		text = strconv.FormatFloat(math.Abs(v), 'f', -1, 64)
	}
	if v < 0 {
		text = "−" + text
	}
	return strings.Replace(text, "e-", "e−", 1)
}

// decimal is the double nearest to m·10^e.
func decimal(m float64, e int) float64 {
	v, _ := strconv.ParseFloat(strconv.FormatFloat(m, 'f', 0, 64)+"e"+strconv.Itoa(e), 64)
	return v
}
