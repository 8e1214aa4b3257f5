package prox

import "math"

// The losses of classification look at the margin m = y z of a label y with the
// prediction z. Labels are ±1 but any number will do: a label y scales the step
// of the margin by y², and y = 0 makes the loss constant.

// proxMargin returns argmin_z l(y z) + (z-x)²/(2 gamma), given the prox of l.
func proxMargin(y, x, gamma float64, prox func(m, gamma float64) float64) float64 {
	if y == 0 {
		return x
	}
	return prox(y*x, gamma*y*y) / y
}

// conjMargin returns the conjugate at u of z -> l(y z), given that of l.
func conjMargin(y, u float64, value, conj func(float64) float64) float64 {
	if y == 0 {
		return indicator(u == 0, u) - value(0)
	}
	return conj(u / y)
}

// Hinge is the loss of the support vector machine
//
//	f(z) = Σ_j max(1 - Y[j] z_j, 0),
//
// whose conjugate is Σ_j u_j/Y[j] on -1 <= u_j/Y[j] <= 0. The labels Y are 1 by
// default. Prox is exact, O(n) and does not allocate.
//
// Reference: Cortes and Vapnik, Support-vector networks (1995).
type Hinge struct{ Y []float64 }

var hinge = kink{lo: 1, hi: 1, left: 1}

// Validate reports what makes f unusable for n coordinates.
func (f Hinge) Validate(n int) error {
	return aNumber.each("Hinge.Y", f.Y, n)
}

// Value returns Σ max(1 - Y[j] z_j, 0).
func (f Hinge) Value(z []float64) float64 { return sumValue(f, z, f.Y) }

// Prox raises margins below one, to one at most.
func (f Hinge) Prox(dst, z []float64, gamma float64) float64 {
	return eachProx(f, dst, z, gamma, f.Y)
}

// Conj returns Σ u_j/Y[j] where all u_j/Y[j] are in [-1, 0] and +Inf elsewhere.
func (f Hinge) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns max(1 - Y[j] z, 0).
func (f Hinge) ValueAt(j int, z float64) float64 { return hinge.value(param(f.Y, j, 1) * z) }

// ProxAt raises a margin Y[j] z below one by gamma Y[j]², to one at most.
func (f Hinge) ProxAt(j int, z, gamma float64) float64 {
	return proxMargin(param(f.Y, j, 1), z, gamma, hinge.prox)
}

func (f Hinge) conjAt(j int, u float64) float64 {
	return conjMargin(param(f.Y, j, 1), u, hinge.value, hinge.conj)
}

// SquaredHinge is the smooth hinge loss
//
//	f(z) = Σ_j max(1 - Y[j] z_j, 0)²,
//
// whose conjugate is Σ_j v_j + v_j²/4 on v_j = u_j/Y[j] <= 0. The labels Y are 1
// by default. Prox is exact, O(n) and does not allocate.
//
// Reference: Chang, Hsieh and Lin, Coordinate descent method for large-scale
// L2-loss linear support vector machines (2008).
type SquaredHinge struct{ Y []float64 }

// Validate reports what makes f unusable for n coordinates.
func (f SquaredHinge) Validate(n int) error {
	return aNumber.each("SquaredHinge.Y", f.Y, n)
}

// Value returns Σ max(1 - Y[j] z_j, 0)².
func (f SquaredHinge) Value(z []float64) float64 { return sumValue(f, z, f.Y) }

// Prox pulls margins below one towards one.
func (f SquaredHinge) Prox(dst, z []float64, gamma float64) float64 {
	return eachProx(f, dst, z, gamma, f.Y)
}

// Conj returns Σ v_j + v_j²/4 where all v_j = u_j/Y[j] <= 0 and +Inf elsewhere.
func (f SquaredHinge) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns max(1 - Y[j] z, 0)².
func (f SquaredHinge) ValueAt(j int, z float64) float64 {
	return squaredHingeValue(param(f.Y, j, 1) * z)
}

// ProxAt divides what a margin Y[j] z lacks to one by 1 + 2 gamma Y[j]².
func (f SquaredHinge) ProxAt(j int, z, gamma float64) float64 {
	return proxMargin(param(f.Y, j, 1), z, gamma, squaredHingeProx)
}

func (f SquaredHinge) conjAt(j int, u float64) float64 {
	return conjMargin(param(f.Y, j, 1), u, squaredHingeValue, squaredHingeConj)
}

func squaredHingeValue(m float64) float64 {
	d := max(1-m, 0)
	return d * d
}

func squaredHingeProx(m, gamma float64) float64 {
	if m >= 1 {
		return m
	}
	return 1 - shrink(1-m, 2*gamma)
}

func squaredHingeConj(v float64) float64 {
	if !(v <= 0) {
		return indicator(false, v)
	}
	return v + v/4*v
}

// Logistic is the loss of logistic regression
//
//	f(z) = Σ_j log(1 + exp(-Y[j] z_j)),
//
// whose conjugate is Σ_j v_j log v_j + (1-v_j) log(1-v_j) on
// 0 <= v_j = -u_j/Y[j] <= 1. The labels Y are 1 by default. Prox solves a scalar
// equation by safeguarded Newton steps to rounding, O(n), and does not allocate.
//
// Reference: Briceño-Arias, Chierchia, Chouzenoux and Pesquet, A random block-
// coordinate Douglas-Rachford splitting method with low computational
// complexity for binary logistic regression (2019).
type Logistic struct{ Y []float64 }

// Validate reports what makes f unusable for n coordinates.
func (f Logistic) Validate(n int) error {
	return aNumber.each("Logistic.Y", f.Y, n)
}

// Value returns Σ log(1 + exp(-Y[j] z_j)).
func (f Logistic) Value(z []float64) float64 { return sumValue(f, z, f.Y) }

// Prox raises each margin by gamma times the probability of its error.
func (f Logistic) Prox(dst, z []float64, gamma float64) float64 {
	return eachProx(f, dst, z, gamma, f.Y)
}

// Conj returns the negative entropy Σ v_j log v_j + (1-v_j) log(1-v_j) of
// v_j = -u_j/Y[j], and +Inf unless all v_j are in [0, 1].
func (f Logistic) Conj(u []float64) float64 { return sumConj(f, u, f.Y) }

// ValueAt returns log(1 + exp(-Y[j] z)).
func (f Logistic) ValueAt(j int, z float64) float64 { return logisticValue(param(f.Y, j, 1) * z) }

// ProxAt solves m = Y[j] z + gamma Y[j]²/(1+exp(m)) for the margin m.
func (f Logistic) ProxAt(j int, z, gamma float64) float64 {
	return proxMargin(param(f.Y, j, 1), z, gamma, logisticProx)
}

func (f Logistic) conjAt(j int, u float64) float64 {
	return conjMargin(param(f.Y, j, 1), u, logisticValue, logisticConj)
}

func logisticValue(m float64) float64 {
	return max(-m, 0) + math.Log1p(math.Exp(-math.Abs(m)))
}

func logisticProx(c, gamma float64) float64 {
	// The root exceeds c by no more than gamma; and at log gamma, or at c+1 if
	// that is more, its excess gamma/(1+exp m) is below one.
	hi := min(c+gamma, max(math.Log(gamma), c+1))
	// Newton's method is monotone from the point of inflection at 0.
	return increasingRoot(c, hi, clip(0, c, hi), func(m float64) (value, slope float64) {
		e := math.Exp(-math.Abs(m))
		s := e / (1 + e) // the smaller of the two probabilities
		q := s
		if m < 0 {
			q = 1 / (1 + e)
		}
		return m - c - gamma*q, 1 + gamma*s*(1-s)
	})
}

func logisticConj(v float64) float64 {
	if !(-1 <= v && v <= 0) {
		return indicator(false, v)
	}
	if v == -1 {
		return 0
	}
	return xlogx(-v) + (1+v)*math.Log1p(v)
}

// xlogx is x log x, 0 at 0.
func xlogx(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(x)
}
