package exactsearch

import (
	"slices"
	"strconv"
	"time"
)

// Shrink returns a smaller case on which failing still holds: rows, columns and parts
// left out, numbers rounded, for as long as that finds something within the time.
func Shrink(c *Case, failing func(*Case) bool, limit time.Duration) *Case {
	until := time.Now().Add(limit)
	for progress := true; progress; {
		progress = false
		for smaller := range c.smaller {
			if time.Now().After(until) {
				return c
			}
			if failing(smaller) {
				c, progress = smaller, true
				break
			}
		}
	}
	return c
}

// smaller yields cases that are simpler by one thing.
func (c *Case) smaller(yield func(*Case) bool) {
	try := func(change func(*Case)) bool {
		d := c.clone()
		change(d)
		return yield(d)
	}
	for i := range c.Rows() {
		if c.Rows() > 1 && (c.Weights == nil || slices.ContainsFunc(slices.Delete(slices.Clone(c.Weights), i, i+1), func(w float64) bool { return w > 0 })) &&
			!try(func(d *Case) { d.dropRow(i) }) {
			return
		}
	}
	for j := range c.Cols() {
		if c.Cols() > 1 && !try(func(d *Case) { d.dropColumn(j) }) {
			return
		}
	}
	for _, v := range c.vectors() {
		if *v != nil && !func() bool { old := *v; *v = nil; d := c.clone(); *v = old; return yield(d) }() {
			return
		}
	}
	if c.Sparse && !try(func(d *Case) { d.Sparse = false }) || c.Intercept && !try(func(d *Case) { d.Intercept = false }) ||
		c.Standardize && !try(func(d *Case) { d.Standardize = false }) || c.Alpha != 1 && !try(func(d *Case) { d.Alpha = 1 }) {
		return
	}
	for digits := 1; digits <= 6; digits++ {
		for k := range c.numbers() {
			rounded := round(*c.numbers()[k], digits)
			if rounded != *c.numbers()[k] && digits < significant(*c.numbers()[k]) && !try(func(d *Case) { *d.numbers()[k] = rounded }) {
				return
			}
		}
	}
}

func (c *Case) clone() *Case {
	d := *c
	d.X = make([][]float64, len(c.X))
	for j, x := range c.X {
		d.X[j] = slices.Clone(x)
	}
	d.Y = slices.Clone(c.Y)
	for _, v := range d.vectors() {
		*v = slices.Clone(*v)
	}
	return &d
}

// vectors are those that may be left out.
func (c *Case) vectors() []*[]float64 {
	return []*[]float64{&c.Weights, &c.Offset, &c.Factor, &c.Scale, &c.Lower, &c.Upper}
}

func (c *Case) dropRow(i int) {
	for j := range c.X {
		c.X[j] = slices.Delete(c.X[j], i, i+1)
	}
	for _, v := range []*[]float64{&c.Y, &c.Weights, &c.Offset} {
		if *v != nil {
			*v = slices.Delete(*v, i, i+1)
		}
	}
}

func (c *Case) dropColumn(j int) {
	c.X = slices.Delete(c.X, j, j+1)
	for _, v := range c.vectors()[2:] {
		if *v != nil {
			*v = slices.Delete(*v, j, j+1)
		}
	}
}

// numbers are all numbers of the data.
func (c *Case) numbers() []*float64 {
	n := []*float64{&c.Lambda}
	for _, v := range append(slices.Clone(c.X), c.Y, c.Weights, c.Offset, c.Factor, c.Scale, c.Lower, c.Upper) {
		for i := range v {
			n = append(n, &v[i])
		}
	}
	return n
}

func round(v float64, digits int) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	return r
}

// significant counts the decimal digits of v.
func significant(v float64) int {
	text := strconv.FormatFloat(v, 'e', -1, 64)
	count := 0
	for _, c := range text {
		if c == 'e' {
			break
		}
		if c >= '0' && c <= '9' {
			count++
		}
	}
	return count
}
