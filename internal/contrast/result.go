package contrast

import "github.com/lassocheck/lassocheck/internal/report"

// Threshold is the customary size below which a trained coefficient is called zero.
const Threshold = 1e-3

// Result is a contrast: the certified solution and what training made of it.
type Result struct {
	Verdict []string `json:"verdict"`
	Problem Setting  `json:"problem"`
	Exact   Exact    `json:"exact"`
	// Methods has the best run of each method, by final objective; Grid all runs.
	Methods []Trained   `json:"methods"`
	Grid    []GridPoint `json:"grid"`
	Sweep   *Sweep      `json:"sweep,omitempty"`

	names []string
}

// Setting is the problem, and the budget that the methods were given.
type Setting struct {
	Rows        int          `json:"n"`
	Cols        int          `json:"p"`
	Lambda      float64      `json:"lambda"`
	LambdaMax   float64      `json:"lambda_max"`
	Alpha       float64      `json:"alpha"`
	Intercept   bool         `json:"intercept"`
	Standardize bool         `json:"standardize"`
	Curvature   report.Float `json:"curvature"`
	Reach       report.Float `json:"coefficient_size"`
	Epochs      int          `json:"epochs"`
	Batch       int          `json:"batch"`
	Seed        uint64       `json:"seed"`
	// Idle counts columns of zeros, whose coefficients never leave 0.
	Idle int `json:"idle_columns"`
}

// Exact is the certified solution. Coefficients are in the units of the data, the
// norm in those of training.
type Exact struct {
	Objective    float64      `json:"objective"`
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

// Trained is the end of one training run.
type Trained struct {
	Method   string  `json:"method"`
	Proximal bool    `json:"proximal"`
	Step     float64 `json:"step"`
	StepIn   string  `json:"step_in_words"`
	Steps    int     `json:"steps"`
	Diverged bool    `json:"diverged"`
	// Gap is the certified distance of Objective to the optimum; relative gaps
	// are relative to the objective of the null model.
	Objective   report.Float `json:"objective"`
	Gap         report.Float `json:"gap"`
	GapRelative report.Float `json:"gap_relative"`
	Zeros       int          `json:"zeros"`
	Support
	L1 report.Float `json:"l1"`
	// Oscillation is the largest range of a coefficient over the last tenth of
	// the epochs, relative to the largest exact one; SignChanges counts.
	Oscillation report.Float `json:"oscillation"`
	SignChanges int          `json:"sign_changes"`
	// Prediction is the root mean square difference to the exact predictions,
	// relative to the spread of the response.
	Prediction report.Float `json:"prediction_difference"`
	// Thresholded is what is left of the support when coefficients below the
	// customary 1e-3 are zeroed. Works is the range of thresholds that would
	// have given the exact support, nil where none would.
	Thresholded Support       `json:"thresholded"`
	Works       []float64     `json:"threshold_that_works"`
	Trace       Trace         `json:"trace"`
	Intercept   report.Float  `json:"intercept"`
	Coefs       report.Floats `json:"coefficients"`
	Seconds     float64       `json:"seconds"`
}

// Trace is the relative distance to the optimum after some of the epochs.
type Trace struct {
	Epoch report.Floats `json:"epoch"`
	Gap   report.Floats `json:"gap_relative"`
}

// GridPoint is one run of the step-size grid.
type GridPoint struct {
	Method      string       `json:"method"`
	Step        float64      `json:"step"`
	StepIn      string       `json:"step_in_words"`
	Diverged    bool         `json:"diverged"`
	GapRelative report.Float `json:"gap_relative"`
	Nonzeros    int          `json:"nonzeros"`
	Oscillation report.Float `json:"oscillation"`
}
