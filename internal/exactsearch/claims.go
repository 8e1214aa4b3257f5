package exactsearch

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/lassocheck/lassocheck/internal/rational"
)

// Fault is a claim that does not hold. Kind is the source of the claim and the claim.
type Fault struct{ Kind, Detail string }

func (f Fault) String() string { return f.Kind + ": " + f.Detail }

// Truth is what is known of a problem exactly.
type Truth struct {
	*rational.Optimum
	NullLoss *big.Rat
	problem  *rational.Problem
}

// Know solves p.
func Know(p *rational.Problem) *Truth { return &Truth{p.Solve(), p.NullLoss(), p} }

// Above returns the objective at a point and how far it is above the optimum, nil where
// that is +Inf, as it is at a point that is not finite.
func (t *Truth) Above(beta []float64) (value, excess *big.Rat) {
	for _, v := range beta {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, nil
		}
	}
	b, b0 := beta, 0.0
	if t.problem.Intercept {
		b, b0 = beta[:len(beta)-1], beta[len(beta)-1]
	}
	if value = t.problem.Value(b, b0); value == nil {
		return nil, nil
	}
	return value, new(big.Rat).Sub(value, t.Value)
}

// compare returns the sign of a - b, where nil is +Inf. NaN compares as nothing does.
func compare(a float64, b *big.Rat) (sign int, ok bool) {
	switch {
	case math.IsNaN(a):
		return 0, false
	case math.IsInf(a, -1):
		return -1, true
	case b == nil && math.IsInf(a, 1):
		return 0, true
	case b == nil:
		return -1, true
	case math.IsInf(a, 1):
		return 1, true
	}
	return new(big.Rat).SetFloat64(a).Cmp(b), true
}

func show(r *big.Rat) string {
	if r == nil {
		return "+Inf"
	}
	return new(big.Float).SetPrec(80).SetRat(r).Text('g', 20)
}

// Claims collects those that do not hold.
type Claims struct{ Faults []Fault }

// Fault reports one.
func (c *Claims) Fault(source, kind, format string, args ...any) {
	c.Faults = append(c.Faults, Fault{source + ": " + kind, fmt.Sprintf(format, args...)})
}

// NotBelow reports where a computed bound is below the truth, nil being +Inf.
func (c *Claims) NotBelow(source, kind string, bound float64, truth *big.Rat) {
	if sign, ok := compare(bound, truth); !ok || sign < 0 {
		c.Fault(source, kind, "%v, in truth %s", bound, show(truth))
	}
}

// NotAbove reports where a computed bound is above the truth.
func (c *Claims) NotAbove(source, kind string, bound float64, truth *big.Rat) {
	if sign, ok := compare(bound, truth); !ok || sign > 0 {
		c.Fault(source, kind, "%v, in truth %s", bound, show(truth))
	}
}

// Interval checks that an objective and a dual bound enclose the optimum, and that
// proven bounds the error.
func (c *Claims) Interval(source string, t *Truth, beta []float64, primal, dual, proven float64) {
	value, excess := t.Above(beta)
	c.NotBelow(source, "primal below the objective", primal, value)
	c.NotAbove(source, "dual above the optimum", dual, t.Value)
	c.NotBelow(source, "error above what is proven", proven, excess)
}

// Verdict checks that what is called certified is within the tolerance. What is not is
// reported too, with the words for it.
func (c *Claims) Verdict(source string, t *Truth, beta []float64, tol float64, certified bool, words string) {
	_, excess := t.Above(beta)
	allowed := new(big.Rat).SetFloat64(tol)
	allowed.Mul(allowed, t.yardstick())
	switch {
	case certified && (excess == nil || excess.Cmp(allowed) > 0):
		kind := "certified beyond the tolerance"
		if t.vanishing() {
			kind += " of " + noLoss
		}
		c.Fault(source, kind, "error %s, allowed %s", show(excess), show(allowed))
	case !certified:
		kind := notCertified
		if t.vanishing() && (excess == nil || excess.Sign() > 0) {
			kind += " with " + noLoss
		}
		c.Fault(source, kind, "%s; error %s, null loss %s", words, show(excess), show(t.NullLoss))
	}
}

// yardstick is what gaps are relative to, the Scale of the null model: its loss or, where
// that vanishes, the first that is not 0 of the loss of the intercept alone, the loss of
// predicting 0, and 1.
func (t *Truth) yardstick() *big.Rat {
	if !t.vanishing() {
		return t.NullLoss
	}
	q := *t.problem
	q.X = nil
	for range 2 {
		if s := q.Solve().Value; s.Sign() > 0 {
			return s
		}
		q.Intercept = false
	}
	return big.NewRat(1, 1)
}

// vanishing tells that the null model fits the response exactly, or up to what rounding
// it to floats has left.
func (t *Truth) vanishing() bool {
	q := *t.problem
	q.X = nil
	size := q.Solve().Value
	rounding := new(big.Rat).SetFloat64(1e-26)
	return t.NullLoss.Cmp(rounding.Mul(rounding, size)) <= 0
}

// What may happen to a wild problem: double precision, patience or a check at the door
// defeat it. Everything else is a false claim. Where there is no loss to be relative to,
// a tame one may be defeated too.
const (
	notCertified = "not certified"
	noLoss       = "a null loss of rounding alone"
	Late         = "no answer in time"
	Refused      = "refused"
)

// Honest tells whether the fault is a missing answer that may be, and no false claim.
func (f Fault) Honest(wild bool) bool {
	for _, kind := range []string{notCertified, Late, Refused} {
		if strings.HasSuffix(f.Kind, kind) {
			return wild
		}
	}
	return strings.HasSuffix(f.Kind, notCertified+" with "+noLoss)
}
