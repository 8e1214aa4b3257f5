package problems

import (
	"errors"
	"math"
	"slices"
)

// Bounds are certificates in real arithmetic: theorems about the numbers in the
// problem, whatever float64 made of them on the way. They are known for
// [LeastSquares] with an [ElasticNet] over columns that are stored, and cost a few
// times a [Problem.Certify].
//
// The problem meant is that of the exact products Lambda Alpha f_j s_j and
// Lambda (1-Alpha) f_j s_j², of the weights as they are and of their exact sum.
type Bounds struct {
	p     *Problem
	fit   *LeastSquares
	pen   *ElasticNet
	terms []exactTerm
	w     []float64
	total interval // Σ w
	flat  []freeColumn
	n     int
}

// exactTerm is a [Term] with bounds on its two products.
type exactTerm struct {
	l1, l2       interval
	lower, upper float64
}

// NewBounds prepares rigorous bounds of p. It returns an error where they are not
// known, and where the problem is not valid.
func NewBounds(p *Problem) (*Bounds, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	fit, ok := p.Fit.(*LeastSquares)
	pen, also := p.Penalty.(*ElasticNet)
	if !ok || !also {
		return nil, errors.New("problems: bounds that survive rounding are known for least squares with an elastic net only")
	}
	n, cols := p.X.Dims()
	b := &Bounds{p: p, fit: fit, pen: pen, terms: make([]exactTerm, cols), w: fit.Weights, flat: p.freeColumns(), n: n}
	for j := range b.terms {
		b.terms[j] = pen.exactTerm(j)
	}
	if b.w == nil {
		b.w = ones(n)
	}
	var sum account
	for _, w := range b.w {
		sum.add(w)
	}
	b.total = sum.total()
	return b, nil
}

// exactTerm encloses what Term rounds.
func (o *ElasticNet) exactTerm(j int) exactTerm {
	t := o.Term(j)
	e := exactTerm{lower: t.Lower, upper: t.Upper}
	if t == (Term{}) { // excluded
		return e
	}
	f, s := 1.0, 1.0
	if o.Factor != nil {
		f = o.Factor[j]
	}
	if o.Scale != nil {
		s = o.Scale[j]
	}
	e.l1 = point(o.Lambda).times(point(o.Alpha)).times(point(f)).times(point(s))
	rest := interval{addDown(1, -o.Alpha), addUp(1, -o.Alpha)}
	e.l2 = point(o.Lambda).times(rest).times(point(f)).times(point(s)).times(point(s))
	return e
}

// Primal returns bounds on P(beta), both +Inf where beta lies outside the bounds
// of its coefficients. O(n k) for k non-zero coefficients.
func (b *Bounds) Primal(beta []float64) (lo, hi float64) {
	coef, _ := b.p.Split(beta)
	r := b.residual(beta)
	var omega, omegaLo account
	for j, v := range coef {
		t := b.terms[j]
		if !(v >= t.lower && v <= t.upper) {
			return math.Inf(1), math.Inf(1)
		}
		if v != 0 {
			size := point(math.Abs(v))
			l1 := t.l1.times(size)
			l2 := t.l2.times(size).times(size).scaled(0.5)
			omega.add(l1.hi)
			omega.add(l2.hi)
			omegaLo.add(l1.lo)
			omegaLo.add(l2.lo)
		}
	}
	// Σ w r²: the middles in one account, their uncertainties in another.
	var squares account
	off := 0.0
	for i, w := range b.w {
		if w == 0 {
			continue
		}
		a := r.at(i)
		mid := a.p + a.s
		rest := interval{addDown(mid, -a.total().hi), addUp(mid, -a.total().lo)}.size()
		h, l := twoProduct(mid, mid)
		squares.addProduct(w, h)
		squares.addProduct(w, l)
		slack := addUp(mulUp(rest, addUp(2*math.Abs(mid), rest)), smallest)
		off = addUp(off, mulUp(w, slack))
	}
	loss := squares.total()
	loss = interval{max(0, addDown(loss.lo, -off)), addUp(loss.hi, off)}
	if loss.hi != loss.hi {
		loss = interval{0, math.Inf(1)}
	}
	hi = addUp(divUp(loss.hi, 2*b.total.lo), omega.total().hi)
	lo = addDown(divDown(loss.lo, 2*b.total.hi), omegaLo.total().lo)
	if hi != hi {
		hi = math.Inf(1)
	}
	if lo != lo {
		lo = 0
	}
	return lo, hi
}

// residual returns X b + b_0 + o - y.
func (b *Bounds) residual(beta []float64) *accounts {
	coef, b0 := b.p.Split(beta)
	r := newAccounts(b.n)
	r.steps = 3
	for i := range b.n {
		a := account{}
		a.add(b0)
		a.add(-b.fit.Y[i])
		if b.fit.Offset != nil {
			a.add(b.fit.Offset[i])
		}
		r.p[i], r.s[i], r.e[i] = a.p, a.s, a.e
	}
	x := columns{x: b.p.X}
	for j, v := range coef {
		if v != 0 {
			row, col := x.at(j)
			r.axpy(v, row, col)
		}
	}
	return r
}

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

	corr []interval // <x_j, Scale (theta - delta)>
}

// Corr returns bounds on the correlation of column j with the dual point.
func (d *DualBound) Corr(j int) (lo, hi float64) { return d.corr[j].lo, d.corr[j].hi }

// Dual returns the bound that theta proves. theta is not changed: a copy is moved
// as near to the equations of the intercept and the free columns as float64
// allows, what is left is bounded, and all is scaled down until the constraints
// hold with certainty.
func (b *Bounds) Dual(theta []float64) DualBound {
	if len(theta) != b.n {
		panic("problems: theta has the wrong length")
	}
	d := DualBound{Theta: append([]float64(nil), theta...)}
	for i, w := range b.w {
		if w == 0 || theta[i] != theta[i] {
			d.Theta[i] = 0
		}
	}
	before := append([]float64(nil), d.Theta...)
	var equations []int
	for _, f := range b.flat {
		if f.up && f.down {
			equations = append(equations, f.j)
		}
	}
	for {
		if !b.solve(&d, equations) {
			clear(d.Theta) // the zero vector solves all equations, and bounds little
			d.Rows, d.Equations, d.Shift = nil, nil, 0
			b.correlate(&d, equations)
			break
		}
		b.correlate(&d, equations)
		more := false
		for _, f := range b.flat { // one-sided: an inequality, or an equation
			u := d.corr[f.j]
			if (f.up && u.hi > 0 || f.down && u.lo < 0) && !slices.Contains(equations, f.j) {
				equations, more = append(equations, f.j), true
			}
		}
		if !more {
			break
		}
		copy(d.Theta, before)
	}
	d.Scale = 1
	for j, t := range b.terms {
		if t.l2.lo == 0 && !slices.Contains(equations, j) {
			if u := d.corr[j].hi; math.IsInf(t.upper, 1) && u > t.l1.lo {
				d.Scale = min(d.Scale, max(0, divDown(t.l1.lo, u)))
			}
			if u := -d.corr[j].lo; math.IsInf(t.lower, -1) && u > t.l1.lo {
				d.Scale = min(d.Scale, max(0, divDown(t.l1.lo, u)))
			}
		}
	}
	b.value(&d)
	return d
}

// correlate sets corr to <x_j, theta - delta>, 0 for the equations.
func (b *Bounds) correlate(d *DualBound, equations []int) {
	d.corr = make([]interval, len(b.terms))
	x := columns{x: b.p.X}
	for j := range d.corr {
		if slices.Contains(equations, j) {
			continue
		}
		row, col := x.at(j)
		u := dot(row, col, d.Theta)
		rest := 0.0
		if d.Shift > 0 {
			for _, i := range d.Rows {
				rest = addUp(rest, mulUp(math.Abs(entry(row, col, i)), d.Shift))
			}
		}
		d.corr[j] = interval{addDown(u.lo, -rest), addUp(u.hi, rest)}
		if !(d.corr[j].lo <= d.corr[j].hi) {
			d.corr[j] = interval{math.Inf(-1), math.Inf(1)}
		}
	}
}

// value sets Value and scales corr.
func (b *Bounds) value(d *DualBound) {
	var linear, square account // <theta, y - o> and Σ theta²/w
	for i, t := range d.Theta {
		if t == 0 {
			continue
		}
		linear.addProduct(t, b.fit.Y[i])
		if b.fit.Offset != nil {
			linear.addProduct(-t, b.fit.Offset[i])
		}
		if b.w[i] == 1 {
			square.addProduct(t, t)
		} else {
			square.add(divUp(mulUp(t, t), b.w[i]))
		}
	}
	a, q := linear.total().lo, square.total().hi
	for _, i := range d.Rows { // what delta can do to either
		y := math.Abs(b.fit.Y[i])
		if b.fit.Offset != nil {
			y = addUp(y, math.Abs(b.fit.Offset[i]))
		}
		a = addDown(a, -mulUp(y, d.Shift))
		q = addUp(q, divUp(mulUp(d.Shift, addUp(2*math.Abs(d.Theta[i]), d.Shift)), b.w[i]))
	}
	s := d.Scale
	fit := addDown(mulDown(s, a), -mulUp(mulUp(mulUp(s, s), q), b.total.hi/2))
	var conj account
	for j := range d.corr {
		d.corr[j] = d.corr[j].scaled(s)
		conj.add(b.terms[j].conj(d.corr[j]))
	}
	d.Value = addDown(fit, -conj.total().hi)
	if d.Value != d.Value {
		d.Value = math.Inf(-1)
	}
}

// conj returns an upper bound on the conjugate over the interval u.
func (t exactTerm) conj(u interval) float64 {
	c := math.Inf(-1)
	if t.upper >= 0 {
		c = max(c, ray(addUp(u.hi, -t.l1.lo), t.l2.lo, max(t.lower, 0), t.upper))
	}
	if t.lower <= 0 {
		c = max(c, ray(addUp(-u.lo, -t.l1.lo), t.l2.lo, max(-t.upper, 0), -t.lower))
	}
	return c
}

// ray returns an upper bound on sup v b - l b²/2 over 0 <= from <= b <= to.
func ray(v, l, from, to float64) float64 {
	at := func(b float64) float64 { return addUp(mulUp(v, b), -mulDown(mulDown(l, b), b/2)) }
	switch {
	case v <= mulDown(l, from):
		return at(from)
	case math.IsInf(to, 1) && l == 0:
		return math.Inf(1)
	case !math.IsInf(to, 1) && mulUp(l, to) <= v:
		return at(to)
	}
	if l == 0 {
		return at(to)
	}
	return divUp(mulUp(v, v), mulDown(2, l))
}

// Proof bounds how far a point is from optimal.
type Proof struct {
	Primal   float64 // not below P(beta)
	Dual     float64 // not above the optimum
	Error    float64 // not below P(beta) minus the optimum, never negative
	Rounding float64 // how far Primal may be above P(beta)
}

// Prove returns the proof that a dual bound makes of beta. P(beta) - min P <= Error
// is a theorem about the real numbers of the problem.
func (b *Bounds) Prove(beta []float64, d DualBound) Proof {
	lo, hi := b.Primal(beta)
	return Proof{hi, d.Value, gapUp(hi, d.Value), gapUp(hi, lo)}
}

// gapUp returns hi - lo rounded up, +Inf where there is no bound.
func gapUp(hi, lo float64) float64 {
	if e := addUp(hi, -lo); e == e {
		return max(e, 0)
	}
	return math.Inf(1)
}
