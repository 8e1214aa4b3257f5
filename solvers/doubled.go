package solvers

import "math"

// doubled is a number in twice the precision of a double, the unevaluated sum of two.
// The relative error of an operation is a few 2^-104.
//
// References: Dekker, A floating-point technique for extending the available precision
// (1971); Ogita, Rump and Oishi, Accurate sum and dot product (2005), algorithms 3.1,
// 4.4 and 5.3; Hida, Li and Bailey, Library for double-double and quad-double arithmetic
// (2007), sections 3.2 to 3.4.
type doubled struct{ hi, lo float64 }

// add adds v to a running sum, whose lo is what hi has lost so far.
func (d *doubled) add(v float64) {
	t := d.hi + v
	u := t - d.hi
	d.lo += (d.hi - (t - u)) + (v - u)
	d.hi = t
}

// addProduct adds a b to a running sum.
func (d *doubled) addProduct(a, b float64) {
	p := a * b
	d.lo += math.FMA(a, b, -p)
	d.add(p)
}

func (d doubled) value() float64 { return d.hi + d.lo }

// settled returns a running sum as a number whose lo is less than the last place of hi.
func (d doubled) settled() doubled {
	s := d.hi + d.lo
	return doubled{s, d.lo - (s - d.hi)}
}

func (d doubled) plus(o doubled) doubled {
	d.add(o.hi)
	d.lo += o.lo
	return d.settled()
}

func (d doubled) minus(o doubled) doubled { return d.plus(doubled{-o.hi, -o.lo}) }

func (d doubled) times(o doubled) doubled {
	p := d.hi * o.hi
	return doubled{p, math.FMA(d.hi, o.hi, -p) + (d.hi*o.lo + d.lo*o.hi)}.settled()
}

func (d doubled) over(o doubled) doubled {
	q := d.hi / o.hi
	rest := d.minus(o.times(doubled{hi: q}))
	return doubled{q, rest.hi / o.hi}.settled()
}

func (d doubled) root() doubled {
	s := math.Sqrt(d.hi)
	if s == 0 {
		return doubled{}
	}
	rest := d.minus(doubled{hi: s}.times(doubled{hi: s}))
	return doubled{s, rest.hi / (2 * s)}.settled()
}

// dotDoubled returns Σ x_i y_i over i < len(x).
func dotDoubled(x, y []doubled) (sum doubled) {
	y = y[:len(x)]
	for i, v := range x {
		o := y[i]
		p := v.hi * o.hi
		sum.lo += math.FMA(v.hi, o.hi, -p) + (v.hi*o.lo + v.lo*o.hi)
		sum.add(p)
	}
	return sum.settled()
}
