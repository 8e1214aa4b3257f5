package prox

import (
	"cmp"
	"math"
)

// Huber is the absolute value with its kink rounded off
//
//	f(x) = Lambda Σ_j h(x_j),   h(x) = x²/(2 Delta) if |x| <= Delta, else |x| - Delta/2,
//
// the Moreau envelope of [L1] with parameter Delta/Lambda. Its conjugate is
// Delta Σ_j u_j²/(2 Lambda) on |u_j| <= Lambda.
//
// Lambda and Delta must be non-negative; Delta = 0 is [L1], and the zero value is
// the zero function. Prox is exact, O(n) and does not allocate.
//
// Reference: Huber, Robust estimation of a location parameter (1964); Beck,
// First-Order Methods in Optimization (2017), example 6.66.
type Huber struct{ Lambda, Delta float64 }

func (f Huber) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: Huber needs Lambda >= 0"),
		unless(f.Delta >= 0, "prox: Huber needs Delta >= 0"))
}

// Validate reports what makes f unusable for n coordinates.
func (f Huber) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda Σ h(x_j).
func (f Huber) Value(x []float64) float64 { return sumValue(f, x) }

// Prox shrinks the quadratic part and translates the linear one.
func (f Huber) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// Conj returns Delta/(2 Lambda) ‖u‖² where all |u_j| <= Lambda and +Inf elsewhere.
func (f Huber) Conj(u []float64) float64 { return sumConj(f, u) }

// ValueAt returns Lambda h(x).
func (f Huber) ValueAt(j int, x float64) float64 {
	if a := math.Abs(x); a > f.Delta {
		return f.Lambda * (a - f.Delta/2)
	}
	if x == 0 {
		return 0
	}
	return f.Lambda * (x / f.Delta * x / 2)
}

// ProxAt returns x/(1 + gamma Lambda/Delta) where that is within Delta, and else
// x moved by gamma Lambda towards 0.
func (f Huber) ProxAt(j int, x, gamma float64) float64 {
	t := gamma * f.Lambda
	switch {
	case t == 0:
		return x
	case math.Abs(x) <= f.Delta+t:
		return shrink(x, t/f.Delta)
	}
	return softThreshold(x, t)
}

func (f Huber) conjAt(j int, u float64) float64 {
	if u == 0 || !(math.Abs(u) <= f.Lambda) {
		return indicator(u == 0, u)
	}
	return f.Delta * u / f.Lambda * u / 2
}

// BerHu is the Huber function reversed, absolute near zero and quadratic far out
//
//	f(x) = Lambda Σ_j b(x_j),   b(x) = |x| if |x| <= Delta, else (x² + Delta²)/(2 Delta).
//
// Its conjugate is Σ_j Delta (u_j² - Lambda²)₊/(2 Lambda).
//
// Lambda and Delta must be non-negative; Delta = +Inf is [L1], Delta = 0 the
// indicator of {0} and Lambda = 0 the zero function.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Owen, A robust hybrid of lasso and ridge regression (2007).
type BerHu struct{ Lambda, Delta float64 }

func (f BerHu) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: BerHu needs Lambda >= 0"),
		unless(f.Delta >= 0, "prox: BerHu needs Delta >= 0"))
}

// Validate reports what makes f unusable for n coordinates.
func (f BerHu) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda Σ b(x_j).
func (f BerHu) Value(x []float64) float64 { return sumValue(f, x) }

// Prox thresholds the absolute part and shrinks the quadratic one.
func (f BerHu) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// Conj returns Σ Delta (u_j² - Lambda²)₊/(2 Lambda).
func (f BerHu) Conj(u []float64) float64 { return sumConj(f, u) }

// ValueAt returns Lambda b(x).
func (f BerHu) ValueAt(j int, x float64) float64 {
	a := math.Abs(x)
	if a > f.Delta {
		a = (x/f.Delta*x + f.Delta) / 2
	}
	return times(f.Lambda, a)
}

// ProxAt soft-thresholds x at gamma Lambda where the result is within Delta, and
// else returns x/(1 + gamma Lambda/Delta).
func (f BerHu) ProxAt(j int, x, gamma float64) float64 {
	t := gamma * f.Lambda
	switch {
	case t == 0:
		return x
	case math.Abs(x) <= f.Delta+t:
		return softThreshold(x, t)
	}
	return shrink(x, t/f.Delta)
}

func (f BerHu) conjAt(j int, u float64) float64 {
	a := math.Abs(u)
	switch {
	case a <= f.Lambda:
		return 0
	case f.Lambda == 0:
		return indicator(false, u)
	}
	return times(f.Delta, (a-f.Lambda)/2*(1+a/f.Lambda))
}
