package solvers

import "math"

// doubled is a sum in twice the precision of a double: hi is the sum so far and lo what
// it has lost.
//
// Reference: Ogita, Rump and Oishi, Accurate sum and dot product (2005), algorithms
// 3.1, 4.4 and 5.3.
type doubled struct{ hi, lo float64 }

func (d *doubled) add(v float64) {
	t := d.hi + v
	u := t - d.hi
	d.lo += (d.hi - (t - u)) + (v - u)
	d.hi = t
}

func (d *doubled) addProduct(a, b float64) {
	p := a * b
	d.lo += math.FMA(a, b, -p)
	d.add(p)
}

func (d *doubled) value() float64 { return d.hi + d.lo }
