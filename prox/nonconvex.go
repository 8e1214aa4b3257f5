package prox

import (
	"cmp"
	"math"
)

// The penalties of this file are not convex. Where there are two global
// minimisers, the one next to zero is returned.

// better returns the one of two candidates, a preferred, where
// f(p) + (p-x)²/(2 gamma) is smaller.
func better(value func(float64) float64, x, gamma, a, b float64) float64 {
	// (b-x)² - (a-x)² = (b-a)(a+b-2x) does not cancel
	if value(b)-value(a)+(b-a)/gamma*((a-x)+(b-x))/2 < 0 {
		return b
	}
	return a
}

// L0 counts the entries that are not zero
//
//	f(x) = Lambda #{j : x_j ≠ 0},
//
// whose prox is the hard threshold at sqrt(2 γ Lambda). Not convex, not even
// weakly. Lambda must not be negative; the zero value is the zero function.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Donoho and Johnstone, Ideal spatial adaptation by wavelet
// shrinkage (1994); Beck (2017), example 6.10.
type L0 struct{ Lambda float64 }

func (f L0) broken() string {
	return unless(f.Lambda >= 0, "prox: L0 needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f L0) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda times the number of nonzero entries.
func (f L0) Value(x []float64) float64 { return sumValue(f, x) }

// Prox zeroes what is within sqrt(2 gamma Lambda).
func (f L0) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// ValueAt returns Lambda for x ≠ 0 and 0 for x = 0.
func (f L0) ValueAt(j int, x float64) float64 {
	if x == 0 || math.IsNaN(x) {
		return x
	}
	return f.Lambda
}

// ProxAt returns x beyond sqrt(2 gamma Lambda) and 0 within.
func (f L0) ProxAt(j int, x, gamma float64) float64 {
	if math.Abs(x) <= math.Sqrt(2*gamma)*math.Sqrt(f.Lambda) {
		return 0
	}
	return x
}

// WeakConvexity returns +Inf, or 0 without Lambda.
func (f L0) WeakConvexity() float64 { return times(inf, f.Lambda) }

// LHalf is the bridge penalty of exponent one half
//
//	f(x) = Lambda Σ_j sqrt(|x_j|),
//
// whose prox is 0 up to 3/2 (γ Lambda)^(2/3) and beyond it a root of a cubic.
// Not convex, not even weakly. Lambda must not be negative; the zero value is
// the zero function. Prox is exact to rounding, O(n) and does not allocate.
//
// Reference: Xu, Chang, Xu and Zhang, L1/2 regularization: a thresholding
// representation theory and a fast solver (2012), theorem 1.
type LHalf struct{ Lambda float64 }

func (f LHalf) broken() string {
	return unless(f.Lambda >= 0, "prox: LHalf needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f LHalf) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda Σ sqrt(|x_j|).
func (f LHalf) Value(x []float64) float64 { return sumValue(f, x) }

// Prox thresholds x.
func (f LHalf) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// ValueAt returns Lambda sqrt(|x|).
func (f LHalf) ValueAt(j int, x float64) float64 { return f.Lambda * math.Sqrt(math.Abs(x)) }

// ProxAt returns s² with the largest root s of s³ - |x| s + gamma Lambda/2,
// signed, where it exists and beats zero.
func (f LHalf) ProxAt(j int, x, gamma float64) float64 {
	c, a := math.Cbrt(gamma)*math.Cbrt(f.Lambda), math.Abs(x) // c³ = gamma Lambda
	switch {
	case math.IsNaN(x):
		return x
	case a <= 1.5*c*c:
		return 0
	}
	r := c * c / a // < 2/3
	theta := math.Acos(-r * math.Sqrt(r) * (1.5 * math.Sqrt(3) / 2))
	s := math.Cos(theta / 3)
	return math.Copysign(4*a/3*s*s, x)
}

// WeakConvexity returns +Inf, or 0 without Lambda.
func (f LHalf) WeakConvexity() float64 { return times(inf, f.Lambda) }

// MCP is the minimax concave penalty
//
//	f(x) = Σ_j Lambda |x_j| - x_j²/(2A) if |x_j| <= A Lambda, else A Lambda²/2,
//
// which soft-thresholds small entries and leaves large ones alone. Its weak
// convexity is 1/A: the prox is single-valued for γ < A, where it is the firm
// threshold, and the hard one beyond. Lambda must not be negative; A is
// positive, 0 standing for 3. Prox is exact, O(n) and does not allocate.
//
// Reference: Zhang, Nearly unbiased variable selection under minimax concave
// penalty (2010); Gao and Bruce, WaveShrink with firm shrinkage (1997).
type MCP struct{ Lambda, A float64 }

func (f MCP) a() float64 {
	if f.A == 0 {
		return 3
	}
	return f.A
}

func (f MCP) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: MCP needs Lambda >= 0"),
		unless(f.A >= 0, "prox: MCP needs A > 0, or 0 for 3"))
}

// Validate reports what makes f unusable for n coordinates.
func (f MCP) Validate(n int) error {
	return broken(f.broken())
}

// Value returns the sum of the penalties.
func (f MCP) Value(x []float64) float64 { return sumValue(f, x) }

// Prox thresholds x.
func (f MCP) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// ValueAt returns the penalty of x.
func (f MCP) ValueAt(j int, x float64) float64 {
	if knot := f.a() * f.Lambda; math.Abs(x) > knot {
		return knot * f.Lambda / 2
	}
	return math.Abs(x) * (f.Lambda - math.Abs(x)/(2*f.a()))
}

// ProxAt is the firm threshold for gamma < A and the hard threshold otherwise.
func (f MCP) ProxAt(j int, x, gamma float64) float64 {
	a, size := f.a(), math.Abs(x)
	switch {
	case size > f.Lambda*max(a, math.Sqrt(a)*math.Sqrt(gamma)):
		return x
	case gamma >= a:
		return 0 * x // NaN for NaN
	}
	return softThreshold(x, gamma*f.Lambda) / (1 - gamma/a)
}

// WeakConvexity returns 1/A, or 0 without Lambda.
func (f MCP) WeakConvexity() float64 {
	if f.Lambda == 0 {
		return 0
	}
	return 1 / f.a()
}

// SCAD is the smoothly clipped absolute deviation
//
//	f(x) = Σ_j s(|x_j|),   s'(t) = Lambda if t <= Lambda, else max(A Lambda - t, 0)/(A-1).
//
// Its weak convexity is 1/(A-1): the prox is single-valued for γ < A-1. Lambda
// must not be negative; A exceeds 1, 0 standing for 3.7.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Fan and Li, Variable selection via nonconcave penalized likelihood
// and its oracle properties (2001), equation 2.8.
type SCAD struct{ Lambda, A float64 }

func (f SCAD) a() float64 {
	if f.A == 0 {
		return 3.7
	}
	return f.A
}

func (f SCAD) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: SCAD needs Lambda >= 0"),
		unless(f.A == 0 || f.A > 1, "prox: SCAD needs A > 1, or 0 for 3.7"))
}

// Validate reports what makes f unusable for n coordinates.
func (f SCAD) Validate(n int) error {
	return broken(f.broken())
}

// Value returns the sum of the penalties.
func (f SCAD) Value(x []float64) float64 { return sumValue(f, x) }

// Prox thresholds x.
func (f SCAD) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// ValueAt returns the penalty of x.
func (f SCAD) ValueAt(j int, x float64) float64 { return f.value(x) }

func (f SCAD) value(x float64) float64 {
	t, l, a := math.Abs(x), f.Lambda, f.a()
	switch {
	case t <= l:
		return l * t
	case t > a*l:
		return l * l * (a + 1) / 2
	}
	return l*t - (t-l)/(a-1)*(t-l)/2
}

// ProxAt applies the three pieces of Fan and Li; for gamma >= A-1 the middle one
// is concave, and the better one of its ends wins.
func (f SCAD) ProxAt(j int, x, gamma float64) float64 {
	t, l, a := math.Abs(x), f.Lambda, f.a()
	var p float64
	switch {
	case l == 0:
		return x
	case gamma >= a-1:
		p = better(f.value, t, gamma, min(softThreshold(t, gamma*l), l), max(t, a*l))
	case t <= l+gamma*l:
		p = softThreshold(t, gamma*l)
	case t <= a*l:
		p = ((a-1)*t - gamma*a*l) / (a - 1 - gamma)
	default:
		p = t
	}
	return math.Copysign(p, x)
}

// WeakConvexity returns 1/(A-1), or 0 without Lambda.
func (f SCAD) WeakConvexity() float64 {
	if f.Lambda == 0 {
		return 0
	}
	return 1 / (f.a() - 1)
}

// LogSum is the logarithmic penalty of reweighted L1 minimisation
//
//	f(x) = Lambda Σ_j log(1 + |x_j|/Epsilon).
//
// Its weak convexity is Lambda/Epsilon²: the prox is single-valued for
// γ < Epsilon²/Lambda. Lambda must not be negative; Epsilon is positive, 0
// standing for 1. Prox is exact, O(n) and does not allocate.
//
// Reference: Candès, Wakin and Boyd, Enhancing sparsity by reweighted l1
// minimization (2008); Prater-Bennette, Shen and Tripp, The proximity operator
// of the log-sum penalty (2022).
type LogSum struct{ Lambda, Epsilon float64 }

func (f LogSum) epsilon() float64 {
	if f.Epsilon == 0 {
		return 1
	}
	return f.Epsilon
}

func (f LogSum) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: LogSum needs Lambda >= 0"),
		unless(f.Epsilon >= 0, "prox: LogSum needs Epsilon > 0, or 0 for 1"))
}

// Validate reports what makes f unusable for n coordinates.
func (f LogSum) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda Σ log(1 + |x_j|/Epsilon).
func (f LogSum) Value(x []float64) float64 { return sumValue(f, x) }

// Prox thresholds x.
func (f LogSum) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// ValueAt returns Lambda log(1 + |x|/Epsilon).
func (f LogSum) ValueAt(j int, x float64) float64 { return f.value(x) }

func (f LogSum) value(x float64) float64 {
	return f.Lambda * math.Log1p(math.Abs(x)/f.epsilon())
}

// ProxAt returns the larger root of (p - |x|)(p + Epsilon) + gamma Lambda = 0,
// signed, where it exists and beats zero.
func (f LogSum) ProxAt(j int, x, gamma float64) float64 {
	t, e := math.Abs(x), f.epsilon()
	// p is smallest where both roots meet; half the sum of the roots is (t-e)/2
	half, root := (t+e)/2, math.Sqrt(gamma)*math.Sqrt(f.Lambda)
	switch {
	case root == 0:
		return x
	case !(half >= root): // no root
		return 0 * x
	}
	d := math.Sqrt(half-root) * math.Sqrt(half+root)
	p := (t-e)/2 + d
	if t < e {
		p = (math.Sqrt(e)*math.Sqrt(t) - root) * (math.Sqrt(e)*math.Sqrt(t) + root) / ((e-t)/2 + d)
	}
	if !(p > 0) {
		return 0 * x
	}
	return math.Copysign(better(f.value, t, gamma, 0, min(p, t)), x)
}

// WeakConvexity returns Lambda/Epsilon².
func (f LogSum) WeakConvexity() float64 { return f.Lambda / f.epsilon() / f.epsilon() }
