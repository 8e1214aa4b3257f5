package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Capped is a fit whose curvature along a vector has a bound at all predictions.
type Capped interface {
	// Cap returns what is not below <v, ∇²F(z) v> for any z.
	Cap(v []float64) float64
}

// Zeros tells which coefficients are proven to be zero in every optimum, by a certificate of
// any point. With L_j the cap of column j, F* grows from the dual optimum θ' by at least
// <x_j, θ - θ'>²/(2 L_j), so that <x_j, θ'> is within √(2 L_j (Primal - Dual)) of <x_j, θ>;
// where all of that is below the kink the coefficient is zero. Nothing is proven of fits that
// are not [Capped], of penalties that are no [ElasticNet], and beside columns without a
// penalty. One pass over X.
func (p *Problem) Zeros(c Certificate) []bool {
	_, cols := p.X.Dims()
	zero := make([]bool, cols)
	fit, capped := p.Fit.(Capped)
	pen, net := p.Penalty.(*ElasticNet)
	gap := c.Primal - c.Dual
	if !capped || !net || p.Intercept || p.freeColumns() != nil || c.Theta == nil || !(gap <= math.MaxFloat64) {
		return zero
	}
	gap = second * (max(gap, 0) + tiny)
	a := NewAuditor(p.X)
	a.measure(p)
	e := a.noise(p, &dualPoint{theta: c.Theta})
	u := make([]float64, cols)
	design.MulTrans(u, p.X, c.Theta)
	for j, v := range u {
		if t := pen.Term(j); t.Lower <= 0 && t.Upper >= 0 {
			reach := second * math.Sqrt(2*gap*fit.Cap(design.Column(p.X, j)))
			zero[j] = math.Abs(v)+a.slopeError(j, e)+reach < lower(t.L1)
		}
	}
	return zero
}
