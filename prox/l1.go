package prox

import "math"

// L1 is the weighted absolute norm
//
//	f(x) = Lambda Σ_j w_j |x_j|,   w_j = Weights[j],
//
// whose proximal operator is the soft threshold
// sign(x_j) max(|x_j| - γ Lambda w_j, 0) and whose conjugate is the indicator of
// the box |u_j| <= Lambda w_j.
//
// Lambda and Weights must be non-negative; the zero value is the zero function.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.2.
type L1 struct {
	Lambda  float64
	Weights []float64
}

// at returns the threshold of coordinate j.
func (f L1) at(j int) float64 { return times(f.Lambda, param(f.Weights, j, 1)) }

func (f L1) broken() string {
	return unless(f.Lambda >= 0, "prox: L1 needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f L1) Validate(n int) error {
	return firstOf(broken(f.broken()), nonNegative.each("L1.Weights", f.Weights, n))
}

// Value returns Lambda Σ w_j |x_j|.
func (f L1) Value(x []float64) float64 { return sumValue(f, x, f.Weights) }

// Prox soft-thresholds x into dst and returns f(dst).
func (f L1) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	if len(f.Weights) > 1 {
		return eachProx(f, dst, x, gamma, f.Weights)
	}
	check(dst, x, gamma)
	var s float64
	t := gamma * f.at(0)
	for j, v := range x {
		p := softThreshold(v, t)
		dst[j] = p
		s += math.Abs(p)
	}
	return times(f.at(0), s)
}

// Conj returns 0 where |u_j| <= Lambda w_j for all j and +Inf elsewhere.
func (f L1) Conj(u []float64) float64 { return sumConj(f, u, f.Weights) }

// ValueAt returns Lambda w_j |x|.
func (f L1) ValueAt(j int, x float64) float64 { return times(f.at(j), math.Abs(x)) }

// ProxAt soft-thresholds x at gamma Lambda w_j.
func (f L1) ProxAt(j int, x, gamma float64) float64 { return softThreshold(x, gamma*f.at(j)) }

func (f L1) conjAt(j int, u float64) float64 { return indicator(math.Abs(u) <= f.at(j), u) }

// softThreshold is sign(x) max(|x|-t, 0) for t >= 0, and NaN for NaN. There is no
// branch to mispredict, and the sum makes -0 a plain 0.
func softThreshold(x, t float64) float64 {
	return math.Copysign(max(math.Abs(x)-t, 0), x) + 0
}
