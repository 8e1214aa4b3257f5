package prox

import "math"

// Entropy is the negative entropy, relative to Prior
//
//	f(x) = Lambda Σ_j x_j log(x_j/Prior[j]),   x >= 0,   0 log 0 = 0,
//
// whose conjugate is Lambda Σ_j Prior[j] exp(u_j/Lambda - 1). Its prox is
// γ Lambda W(exp(t)), t = x_j/(γ Lambda) - 1 - log(γ Lambda/Prior[j]), with
// Lambert's function W.
//
// Prior must be positive, 1 by default, and Lambda non-negative; Lambda = 0 is
// [NonNegative]. Prox is exact to rounding, O(n) and does not allocate.
//
// Reference: Chierchia, Chouzenoux, Combettes and Pesquet, The proximity
// operator repository (2016), entropies; Corless et al., On the Lambert W
// function (1996).
type Entropy struct {
	Lambda float64
	Prior  []float64
}

func (f Entropy) broken() string {
	return unless(f.Lambda >= 0, "prox: Entropy needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Entropy) Validate(n int) error {
	return firstOf(broken(f.broken()), positive.each("Entropy.Prior", f.Prior, n))
}

// Value returns Lambda Σ x_j log(x_j/Prior[j]), +Inf unless x >= 0.
func (f Entropy) Value(x []float64) float64 { return sumValue(f, x, f.Prior) }

// Prox evaluates Lambert's function at each coordinate.
func (f Entropy) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma, f.Prior)
}

// Conj returns Lambda Σ Prior[j] exp(u_j/Lambda - 1).
func (f Entropy) Conj(u []float64) float64 { return sumConj(f, u, f.Prior) }

// ValueAt returns Lambda x log(x/Prior[j]).
func (f Entropy) ValueAt(j int, x float64) float64 {
	if !(x > 0) {
		return indicator(x == 0, x)
	}
	return times(f.Lambda, x*(math.Log(x)-math.Log(param(f.Prior, j, 1))))
}

// ProxAt solves x = p + gamma Lambda (1 + log(p/Prior[j])) for p.
func (f Entropy) ProxAt(j int, x, gamma float64) float64 {
	c := gamma * f.Lambda
	if c < math.SmallestNonzeroFloat64/1e-16 {
		return max(x, 0)
	}
	t := x/c - 1 - math.Log(c) + math.Log(param(f.Prior, j, 1))
	if math.IsInf(t, 1) {
		return x
	}
	return c * lambert(t)
}

func (f Entropy) conjAt(j int, u float64) float64 {
	if f.Lambda == 0 {
		return indicator(u <= 0, u)
	}
	return f.Lambda * param(f.Prior, j, 1) * math.Exp(u/f.Lambda-1)
}

// KL is the Kullback-Leibler divergence of counts Y from the means x, up to
// constants the Poisson likelihood with identity link
//
//	f(x) = Σ_j Y[j] log(Y[j]/x_j) - Y[j] + x_j,   x >= 0,   0 log 0 = 0,
//
// whose conjugate is -Σ_j Y[j] log(1-u_j). Its prox is the positive root of
// p² - (x_j - γ) p - γ Y[j]. Y must be non-negative and is 1 by default.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Combettes and Pesquet, A Douglas-Rachford splitting approach to
// nonsmooth convex variational signal recovery (2007).
type KL struct{ Y []float64 }

// Validate reports what makes f unusable for n coordinates.
func (f KL) Validate(n int) error {
	return nonNegative.each("KL.Y", f.Y, n)
}

// Value returns Σ Y[j] log(Y[j]/x_j) - Y[j] + x_j, +Inf unless x >= 0.
func (f KL) Value(x []float64) float64 { return sumValue(f, x, f.Y) }

// Prox solves a quadratic equation in each coordinate.
func (f KL) Prox(dst, x []float64, gamma float64) float64 {
	return eachProx(f, dst, x, gamma, f.Y)
}

// Conj returns -Σ Y[j] log(1-u_j), +Inf unless u <= 1.
func (f KL) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns Y[j] log(Y[j]/x) - Y[j] + x.
func (f KL) ValueAt(j int, x float64) float64 {
	y := param(f.Y, j, 1)
	switch {
	case !(x >= 0):
		return indicator(false, x)
	case y == 0:
		return x
	case math.Abs(x-y) < y/2: // log(y/x) + x/y - 1 cancels for x near y
		r := (x - y) / y
		return y * (r - math.Log1p(r))
	}
	return y*(math.Log(y)-math.Log(x)) - y + x
}

// ProxAt returns the positive root of p² - (x-gamma) p - gamma Y[j].
func (f KL) ProxAt(j int, x, gamma float64) float64 {
	return positiveRoot(x-gamma, math.Sqrt(gamma)*math.Sqrt(param(f.Y, j, 1)))
}

func (f KL) conjAt(j int, u float64) float64 {
	y := param(f.Y, j, 1)
	switch {
	case !(u <= 1):
		return indicator(false, u)
	case y == 0:
		return 0
	}
	return -y * math.Log1p(-u)
}

// Poisson is the loss of Poisson regression with log link
//
//	f(z) = Σ_j exp(z_j) - Y[j] z_j,
//
// whose conjugate is Σ_j v_j log v_j - v_j on v_j = u_j + Y[j] >= 0. Its prox is
// z_j + γ Y[j] - W(γ exp(z_j + γ Y[j])), with Lambert's function W. The counts
// Y must be non-negative and are 0 by default.
// Prox is exact to rounding, O(n) and does not allocate.
//
// Reference: Chierchia, Chouzenoux, Combettes and Pesquet, The proximity
// operator repository (2016), exponential.
type Poisson struct{ Y []float64 }

// Validate reports what makes f unusable for n coordinates.
func (f Poisson) Validate(n int) error {
	return nonNegative.each("Poisson.Y", f.Y, n)
}

// Value returns Σ exp(z_j) - Y[j] z_j.
func (f Poisson) Value(z []float64) float64 { return sumValue(f, z, f.Y) }

// Prox evaluates Lambert's function at each coordinate.
func (f Poisson) Prox(dst, z []float64, gamma float64) float64 {
	return eachProx(f, dst, z, gamma, f.Y)
}

// Conj returns Σ v_j log v_j - v_j where all v_j = u_j + Y[j] >= 0 and +Inf elsewhere.
func (f Poisson) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns exp(z) - Y[j] z.
func (f Poisson) ValueAt(j int, z float64) float64 { return math.Exp(z) - param(f.Y, j, 0)*z }

// ProxAt solves p = z + gamma (Y[j] - exp(p)) for p.
func (f Poisson) ProxAt(j int, z, gamma float64) float64 {
	c := z + gamma*param(f.Y, j, 0)
	w := lambert(c + math.Log(gamma))
	if w < 1 {
		return c - w
	}
	return math.Log(w) - math.Log(gamma) // the same, where c - w cancels
}

func (f Poisson) conjAt(j int, u float64) float64 {
	v := u + param(f.Y, j, 0)
	if !(v >= 0) {
		return indicator(false, v)
	}
	return xlogx(v) - v
}

// LogBarrier is the barrier of the positive orthant
//
//	f(x) = -Lambda Σ_j log x_j,   x > 0,
//
// whose conjugate is -Lambda Σ_j (1 + log(-u_j/Lambda)) on u < 0. Its prox is
// the positive root of p² - x_j p - γ Lambda. Lambda must be non-negative;
// Lambda = 0 is [NonNegative]. Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.1.
type LogBarrier struct{ Lambda float64 }

func (f LogBarrier) broken() string {
	return unless(f.Lambda >= 0, "prox: LogBarrier needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f LogBarrier) Validate(n int) error {
	return broken(f.broken())
}

// Value returns -Lambda Σ log x_j, +Inf unless x > 0.
func (f LogBarrier) Value(x []float64) float64 { return sumValue(f, x) }

// Prox solves a quadratic equation in each coordinate.
func (f LogBarrier) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// Conj returns -Lambda Σ (1 + log(-u_j/Lambda)), +Inf unless u < 0.
func (f LogBarrier) Conj(u []float64) float64 { return sumConj(f, u) }

// ValueAt returns -Lambda log x.
func (f LogBarrier) ValueAt(j int, x float64) float64 {
	if !(x >= 0) {
		return indicator(false, x)
	}
	return times(-f.Lambda, math.Log(x))
}

// ProxAt returns the positive root of p² - x p - gamma Lambda.
func (f LogBarrier) ProxAt(j int, x, gamma float64) float64 {
	p := positiveRoot(x, math.Sqrt(gamma)*math.Sqrt(f.Lambda))
	if p == 0 && f.Lambda > 0 {
		return math.SmallestNonzeroFloat64 // 0 is outside the domain
	}
	return p
}

func (f LogBarrier) conjAt(j int, u float64) float64 {
	if !(u <= 0) || f.Lambda == 0 {
		return indicator(u <= 0, u)
	}
	return times(-f.Lambda, 1+math.Log(-u)-math.Log(f.Lambda))
}
