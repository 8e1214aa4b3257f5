package exact

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
)

// rowTerm is the penalty of one row at the present lambda, L1 ‖b‖ + L2/2 ‖b‖² or the same
// of every entry.
type rowTerm struct{ l1, l2 float64 }

// prepare sets the terms to those of a lambda; one below zero stands for zero.
func (x *Stacked) prepare(lambda float64) {
	pen := x.p.Penalty.(problems.Scalable).WithLambda(max(lambda, 0))
	x.term = func(j int) rowTerm {
		switch pen := pen.(type) {
		case *problems.RowElasticNet:
			l1, l2, excluded := pen.Term(j)
			if excluded {
				l1 = math.Inf(1)
			}
			return rowTerm{l1, l2}
		case *problems.ElasticNet:
			t := pen.Term(j * x.K)
			if t.Lower == t.Upper {
				t.L1 = math.Inf(1)
			}
			return rowTerm{t.L1, t.L2}
		}
		return rowTerm{}
	}
	x.termsOf(0)
}

// termsOf looks up the terms of the rows taken in from the given one on.
func (x *Stacked) termsOf(from int) {
	for w, j := range x.rows[from:] {
		x.terms[from+w] = x.term(j)
	}
}

// size is what a row of slopes must not exceed: its length, or its largest entry.
func (x *Stacked) size(at func(k int) float64) float64 {
	s := 0.0
	for k := range x.K {
		if v := at(k); x.grouped {
			s += v * v
		} else {
			s = max(s, math.Abs(v))
		}
	}
	if x.grouped {
		return math.Sqrt(s)
	}
	return s
}

// overlooked returns the rows that were not among the first known, but have slopes beyond
// what their terms hold at zero.
func (x *Stacked) overlooked(slopes []float64, known int) (more []int) {
	for j := range x.columns {
		if p := x.pos[j]; p >= 0 && p < known {
			continue
		}
		if t := x.term(j); x.size(func(k int) float64 { return slopes[j*x.K+k] }) > t.l1*(1+1e-9) {
			more = append(more, j)
		}
	}
	return more
}

// gradient brings theta and the slopes of the rows taken in to the present z.
func (x *Stacked) gradient() {
	x.p.Fit.Grad(x.theta, x.z)
	for i, g := range x.theta {
		x.theta[i] = -g
	}
	if x.flat && x.centred { // the intercepts follow
		for k := range x.K {
			theta, z := x.Block(x.theta, k), x.Block(x.z, k)
			shift := vector.Total(theta)
			x.level[k] += shift
			for i, h := range x.h {
				z[i] += shift
				theta[i] -= h * shift
			}
		}
	}
	x.noise = 4 * vector.Eps * vector.Norm(x.theta)
	x.slopes(x.slope, x.cols)
}

// slopes sets dst[k] to X'theta_k for the given columns.
func (x *Stacked) slopes(dst [][]float64, cols [][]float64) {
	w := len(cols)
	blocks := make([][]float64, x.K)
	for k := range blocks {
		blocks[k] = x.Block(x.theta, k)
	}
	out := make([]float64, w*x.K)
	kernel.Gram(out, w, cols, blocks)
	for k := range dst {
		copy(dst[k], out[k*w:(k+1)*w])
	}
}

// residual returns the largest distance of the slopes of a row to the subdifferential, less
// what may be the rounding of the slopes.
func (x *Stacked) residual(b, slope [][]float64) (worst float64) {
	for w, t := range x.terms {
		worst = max(worst, x.distance(w, t, b, slope)-x.norm[w]*x.noise)
	}
	return worst
}

func (x *Stacked) distance(w int, t rowTerm, b, slope [][]float64) float64 {
	if !x.grouped {
		return x.size(func(k int) float64 {
			return problems.Term{L1: t.l1, L2: t.l2, Lower: math.Inf(-1), Upper: math.Inf(1)}.SubdiffDist(b[k][w], slope[k][w])
		})
	}
	length := x.size(func(k int) float64 { return b[k][w] })
	if length == 0 {
		return max(0, x.size(func(k int) float64 { return slope[k][w] })-t.l1)
	}
	return x.size(func(k int) float64 { return slope[k][w] - (t.l1/length+t.l2)*b[k][w] })
}

// tolerance is how small a residual must be for a gap of nothing, and for a look at the
// other rows.
func (x *Stacked) tolerance() (tol, rough float64) {
	mass, least := 0.0, math.Inf(1)
	for w, t := range x.terms {
		mass += x.size(func(k int) float64 { return x.b[k][w] })
		if t.l1 > 0 {
			least = min(least, t.l1)
		}
	}
	least = min(least, x.scale/mass)
	if math.IsInf(least, 1) { // nothing but free rows, at zero
		return 0, math.Inf(1)
	}
	return 1e-13 * least, 1e-3 * least
}

// solve finds the optimum for the terms, warm-started. What is watched is looked at when
// the residual is a small part of what the penalty holds, and at the end.
func (x *Stacked) solve() end {
	x.steps = 0
	last, stuck, looked := math.Inf(1), 0, false
	x.value = x.objective(x.z, x.b)
	for {
		if x.stop(x.steps) {
			return stopped
		}
		x.gradient()
		residual := x.residual(x.b, x.slope)
		tol, rough := x.tolerance()
		rate := residual / last
		if stuck++; rate <= 0.5 || !x.model.fresh() {
			stuck = 0
		}
		last = residual
		done := residual <= tol || stuck >= 3
		if done || residual <= rough && !looked {
			more := x.violators(2*residual + tol)
			if !x.take(more) {
				return full
			}
			if looked = true; len(more) > 0 {
				x.termsOf(len(x.rows) - len(more))
				x.slopes(x.slope, x.cols)
				residual, last, stuck, done = x.residual(x.b, x.slope), math.Inf(1), 0, false
			}
		}
		switch {
		case done:
			return settled
		case x.steps > 500+10*len(x.rows)*x.K: // entries come and go
			return exhausted
		}
		x.model.refresh(rate)
		d := make([][]float64, x.K)
		for k := range d {
			d[k] = make([]float64, len(x.rows))
		}
		inner := 1e-4
		if !x.flat {
			inner = 0.03 // a chord does little better
		}
		x.model.minimise(d, max(tol/2, inner*residual))
		if !x.advance(d) {
			return settled // the objective falls no further
		}
		x.steps++
	}
}

// objective returns F(z) + Omega(b) on the rows taken in.
func (x *Stacked) objective(z []float64, b [][]float64) float64 {
	if x.flat {
		return 0
	}
	v := x.p.Fit.Value(z)
	for w, t := range x.terms {
		squares, sizes := 0.0, 0.0
		for k := range b {
			squares += b[k][w] * b[k][w]
			sizes += math.Abs(b[k][w])
		}
		if squares > 0 {
			if x.grouped {
				sizes = math.Sqrt(squares)
			}
			v += t.l1*sizes + t.l2/2*squares
		}
	}
	return v
}

// advance moves by d or, where the objective grows by more than rounding, by as much of it
// as lets it fall, and returns false where nothing does; not at all along a chord, whose
// model is then too old, as the residual that stays will say.
func (x *Stacked) advance(d [][]float64) bool {
	if x.flat { // the model is exact
		x.move(d)
		return true
	}
	z, b := slices.Clone(x.z), clone(nil, x.b)
	for range 40 {
		x.move(d)
		if v := x.objective(x.z, x.b); v <= x.value+16*vector.Eps*math.Abs(x.value) {
			x.value = v
			return true
		}
		copy(x.z, z)
		x.b = clone(x.b, b)
		if !x.model.fresh() {
			return true
		}
		for k := range d {
			for w := range d[k] {
				d[k][w] /= 2
			}
		}
	}
	return false
}

// violators returns the watched columns whose slopes are beyond their terms by more than
// slack.
func (x *Stacked) violators(slack float64) (more []int) {
	if len(x.watched) == 0 {
		return nil
	}
	var cols [][]float64
	keep := x.watched[:0]
	for _, j := range x.watched {
		if x.pos[j] < 0 {
			keep, cols = append(keep, j), append(cols, design.Column(x.X, j))
		}
	}
	x.watched = keep
	slopes := make([][]float64, x.K)
	for k := range slopes {
		slopes[k] = make([]float64, len(cols))
	}
	if len(cols) > 0 {
		x.slopes(slopes, cols)
	}
	for i, j := range x.watched {
		if x.size(func(k int) float64 { return slopes[k][i] }) > x.term(j).l1+slack {
			more = append(more, j)
		}
	}
	return more
}

// move adds d to the coefficients.
func (x *Stacked) move(d [][]float64) {
	for k := range x.K {
		z := x.Block(x.z, k)
		for w, v := range d[k] {
			if v != 0 {
				x.b[k][w] += v
				kernel.Axpy(v, x.cols[w], z)
			}
		}
	}
}
