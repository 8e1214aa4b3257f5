package digits

import (
	"fmt"
	"math"
	"math/big"
)

// Optimum is a minimiser to 50 digits and the minimum. Slopes are -∂F/∂b_j there, the
// intercept's last, which is 0.
type Optimum struct {
	Beta   []*big.Float
	Value  *big.Float
	Slopes []*big.Float
}

// state is where a coefficient is held, or which side of zero it moves on.
type state int

const (
	held  state = 0 // at zero or at a bound
	plus  state = 1
	minus state = -1
	both  state = 2 // no kink: unpenalised, or the intercept
)

const (
	rounds  = 400
	nothing = -170 // bits: of a step that is none, of a slope that is 0
)

// Solve minimises by an active set and Newton's method on it. It returns an error where
// the coefficients grow beyond 1e6, or an optimum is not unique to working precision; what
// it returns meets the optimality conditions, which it checks apart.
func (p *Problem) Solve() (*Optimum, error) {
	s := newSearch(p)
	if !s.ordinary() {
		return nil, fmt.Errorf("digits: predictions are beyond 1e5")
	}
	for range rounds {
		moved, err := s.newton()
		if err != nil {
			return nil, err
		}
		if moved || s.release() {
			continue
		}
		o := &Optimum{Beta: s.beta, Value: p.Objective(s.beta)}
		o.Slopes, _ = s.slopes()
		return o, p.Check(o)
	}
	return nil, fmt.Errorf("digits: no end after %d rounds", rounds)
}

// search is a point and what its coefficients may do.
type search struct {
	p    *Problem
	beta []*big.Float
	is   []state
}

func newSearch(p *Problem) *search {
	s := &search{p: p}
	for j := range p.X {
		s.beta = append(s.beta, Of(min(max(0, at(p.Lower, j, math.Inf(-1))), at(p.Upper, j, math.Inf(1)))))
		s.is = append(s.is, held)
	}
	if p.Intercept {
		s.beta, s.is = append(s.beta, Of(0)), append(s.is, both)
	}
	return s
}

// column returns the entries of column j, ones for the intercept.
func (s *search) column(j, i int) *big.Float {
	if j == len(s.p.X) {
		return Of(1)
	}
	return Of(s.p.X[j][i])
}

// slopes returns -∂F/∂b_j, and the curvatures of the rows.
func (s *search) slopes() (u, h []*big.Float) {
	u = make([]*big.Float, len(s.beta))
	for j := range u {
		u[j] = Of(0)
	}
	for i, z := range s.p.Predict(s.beta) {
		if at(s.p.Weights, i, 1) == 0 {
			h = append(h, Of(0))
			continue
		}
		_, slope, curvature := s.p.loss(i, z)
		w := s.p.share(i)
		h = append(h, mul(w, curvature))
		for j := range u {
			u[j].Sub(u[j], mul(w, slope, s.column(j, i)))
		}
	}
	return u, h
}

// force is the slope of -P along b_j on its side.
func (s *search) force(j int, u *big.Float, side state) *big.Float {
	if j == len(s.p.X) {
		return u
	}
	l1, l2 := s.p.term(j)
	f := add(u, neg(mul(l2, s.beta[j])))
	switch side {
	case plus:
		f.Sub(f, l1)
	case minus:
		f.Add(f, l1)
	}
	return f
}

// newton takes one step on what is not held, cut short at the first end of a side or
// bound, and where P does not fall; it tells whether that was any.
func (s *search) newton() (moved bool, err error) {
	u, h := s.slopes()
	var free []int
	for j, side := range s.is {
		if side != held {
			free = append(free, j)
		}
	}
	a, d := make([][]*big.Float, len(free)), make([]*big.Float, len(free))
	for r, j := range free {
		a[r], d[r] = make([]*big.Float, len(free)), s.force(j, u[j], s.is[j])
		for c, k := range free {
			a[r][c] = Of(0)
			for i := range h {
				a[r][c].Add(a[r][c], mul(h[i], s.column(j, i), s.column(k, i)))
			}
		}
		if j < len(s.p.X) {
			_, l2 := s.p.term(j)
			a[r][r].Add(a[r][r], l2)
		}
	}
	slope := append([]*big.Float(nil), d...)
	if !solve(a, d) {
		return false, fmt.Errorf("digits: the columns depend on one another")
	}
	t, stop := Of(1), -1
	for r, j := range free {
		if j == len(s.p.X) || d[r].Sign() == 0 {
			continue
		}
		low, high := at(s.p.Lower, j, math.Inf(-1)), at(s.p.Upper, j, math.Inf(1))
		if s.is[j] == plus {
			low = max(low, 0)
		}
		if s.is[j] == minus {
			high = min(high, 0)
		}
		end := high
		if d[r].Sign() < 0 {
			end = low
		}
		if !math.IsInf(end, 0) {
			if room := quo(add(Of(end), neg(s.beta[j])), d[r]); room.Cmp(t) < 0 {
				t, stop = room, r
			}
		}
	}
	gain, length := Of(0), -1<<30
	for r, v := range d {
		gain.Add(gain, mul(v, slope[r]))
		if v.Sign() != 0 {
			length = max(length, v.MantExp(nil))
		}
	}
	if length < nothing && stop < 0 {
		return false, nil
	}
	value := s.p.Objective(s.beta)
	from := append([]*big.Float(nil), s.beta...)
	for range 200 {
		for r, j := range free {
			s.beta[j] = add(from[j], mul(t, d[r]))
			if f, _ := s.beta[j].Float64(); math.Abs(f) > 1e6 {
				return false, fmt.Errorf("digits: coefficient %d grows to %g", j, f)
			}
		}
		if stop >= 0 {
			j := free[stop]
			f, _ := s.beta[j].Float64()
			s.beta[j] = Of(s.nearest(j, f))
		}
		if s.ordinary() && (length < -100 || s.p.Objective(s.beta).Cmp(add(value, neg(mul(Of(1e-4), t, gain)))) <= 0) {
			if stop >= 0 {
				s.is[free[stop]] = held
			}
			return true, nil
		}
		t, stop = mul(t, Of(0.5)), -1
	}
	return false, fmt.Errorf("digits: no descent")
}

// ordinary tells that no prediction is too large to exponentiate.
func (s *search) ordinary() bool {
	for _, z := range s.p.Predict(s.beta) {
		if f, _ := z.Float64(); math.Abs(f) > 1e5 {
			return false
		}
	}
	return true
}

// nearest is which end b_j has come to: zero or a bound.
func (s *search) nearest(j int, b float64) float64 {
	best := at(s.p.Lower, j, math.Inf(-1))
	for _, v := range []float64{0, at(s.p.Upper, j, math.Inf(1))} {
		if math.Abs(v-b) < math.Abs(best-b) {
			best = v
		}
	}
	return best
}

// release lets go of the coefficient that is held against the largest force.
func (s *search) release() bool {
	u, _ := s.slopes()
	most, which, way := Of(0), -1, held
	for j, side := range s.is {
		if side != held || j == len(s.p.X) {
			continue
		}
		low, high := at(s.p.Lower, j, math.Inf(-1)), at(s.p.Upper, j, math.Inf(1))
		b, _ := s.beta[j].Float64()
		l1, _ := s.p.term(j)
		if b < high {
			side := plus
			if b < 0 {
				side = minus
			}
			if f := s.force(j, u[j], side); f.Cmp(most) > 0 {
				most, which, way = f, j, side
			}
		}
		if b > low {
			side := minus
			if b > 0 {
				side = plus
			}
			if f := neg(s.force(j, u[j], side)); f.Cmp(most) > 0 {
				most, which, way = f, j, side
			}
		}
		if which == j && l1.Sign() == 0 {
			way = both
		}
	}
	if which < 0 || most.MantExp(nil) < nothing {
		return false
	}
	s.is[which] = way
	return true
}

// solve solves a symmetric system in place by elimination with pivots, false where it is
// singular to working precision.
func solve(a [][]*big.Float, b []*big.Float) bool {
	for c := range a {
		pivot := c
		for r := c; r < len(a); r++ {
			if Of(0).Abs(a[r][c]).Cmp(Of(0).Abs(a[pivot][c])) > 0 {
				pivot = r
			}
		}
		before := a[c][c]
		a[c], a[pivot], b[c], b[pivot] = a[pivot], a[c], b[pivot], b[c]
		if a[c][c].Sign() == 0 || before.Sign() != 0 && a[c][c].MantExp(nil) < -bits+60 {
			return false
		}
		for r := range a {
			if r == c || a[r][c].Sign() == 0 {
				continue
			}
			f := quo(a[r][c], a[c][c])
			for k := c; k < len(a); k++ {
				a[r][k] = add(a[r][k], neg(mul(f, a[c][k])))
			}
			b[r] = add(b[r], neg(mul(f, b[c])))
		}
	}
	for c := range a {
		b[c] = quo(b[c], a[c][c])
	}
	return true
}

// Check reports what the optimality conditions are violated by: the slopes are computed
// again, and -Slopes must be in the subdifferential of the penalty to 50 digits.
func (p *Problem) Check(o *Optimum) error {
	s := &search{p: p, beta: o.Beta}
	u, _ := s.slopes()
	small := func(f *big.Float) bool { return f.Sign() <= 0 || f.MantExp(nil) < nothing+4 }
	for j, b := range o.Beta {
		if j == len(p.X) {
			if !small(Of(0).Abs(u[j])) {
				return fmt.Errorf("digits: the intercept has a slope of %.5g", u[j])
			}
			continue
		}
		l1, l2 := p.term(j)
		low, high := Of(at(p.Lower, j, -1e300)), Of(at(p.Upper, j, 1e300))
		if b.Cmp(low) < 0 || b.Cmp(high) > 0 {
			return fmt.Errorf("digits: coefficient %d is out of its bounds", j)
		}
		up := add(u[j], neg(mul(l2, b))) // how hard it is pushed up, and down
		down := neg(up)
		if b.Sign() >= 0 {
			up = add(up, neg(l1))
		} else {
			up = add(up, l1)
		}
		if b.Sign() > 0 {
			down = add(down, l1)
		} else {
			down = add(down, neg(l1))
		}
		if b.Cmp(high) < 0 && !small(up) || b.Cmp(low) > 0 && !small(down) {
			return fmt.Errorf("digits: coefficient %d is pushed by %.5g and %.5g", j, up, down)
		}
	}
	return nil
}
