package problems

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/kernel"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// ElasticNet is the penalty of the lasso and its relatives,
//
//	Omega(b) = Lambda Σ_j f_j ( Alpha |s_j b_j| + (1-Alpha)/2 (s_j b_j)² )   with Lower_j <= b_j <= Upper_j,
//
// with penalty factors f = Factor and units s = Scale. Alpha is glmnet's mixing
// parameter (scikit-learn's l1_ratio): 1 is the lasso, 0 is ridge. [Lasso]
// spells the common case.
//
// A factor of 0 leaves a coefficient free, +Inf excludes it. Setting Scale to
// the columns' standard deviations ([design.StdDevs]) is what other packages call
// standardisation: the coefficients stay in the units of the data. A scale of 0,
// a constant column, excludes it too. Nil slices stand for 1, 1, -Inf and +Inf.
//
// The zero value is no penalty at all. Prox is exact, O(p), without allocation.
// Reference: Zou and Hastie, Regularization and variable selection via the
// elastic net (2005); conjugate and subdifferential are derived in docs/math.md.
type ElasticNet struct {
	Lambda, Alpha float64
	Factor, Scale []float64
	Lower, Upper  []float64
}

// Lasso is the penalty lambda ‖b‖₁.
func Lasso(lambda float64) *ElasticNet { return &ElasticNet{Lambda: lambda, Alpha: 1} }

// Term is the restriction of an [ElasticNet] to one coordinate,
// L1 |b| + L2/2 b² on [Lower, Upper].
type Term struct{ L1, L2, Lower, Upper float64 }

// Term returns coordinate j. An excluded coordinate has Lower = Upper = 0.
func (o *ElasticNet) Term(j int) Term {
	t := Term{o.Lambda * o.Alpha, o.Lambda * (1 - o.Alpha), math.Inf(-1), math.Inf(1)}
	if o.Scale != nil {
		s := o.Scale[j]
		if s == 0 {
			return Term{}
		}
		t.L1 *= s
		t.L2 *= s * s
	}
	if o.Factor != nil {
		f := o.Factor[j]
		if math.IsInf(f, 1) {
			return Term{}
		}
		t.L1 *= f
		t.L2 *= f
	}
	if o.Lower != nil {
		t.Lower = o.Lower[j]
	}
	if o.Upper != nil {
		t.Upper = o.Upper[j]
	}
	return t
}

// Value returns L1 |b| + L2/2 b², +Inf outside the bounds.
func (t Term) Value(b float64) float64 {
	if b < t.Lower || b > t.Upper {
		return math.Inf(1)
	}
	return t.L1*math.Abs(b) + t.L2/2*b*b
}

// Prox returns the minimiser of Value(u) + (u-x)²/(2 gamma): the soft threshold,
// shrunk by the ridge, clipped to the bounds. The order is right because a
// function of one variable is minimised over an interval at the point of the
// interval nearest to its free minimiser.
func (t Term) Prox(x, gamma float64) float64 {
	k := gamma * t.L1
	switch {
	case x > k:
		x -= k
	case x < -k:
		x += k
	case x == x:
		x = 0
	}
	return min(max(x/(1+gamma*t.L2), t.Lower), t.Upper)
}

// Conj returns sup_b u b - Value(b), attained at the soft threshold of u over
// the ridge, clipped to the bounds.
func (t Term) Conj(u float64) float64 {
	b := t.best(u)
	if math.IsInf(b, 0) {
		return math.Inf(1)
	}
	return b*u - t.Value(b)
}

// best returns where Conj is attained, infinite where it is not.
func (t Term) best(u float64) float64 {
	slack := math.Abs(u) - t.L1
	b := 0.0
	if slack > 0 {
		b = math.Copysign(slack/t.L2, u)
		if t.L2 == 0 {
			b = t.edge(u)
		}
	}
	return min(max(b, t.Lower), t.Upper)
}

// edge is the bound toward which u pushes.
func (t Term) edge(u float64) float64 {
	if u > 0 {
		return t.Upper
	}
	return t.Lower
}

// SubdiffDist returns the distance of u to the subdifferential at b.
func (t Term) SubdiffDist(b, u float64) float64 {
	lo, hi := t.L2*b-t.L1, t.L2*b+t.L1
	if b > 0 {
		lo = hi
	} else if b < 0 {
		hi = lo
	}
	if b <= t.Lower {
		lo = math.Inf(-1)
	}
	if b >= t.Upper {
		hi = math.Inf(1)
	}
	return max(lo-u, u-hi, 0)
}

// Value returns Omega(b).
func (o *ElasticNet) Value(b []float64) float64 {
	var s vector.Sum
	bounded := o.Lower != nil || o.Upper != nil
	for j, v := range b {
		if v != 0 || bounded {
			s.Add(o.ValueAt(j, v))
		}
	}
	return s.Total()
}

// ValueAt returns Omega_j(b).
func (o *ElasticNet) ValueAt(j int, b float64) float64 { return o.Term(j).Value(b) }

// Prox sets dst = prox_{gamma Omega}(x) and returns Omega(dst).
func (o *ElasticNet) Prox(dst, x []float64, gamma float64) float64 {
	if len(dst) != len(x) {
		panic("problems: dst and x differ in length")
	}
	if !(gamma > 0) {
		panic("problems: gamma must be positive")
	}
	var s vector.Sum
	for j, v := range x {
		t := o.Term(j)
		dst[j] = t.Prox(v, gamma)
		s.Add(t.Value(dst[j]))
	}
	return s.Total()
}

// ProxAt returns prox_{gamma Omega_j}(x).
func (o *ElasticNet) ProxAt(j int, x, gamma float64) float64 { return o.Term(j).Prox(x, gamma) }

// Conj returns Omega*(u).
func (o *ElasticNet) Conj(u []float64) float64 {
	var s vector.Sum
	for j, v := range u {
		s.Add(o.Term(j).Conj(v))
	}
	return s.Total()
}

// DualScale returns the largest s in [0, 1] with Omega*(s u) finite, two units in
// the last place on the safe side.
func (o *ElasticNet) DualScale(u []float64) float64 {
	s := 1.0
	for j, v := range u {
		if t := o.Term(j); t.L2 == 0 && math.IsInf(t.edge(v), 0) && math.Abs(v) > t.L1 {
			s = min(s, t.L1/math.Abs(v)*(1-vector.Eps))
		}
	}
	return s
}

// rises tells that no coordinate is flat, without asking each.
func (o *ElasticNet) rises(int) bool { return o.Lambda > 0 && o.Factor == nil }

// Flat tells where coordinate j is neither penalised nor bounded.
func (o *ElasticNet) Flat(j int) (up, down bool) {
	t := o.Term(j)
	return t.L1 == 0 && t.L2 == 0 && math.IsInf(t.Upper, 1), t.L1 == 0 && t.L2 == 0 && math.IsInf(t.Lower, -1)
}

// SubdiffDist returns the distance of u to the subdifferential of Omega_j at b.
func (o *ElasticNet) SubdiffDist(j int, b, u float64) float64 {
	return o.Term(j).SubdiffDist(b, u)
}

// WithLambda returns a copy with another strength, sharing the slices.
func (o *ElasticNet) WithLambda(lambda float64) Scalable {
	c := *o
	c.Lambda = lambda
	return &c
}

// Unpenalised tells whether the factor of column j is 0 and its bounds leave room.
func (o *ElasticNet) Unpenalised(j int) (lower, upper float64, ok bool) {
	if o.Factor == nil || o.Factor[j] != 0 {
		return 0, 0, false
	}
	t := o.Term(j)
	return t.Lower, t.Upper, t.Lower < t.Upper
}

// Start returns 0, or the bound nearest to it.
func (o *ElasticNet) Start(j int) float64 {
	if o.Lower == nil && o.Upper == nil {
		return 0
	}
	t := o.Term(j)
	return min(max(0, t.Lower), t.Upper)
}

// Bounds returns Lower_j and Upper_j, zeros for an excluded coordinate.
func (o *ElasticNet) Bounds(j int) (lower, upper float64) {
	t := o.Term(j)
	return t.Lower, t.Upper
}

// Rescale returns the same penalty as a function of d_j b_j in place of b_j.
// Coefficients with d_j = 0 are excluded.
func (o *ElasticNet) Rescale(d []float64) Penalty {
	c := *o
	c.Scale = make([]float64, len(d))
	c.Lower, c.Upper = make([]float64, len(d)), make([]float64, len(d))
	for j, v := range d {
		t := o.Term(j)
		if v == 0 {
			continue
		}
		c.Scale[j] = 1 / v
		if o.Scale != nil {
			c.Scale[j] = o.Scale[j] / v
		}
		c.Lower[j], c.Upper[j] = t.Lower*v, t.Upper*v
	}
	return &c
}

// minAlpha stands in for a smaller Alpha where a finite largest lambda is wanted.
const minAlpha = 1e-3

// LambdaAt returns the smallest Lambda that holds coefficient j at Start(j).
func (o *ElasticNet) LambdaAt(j int, u float64) float64 {
	if u == 0 {
		return 0
	}
	one := ElasticNet{1, max(o.Alpha, minAlpha), o.Factor, o.Scale, o.Lower, o.Upper}
	t := one.Term(j)
	b := min(max(0, t.Lower), t.Upper)
	switch {
	case u > 0 && b < t.Upper && t.L2*b+t.L1 > 0:
		return u / (t.L2*b + t.L1)
	case u < 0 && b > t.Lower && t.L1-t.L2*b > 0:
		return -u / (t.L1 - t.L2*b)
	}
	return 0
}

// LambdaMax returns the smallest Lambda that holds all coefficients at their starts, with
// Alpha at least 1e-3, as glmnet has it: a ridge penalty never reaches zero.
func (o *ElasticNet) LambdaMax(u []float64) float64 {
	grain := kernel.Grain(16)
	most := make([]float64, (len(u)+grain-1)/grain)
	kernel.Parallel(len(u), grain, func(lo, hi int) {
		top := 0.0
		for j := lo; j < hi; j++ {
			top = max(top, o.LambdaAt(j, u[j]))
		}
		most[lo/grain] = top
	})
	return slices.Max(append(most, 0))
}

// Validate reports slices of the wrong length, a strength or factor below zero,
// and bounds that cross or leave no room for an excluded coefficient.
func (o *ElasticNet) Validate(p int) error {
	if !(o.Lambda >= 0) || math.IsInf(o.Lambda, 1) {
		return fmt.Errorf("problems: lambda is %v; it must be finite and >= 0", o.Lambda)
	}
	if !(o.Alpha >= 0 && o.Alpha <= 1) {
		return fmt.Errorf("problems: alpha is %v; it must lie in [0, 1]", o.Alpha)
	}
	for _, s := range []struct {
		name string
		v    []float64
	}{{"penalty factors", o.Factor}, {"scales", o.Scale}, {"lower bounds", o.Lower}, {"upper bounds", o.Upper}} {
		if s.v != nil && len(s.v) != p {
			return fmt.Errorf("problems: %d %s for %d columns", len(s.v), s.name, p)
		}
	}
	for j := range p {
		if o.Factor != nil && !(o.Factor[j] >= 0) {
			return fmt.Errorf("problems: penalty factor of column %d is %v; it must be >= 0", j, o.Factor[j])
		}
		if o.Scale != nil && (!(o.Scale[j] >= 0) || math.IsInf(o.Scale[j], 1)) {
			return fmt.Errorf("problems: scale of column %d is %v; it must be finite and >= 0", j, o.Scale[j])
		}
		lo, hi := math.Inf(-1), math.Inf(1)
		if o.Lower != nil {
			lo = o.Lower[j]
		}
		if o.Upper != nil {
			hi = o.Upper[j]
		}
		if !(lo <= hi) || math.IsInf(lo, 1) || math.IsInf(hi, -1) {
			return fmt.Errorf("problems: bounds of column %d are [%v, %v]", j, lo, hi)
		}
		if t := o.Term(j); t == (Term{}) && (lo > 0 || hi < 0) {
			return fmt.Errorf("problems: column %d is excluded, but its bounds [%v, %v] leave out 0", j, lo, hi)
		}
	}
	return nil
}
