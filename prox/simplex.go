package prox

import "math"

// simplexThreshold returns the tau with Σ_j max(v_j - top - tau, 0) = r, where v is
// x, or |x| if abs is set, and top its largest entry; r > 0 and x is not empty.
// Measured from the top, tau in [-r, 0) keeps all its digits however large x is.
//
// The average of any candidates less r/n is a lower bound of tau, so that one
// pass with a running bound keeps a list that is little longer than the support,
// and the passes that thin it out are short: expected time O(n).
//
// Reference: Condat, Fast projection onto the simplex and the l1 ball (2016),
// with the maximum as the first candidate.
func simplexThreshold(x []float64, r float64, abs bool) (top, tau float64) {
	if abs {
		top = normInf(x)
	} else {
		top = largest(x)
	}
	buffer := borrow(0)
	list := *buffer
	s := 0.0
	tau = -r
	for _, v := range x {
		if abs {
			v = math.Abs(v)
		}
		if v -= top; v > tau {
			list = append(list, v)
			s += v
			tau = max(tau, (s-r)/float64(len(list)))
		}
	}
	*buffer = list
	for n := -1; n != len(list); {
		n = len(list)
		keep := list[:0]
		s = 0
		for _, v := range list {
			if v > tau {
				keep = append(keep, v)
				s += v
			}
		}
		list = keep
		tau = (s - r) / float64(len(list))
	}
	scratch.Put(buffer)
	return top, tau
}

// Simplex is the indicator of the simplex
//
//	f(x) = 0 if x >= 0 and Σ_j x_j = Sum, else +Inf,
//
// whose proximal operator is max(x_j - τ, 0) and whose conjugate is
// Sum max_j u_j. Sum must not be negative; the probability simplex has Sum 1, and
// the zero value is the origin. Prox is exact, O(n) expected, and does not
// allocate in the steady state.
//
// Reference: Held, Wolfe and Crowder (1974); Condat, Fast projection onto the
// simplex and the l1 ball (2016).
type Simplex struct{ Sum float64 }

func (f Simplex) broken() string {
	return unless(f.Sum >= 0, "prox: Simplex needs Sum >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Simplex) Validate(n int) error {
	return firstOf(
		broken(f.broken()),
		broken(unless(n > 0 || f.Sum == 0, "prox: Simplex needs a coordinate to hold Sum")))
}

// Value returns 0 on the simplex and +Inf elsewhere.
func (f Simplex) Value(x []float64) float64 {
	s := sum(x)
	ok := math.Abs(s-f.Sum) <= slack*f.Sum
	for _, v := range x {
		ok = ok && v >= 0
	}
	return indicator(ok, s)
}

// Prox projects x onto the simplex and returns 0.
func (f Simplex) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	if f.Sum == 0 || len(x) == 0 {
		clear(dst)
		return indicator(f.Sum == 0, 0)
	}
	top, tau := simplexThreshold(x, f.Sum, false)
	for j, v := range x {
		dst[j] = max(v-top-tau, 0)
	}
	return 0
}

// Conj returns Sum max_j u_j.
func (f Simplex) Conj(u []float64) float64 {
	return times(f.Sum, largest(u))
}

// BallL1 is the indicator of the ball of the absolute norm
//
//	f(x) = 0 if Σ_j w_j |x_j| <= Radius, else +Inf,   w_j = Weights[j],
//
// whose proximal operator is the soft threshold at the level τ w_j that reaches
// the ball, and whose conjugate is Radius max_j |u_j|/w_j. Radius must not be
// negative and Weights positive; the zero value is the origin.
// Prox is exact, O(n) expected, and does not allocate in the steady state.
//
// Reference: Condat, Fast projection onto the simplex and the l1 ball (2016);
// with weights: Perez, Ament, Gomes and Barlaud, Efficient projection algorithms
// onto the weighted l1 ball (2022).
type BallL1 struct {
	Radius  float64
	Weights []float64
}

// norm returns Σ w_j |x_j|.
func (f BallL1) norm(x []float64) float64 {
	if len(f.Weights) > 1 {
		return L1{1, f.Weights}.Value(x)
	}
	return param(f.Weights, 0, 1) * norm1(x)
}

func (f BallL1) broken() string {
	return unless(f.Radius >= 0, "prox: BallL1 needs Radius >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f BallL1) Validate(n int) error {
	return firstOf(broken(f.broken()), positive.each("BallL1.Weights", f.Weights, n))
}

// Value returns 0 in the ball and +Inf outside.
func (f BallL1) Value(x []float64) float64 {
	s := f.norm(x)
	return indicator(within(s, f.Radius), s)
}

// Prox projects x onto the ball and returns 0.
func (f BallL1) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	s := f.norm(x)
	switch {
	case math.IsNaN(s):
		return poison(dst)
	case s <= f.Radius:
		copy(dst, x)
	case f.Radius == 0:
		clear(dst)
	case len(f.Weights) > 1:
		f.weighted(dst, x)
	default:
		top, tau := simplexThreshold(x, f.Radius/param(f.Weights, 0, 1), true)
		for j, v := range x {
			dst[j] = math.Copysign(max(math.Abs(v)-top-tau, 0), v)
		}
	}
	return 0
}

// weighted finds tau with Σ w_j² max(|x_j|/w_j - top - tau, 0) = Radius by Newton's
// method, which on this convex piecewise linear function rises to tau
// monotonically and stops on the right piece.
func (f BallL1) weighted(dst, x []float64) {
	var top float64
	for j, v := range x {
		top = max(top, math.Abs(v)/f.Weights[j])
	}
	tau := -inf
	for count := len(x) + 1; ; {
		var a, b float64 // the piece is a - tau b
		n := 0
		for j, v := range x {
			w := f.Weights[j]
			if d := math.Abs(v)/w - top; d > tau {
				a += w * w * d
				b += w * w
				n++
			}
		}
		if n >= count { // tau has risen past no entry, or only by rounding
			break
		}
		tau, count = (a-f.Radius)/b, n
	}
	for j, v := range x {
		w := f.Weights[j]
		dst[j] = math.Copysign(w*max(math.Abs(v)/w-top-tau, 0), v)
	}
}

// Conj returns Radius max |u_j|/w_j.
func (f BallL1) Conj(u []float64) float64 {
	fit(len(u), f.Weights)
	var m float64
	for j, v := range u {
		m = max(m, math.Abs(v)/param(f.Weights, j, 1))
	}
	return times(f.Radius, m)
}

// Linf is the maximum norm
//
//	f(x) = Lambda max_j |x_j|,
//
// whose proximal operator clips at the level where the excess adds up to
// γ Lambda, and whose conjugate is the indicator of Σ |u_j| <= Lambda. Lambda must
// not be negative; the zero value is the zero function. Prox is exact, O(n)
// expected, and does not allocate in the steady state.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.2.
type Linf struct{ Lambda float64 }

func (f Linf) broken() string {
	return unless(f.Lambda >= 0, "prox: Linf needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Linf) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda max |x_j|.
func (f Linf) Value(x []float64) float64 { return times(f.Lambda, normInf(x)) }

// Prox clips x into dst and returns f(dst).
func (f Linf) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	level := clipLevel(x, gamma*f.Lambda, true)
	if math.IsNaN(level) {
		return poison(dst)
	}
	for j, v := range x {
		dst[j] = clip(v, -level, level)
	}
	return f.Value(dst)
}

// clipLevel returns the level with Σ max(v_j - level, 0) = t, where v is x, or |x|
// with abs, which also keeps the level non-negative.
func clipLevel(x []float64, t float64, abs bool) float64 {
	switch {
	case hasNaN(x):
		return math.NaN()
	case len(x) == 0 || abs && norm1(x) <= t:
		return 0
	case t == 0:
		return inf
	}
	top, tau := simplexThreshold(x, t, abs)
	return top + tau
}

// Conj returns 0 where Σ |u_j| <= Lambda and +Inf elsewhere.
func (f Linf) Conj(u []float64) float64 {
	s := norm1(u)
	return indicator(s <= f.Lambda, s)
}

// Max is the largest entry
//
//	f(x) = Lambda max_j x_j,
//
// whose proximal operator lowers the largest entries to a common level, by
// γ Lambda together, and whose conjugate is the indicator of the simplex
// u >= 0, Σ u_j = Lambda. Lambda must not be negative; the zero value is the zero
// function. On no coordinates the value is -Inf. Prox is exact, O(n) expected,
// and does not allocate in the steady state.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.4.1.
type Max struct{ Lambda float64 }

func (f Max) broken() string {
	return unless(f.Lambda >= 0, "prox: Max needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Max) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda max x_j.
func (f Max) Value(x []float64) float64 { return Simplex{f.Lambda}.Conj(x) }

// Prox lowers the largest entries of x and returns f(dst).
func (f Max) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	level := clipLevel(x, gamma*f.Lambda, false)
	if math.IsNaN(level) {
		return poison(dst)
	}
	for j, v := range x {
		dst[j] = min(v, level)
	}
	return f.Value(dst)
}

// Conj returns 0 where u >= 0 and Σ u_j = Lambda, and +Inf elsewhere.
func (f Max) Conj(u []float64) float64 { return Simplex{f.Lambda}.Value(u) }
