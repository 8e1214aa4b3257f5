// Package solvers has the methods and the one loop that runs them.
//
// A [Method] is its sequence of iterates and nothing else. Whether an iterate is
// good is for a [Certifier] to say, which a method cannot see; when to stop, what
// to time and what to print is for [Run]. [Solve] and [Path] choose the method
// for a [problems.Problem].
package solvers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers/exact"
)

// Method generates iterates without end from x0, which it must not change. The
// State is the method's own and is overwritten by the next iterate.
type Method interface {
	Iterates(x0 []float64) iter.Seq[*State]
}

// State is what a method shows of itself after an iteration.
type State struct {
	X []float64 // the iterate, read-only
	// Hidden is the rest of what the next iterate depends on, where X can stand
	// still without being a fixed point: dual variables, for one. Read-only; nil
	// if X says it all.
	Hidden []float64
}

// Certifier judges points; a [problems.Problem] is one.
type Certifier interface {
	Certify(x []float64) problems.Certificate
}

// Settings of a run. The zero value does the right thing; a negative value
// switches a limit off, and Tol the stopping at a tolerance.
type Settings struct {
	// Method names the method that Solve and Path use; see [Methods]. Empty
	// lets them choose. Run does not read it.
	Method string
	// Tol is the gap asked for, relative to Scale; 0 stands for 1e-9.
	Tol float64
	// Scale is the yardstick of Tol. Solve and Path use the null loss; 0 makes
	// Run use the objective at x0.
	Scale float64
	// MaxIter bounds the iterations; 0 stands for 100,000.
	MaxIter int
	// CheckEvery is how many iterations go by between certificates. 0 spaces
	// them out as the run gets longer, to an eighth of the iterations so far.
	CheckEvery int
	// MaxTime bounds the time; 0 is no bound. It alone can make two runs differ.
	MaxTime time.Duration
	// GramColumns bounds the columns whose inner products the exact engine of
	// Solve and Path keeps, for least squares those that mattered at some lambda and some
	// that it thought might, at 16 bytes a pair, for other losses those that are not zero
	// at one lambda, at 8 bytes; 0 stands for 8,192, 1 GiB. Coordinate descent and proximal
	// Newton take over beyond it.
	GramColumns int
	// Products, if not nil, are inner products of columns that the exact engine need not
	// compute for least squares.
	Products *exact.Products
	// Observe, if set, sees the report of every check, and signs of life in between
	// (Report.Progress); an error ends the run.
	Observe func(Report) error

	place place // what Solve and Path tell Run for its reports
}

// place is where on a path a run stands.
type place struct {
	lambda       float64
	index, count int
}

const (
	defaultTol     = 1e-9
	defaultMaxIter = 100_000
	defaultColumns = 8192
)

func (s Settings) withDefaults() Settings {
	if s.Tol == 0 {
		s.Tol = defaultTol
	}
	if s.MaxIter == 0 {
		s.MaxIter = defaultMaxIter
	}
	if s.GramColumns == 0 {
		s.GramColumns = defaultColumns
	}
	return s
}

// threshold returns the absolute gap to reach; 0 while there is no yardstick.
func (s Settings) threshold() float64 {
	if s.Tol < 0 {
		return math.Inf(-1)
	}
	return s.Tol * s.Scale
}

// validate reports settings that mean nothing.
func (s Settings) validate() error {
	switch {
	case math.IsNaN(s.Tol) || math.IsInf(s.Tol, 1):
		return fmt.Errorf("solvers: the tolerance is %v; it must be finite, or negative for none", s.Tol)
	case !(s.Scale >= 0) || math.IsInf(s.Scale, 1):
		return fmt.Errorf("solvers: the scale of the tolerance is %v; it must be finite and not negative", s.Scale)
	}
	return nil
}

// Report is where a run stands.
type Report struct {
	// Lambda is the strength that is being solved for, 0 where Run is called without a
	// path, and Index its place among the Count of its path; Solve's is the last of the
	// path that leads to it.
	Lambda       float64
	Index, Count int
	// Progress marks a sign of life between checks, at places that depend on no clock.
	// Nothing is proven of it yet: its bounds are infinite.
	Progress bool
	Iter     int // of this lambda; the exact engine's are linear systems in a sign of life, and 1 in all
	Elapsed  time.Duration
	// Certificate of the best iterate so far, with the best dual bound so far.
	problems.Certificate
	// Threshold is the absolute gap to reach, Tol times Scale.
	Threshold float64
}

// Result is the best iterate that was certified.
type Result struct {
	X      []float64
	Status Status
	Report
}

// Run iterates m from x0 until c certifies a gap within the tolerance, or one of
// the other events of [Status] happens. x0 itself is certified first, as iteration 0.
// The certificate in the result is that of Result.X, its dual bound the best that any
// iterate gave, and the status is Converged just where it proves the tolerance,
// whatever ended the run.
//
// It returns an error where a setting is no number or x0 is not finite, and that of
// Observe, which comes with the result so far. It panics if ctx, m or c is nil.
func Run(ctx context.Context, m Method, x0 []float64, c Certifier, s Settings) (*Result, error) {
	switch {
	case missing(ctx):
		panic("solvers: Run needs a context")
	case missing(m):
		panic("solvers: Run needs a Method")
	case missing(c):
		panic("solvers: Run needs a Certifier")
	}
	if err := s.validate(); err != nil {
		return nil, err
	}
	for j, v := range x0 {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("solvers: coordinate %d of the starting point is %v; it must be finite", j, v)
		}
	}
	s = s.withDefaults()
	start := time.Now()
	r := &Result{X: slices.Clone(x0), Report: s.place.report()}
	seen := c.Certify(r.X) // of r.X, to compare with others before either is sharpened
	// check judges the result, and tells whether that or Observe ends the run.
	check := func() (bool, error) {
		if scale := math.Abs(seen.Primal); s.Scale == 0 && scale <= math.MaxFloat64 { // x0 may be outside the domain
			s.Scale = scale
		}
		r.Threshold = s.threshold()
		r.Certificate = seen
		if p, ok := c.(*problems.Problem); ok {
			r.Certificate = sharpen(p, p.SparseBeta(r.X), seen, nil, r.Threshold)
		}
		r.Status = verdict(r.Report)
		r.Elapsed = time.Since(start)
		if s.Observe != nil {
			if err := s.Observe(r.Report); err != nil {
				r.end(Canceled)
				return true, err
			}
		}
		return r.Status != Running, nil
	}
	if stop, err := check(); stop {
		return r, err
	}
	last := State{X: slices.Clone(x0)} // the state at the last check
	next, k := 1, 0
	for st := range m.Iterates(x0) {
		k++
		limit := s.limit(ctx, k, start)
		if limit == Running && k < next {
			continue
		}
		next = k + max(1, k/8)
		if s.CheckEvery > 0 {
			next = k + s.CheckEvery
		}
		r.Iter = k
		seen = r.see(seen, c.Certify(st.X), st.X)
		if stop, err := check(); stop {
			return r, err
		}
		if limit == Running {
			limit = stuck(st, last)
		}
		if limit != Running {
			r.end(limit)
			return r, nil
		}
		copy(last.X, st.X)
		last.Hidden = append(last.Hidden[:0], st.Hidden...)
	}
	r.end(Stalled) // the method gave up
	return r, nil
}

// report returns one with nothing but its place.
func (p place) report() Report {
	return Report{Lambda: p.lambda, Index: p.index, Count: max(1, p.count)}
}

// missing tells whether an argument is nil, or a nil pointer in an interface.
func missing(v any) bool {
	r := reflect.ValueOf(v)
	return !r.IsValid() || r.Kind() == reflect.Pointer && r.IsNil()
}

// limit tells which limit, if any, iteration k runs into.
func (s Settings) limit(ctx context.Context, k int, start time.Time) Status {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return TimeLimit
	case ctx.Err() != nil:
		return Canceled
	case s.MaxTime > 0 && time.Since(start) > s.MaxTime:
		return TimeLimit
	case s.MaxIter > 0 && k >= s.MaxIter:
		return IterationLimit
	}
	return Running
}

// see takes in the certificate of x, given that of the best point so far: the point if
// it is better or, as far as rounding lets one see, as good, its dual bound in any case.
func (r *Result) see(best, c problems.Certificate, x []float64) problems.Certificate {
	if c.Primal <= best.Primal+min(c.Rounding, best.Rounding) || math.IsNaN(best.Primal) {
		copy(r.X, x)
		return c.With(best)
	}
	return best.With(c)
}

// verdict judges by the certificate alone: certified is what is proven with rounding
// counted in.
func verdict(r Report) Status {
	switch {
	case r.Proven() <= r.Threshold:
		return Converged
	case r.Gap <= r.Rounding && r.Rounding > r.Threshold && !math.IsInf(r.Rounding, 1) && !math.IsInf(r.Threshold, -1):
		return PrecisionFloor
	}
	return Running
}

// end gives a result that an event ended its status: the certificate's verdict, if it
// has one.
func (r *Result) end(event Status) {
	if r.Status = verdict(r.Report); r.Status == Running {
		r.Status = event
	}
}

// stuck tells whether the iterate has become useless or stands still.
func stuck(now *State, last State) Status {
	for _, v := range now.X {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return NonFinite
		}
	}
	if slices.Equal(now.X, last.X) && slices.Equal(now.Hidden, last.Hidden) {
		return Stalled
	}
	return Running
}
