package rational

import "math/big"

// Optimum is an optimal point and its value. Other points may be optimal too.
type Optimum struct {
	Value     *big.Rat
	B         []*big.Rat
	Intercept *big.Rat
}

// Solve returns an optimum of p, exactly. That it is one is checked against the data
// by the optimality conditions, and does not rest on how it was found. O(s k³) products
// of numbers of up to k times as many digits as an entry of the Gram matrix has, for s
// steps and k coefficients that are not zero.
func (p *Problem) Solve() *Optimum {
	e := p.exact()
	pt := e.uncentred(newSearch(e).run())
	if !e.optimal(pt) {
		panic("rational: the search ended at a point that is not optimal")
	}
	o := &Optimum{Value: e.value(pt), Intercept: ratio(pt.num0, pt.den)}
	for _, b := range pt.num {
		o.B = append(o.B, ratio(b, pt.den))
	}
	return o
}

// NullLoss returns the smallest loss with all penalised coefficients at the points of
// their bounds nearest to zero: the yardstick of relative errors.
func (p *Problem) NullLoss() *big.Rat {
	q := *p
	q.Lambda = 0
	q.Lower, q.Upper = make([]float64, len(p.X)), make([]float64, len(p.X))
	for j := range p.X {
		lo, hi := p.bounds(j)
		if entry(p.Factor, j, 1) != 0 {
			rest := min(max(0, lo), hi)
			lo, hi = rest, rest
		}
		q.Lower[j], q.Upper[j] = lo, hi
	}
	return q.Solve().Value
}

// search is an active-set method on the Gram matrix, the intercept centred out. A
// coefficient rests at a knot, which is 0 or a bound, or moves strictly between two.
// From the minimum over the moving ones, one at a knot is set free along which the
// objective falls; the others are strictly inside, and so it falls strictly on the way
// to the next minimum, whatever gets caught at a knot on that way. No set of moving
// coefficients with their sides comes twice, and the search ends. Where the moving
// columns are dependent the way is along their null vector, on which the objective is
// linear and must run into a knot.
type search struct {
	e      *exact
	h      [][]dyadic // Σw times the Gram matrix and the ridge
	c      []dyadic
	l1     []dyadic
	b      []*big.Rat
	moving []int
	side   []int // sign of the coefficient, of the moving ones
}

func newSearch(e *exact) *search {
	k := len(e.x)
	s := &search{e: e, side: make([]int, k)}
	wt := e.weighted(e.t)
	sumT := sum(wt)
	sums := make([]dyadic, k)
	square := e.total.times(e.total)
	for j, x := range e.x {
		wx := e.weighted(x)
		sums[j] = sum(wx)
		row := make([]dyadic, k)
		c := e.total.times(dot(x, wt))
		for i := range j + 1 {
			row[i] = e.total.times(dot(e.x[i], wx))
			if e.intercept {
				row[i] = row[i].minus(sums[i].times(sums[j]))
			}
		}
		if e.intercept {
			c = c.minus(sums[j].times(sumT))
		}
		row[j] = row[j].plus(square.times(e.l2[j]))
		s.h, s.c, s.l1 = append(s.h, row), append(s.c, c), append(s.l1, square.times(e.l1[j]))
		s.b = append(s.b, e.rest(j).rat())
	}
	for i := range s.h {
		for j := i + 1; j < k; j++ {
			s.h[i][j] = s.h[j][i]
		}
	}
	return s
}

// rest returns the point within the bounds of b_j nearest to 0.
func (e *exact) rest(j int) dyadic {
	if lo := e.lower[j]; !lo.open && lo.sign() > 0 {
		return lo.dyadic
	}
	if hi := e.upper[j]; !hi.open && hi.sign() < 0 {
		return hi.dyadic
	}
	return dyadic{}
}

// uncentred adds the best intercept.
func (e *exact) uncentred(p point) point {
	if !e.intercept {
		return p
	}
	p.num0 = sum(e.weighted(e.residuals(p)))
	for j := range p.num {
		p.num[j] = p.num[j].times(e.total)
	}
	p.den = p.den.times(e.total)
	return p
}

func (s *search) run() point {
	for {
		pt := s.settle()
		j, direction := s.steepest(pt)
		if direction == 0 {
			return pt
		}
		// The side on which j leaves its knot.
		if s.side[j] = s.b[j].Sign(); s.side[j] == 0 {
			s.side[j] = direction
		}
		s.moving = append(s.moving, j)
		if d := s.flat(direction); d != nil {
			s.step(d, false)
		}
	}
}

// settle goes to the minimum over the moving coefficients, or to as many knots as are
// in the way.
func (s *search) settle() point {
	for {
		target := s.minimum()
		d := make([]*big.Rat, len(s.moving))
		for k, j := range s.moving {
			d[k] = new(big.Rat).Sub(ratio(target.num[j], target.den), s.b[j])
		}
		if !s.step(d, true) {
			return target
		}
	}
}

// steepest returns the coefficient at a knot along which the objective falls the most,
// in units of its column, and where to: 0 for nowhere.
func (s *search) steepest(p point) (at, direction int) {
	best := new(big.Float)
	moves := make([]bool, len(s.b))
	for _, j := range s.moving {
		moves[j] = true
	}
	for j, b := range p.num {
		if moves[j] {
			continue
		}
		u := s.c[j].times(p.den).minus(dot(s.h[j], p.num))
		kink := s.l1[j].times(p.den)
		try := func(fall dyadic, where int) {
			if fall.sign() > 0 {
				v := fall.float()
				if v.Quo(v.Mul(v, v), s.h[j][j].float()); direction == 0 || v.Cmp(best) > 0 {
					best, at, direction = v, j, where
				}
			}
		}
		if hi := s.e.upper[j]; hi.open || b.cmp(hi.times(p.den)) < 0 {
			side := 1
			if b.sign() < 0 {
				side = -1
			}
			try(u.minus(kink.timesSign(side)), 1)
		}
		if lo := s.e.lower[j]; lo.open || b.cmp(lo.times(p.den)) > 0 {
			side := -1
			if b.sign() > 0 {
				side = 1
			}
			try(kink.timesSign(side).minus(u), -1)
		}
	}
	return at, direction
}

// step moves along d, to its end where whole, or to the first knot on the way, where
// coefficients then rest. It tells whether there was one.
func (s *search) step(d []*big.Rat, whole bool) (stopped bool) {
	var t *big.Rat
	if whole {
		t = big.NewRat(1, 1)
	}
	ends := make([]*big.Rat, len(d))
	for k, j := range s.moving {
		end, open := s.end(j, d[k].Sign())
		if d[k].Sign() == 0 || open {
			continue
		}
		ends[k] = end.rat()
		reach := new(big.Rat).Sub(ends[k], s.b[j])
		if reach.Quo(reach, d[k]); t == nil || reach.Cmp(t) < 0 {
			t = reach
		}
	}
	if t == nil {
		panic("rational: the objective is not bounded below")
	}
	left := s.moving[:0]
	for k, j := range s.moving {
		s.b[j] = new(big.Rat).Add(s.b[j], new(big.Rat).Mul(t, d[k]))
		if ends[k] != nil && s.b[j].Cmp(ends[k]) == 0 {
			stopped = true
			continue
		}
		left = append(left, j)
	}
	s.moving = left
	return stopped
}

// end returns the knot towards which a moving coefficient goes.
func (s *search) end(j, direction int) (end dyadic, open bool) {
	b := s.e.upper[j]
	if direction < 0 {
		b = s.e.lower[j]
	}
	if direction == -s.side[j] && (b.open || b.sign() != s.side[j]) {
		return dyadic{}, false // 0 comes first
	}
	return b.dyadic, b.open
}
