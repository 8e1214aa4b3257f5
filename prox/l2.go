package prox

import "math"

// L2 is the Euclidean norm, not squared
//
//	f(x) = Lambda ‖x‖₂,
//
// whose proximal operator is the block threshold max(1 - γ Lambda/‖x‖, 0) x and
// whose conjugate is the indicator of ‖u‖ <= Lambda. Applied to the entries of a
// matrix it is the Frobenius norm. Lambda must not be negative; the zero value is
// the zero function. Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.1.
type L2 struct{ Lambda float64 }

// Schatten2 is the Schatten norm of order two, the Frobenius norm of a matrix:
// no singular values are needed to see that it is [L2] of the entries.
type Schatten2 = L2

func (f L2) broken() string {
	return unless(f.Lambda >= 0, "prox: L2 needs Lambda >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f L2) Validate(n int) error {
	return broken(f.broken())
}

// Value returns Lambda ‖x‖.
func (f L2) Value(x []float64) float64 { return times(f.Lambda, norm2(x)) }

// Prox shortens x by gamma Lambda, to zero at most, and returns f(dst).
func (f L2) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	return times(f.Lambda, shorten(dst, x, gamma*f.Lambda))
}

// Conj returns 0 where ‖u‖ <= Lambda and +Inf elsewhere.
func (f L2) Conj(u []float64) float64 {
	s := norm2(u)
	return indicator(s <= f.Lambda, s)
}

// shorten sets dst to x with its length reduced by t, to zero at most, and
// returns the new length.
func shorten(dst, x []float64, t float64) float64 {
	s := norm2(x)
	switch {
	case math.IsNaN(s):
		return poison(dst)
	case s <= t:
		clear(dst)
		return 0
	}
	scaleTo(dst, 1-t/s, x)
	return norm2(dst)
}

// BallL2 is the indicator of the Euclidean ball
//
//	f(x) = 0 if ‖x‖₂ <= Radius, else +Inf,
//
// whose proximal operator is min(1, Radius/‖x‖) x and whose conjugate is
// Radius ‖u‖₂. [Translate] moves its centre. Radius must not be negative; the
// zero value is the origin. Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.5.1.
type BallL2 struct{ Radius float64 }

func (f BallL2) broken() string {
	return unless(f.Radius >= 0, "prox: BallL2 needs Radius >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f BallL2) Validate(n int) error {
	return broken(f.broken())
}

// Value returns 0 in the ball and +Inf outside.
func (f BallL2) Value(x []float64) float64 {
	s := norm2(x)
	return indicator(within(s, f.Radius), s)
}

// Prox projects x onto the ball and returns 0.
func (f BallL2) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	s := norm2(x)
	switch {
	case math.IsNaN(s):
		return poison(dst)
	case s <= f.Radius:
		copy(dst, x)
	default:
		toLength(dst, x, s, f.Radius)
	}
	return 0
}

// toLength sets dst = (r/s) x, where s is the length of x.
func toLength(dst, x []float64, s, r float64) {
	for j, v := range x {
		dst[j] = v / s * r
	}
}

// Conj returns Radius ‖u‖.
func (f BallL2) Conj(u []float64) float64 { return times(f.Radius, norm2(u)) }

// Sphere is the indicator of the Euclidean sphere
//
//	f(x) = 0 if ‖x‖₂ = Radius, else +Inf.
//
// Not convex: the proximal operator is Radius x/‖x‖, and at the origin, where
// every point of the sphere is nearest, the one on the first axis. Its conjugate
// is that of [BallL2]. Radius must not be negative; the zero value is the origin.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Bauschke, Combettes and Luke, Phase retrieval, error reduction
// algorithm, and Fienup variants (2002).
type Sphere struct{ Radius float64 }

func (f Sphere) broken() string {
	return unless(f.Radius >= 0, "prox: Sphere needs Radius >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f Sphere) Validate(n int) error {
	return broken(f.broken())
}

// Value returns 0 on the sphere and +Inf elsewhere.
func (f Sphere) Value(x []float64) float64 {
	s := norm2(x)
	return indicator(math.Abs(s-f.Radius) <= slack*f.Radius, s)
}

// Prox projects x onto the sphere and returns 0.
func (f Sphere) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	s := norm2(x)
	switch {
	case math.IsNaN(s):
		return poison(dst)
	case s == 0 && len(x) > 0:
		clear(dst)
		dst[0] = f.Radius
	default:
		toLength(dst, x, s, f.Radius)
	}
	return 0
}

// Conj returns Radius ‖u‖.
func (f Sphere) Conj(u []float64) float64 { return BallL2(f).Conj(u) }

// WeakConvexity returns +Inf, or 0 for the origin alone.
func (f Sphere) WeakConvexity() float64 { return times(inf, f.Radius) }

// BallLinf is the indicator of the cube
//
//	f(x) = 0 if |x_j| <= Radius for all j, else +Inf,
//
// whose proximal operator clips and whose conjugate is Radius Σ |u_j|. Radius
// must not be negative; the zero value is the origin.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Parikh and Boyd, Proximal Algorithms (2014), section 6.2.
type BallLinf struct{ Radius float64 }

func (f BallLinf) broken() string {
	return unless(f.Radius >= 0, "prox: BallLinf needs Radius >= 0")
}

// Validate reports what makes f unusable for n coordinates.
func (f BallLinf) Validate(n int) error {
	return broken(f.broken())
}

// Value returns 0 in the cube and +Inf outside.
func (f BallLinf) Value(x []float64) float64 { return sumValue(f, x) }

// Prox clips x into dst and returns 0.
func (f BallLinf) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return eachProx(f, dst, x, gamma)
}

// Conj returns Radius Σ |u_j|.
func (f BallLinf) Conj(u []float64) float64 { return sumConj(f, u) }

// ValueAt returns 0 for |x| <= Radius and +Inf elsewhere.
func (f BallLinf) ValueAt(j int, x float64) float64 { return indicator(math.Abs(x) <= f.Radius, x) }

// ProxAt clips x to [-Radius, Radius].
func (f BallLinf) ProxAt(j int, x, gamma float64) float64 { return clip(x, -f.Radius, f.Radius) }

func (f BallLinf) conjAt(j int, u float64) float64 { return times(f.Radius, math.Abs(u)) }
