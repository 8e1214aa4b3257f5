package prox

import "math"

// Hyperslab is the indicator of the space between two parallel hyperplanes
//
//	f(x) = 0 if Lower <= <a, x> <= Upper, else +Inf,   a = Normal,
//
// whose proximal operator moves x along a onto the nearer one. Its conjugate is
// max(Lower t, Upper t) at u = t a and +Inf elsewhere. The bounds may be infinite,
// Lower <= Upper must hold, and a must not be zero.
// Prox is exact, O(n) and does not allocate.
//
// Reference: Bauschke and Combettes, Convex Analysis and Monotone Operator
// Theory (2017), chapter 29.
type Hyperslab struct {
	Normal       []float64
	Lower, Upper float64
}

func (f Hyperslab) broken() string {
	return unless(f.Lower <= f.Upper, "prox: Hyperslab needs Lower <= Upper")
}

// Validate reports what makes f unusable for n coordinates.
func (f Hyperslab) Validate(n int) error {
	return firstOf(broken(f.broken()), normalFor("Hyperslab", f.Normal, n))
}

// Value returns 0 in the slab and +Inf outside.
func (f Hyperslab) Value(x []float64) float64 {
	checkNormal(f.Normal, x)
	s, size := dot(f.Normal, x), 0.0
	for j, v := range x {
		size += math.Abs(f.Normal[j] * v)
	}
	tol := slack * size
	return indicator(s >= f.Lower-tol-slack*math.Abs(f.Lower) && s <= f.Upper+tol+slack*math.Abs(f.Upper), s)
}

// Prox projects x onto the slab and returns 0.
func (f Hyperslab) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	checkNormal(f.Normal, x)
	if hasNaN(x) {
		return poison(dst)
	}
	copy(dst, x)
	a := norm2(f.Normal)
	needs(unless(a > 0 || len(x) == 0, "prox: a half-space, hyperplane or slab needs a Normal that is not zero"))
	for range 40 { // again, as long as a large x costs digits
		s := 0.0
		for j, v := range dst {
			s += f.Normal[j] / a * v
		}
		move := clip(s, f.Lower/a, f.Upper/a) - s
		if math.Abs(move) <= 1e-15*math.Abs(s) {
			break
		}
		for j := range dst {
			dst[j] += move * (f.Normal[j] / a)
		}
	}
	return 0
}

// Conj returns max(Lower t, Upper t) at u = t a and +Inf elsewhere.
func (f Hyperslab) Conj(u []float64) float64 {
	checkNormal(f.Normal, u)
	a := norm2(f.Normal)
	t := 0.0
	for j, v := range u {
		t += f.Normal[j] / a * v
	}
	rest, size := 0.0, norm2(u)
	for j, v := range u {
		rest = max(rest, math.Abs(v-t*(f.Normal[j]/a)))
	}
	if !(rest <= slack*size) {
		return indicator(false, size)
	}
	if math.Abs(t) <= slack*size {
		t = 0 // u = 0
	}
	return max(times(f.Lower, t/a), times(f.Upper, t/a))
}

func checkNormal(normal, x []float64) {
	if len(normal) != len(x) {
		panic("prox: Normal and x differ in length")
	}
}

// Halfspace is the indicator of the half-space
//
//	f(x) = 0 if <a, x> <= Offset, else +Inf,   a = Normal ≠ 0,
//
// whose proximal operator is x - max(<a,x> - Offset, 0)/‖a‖² a and whose conjugate
// is Offset t at u = t a, t >= 0. Prox is exact, O(n) and does not allocate.
//
// Reference: Bauschke and Combettes (2017), chapter 29.
type Halfspace struct {
	Normal []float64
	Offset float64
}

func (f Halfspace) slab() Hyperslab { return Hyperslab{f.Normal, -inf, f.Offset} }

func (f Halfspace) broken() string {
	return unless(f.Offset == f.Offset, "prox: Halfspace needs Offset to be a number")
}

// Validate reports what makes f unusable for n coordinates.
func (f Halfspace) Validate(n int) error {
	return firstOf(broken(f.broken()), normalFor("Halfspace", f.Normal, n))
}

// Value returns 0 in the half-space and +Inf outside.
func (f Halfspace) Value(x []float64) float64 { return f.slab().Value(x) }

// Prox projects x onto the half-space and returns 0.
func (f Halfspace) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.slab().Prox(dst, x, gamma)
}

// Conj returns Offset t at u = t a with t >= 0 and +Inf elsewhere.
func (f Halfspace) Conj(u []float64) float64 { return f.slab().Conj(u) }

// Hyperplane is the indicator of the hyperplane
//
//	f(x) = 0 if <a, x> = Offset, else +Inf,   a = Normal ≠ 0,
//
// whose proximal operator is x - (<a,x> - Offset)/‖a‖² a and whose conjugate is
// Offset t at u = t a. Prox is exact, O(n) and does not allocate.
//
// Reference: Bauschke and Combettes (2017), chapter 29.
type Hyperplane struct {
	Normal []float64
	Offset float64
}

func (f Hyperplane) slab() Hyperslab { return Hyperslab{f.Normal, f.Offset, f.Offset} }

func (f Hyperplane) broken() string {
	return unless(f.Offset == f.Offset, "prox: Hyperplane needs Offset to be a number")
}

// Validate reports what makes f unusable for n coordinates.
func (f Hyperplane) Validate(n int) error {
	return firstOf(broken(f.broken()), normalFor("Hyperplane", f.Normal, n))
}

// Value returns 0 on the hyperplane and +Inf elsewhere.
func (f Hyperplane) Value(x []float64) float64 { return f.slab().Value(x) }

// Prox projects x onto the hyperplane and returns 0.
func (f Hyperplane) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	return f.slab().Prox(dst, x, gamma)
}

// Conj returns Offset t at u = t a and +Inf elsewhere.
func (f Hyperplane) Conj(u []float64) float64 { return f.slab().Conj(u) }

// Point is the indicator of a single point
//
//	f(x) = 0 if x = At, else +Inf,
//
// whose proximal operator is constant and whose conjugate is <At, u>. At is the
// origin by default. Prox is exact, O(n) and does not allocate.
//
// Reference: Rockafellar, Convex Analysis (1970), section 13.
type Point struct{ At []float64 }

// Validate reports what makes f unusable for n coordinates.
func (f Point) Validate(n int) error {
	return aNumber.each("Point.At", f.At, n)
}

// Value returns 0 at the point and +Inf elsewhere.
func (f Point) Value(x []float64) float64 { return sumValue(f, x, f.At) }

// Prox sets dst to the point and returns 0.
func (f Point) Prox(dst, x []float64, gamma float64) float64 {
	return eachProx(f, dst, x, gamma, f.At)
}

// Conj returns <At, u>.
func (f Point) Conj(u []float64) float64 { return sumConj(f, u, f.At) }

// ValueAt returns 0 for x = At[j] and +Inf elsewhere.
func (f Point) ValueAt(j int, x float64) float64 { return indicator(x == param(f.At, j, 0), x) }

// ProxAt returns At[j].
func (f Point) ProxAt(j int, x, gamma float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	return param(f.At, j, 0)
}

func (f Point) conjAt(j int, u float64) float64 { return times(param(f.At, j, 0), u) }
