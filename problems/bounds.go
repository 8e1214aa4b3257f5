package problems

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
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
	b := &Bounds{p: p, fit: fit, pen: pen, terms: make([]exactTerm, cols), flat: p.freeColumns(), n: n}
	for j := range b.terms {
		b.terms[j] = pen.exactTerm(j)
	}
	var err error
	if b.w, err = ordinaryWeights(fit.Weights, n); err != nil {
		return nil, err
	}
	var sum account
	for _, w := range b.w {
		sum.add(w)
	}
	b.total = sum.total()
	return b, nil
}

// ordinaryWeights returns the weights, ones for none. Only their ratios count: where
// the largest could overflow in products, or its square underflow, all are multiplied
// by a power of two, which is exact or an error.
func ordinaryWeights(weights []float64, n int) ([]float64, error) {
	if weights == nil {
		return vector.Ones(n), nil
	}
	e := math.Ilogb(slices.Max(weights))
	if -500 < e && e < 500 {
		return weights, nil
	}
	w := make([]float64, n)
	for i, v := range weights {
		if w[i] = math.Ldexp(v, -e); math.Ldexp(w[i], e) != v {
			return nil, fmt.Errorf("problems: weight of row %d is %v beside one of %v: that is too little to count in double precision; make it 0", i, v, slices.Max(weights))
		}
	}
	return w, nil
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
	return max(lo, 0), hi
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
	x := design.Columns{X: b.p.X}
	for j, v := range coef {
		if v != 0 {
			row, col := x.At(j)
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
	eq   system
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
		if w == 0 || !(math.Abs(theta[i]) <= math.MaxFloat64) {
			d.Theta[i] = 0
		}
	}
	var equations []int
	for _, f := range b.flat {
		if f.up && f.down {
			equations = append(equations, f.j)
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
			u := d.corr[f.j]
			if (f.up && u.hi > 0 || f.down && u.lo < 0) && !slices.Contains(equations, f.j) {
				equations, more = append(equations, f.j), true
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
		for _, side := range []struct{ u, edge float64 }{{d.corr[j].hi, t.upper}, {-d.corr[j].lo, -t.lower}} {
			if !(side.u > t.l1.lo) {
				continue
			}
			s := divDown(t.l1.lo, side.u)
			if t.l2.lo == 0 && math.IsInf(side.edge, 1) {
				hard = min(hard, s)
			}
			if t.l1.lo > 0 {
				soft = min(soft, s)
			}
		}
	}
	linear, square := b.fitTerms(d)
	d.Value = math.Inf(-1)
	for _, s := range []float64{hard, min(hard, soft), 0} {
		if v := b.value(d.corr, linear, square, s); v > d.Value {
			d.Value, d.Scale = v, s
		}
	}
	for j := range d.corr {
		d.corr[j] = d.corr[j].scaled(d.Scale)
	}
}

// giveUp sets Theta to zero, which solves all equations and bounds little.
func (b *Bounds) giveUp(d *DualBound) {
	clear(d.Theta)
	d.Rows, d.Equations, d.Shift, d.eq = nil, nil, 0, system{}
	d.corr = make([]interval, len(b.terms))
}

// correlate sets corr to <x_j, theta - delta>, 0 for the equations.
func (b *Bounds) correlate(d *DualBound, equations []int) {
	d.corr = make([]interval, len(b.terms))
	x := design.Columns{X: b.p.X}
	on := make([]float64, len(d.Rows))
	for j := range d.corr {
		if slices.Contains(equations, j) {
			continue
		}
		row, col := x.At(j)
		for c, i := range d.Rows {
			on[c] = design.Entry(row, col, i)
		}
		d.corr[j] = d.eq.moved(dot(row, col, d.Theta), on, nil, d.Shift)
		if !(d.corr[j].lo <= d.corr[j].hi) {
			d.corr[j] = interval{math.Inf(-1), math.Inf(1)}
		}
	}
}

// fitTerms bounds <theta - delta, y - o> from below and Σ (theta - delta)²/w from above.
func (b *Bounds) fitTerms(d *DualBound) (linear, square float64) {
	var l, q account
	for i, t := range d.Theta {
		if t == 0 {
			continue
		}
		l.addProduct(t, b.fit.Y[i])
		if b.fit.Offset != nil {
			l.addProduct(-t, b.fit.Offset[i])
		}
		if b.w[i] == 1 {
			q.addProduct(t, t)
		} else {
			q.add(divUp(mulUp(t, t), b.w[i]))
		}
	}
	square = q.total().hi
	on, rest := make([]float64, len(d.Rows)), make([]float64, len(d.Rows))
	for c, i := range d.Rows { // what delta can do to either
		on[c] = b.fit.Y[i]
		if b.fit.Offset != nil {
			on[c], rest[c] = twoSum(on[c], -b.fit.Offset[i])
		}
		square = addUp(square, divUp(mulUp(d.Shift, addUp(2*math.Abs(d.Theta[i]), d.Shift)), b.w[i]))
	}
	return d.eq.moved(l.total(), on, rest, d.Shift).lo, square
}

// value returns a lower bound on D(s (theta - delta)), with the correlations that
// belong to s = 1.
func (b *Bounds) value(corr []interval, linear, square, s float64) float64 {
	var conj account
	for j, u := range corr {
		conj.add(b.terms[j].conj(u.scaled(s)))
	}
	half := mulUp(mulUp(mulUp(mulUp(s, s), square), b.total.hi), 0.5)
	if v := addDown(addDown(mulDown(s, linear), -half), -conj.total().hi); v == v {
		return v + 0 // not -0
	}
	return math.Inf(-1)
}

// conj returns an upper bound on the conjugate over the interval u.
func (t exactTerm) conj(u interval) float64 {
	c := math.Inf(-1)
	if t.upper >= 0 { // b = 0 is on either side: one would do
		c = max(c, ray(addUp(u.hi, -t.l1.lo), t.l2.lo, max(t.lower, 0), t.upper))
	}
	if t.lower <= 0 {
		c = max(c, ray(addUp(-u.lo, -t.l1.lo), t.l2.lo, max(-t.upper, 0), -t.lower))
	}
	return c
}

// ray returns an upper bound on sup v b - l b²/2 over 0 <= from <= b <= to, for l >= 0.
func ray(v, l, from, to float64) float64 {
	at := func(b float64) float64 { return addUp(mulUp(v, b), -mulDown(mulDown(mulDown(l, b), b), 0.5)) }
	switch {
	case v <= mulDown(l, from):
		return at(from)
	case !math.IsInf(to, 1) && mulUp(l, to) <= v:
		return at(to)
	}
	return divUp(mulUp(v, v), mulDown(2, l)) // infinite where l is 0
}

// Proof bounds how far a point is from optimal.
type Proof struct {
	Primal   float64 // not below P(beta)
	Dual     float64 // not above the optimum
	Error    float64 // not below P(beta) minus the optimum, never negative; +Inf is no bound
	Rounding float64 // how far Primal may be above P(beta)
}

// Prove returns the proof that a dual bound makes of beta. P(beta) - min P <= Error
// is a theorem about the real numbers of the problem.
func (b *Bounds) Prove(beta []float64, d DualBound) Proof {
	lo, hi := b.Primal(beta)
	return Proof{hi, d.Value, gapUp(hi, d.Value), gapUp(hi, lo)}
}

// gapUp returns hi - lo rounded up, +Inf where there is no bound. No objective is below
// a dual bound of its own problem: such a pair proves nothing.
func gapUp(hi, lo float64) float64 {
	if e := addUp(hi, -lo); e >= 0 {
		return e
	}
	return math.Inf(1)
}
