package prox

import (
	"cmp"
	"math"
	"slices"
)

// CappedSimplex is the indicator of the simplex with an upper bound
//
//	f(x) = 0 if 0 <= x_j <= Cap for all j and Σ_j x_j = Sum, else +Inf,
//
// whose proximal operator is min(max(x_j - τ, 0), Cap). Its conjugate adds up the
// largest u_j, each Cap times, until Sum is used up. Sum and Cap must not be
// negative, and n Cap >= Sum must hold. Prox is exact, O(n) a step for a few
// steps, and does not allocate; Conj sorts a copy.
//
// Reference: Wang and Lu, Projection onto the capped simplex (2015).
type CappedSimplex struct{ Sum, Cap float64 }

func (f CappedSimplex) broken() string {
	return cmp.Or(
		unless(f.Sum >= 0, "prox: CappedSimplex needs Sum >= 0"),
		unless(f.Cap >= 0, "prox: CappedSimplex needs Cap >= 0"))
}

// Validate reports what makes f unusable for n coordinates.
func (f CappedSimplex) Validate(n int) error {
	return firstOf(
		broken(f.broken()),
		broken(unless(f.Sum == 0 || times(float64(n), f.Cap) >= f.Sum*(1-slack), "prox: CappedSimplex needs Cap >= Sum/n")))
}

// Value returns 0 on the capped simplex and +Inf elsewhere.
func (f CappedSimplex) Value(x []float64) float64 {
	s := sum(x)
	ok := math.Abs(s-f.Sum) <= slack*f.Sum
	for _, v := range x {
		ok = ok && v >= 0 && within(v, f.Cap)
	}
	return indicator(ok, s)
}

// Prox projects x onto the capped simplex and returns 0.
func (f CappedSimplex) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	switch {
	case hasNaN(x):
		return poison(dst)
	case float64(len(x))*f.Cap < f.Sum*(1-slack):
		panic("prox: the capped simplex is empty")
	}
	most := min(f.Cap, f.Sum) // it may be infinite
	lo, hi := cappedThreshold(x, f.Sum, most)
	// Entries between the bounds share what the others leave. Measured from the
	// largest of them, they keep their digits however large x is.
	rest, top, inner := f.Sum, -inf, 0
	for _, v := range x {
		if v-hi >= most {
			rest -= most
		} else if v > lo {
			top = max(top, v)
			inner++
		}
	}
	for _, v := range x {
		if v-hi < most && v > lo {
			rest -= v - top
		}
	}
	for j, v := range x {
		switch {
		case v-hi >= most:
			dst[j] = most
		case v > lo:
			dst[j] = clip(v-top+rest/float64(inner), 0, most)
		default:
			dst[j] = 0
		}
	}
	return 0
}

// Conj returns the largest <u, x> over the capped simplex.
func (f CappedSimplex) Conj(u []float64) float64 {
	v := slices.Clone(u)
	slices.Sort(v)
	var s float64
	if hasNaN(v) {
		return math.NaN()
	}
	left := f.Sum
	for j := len(v) - 1; j >= 0 && left > 0; j-- {
		c := min(left, f.Cap)
		s += c * v[j]
		left -= c
	}
	return s
}

// cappedThreshold returns the tau with Σ clip(x_j - tau, 0, bound) = r as a
// bracket lo <= tau <= hi with no number in between. The function is decreasing
// and piecewise linear: Newton's method ends on the right piece, and bisection
// keeps it inside the bracket.
func cappedThreshold(x []float64, r, bound float64) (lo, hi float64) {
	if len(x) == 0 {
		return 0, 0
	}
	lo, hi = math.Nextafter(slices.Min(x)-bound, -inf), slices.Max(x) // the sum is n bound at lo and 0 at hi
	for tau := middle(lo, hi); lo < hi; {                             // false for NaN, too
		var top, inner, excess float64 // how many at the bound, how many inside, Σ (x_j - tau) there
		for _, v := range x {
			switch d := v - tau; {
			case d >= bound:
				top++
			case d > 0:
				inner++
				excess += d
			}
		}
		s := top*bound + excess - r
		if s >= 0 {
			lo = tau
		}
		if !(s > 0) { // also for NaN, so that the bracket shrinks whatever comes
			hi = tau
		}
		next := middle(lo, hi)
		if newton := tau + s/inner; lo < newton && newton < hi {
			next = newton
		} else if newton == tau {
			return tau, tau
		}
		if next == lo || next == hi {
			break
		}
		tau = next
	}
	return lo, hi
}

// SumLargest is the sum of the K largest entries
//
//	f(x) = Lambda (x_(1) + ... + x_(K)),   x_(1) >= x_(2) >= ...,
//
// between [Max] (K = 1) and the plain sum. Its conjugate is the indicator of the
// [CappedSimplex] 0 <= u_j <= Lambda, Σ u_j = K Lambda. Lambda must not be negative
// and K not exceed the number of coordinates; the zero value is the zero
// function. Prox is exact and O(n) a step for a few steps; Value sorts a copy.
//
// Reference: Beck, First-Order Methods in Optimization (2017), chapter 6.
type SumLargest struct {
	Lambda float64
	K      int
}

func (f SumLargest) broken() string {
	return cmp.Or(
		unless(f.Lambda >= 0, "prox: SumLargest needs Lambda >= 0"),
		unless(f.K >= 0, "prox: SumLargest needs K >= 0"))
}

// Validate reports what makes f unusable for n coordinates.
func (f SumLargest) Validate(n int) error {
	return firstOf(
		broken(f.broken()),
		broken(unless(f.K <= n, "prox: SumLargest needs K <= the number of coordinates")))
}

// Value returns Lambda times the sum of the K largest entries.
func (f SumLargest) Value(x []float64) float64 { return f.dual(1).Conj(x) }

// Prox lowers the largest entries, each by gamma Lambda at most.
func (f SumLargest) Prox(dst, x []float64, gamma float64) float64 {
	needs(f.broken())
	check(dst, x, gamma)
	if hasNaN(x) {
		return poison(dst)
	}
	c := f.dual(gamma)
	if float64(len(x))*c.Cap < c.Sum {
		panic("prox: K exceeds the number of coordinates")
	}
	tau, _ := cappedThreshold(x, c.Sum, c.Cap)
	for j, v := range x {
		switch d := v - tau; {
		case d >= c.Cap:
			dst[j] = v - c.Cap
		case d > 0:
			dst[j] = tau
		default:
			dst[j] = v
		}
	}
	return f.Value(dst)
}

// Conj returns 0 where 0 <= u_j <= Lambda and Σ u_j = K Lambda, and +Inf elsewhere.
func (f SumLargest) Conj(u []float64) float64 { return f.dual(1).Value(u) }

func (f SumLargest) dual(gamma float64) CappedSimplex {
	most := min(gamma*f.Lambda, math.MaxFloat64/float64(1+f.K))
	return CappedSimplex{Sum: most * float64(f.K), Cap: most}
}
