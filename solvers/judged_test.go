package solvers

import (
	"context"
	"iter"
	"math"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/textbook"
)

// The rule of verdicts, case by case: certified is what gap and rounding together are
// within the threshold, and nothing else is.
func TestVerdictByTheRule(t *testing.T) {
	inf := math.Inf(1)
	for _, k := range []struct {
		gap, rounding, threshold float64
		want                     Status
	}{
		{0.5, 0.5, 1, Converged},
		{0.5, 0.5 + 0x1p-52, 1, Running},
		{0, 2, 1, PrecisionFloor},
		{1, 2, 1, PrecisionFloor},
		{-1, 1.5, 1, PrecisionFloor}, // what rounding has made negative is 0
		{-1, 1, 1, Converged},
		{2, 1.5, 1, Running},    // there is a gap to close
		{0.9, 0.95, 1, Running}, // rounding leaves room
		{0, 0, 0, Converged},
		{0, inf, 1, Running},  // nothing is known
		{0, 1, -inf, Running}, // nothing is asked
		{-1, 0, -inf, Running},
		{math.NaN(), 0, 1, Running},
		{0, math.NaN(), 1, Running},
		{inf, 1, 1e300, Running},
	} {
		r := Result{Report: Report{Certificate: problems.Certificate{Gap: k.gap, Rounding: k.rounding}, Threshold: k.threshold}}
		if got := verdict(r.Report); got != k.want {
			t.Errorf("%v: %v", k, got)
		}
		want := k.want
		if want == Running {
			want = TimeLimit
		}
		if r.end(TimeLimit); r.Status != want {
			t.Errorf("%v, when time is over: %v", k, r.Status)
		}
	}
	for s := range Status(len(statusNames)) {
		if s.OK() != (s.String() == "converged") {
			t.Errorf("%v: OK is %v", s, s.OK())
		}
	}
}

// The threshold is a share of the yardstick, and none is asked for by a negative one.
func TestVerdictThreshold(t *testing.T) {
	if got := (Settings{Tol: 0.5, Scale: 8}).threshold(); got != 4 {
		t.Errorf("half of 8 is %v", got)
	}
	if got := (Settings{Tol: -1, Scale: 8}).threshold(); !math.IsInf(got, -1) {
		t.Errorf("no tolerance is %v", got)
	}
}

// scripted is a method and the certificates of its iterates.
type scripted []problems.Certificate

func (s scripted) Iterates([]float64) iter.Seq[*State] {
	return func(yield func(*State) bool) {
		for k := 1; k < len(s); k++ {
			if !yield(&State{X: []float64{float64(k)}}) {
				return
			}
		}
	}
}

func (s scripted) Certify(x []float64) problems.Certificate { return s[int(x[0])] }

// made is a certificate of a point and of a dual point.
func made(primal, dual, rounding float64) problems.Certificate {
	return problems.Certificate{Primal: primal, Dual: dual, Rounding: rounding, Gap: primal - dual - rounding, Theta: []float64{dual}}
}

// Run keeps the best point and the best bound, wherever they were found; without a
// yardstick it takes the first objective that is finite, by its size.
func TestVerdictOfTheBest(t *testing.T) {
	inf := math.Inf(1)
	for name, k := range map[string]struct {
		of           scripted
		scale        float64
		x            float64
		primal, dual float64
		status       Status
		iter         int
		threshold    float64
	}{
		"a worse point with a better bound": {scripted{made(5, 0, 0), made(4, 1, 0), made(6, 3, 0)}, 1, 1, 4, 3, Stalled, 2, 0.1},
		"bounds add up":                     {scripted{made(5, 0, 0), made(4, 1, 0), made(6, 3.95, 0), made(9, 0, 0)}, 1, 1, 4, 3.95, Converged, 2, 0.1},
		"a better point with a worse bound": {scripted{made(5, 4.8, 0), made(4.85, 1, 0), made(9, 0, 0)}, 1, 1, 4.85, 4.8, Converged, 1, 0.1},
		"a start without an objective":      {scripted{made(math.NaN(), 0, 0), made(4, 1, 0)}, 1, 1, 4, 1, Stalled, 1, 0.1},
		"an infeasible start":               {scripted{made(inf, -9, 0), made(-4, -5, 0), made(-4, -4.3, 0)}, 0, 2, -4, -4.3, Converged, 2, 0.4},
		"the first objective is the scale":  {scripted{made(-2, -9, 0), made(-4, -5, 0), made(-4.1, -4.25, 0)}, 0, 2, -4.1, -4.25, Converged, 2, 0.2},
		"as good within rounding":           {scripted{made(5, 0, 0), made(4, 1, 0.5), made(4.25, 1, 0.5)}, 1, 2, 4.25, 1, Stalled, 2, 0.1},
		"the smaller rounding counts":       {scripted{made(5, 0, 0), made(4, 1, 0.5), made(4.25, 1, 0.125)}, 1, 1, 4, 1, Stalled, 2, 0.1},
		"the precision floor ends a run":    {scripted{made(5, 0, 0), made(4, 3.8, 0.15), made(4, 3.95, 0)}, 1, 1, 4, 3.8, PrecisionFloor, 1, 0.1},
	} {
		r, err := Run(context.Background(), k.of, []float64{0}, k.of, Settings{Tol: 0.1, Scale: k.scale, CheckEvery: 1})
		if err != nil {
			t.Fatal(err)
		}
		if r.X[0] != k.x || r.Primal != k.primal || r.Dual != k.dual || r.Status != k.status || r.Iter != k.iter || r.Threshold != k.threshold {
			t.Errorf("%s: point %v in [%v, %v], %v at iteration %d, threshold %v", name, r.X, r.Dual, r.Primal, r.Status, r.Iter, r.Threshold)
		}
	}
	// MaxIter iterations, and no more.
	long := slices.Repeat(scripted{made(5, 0, 0)}, 20)
	if r, err := Run(context.Background(), long, []float64{0}, long, Settings{MaxIter: 7}); err != nil || r.Iter != 7 || r.Status != IterationLimit {
		t.Errorf("%v after %d iterations, %v", r.Status, r.Iter, err)
	}
}

// What an overflow or a fixed point is called.
func TestVerdictOfStuck(t *testing.T) {
	last := State{X: []float64{1, 2}, Hidden: []float64{3}}
	for _, k := range []struct {
		now  State
		want Status
	}{
		{State{X: []float64{1, math.NaN()}}, NonFinite},
		{State{X: []float64{1, math.Inf(1)}}, NonFinite},
		{State{X: []float64{1, 2}, Hidden: []float64{3}}, Stalled},
		{State{X: []float64{1, 2}, Hidden: []float64{4}}, Running},
		{State{X: []float64{1, 3}, Hidden: []float64{3}}, Running},
	} {
		if got := stuck(&k.now, last); got != k.want {
			t.Errorf("%v: %v, want %v", k.now, got, k.want)
		}
	}
}

// A certificate is sharpened where rounding or a better dual point may make the
// difference, and never for a worse one.
func TestVerdictSharpened(t *testing.T) {
	p, best := textbook.Synth{N: 30, P: 10, K: 3, Seed: 1, Lambda: 0.3, Intercept: true}.New()
	pt := p.SparseBeta(best)
	plain := p.Certify(best)
	loose := plain
	loose.Rounding *= 1e3
	loose.Dual -= 999 * plain.Rounding
	far := plain
	far.Dual, far.Gap = plain.Dual-1, plain.Gap+1
	tight := problems.Certificate{Primal: plain.Primal, Dual: plain.Primal, Rounding: 1e-300, Theta: plain.Theta}
	zero := make([]float64, 30)
	for name, k := range map[string]struct {
		c         problems.Certificate
		theta     []float64
		threshold float64
		sharp     bool
	}{
		"rounding in the way": {loose, nil, plain.Rounding / 10, true},
		"certified":           {loose, nil, 2 * loose.Proven(), false},
		"a gap in the way":    {far, nil, 1e-9, false},
		"another dual point":  {far, plain.Theta, 1e-9, true},
		"a useless one":       {tight, zero, 1e-301, false},
	} {
		c := sharpen(p, pt, k.c, k.theta, k.threshold)
		if sharp := c.Primal != k.c.Primal || c.Dual != k.c.Dual; sharp != k.sharp {
			t.Errorf("%s: sharpened %v", name, sharp)
		}
		if c.Primal-c.Dual > k.c.Primal-k.c.Dual {
			t.Errorf("%s: a worse certificate", name)
		}
	}
}
