package report

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/ticks"
)

// scale maps numbers to positions along an axis.
type scale struct {
	log      bool
	lo, hi   float64 // in numbers, or their logarithms
	from, to float64 // in the drawing
}

func newScale(a Axis, series []Series, values func(Series) Floats, from, to int) scale {
	s := scale{log: a.Log, lo: math.Inf(1), hi: math.Inf(-1), from: float64(from), to: float64(to)}
	if n := len(a.Names); n > 0 { // from the top down
		s.lo, s.hi = float64(n)+0.5, 0.5
		return s
	}
	take := func(v float64) {
		if finite(v) && (!a.Log || v > 0) {
			s.lo, s.hi = min(s.lo, s.unit(v)), max(s.hi, s.unit(v))
		}
	}
	for _, v := range a.Range {
		take(v)
	}
	for _, one := range series {
		for _, v := range values(one) {
			if a.Range == nil {
				take(v)
			}
		}
	}
	switch {
	case s.lo > s.hi:
		s.lo, s.hi = 0, 1
	case s.lo == s.hi:
		s.lo, s.hi = s.lo-0.5, s.hi+0.5
	}
	if !a.Log && s.lo > 0 && s.lo < s.hi/2 {
		s.lo = 0
	}
	margin := 0.03 * (s.hi - s.lo)
	if a.Log || s.lo != 0 {
		s.lo -= margin
	}
	s.hi += margin
	return s
}

func (s scale) unit(v float64) float64 {
	if s.log {
		return math.Log10(v)
	}
	return v
}

// at is where v is drawn: on the axis where it is past its end.
func (s scale) at(v float64) float64 {
	u := s.lo
	if !s.log || v > 0 {
		u = s.unit(v)
	}
	u = math.Min(math.Max(u, math.Min(s.lo, s.hi)), math.Max(s.lo, s.hi))
	return s.from + (s.to-s.from)*(u-s.lo)/(s.hi-s.lo)
}

// ticks returns at most so many round numbers along the axis.
func (s scale) ticks(most int) (out []float64) {
	if s.log && s.hi-s.lo >= 1.5 {
		for _, e := range ticks.Powers(s.lo, s.hi, most) {
			out = append(out, math.Pow(10, float64(e)))
		}
		return out
	}
	if s.log {
		for e := math.Floor(s.lo); e <= s.hi; e++ {
			for _, m := range []float64{1, 2, 5} {
				if v := m * math.Pow(10, e); s.unit(v) >= s.lo && s.unit(v) <= s.hi {
					out = append(out, v)
				}
			}
		}
		return out
	}
	return ticks.Linear(s.lo, s.hi, most)
}
