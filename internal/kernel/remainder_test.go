package kernel

import (
	"math"
	"math/big"
	"testing"
)

// The polynomial of log is within 2^-57 of the series that it stands for, Σ 2 z^i/(2i+1),
// wherever log uses it: at the points of a grid by exact arithmetic, and between them by
// Taylor's theorem. docs/math.md counts on it.
func TestLogRemainder(t *testing.T) {
	const points, terms = 1 << 11, 40
	s := (math.Sqrt2 - 1) / (math.Sqrt2 + 1)
	top := s * s * (1 + 1e-12)
	var off [terms]*big.Float // the coefficient of z^i in the difference
	second := 0.0             // bounds its second derivative
	for i := 1; i < terms; i++ {
		c := new(big.Float).SetPrec(bits).Quo(number(2), number(float64(2*i+1)))
		l := number(0)
		if i <= 7 {
			l = number([]float64{l1, l2, l3, l4, l5, l6, l7}[i-1])
		}
		off[i] = l.Sub(l, c)
		size, _ := off[i].Float64()
		if i > 1 {
			second += float64(i*(i-1)) * math.Abs(size) * math.Pow(top, float64(i-2))
		}
	}
	step, worst := top/points, 0.0
	for p := range points {
		z := number(step * (float64(p) + 0.5))
		value, slope := number(0), number(0)
		for i := terms - 1; i >= 1; i-- { // Horner
			slope.Mul(slope, z)
			slope.Add(slope, new(big.Float).SetPrec(bits).Mul(off[i], number(float64(i))))
			value.Add(value, off[i])
			value.Mul(value, z)
		}
		v, _ := value.Float64()
		d, _ := slope.Float64()
		worst = max(worst, math.Abs(v)+math.Abs(d)*step/2)
	}
	bound := worst + second*step*step/8 + math.Pow(top, terms) // the last for the terms left out
	if bound > 0x1p-57 {
		t.Errorf("the difference is at most %g = 2^%.2f", bound, math.Log2(bound))
	}
}
