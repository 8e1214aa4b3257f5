package prox

import "math"

// SquaredL2 is half the squared Euclidean norm, the ridge penalty
//
//	f(x) = Lambda/2 Σ_j w_j x_j²,   w_j = Weights[j],
//
// whose proximal operator is the shrinkage x_j / (1 + γ Lambda w_j) and whose
// conjugate is Σ_j u_j² / (2 Lambda w_j).
//
// Lambda and Weights must be non-negative; the zero value is the zero function.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.1.
type SquaredL2 struct {
	Lambda  float64
	Weights []float64
}

func (f SquaredL2) at(j int) float64 { return times(f.Lambda, param(f.Weights, j, 1)) }

func (f SquaredL2) broken() string {
	return unless(f.Lambda >= 0, "prox: SquaredL2 needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f SquaredL2) Validate(n int) error {
	return firstOf(broken(f.broken()), nonNegative.each("SquaredL2.Weights", f.Weights, n))
}

// Value returns Lambda/2 Σ w_j x_j².
func (f SquaredL2) Value(x []float64) float64 { return sumValue(f, x, f.Weights) }

// Prox shrinks x into dst and returns f(dst).
func (f SquaredL2) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma, f.Weights)
}

// Conj returns Σ u_j² / (2 Lambda w_j).
func (f SquaredL2) Conj(u []float64) float64 { return sumConj(f, u, f.Weights) }

// ValueAt returns Lambda w_j x² / 2.
func (f SquaredL2) ValueAt(j int, x float64) float64 { return times(f.at(j), x*x/2) }

// ProxAt returns x / (1 + gamma Lambda w_j).
func (f SquaredL2) ProxAt(j int, x, gamma float64) float64 { return shrink(x, gamma*f.at(j)) }

func (f SquaredL2) conjAt(j int, u float64) float64 { return halfSquareConj(u, f.at(j)) }

// shrink is x / (1+c) for 0 <= c <= +Inf, 0 in the limit even where x is infinite.
func shrink(x, c float64) float64 {
	if math.IsInf(c, 1) && !math.IsNaN(x) {
		return 0
	}
	return x / (1 + c)
}

// halfSquareConj is the conjugate u²/(2c) of c x²/2, for 0 <= c <= +Inf.
func halfSquareConj(u, c float64) float64 {
	switch {
	case c == 0:
		return indicator(u == 0, u)
	case math.IsInf(c, 1):
		return indicator(true, u)
	}
	return u / c * u / 2
}
