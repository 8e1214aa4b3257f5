package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/problems/design"
)

// Certificate is the proof that comes with a point: two numbers, rounding included,
// between which the optimum lies,
//
//	Dual <= min P <= P(beta) <= Primal,   so   P(beta) - min P <= Primal - Dual = Gap + Rounding.
//
// Rounding is what the two bounds give away to the rounding errors of their own
// evaluation, and Gap is what is left: the duality gap as computed. It may come out
// below zero at an optimum, never below -Rounding.
type Certificate struct {
	Primal, Dual, Gap float64
	Rounding          float64
	// DualRounding is the share of Rounding that Dual gave away, which a dual bound
	// takes along to other points; see With.
	DualRounding float64
	// KKT is the largest violation of the optimality conditions, in units of
	// the gradient: the distance of -∂F/∂beta_j to the subdifferential of
	// Omega. Worst is its coordinate (p stands for the intercept).
	KKT   float64
	Worst int
	// Theta is the feasible dual point, one entry an observation.
	Theta []float64
}

// Proven bounds how far the objective at the point is above the optimum, rounding
// included. A point is certified where Proven is within the tolerance; nothing else is.
func (c Certificate) Proven() float64 { return max(c.Gap, 0) + c.Rounding }

// With returns the certificate of the same point with the better of two dual
// points: a dual bound holds for every point of its problem, whatever point it was
// found at, and it brings along what rounding cost it.
func (c Certificate) With(o Certificate) Certificate {
	if o.Theta != nil && (o.Dual > c.Dual || math.IsNaN(c.Dual)) {
		own := c.Rounding - c.DualRounding
		if !(own > 0) {
			own = 0
		}
		c.Rounding = own + o.DualRounding
		c.Dual, c.Theta, c.DualRounding = o.Dual, o.Theta, o.DualRounding
		c.Gap = c.Primal - c.Dual - c.Rounding
	}
	return c
}

// Certify returns the certificate of beta with the rescaled gradient as dual
// point: theta = -∇F(z), projected onto what free columns and the intercept
// demand, shrunk until Omega* is finite. One pass over X for the prediction and
// one for X'theta; a second only where the projection moved theta. An [Auditor] does
// the same for many points at a time.
func (p *Problem) Certify(beta []float64) Certificate {
	p.complete()
	return NewAuditor(p.X).Audit([]*Problem{p}, []SparseBeta{p.SparseBeta(beta)})[0].Certificate
}

// DualAt returns the bound that theta proves after projection and shrinking, in
// a certificate with only Dual, Theta and Rounding set, for [Certificate.With].
// theta is not changed.
func (p *Problem) DualAt(theta []float64) Certificate {
	n, cols := p.X.Dims()
	if len(theta) != n {
		panic("problems: theta has the wrong length")
	}
	if p.equated() {
		if b, err := p.Bounds(); err == nil {
			theta = append([]float64(nil), theta...)
			p.project(theta, make([]float64, n), make([]float64, n))
			return certificateOf(b.Dual(theta))
		}
	}
	w := &dualPoint{theta: append([]float64(nil), theta...), work: make([]float64, n), u: make([]float64, cols)}
	w.equations = p.project(w.theta, make([]float64, n), w.work)
	design.MulTrans(w.u, p.X, w.theta)
	if _, ok := p.Fit.(Coupled); ok {
		w.rest = unmet(w)
	}
	for _, j := range w.equations {
		w.u[j] = 0
	}
	a := NewAuditor(p.X)
	a.measure(p)
	for i, t := range w.theta {
		w.work[i] = -t
	}
	e := a.noise(p, w)
	if _, ok := p.Fit.(assessor); !ok {
		e.dual = second * (summed + 2*e.drift) * e.terms(p, w, math.Abs(p.Fit.Conj(w.work)))
	}
	var c Certificate
	c.Rounding, _ = c.bound(p, p.Penalty, w, w.u, a.slopeErrors(nil, e, w.equations), e)
	c.DualRounding = c.Rounding
	return c
}

// bound sets Dual <= D(s theta') = -F*(-s theta') - Omega*(s u') for the best s tried and
// whatever theta' and u' are near theta and u, and Theta = s theta (in place), s as it
// would be if u were exact, for whoever can do with more precision. It
// returns what it gave to the rounding of the two conjugates, and what share of s.
func (c *Certificate) bound(p *Problem, pen Penalty, w *dualPoint, u, err []float64, e roundoff) (rounding, share float64) {
	su := make([]float64, len(u))
	best := 0.0
	c.Dual = math.Inf(-1)
	o, net := pen.(*ElasticNet)
	var scales []scale
	if net {
		scales = o.scales(u, err)
	} else {
		scales = []scale{shrink(pen, u, err)}
	}
	for _, sc := range scales {
		s := sc.safe
		clear(w.work)
		kernel.Axpy(-s, w.theta, w.work)
		conj := 0.0
		f, given := e.conjugate(p, w, s)
		if net {
			conj = o.conjAbove(u, err, s)
		} else {
			for j, t := range u {
				su[j] = s * t
			}
			conj = pen.Conj(su)
			conj += summed * math.Abs(conj) // of its sum; below, of the sum with F*
		}
		lost := given + summed*(math.Abs(f)+math.Abs(conj)) // given has room for the last
		if d := -f - conj - lost; d > c.Dual {
			c.Dual, best, rounding, share = d, sc.nominal, lost, sc.lost()
			if _, ok := p.Fit.(assessor); ok && share > 0 && w.kinked { // what s costs is not of first order
				for i, t := range w.theta {
					w.work[i] = -best * t
				}
				nominal, _ := e.conjugate(p, w, best)
				rounding += max(0, f-nominal)
			}
		}
	}
	if best != 1 {
		for i := range w.theta {
			w.theta[i] *= best
		}
	}
	c.Theta = w.theta
	return rounding, share
}

// shrink returns the factor that brings all slopes within err of u where Omega* is
// finite: for a set that is convex and keeps its points when entries change sign, s u
// and k err in it put (u + err) / (1/s + 1/k) in it.
func shrink(pen Penalty, u, err []float64) scale {
	s := pen.DualScale(u)
	const far = 0x1p56
	wide := make([]float64, len(err))
	for j, v := range err {
		wide[j] = far * v
	}
	if k := far * pen.DualScale(wide); s > 0 && k > 0 && k < far {
		return scale{lower(1 / (1/s + 1/k)), s}
	}
	return scale{s, s}
}

// kkt returns the largest violation of 0 ∈ ∂P(b) and where it is, -1 for nowhere,
// given the slopes u = -X'∇F.
func kkt(pen Penalty, b, u []float64) (worst float64, at int) {
	at = -1
	see := func(j int, d float64) {
		if at < 0 || d > worst || d != d {
			worst, at = d, j
		}
	}
	if o, ok := pen.(Subdifferentiable); ok {
		for j, v := range b {
			see(j, o.SubdiffDist(j, v, u[j]))
		}
		return worst, at
	}
	// ‖b - prox(b + u)‖∞ vanishes exactly at a solution (Parikh and Boyd 2014,
	// section 4.2).
	x := make([]float64, len(b))
	for j, v := range b {
		x[j] = v + u[j]
	}
	pen.Prox(x, x, 1)
	for j, v := range b {
		see(j, math.Abs(v-x[j]))
	}
	return worst, at
}
