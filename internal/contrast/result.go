package contrast

import (
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
)

// Threshold is the customary size below which a trained coefficient is called zero, in the
// units of training (Absolute) or of the largest trained coefficient (Relative).
const Threshold = 1e-3

// Result is a contrast: the certified solution and what training made of it.
type Result struct {
	Verdict []string       `json:"verdict"`
	Claims  []report.Claim `json:"claims"`
	Problem Setting        `json:"problem"`
	Budget  Spent          `json:"budget"`
	Exact   Exact          `json:"exact"`
	// Methods has each method at its best schedule and at a constant step.
	Methods  []Trained   `json:"methods"`
	Controls []Control   `json:"controls"`
	Units    []Unit      `json:"units"`
	Grid     []GridPoint `json:"grid"` // all runs of the search
	Sweep    *Sweep      `json:"sweep,omitempty"`

	names []string
}

// Setting is the problem.
type Setting struct {
	Rows        int          `json:"n"`
	Cols        int          `json:"p"`
	Loss        string       `json:"loss"`
	Lambda      float64      `json:"lambda"`
	LambdaMax   float64      `json:"lambda_max"`
	Alpha       float64      `json:"alpha"`
	Intercept   bool         `json:"intercept"`
	Standardize bool         `json:"standardize"`
	Curvature   report.Float `json:"curvature"`
	Reach       report.Float `json:"coefficient_size"`
	// Idle counts columns of zeros, whose coefficients never leave 0.
	Idle int `json:"idle_columns"`
}

// Spent is the budget, which is the same for all methods.
type Spent struct {
	Epochs     int      `json:"epochs"`
	Batch      int      `json:"batch"`
	SearchSeed uint64   `json:"search_seed"`
	Seeds      []uint64 `json:"seeds"`
	Schedules  []string `json:"schedules"`
	Search     string   `json:"search"`
	Tried      int      `json:"methods_tried"`
	Methods    int      `json:"methods"`
}

// Exact is the certified solution. Coefficients are in the units of the data, the
// norm in those of training. Rules says what the thresholds make of it.
type Exact struct {
	Objective    float64      `json:"objective"`
	Dual         float64      `json:"dual"`
	NullLoss     float64      `json:"null_loss"`
	Gap          report.Float `json:"gap"`
	GapRelative  report.Float `json:"gap_relative"`
	Status       string       `json:"status"`
	Certified    bool         `json:"certified"`
	Nonzeros     int          `json:"nonzeros"`
	Zeros        int          `json:"zeros"`
	Names        []string     `json:"names"`
	L1           report.Float `json:"l1"`
	Intercept    float64      `json:"intercept"`
	Coefficients []float64    `json:"coefficients"`
	Rules        Rules        `json:"support_by_rule"`
	Seconds      float64      `json:"seconds"`
}

// Support says how a set of features compares with the exact one.
type Support struct {
	Nonzeros int      `json:"nonzeros"`
	Kept     []string `json:"wrongly_kept"`
	Lost     []string `json:"wrongly_lost"`
}

// right tells whether it is the exact support.
func (s Support) right() bool { return len(s.Kept)+len(s.Lost) == 0 }

// Rules are the supports that four rules read off coefficients: those that are not exactly
// 0, those above the absolute and the relative threshold, and those that did not change
// sign in the last tenth of the epochs.
type Rules struct {
	NotZero  Support `json:"not_zero"`
	Absolute Support `json:"above_1e-3"`
	Relative Support `json:"above_1e-3_of_largest"`
	Signs    Support `json:"no_sign_change"`
}

// Rights counts for each rule the seeds whose support it reads off right.
type Rights struct {
	NotZero  int `json:"not_zero"`
	Absolute int `json:"above_1e-3"`
	Relative int `json:"above_1e-3_of_largest"`
	Signs    int `json:"no_sign_change"`
}

// Spread is the median and the range over the seeds.
type Spread struct {
	Median report.Float `json:"median"`
	Min    report.Float `json:"min"`
	Max    report.Float `json:"max"`
}

func spreadOf(x []float64) Spread {
	if len(x) == 0 {
		nan := report.Float(math.NaN())
		return Spread{nan, nan, nan}
	}
	s := slices.Sorted(slices.Values(x))
	mid := (s[len(s)/2] + s[(len(s)-1)/2]) / 2
	return Spread{report.Float(mid), report.Float(s[0]), report.Float(s[len(s)-1])}
}

// String prints the median, and the range where there is one.
func (s Spread) String() string {
	mid, lo, hi := report.Number(visible(float64(s.Median))), report.Number(visible(float64(s.Min))), report.Number(visible(float64(s.Max)))
	if lo == hi {
		return mid
	}
	return mid + " (" + lo + " to " + hi + ")"
}

// State is what a run has come to.
type State string

// The states.
const (
	Converged State = "converged"     // to 1e-10 of the null loss
	Level     State = "level"         // the gap falls no more
	Falling   State = "still falling" // the budget ended it
	TooShort  State = "too short"     // to tell
	Diverged  State = "diverged"
	Stopped   State = "stopped" // no step of its line search goes down
)

// Trained is what one method came to.
type Trained struct {
	Method  string `json:"method"`
	Kind    Kind   `json:"kind"`
	Float32 bool   `json:"float32"`
	// Best is the run with the best schedule, Constant that with a constant step, nil for
	// methods that have none; both are at their best step.
	Best     *Ended  `json:"best"`
	Constant *Ended  `json:"constant"`
	Cycle    *Cycle  `json:"cycle"`     // nil where longer steps diverge
	Searched []Tried `json:"schedules"` // the best of each
}

// Tried is a schedule at its best step, in the search.
type Tried struct {
	Schedule    string       `json:"schedule"`
	Step        float64      `json:"step"`
	StepIn      string       `json:"step_in_words"`
	AtEdge      bool         `json:"at_edge_of_search"`
	Diverged    bool         `json:"diverged"`
	GapRelative report.Float `json:"gap_relative"`
	Nonzeros    int          `json:"nonzeros"`
	Relative    Support      `json:"above_1e-3_of_largest"`
}

// Ended is the end of training with one schedule and step, over all seeds. What is not a
// Spread or a count of seeds is that of the first seed that did not diverge.
type Ended struct {
	Schedule  string  `json:"schedule"`
	Step      float64 `json:"step"`
	StepIn    string  `json:"step_in_words"`
	AtEdge    bool    `json:"at_edge_of_search"`
	Batch     int     `json:"batch"`
	Steps     int     `json:"steps"`
	Gradients int     `json:"gradients_of_all_rows"`
	Seeds     int     `json:"seeds"`
	Diverged  int     `json:"diverged"` // seeds
	// Gap is the certified distance of Objective to the optimum; relative gaps
	// are relative to the objective of the null model.
	Objective   report.Float `json:"objective"`
	Gap         report.Float `json:"gap"`
	GapRelative Spread       `json:"gap_relative"`
	Zeros       Spread       `json:"zeros"`
	L1          report.Float `json:"l1"`
	// Moves is the largest range of a coefficient over the last tenth of
	// the epochs, relative to the largest exact one; SignChanges counts.
	Moves       Spread `json:"moves"`
	SignChanges int    `json:"sign_changes"`
	// Prediction is the root mean square difference to the exact linear predictions,
	// relative to their spread or that of the response.
	Prediction report.Float `json:"prediction_difference"`
	Right      Rights       `json:"seeds_with_the_exact_support"`
	Rules      Rules        `json:"support_by_rule"`
	// Works is the range of thresholds that would have given the exact support, nil where
	// none would: hindsight.
	Works []float64 `json:"threshold_that_works"`
	// State is that of a constant step or a line search. Remains is the mean gap over the
	// last quarter of the epochs over that of the third.
	State     State         `json:"state,omitempty"`
	Remains   report.Float  `json:"gap_last_quarter_over_third"`
	Trace     Trace         `json:"trace"`
	Intercept report.Float  `json:"intercept"`
	Coefs     report.Floats `json:"coefficients"`
	Seconds   float64       `json:"seconds"`
}

// Cycle is the test of a constant step longer than the best one, where the way there is short:
// whether the gap falls no more and gap and movement follow the step.
type Cycle struct {
	Step    float64      `json:"step"`
	StepIn  string       `json:"step_in_words"`
	Gap     report.Float `json:"gap_relative"` // mean of the last quarter
	Moves   report.Float `json:"moves"`
	Remains report.Float `json:"gap_last_quarter_over_third"`
	// Twice the step multiplies gap and movement by these.
	DoubledGap   report.Float `json:"twice_the_step_gap"`
	DoubledMoves report.Float `json:"twice_the_step_moves"`
	Cycles       bool         `json:"cycles"`
}

// Trace is the relative distance to the optimum after some of the epochs.
type Trace struct {
	Epoch report.Floats `json:"epoch"`
	Gap   report.Floats `json:"gap_relative"`
}

// GridPoint is one run of the search.
type GridPoint struct {
	Method      string       `json:"method"`
	Schedule    string       `json:"schedule"`
	Step        float64      `json:"step"`
	StepIn      string       `json:"step_in_words"`
	Diverged    bool         `json:"diverged"`
	GapRelative report.Float `json:"gap_relative"`
	Nonzeros    int          `json:"nonzeros"`
}

// Control is how far coefficients move over the last tenth of the epochs when training begins
// at the exact solution, with the step of the test for cycles, relative to the largest exact
// one: with the kink; with the kink replaced by a straight line, which has the same
// minimiser; and with the kink rounded off below Width.
type Control struct {
	Method   string       `json:"method"`
	StepIn   string       `json:"step_in_words"`
	Kinked   report.Float `json:"moves_with_kink"`
	Straight report.Float `json:"moves_with_a_line_instead"`
	Rounded  report.Float `json:"moves_with_rounded_kink"`
	Width    report.Float `json:"rounded_below"`
}

// Unit is what becomes of a method at its constant step where y and lambda are in units 1024
// times smaller: the relative gap as it was and as it is.
type Unit struct {
	Method string       `json:"method"`
	Before report.Float `json:"gap_relative"`
	After  report.Float `json:"gap_relative_in_other_units"`
	Same   bool         `json:"same"` // to 1e-3 of the gap
}
