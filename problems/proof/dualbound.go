package proof

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// DualBound is a lower bound on the optimum and the dual point that proves it.
type DualBound struct {
	// Value is not above D(Scale (Theta - delta)), where delta is the vector
	// on Rows alone that takes Theta onto the equations of the intercept and the
	// free columns; it is not above the optimum, therefore. -Inf is no bound.
	Value float64
	Theta []float64
	Scale float64
	Rows  []int
	// Shift bounds the entries of delta.
	Shift float64
	// Equations are the columns j whose equation <x_j, theta> = 0 delta solves;
	// p stands for the intercept.
	Equations []int

	corr []interval.Interval // <x_j, Scale (theta - delta)>
	eq   system
}

// Corr returns bounds on the correlation of column j with the dual point.
func (d *DualBound) Corr(j int) (lo, hi float64) { return d.corr[j].Lo, d.corr[j].Hi }

// Dual returns the bound that theta proves. theta is not changed: a copy is moved
// as near to the equations of the intercept and the free columns as float64
// allows, what is left is bounded, and all is scaled down until the constraints
// hold with certainty.
func (b *Bounds) Dual(theta []float64) DualBound {
	if len(theta) != b.n {
		panic("proof: theta has the wrong length")
	}
	d := DualBound{Theta: append([]float64(nil), theta...)}
	for i, w := range b.w {
		if w == 0 || !(math.Abs(theta[i]) <= math.MaxFloat64) {
			d.Theta[i] = 0
		}
	}
	b.confine(&d)
	var equations []int
	for _, f := range b.flat {
		if f.Up && f.Down { // below they would be found one by one
			equations = append(equations, f.J)
		}
	}
	for {
		if !b.solve(&d, equations) {
			b.giveUp(&d)
			break
		}
		b.correlate(&d, equations)
		more := false
		for _, f := range b.flat { // one-sided: an inequality, or an equation
			u := d.corr[f.J]
			if (f.Up && u.Hi > 0 || f.Down && u.Lo < 0) && !slices.Contains(equations, f.J) {
				equations, more = append(equations, f.J), true
			}
		}
		if !more {
			break
		}
	}
	b.shrink(&d, equations)
	return d
}

// shrink sets Scale to what proves most of three, Value to what it proves, and scales
// corr: the largest at which no conjugate is infinite; one at which no column exceeds
// its l1, better where the ridge part is faint; and 0, which proves that the objective
// is not negative.
func (b *Bounds) shrink(d *DualBound, equations []int) {
	hard, soft := 1.0, 1.0
	for j, t := range b.terms {
		if t.lower == t.upper || slices.Contains(equations, j) {
			continue
		}
		for _, side := range []struct{ u, edge float64 }{{d.corr[j].Hi, t.upper}, {-d.corr[j].Lo, -t.lower}} {
			if !(side.u > t.l1.Lo) {
				continue
			}
			s := interval.DivDown(t.l1.Lo, side.u)
			if t.l2.Lo == 0 && math.IsInf(side.edge, 1) {
				hard = min(hard, s)
			}
			if t.l1.Lo > 0 {
				soft = min(soft, s)
			}
		}
	}
	fit := b.fitTerms(d)
	if b.m.Loss != nil {
		fit = b.lossTerms(d)
		hard = min(hard, b.inside(d))
	}
	d.Value = math.Inf(-1)
	for _, s := range slices.Compact([]float64{hard, min(hard, soft), 0}) {
		if v := b.value(d.corr, fit, s); v > d.Value {
			d.Value, d.Scale = v, s
		}
	}
	for j := range d.corr {
		d.corr[j] = d.corr[j].Scaled(d.Scale)
	}
}

// giveUp sets Theta to zero, which solves all equations and bounds little.
func (b *Bounds) giveUp(d *DualBound) {
	clear(d.Theta)
	d.Rows, d.Equations, d.Shift, d.eq = nil, nil, 0, system{}
	d.corr = make([]interval.Interval, len(b.terms))
}

// correlate sets corr to <x_j, theta - delta>, 0 for the equations.
func (b *Bounds) correlate(d *DualBound, equations []int) {
	d.corr = make([]interval.Interval, len(b.terms))
	x := design.Columns{X: b.m.X}
	on := make([]float64, len(d.Rows))
	for j := range d.corr {
		if slices.Contains(equations, j) {
			continue
		}
		row, col := x.At(j)
		for c, i := range d.Rows {
			on[c] = entry(row, col, i)
		}
		d.corr[j] = d.eq.moved(interval.Dot(row, col, d.Theta), on, nil, d.Shift)
		if !(d.corr[j].Lo <= d.corr[j].Hi) { // NaN would decide nothing either
			d.corr[j] = interval.Interval{Lo: math.Inf(-1), Hi: math.Inf(1)}
		}
	}
}

// fitTerms returns an upper bound on F*(-s (theta - delta)) by s, for the square.
func (b *Bounds) fitTerms(d *DualBound) func(s float64) float64 {
	if b.m.Loss != nil {
		return nil
	}
	linear, square := b.squareTerms(d)
	return func(s float64) float64 {
		// One end of the total for the other is hidden by the roundings here.
		half := interval.MulUp(interval.MulUp(interval.MulUp(interval.MulUp(s, s), square), b.total.Hi), 0.5)
		return interval.AddUp(half, -interval.MulDown(s, linear))
	}
}

// squareTerms bounds <theta - delta, y - o> from below and Σ (theta - delta)²/w from above.
func (b *Bounds) squareTerms(d *DualBound) (linear, square float64) {
	var l, q interval.Sum
	for i, t := range d.Theta {
		if t == 0 {
			continue
		}
		l.AddProduct(t, b.m.Y[i])
		if b.m.Offset != nil {
			l.AddProduct(-t, b.m.Offset[i])
		}
		if b.w[i] == 1 {
			q.AddProduct(t, t)
		} else {
			// Up for the proof: the ends of both sums are further out by a unit of them together.
			q.Add(interval.DivUp(interval.MulUp(t, t), b.w[i]))
		}
	}
	square = q.Total().Hi
	on, rest := make([]float64, len(d.Rows)), make([]float64, len(d.Rows))
	for c, i := range d.Rows { // what delta can do to either
		on[c] = b.m.Y[i]
		if b.m.Offset != nil {
			// rest is there for the proof: it is a part in 2^53 of what times Shift is already
			// one of theta.
			on[c], rest[c] = interval.TwoSum(on[c], -b.m.Offset[i])
		}
		// The square of Shift is beyond what can be seen.
		square = interval.AddUp(square, interval.DivUp(interval.MulUp(d.Shift, interval.AddUp(2*math.Abs(d.Theta[i]), d.Shift)), b.w[i]))
	}
	return d.eq.moved(l.Total(), on, rest, d.Shift).Lo, square
}

// value returns a lower bound on D(s (theta - delta)), with the correlations that
// belong to s = 1.
func (b *Bounds) value(corr []interval.Interval, fit func(s float64) float64, s float64) float64 {
	var conj interval.Sum
	for j, u := range corr {
		conj.Add(b.terms[j].conj(u.Scaled(s)))
	}
	if v := interval.AddDown(-fit(s), -conj.Total().Hi); v == v {
		return v + 0 // not -0
	}
	return math.Inf(-1)
}

// conj returns an upper bound on the conjugate over the interval u.
func (t exactTerm) conj(u interval.Interval) float64 {
	c := math.Inf(-1)
	if t.upper >= 0 { // b = 0 is on either side: one would do
		c = max(c, ray(interval.AddUp(u.Hi, -t.l1.Lo), t.l2.Lo, max(t.lower, 0), t.upper))
	}
	if t.lower <= 0 {
		c = max(c, ray(interval.AddUp(-u.Lo, -t.l1.Lo), t.l2.Lo, max(-t.upper, 0), -t.lower))
	}
	return c
}

// ray returns an upper bound on sup v b - l b²/2 over 0 <= from <= b <= to, for l >= 0. At
// either threshold two cases give one value but for rounding.
func ray(v, l, from, to float64) float64 {
	at := func(b float64) float64 {
		return interval.AddUp(interval.MulUp(v, b), -interval.MulDown(interval.MulDown(interval.MulDown(l, b), b), 0.5))
	}
	switch {
	case v <= interval.MulDown(l, from):
		return at(from)
	case !math.IsInf(to, 1) && interval.MulUp(l, to) <= v:
		return at(to)
	}
	return interval.DivUp(interval.MulUp(v, v), interval.MulDown(2, l)) // infinite where l is 0
}

// DualFrom returns the bound that -∇F at beta proves, which is the better the nearer beta
// is to an optimum.
func (b *Bounds) DualFrom(beta []float64) DualBound {
	r := b.residual(beta)
	if b.m.Loss != nil {
		return b.Dual(b.gradient(r))
	}
	theta, h := make([]float64, b.n), make([]float64, b.n)
	mass := vector.TotalWeight(b.m.Weights, b.n)
	for i, w := range b.w {
		if h[i] = 1 / mass; b.m.Weights != nil {
			h[i] = b.m.Weights[i] / mass
		}
		if w > 0 {
			theta[i] = -w / b.total.Hi * (r.P[i] + r.S[i])
		}
	}
	equations.Project(b.m.X, b.m.Intercept, b.flat, theta, h)
	return b.Dual(theta)
}
