package losses

import "math"

// kullback returns t log(t/m) - t + m >= 0 for t, m >= 0, with all its digits also where t
// is near m.
func kullback(t, m float64) float64 {
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
	case math.IsInf(x, 1): // t is that small
		return m + t*(math.Log(t/m)-1)
	}
	return t * (x - math.Log1p(x))
}
