package problems

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Null is the null model: the penalised coefficients at rest, the intercept and
// the unpenalised columns fitted.
type Null struct {
	// Loss is F at the null model: n times the variance of y over 2n for least squares
	// with an intercept.
	Loss float64
	// Scale is the yardstick of relative gaps, Loss - inf F = Loss + F*(0): half of what
	// other packages know as the null deviance. It is Loss where the loss of an
	// observation comes down to 0, as all do but Poisson's. Where the null model leaves
	// nothing but rounding, as with a constant y, it is that of the intercept, if there is
	// one (least squares only), or, if that is 0 too, of predicting 0, or 1.
	Scale float64
	// Theta is -∇F there, and Slopes X'Theta, 0 at the unpenalised columns.
	Theta, Slopes []float64
	// LambdaMax is the smallest lambda whose solution is the null model.
	LambdaMax float64
}

// Null fits the null model, by Newton's method on the intercept and the
// unpenalised columns. It returns an error where the penalty is not [Scalable], and
// [ErrNullAtInfinity] where the loss falls to no end along these. O(n k²) for k
// unpenalised columns, and one pass over X.
func (p *Problem) Null() (Null, error) {
	pen, ok := p.Penalty.(Scalable)
	if !ok {
		return Null{}, errors.New("problems: this penalty has no lambda to scale")
	}
	fit, squares := p.Fit.(*LeastSquares)
	if squares && p.Intercept {
		if near := fit.near(); near != nil { // the same null model but for its intercept
			q := *p
			q.Fit = near
			return q.null(pen, fit)
		}
	}
	return p.null(pen, fit)
}

// null is Null; of least squares, whole is the fit before it was centred.
func (p *Problem) null(pen Scalable, whole *LeastSquares) (Null, error) {
	fit, squares := p.Fit.(*LeastSquares)
	n, cols := p.X.Dims()
	if i, ok := pen.(interface{ indexed(p int) Scalable }); ok {
		pen = i.indexed(cols)
	}
	start, free := make([]float64, cols), []boxed(nil)
	for j := range cols {
		start[j] = pen.Start(j)
		if lo, hi, ok := pen.Unpenalised(j); ok {
			free = append(free, boxed{j: j, b: start[j], lo: lo, hi: hi})
		}
	}
	z, theta := make([]float64, n), make([]float64, n)
	design.Mul(z, p.X, start)
	if err := p.recedes(); err != nil {
		return Null{}, err
	}
	if rows, ok := kinks(p.Fit); ok {
		return p.nullVertex(pen, rows)
	}
	_, coupled := p.Fit.(Coupled)
	if p.Intercept && !squares && !coupled {
		p.level(z) // which is far for Newton's method alone
	}
	var rest, step float64
	if f, ok := p.Fit.(Coupled); ok && (p.Intercept || len(free) > 0) {
		least := -p.Fit.Conj(make([]float64, n))
		first := p.Fit.Value(z) - least
		if rest, step = p.refitCoupled(f, z, free); p.Fit.Value(z)-least <= 1e-12*first && first > 1e-9*f.Smoothness() {
			step = math.Inf(1) // a loss of many rows is not at its infimum anywhere, but for rounding
		}
	} else {
		p.refit(z, free)
	}
	p.descent(theta, z)
	if size := 1 + vector.MaxAbs(z); rest > 1e-6*size || step > 1e-4*size || coupled && !p.meets(theta, free, 1e-3) { // the last as for a class without rows
		return Null{}, fmt.Errorf("%w: %s", ErrNullAtInfinity, fallsFree)
	} else if !squares && !coupled {
		if err := p.settled(theta, z, free); err != nil {
			return Null{}, err
		}
	}
	null := Null{Loss: p.Fit.Value(z), Theta: theta}
	if !(math.Abs(null.Loss) <= math.MaxFloat64) {
		return Null{}, fmt.Errorf("problems: the loss of the null model is %v: rescale the response, or the bounds", null.Loss)
	}
	if squares {
		low, high := p.nullBounds(z, null.Loss, free, start)
		if !(high <= math.MaxFloat64) {
			return Null{}, errors.New("problems: the terms of the null model are too large to tell what they leave: rescale the columns, or the bounds")
		}
		null.Scale = fit.yardstick(high, p.Intercept)
		switch {
		case null.Scale != high || low <= vector.Eps*high && p.explains(start):
			null.Scale = whole.yardstick(0, p.Intercept)
		default:
			// Of two ways to be wrong about a loss the strict one: a yardstick that is too
			// long would certify too much.
			null.Scale = max(low, vector.Eps*high) // 0 would be no yardstick at all
		}
	} else {
		null.Scale = p.yardstick(z)
	}
	null.Slopes = make([]float64, cols)
	design.MulTrans(null.Slopes, p.X, theta)
	p.centreSlopes(null.Slopes, theta)
	for _, f := range free {
		null.Slopes[f.j] = 0
	}
	null.LambdaMax = pen.LambdaMax(null.Slopes)
	return null, nil
}

// centreSlopes computes the slopes of columns far from zero again, centred, where theta
// sums to zero but for rounding.
func (p *Problem) centreSlopes(u, theta []float64) {
	if !p.Intercept {
		return
	}
	var weights []float64
	if fit, ok := p.Fit.(*LeastSquares); ok {
		weights = fit.NormalWeights()
	}
	for j, m := range design.FarMeans(p.X, weights) {
		if m != 0 {
			u[j] = 0
			for i, v := range design.Column(p.X, j) {
				u[j] += (v - m) * theta[i]
			}
		}
	}
}

// LambdaMax returns the smallest lambda at which every penalised coefficient of
// the solution is at rest: max_j |<x_j, theta>| / (Alpha f_j s_j) at the null
// model for an [ElasticNet], over the directions that the bounds leave open. It is
// right with weights, offset, bounds, unpenalised columns, and any fit or penalty.
func (p *Problem) LambdaMax() (float64, error) {
	null, err := p.Null()
	return null.LambdaMax, err
}

// boxed is an unpenalised coefficient and its bounds.
type boxed struct {
	j         int
	b, lo, hi float64
}

// silent tells whether all targets of positive weight are 0.
func (f *LeastSquares) silent() bool {
	for i := range f.Y {
		if (f.Weights == nil || f.Weights[i] > 0) && f.target(i) != 0 {
			return false
		}
	}
	return true
}

// yardstick is what gaps are relative to, given the prediction of the null model: its
// F(z) - inf F or, where that is 0 but for rounding, that of predicting 0; 1 where that is
// 0 too.
func (p *Problem) yardstick(z []float64) float64 {
	distance := func(z []float64) float64 {
		if f, ok := p.Fit.(interface{ distance(z []float64) float64 }); ok {
			return f.distance(z)
		}
		return max(p.Fit.Value(z)+p.Fit.Conj(make([]float64, len(z))), 0)
	}
	const rounding = 1e-26 // as below
	d, rest := distance(z), distance(make([]float64, len(z)))
	switch {
	case d > rounding*rest:
		return d
	case rest > 0:
		return rest
	}
	return 1
}

// yardstick is what gaps are relative to, given the loss of the null model: that loss
// or, where it is 0 but for rounding, so that nothing could be within a share of it, the
// first that is not 0 of the loss of an intercept alone, where there is one, and the
// loss of predicting 0; 1 where y is 0 in every row.
func (f *LeastSquares) yardstick(loss float64, intercept bool) float64 {
	const rounding = 1e-26 // a hundred times half the digits, squared
	scales := make([]float64, 0, 2)
	y := &design.Dense{N: len(f.Y), P: 1, Data: f.Targets()}
	mean, variance := y.ColMoments(0, f.NormalWeights())
	if intercept {
		scales = append(scales, variance/2)
	}
	for _, s := range append(scales, (variance+mean*mean)/2) {
		if loss > rounding*s && s > 0 {
			return loss
		}
		if s > 0 {
			return s
		}
	}
	if loss == 0 && f.silent() {
		return 1
	}
	return loss
}

// near is f with y centred, if that is far from zero: what an intercept takes off it can
// only take off as a double. It is nil otherwise.
func (f *LeastSquares) near() *LeastSquares {
	y, shift := design.Centred(&design.Dense{N: len(f.Y), P: 1, Data: f.Y}, f.NormalWeights())
	if shift == nil {
		return nil
	}
	return &LeastSquares{Y: y.(*design.Dense).Data, Weights: f.Weights, Offset: f.Offset}
}

// explains tells whether b leaves nothing of the targets but what an intercept takes,
// exactly.
func (p *Problem) explains(b []float64) bool {
	const exact = 8400 // bits from the square of the least double to that of the largest
	fit := p.Fit.(*LeastSquares)
	left := make([]*big.Float, len(fit.Y))
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(exact).SetFloat64(v) }
	for i, y := range fit.Y {
		left[i] = number(y)
		if fit.Offset != nil {
			left[i].Sub(left[i], number(fit.Offset[i]))
		}
	}
	for j, c := range b {
		if c == 0 {
			continue
		}
		for i, v := range design.Column(p.X, j) {
			left[i].Sub(left[i], new(big.Float).SetPrec(exact).Mul(number(v), number(c)))
		}
	}
	var level *big.Float
	if !p.Intercept {
		level = number(0)
	}
	for i, v := range left {
		switch {
		case fit.Weights != nil && fit.Weights[i] == 0:
		case level == nil:
			level = v
		case v.Cmp(level) != 0:
			return false
		}
	}
	return true
}

// furthest returns the largest |x_ij| of the rows that count.
func (p *Problem) furthest(j int) float64 {
	weights := p.Fit.(*LeastSquares).Weights
	top := 0.0
	for i, v := range design.Column(p.X, j) {
		if weights == nil || weights[i] > 0 {
			top = max(top, math.Abs(v))
		}
	}
	return top
}

// nullBounds encloses the loss of the null model, which is near loss, at z: from below
// the dual bound of the problem with no columns but the unpenalised and those that
// bounds keep from zero, pinned; from above with what rounding in their sum may hide.
func (p *Problem) nullBounds(z []float64, loss float64, free []boxed, start []float64) (low, high float64) {
	pen := &ElasticNet{}
	var at []int
	beta := make([]float64, 0, len(free)+1)
	moving := map[int]bool{}
	for _, f := range free {
		moving[f.j] = true
	}
	for j, b := range start {
		if b != 0 && !moving[j] { // at 0 it would change nothing but the cost
			free = append(free, boxed{j: j, b: b, lo: b, hi: b})
		}
	}
	size := 0.0
	for _, f := range free {
		at, beta = append(at, f.j), append(beta, f.b)
		pen.Lower, pen.Upper = append(pen.Lower, f.lo), append(pen.Upper, f.hi)
		size += math.Abs(f.b) * p.furthest(f.j)
	}
	high = loss + vector.Eps*size*vector.Eps*size
	q := &Problem{X: design.Select(p.X, at), Fit: p.Fit, Penalty: pen, Intercept: p.Intercept}
	if p.Intercept {
		rest := append([]float64(nil), z...)
		for k, j := range at {
			p.X.ColAxpy(j, -beta[k], rest)
		}
		beta = append(beta, rest[0])
	}
	b, err := q.Bounds()
	if err != nil {
		return 0, high
	}
	return max(b.DualFrom(beta).Value, 0), high
}
