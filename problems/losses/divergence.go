package losses

import "math"

// kullback returns t log(t/m) - t + m >= 0 for t, m >= 0, given log m, with all its digits
// also where t is near m.
func kullback(t, m, log float64) float64 {
	x := (m - t) / t
	switch {
	case t == 0:
		return m
	case math.Abs(x) < 0.05: // t (x - log(1+x)), by its series
		s := 0.0
		for k := 14.0; k >= 2; k-- {
			s = 1/k - x*s
		}
		return t * x * x * s
	case x > -0.5 && x <= math.MaxFloat64:
		return t * (x - math.Log1p(x))
	}
	return t*(math.Log(t)-log) - t + m
}

// Divergence returns t log(t/p) + (1-t) log((1-t)/(1-p)) for t = y + v and the share
// p = 1/(1+exp(-z)) of the positive class.
func (LogisticLoss) Divergence(y, z, v float64) float64 {
	y = max(y, 0)
	e := math.Exp(-math.Abs(z))
	large, small := 1/(1+e), e/(1+e)
	rest := math.Log1p(e)
	t, r := y+v, (1-y)-v // of the class that z is for, and of the other
	if z < 0 {
		t, r = r, t
	}
	return kullback(t, large, -rest) + kullback(r, small, -math.Abs(z)-rest)
}

// Divergence returns t log(t/m) - t + m for t = y + v and the mean m = exp(z).
func (PoissonLoss) Divergence(y, z, v float64) float64 { return kullback(y+v, math.Exp(z), z) }
