package problems

import (
	"math"
	"sync"

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
// one for X'theta; a second only where the projection moved theta.
func (p *Problem) Certify(beta []float64) Certificate {
	return CertifyAll([]*Problem{p}, [][]float64{beta})[0]
}

// CertifyAll certifies the point betas[k] of every problem ps[k], which must share
// one design and so can share the passes over it: the certificates of a path.
func CertifyAll(ps []*Problem, betas [][]float64) []Certificate {
	if len(ps) != len(betas) {
		panic("problems: CertifyAll needs one beta a problem")
	}
	if len(ps) == 0 {
		return nil
	}
	_, cols := ps[0].X.Dims()
	all := make([]witness, len(ps))
	var u, v [][]float64
	defer func() { putScratch(u...) }()
	ask := func(theta []float64) []float64 {
		u, v = append(u, getScratch(cols)), append(v, theta)
		return u[len(u)-1]
	}
	for k, p := range ps {
		w := &all[k]
		w.fromPoint(p, betas[k])
		w.u = ask(w.theta)
		w.slopes = w.u
		if w.moved {
			w.slopes = ask(w.descent) // the optimality conditions are about the gradient itself
		}
	}
	MulTransMany(u, ps[0].X, v)
	norms := getScratch(cols)
	defer putScratch(norms)
	supportNorms(norms, ps[0].X, ps, betas)
	out := make([]Certificate, len(ps))
	kernel.Parallel(len(ps), pointsAtOnce(ps), func(lo, hi int) {
		for k := lo; k < hi; k++ {
			out[k] = all[k].judge(ps[k], betas[k], norms)
		}
	})
	return out
}

// pointsAtOnce is how many points make a chunk of work: each on its own where the
// passes over p entries are long, and the penalty is known to keep no buffers.
func pointsAtOnce(ps []*Problem) int {
	if _, cols := ps[0].X.Dims(); cols > 1<<15 {
		if _, ok := ps[0].Penalty.(*ElasticNet); ok {
			return 1
		}
	}
	return len(ps)
}

// supportNorms sets norms[j] = ‖x_j‖ wherever one of the points is not zero.
func supportNorms(norms []float64, x Design, ps []*Problem, betas [][]float64) {
	clear(norms)
	n, _ := x.Dims()
	for k, p := range ps {
		b, _ := p.Split(betas[k])
		for j, v := range b {
			if v != 0 && norms[j] == 0 {
				mean, variance := x.ColMoments(j, nil)
				norms[j] = math.Sqrt(float64(n) * (variance + mean*mean))
			}
		}
	}
}

// judge makes the certificate of beta of its witness, once X'theta is known.
func (w *witness) judge(p *Problem, beta, norms []float64) (c Certificate) {
	b, _ := p.Split(beta)
	c.Primal = p.Fit.Value(w.z) + p.Penalty.Value(b)
	c.KKT, c.Worst = p.kkt(beta, w.slopes, w.descent)
	for _, j := range w.equations {
		w.u[j] = 0
	}
	p.bound(&c, w.theta, w.u)
	c.Gap = c.Primal - c.Dual
	c.Rounding += p.rounding(beta, w.z, w.theta, c.Primal, norms)
	return c
}

// witness is the dual point made of a primal one.
type witness struct {
	z         []float64 // X b + b_0
	descent   []float64 // -∇F(z)
	theta     []float64 // its projection
	moved     bool      // by more than the rounding of z
	equations []int     // columns with <x_j, theta> = 0 after the projection
	u, slopes []float64 // X'theta, X'descent
}

func (w *witness) fromPoint(p *Problem, beta []float64) {
	n, _ := p.X.Dims()
	w.z, w.descent = make([]float64, n), make([]float64, n)
	p.Predict(w.z, beta)
	p.descent(w.descent, w.z)
	at := p.recentre(w.z)
	w.theta = make([]float64, n)
	p.descent(w.theta, at)
	w.equations = p.project(w.theta, at)
	w.moved = p.moved(w)
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
	equations := p.project(c.Theta, make([]float64, n))
	u := make([]float64, cols)
	MulTrans(u, p.X, c.Theta)
	for _, j := range equations {
		u[j] = 0
	}
	p.bound(&c, c.Theta, u)
	return c
}

// bound sets Dual = D(s theta) = -F*(-s theta) - Omega*(s u) for the best s tried,
// Theta = s theta (in place), and the rounding error of the sum.
func (p *Problem) bound(c *Certificate, theta, u []float64) {
	scales := []float64{p.Penalty.DualScale(u)}
	if o, ok := p.Penalty.(interface{ softScale(u []float64) float64 }); ok {
		if s := o.softScale(u); s < scales[0] {
			scales = append(scales, s)
		}
	}
	v, su := make([]float64, len(theta)), getScratch(len(u))
	defer putScratch(su)
	best := 0.0
	c.Dual = math.Inf(-1)
	for _, s := range scales {
		for i, t := range theta {
			v[i] = -s * t
		}
		for j, t := range u {
			su[j] = s * t
		}
		f, o := p.Fit.Conj(v), p.Penalty.Conj(su)
		if d := -f - o; d > c.Dual {
			c.Dual, best = d, s
			c.Rounding = 4 * eps * (math.Abs(f) + math.Abs(o))
		}
	}
	for i := range theta {
		theta[i] *= best
	}
	c.Theta = theta
}

// kkt returns the largest violation of 0 ∈ ∂P(beta) and where it is, given
// u = X'descent, descent = -∇F.
func (p *Problem) kkt(beta, u, descent []float64) (worst float64, at int) {
	b, _ := p.Split(beta)
	at = -1
	see := func(j int, d float64) {
		if at < 0 || d > worst || d != d {
			worst, at = d, j
		}
	}
	switch o := p.Penalty.(type) {
	case interface {
		worst(b, u []float64) (dist float64, at int)
	}:
		worst, at = o.worst(b, u)
	case Subdifferentiable:
		for j, v := range b {
			see(j, o.SubdiffDist(j, v, u[j]))
		}
	default:
		// ‖b - prox(b + u)‖∞ vanishes exactly at a solution (Parikh and Boyd
		// 2014, section 4.2).
		x := make([]float64, len(b))
		for j, v := range b {
			x[j] = v + u[j]
		}
		p.Penalty.Prox(x, x, 1)
		for j, v := range b {
			see(j, math.Abs(v-x[j]))
		}
	}
	if p.Intercept {
		see(len(b), math.Abs(total(descent)))
	}
	return worst, at
}

const eps = 0x1p-52

// rounding estimates the error of the computed gap. By Fenchel and Young the gap
// is non-negative for the *computed* prediction too, so what counts is how far
// <z, theta> and <b, X'theta> + b_0 1'theta, equal in exact arithmetic, are apart:
// first order in eps, with the usual random-walk constant for the length of sums.
// norms has ‖x_j‖ on the support.
func (p *Problem) rounding(beta, z, theta []float64, primal float64, norms []float64) float64 {
	if math.IsInf(primal, 1) {
		primal = 0 // an infeasible point still proves a bound
	}
	n, _ := p.X.Dims()
	b, b0 := p.Split(beta)
	var terms sum // Σ |b_j| ‖x_j‖
	support := 0
	for j, v := range b {
		if v != 0 {
			terms.add(math.Abs(v) * norms[j])
			support++
		}
	}
	terms.add(math.Abs(b0) * math.Sqrt(float64(n)))
	length := 4 + math.Sqrt(float64(n+support))
	return 4*eps*math.Abs(primal) + eps*length*norm2(theta)*(terms.total()+norm2(z))
}

// scratch keeps vectors of p entries between certificates, which are made by the
// hundred along a path.
var scratch sync.Pool

// getScratch returns a vector with arbitrary content.
func getScratch(n int) []float64 {
	if v, ok := scratch.Get().(*[]float64); ok && cap(*v) >= n {
		return (*v)[:n]
	}
	return make([]float64, n)
}

func putScratch(vs ...[]float64) {
	for _, v := range vs {
		scratch.Put(&v)
	}
}
