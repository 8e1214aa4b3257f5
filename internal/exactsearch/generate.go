package exactsearch

import (
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/problems/design"
)

// draw draws the parts of a case.
type draw struct {
	*rand.Rand
	// coarse numbers have few digits, so that sums of columns are exact: columns that are
	// dependent up to rounding alone are wild.
	coarse bool
}

func (r draw) chance(p float64) bool { return r.Float64() < p }

func (r draw) pick(v ...float64) float64 { return v[r.IntN(len(v))] }

func (r draw) vector(n int, f func() float64) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = f()
	}
	return v
}

// Generate draws a case. A tame one is such as any solver should do well on: columns
// of one size, some of them multiples, indicators or constant. A wild one has anything
// that is a problem: columns of other sizes and far from zero, columns nearly
// dependent, a response far from zero, weights and factors from tiny to huge, garbage in
// rows that do not count.
func Generate(rng *rand.Rand, wild bool) *Case {
	r := draw{rng, rng.IntN(2) == 0}
	n, p := 2+r.IntN(11), 1+r.IntN(8)
	if r.chance(0.03) {
		n, p = 12+r.IntN(20), 8+r.IntN(10)
	}
	c := &Case{Tol: 1e-9, Sparse: r.chance(0.3)}
	c.Intercept = r.chance(0.7)
	if r.chance(0.2) {
		c.Tol = r.pick(1e-4, 1e-6, 1e-7, 1e-11)
	}
	if c.Tol < 1e-9 && !wild {
		c.Tol = 1e-9
	}
	for range p {
		c.X = append(c.X, r.column(c.X, n))
	}
	if c.Sparse {
		for _, x := range c.X {
			for i := range x {
				if r.chance(0.5) {
					x[i] = 0
				}
			}
		}
	}
	if wild {
		r.distort(c)
	}
	c.Y = r.response(c.X, n)
	if wild {
		shift, scale := 0.0, 1.0
		if r.chance(0.25) {
			shift = r.pick(1e5, -1e8, 1e12, 1e15) * (1 + r.Float64())
		}
		if r.chance(0.2) {
			scale = r.pick(1e-140, 1e-8, 1e8, 1e100)
		}
		for i, y := range c.Y {
			c.Y[i] = scale * (y + shift)
		}
	}
	r.rows(c, wild)
	r.columns(c, wild)
	c.Alpha = 1
	if r.chance(0.4) {
		c.Alpha = r.pick(0.5, 0.9, 0)
		if wild {
			c.Alpha = r.pick(0.5, 1e-6, 1e-9, 0, 1-1e-12)
		}
	}
	r.strength(c, wild)
	return c
}

func (r draw) normal() float64 {
	if r.coarse {
		return math.Round(0x1p16*r.NormFloat64()) / 0x1p16
	}
	return r.NormFloat64()
}

// column draws a tame column.
func (r draw) column(before [][]float64, n int) []float64 {
	kind := r.IntN(10)
	if len(before) == 0 && (kind == 7 || kind == 8) {
		kind = 0
	}
	switch kind {
	case 5:
		return r.vector(n, func() float64 { return float64(r.IntN(7) - 3) })
	case 6: // an indicator
		return r.vector(n, func() float64 { return float64(r.IntN(2)) })
	case 7, 8: // a multiple, or the sum of two
		x, y, s := before[r.IntN(len(before))], before[r.IntN(len(before))], r.pick(1, 1, -1, 2, 0.25)
		v := make([]float64, n)
		for i := range v {
			if v[i] = s * x[i]; kind == 8 && r.coarse {
				v[i] += y[i]
			}
		}
		return v
	case 9:
		v := r.pick(1, 0, 5, 0.125)
		if r.chance(0.5) {
			return r.vector(n, func() float64 { return v })
		}
	}
	return r.vector(n, r.normal)
}

// distort makes columns wild.
func (r draw) distort(c *Case) {
	some := r.Float64()
	for j, x := range c.X {
		if !r.chance(some) {
			continue
		}
		switch r.IntN(5) {
		case 0: // of another size
			s := r.pick(1e-8, 1e8, 1e-3, 1e4)
			if r.chance(0.3) {
				s = r.pick(1e-150, 1e150, 1e-160, 1e-100, 1e100, 1e-200, 1e-300)
			}
			for i := range x {
				x[i] *= s
			}
		case 1, 2: // far from zero
			shift := math.Pow(10, 11*r.Float64()) * r.pick(1, -1)
			for i := range x {
				if !c.Sparse || x[i] != 0 {
					x[i] += shift
				}
			}
		case 3: // nearly another one, or the sum of two
			e := math.Pow(10, -2-14*r.Float64())
			a, b := c.X[r.IntN(len(c.X))], c.X[r.IntN(len(c.X))]
			s := r.pick(0, 0, 1)
			for i := range x {
				x[i] = a[i] + s*b[i] + e*r.NormFloat64()
			}
		case 4: // nearly constant
			v, e := r.NormFloat64(), math.Pow(10, -16+10*r.Float64())
			for i := range x {
				x[i] = v + e*r.NormFloat64()
			}
		}
		c.X[j] = x
	}
}

// response draws noise, or what some columns make of it, or both.
func (r draw) response(x [][]float64, n int) []float64 {
	noise := r.pick(1, 1, 0.1, 0.1, 1e-3, 0)
	y := r.vector(n, func() float64 { return noise * r.NormFloat64() })
	if noise == 1 && r.chance(0.7) {
		if r.chance(0.3) {
			return r.vector(n, func() float64 { return float64(r.IntN(9) - 4) })
		}
		return y
	}
	for _, col := range x {
		size := 0.0 // the signal that a column bears is of size 1
		for _, v := range col {
			size = max(size, math.Abs(v-col[0]))
		}
		if size == 0 || r.chance(0.5) {
			continue
		}
		b := r.NormFloat64() / size
		for i, v := range col {
			y[i] += b * (v - col[0])
		}
	}
	return y
}

// rows draws weights and offsets.
func (r draw) rows(c *Case, wild bool) {
	n := c.Rows()
	if r.chance(0.3) {
		c.Weights = r.vector(n, func() float64 { return r.pick(1, 2, 3, 0, r.Float64()) })
		if wild && r.chance(0.5) {
			c.Weights = r.vector(n, func() float64 { return r.pick(0, 1e-12, 1e12, 1, 1, r.Float64()) })
		}
		c.Weights[r.IntN(n)] = r.pick(1, 0.5)
		if wild && r.chance(0.5) {
			garbage := r.pick(1e300, 1e155, -1e20, 1e10)
			for i, w := range c.Weights {
				if w == 0 {
					c.Y[i] = garbage
					for _, x := range c.X {
						if !c.Sparse || r.chance(0.5) {
							x[i] = -garbage * r.Float64()
						}
					}
				}
			}
		}
	}
	if r.chance(0.2) {
		scale := 1.0
		if wild {
			scale = r.pick(1, 1e-8, 1e8, 1e15)
		}
		c.Offset = r.vector(n, func() float64 { return scale * r.NormFloat64() })
	}
}

// columns draws units, factors and bounds.
func (r draw) columns(c *Case, wild bool) {
	p := c.Cols()
	if c.Standardize = r.chance(0.3); c.Standardize {
		c.Scale = design.StdDevs(c.design(), c.Weights)
	}
	if r.chance(0.3) {
		c.Factor = r.vector(p, func() float64 {
			f := r.pick(0, 1, 1, 2, 0.5, math.Inf(1))
			if wild && r.chance(0.2) {
				f = r.pick(1e-10, 1e10, 1e-300, 1e300, 5e-324)
			}
			return f
		})
	}
	if r.chance(0.3) {
		size := 1.0
		if wild {
			size = r.pick(1, 1, 1e-8, 1e8)
		}
		c.Lower = r.vector(p, func() float64 { return r.pick(math.Inf(-1), 0, 0, -size*r.Float64(), size*r.Float64()) })
		c.Upper = make([]float64, p)
		for j, lo := range c.Lower {
			hi := r.pick(math.Inf(1), math.Inf(1), size*r.Float64(), 0)
			if r.chance(0.1) && !math.IsInf(lo, 0) {
				hi = lo // pinned
			}
			excluded := c.Scale != nil && c.Scale[j] == 0 || c.Factor != nil && math.IsInf(c.Factor[j], 1)
			if hi < lo || excluded {
				lo, hi = min(lo, 0), max(hi, 0)
			}
			c.Lower[j], c.Upper[j] = lo, hi
		}
	}
}

// strength draws lambda, from next to nothing to above lambda_max.
func (r draw) strength(c *Case, wild bool) {
	c.Lambda = 1
	null, err := c.Stated().Null()
	most := null.LambdaMax
	if err != nil || !(most > 1e-290 && most < 1e290) {
		most = 1
	}
	ratio := math.Pow(10, -3+3.2*r.Float64())
	if wild {
		ratio = math.Pow(10, -12+12.3*r.Float64())
		if r.chance(0.5) {
			ratio = math.Pow(10, -4+4.3*r.Float64())
		}
	}
	switch c.Lambda = ratio * most; {
	case r.chance(0.05):
		c.Lambda = most
	case r.chance(0.04):
		c.Lambda = 0
	}
}
