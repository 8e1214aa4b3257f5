package prox

import (
	"fmt"
	"math"
)

// Box is the indicator of the box
//
//	f(x) = 0 if Lower[j] <= x_j <= Upper[j] for all j, else +Inf,
//
// whose proximal operator clips each coordinate and whose conjugate is the
// support function Σ_j max(Lower[j] u_j, Upper[j] u_j).
//
// The bounds may be infinite; without Lower or Upper there is no bound on that
// side, so that the zero value is the zero function. Lower <= Upper must hold.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
type Box struct{ Lower, Upper []float64 }

func (f Box) at(j int) (lower, upper float64) {
	return param(f.Lower, j, -inf), param(f.Upper, j, inf)
}

// Validate reports what makes f unusable for n coordinates.
func (f Box) Validate(n int) error {
	return firstOf(aNumber.each("Box.Lower", f.Lower, n), aNumber.each("Box.Upper", f.Upper, n), f.crossed(n))
}

// crossed reports bounds that leave no room.
func (f Box) crossed(n int) error {
	if max(len(f.Lower), len(f.Upper)) == 1 {
		n = min(n, 1)
	}
	for j := range n {
		if l, h := f.at(j); !(l <= h) || math.IsInf(l, 1) || math.IsInf(h, -1) {
			return fmt.Errorf("prox: the bounds of Box at %d are [%v, %v]", j, l, h)
		}
	}
	return nil
}

// Value returns 0 inside the box and +Inf outside.
func (f Box) Value(x []float64) float64 { return sumValue(f, x, f.Lower, f.Upper) }

// Prox clips x into dst and returns 0.
func (f Box) Prox(dst, x []float64, gamma float64) float64 {
	return eachProx(f, dst, x, gamma, f.Lower, f.Upper)
}

// Conj returns Σ max(Lower[j] u_j, Upper[j] u_j).
func (f Box) Conj(u []float64) float64 { return sumConj(f, u, f.Lower, f.Upper) }

// ValueAt returns 0 between the bounds of coordinate j and +Inf elsewhere.
func (f Box) ValueAt(j int, x float64) float64 {
	l, h := f.at(j)
	return indicator(l <= x && x <= h, x)
}

// ProxAt clips x to the bounds of coordinate j.
func (f Box) ProxAt(j int, x, gamma float64) float64 {
	l, h := f.at(j)
	return clip(x, l, h)
}

func (f Box) conjAt(j int, u float64) float64 {
	l, h := f.at(j)
	return math.Max(times(l, u), times(h, u))
}

// clip is the point of [l, h] next to x, and NaN for NaN.
func clip(x, l, h float64) float64 {
	switch {
	case x < l:
		return l
	case x > h:
		return h
	}
	return x
}

// NonNegative is the indicator of the non-negative orthant
//
//	f(x) = 0 if x >= 0, else +Inf,
//
// whose proximal operator is max(x_j, 0) and whose conjugate is the indicator of
// the non-positive orthant. Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
type NonNegative struct{}

// Value returns 0 where all x_j >= 0 and +Inf elsewhere.
func (f NonNegative) Value(x []float64) float64 { return sumValue(f, x) }

// Prox sets dst = max(x, 0) and returns 0.
func (f NonNegative) Prox(dst, x []float64, gamma float64) float64 {
	return eachProx(f, dst, x, gamma)
}

// Conj returns 0 where all u_j <= 0 and +Inf elsewhere.
func (f NonNegative) Conj(u []float64) float64 { return sumConj(f, u) }

// ValueAt returns 0 for x >= 0 and +Inf for x < 0.
func (f NonNegative) ValueAt(j int, x float64) float64 { return indicator(x >= 0, x) }

// ProxAt returns max(x, 0).
func (f NonNegative) ProxAt(j int, x, gamma float64) float64 { return clip(x, 0, inf) }

func (f NonNegative) conjAt(j int, u float64) float64 { return indicator(u <= 0, u) }
