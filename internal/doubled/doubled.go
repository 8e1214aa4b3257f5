// Package doubled has arithmetic in twice the precision of a double.
package doubled

import "math"

// Number is a number in twice the precision of a double, the unevaluated sum of two.
// The relative error of an operation is a few 2^-104.
//
// References: Dekker, A floating-point technique for extending the available precision
// (1971); Ogita, Rump and Oishi, Accurate sum and dot product (2005), algorithms 3.1,
// 4.4 and 5.3; Hida, Li and Bailey, Library for double-double and quad-double arithmetic
// (2007), sections 3.2 to 3.4.
type Number struct{ Hi, Lo float64 }

// Add adds v to a running sum, whose Lo is what Hi has lost so far.
func (d *Number) Add(v float64) {
	t := d.Hi + v
	u := t - d.Hi
	d.Lo += (d.Hi - (t - u)) + (v - u)
	d.Hi = t
}

// AddProduct adds a b to a running sum.
func (d *Number) AddProduct(a, b float64) {
	p := a * b
	d.Lo += math.FMA(a, b, -p)
	d.Add(p)
}

// Value returns the number rounded.
func (d Number) Value() float64 { return d.Hi + d.Lo }

// Settled returns a running sum as a number whose Lo is less than the last place of Hi.
func (d Number) Settled() Number {
	s := d.Hi + d.Lo
	return Number{s, d.Lo - (s - d.Hi)}
}

// Plus returns d + o.
func (d Number) Plus(o Number) Number {
	d.Add(o.Hi)
	d.Lo += o.Lo
	return d.Settled()
}

// Minus returns d - o.
func (d Number) Minus(o Number) Number { return d.Plus(Number{-o.Hi, -o.Lo}) }

// Times returns d o.
func (d Number) Times(o Number) Number {
	p := d.Hi * o.Hi
	return Number{p, math.FMA(d.Hi, o.Hi, -p) + (d.Hi*o.Lo + d.Lo*o.Hi)}.Settled()
}

// Over returns d / o.
func (d Number) Over(o Number) Number {
	q := d.Hi / o.Hi
	rest := d.Minus(o.Times(Number{Hi: q}))
	return Number{q, rest.Hi / o.Hi}.Settled()
}

// Root returns √d.
func (d Number) Root() Number {
	s := math.Sqrt(d.Hi)
	if s == 0 {
		return Number{}
	}
	rest := d.Minus(Number{Hi: s}.Times(Number{Hi: s}))
	return Number{s, rest.Hi / (2 * s)}.Settled()
}

// Dot returns Σ x_i y_i over i < len(x).
func Dot(x, y []Number) (sum Number) {
	y = y[:len(x)]
	for i, v := range x {
		o := y[i]
		p := v.Hi * o.Hi
		sum.Lo += math.FMA(v.Hi, o.Hi, -p) + (v.Hi*o.Lo + v.Lo*o.Hi)
		sum.Add(p)
	}
	return sum.Settled()
}
