package vertex

import "math"

// edge leaves the vertex along one of its edges: a row leaves its kink, or a column at rest
// begins to move.
type edge struct {
	row  int // place in E, -1 for none
	col  int // column, -1 for none
	way  float64
	rate float64 // how fast the objective falls, per unit of the row's z or of b_j
}

// edge returns the edge that looks steepest, in units of the length of its z, if one is by
// more than tol of what is possible.
func (e *Engine) edge(tol float64) (best edge, found bool) {
	steepest := 0.0
	see := func(rate, length, doubt float64, row, col int, way float64) {
		if rate > tol*doubt && rate > steepest*length {
			steepest, best, found = rate/length, edge{row, col, way, rate}, true
		}
	}
	for r, i := range e.rowsOn {
		over, under := e.v[i]-e.rows.Upper[i], e.rows.Lower[i]-e.v[i]
		if over <= 0 && under <= 0 {
			continue
		}
		length := 1e-300
		for k, j := range e.moving {
			length += (e.inverse[k][r] * e.size[j]) * (e.inverse[k][r] * e.size[j])
		}
		length = math.Sqrt(length)
		doubt := e.rows.Upper[i] - e.rows.Lower[i]
		see(over, length, doubt, r, -1, 1)
		see(under, length, doubt, r, -1, -1)
	}
	last := e.x.p
	if e.intercept {
		last++
	}
	for j := range last {
		if e.atCol[j] >= 0 || e.size[j] == 0 {
			continue
		}
		lower, upper := e.bounds(j)
		l1, b, u := e.l1(j), e.b[j], e.u[j]
		ahead, behind := l1, l1
		if b < 0 {
			ahead = -l1
		} else if b > 0 {
			behind = -l1
		}
		size := e.size[j]
		if l1 == 0 && lower < b && b < upper {
			size *= 1e-3 // first of all those that nothing holds
		}
		if b < upper {
			see(-u-ahead, size, e.reach(j), -1, j, 1)
		}
		if b > lower {
			see(u-behind, size, e.reach(j), -1, j, -1)
		}
	}
	return best, found
}

// stop is where the slope along an edge grows: a row meets its kink, or a coefficient 0 or
// a bound.
type stop struct {
	at, rise float64
	row, col int32
	end      float64 // of a column: the value that it has there
}

// move goes along an edge to where the objective is least, and reports whether it went any
// way at all.
func (e *Engine) move(g edge) bool {
	e.direct(g)
	e.seek(g)
	k, ok := pick(e.stops, g.rate)
	if !ok {
		if e.base == nil && g.col >= 0 { // rounding alone leads down without end: the column moves no z
			e.size[g.col] = 0
		} else {
			e.endless = true
		}
		return false
	}
	last := e.stops[k]
	t := last.at
	for s, d := range e.step {
		e.b[e.moving[s]] += t * d
	}
	if g.col >= 0 {
		e.b[g.col] += t * g.way
	}
	for i, d := range e.dz {
		e.z[i] += t * d
	}
	for q, s := range e.stops[:k] { // passed, all but those at the same place
		if q == k {
			continue
		}
		if s.row >= 0 {
			e.flip(int(s.row))
		} else {
			e.sign[s.col] = -e.sign[s.col]
		}
	}
	e.exchange(g, last)
	e.steps++
	e.since++
	return t > 0
}

// flip takes a row to the other side of its kink.
func (e *Engine) flip(i int) {
	to := e.rows.Lower[i]
	if e.v[i] == to {
		to = e.rows.Upper[i]
	}
	e.shift(i, to-e.v[i])
	e.v[i] = to
}

// shift adds d times row i to the slopes.
func (e *Engine) shift(i int, d float64) {
	e.x.addRow(i, d, e.slope)
	e.slope[e.x.p] += d
}

// direct sets the direction of an edge.
func (e *Engine) direct(g edge) {
	m := len(e.moving)
	e.step = append(e.step[:0], make([]float64, m)...)
	clear(e.dz)
	if g.row >= 0 {
		for k := range e.step {
			e.step[k] = g.way * e.inverse[k][g.row]
		}
	} else {
		e.x.addColumn(g.col, g.way, e.dz)
		for r, i := range e.rowsOn {
			if x := e.x.at(i, g.col); x != 0 {
				for k := range e.step {
					e.step[k] -= g.way * x * e.inverse[k][r]
				}
			}
		}
	}
	for k, j := range e.moving {
		if e.step[k] != 0 {
			e.x.addColumn(j, e.step[k], e.dz)
		}
	}
	for _, i := range e.rowsOn {
		e.dz[i] = 0
	}
	if g.row >= 0 {
		e.dz[e.rowsOn[g.row]] = g.way
	}
}

// seek lists the stops along an edge.
func (e *Engine) seek(g edge) {
	e.stops = e.stops[:0]
	most := 0.0
	for _, d := range e.dz {
		most = max(most, math.Abs(d))
	}
	least := 1e-11 * most // slower than that is rounding
	for i, d := range e.dz {
		lower, upper := e.rows.Lower[i], e.rows.Upper[i]
		if lower == upper || e.atRow[i] >= 0 {
			continue
		}
		if d > least && e.v[i] == lower || d < -least && e.v[i] == upper {
			e.stops = append(e.stops, stop{max((e.kink[i]-e.z[i])/d, 0), (upper - lower) * math.Abs(d), int32(i), -1, 0})
		}
	}
	for k, j := range e.moving {
		e.ends(j, e.step[k], e.sign[j])
	}
	if g.col >= 0 {
		e.ends(g.col, g.way, e.side(g.col, g.way))
	}
}

// side is on which side of 0 a column that begins to move is.
func (e *Engine) side(j int, way float64) float64 {
	if e.b[j] != 0 {
		return math.Copysign(1, e.b[j])
	}
	return way
}

// ends lists the stops of a column that moves by d, on the side of 0 that sign says.
func (e *Engine) ends(j int, d, sign float64) {
	if d == 0 {
		return
	}
	b, size := e.b[j], math.Abs(d)
	if l1 := e.l1(j); l1 > 0 && d*sign < 0 {
		e.stops = append(e.stops, stop{max(-b/d, 0), 2 * l1 * size, -1, int32(j), 0})
	}
	lower, upper := e.bounds(j)
	if end := upper; d > 0 && !math.IsInf(end, 1) {
		e.stops = append(e.stops, stop{max((end-b)/d, 0), math.Inf(1), -1, int32(j), end})
	}
	if end := lower; d < 0 && !math.IsInf(end, -1) {
		e.stops = append(e.stops, stop{max((end-b)/d, 0), math.Inf(1), -1, int32(j), end})
	}
}

// pick orders the stops such that those before the returned one are passed: the first at
// which a slope of -rate has risen to 0. Expected O(len(stops)).
func pick(stops []stop, rate float64) (int, bool) {
	lo, hi, left := 0, len(stops), rate
	for hi-lo > 0 {
		// Those before pivot, at it, and after it.
		pivot := stops[lo+(hi-lo)/2].at
		a, b, c := lo, lo, hi
		before, at := 0.0, 0.0
		for b < c {
			switch s := stops[b]; {
			case s.at < pivot:
				before += s.rise
				stops[a], stops[b] = stops[b], stops[a]
				a++
				b++
			case s.at > pivot:
				c--
				stops[b], stops[c] = stops[c], stops[b]
			default:
				at += s.rise
				b++
			}
		}
		switch {
		case before >= left:
			hi = a
		case before+at >= left:
			// All at one place: past the gentle ones, to the first that turns it.
			left -= before
			for k := a; k < b; k++ { // the steepest last
				for q := k; q > a && stops[q].rise < stops[q-1].rise; q-- {
					stops[q], stops[q-1] = stops[q-1], stops[q]
				}
			}
			for k := a; k < b; k++ {
				if left -= stops[k].rise; left <= 0 || k == b-1 {
					return k, true
				}
			}
		default:
			left -= before + at
			lo = b
		}
	}
	// By rounding alone there is a little left at the last one.
	return lo - 1, lo > 0 && left <= 1e-9*rate
}
