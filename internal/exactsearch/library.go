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
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/problems/proof"
	"github.com/lassocheck/lassocheck/solvers"
)

// trial collects the faults of one case.
type trial struct {
	Claims
	c        *Case
	p        *problems.Problem
	truth    *Truth
	rng      *rand.Rand
	points   [][]float64
	patience time.Duration
}

// certificate checks the claims of a certificate of a point.
func (t *trial) certificate(source string, truth *Truth, beta []float64, c problems.Certificate) {
	t.Interval(source, truth, beta, c.Primal, c.Dual, c.Proven())
	if whole, sum := c.Primal-c.Dual, c.Gap+c.Rounding; math.Abs(whole-sum) > 1e-14*(math.Abs(c.Primal)+math.Abs(c.Dual)+math.Abs(c.Gap)+math.Abs(c.Rounding)) {
		t.Fault(source, "gap + rounding is not primal - dual", "%v + %v, and %v - %v", c.Gap, c.Rounding, c.Primal, c.Dual)
	}
	if c.Rounding < 0 {
		t.Fault(source, "rounding below zero", "%v", c.Rounding)
	}
}

// solved checks a solver's answer.
func (t *trial) solved(source string, truth *Truth, beta []float64, status solvers.Status, c problems.Certificate) {
	t.certificate(source, truth, beta, c)
	if slices.ContainsFunc(beta, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
		t.Fault(source, "a point that is not finite", "%v, %v", beta, status)
	}
	if status == solvers.TimeLimit || status == solvers.Canceled {
		t.Fault(source, Late, "within %v", t.patience)
		return
	}
	t.Verdict(source, truth, beta, t.c.Tol, status.OK(), fmt.Sprintf("%v, proven %v", status, c.Proven()))
}

// guard runs f, which must end when ctx does, and reports panics and calls without end.
func (t *trial) guard(source string, f func(t *trial, ctx context.Context)) {
	ctx, cancel := context.WithTimeout(context.Background(), t.patience)
	defer cancel()
	began := time.Now()
	inner := *t // f may go on after it is given up
	inner.Faults = nil
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
		t.Faults = append(t.Faults, inner.Faults...)
		if took := time.Since(began); took > t.patience+time.Second {
			t.Fault(source, Late, "%v, where %v were given", took, t.patience)
		}
		if text != "" {
			t.Fault(source, "panic", "%s", text)
		}
	case <-time.After(t.patience + 10*time.Second):
		t.Fault(source, "no end", "deaf to its context")
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
		return []Fault{{"Validate: " + Refused, err.Error()}}
	}
	t.truth = Know(&c.Problem)
	t.guard("Null", (*trial).null)
	t.guard("StdDevs", (*trial).deviations)
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
	return t.Faults
}

// solve checks an answer, and returns it.
func (t *trial) solve(ctx context.Context, method string) []float64 {
	source := "Solve " + method
	r, err := solvers.Solve(ctx, t.p, solvers.Settings{Method: method, Tol: t.c.Tol})
	if err != nil {
		t.Fault(source, Refused, "%v", err)
		return nil
	}
	t.solved(source, t.truth, r.X, r.Status, r.Certificate)
	return r.X
}

// null checks the yardstick. It may be short of the truth where rounding hides it, which
// asks for more than was asked, but not longer.
func (t *trial) null(context.Context) {
	null, err := t.p.Null()
	if err != nil {
		t.Fault("Null", Refused, "%v", err)
		return
	}
	if scale, _ := t.truth.Yardstick.Float64(); !(null.Scale <= scale*(1+1e-9)) {
		t.Fault("Null", "the yardstick is too long", "%v, in truth %v", null.Scale, scale)
	} else if !(null.Scale >= 0.9*scale) {
		t.Fault("Null", tooShort, "%v, in truth %v", null.Scale, scale)
	}
}

// deviations checks the units of a standardised problem: a column that is constant, and
// no other one of a deviation that a double holds, has 0.
func (t *trial) deviations(context.Context) {
	for j, s := range design.StdDevs(t.p.X, t.c.Weights) {
		v := rational.Variance(t.c.X[j], t.c.Weights)
		truth := new(big.Float).SetPrec(100).SetRat(v)
		truth.Sqrt(truth)
		if f, _ := truth.Float64(); f < 0x1p-1022 {
			continue // no normal double is it
		}
		off := new(big.Float).Sub(truth, big.NewFloat(s))
		if allowed := new(big.Float).Mul(truth, big.NewFloat(1e-10)); off.Abs(off).Cmp(allowed) > 0 {
			t.Fault("StdDevs", "a deviation is off", "column %d: %v, in truth %s", j, s, truth.Text('g', 20))
		}
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
		t.Fault(source, Refused, "%v", err)
		return
	}
	beta := make([]float64, t.p.Dim())
	for k := range r.Points {
		pt, truth := &r.Points[k], t.truth
		if pt.Lambda != t.c.Lambda {
			truth = t.truth.At(pt.Lambda)
		}
		pt.Beta(beta, t.c.Intercept)
		t.solved(source, truth, beta, pt.Status, pt.Certificate)
	}
	if len(r.Points) < 2 && ctx.Err() == nil {
		t.Fault(source, "points are missing", "%d of 2", len(r.Points))
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
	t.NotAbove("DualAt", "dual above the optimum", d.Dual, t.truth.Value)
	t.certificate("With", t.truth, t.points[0], all[0].With(d))
}

// bounds checks the bounds in real arithmetic.
func (t *trial) bounds(context.Context) {
	b, err := t.p.Bounds()
	if err != nil {
		t.Fault("Bounds", Refused, "%v", err)
		return
	}
	for _, x := range t.points {
		value, excess := t.truth.Above(x)
		lo, hi := b.Primal(x)
		t.NotAbove("Bounds", "primal not in its interval", lo, value)
		t.NotBelow("Bounds", "primal not in its interval", hi, value)
		d := b.Dual(t.p.Certify(x).Theta)
		t.NotAbove("Bounds", "dual above the optimum", d.Value, t.truth.Value)
		t.NotBelow("Bounds", "error above what is proven", b.Prove(x, d).Error, excess)
	}
}

// judge checks what is proven of the coefficients.
func (t *trial) judge(ctx context.Context) {
	x := t.points[2] // the exact engine's, nearly
	o, err := judge.Judge(ctx, t.p, x, judge.Options{})
	if ctx.Err() != nil {
		t.Fault("Judge", Late, "within %v", t.patience)
		return
	}
	if err != nil {
		t.Fault("Judge", Refused, "%v", err)
		return
	}
	_, excess := t.truth.Above(x)
	t.NotBelow("Judge", "error above what is proven", o.Proof.Error, excess)
	t.NotBelow("Judge", "error above what is proven", o.Alone.Error, excess)
	for j, v := range o.Features.Verdicts {
		b := t.truth.B[j]
		wrong := v == proof.Zero && b.Sign() != 0 || v == proof.Positive && b.Sign() <= 0 || v == proof.Negative && b.Sign() >= 0
		if wrong {
			t.Fault("Judge", "wrong of a coefficient", "column %d is called %v, in truth %s", j, v, show(b))
		}
		if off := new(big.Rat).SetFloat64(o.Refined[j]); off != nil {
			off.Sub(off, b)
			t.NotBelow("Judge", "optimum outside of its radius", o.Features.Radius[j], off.Abs(off))
		}
	}
}
