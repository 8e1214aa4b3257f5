// Package vector has sums over vectors that keep their digits, and the small
// operations beside them. The fast loops are in internal/kernel.
package vector

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// Sum is a compensated accumulator: the error of its total is two roundings and
// not n of them (Ogita, Rump and Oishi, Accurate Sum and Dot Product, 2005,
// algorithm 4.4). Values and conjugates are sums of it, because a gap is the
// difference of two nearly equal totals.
type Sum struct{ s, c float64 }

// Add adds v.
func (a *Sum) Add(v float64) {
	t := a.s + v
	b := t - a.s
	a.c += (a.s - (t - b)) + (v - b)
	a.s = t
}

// AddProduct adds x y without its rounding.
func (a *Sum) AddProduct(x, y float64) {
	p := x * y
	a.Add(p)
	if e := math.FMA(x, y, -p); e == e {
		a.c += e
	}
}

// Total returns the sum so far.
func (a *Sum) Total() float64 {
	if t := a.s + a.c; t == t {
		return t
	}
	return a.s // an infinite total has no compensation
}

// Long sums of rows go by stretches: plain and in lanes within one, compensated
// between them. A term meets at most 9 roundings in the sixteen lanes of the
// assembly and 19 in the four of its Go twin.
const Stretch = 64

// Total returns Σ v_i.
func Total(v []float64) float64 {
	var s Sum
	for lo := 0; lo < len(v); lo += Stretch {
		s.Add(kernel.Sum(v[lo:min(lo+Stretch, len(v))]))
	}
	return s.Total()
}

// Dot returns Σ x_i y_i.
func Dot(x, y []float64) float64 {
	var s Sum
	for lo := 0; lo < len(x); lo += Stretch {
		hi := min(lo+Stretch, len(x))
		s.Add(kernel.Dot(x[lo:hi], y[lo:hi]))
	}
	return s.Total()
}

// Norm returns ‖x‖₂.
func Norm(x []float64) float64 { return math.Sqrt(Dot(x, x)) }

// MaxAbs returns ‖u‖∞.
func MaxAbs(u []float64) float64 {
	m := 0.0
	for _, v := range u {
		m = max(m, math.Abs(v))
	}
	return m
}

// Ones returns n ones.
func Ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

// Axpy adds a x to y, with two roundings an entry on every machine.
func Axpy(a float64, x, y []float64) {
	for i, v := range x {
		y[i] += a * v
	}
}

// Eps is the distance from 1 to the next double.
const Eps = 0x1p-52
