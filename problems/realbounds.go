package problems

import (
	"errors"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
)

// Bounds prepares certificates in real arithmetic and what follows from them: what is
// proven of every coefficient, and the set of all optima. They are known for
// [LeastSquares] and losses that have an Enclosure, see [Loss], with an [ElasticNet]; for other problems,
// and for such as are not valid, there is an error.
func (p *Problem) Bounds() (*proof.Bounds, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	pen, ok := p.Penalty.(*ElasticNet)
	m := proof.Model{}
	switch fit := p.Fit.(type) {
	case *LeastSquares:
		m = proof.Model{Y: fit.Y, Weights: fit.Weights, Offset: fit.Offset}
	case enclosed:
		m = fit.enclosed()
		ok = ok && m.Loss != nil
	default:
		ok = false
	}
	if !ok {
		return nil, errors.New("problems: bounds that survive rounding are known for an elastic net only, and losses that are enclosed")
	}
	return proof.NewBounds(proof.Model{X: p.X, Loss: m.Loss, Y: m.Y, Weights: m.Weights, Offset: m.Offset, Intercept: p.Intercept,
		Lambda: pen.Lambda, Alpha: pen.Alpha, Factor: pen.Factor, Scale: pen.Scale, Lower: pen.Lower, Upper: pen.Upper})
}

// provable is a [Loss] that is known to package proof.
type provable interface {
	Enclosure() proof.Loss
}

type enclosed interface{ enclosed() proof.Model }

// enclosed is the part of a model that the fit has, without a loss where proof knows none.
func (f *Pointwise[L]) enclosed() proof.Model {
	m := proof.Model{Y: f.Y, Weights: f.Weights, Offset: f.Offset}
	if l, ok := any(f.Loss).(provable); ok {
		m.Loss = l.Enclosure()
	}
	return m
}

// CertifyExtended is [Problem.Certify] with sums in twice the precision of double, where
// [Problem.Bounds] are known. It is for points of which Certify gives away too
// much to rounding: where columns are far from zero or nearly dependent. It takes about
// seven times as long on the columns that count, and one more pass over the others. The
// dual point is the better of what is made of beta and of theta, which may be nil. ok is
// false for other problems.
func (p *Problem) CertifyExtended(beta, theta []float64) (c Certificate, ok bool) {
	a := NewAuditor(p.X)
	f := a.audit([]*Problem{p}, []SparseBeta{p.SparseBeta(beta)})[0]
	if c, ok = a.extended(p, beta, theta, f.counted); ok {
		c.KKT, c.Worst = f.KKT, f.Worst
	}
	return c, ok
}

// extended certifies a point but for KKT. Its dual bound is made on the columns that may
// count, and holds for all if the others are found to rest at its dual point with room
// for rounding.
func (a *Auditor) extended(p *Problem, beta, theta []float64, counted []int) (c Certificate, ok bool) {
	pen, ok := p.Penalty.(*ElasticNet)
	if !ok {
		return c, false
	}
	_, cols := p.X.Dims()
	u := make([]float64, cols)
	for len(counted) < cols {
		few := &Problem{X: design.Select(p.X, counted), Fit: p.Fit, Penalty: pen.only(counted), Intercept: p.Intercept}
		b, err := few.Bounds()
		if err != nil {
			return c, false
		}
		d := best(b, append(pick(beta, counted), beta[cols:]...), theta)
		c = certify(b, append(pick(beta, counted), beta[cols:]...), d)
		// The real dual point is within Shift of Theta in some rows, a rounding of one entry as a
		// rule, for which gamma has room.
		e := roundoff{theta: length(c.Theta) + tiny}
		e.drift = second * (math.Sqrt(float64(len(d.Rows)))*d.Shift*d.Scale/e.theta + 4*unit)
		design.MulTrans(u, p.X, c.Theta)
		a.blocks = false
		a.measure(p)
		e.margin = a.margin(e)
		doubt := pen.near(nil, u, a, e)
		all := union(counted, doubt)
		if len(all) == len(counted) {
			return c, true
		}
		counted = all
	}
	b, err := p.Bounds()
	if err != nil {
		return c, false
	}
	return certify(b, beta, best(b, beta, theta)), true
}

// best returns the better of what beta and theta prove; theta may be nil.
func best(b *proof.Bounds, beta, theta []float64) proof.DualBound {
	d := b.DualFrom(beta)
	if theta != nil {
		if o := b.Dual(theta); o.Value > d.Value {
			d = o
		}
	}
	return d
}

// certify makes a certificate but for KKT.
func certify(b *proof.Bounds, beta []float64, d proof.DualBound) Certificate {
	lo, hi := b.Primal(beta)
	c := certificateOf(d)
	c.Primal, c.Worst = hi, -1
	if math.IsInf(hi, 1) {
		c.Gap, c.Rounding, c.DualRounding = hi, 0, 0
		return c
	}
	c.Rounding = min(c.Rounding+hi-lo, max(hi-c.Dual, 0))
	c.Gap, c.DualRounding = hi-c.Dual-c.Rounding, min(c.DualRounding, c.Rounding)
	return c
}

// certificateOf is the bound as [Problem.DualAt] returns it.
func certificateOf(d proof.DualBound) Certificate {
	c := Certificate{Dual: d.Value, Rounding: summed * math.Abs(d.Value), Theta: make([]float64, len(d.Theta))}
	c.DualRounding = c.Rounding
	for i, t := range d.Theta {
		c.Theta[i] = d.Scale * t
	}
	return c
}

// equated tells that free columns put equations on the dual that only [proof.Bounds] can
// meet with certainty.
func (p *Problem) equated() bool {
	_, fit := p.Fit.(*LeastSquares)
	if f, ok := p.Fit.(enclosed); ok {
		fit = f.enclosed().Loss != nil
	}
	_, pen := p.Penalty.(*ElasticNet)
	return fit && pen && p.freeColumns() != nil
}

// strained tells that the penalty of the point, or of another coordinate that may count,
// is a product that only [proof.Bounds] can carry.
func (f *Finding) strained(p *Problem) bool {
	pen, ok := p.Penalty.(*ElasticNet)
	if _, fit := p.Fit.(*LeastSquares); !ok || !fit {
		return false
	}
	return slices.ContainsFunc(f.counted, pen.strains)
}
