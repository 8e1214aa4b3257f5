package solvers

import (
	"fmt"
	"slices"
)

// Status tells how a run ended. It is an outcome, not an error.
type Status int

const (
	// Running: not ended yet.
	Running Status = iota
	// Converged: the error is proven to be within the tolerance, rounding included.
	Converged
	// PrecisionFloor: rounding alone is above the tolerance, and of the gap nothing else
	// is left. The point may be perfect, but is not proven to what was asked.
	PrecisionFloor
	// Stalled: the iterate stopped moving with the gap still open.
	Stalled
	// IterationLimit: MaxIter iterations were made, or the exact engine has used up the
	// steps of one lambda, 500 and 10 for each row or column, whichever are fewer.
	IterationLimit
	// TimeLimit: MaxTime, or the deadline of the context, went by.
	TimeLimit
	// Canceled: the context was cancelled, or Observe returned an error.
	Canceled
	// NonFinite: an iterate overflowed; the result is the best one before.
	NonFinite
)

var statusNames = [...]string{"running", "converged", "precision floor", "stalled", "iteration limit", "time limit", "canceled", "not finite"}

func (s Status) String() string { return statusNames[s] }

// UnmarshalText reads what MarshalText writes.
func (s *Status) UnmarshalText(text []byte) error {
	k := slices.Index(statusNames[:], string(text))
	if k < 0 {
		return fmt.Errorf("solvers: there is no status %q", text)
	}
	*s = Status(k)
	return nil
}

// MarshalText makes statuses readable in JSON.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// OK tells whether the point is proven to be as good as asked for.
func (s Status) OK() bool { return s == Converged }

// Trace is an Observe that keeps the report of every check, without its dual point.
type Trace []Report

// Observe appends r, unless it is but a sign of life.
func (t *Trace) Observe(r Report) error {
	if r.Progress {
		return nil
	}
	r.Theta = nil
	*t = append(*t, r)
	return nil
}
