package proof

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/interval"
)

// Losses of two half lines, l(y, z) = max(low (z - k), high (z - k)) with l*(v) = k v on
// [low, high]. Only 1 - Tau is rounded.

// Quantile is max(Tau (y - z), (1 - Tau) (z - y)).
type Quantile struct{ Tau float64 }

// Absolute is |z - y|.
type Absolute struct{}

// Hinge is max(1 - s z, 0), s = 1 for y > 0 and -1 otherwise.
type Hinge struct{}

// above is 1 - Tau.
func (l Quantile) above() interval.Interval {
	return interval.Interval{Lo: interval.AddDown(1, -l.Tau), Hi: interval.AddUp(1, -l.Tau)}
}

func (l Quantile) at(y, z float64) interval.Interval {
	r := interval.Point(z).Plus(interval.Point(-y))
	over, under := r.Times(l.above()), r.Multiple(-l.Tau)
	return interval.Interval{Lo: max(over.Lo, under.Lo), Hi: max(over.Hi, under.Hi)}
}

func (l Quantile) conj(y, v float64) float64 {
	low, high := l.domain(y)
	return kinkConj(y, v, low, high)
}

func (l Quantile) domain(float64) (lower, upper float64) { return -l.Tau, l.above().Lo }

func (l Quantile) derivatives(y, z float64) (slope, curvature float64) {
	if z > y {
		return l.above().Hi, 0
	}
	return -l.Tau, 0
}

func (l Quantile) bend(y, v float64) float64 {
	low, high := l.domain(y)
	return room(v, low, high)
}

func (Quantile) strength() float64 { return 0 }
func (Quantile) concordant() bool  { return false }

func (Absolute) at(y, z float64) interval.Interval {
	r := interval.Point(z).Plus(interval.Point(-y))
	return interval.Interval{Lo: max(r.Lo, -r.Hi), Hi: max(r.Hi, -r.Lo)}
}

func (Absolute) conj(y, v float64) float64               { return kinkConj(y, v, -1, 1) }
func (Absolute) domain(float64) (lower, upper float64)   { return -1, 1 }
func (Absolute) bend(_, v float64) float64               { return room(v, -1, 1) }
func (Absolute) strength() float64                       { return 0 }
func (Absolute) concordant() bool                        { return false }
func (Absolute) derivatives(y, z float64) (s, c float64) { return math.Copysign(1, z-y), 0 }

func (Hinge) at(y, z float64) interval.Interval {
	d := interval.Point(1).Plus(interval.Point(-side(y) * z))
	return interval.Interval{Lo: max(d.Lo, 0), Hi: max(d.Hi, 0)}
}

func (l Hinge) conj(y, v float64) float64 {
	low, high := l.domain(y)
	return kinkConj(side(y), v, low, high)
}

func (Hinge) domain(y float64) (lower, upper float64) {
	return min(-side(y), 0), max(-side(y), 0)
}

func (Hinge) derivatives(y, z float64) (slope, curvature float64) {
	if side(y)*z < 1 {
		return -side(y), 0
	}
	return 0, 0
}

func (l Hinge) bend(y, v float64) float64 {
	low, high := l.domain(y)
	return room(v, low, high)
}

func (Hinge) strength() float64 { return 0 }
func (Hinge) concordant() bool  { return false }

// kinkConj is k v on [low, high].
func kinkConj(k, v, low, high float64) float64 {
	if !(low <= v && v <= high) {
		return math.Inf(1)
	}
	return interval.MulUp(k, v)
}

// room is 0 at the ends of [low, high], and 1 in the middle.
func room(v, low, high float64) float64 {
	half := (high - low) / 2
	return max(min(v-low, high-v)/half, 0)
}
