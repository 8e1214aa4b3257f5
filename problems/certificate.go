package problems

import (
	"math"

	"github.com/lassocheck/lassocheck/internal/kernel"
)

// Certificate is the proof that comes with a point: no other point can have an
// objective below Dual, so beta is within Gap of the optimum.
//
// Gap is Primal - Dual as computed and may round below zero at an optimum, but
// never below -Rounding, an estimate of the rounding error in Gap itself. A gap
// within Rounding of zero is as good as double precision can certify.
type Certificate struct {
	Primal, Dual, Gap float64
	Rounding          float64
	// KKT is the largest violation of the optimality conditions, in units of
	// the gradient: the distance of -∂F/∂beta_j to the subdifferential of
	// Omega. Worst is its coordinate (p stands for the intercept).
	KKT   float64
	Worst int
	// Theta is the feasible dual point, one entry an observation.
	Theta []float64
}

// With returns the certificate of the same point with the better of two dual
// witnesses: a dual bound holds for every point of its problem, whatever point
// it was found at.
func (c Certificate) With(o Certificate) Certificate {
	if o.Theta != nil && o.Dual > c.Dual {
		c.Dual, c.Theta = o.Dual, o.Theta
		c.Gap = c.Primal - c.Dual
		c.Rounding = max(c.Rounding, o.Rounding)
	}
	return c
}

// Certify returns the certificate of beta with the rescaled gradient as dual
// witness: theta = -∇F(z), projected onto what free columns and the intercept
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
	var c Certificate
	c.Theta = append([]float64(nil), theta...)
	work := make([]float64, n)
	equations := p.project(c.Theta, make([]float64, n), work)
	u := make([]float64, cols)
	MulTrans(u, p.X, c.Theta)
	for _, j := range equations {
		u[j] = 0
	}
	bound(&c, p.Fit, p.Penalty, c.Theta, u, work)
	return c
}

// bound sets Dual = D(s theta) = -F*(-s theta) - Omega*(s u) for the best s tried,
// Theta = s theta (in place), and the rounding error of the sum. work has the
// length of theta.
func bound(c *Certificate, fit DataFit, pen Penalty, theta, u, work []float64) {
	scales := []float64{pen.DualScale(u)}
	if o, ok := pen.(interface{ softScale(u []float64) float64 }); ok {
		if s := o.softScale(u); s < scales[0] {
			scales = append(scales, s)
		}
	}
	su := make([]float64, len(u))
	best := 0.0
	c.Dual = math.Inf(-1)
	for _, s := range scales {
		clear(work)
		kernel.Axpy(-s, theta, work)
		for j, t := range u {
			su[j] = s * t
		}
		f, o := fit.Conj(work), pen.Conj(su)
		if d := -f - o; d > c.Dual {
			c.Dual, best = d, s
			c.Rounding = 10 * eps * (math.Abs(f) + math.Abs(o)) // 20 half units: see stretch
		}
	}
	if best != 1 {
		for i := range theta {
			theta[i] *= best
		}
	}
	c.Theta = theta
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

const eps = 0x1p-52

// rounding estimates the error of the computed gap. By Fenchel and Young the gap
// is non-negative for the *computed* prediction too, so what counts is how far
// <z, theta> and <b, X'theta> + b_0 1'theta, equal in exact arithmetic, are apart:
// first order in eps, with the usual random-walk constant for the length of sums.
// norms has ‖x_j‖ on the support.
func (p *Problem) rounding(pt SparseBeta, z, theta []float64, primal float64, norms []float64) float64 {
	if math.IsInf(primal, 1) {
		primal = 0 // an infeasible point still proves a bound
	}
	n, _ := p.X.Dims()
	var terms sum // Σ |b_j| ‖x_j‖
	for i, j := range pt.Support {
		terms.add(math.Abs(pt.Coef[i]) * norms[j])
	}
	terms.add(math.Abs(pt.Intercept) * math.Sqrt(float64(n)))
	length := 4 + math.Sqrt(float64(n+len(pt.Support)))
	return 10*eps*math.Abs(primal) + eps*length*norm2(theta)*(terms.total()+norm2(z))
}
