package models

import "math"

// truncated is a normal distribution of deviation sd, cut off outside of [low, high].
type truncated struct{ sd, low, high float64 }

// below is the probability of a value up to t where the mean is mu, and above that of a
// value from t on; both are right to many digits far out in the tails.
func (c truncated) below(t, mu float64) float64 { return c.between(c.low, t, mu) }
func (c truncated) above(t, mu float64) float64 { return c.between(t, c.high, mu) }

// between is the probability of [a, b] given [low, high].
func (c truncated) between(a, b, mu float64) float64 {
	d := logBetween((a-mu)/c.sd, (b-mu)/c.sd) - logBetween((c.low-mu)/c.sd, (c.high-mu)/c.sd)
	return math.Exp(min(d, 0))
}

// logBetween is log (Φ(b) - Φ(a)).
func logBetween(a, b float64) float64 {
	if a > 0 || a > -b { // the mirror image, whose upper end has the larger tail
		a, b = -b, -a
	}
	if !(a < b) {
		return math.Inf(-1)
	}
	upper, lower := logPhi(b), logPhi(a)
	return upper + math.Log(-math.Expm1(lower-upper))
}

// logPhi is log Φ(z).
func logPhi(z float64) float64 {
	if z > -5 {
		return math.Log(math.Erfc(-z/math.Sqrt2) / 2)
	}
	// Laplace's continued fraction for Mills' ratio, to a last digit where |z| > 5.
	f := 0.0
	for k := 60; k > 0; k-- {
		f = float64(k) / (-z + f)
	}
	return -z*z/2 - math.Log(math.Sqrt(2*math.Pi)) - math.Log(-z+f)
}

// mean is the mean at which a value on the other side of t has probability tail: the end of
// an interval, infinite where none is found within 10^6 deviations.
func (c truncated) mean(t, tail float64, upper bool) float64 {
	side := -1.0
	probability := c.above // falls to zero with the mean
	if upper {
		side, probability = 1, c.below
	}
	near, far := t-side*40*c.sd, t // the tail is larger at near
	for step := c.sd; probability(t, far) > tail; step *= 2 {
		if far = t + side*step; step > 1e6*c.sd {
			return side * math.Inf(1)
		}
	}
	for step := c.sd; probability(t, near) < tail; step *= 2 {
		if near = t - side*step; step > 1e6*c.sd {
			return -side * math.Inf(1)
		}
	}
	for range 200 {
		middle := near + (far-near)/2
		if middle == near || middle == far {
			break
		}
		if probability(t, middle) > tail {
			near = middle
		} else {
			far = middle
		}
	}
	return far
}
