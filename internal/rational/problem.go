// Package rational solves small least-squares problems with an elastic net and
// bounds exactly, on the float64 of the data as they are: the truth that solvers and
// certificates are tested against. It imports nothing of what it tests.
package rational

import (
	"math"
	"math/big"
)

// Problem is
//
//	minimise  Σ w_i (y_i - o_i - x_i'b - b_0)² / (2 Σ w)
//	          + λ Σ_j f_j ( α s_j |b_j| + (1-α)/2 s_j² b_j² ),   lower_j <= b_j <= upper_j,
//
// where products of the floats are those of the real numbers. A factor of +Inf and a
// scale of 0 exclude a column. Nil slices stand for weights, factors and scales of 1,
// offsets of 0 and bounds of -Inf and +Inf; without Intercept b_0 is 0.
type Problem struct {
	X                  [][]float64 // by columns
	Y, Weights, Offset []float64
	Lambda, Alpha      float64
	Factor, Scale      []float64
	Lower, Upper       []float64
	Intercept          bool
}

// bound is an end of an interval: a number, or none.
type bound struct {
	dyadic
	open bool
}

func boundOf(v float64) bound {
	if math.IsInf(v, 0) {
		return bound{open: true}
	}
	return bound{dyadic: exactly(v)}
}

// exact is a Problem in exact numbers, without the rows of weight 0.
type exact struct {
	x            [][]dyadic
	t, w         []dyadic // y - o, and the weights
	total        dyadic   // Σ w
	l1, l2       []dyadic
	lower, upper []bound
	intercept    bool
}

// entry returns v_i, or what nil stands for.
func entry(v []float64, i int, otherwise float64) float64 {
	if v == nil {
		return otherwise
	}
	return v[i]
}

func (p *Problem) exact() *exact {
	e := &exact{intercept: p.Intercept}
	var rows []int
	for i, y := range p.Y {
		w := entry(p.Weights, i, 1)
		if w == 0 {
			continue
		}
		rows = append(rows, i)
		e.w = append(e.w, exactly(w))
		e.t = append(e.t, exactly(y).minus(exactly(entry(p.Offset, i, 0))))
	}
	if len(rows) == 0 {
		panic("rational: no row has a weight")
	}
	e.total = sum(e.w)
	lambda, alpha := exactly(p.Lambda), exactly(p.Alpha)
	for j, col := range p.X {
		x := make([]dyadic, len(rows))
		for k, i := range rows {
			x[k] = exactly(col[i])
		}
		e.x = append(e.x, x)
		lo, hi := p.bounds(j)
		e.lower, e.upper = append(e.lower, boundOf(lo)), append(e.upper, boundOf(hi))
		f, s := entry(p.Factor, j, 1), entry(p.Scale, j, 1)
		if math.IsInf(f, 1) {
			f = 0
		}
		l := lambda.times(exactly(f)).times(exactly(s))
		e.l1 = append(e.l1, l.times(alpha))
		e.l2 = append(e.l2, l.times(exactly(s)).times(exactly(1).minus(alpha)))
	}
	return e
}

// point is a beta over a common denominator: b_j = num_j/den, b_0 = num0/den.
type point struct {
	num  []dyadic
	num0 dyadic
	den  dyadic // positive
}

// residuals returns den (t - X b - b_0).
func (e *exact) residuals(p point) []dyadic {
	r := make([]dyadic, len(e.t))
	for i, t := range e.t {
		r[i] = t.times(p.den).minus(p.num0)
	}
	for j, b := range p.num {
		if b.sign() == 0 {
			continue
		}
		for i, x := range e.x[j] {
			r[i] = r[i].minus(x.times(b))
		}
	}
	return r
}

// weighted returns w_i r_i.
func (e *exact) weighted(r []dyadic) []dyadic {
	v := make([]dyadic, len(r))
	for i := range r {
		v[i] = e.w[i].times(r[i])
	}
	return v
}

func (e *exact) feasible(p point) bool {
	for j, b := range p.num {
		lo, hi := e.lower[j], e.upper[j]
		if !lo.open && b.cmp(lo.times(p.den)) < 0 || !hi.open && b.cmp(hi.times(p.den)) > 0 {
			return false
		}
	}
	return e.intercept || p.num0.sign() == 0
}

// value returns the objective at a feasible point.
func (e *exact) value(p point) *big.Rat {
	r := e.residuals(p)
	loss := dot(e.weighted(r), r)
	var kink, ridge dyadic
	for j, b := range p.num {
		kink = kink.plus(e.l1[j].times(b.abs()))
		ridge = ridge.plus(e.l2[j].times(b).times(b))
	}
	two := exactly(2)
	penalty := two.times(p.den).times(kink).plus(ridge)
	return ratio(loss.plus(e.total.times(penalty)), two.times(e.total).times(p.den).times(p.den))
}

// optimal tells whether the subdifferential of the objective at p holds zero: for a
// convex problem, the proof that no point is better.
func (e *exact) optimal(p point) bool {
	if !e.feasible(p) {
		return false
	}
	v := e.weighted(e.residuals(p))
	if e.intercept && sum(v).sign() != 0 {
		return false
	}
	for j, b := range p.num {
		u := dot(e.x[j], v) // den Σw times the slope
		kink, smooth := e.l1[j].times(p.den).times(e.total), e.l2[j].times(b).times(e.total)
		lo, hi := smooth.minus(kink), smooth.plus(kink)
		switch b.sign() {
		case 1:
			lo = hi
		case -1:
			hi = lo
		}
		atLower := !e.lower[j].open && b.cmp(e.lower[j].times(p.den)) == 0
		atUpper := !e.upper[j].open && b.cmp(e.upper[j].times(p.den)) == 0
		if !atLower && u.cmp(lo) < 0 || !atUpper && u.cmp(hi) > 0 {
			return false
		}
	}
	return true
}

// Value returns the objective at a point of floats, exactly; nil stands for +Inf,
// outside of the bounds.
func (p *Problem) Value(b []float64, b0 float64) *big.Rat {
	e, pt := p.exact(), point{exactlyAll(b), exactly(b0), exactly(1)}
	if !e.feasible(pt) {
		return nil
	}
	return e.value(pt)
}

// bounds returns those of b_j, [0, 0] where its column is excluded.
func (p *Problem) bounds(j int) (lo, hi float64) {
	if math.IsInf(entry(p.Factor, j, 1), 1) || entry(p.Scale, j, 1) == 0 {
		return 0, 0
	}
	return entry(p.Lower, j, math.Inf(-1)), entry(p.Upper, j, math.Inf(1))
}

// Variance returns the weighted variance of x, weights nil standing for ones.
func Variance(x, weights []float64) *big.Rat {
	p := Problem{Y: x, Weights: weights, Intercept: true}
	v := p.Solve().Value
	return v.Add(v, v)
}
