package exactsearch

import (
	"context"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/internal/rational"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
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

// above returns the objective at a point and how far it is above the optimum, nil where
// that is +Inf.
func (t *Truth) above(beta []float64) (value, excess *big.Rat) {
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

// trial collects the faults of one case.
type trial struct {
	c      *Case
	p      *problems.Problem
	truth  *Truth
	rng    *rand.Rand
	points [][]float64
	faults []Fault

	patience time.Duration
}

func (t *trial) fault(source, kind, format string, args ...any) {
	t.faults = append(t.faults, Fault{source + ": " + kind, fmt.Sprintf(format, args...)})
}

// notBelow reports where a computed bound is below the truth, notAbove where above.
func (t *trial) notBelow(source, what string, bound float64, truth *big.Rat) {
	if sign, ok := compare(bound, truth); !ok || sign < 0 {
		t.fault(source, what, "%v, in truth %s", bound, show(truth))
	}
}

func (t *trial) notAbove(source, what string, bound float64, truth *big.Rat) {
	if sign, ok := compare(bound, truth); !ok || sign > 0 {
		t.fault(source, what, "%v, in truth %s", bound, show(truth))
	}
}

// certificate checks the claims of a certificate of a point.
func (t *trial) certificate(source string, truth *Truth, beta []float64, c problems.Certificate) {
	value, excess := truth.above(beta)
	t.notBelow(source, "primal below the objective", c.Primal, value)
	t.notAbove(source, "dual above the optimum", c.Dual, truth.Value)
	t.notBelow(source, "error above what is proven", c.Proven(), excess)
	if whole, sum := c.Primal-c.Dual, c.Gap+c.Rounding; math.Abs(whole-sum) > 1e-14*(math.Abs(c.Primal)+math.Abs(c.Dual)+math.Abs(sum)) {
		t.fault(source, "gap + rounding is not primal - dual", "%v + %v, and %v - %v", c.Gap, c.Rounding, c.Primal, c.Dual)
	}
	if c.Rounding < 0 {
		t.fault(source, "rounding below zero", "%v", c.Rounding)
	}
}

// solved checks a solver's answer.
func (t *trial) solved(source string, truth *Truth, beta []float64, status solvers.Status, c problems.Certificate) {
	t.certificate(source, truth, beta, c)
	_, excess := truth.above(beta)
	allowed := new(big.Rat).SetFloat64(t.c.Tol)
	allowed.Mul(allowed, truth.NullLoss)
	switch {
	case status == solvers.TimeLimit || status == solvers.Canceled:
		t.fault(source, late, "within %v", t.patience)
	case !status.OK() && truth.NullLoss.Sign() == 0:
		t.fault(source, "null loss 0, "+notCertified, "%v, error %s, proven %v", status, show(excess), c.Proven())
	case !status.OK():
		t.fault(source, notCertified, "%v, error %s, null loss %s, proven %v", status, show(excess), show(truth.NullLoss), c.Proven())
	case excess == nil || excess.Cmp(allowed) > 0:
		t.fault(source, "certified beyond the tolerance", "error %s, allowed %s", show(excess), show(allowed))
	}
}

// Two faults are no false claims: a wild problem may defeat double precision, or patience.
const (
	notCertified = "not certified"
	late         = "no answer in time"
)

// Broken tells whether the fault is a false claim, and not a missing answer.
func (f Fault) Broken() bool {
	return !strings.HasSuffix(f.Kind, notCertified) && !strings.HasSuffix(f.Kind, late)
}

// guard runs f, which must end when ctx does, and reports panics and calls without end.
func (t *trial) guard(source string, f func(t *trial, ctx context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), t.patience)
	defer cancel()
	inner := *t // f may go on after it is given up
	inner.faults = nil
	ended := make(chan string, 1)
	go func() {
		defer func() {
			text := ""
			if r := recover(); r != nil {
				text = fmt.Sprintf("%v%s", r, frames(debug.Stack()))
			}
			ended <- text
		}()
		f(&inner, ctx)
	}()
	select {
	case text := <-ended:
		t.faults = append(t.faults, inner.faults...)
		if text != "" {
			t.fault(source, "panic", "%s", text)
		}
	case <-time.After(t.patience + 10*time.Second):
		t.fault(source, "no end", "deaf to its context")
	}
}

// frames returns the innermost calls of the library on a stack.
func frames(stack []byte) string {
	lines := regexp.MustCompile(`\w+/\w+\.go:\d+`).FindAllString(string(stack), -1)
	lines = slices.DeleteFunc(lines, func(l string) bool {
		return strings.HasPrefix(l, "exactsearch/") || strings.HasPrefix(l, "debug/") || strings.HasPrefix(l, "runtime/")
	})
	return " at " + strings.Join(lines[:min(4, len(lines))], " < ")
}

// Try checks all claims of the library on c and returns those that do not hold. Every
// solver gets so much time.
func Try(c *Case, patience time.Duration) []Fault {
	t := &trial{c: c, p: c.Stated(), rng: rand.New(rand.NewPCG(5, 6)), patience: patience}
	if err := t.p.Validate(); err != nil {
		return []Fault{{"Validate: refused", err.Error()}}
	}
	t.truth = Know(&c.Problem)
	t.guard("Null", (*trial).null)
	t.points = [][]float64{make([]float64, t.p.Dim())}
	for _, method := range []string{"exact", "cd"} {
		solved := make([]float64, t.p.Dim())
		t.guard("Solve "+method, func(t *trial, ctx context.Context) { copy(solved, t.solve(ctx, method)) })
		t.points = append(t.points, solved, t.near(solved))
		t.guard("Path "+method, func(t *trial, ctx context.Context) { t.path(ctx, method) })
	}
	t.points = append(t.points, t.far())
	t.guard("Certify", (*trial).certify)
	t.guard("Bounds", (*trial).bounds)
	t.guard("Judge", (*trial).judge)
	return t.faults
}

// solve checks an answer, and returns it.
func (t *trial) solve(ctx context.Context, method string) []float64 {
	source := "Solve " + method
	r, err := solvers.Solve(ctx, t.p, solvers.Settings{Method: method, Tol: t.c.Tol})
	if err != nil {
		t.fault(source, "refused", "%v", err)
		return nil
	}
	t.solved(source, t.truth, r.X, r.Status, r.Certificate)
	return r.X
}

// null checks the yardstick.
func (t *trial) null(context.Context) {
	null, err := t.p.Null()
	if err != nil {
		t.fault("Null", "refused", "%v", err)
		return
	}
	loss, _ := t.truth.NullLoss.Float64()
	if !(math.Abs(null.Loss-loss) <= 1e-6*loss) {
		t.fault("Null", "the loss is off", "%v, in truth %v", null.Loss, loss)
	}
}

// path checks a path of two lambdas, the larger one eight times the case's.
func (t *trial) path(ctx context.Context, method string) {
	source := "Path " + method
	if !(t.c.Lambda > 0) {
		return
	}
	r, err := solvers.Path(ctx, t.p, solvers.Grid{Lambdas: []float64{8 * t.c.Lambda, t.c.Lambda}}, solvers.Settings{Method: method, Tol: t.c.Tol})
	if err != nil {
		t.fault(source, "refused", "%v", err)
		return
	}
	beta := make([]float64, t.p.Dim())
	for k := range r.Points {
		pt, truth := &r.Points[k], t.truth
		if pt.Lambda != t.c.Lambda {
			q := t.c.Problem
			q.Lambda = pt.Lambda
			truth = &Truth{q.Solve(), t.truth.NullLoss, &q}
		}
		pt.Beta(beta, t.c.Intercept)
		t.solved(source, truth, beta, pt.Status, pt.Certificate)
	}
	if len(r.Points) < 2 && ctx.Err() == nil {
		t.fault(source, "points are missing", "%d of 2", len(r.Points))
	}
}

// near returns x with a relative error.
func (t *trial) near(x []float64) []float64 {
	e := math.Pow(10, -15+12*t.rng.Float64())
	y := make([]float64, len(x))
	for j, v := range x {
		y[j] = v * (1 + e*t.rng.NormFloat64())
	}
	return y
}

// far returns a random point.
func (t *trial) far() []float64 {
	y := make([]float64, t.p.Dim())
	scale := math.Pow(10, -3+6*t.rng.Float64())
	for j := range y {
		y[j] = scale * t.rng.NormFloat64()
	}
	return y
}

// certify checks the certificates of points, and with the dual points of one another.
func (t *trial) certify(context.Context) {
	var all []problems.Certificate
	for _, x := range t.points {
		c := t.p.Certify(x)
		t.certificate("Certify", t.truth, x, c)
		all = append(all, c)
	}
	for k, x := range t.points {
		for _, o := range all {
			t.certificate("With", t.truth, x, all[k].With(o))
		}
	}
	theta := make([]float64, t.c.Rows())
	for i := range theta {
		theta[i] = t.rng.NormFloat64()
	}
	d := t.p.DualAt(theta)
	t.notAbove("DualAt", "dual above the optimum", d.Dual, t.truth.Value)
	t.certificate("With", t.truth, t.points[0], all[0].With(d))
}

// bounds checks the bounds in real arithmetic.
func (t *trial) bounds(context.Context) {
	b, err := problems.NewBounds(t.p)
	if err != nil {
		t.fault("Bounds", "refused", "%v", err)
		return
	}
	for _, x := range t.points {
		value, excess := t.truth.above(x)
		lo, hi := b.Primal(x)
		t.notAbove("Bounds", "primal not in its interval", lo, value)
		t.notBelow("Bounds", "primal not in its interval", hi, value)
		d := b.Dual(t.p.Certify(x).Theta)
		t.notAbove("Bounds", "dual above the optimum", d.Value, t.truth.Value)
		t.notBelow("Bounds", "error above what is proven", b.Prove(x, d).Error, excess)
	}
}

// judge checks what is proven of the coefficients.
func (t *trial) judge(ctx context.Context) {
	x := t.points[2] // the exact engine's, nearly
	o, err := judge.Judge(ctx, t.p, x, judge.Options{})
	if ctx.Err() != nil {
		t.fault("Judge", late, "within %v", t.patience)
		return
	}
	if err != nil {
		t.fault("Judge", "refused", "%v", err)
		return
	}
	_, excess := t.truth.above(x)
	t.notBelow("Judge", "error above what is proven", o.Proof.Error, excess)
	t.notBelow("Judge", "error above what is proven", o.Alone.Error, excess)
	for j, v := range o.Features.Verdicts {
		b := t.truth.B[j]
		wrong := v == problems.Zero && b.Sign() != 0 || v == problems.Positive && b.Sign() <= 0 || v == problems.Negative && b.Sign() >= 0
		if wrong {
			t.fault("Judge", "wrong of a coefficient", "column %d is called %v, in truth %s", j, v, show(b))
		}
		off := new(big.Rat).SetFloat64(o.Refined[j])
		if off != nil {
			off.Sub(off, b)
			t.notBelow("Judge", "optimum outside of its radius", o.Features.Radius[j], off.Abs(off))
		}
	}
}
