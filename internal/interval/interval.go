// Package interval bounds numbers, sums and products in real arithmetic from float64
// operations: directed rounding, [Interval], and sums that know how far they may be off.
package interval

import "math"

// The tools are the transformations without error: a + b = s + e and a b = h + r
// hold exactly for the floats they return (Knuth, The Art of Computer
// Programming 2, section 4.2.2; the product by fused multiply-add). docs/math.md,
// section "Rounding", derives every constant.

// TwoSum returns s = fl(a+b) and e with a + b = s + e exactly.
func TwoSum(a, b float64) (s, e float64) {
	s = a + b
	t := s - a
	return s, (a - (s - t)) + (b - t)
}

// TwoProduct returns h = fl(ab) and r with ab = h + r, exactly where nothing
// underflows and up to 2^-1074 otherwise.
func TwoProduct(a, b float64) (h, r float64) {
	h = float64(a * b)
	return h, math.FMA(a, b, -h)
}

// Up returns the next float.
func Up(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }

// Smallest is the largest error of a product that underflows.
const Smallest = 0x1p-1074

// exactFrom is the size from which the error of a product is itself a float.
const exactFrom = 0x1p-960

// addUp, mulUp and divUp return the smallest floats not below the exact result, or
// one more; addDown, mulDown and divDown the same from below. They have the sign of
// the exact result or are 0, whatever underflows, and are +Inf or -Inf where it
// overflows. An exact result is returned as it is where its error is itself a float.
// Infinite operands are bounds too: 0 times one of them is 0.
func AddUp(a, b float64) float64 {
	s, e := TwoSum(a, b)
	if e > 0 || e != e {
		return Up(s)
	}
	return s
}

// AddDown is a + b rounded down.
func AddDown(a, b float64) float64 { return -AddUp(-a, -b) }

// MulUp is a b rounded up.
func MulUp(a, b float64) float64 {
	if a == 0 || b == 0 {
		return 0
	}
	h, r := TwoProduct(a, b)
	if !(r > 0 || r != r || math.Abs(h) < exactFrom) {
		return h
	}
	if (a < 0) != (b < 0) {
		return min(Up(h), 0) // -0 may be a product that underflows
	}
	return Up(h)
}

// MulDown is a b rounded down.
func MulDown(a, b float64) float64 { return -MulUp(-a, b) }

// DivUp divides by what is positive. Nothing bounds a quotient by anything else, as a
// lower bound of a positive number may be: it is +Inf.
func DivUp(a, b float64) float64 {
	if !(b > 0) {
		return math.Inf(1)
	}
	if a == 0 {
		return 0
	}
	q := a / b
	if math.FMA(q, b, -a) == 0 && math.Abs(a) > exactFrom && math.Abs(q) > exactFrom {
		return q
	}
	if a < 0 {
		return min(Up(q), 0)
	}
	return Up(q)
}

// DivDown is a / b rounded down, for b > 0.
func DivDown(a, b float64) float64 { return -DivUp(-a, b) }

// SqrtUp is a square root rounded up.
func SqrtUp(a float64) float64 { return Up(math.Sqrt(a)) }

// Interval holds the real numbers between two floats, ends included.
type Interval struct{ Lo, Hi float64 }

// Point is the interval of one number.
func Point(x float64) Interval { return Interval{x, x} }

// Times returns the products of numbers that are not negative.
func (a Interval) Times(b Interval) Interval {
	return Interval{MulDown(a.Lo, b.Lo), MulUp(a.Hi, b.Hi)}
}

// Plus returns the sums.
func (a Interval) Plus(b Interval) Interval {
	return Interval{AddDown(a.Lo, b.Lo), AddUp(a.Hi, b.Hi)}
}

// Scaled returns the products with s >= 0.
func (a Interval) Scaled(s float64) Interval { return Interval{MulDown(a.Lo, s), MulUp(a.Hi, s)} }

// Widened returns the interval with r more on either side.
func (a Interval) Widened(r float64) Interval { return Interval{AddDown(a.Lo, -r), AddUp(a.Hi, r)} }

// Multiple returns the products with any finite s.
func (a Interval) Multiple(s float64) Interval {
	if s < 0 {
		a.Lo, a.Hi, s = -a.Hi, -a.Lo, -s
	}
	return a.Scaled(s)
}

// Mid returns a number near the middle.
func (a Interval) Mid() float64 { return a.Lo/2 + a.Hi/2 }

// Size returns a bound on the absolute values.
func (a Interval) Size() float64 { return max(a.Hi, -a.Lo) }

// Sum sums floats and products of floats and knows how far it may be off: the
// total is p plus the errors of all steps, which s sums and whose absolute values
// e sums. Reference: Ogita, Rump and Oishi, Accurate Sum and Dot Product (2005),
// algorithm 5.8.
type Sum struct {
	P, S, E         float64
	steps, products int
}

// Add adds x.
func (a *Sum) Add(x float64) {
	var q float64
	a.P, q = TwoSum(a.P, x)
	a.S += q
	a.E += math.Abs(q)
	a.steps++
}

// AddProduct adds x y.
func (a *Sum) AddProduct(x, y float64) {
	h, r := TwoProduct(x, y)
	p, q := TwoSum(a.P, h)
	t := q + r
	a.P = p
	a.S += t
	a.E += math.Abs(t)
	a.steps++
	a.products++
}

// radius bounds the distance of p + s from the exact total: (steps+2) 2^-52 e is
// twice what the roundings of s can amount to, and every product may underflow.
func (a *Sum) radius() float64 {
	return AddUp(MulUp(float64(a.steps+2)*0x1p-52, a.E), float64(a.products)*Smallest)
}

// Total returns bounds on the sum.
func (a *Sum) Total() Interval {
	r := a.radius()
	t := Interval{AddDown(AddDown(a.P, a.S), -r), AddUp(AddUp(a.P, a.S), r)}
	if !(t.Lo <= t.Hi) || math.IsInf(a.P, 0) { // overflow; NaN where P is infinite, all but always
		return Interval{math.Inf(-1), math.Inf(1)}
	}
	return t
}

// Dot returns bounds on Σ x_k v_{row_k}, the rows nil for 0, 1, 2, ...
func Dot(row []int32, x, v []float64) Interval {
	var a Sum
	p, s, e := 0.0, 0.0, 0.0
	if row == nil {
		v = v[:len(x)]
		for i, c := range x {
			h, r := TwoProduct(c, v[i])
			t, q := TwoSum(p, h)
			q += r
			p = t
			s += q
			e += math.Abs(q)
		}
	} else {
		for k, i := range row {
			h, r := TwoProduct(x[k], v[i])
			t, q := TwoSum(p, h)
			q += r
			p = t
			s += q
			e += math.Abs(q)
		}
	}
	a.P, a.S, a.E, a.steps, a.products = p, s, e, len(x), len(x)
	return a.Total()
}

// Sums is a vector of sums that grow by multiples of columns.
type Sums struct {
	P, S, E []float64
	Steps   int
}

// NewSums returns n sums that are 0.
func NewSums(n int) *Sums {
	return &Sums{make([]float64, n), make([]float64, n), make([]float64, n), 0}
}

// Axpy adds b x.
func (a *Sums) Axpy(b float64, row []int32, x []float64) {
	a.Steps++
	for k, c := range x {
		i := k
		if row != nil {
			i = int(row[k])
		}
		h, r := TwoProduct(b, c)
		t, q := TwoSum(a.P[i], h)
		q += r
		a.P[i] = t
		a.S[i] += q
		a.E[i] += math.Abs(q)
	}
}

// At returns the i-th sum.
func (a *Sums) At(i int) Sum { return Sum{a.P[i], a.S[i], a.E[i], a.Steps, a.Steps} }
