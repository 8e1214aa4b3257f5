package models

import "math"

// cost is the mean, the smaller the better.
func (c *Curve) cost(k int, larger bool) float64 {
	if larger {
		return -c.Mean[k]
	}
	return c.Mean[k]
}

// less tells whether a cost is smaller than another by more than rounding.
func less(a, b float64) bool { return a < b-rounding*math.Abs(b) }

// choose finds lambda.min and lambda.1se.
func (c *Curve) choose(larger bool) {
	for k := range c.Mean { // the largest lambda comes first
		if less(c.cost(k, larger), c.cost(c.Min, larger)) {
			c.Min = k
		}
	}
	c.OneSE = c.within(c.cost(c.Min, larger)+c.SD[c.Min], larger)
}

// within is the first place where the cost is not above a limit, the number of lambdas if
// there is none.
func (c *Curve) within(limit float64, larger bool) int {
	k := 0
	for k < len(c.Mean) && !(c.cost(k, larger) <= limit+rounding*math.Abs(limit)) {
		k++
	}
	return k
}

// choose finds the best of all curves.
func (v *CrossValidation) choose() {
	better := func(a, b Choice) bool { // of equal cost
		x, y := &v.Curves[a.Curve], &v.Curves[b.Curve]
		lx, ly := x.Lambda[a.Lambda], y.Lambda[b.Lambda]
		return x.Alpha == y.Alpha && (lx > ly || lx == ly && x.Gamma > y.Gamma)
	}
	cost := func(c Choice) float64 { return v.Curves[c.Curve].cost(c.Lambda, v.Larger) }
	v.Min = Choice{0, v.Curves[0].Min}
	for c := 1; c < len(v.Curves); c++ {
		if next := (Choice{c, v.Curves[c].Min}); less(cost(next), cost(v.Min)) || !less(cost(v.Min), cost(next)) && better(next, v.Min) {
			v.Min = next
		}
	}
	best := &v.Curves[v.Min.Curve]
	v.OneSE = v.Min
	for c := range v.Curves {
		if v.Curves[c].Alpha != best.Alpha {
			continue
		}
		k := v.Curves[c].within(cost(v.Min)+best.SD[v.Min.Lambda], v.Larger)
		if next := (Choice{c, k}); k < len(v.Curves[c].Lambda) && better(next, v.OneSE) {
			v.OneSE = next
		}
	}
}
