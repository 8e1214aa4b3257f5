package solvers

// Status tells how a run ended. It is an outcome, not an error.
type Status int

const (
	// Running: not ended yet.
	Running Status = iota
	// Converged: the certified gap is within the tolerance.
	Converged
	// PrecisionFloor: the gap is within its own rounding error, but that is
	// larger than the tolerance. The point is as good as can be certified.
	PrecisionFloor
	// Stalled: the iterate stopped moving with the gap still open.
	Stalled
	// IterationLimit: MaxIter iterations were made.
	IterationLimit
	// TimeLimit: MaxTime, or the deadline of the context, went by.
	TimeLimit
	// Canceled: the context was cancelled.
	Canceled
	// NonFinite: an iterate overflowed; the result is the best one before.
	NonFinite
)

var statusNames = [...]string{"running", "converged", "precision floor", "stalled", "iteration limit", "time limit", "canceled", "not finite"}

func (s Status) String() string { return statusNames[s] }

// MarshalText makes statuses readable in JSON.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// OK tells whether the point is as good as asked for, or as can be had.
func (s Status) OK() bool { return s == Converged || s == PrecisionFloor }

// Trace is an Observe that keeps every report, without its dual point.
type Trace []Report

// Observe appends r.
func (t *Trace) Observe(r Report) error {
	r.Theta = nil
	*t = append(*t, r)
	return nil
}
