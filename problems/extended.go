package problems

import (
	"math"
	"slices"
)

// CertifyExtended is [Problem.Certify] with sums in twice the precision of double, for
// [LeastSquares] with an [ElasticNet]. It is about seven times as dear, and for points
// of which Certify gives away too much to rounding: where columns are far from zero or
// nearly dependent. The dual point is the better of what is made of beta and of theta,
// which may be nil. ok is false for other problems.
func (p *Problem) CertifyExtended(beta, theta []float64) (c Certificate, ok bool) {
	b, err := NewBounds(p)
	if err != nil {
		return c, false
	}
	c = b.certify(beta, theta)
	f := NewAuditor(p.X).audit([]*Problem{p}, []SparseBeta{p.SparseBeta(beta)})[0]
	c.KKT, c.Worst = f.KKT, f.Worst
	return c, true
}

// certify makes a certificate but for KKT.
func (b *Bounds) certify(beta, theta []float64) Certificate {
	d := b.Witness(beta)
	if theta != nil {
		if o := b.Dual(theta); o.Value > d.Value {
			d = o
		}
	}
	lo, hi := b.Primal(beta)
	c := d.certificate()
	c.Primal, c.Worst = hi, -1
	if math.IsInf(hi, 1) {
		c.Gap, c.Rounding, c.lost = hi, 0, 0
		return c
	}
	c.Rounding = min(c.Rounding+hi-lo, max(hi-c.Dual, 0))
	c.Gap, c.lost = hi-c.Dual-c.Rounding, min(c.lost, c.Rounding)
	return c
}

// certificate is the bound as [Problem.DualAt] returns it.
func (d *DualBound) certificate() Certificate {
	c := Certificate{Dual: d.Value, Rounding: summed * math.Abs(d.Value), Theta: make([]float64, len(d.Theta))}
	c.lost = c.Rounding
	for i, t := range d.Theta {
		c.Theta[i] = d.Scale * t
	}
	return c
}

// Witness returns the bound that is proven by -∇F at beta.
func (b *Bounds) Witness(beta []float64) DualBound { return b.Dual(b.descent(beta)) }

// descent returns -∇F at beta, projected onto the equations of the intercept and the
// free columns.
func (b *Bounds) descent(beta []float64) []float64 {
	r := b.residual(beta)
	theta := make([]float64, b.n)
	for i, w := range b.w {
		if w > 0 {
			theta[i] = -w / b.total.hi * (r.p[i] + r.s[i])
		}
	}
	b.p.project(theta, make([]float64, b.n), make([]float64, b.n))
	return theta
}

// equated tells that free columns put equations on the dual that only [Bounds] can
// meet with certainty.
func (p *Problem) equated() bool {
	_, fit := p.Fit.(*LeastSquares)
	_, pen := p.Penalty.(*ElasticNet)
	return fit && pen && p.freeColumns() != nil
}

// strained tells that the penalty of the point, or of another coordinate that may count,
// is a product that only [Bounds] can carry.
func (f *Finding) strained(p *Problem) bool {
	pen, ok := p.Penalty.(*ElasticNet)
	if _, fit := p.Fit.(*LeastSquares); !ok || !fit {
		return false
	}
	return slices.ContainsFunc(f.counted, pen.strains)
}
