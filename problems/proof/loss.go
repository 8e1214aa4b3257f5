package proof

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/interval"
)

// Loss is the convex loss of one observation, in bounds. [Classes], [Counts], [Huber],
// [SquaredHinge], [Quantile], [Absolute] and [Hinge] are all there are; nil in a [Model] stands for the square.
type Loss interface {
	// at bounds l(y, z).
	at(y, z float64) interval.Interval
	// conj is not below l*(y, v), +Inf outside the domain.
	conj(y, v float64) float64
	// domain is where the conjugate is finite, or a little less.
	domain(y float64) (lower, upper float64)
	// derivatives are near those of l in z.
	derivatives(y, z float64) (slope, curvature float64)
	// bend is small where v has little room in the domain, as the curvature of l is there
	// whose slope is v.
	bend(y, v float64) float64
	// strength is such that l* is strongly convex with it; 0 for none.
	strength() float64
	// concordant tells that |l'''| <= l'': the curvature falls by no more than exp(-|d|) over d.
	concordant() bool
}

// Classes is log(1 + e^z) - p z, p = max(y, 0) in [0, 1].
type Classes struct{}

// Counts is e^z - y z.
type Counts struct{}

// Huber is (z-y)²/2, linear from |z-y| = Delta on.
type Huber struct{ Delta float64 }

// SquaredHinge is max(1 - s z, 0)²/2, s = 1 for y > 0 and -1 otherwise.
type SquaredHinge struct{}

// enclose bounds l(y, z) over an interval: a convex function is largest at one end, and
// not further below its middle than its steepest slope takes it.
func enclose(l Loss, y float64, z interval.Interval) interval.Interval {
	if !(z.Lo >= -math.MaxFloat64 && z.Hi <= math.MaxFloat64) {
		return interval.Interval{Lo: math.Inf(-1), Hi: math.Inf(1)}
	}
	if z.Lo == z.Hi {
		return l.at(y, z.Lo)
	}
	mid := z.Mid()
	r := max(interval.AddUp(z.Hi, -mid), interval.AddUp(mid, -z.Lo))
	steepest := math.Abs(y) * 0x1p-40
	for _, end := range [2]float64{z.Lo, z.Hi} {
		slope, _ := l.derivatives(y, end)
		steepest = max(steepest, math.Abs(slope)*(1+0x1p-40)+math.Abs(y)*0x1p-40)
	}
	v := interval.Interval{
		Lo: interval.AddDown(l.at(y, mid).Lo, -interval.MulUp(r, steepest)),
		Hi: max(l.at(y, z.Lo).Hi, l.at(y, z.Hi).Hi),
	}
	if !(v.Lo <= v.Hi) { // overflow
		return interval.Interval{Lo: math.Inf(-1), Hi: math.Inf(1)}
	}
	return v
}

// conjAbove is not below l* over an interval: that is convex too.
func conjAbove(l Loss, y float64, v interval.Interval) float64 {
	c := l.conj(y, v.Lo)
	if v.Lo != v.Hi {
		c = max(c, l.conj(y, v.Hi))
	}
	if c != c {
		return math.Inf(1)
	}
	return c
}

// xlogx is not below t log t over the interval, t >= 0.
func xlogx(t interval.Interval) float64 {
	at := func(v float64) float64 {
		if v > 0 && v != 1 {
			return interval.MulUp(v, interval.Log(v).Hi)
		}
		return 0
	}
	if t.Lo == t.Hi {
		return at(t.Lo)
	}
	return max(at(t.Lo), at(t.Hi))
}

// rest encloses 1 - p - v.
func rest(p, v float64) interval.Interval {
	one := interval.Interval{Lo: interval.AddDown(1, -p), Hi: interval.AddUp(1, -p)}
	return one.Plus(interval.Point(-v))
}

func (Classes) at(y, z float64) interval.Interval {
	p, v := max(y, 0), interval.Softplus(-math.Abs(z))
	if z > 0 {
		return v.Plus(rest(p, 0).Multiple(z))
	}
	return v.Plus(interval.Point(p).Multiple(-z))
}

func (Classes) conj(y, v float64) float64 {
	p := max(y, 0)
	t, r := interval.Point(p).Plus(interval.Point(v)), rest(p, v)
	if t.Lo < 0 || r.Lo < 0 {
		return math.Inf(1)
	}
	return interval.AddUp(xlogx(t), xlogx(r))
}

func (Classes) domain(y float64) (lower, upper float64) {
	p := max(y, 0)
	return -p, max(interval.AddDown(1, -p)*(1-0x1p-50), 0)
}

func (Classes) derivatives(y, z float64) (slope, curvature float64) {
	p, e := max(y, 0), math.Exp(-math.Abs(z))
	small, large := e/(1+e), 1/(1+e)
	if z < 0 {
		return (1-p)*small - p*large, small * large
	}
	return (1-p)*large - p*small, small * large
}

func (Classes) bend(y, v float64) float64 {
	p := max(y, 0)
	if p != 0 && p != 1 { // 1 - p is rounded
		return max(p+v-0x1p-52, 0) * max(1-p-v-0x1p-52, 0)
	}
	return max(p+v, 0) * max(1-p-v, 0)
}

func (Classes) strength() float64 { return 4 }
func (Classes) concordant() bool  { return true }

func (Counts) at(y, z float64) interval.Interval {
	return interval.Exp(z).Plus(interval.Point(y).Multiple(-z))
}

func (Counts) conj(y, v float64) float64 {
	t := interval.Point(y).Plus(interval.Point(v))
	if t.Lo < 0 {
		return math.Inf(1)
	}
	c := interval.AddUp(xlogx(interval.Point(t.Lo)), -t.Lo)
	return max(c, interval.AddUp(xlogx(interval.Point(t.Hi)), -t.Hi))
}

func (Counts) domain(y float64) (lower, upper float64) { return -y, math.Inf(1) }

func (Counts) derivatives(y, z float64) (slope, curvature float64) {
	e := math.Exp(z)
	return e - y, e
}

func (Counts) bend(y, v float64) float64 { return max(y+v, 0) }
func (Counts) strength() float64         { return 0 }
func (Counts) concordant() bool          { return true }

func (l Huber) at(y, z float64) interval.Interval {
	r := interval.Point(z).Plus(interval.Point(-y))
	if r.Lo < 0 {
		r = interval.Interval{Lo: -r.Hi, Hi: -r.Lo}
	}
	r.Lo = max(r.Lo, 0)
	square := r.Times(r).Scaled(0.5) // never below l, and l where r <= delta
	linear := r.Scaled(l.Delta).Plus(interval.Point(l.Delta).Times(interval.Point(l.Delta)).Multiple(-0.5))
	switch {
	case r.Hi <= l.Delta:
		return square
	case r.Lo >= l.Delta:
		return linear
	}
	return interval.Interval{Lo: min(square.Lo, linear.Lo), Hi: square.Hi}
}

func (l Huber) conj(y, v float64) float64 {
	if math.Abs(v) > l.Delta {
		return math.Inf(1)
	}
	return interval.AddUp(interval.MulUp(v, v)/2+interval.Smallest, interval.MulUp(y, v))
}

func (l Huber) domain(float64) (lower, upper float64) { return -l.Delta, l.Delta }

func (l Huber) derivatives(y, z float64) (slope, curvature float64) {
	r := z - y
	if math.Abs(r) > l.Delta {
		return math.Copysign(l.Delta, r), 0
	}
	return r, 1
}

func (l Huber) bend(_, v float64) float64 {
	return max(1-math.Abs(v)/l.Delta, 0)
}

func (Huber) strength() float64 { return 1 }
func (Huber) concordant() bool  { return false }

func side(y float64) float64 {
	if y > 0 {
		return 1
	}
	return -1
}

func (SquaredHinge) at(y, z float64) interval.Interval {
	d := interval.Point(1).Plus(interval.Point(-side(y) * z))
	d = interval.Interval{Lo: max(d.Lo, 0), Hi: max(d.Hi, 0)}
	return d.Times(d).Scaled(0.5)
}

func (SquaredHinge) conj(y, v float64) float64 {
	if side(y)*v > 0 {
		return math.Inf(1)
	}
	return interval.AddUp(interval.MulUp(v, v)/2+interval.Smallest, side(y)*v)
}

func (SquaredHinge) domain(y float64) (lower, upper float64) {
	if y > 0 {
		return math.Inf(-1), 0
	}
	return 0, math.Inf(1)
}

func (SquaredHinge) derivatives(y, z float64) (slope, curvature float64) {
	if d := 1 - side(y)*z; d > 0 {
		return -side(y) * d, 1
	}
	return 0, 0
}

func (SquaredHinge) bend(y, v float64) float64 {
	return max(min(1, -side(y)*v), 0)
}

func (SquaredHinge) strength() float64 { return 1 }
func (SquaredHinge) concordant() bool  { return false }
