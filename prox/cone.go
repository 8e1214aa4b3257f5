package prox

import "math"

// SecondOrderCone is the indicator of the second-order, or Lorentz, cone
//
//	f(x) = 0 if ‖(x_2, ..., x_n)‖₂ <= x_1, else +Inf.
//
// Its conjugate is the indicator of the opposite cone. Prox is exact, O(n) and
// does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.3.2.
type SecondOrderCone struct{}

// Value returns 0 in the cone and +Inf outside.
func (f SecondOrderCone) Value(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := norm2(x[1:])
	return indicator(within(s, x[0]) && x[0] >= 0, s+x[0])
}

// Prox projects x onto the cone and returns 0.
func (f SecondOrderCone) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	if len(x) == 0 {
		return 0
	}
	t, s := x[0], norm2(x[1:])
	switch {
	case math.IsNaN(t + s):
		return poison(dst)
	case s <= t:
		copy(dst, x)
	case s <= -t:
		clear(dst)
	default:
		r := t/2 + s/2
		toLength(dst[1:], x[1:], s, r)
		dst[0] = r
	}
	return 0
}

// Conj returns 0 in the opposite cone and +Inf outside.
func (f SecondOrderCone) Conj(u []float64) float64 {
	if len(u) == 0 {
		return 0
	}
	s := norm2(u[1:])
	return indicator(within(s, -u[0]) && u[0] <= 0, s+u[0])
}

// RotatedCone is the indicator of the rotated second-order cone
//
//	f(x) = 0 if x_3² + ... + x_n² <= 2 x_1 x_2 and x_1, x_2 >= 0, else +Inf,
//
// for n >= 2: [SecondOrderCone] in the coordinates (x_1+x_2)/√2, (x_1-x_2)/√2, and
// with its rounding. Its conjugate is the indicator of the opposite cone.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Alizadeh and Goldfarb, Second-order cone programming (2003).
type RotatedCone struct{}

// rotate returns the rotated first two coordinates; it is its own inverse.
func rotate(a, b float64) (s, d float64) {
	return a*(math.Sqrt2/2) + b*(math.Sqrt2/2), a*(math.Sqrt2/2) - b*(math.Sqrt2/2)
}

// Validate reports what makes f unusable for n coordinates.
func (f RotatedCone) Validate(n int) error {
	return broken(unless(n >= 2, "prox: RotatedCone needs two coordinates"))
}

// Value returns 0 in the cone and +Inf outside.
func (f RotatedCone) Value(x []float64) float64 {
	t, d := rotate(x[0], x[1])
	s := math.Hypot(d, norm2(x[2:]))
	return indicator(within(s, t) && t >= 0, s+t)
}

// Prox projects x onto the cone and returns 0.
func (f RotatedCone) Prox(dst, x []float64, gamma float64) float64 {
	check(dst, x, gamma)
	copy(dst, x)
	dst[0], dst[1] = rotate(x[0], x[1])
	v := SecondOrderCone{}.Prox(dst, dst, gamma)
	dst[0], dst[1] = rotate(dst[0], dst[1])
	return v
}

// Conj returns 0 in the opposite cone and +Inf outside.
func (f RotatedCone) Conj(u []float64) float64 {
	t, d := rotate(u[0], u[1])
	s := math.Hypot(d, norm2(u[2:]))
	return indicator(within(s, -t) && t <= 0, s+t)
}
