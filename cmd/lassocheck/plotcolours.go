package main

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// palette begins with that of Okabe and Ito, Color universal design (2008), without its
// yellow, which is too faint for lines; wine, olive and indigo are of Tol's muted
// scheme, Colour schemes (2021), and are taken only where the others are not enough.
var palette = [...]color.RGBA{
	{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255}, {86, 180, 233, 255},
	{230, 159, 0, 255}, {0, 0, 0, 255}, {136, 34, 85, 255}, {153, 153, 51, 255}, {51, 34, 136, 255},
}

const plenty = 7 // the first colours of the palette, which do as a rule

// dashes are the second cue: they tell lines of one colour apart.
var dashes = [][]vg.Length{nil, {6, 3}, {2, 2}, {9, 3, 2, 3}, {4, 1.5}, {12, 4}, {1, 3}}

// paint gives each curve a colour that no curve has that it crosses, nor, if there is a
// choice, one whose end is within near of its own; then it evens out how often each
// colour is used, and gives the curves of one colour different dashes. A curve that
// crosses one of every colour stays without: it returns those that have one.
func paint(curves []*curve, near float64) (painted []*curve) {
	for _, c := range curves {
		free := c.free(painted, near)
		if free == nil {
			free = c.free(painted, 0)
		}
		if free != nil {
			c.colour = free[0]
			painted = append(painted, c)
		}
	}
	var used, dash [len(palette)]int
	for _, c := range painted {
		used[c.colour]++
	}
	for _, c := range painted {
		for _, k := range c.free(painted, near) {
			if k < plenty && used[k]+1 < used[c.colour] {
				used[c.colour]--
				used[k]++
				c.colour = k
			}
		}
		c.dash = dash[c.colour] % len(dashes)
		dash[c.colour]++
	}
	return painted
}

// free lists the colours that c can have beside others.
func (c *curve) free(others []*curve, near float64) (list []int) {
	var taken [len(palette)]bool
	for _, o := range others {
		if o != c && (c.crosses(o) || math.Abs(c.end-o.end) < near) {
			taken[o.colour] = true
		}
	}
	for k, t := range taken {
		if !t {
			list = append(list, k)
		}
	}
	return list
}

// crosses tells whether the curves meet after both have left zero.
func (c *curve) crosses(o *curve) bool {
	a, b := c.xy, o.xy
	n := min(len(a), len(b))
	a, b = a[len(a)-n:], b[len(b)-n:]
	for k := 1; k < n; k++ {
		before, after := a[k-1].Y-b[k-1].Y, a[k].Y-b[k].Y
		together := a[k-1].Y == 0 && b[k-1].Y == 0 // where both start
		if before*after < 0 || (before == 0 || after == 0) && !together && (a[k].Y != 0 || b[k].Y != 0) {
			return true
		}
	}
	return false
}

// shade is the k-th of n shades of a colour, from dark to light.
func shade(c color.RGBA, k, n int) color.RGBA {
	if n < 2 {
		return c
	}
	t := 0.9*float64(k)/float64(n-1) - 0.45 // negative towards black, positive towards white
	mix := func(v uint8) uint8 {
		if t < 0 {
			return uint8(math.Round(float64(v) * (1 + t)))
		}
		return uint8(math.Round(float64(v) + t*(255-float64(v))))
	}
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}
