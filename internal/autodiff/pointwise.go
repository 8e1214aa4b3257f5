package autodiff

import "math"

// Func is a function of one variable: it returns its value and the derivative
// that back-propagation would use, which at a kink is PyTorch's choice.
type Func func(x float64) (value, slope float64)

// ReLU is max(x, 0), with slope 0 at 0, and 1 at NaN.
func ReLU(x float64) (float64, float64) {
	if x <= 0 {
		return 0, 0
	}
	return x, 1 // so that NaN stays NaN
}

// LeakyReLU returns the function that is x above 0 and slope*x elsewhere, with
// that slope at 0. PyTorch's default slope is 0.01.
func LeakyReLU(slope float64) Func {
	return func(x float64) (float64, float64) {
		if x > 0 {
			return x, 1
		}
		return slope * x, slope
	}
}

// ELU is x above 0 and exp(x)-1 elsewhere; it is once differentiable.
func ELU(x float64) (float64, float64) {
	if x > 0 {
		return x, 1
	}
	return math.Expm1(x), math.Exp(x)
}

// GELU is x Φ(x), Φ the standard normal distribution function.
func GELU(x float64) (float64, float64) {
	cdf := 0.5 * math.Erfc(-x/math.Sqrt2)
	pdf := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
	return x * cdf, cdf + x*pdf
}

// GELUTanh is the approximation x (1 + tanh(sqrt(2/π)(x + 0.044715 x³)))/2.
func GELUTanh(x float64) (float64, float64) {
	const c = 0.044715
	k := math.Sqrt(2 / math.Pi)
	u := math.Tanh(k * (x + c*x*x*x))
	return x / 2 * (1 + u), (1+u)/2 + x*(1-u*u)/2*k*(1+3*c*x*x)
}

// SiLU is x times the sigmoid of x.
func SiLU(x float64) (float64, float64) {
	s, _ := Sigmoid(x)
	return x * s, s * (1 + x*(1-s))
}

// Softplus is log(1 + exp x), and x itself above PyTorch's threshold 20.
func Softplus(x float64) (float64, float64) {
	if x > 20 {
		return x, 1
	}
	s, _ := Sigmoid(x)
	return math.Log1p(math.Exp(x)), s
}

// Tanh is the hyperbolic tangent.
func Tanh(x float64) (float64, float64) {
	u := math.Tanh(x)
	return u, 1 - u*u
}

// Sigmoid is 1/(1 + exp(-x)).
func Sigmoid(x float64) (float64, float64) {
	s := 1 / (1 + math.Exp(-x))
	return s, s * (1 - s)
}

// Abs is |x|, with slope 0 at 0.
func Abs(x float64) (float64, float64) {
	switch {
	case x > 0:
		return x, 1
	case x < 0:
		return -x, -1
	}
	return math.Abs(x), 0 // also at NaN
}

// Square is x².
func Square(x float64) (float64, float64) { return x * x, 2 * x }

// Huber returns the function that is x²/2 up to |x| = delta and
// delta(|x| - delta/2) beyond it.
func Huber(delta float64) Func {
	return func(x float64) (float64, float64) {
		if a := math.Abs(x); a > delta {
			return delta * (a - delta/2), math.Copysign(delta, x)
		}
		return x * x / 2, x
	}
}

// Hinge is max(1-x, 0) written with PyTorch's clamp, which has slope -1 at the
// kink x = 1. Written as relu(1-x), the same function has slope 0 there: what is
// differentiated is the program, not the function.
func Hinge(x float64) (float64, float64) {
	switch {
	case x > 1:
		return 0, 0
	case x <= 1:
		return 1 - x, -1
	}
	return x, 0 // NaN
}

// Logistic is log(1 + exp(-x)), the logistic loss of a margin x = y z with a
// label y of -1 or 1, without overflow.
func Logistic(x float64) (float64, float64) {
	s, _ := Sigmoid(-x)
	return math.Max(-x, 0) + math.Log1p(math.Exp(-math.Abs(x))), -s
}
