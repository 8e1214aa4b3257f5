package detective

import (
	"cmp"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems"
)

// descent returns a lower bound on how far beta is above the optimum of least squares:
// what exact coordinate descent gains along the most violated columns and the intercept.
// A wrong hypothesis is dropped by it without a solve. slopes is X'(-∇F) at beta. It costs
// a pass over X for the objective, and O(n) a step.
func descent(p *problems.Problem, beta, slopes []float64) float64 {
	fit := p.Fit.(*problems.LeastSquares)
	net := p.Penalty.(*problems.ElasticNet)
	before := p.Primal(beta)
	if math.IsInf(before, 1) || before != before {
		return math.Inf(1) // outside the bounds
	}
	n, cols := p.X.Dims()
	most := min(50, max(4, 10_000_000/n)) // columns: of tall data, fewer
	x := slices.Clone(beta)
	r, w := make([]float64, n), make([]float64, n)
	p.Predict(r, x)
	for i, t := range fit.Targets() {
		r[i] = t - r[i]
	}
	fit.Curvature(w, r)
	type column struct {
		j      int
		values []float64
		curve  float64
		term   problems.Term
	}
	worst, violation := make([]int, cols), make([]float64, cols)
	for j := range worst {
		worst[j] = j
		violation[j] = net.SubdiffDist(j, x[j], slopes[j])
		if net.Scale != nil && net.Scale[j] > 0 {
			violation[j] /= net.Scale[j]
		}
	}
	slices.SortFunc(worst, func(a, b int) int { return cmp.Compare(violation[b], violation[a]) })
	var all []column
	for _, j := range worst[:min(most, cols)] {
		c := column{j: j, values: make([]float64, n), term: net.Term(j)}
		p.X.ColAxpy(j, 1, c.values)
		for i, v := range c.values {
			c.curve += w[i] * v * v
		}
		if c.curve > 0 {
			all = append(all, c)
		}
	}
	steps := max(2, min(20, int(4e6/float64(n*(len(all)+1)))))
	for range steps {
		if p.Intercept {
			move := 0.0
			for i, v := range r {
				move += w[i] * v
			}
			for i := range r {
				r[i] -= move
			}
			x[cols] += move
		}
		for _, c := range all {
			slope := 0.0
			for i, v := range c.values {
				slope += w[i] * v * r[i]
			}
			b := c.term.Prox(x[c.j]+slope/c.curve, 1/c.curve)
			if move := b - x[c.j]; move != 0 {
				for i, v := range c.values {
					r[i] -= move * v
				}
				x[c.j] = b
			}
		}
	}
	return max(0, before-p.Primal(x))
}
