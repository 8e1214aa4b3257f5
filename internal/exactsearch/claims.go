package exactsearch

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/rational"
)

// Fault is a claim that does not hold. Kind is the source of the claim and the claim.
type Fault struct{ Kind, Detail string }

func (f Fault) String() string { return f.Kind + ": " + f.Detail }

// Truth is what is known of a problem exactly.
type Truth struct {
	*rational.Optimum
	Yardstick *big.Rat // that errors are relative to
	problem   *rational.Problem
}

// Know solves p.
func Know(p *rational.Problem) *Truth {
	return &Truth{p.Solve(), yardstick(p), p}
}

// At returns what is known of the problem at another lambda.
func (t *Truth) At(lambda float64) *Truth {
	p := *t.problem
	p.Lambda = lambda
	return &Truth{p.Solve(), t.Yardstick, &p}
}

// yardstick is the null loss or, where that is nothing but what rounding the response to
// floats has left, the loss of the intercept alone, of predicting 0, or 1: the first that
// is more than that.
func yardstick(p *rational.Problem) *big.Rat {
	null := p.NullLoss()
	q := rational.Problem{Y: p.Y, Weights: p.Weights, Offset: p.Offset, Intercept: p.Intercept}
	for {
		size := q.Solve().Value
		rounding := new(big.Rat).SetFloat64(1e-25)
		if null.Cmp(rounding.Mul(rounding, size)) > 0 {
			return null
		}
		if size.Sign() > 0 {
			return size
		}
		if !q.Intercept {
			return big.NewRat(1, 1)
		}
		q.Intercept = false
	}
}

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
	allowed.Mul(allowed, t.Yardstick)
	switch {
	case !certified:
		c.Fault(source, notCertified, "%s; error %s, of %s", words, show(excess), show(t.Yardstick))
	case excess == nil || excess.Cmp(allowed) > 0:
		c.Fault(source, "certified beyond the tolerance", "error %s, allowed %s", show(excess), show(allowed))
	}
}

// What may happen to a wild problem: double precision, patience or a check at the door
// defeat it. Everything else is a false claim.
const (
	notCertified = "not certified"
	tooShort     = "the yardstick is too short"
	Late         = "no answer in time"
	Refused      = "refused"
)

// Honest tells whether the fault is a missing answer that may be, and no false claim.
func (f Fault) Honest(wild bool) bool {
	return wild && slices.ContainsFunc([]string{notCertified, tooShort, Late, Refused}, func(kind string) bool { return strings.HasSuffix(f.Kind, kind) })
}
