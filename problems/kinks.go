package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/equations"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/internal/vertex"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Losses of two half lines, and the linear programs that they make with a lasso. A point
// alone says little of the dual there: rows on their kinks have any slope between two. So
// the dual point is that of a vertex, which is looked for from the point on.

// Kinks returns, where the losses are two half lines each as package losses has them,
//
//	F(z) = Σ_i max(lower_i (z_i - at_i), upper_i (z_i - at_i)),
//
// what that takes; nil where they are not. lower <= 0 <= upper, both 0 without weight.
func (f *Pointwise[L]) Kinks() (at, lower, upper []float64) {
	loss, ok := any(f.Loss).(interface{ Kink(y float64) float64 })
	if !ok {
		return nil, nil, nil
	}
	n := len(f.Y)
	at, lower, upper = make([]float64, n), make([]float64, n), make([]float64, n)
	total := vector.TotalWeight(f.Weights, n)
	for i, y := range f.Y {
		at[i] = loss.Kink(y) - f.offset(i)
		if w := f.weight(i, total); w != 0 {
			low, high := f.Loss.Domain(y)
			lower[i], upper[i] = w*low, w*high
		}
	}
	return at, lower, upper
}

// kinked is a fit whose losses may be two half lines.
type kinked interface {
	Kinks() (at, lower, upper []float64)
}

// kinks returns the losses of a fit that is made of half lines.
func kinks(fit DataFit) (rows vertex.Rows, ok bool) {
	f, ok := fit.(kinked)
	if !ok {
		return rows, false
	}
	rows.Kink, rows.Lower, rows.Upper = f.Kinks()
	return rows, rows.Kink != nil
}

// columns returns the penalty of p columns for package vertex; ok is false where it has a
// ridge part.
func (o *ElasticNet) columns(p int) (cols vertex.Columns, ok bool) {
	ok = true
	cols = vertex.ColumnsOf(p, func(j int) (l1, lower, upper float64) {
		t := o.Term(j)
		ok = ok && t.L2 == 0
		return t.L1, t.Lower, t.Upper
	})
	return cols, ok
}

// program is a linear program whose vertices are looked for again and again.
type program struct {
	fit       DataFit
	intercept bool
	rows      vertex.Rows
	engine    *vertex.Engine
}

// programOf returns the program of p, known for as long as fit and intercept are the same.
func (a *Auditor) programOf(p *Problem) (*program, vertex.Columns) {
	net, ok := p.Penalty.(*ElasticNet)
	if !ok || p.Fit == nil {
		return nil, vertex.Columns{}
	}
	if _, ok := p.Fit.(kinked); !ok {
		return nil, vertex.Columns{}
	}
	_, n := p.X.Dims()
	cols, ok := net.columns(n)
	if !ok {
		return nil, cols
	}
	if a.program == nil || a.program.fit != p.Fit || a.program.intercept != p.Intercept {
		rows, ok := kinks(p.Fit)
		if !ok {
			return nil, vertex.Columns{}
		}
		a.program = &program{fit: p.Fit, intercept: p.Intercept, rows: rows, engine: vertex.New(p.X, p.Intercept, rows)}
	}
	return a.program, cols
}

// deriveVertex makes the dual point of a linear program: that of the vertex which is
// best, looked for from the point on. descent is what the point itself says of -∇F, and
// where that is nothing, on kinks, theta.
func (w *dualPoint) deriveVertex(p *Problem, pt SparseBeta, g *program, cols vertex.Columns) {
	coef := make([]float64, len(cols.L1))
	pt.scatter(coef)
	s := g.engine.From(coef, pt.Intercept).Solve(cols)
	for i, v := range s.V {
		w.theta[i] = -v
		w.descent[i] = -v
		switch r := w.z[i] - g.rows.Kink[i]; {
		case r > g.engine.Digits():
			w.descent[i] = -g.rows.Upper[i]
		case r < -g.engine.Digits():
			w.descent[i] = -g.rows.Lower[i]
		}
	}
	w.equations, w.rest, w.steepest = nil, 0, 0
	for _, f := range p.freeColumns() {
		if f.Up && f.Down || equations.Holds(p.X, f.J, w.theta) {
			w.equations = append(w.equations, f.J)
		}
	}
	clear(w.work)
	w.moved = w.moves()
}

// steepest returns the length of the largest slopes of losses of two half lines, 0 for others.
func steepest(fit DataFit) float64 {
	rows, ok := kinks(fit)
	if !ok {
		return 0
	}
	s := 0.0
	for i, high := range rows.Upper {
		high = max(high, -rows.Lower[i])
		s += high * high
	}
	return math.Sqrt(s)
}

// nullVertex fits the null model of losses with kinks: a linear program in the intercept
// and the free columns. Where responses are tied there are several dual points, and the
// largest lambda is the least that any of them has.
func (p *Problem) nullVertex(pen Scalable, rows vertex.Rows) (Null, error) {
	n, p1 := p.X.Dims()
	e := vertex.New(p.X, p.Intercept, rows)
	start := make([]float64, p1)
	var free []int
	pinned := vertex.ColumnsOf(p1, func(j int) (l1, lower, upper float64) {
		start[j] = pen.Start(j)
		lower, upper, ok := pen.Unpenalised(j)
		if !ok {
			return 0, start[j], start[j]
		}
		free = append(free, j)
		return 0, lower, upper
	})
	null := Null{Theta: make([]float64, n), Slopes: make([]float64, p1)}
	take := func(s vertex.Solution) float64 {
		for i, v := range s.V {
			null.Theta[i] = -v
		}
		design.MulTrans(null.Slopes, p.X, null.Theta)
		for _, j := range free {
			null.Slopes[j] = 0
		}
		return pen.LambdaMax(null.Slopes)
	}
	s := e.Solve(pinned)
	null.LambdaMax = take(s)
	z := make([]float64, n)
	design.Mul(z, p.X, s.B)
	shift(z, s.Intercept)
	null.Loss, null.Scale = p.Fit.Value(z), p.yardstick(z)
	net, ok := pen.(*ElasticNet)
	if !ok || math.IsInf(null.LambdaMax, 1) {
		return null, nil
	}
	unit, _ := net.WithLambda(1).(*ElasticNet).columns(p1)
	null.LambdaMax = p.leastLambda(e, unit, null, start, take)
	steep := steepest(p.Fit)
	for j, l := range unit.L1 {
		if l*null.LambdaMax > noiseOfSlope*steep*e.Length(j) {
			return null, nil
		}
	}
	null.LambdaMax = 0 // but for rounding
	return null, nil
}

// noiseOfSlope is what rounding may make of a slope that is 0, of what slopes can be.
const noiseOfSlope = 1e-14

// leastLambda lowers LambdaMax to the smallest lambda that keeps the null model. The least
// objective is a concave, piecewise linear function of lambda, and constant from there on:
// where another point is better than the null model its line meets that constant at a
// lambda which is too small still, or just enough (Newton's method, as Dinkelbach's).
func (p *Problem) leastLambda(e *vertex.Engine, unit vertex.Columns, null Null, start []float64, take func(vertex.Solution) float64) float64 {
	at := func(lambda float64) vertex.Solution {
		cols := unit
		cols.L1 = make([]float64, len(unit.L1))
		for j, l := range unit.L1 {
			cols.L1[j] = lambda * l
		}
		return e.Solve(cols)
	}
	// excess is what the penalty of a point is above that of the null model, 0 for that.
	excess := func(b []float64) float64 {
		var s vector.Sum
		for j, l := range unit.L1 {
			if l > 0 {
				s.Add(l * (math.Abs(b[j]) - math.Abs(start[j])))
			}
		}
		return s.Total()
	}
	most, least := null.LambdaMax, 0.0
	const enough = 1e-12
	lambda := most * (1 - 1e-9) // where nothing is tied another point is better there
	for range 60 {
		s := at(lambda)
		more := excess(s.B)
		if !(more > 0) {
			if most = take(s); most <= least*(1+enough) {
				return most
			}
			lambda = max(most/2, least*(1+enough))
			continue
		}
		z := make([]float64, len(null.Theta))
		design.Mul(z, p.X, s.B)
		shift(z, s.Intercept)
		cross := (null.Loss - p.Fit.Value(z)) / more
		if !(cross > least*(1+enough)) || !(cross < most*(1-1e-8)) {
			return most
		}
		least = cross
		lambda = least * (1 + enough)
	}
	return most
}
