package problems

import "github.com/lassocheck/lassocheck/problems/design"

// constant tells whether all targets of positive weight are one value.
func (f *LeastSquares) constant() (value float64, same bool) {
	seen := false
	for i := range f.Y {
		if f.Weights != nil && f.Weights[i] == 0 {
			continue
		}
		switch v := f.target(i); {
		case !seen:
			value, seen = v, true
		case v != value:
			return 0, false
		}
	}
	return value, seen
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
	if v, same := f.constant(); same && v == 0 && loss == 0 {
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

// nullBelow returns what the loss of the null model is not below, near z: the dual
// bound of the problem with no columns but the unpenalised and those that bounds keep
// from zero, pinned. A yardstick that is too long would certify too much.
func (p *Problem) nullBelow(z []float64, free []boxed, start []float64) float64 {
	pen := &ElasticNet{}
	var at []int
	beta := make([]float64, 0, len(free)+1)
	moving := map[int]bool{}
	for _, f := range free {
		moving[f.j] = true
	}
	for j, b := range start {
		if b != 0 && !moving[j] {
			free = append(free, boxed{j: j, b: b, lo: b, hi: b})
		}
	}
	for _, f := range free {
		at, beta = append(at, f.j), append(beta, f.b)
		pen.Lower, pen.Upper = append(pen.Lower, f.lo), append(pen.Upper, f.hi)
	}
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
		return 0
	}
	return max(b.DualFrom(beta).Value, 0)
}
