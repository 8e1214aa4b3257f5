package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// sum is a compensated accumulator: the error of its total is two roundings and
// not n of them (Ogita, Rump and Oishi, Accurate Sum and Dot Product, 2005,
// algorithm 4.4). Values and conjugates are sums of it, because a gap is the
// difference of two nearly equal totals.
type sum struct{ s, c float64 }

func (a *sum) add(v float64) {
	t := a.s + v
	b := t - a.s
	a.c += (a.s - (t - b)) + (v - b)
	a.s = t
}

// addProduct adds x y without its rounding.
func (a *sum) addProduct(x, y float64) {
	p := x * y
	a.add(p)
	if e := math.FMA(x, y, -p); e == e {
		a.c += e
	}
}

func (a *sum) total() float64 {
	if t := a.s + a.c; t == t {
		return t
	}
	return a.s // an infinite total has no compensation
}

// Long sums of rows go by stretches: plain and in lanes within one, compensated
// between them. A term meets at most 9 roundings in the sixteen lanes of the
// assembly and 19 in the four of its Go twin.
const stretch = 64

// total returns Σ v_i.
func total(v []float64) float64 {
	var s sum
	for lo := 0; lo < len(v); lo += stretch {
		s.add(kernel.Sum(v[lo:min(lo+stretch, len(v))]))
	}
	return s.total()
}

// product returns Σ x_i y_i.
func product(x, y []float64) float64 {
	var s sum
	for lo := 0; lo < len(x); lo += stretch {
		hi := min(lo+stretch, len(x))
		s.add(kernel.Dot(x[lo:hi], y[lo:hi]))
	}
	return s.total()
}

// norm2 returns ‖x‖₂.
func norm2(x []float64) float64 { return math.Sqrt(product(x, x)) }
