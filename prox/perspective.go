package prox

import "math"

// SquareOverLinear is the perspective of the squared norm, in the coordinates (t, x)
//
//	f(t, x) = Lambda ‖x‖²/(2t) if t > 0,   0 at (0, 0),   else +Inf,   n >= 1.
//
// Its conjugate is the indicator of s + ‖u‖²/(2 Lambda) <= 0. With η the root of
// η = t + γ Lambda ‖x‖²/(2(η+γ Lambda)²), its proximal operator is
// (η, η/(η+γ Lambda) x), and the origin where there is no positive root. Lambda must
// not be negative; Lambda = 0 is the indicator of t >= 0. Prox solves the scalar
// equation to rounding, O(n), and does not allocate.
//
// Reference: Combettes and Müller, Perspective functions: proximal calculus and
// applications in high-dimensional statistics (2018).
type SquareOverLinear struct{ Lambda float64 }

func (f SquareOverLinear) broken() string {
	return unless(f.Lambda >= 0, "prox: SquareOverLinear needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f SquareOverLinear) Validate(n int) error {
	return firstOf(broken(f.broken()), broken(unless(n >= 1, "prox: SquareOverLinear needs a coordinate")))
}

// Value returns Lambda ‖x‖²/(2t).
func (f SquareOverLinear) Value(x []float64) float64 {
	t, s := x[0], norm2(x[1:])
	switch {
	case math.IsNaN(t+s) || t < 0 || t == 0 && s > 0 && f.Lambda > 0:
		return indicator(false, t+s)
	case t == 0:
		return 0
	}
	return times(f.Lambda, s/t*s/2)
}

// Prox solves for t, scales x and returns f(dst).
func (f SquareOverLinear) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	t, s := x[0], norm2(x[1:])
	c := gamma * f.Lambda
	switch {
	case math.IsNaN(t + s):
		return poison(dst)
	case c == 0:
		copy(dst, x)
		dst[0] = max(t, 0)
		return 0
	case t <= -s/c*s/2:
		clear(dst)
		return 0
	}
	h := func(eta float64) (value, slope float64) {
		r := s / (eta + c)
		return eta - t - r*r*c/2, 1 + c*r/(eta+c)*r
	}
	// At hi the first two terms leave more than the third can take.
	hi := max(t, 0) + math.Cbrt(c)*math.Cbrt(s)*math.Cbrt(s)
	eta := increasingRoot(0, hi, hi, h)
	dst[0] = eta
	scaleTo(dst[1:], eta/(eta+c), x[1:])
	return f.Value(dst)
}

// Conj returns 0 where s + ‖u‖²/(2 Lambda) <= 0 and +Inf elsewhere.
func (f SquareOverLinear) Conj(u []float64) float64 {
	v := SquaredL2{Lambda: f.Lambda}.Conj(u[1:])
	return indicator(v <= slack*math.Abs(u[0])-u[0], u[0]+v)
}
