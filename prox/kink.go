package prox

// kink is the scalar function that is flat between two kinks and rises
// linearly outside them:
//
//	f(x) = right max(x - hi, 0) + left max(lo - x, 0),   lo <= hi; left, right >= 0.
//
// Absolute, insensitive, quantile and hinge losses are all of this form.
type kink struct{ lo, hi, left, right float64 }

func (k kink) value(x float64) float64 {
	switch {
	case x > k.hi:
		return times(k.right, x-k.hi)
	case x < k.lo:
		return times(k.left, k.lo-x)
	}
	return indicator(true, x)
}

func (k kink) prox(x, gamma float64) float64 {
	switch {
	case x > k.hi:
		return max(x-gamma*k.right, k.hi)
	case x < k.lo:
		return min(x+gamma*k.left, k.lo)
	}
	return x
}

func (k kink) conj(u float64) float64 {
	if u > 0 {
		return indicator(u <= k.right, u) + times(k.hi, u)
	}
	return indicator(-u <= k.left, u) + times(k.lo, u)
}

// PositivePart penalises what is above zero
//
//	f(x) = Lambda Σ_j w_j max(x_j, 0),   w_j = Weights[j],
//
// the one-sided [L1]. Its conjugate is the indicator of 0 <= u_j <= Lambda w_j.
//
// Lambda and Weights must be non-negative; the zero value is the zero function.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Combettes and Pesquet, Proximal splitting methods in signal
// processing (2011), table 10.2.
type PositivePart struct {
	Lambda  float64
	Weights []float64
}

func (f PositivePart) at(j int) kink {
	return kink{right: times(f.Lambda, param(f.Weights, j, 1))}
}

func (f PositivePart) broken() string {
	return unless(f.Lambda >= 0, "prox: PositivePart needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f PositivePart) Validate(n int) error {
	return firstOf(broken(f.broken()), nonNegative.each("PositivePart.Weights", f.Weights, n))
}

// Value returns Lambda Σ w_j max(x_j, 0).
func (f PositivePart) Value(x []float64) float64 { return sumValue(f, x, f.Weights) }

// Prox lowers positive coordinates by gamma Lambda w_j, to zero at most.
func (f PositivePart) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma, f.Weights)
}

// Conj returns 0 where 0 <= u_j <= Lambda w_j for all j and +Inf elsewhere.
func (f PositivePart) Conj(u []float64) float64 { return sumConj(f, u, f.Weights) }

// ValueAt returns Lambda w_j max(x, 0).
func (f PositivePart) ValueAt(j int, x float64) float64 { return f.at(j).value(x) }

// ProxAt lowers a positive x by gamma Lambda w_j, to zero at most.
func (f PositivePart) ProxAt(j int, x, gamma float64) float64 { return f.at(j).prox(x, gamma) }

func (f PositivePart) conjAt(j int, u float64) float64 { return f.at(j).conj(u) }

// EpsilonInsensitive is the loss of support vector regression
//
//	f(z) = Σ_j max(|z_j - Y[j]| - Epsilon, 0),
//
// whose conjugate is Σ_j (Y[j] u_j + Epsilon |u_j|) on |u_j| <= 1. Y is 0 by
// default, Epsilon must not be negative; the zero value is ‖z‖₁.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Vapnik, The Nature of Statistical Learning Theory (1995), chapter 6.
type EpsilonInsensitive struct {
	Y       []float64
	Epsilon float64
}

func (f EpsilonInsensitive) at(j int) kink {
	y := param(f.Y, j, 0)
	return kink{y - f.Epsilon, y + f.Epsilon, 1, 1}
}

func (f EpsilonInsensitive) broken() string {
	return unless(f.Epsilon >= 0, "prox: EpsilonInsensitive needs Epsilon >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f EpsilonInsensitive) Validate(n int) error {
	return firstOf(broken(f.broken()), aNumber.each("EpsilonInsensitive.Y", f.Y, n))
}

// Value returns Σ max(|z_j - Y[j]| - Epsilon, 0).
func (f EpsilonInsensitive) Value(z []float64) float64 { return sumValue(f, z, f.Y) }

// Prox moves each coordinate by at most gamma towards its tube.
func (f EpsilonInsensitive) Prox(dst, z []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, z, gamma, f.Y)
}

// Conj returns Σ Y[j] u_j + Epsilon |u_j| where all |u_j| <= 1 and +Inf elsewhere.
func (f EpsilonInsensitive) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns max(|z - Y[j]| - Epsilon, 0).
func (f EpsilonInsensitive) ValueAt(j int, z float64) float64 { return f.at(j).value(z) }

// ProxAt moves z by at most gamma towards the tube of coordinate j.
func (f EpsilonInsensitive) ProxAt(j int, z, gamma float64) float64 { return f.at(j).prox(z, gamma) }

func (f EpsilonInsensitive) conjAt(j int, u float64) float64 { return f.at(j).conj(u) }

// AbsoluteDeviation is the loss of least absolute deviations
//
//	f(z) = Σ_j |z_j - Y[j]|,
//
// whose conjugate is Σ_j Y[j] u_j on |u_j| <= 1. Y is 0 by default.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Combettes and Pesquet (2011), tables 10.1 and 10.2.
type AbsoluteDeviation struct{ Y []float64 }

func (f AbsoluteDeviation) at(j int) kink {
	y := param(f.Y, j, 0)
	return kink{y, y, 1, 1}
}

// Validate reports what makes f unusable for n coordinates.
func (f AbsoluteDeviation) Validate(n int) error {
	return aNumber.each("AbsoluteDeviation.Y", f.Y, n)
}

// Value returns Σ |z_j - Y[j]|.
func (f AbsoluteDeviation) Value(z []float64) float64 { return sumValue(f, z, f.Y) }

// Prox moves each coordinate by at most gamma towards its target.
func (f AbsoluteDeviation) Prox(dst, z []float64, gamma float64) float64 {
	return eachProx(f, dst, z, gamma, f.Y)
}

// Conj returns Σ Y[j] u_j where all |u_j| <= 1 and +Inf elsewhere.
func (f AbsoluteDeviation) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns |z - Y[j]|.
func (f AbsoluteDeviation) ValueAt(j int, z float64) float64 { return f.at(j).value(z) }

// ProxAt moves z by at most gamma towards Y[j].
func (f AbsoluteDeviation) ProxAt(j int, z, gamma float64) float64 { return f.at(j).prox(z, gamma) }

func (f AbsoluteDeviation) conjAt(j int, u float64) float64 { return f.at(j).conj(u) }

// Quantile is the pinball loss
//
//	f(z) = Σ_j max(Tau r_j, (Tau-1) r_j),   r_j = Y[j] - z_j,   0 <= Tau <= 1,
//
// whose minimiser over a constant z is the Tau-quantile of Y. Its conjugate is
// Σ_j Y[j] u_j on -Tau <= u_j <= 1-Tau. Y is 0 by default; the zero value is
// Σ max(z_j, 0). Prox is exact, O(n) and does not allocate.
//
// Reference: Koenker and Bassett, Regression quantiles (1978).
type Quantile struct {
	Y   []float64
	Tau float64
}

func (f Quantile) at(j int) kink {
	y := param(f.Y, j, 0)
	return kink{y, y, f.Tau, 1 - f.Tau}
}

func (f Quantile) broken() string {
	return unless(f.Tau >= 0 && f.Tau <= 1, "prox: Quantile needs 0 <= Tau <= 1")
}

// Validate reports what makes f unusable for n coordinates.
func (f Quantile) Validate(n int) error {
	return firstOf(broken(f.broken()), aNumber.each("Quantile.Y", f.Y, n))
}

// Value returns Σ max(Tau r_j, (Tau-1) r_j) with r = Y - z.
func (f Quantile) Value(z []float64) float64 { return sumValue(f, z, f.Y) }

// Prox moves each coordinate towards its target, by gamma Tau from below and by
// gamma (1-Tau) from above at most.
func (f Quantile) Prox(dst, z []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, z, gamma, f.Y)
}

// Conj returns Σ Y[j] u_j where all -Tau <= u_j <= 1-Tau and +Inf elsewhere.
func (f Quantile) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns the pinball loss of z in coordinate j.
func (f Quantile) ValueAt(j int, z float64) float64 { return f.at(j).value(z) }

// ProxAt moves z towards Y[j].
func (f Quantile) ProxAt(j int, z, gamma float64) float64 { return f.at(j).prox(z, gamma) }

func (f Quantile) conjAt(j int, u float64) float64 { return f.at(j).conj(u) }
