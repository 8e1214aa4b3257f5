// Package proof proves in real arithmetic, rounding included, what is true of the optima
// of least squares and other losses with an elastic net: how far a point is from optimal
// ([Bounds.Prove]), which coefficients are zero, positive or negative in every optimum
// ([Bounds.Features]), and the set of all optima ([Bounds.Optima]).
//
// A [Model] states the problem in numbers, so that nothing here depends on how it was
// built or solved; problems.Problem.Bounds makes one. Every proof starts from a dual
// point, from whatever source: [Bounds.Dual] moves it where it is feasible with
// certainty, [Bounds.DualFrom] makes one of coefficients. docs/math.md derives the rest.
package proof

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/interval"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Model is a weighted mean of losses with an elastic net,
//
//	minimise  Σ_i w_i l(y_i, x_i'b + b_0 + o_i) / Σ_i w_i
//	          + Lambda Σ_j f_j ( Alpha |s_j b_j| + (1-Alpha)/2 (s_j b_j)² ),   Lower <= b <= Upper,
//
// with l = Loss, nil for the square (y - z)²/2, y = Y, w = Weights, o = Offset, f = Factor
// and s = Scale, and b_0 there if Intercept is. Nil slices stand for 1, 0, 1, 1, -Inf and +Inf; a factor of +Inf or a
// scale of 0 excludes a column. The numbers are meant exactly as they are: the products
// Lambda Alpha f_j s_j and the sum of the weights are those of real arithmetic.
type Model struct {
	X                  design.Design
	Loss               Loss
	Y, Weights, Offset []float64
	Intercept          bool
	Lambda, Alpha      float64
	Factor, Scale      []float64
	Lower, Upper       []float64
}

// Bounds are certificates in real arithmetic: theorems about the numbers in a [Model],
// whatever float64 made of them on the way. A bound costs some passes over the columns
// that it needs, in about twice the precision of double.
type Bounds struct {
	m     Model
	terms []exactTerm
	w     []float64
	total interval.Interval // Σ w
	flat  []equations.Column
	n     int
}

// exactTerm is the penalty of a column, l1 |b| + l2 b²/2 on [lower, upper].
type exactTerm struct {
	l1, l2       interval.Interval
	lower, upper float64
}

// NewBounds prepares rigorous bounds of m, whose data must be valid: Problem.Bounds of
// package problems has checked them. It returns an error where weights differ by more
// than double precision can hold.
func NewBounds(m Model) (*Bounds, error) {
	n, cols := m.X.Dims()
	b := &Bounds{m: m, terms: make([]exactTerm, cols), flat: m.flat(), n: n}
	for j := range b.terms {
		b.terms[j] = m.term(j)
	}
	var err error
	if b.w, err = ordinaryWeights(m.Weights, n); err != nil {
		return nil, err
	}
	var sum interval.Sum
	for _, w := range b.w {
		sum.Add(w)
	}
	b.total = sum.Total()
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
			return nil, fmt.Errorf("proof: weight of row %d is %v beside one of %v: that is too little to count in double precision; make it 0", i, v, slices.Max(weights))
		}
	}
	return w, nil
}

// factors returns the penalty factor, the unit and the bounds of column j; ok is false
// where it is excluded.
func (m *Model) factors(j int) (f, s, lower, upper float64, ok bool) {
	f, s, lower, upper = 1, 1, math.Inf(-1), math.Inf(1)
	if m.Factor != nil {
		f = m.Factor[j]
	}
	if m.Scale != nil {
		s = m.Scale[j]
	}
	if s == 0 || math.IsInf(f, 1) {
		return 0, 0, 0, 0, false
	}
	if m.Lower != nil {
		lower = m.Lower[j]
	}
	if m.Upper != nil {
		upper = m.Upper[j]
	}
	return f, s, lower, upper, true
}

// term encloses the penalty of column j.
func (m *Model) term(j int) exactTerm {
	f, s, lower, upper, ok := m.factors(j)
	if !ok {
		return exactTerm{}
	}
	e := exactTerm{lower: lower, upper: upper}
	e.l1 = interval.Point(m.Lambda).Times(interval.Point(m.Alpha)).Times(interval.Point(f)).Times(interval.Point(s))
	rest := interval.Interval{Lo: interval.AddDown(1, -m.Alpha), Hi: interval.AddUp(1, -m.Alpha)}
	e.l2 = interval.Point(m.Lambda).Times(rest).Times(interval.Point(f)).Times(interval.Point(s)).Times(interval.Point(s))
	return e
}

// flat lists the columns that are not penalised, in double precision, and not bounded on
// one side at least. A penalty that underflows holds no dual point in its place.
func (m *Model) flat() (free []equations.Column) {
	if m.Lambda > 0 && m.Factor == nil {
		return nil
	}
	_, cols := m.X.Dims()
	for j := range cols {
		f, s, lower, upper, ok := m.factors(j)
		if ok && m.Lambda*m.Alpha*s*f == 0 && m.Lambda*(1-m.Alpha)*(s*s)*f == 0 {
			if up, down := math.IsInf(upper, 1), math.IsInf(lower, -1); up || down {
				free = append(free, equations.Column{J: j, Up: up, Down: down})
			}
		}
	}
	return free
}

// split returns the coefficients and the intercept of beta, 0 where there is none.
func (b *Bounds) split(beta []float64) (coef []float64, b0 float64) {
	coef = beta
	if b.m.Intercept && len(beta) > 0 {
		coef, b0 = beta[:len(beta)-1], beta[len(beta)-1]
	}
	if len(coef) != len(b.terms) {
		panic("proof: beta has the wrong length")
	}
	return coef, b0
}

// Primal returns bounds on P(beta), both +Inf where beta lies outside the bounds
// of its coefficients. O(n k) for k non-zero coefficients.
func (b *Bounds) Primal(beta []float64) (lo, hi float64) {
	coef, _ := b.split(beta)
	var omega, omegaLo interval.Sum
	for j, v := range coef {
		t := b.terms[j]
		if !(v >= t.lower && v <= t.upper) {
			return math.Inf(1), math.Inf(1)
		}
		if v != 0 {
			size := interval.Point(math.Abs(v))
			l1 := t.l1.Times(size)
			l2 := t.l2.Times(size).Times(size).Scaled(0.5)
			omega.Add(l1.Hi)
			omega.Add(l2.Hi)
			omegaLo.Add(l1.Lo)
			omegaLo.Add(l2.Lo)
		}
	}
	if b.m.Loss != nil {
		loss := b.lossAt(b.residual(beta))
		return interval.AddDown(loss.Lo, omegaLo.Total().Lo), interval.AddUp(loss.Hi, omega.Total().Hi)
	}
	r := b.residual(beta)
	// Σ w r²: the middles in one account, their uncertainties in another.
	var squares interval.Sum
	off := 0.0
	for i, w := range b.w {
		if w == 0 {
			continue
		}
		a := r.At(i)
		mid := a.P + a.S
		rest := interval.Interval{Lo: interval.AddDown(mid, -a.Total().Hi), Hi: interval.AddUp(mid, -a.Total().Lo)}.Size()
		h, l := interval.TwoProduct(mid, mid)
		squares.AddProduct(w, h)
		squares.AddProduct(w, l) // half a unit in the last place, which the room in off would hide
		// The radius in rest is twice what it need be, which hides the 2, the square and
		// what underflows.
		slack := interval.AddUp(interval.MulUp(rest, interval.AddUp(2*math.Abs(mid), rest)), interval.Smallest)
		off = interval.AddUp(off, interval.MulUp(w, slack))
	}
	loss := squares.Total()
	loss = interval.Interval{Lo: max(0, interval.AddDown(loss.Lo, -off)), Hi: interval.AddUp(loss.Hi, off)}
	if loss.Hi != loss.Hi {
		loss = interval.Interval{Lo: 0, Hi: math.Inf(1)}
	}
	// loss has room for a rounding by then: that the quotients round outwards cannot be
	// seen, nor which end of the total divides.
	hi = interval.AddUp(interval.DivUp(loss.Hi, 2*b.total.Lo), omega.Total().Hi)
	lo = interval.AddDown(interval.DivDown(loss.Lo, 2*b.total.Hi), omegaLo.Total().Lo)
	return max(lo, 0), hi
}

// lossAt bounds Σ w l(y, z) / Σ w.
func (b *Bounds) lossAt(z *interval.Sums) interval.Interval {
	var lo, hi interval.Sum
	for i, w := range b.w {
		if w == 0 {
			continue
		}
		a := z.At(i)
		l := enclose(b.m.Loss, b.m.Y[i], a.Total())
		if math.IsInf(l.Lo, -1) || math.IsInf(l.Hi, 1) {
			return interval.Interval{Lo: math.Inf(-1), Hi: math.Inf(1)}
		}
		lo.AddProduct(w, l.Lo)
		hi.AddProduct(w, l.Hi)
	}
	return interval.Interval{Lo: -b.mean(-lo.Total().Lo), Hi: b.mean(hi.Total().Hi)}
}

// mean is not below sum / Σ w.
func (b *Bounds) mean(sum float64) float64 {
	if sum > 0 {
		return interval.DivUp(sum, b.total.Lo)
	}
	return interval.DivUp(sum, b.total.Hi)
}

// residual returns X b + b_0 + o - y, and without y where there is another loss than the
// square.
func (b *Bounds) residual(beta []float64) *interval.Sums {
	coef, b0 := b.split(beta)
	r := interval.NewSums(b.n)
	r.Steps = 3 // which the 2 in the radius would cover
	for i := range b.n {
		a := interval.Sum{}
		a.Add(b0)
		if b.m.Loss == nil {
			a.Add(-b.m.Y[i])
		}
		if b.m.Offset != nil {
			a.Add(b.m.Offset[i])
		}
		r.P[i], r.S[i], r.E[i] = a.P, a.S, a.E
	}
	x := design.Columns{X: b.m.X}
	for j, v := range coef {
		if v != 0 {
			row, col := x.At(j)
			r.Axpy(v, row, col)
		}
	}
	return r
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
	if e := interval.AddUp(hi, -lo); e >= 0 {
		return e
	}
	return math.Inf(1)
}

// entry returns x_ij of a column that [design.Columns.At] returned. O(log k) for k entries.
func entry(row []int32, x []float64, i int) float64 {
	if row == nil {
		return x[i]
	}
	lo, hi := 0, len(row)
	for lo < hi {
		if mid := (lo + hi) / 2; int(row[mid]) < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(row) && int(row[lo]) == i {
		return x[lo]
	}
	return 0
}
