package problems

import "math"

// What follows bounds sums of products in real arithmetic from float64 operations.
// The tools are the transformations without error: a + b = s + e and a b = h + r
// hold exactly for the floats they return (Knuth, The Art of Computer
// Programming 2, section 4.2.2; the product by fused multiply-add). docs/math.md,
// section "Rounding", derives every constant.

// twoSum returns s = fl(a+b) and e with a + b = s + e exactly.
func twoSum(a, b float64) (s, e float64) {
	s = a + b
	t := s - a
	return s, (a - (s - t)) + (b - t)
}

// twoProduct returns h = fl(ab) and r with ab = h + r, exactly where nothing
// underflows and up to 2^-1074 otherwise.
func twoProduct(a, b float64) (h, r float64) {
	h = float64(a * b)
	return h, math.FMA(a, b, -h)
}

// up returns the next float.
func up(x float64) float64 { return math.Nextafter(x, math.Inf(1)) }

// smallest is the largest error of a product that underflows.
const smallest = 0x1p-1074

// exactFrom is the size from which the error of a product is itself a float.
const exactFrom = 0x1p-960

// addUp, mulUp and divUp return the smallest floats not below the exact result, or
// one more; addDown, mulDown and divDown the same from below. They have the sign of
// the exact result or are 0, whatever underflows, and are +Inf or -Inf where it
// overflows. An exact result is returned as it is where its error is itself a float.
// Infinite operands are bounds too: 0 times one of them is 0.
func addUp(a, b float64) float64 {
	s, e := twoSum(a, b)
	if e > 0 || e != e {
		return up(s)
	}
	return s
}

func addDown(a, b float64) float64 { return -addUp(-a, -b) }

func mulUp(a, b float64) float64 {
	if a == 0 || b == 0 {
		return 0
	}
	h, r := twoProduct(a, b)
	if !(r > 0 || r != r || math.Abs(h) < exactFrom) {
		return h
	}
	if (a < 0) != (b < 0) {
		return min(up(h), 0) // -0 may be a product that underflows
	}
	return up(h)
}

func mulDown(a, b float64) float64 { return -mulUp(-a, b) }

// divUp divides by what is positive. Nothing bounds a quotient by anything else, as a
// lower bound of a positive number may be: it is +Inf.
func divUp(a, b float64) float64 {
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
		return min(up(q), 0)
	}
	return up(q)
}

func divDown(a, b float64) float64 { return -divUp(-a, b) }

func sqrtUp(a float64) float64 { return up(math.Sqrt(a)) }

// interval holds the real numbers between two floats, ends included.
type interval struct{ lo, hi float64 }

func point(x float64) interval { return interval{x, x} }

// times returns the products of numbers that are not negative.
func (a interval) times(b interval) interval {
	return interval{mulDown(a.lo, b.lo), mulUp(a.hi, b.hi)}
}

// plus returns the sums.
func (a interval) plus(b interval) interval {
	return interval{addDown(a.lo, b.lo), addUp(a.hi, b.hi)}
}

// scaled returns the products with s >= 0.
func (a interval) scaled(s float64) interval { return interval{mulDown(a.lo, s), mulUp(a.hi, s)} }

// widened returns the interval with r more on either side.
func (a interval) widened(r float64) interval { return interval{addDown(a.lo, -r), addUp(a.hi, r)} }

// multiple returns the products with any finite s.
func (a interval) multiple(s float64) interval {
	if s < 0 {
		a.lo, a.hi, s = -a.hi, -a.lo, -s
	}
	return a.scaled(s)
}

// mid returns a number near the middle.
func (a interval) mid() float64 { return a.lo/2 + a.hi/2 }

// size returns a bound on the absolute values.
func (a interval) size() float64 { return max(a.hi, -a.lo) }

// account sums floats and products of floats and knows how far it may be off: the
// total is p plus the errors of all steps, which s sums and whose absolute values
// e sums. Reference: Ogita, Rump and Oishi, Accurate Sum and Dot Product (2005),
// algorithm 5.8.
type account struct {
	p, s, e         float64
	steps, products int
}

func (a *account) add(x float64) {
	var q float64
	a.p, q = twoSum(a.p, x)
	a.s += q
	a.e += math.Abs(q)
	a.steps++
}

func (a *account) addProduct(x, y float64) {
	h, r := twoProduct(x, y)
	p, q := twoSum(a.p, h)
	t := q + r
	a.p = p
	a.s += t
	a.e += math.Abs(t)
	a.steps++
	a.products++
}

// radius bounds the distance of p + s from the exact total: (steps+2) 2^-52 e is
// twice what the roundings of s can amount to, and every product may underflow.
func (a *account) radius() float64 {
	return addUp(mulUp(float64(a.steps+2)*0x1p-52, a.e), float64(a.products)*smallest)
}

// total returns bounds on the sum.
func (a *account) total() interval {
	r := a.radius()
	t := interval{addDown(addDown(a.p, a.s), -r), addUp(addUp(a.p, a.s), r)}
	if !(t.lo <= t.hi) || math.IsInf(a.p, 0) { // overflow
		return interval{math.Inf(-1), math.Inf(1)}
	}
	return t
}

// dot returns bounds on Σ x_k v_{row_k}, the rows nil for 0, 1, 2, ...
func dot(row []int32, x, v []float64) interval {
	var a account
	p, s, e := 0.0, 0.0, 0.0
	if row == nil {
		v = v[:len(x)]
		for i, c := range x {
			h, r := twoProduct(c, v[i])
			t, q := twoSum(p, h)
			q += r
			p = t
			s += q
			e += math.Abs(q)
		}
	} else {
		for k, i := range row {
			h, r := twoProduct(x[k], v[i])
			t, q := twoSum(p, h)
			q += r
			p = t
			s += q
			e += math.Abs(q)
		}
	}
	a.p, a.s, a.e, a.steps, a.products = p, s, e, len(x), len(x)
	return a.total()
}

// accounts is a vector of accounts that grow by multiples of columns.
type accounts struct {
	p, s, e []float64
	steps   int
}

func newAccounts(n int) *accounts {
	return &accounts{make([]float64, n), make([]float64, n), make([]float64, n), 0}
}

// axpy adds b x.
func (a *accounts) axpy(b float64, row []int32, x []float64) {
	a.steps++
	for k, c := range x {
		i := k
		if row != nil {
			i = int(row[k])
		}
		h, r := twoProduct(b, c)
		t, q := twoSum(a.p[i], h)
		q += r
		a.p[i] = t
		a.s[i] += q
		a.e[i] += math.Abs(q)
	}
}

// at returns the i-th account.
func (a *accounts) at(i int) account { return account{a.p[i], a.s[i], a.e[i], a.steps, a.steps} }
