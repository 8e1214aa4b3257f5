package contrast

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

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
}

// Exact is the certified solution. Coefficients are in the units of the data, the
// norm in those of training.
type Exact struct {
	Objective    float64   `json:"objective"`
	Gap          float64   `json:"gap"`
	GapRelative  float64   `json:"gap_relative"`
	Status       string    `json:"status"`
	Nonzeros     int       `json:"nonzeros"`
	Zeros        int       `json:"zeros"`
	Names        []string  `json:"names"`
	L1           float64   `json:"l1"`
	Intercept    float64   `json:"intercept"`
	Coefficients []float64 `json:"coefficients"`
	Seconds      float64   `json:"seconds"`
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

// exactly is the relative gap to which the exact solutions are certified, or to what
// rounding allows.
const exactly = 1e-15

// Run contrasts all methods on m. names are those of the columns. It returns an error
// where the penalty has no kink, and when ctx is done.
func Run(ctx context.Context, m *Model, names []string, b Budget) (*Result, error) {
	if !slices.ContainsFunc(m.l1, func(l float64) bool { return l > 0 }) {
		return nil, errors.New("contrast: the penalty has no L1 part, so there is no kink to contrast; use lambda > 0 and alpha > 0")
	}
	b = b.withDefaults(m)
	sol, err := solvers.Solve(ctx, m.Problem, solvers.Settings{Tol: exactly})
	if err != nil {
		return nil, err
	}
	null, err := m.Problem.Null()
	if err != nil {
		return nil, err
	}
	pen := m.Problem.Penalty.(*problems.ElasticNet)
	r := &Result{names: names, Problem: Setting{Rows: m.n, Cols: m.p, Lambda: pen.Lambda, LambdaMax: null.LambdaMax, Alpha: pen.Alpha,
		Intercept: m.Problem.Intercept, Standardize: pen.Scale != nil, Curvature: report.Float(m.curvature), Reach: report.Float(m.reach),
		Epochs: b.Epochs, Batch: b.Batch, Seed: b.Seed}}
	exact := m.parameters(sol.X)
	coef, b0 := m.Problem.Split(sol.X)
	r.Exact = Exact{Objective: sol.Primal, Gap: sol.Gap, GapRelative: sol.Gap / null.Loss, Status: sol.Status.String(),
		L1: m.penaltyNorm(exact), Intercept: b0, Coefficients: coef, Seconds: sol.Elapsed.Seconds(), Names: []string{}}
	for j, v := range coef {
		if v != 0 {
			r.Exact.Names = append(r.Exact.Names, names[j])
		}
	}
	r.Exact.Nonzeros = len(r.Exact.Names)
	r.Exact.Zeros = m.p - r.Exact.Nonzeros
	for _, d := range Methods {
		var best *run
		for _, multiple := range d.Multiples {
			one := m.train(ctx, d, multiple, b)
			if ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			r.Grid = append(r.Grid, r.gridPoint(m, one, exact, sol, null.Loss))
			// Differences within rounding do not count, so that the choice is the
			// same on all machines.
			if best == nil || best.diverged || one.final() < best.final()-1e-12*math.Abs(best.final()) {
				best = one
			}
		}
		r.Methods = append(r.Methods, r.trained(m, best, exact, sol, null.Loss))
	}
	r.Verdict = r.words()
	return r, nil
}

// AddSweep sweeps lambda with each method at the step size that served it best, with
// a quarter of the epochs for each run.
func (r *Result) AddSweep(ctx context.Context, m *Model, b Budget) error {
	b = b.withDefaults(m)
	b.Epochs = max(1, b.Epochs/4)
	s, err := m.SweepLambda(ctx, r.choices(), r.Problem.LambdaMax, Ratios, b)
	if err != nil {
		return err
	}
	r.Sweep = s
	r.Verdict = r.words()
	return nil
}

// stepIn says what a step size is a multiple of.
func (d Method) stepIn(multiple float64) string {
	unit := "/L"
	if d.Adaptive {
		unit = " c"
	}
	s := report.Number(multiple) + unit
	if d.Decay {
		s += " falling"
	}
	return s
}

func (r *Result) gridPoint(m *Model, one *run, exact []float64, sol *solvers.Result, scale float64) GridPoint {
	g := GridPoint{Method: one.method.Name, Step: one.rate, StepIn: one.method.stepIn(one.multiple), Diverged: one.diverged,
		GapRelative: report.Float(math.NaN()), Oscillation: report.Float(math.NaN())}
	if !one.diverged {
		g.GapRelative = report.Float(m.Problem.Certify(m.Beta(one.w)).With(sol.Certificate).Gap / scale)
		g.Nonzeros = m.p - count(one.w[:m.p], func(v float64) bool { return v == 0 })
		g.Oscillation = report.Float(one.oscillation(exact))
	}
	return g
}

// trained measures one run against the exact solution.
func (r *Result) trained(m *Model, one *run, exact []float64, sol *solvers.Result, scale float64) Trained {
	t := Trained{Method: one.method.Name, Proximal: one.method.Proximal, Step: one.rate, StepIn: one.method.stepIn(one.multiple), Steps: one.steps, Diverged: one.diverged, Seconds: one.trainingTime.Seconds()}
	t.Kept, t.Lost, t.Thresholded = []string{}, []string{}, Support{Kept: []string{}, Lost: []string{}}
	t.Trace = trace(one, sol.Dual, scale)
	if one.diverged {
		nan := report.Float(math.NaN())
		t.Objective, t.Gap, t.GapRelative, t.L1, t.Oscillation, t.Prediction, t.Intercept = nan, nan, nan, nan, nan, nan, nan
		return t
	}
	beta := m.Beta(one.w)
	cert := m.Problem.Certify(beta).With(sol.Certificate)
	t.Objective, t.Gap, t.GapRelative = report.Float(cert.Primal), report.Float(cert.Gap), report.Float(cert.Gap/scale)
	coef, b0 := m.Problem.Split(beta)
	t.Coefs, t.Intercept = coef, report.Float(b0)
	t.L1 = report.Float(m.penaltyNorm(one.w))
	t.Support = r.support(exact, one.w, 0)
	t.Zeros = m.p - t.Nonzeros
	t.Thresholded = r.support(exact, one.w, Threshold)
	t.Works = working(exact[:m.p], one.w[:m.p])
	t.Oscillation = report.Float(one.oscillation(exact))
	for _, c := range one.signChanges {
		t.SignChanges += c
	}
	t.Prediction = report.Float(m.predictionDifference(beta, sol.X))
	return t
}

// support compares the parameters above the threshold with the exact support.
func (r *Result) support(exact, w []float64, threshold float64) Support {
	s := Support{Kept: []string{}, Lost: []string{}}
	for j, name := range r.names {
		in := w[j] != 0 && math.Abs(w[j]) >= threshold
		if in {
			s.Nonzeros++
		}
		switch {
		case in && exact[j] == 0:
			s.Kept = append(s.Kept, name)
		case !in && exact[j] != 0:
			s.Lost = append(s.Lost, name)
		}
	}
	return s
}

// working returns the range of thresholds that separate the exact support, nil
// where none does: it needs the answer to be known.
func working(exact, w []float64) []float64 {
	lo, hi := 0.0, math.Inf(1)
	for j, v := range w {
		if exact[j] == 0 {
			lo = math.Max(lo, math.Abs(v))
		} else {
			hi = math.Min(hi, math.Abs(v))
		}
	}
	if lo >= hi || math.IsInf(hi, 1) {
		return nil
	}
	return []float64{lo, hi}
}

// oscillation is the largest range of a parameter over the last epochs, relative
// to the largest exact one, absolute where that is 0.
func (r *run) oscillation(exact []float64) float64 {
	widest, largest := 0.0, 0.0
	for j := range r.lo {
		widest = math.Max(widest, r.hi[j]-r.lo[j])
		largest = math.Max(largest, math.Abs(exact[j]))
	}
	if largest == 0 {
		return widest
	}
	return widest / largest
}

func (m *Model) predictionDifference(a, b []float64) float64 {
	za, zb := make([]float64, m.n), make([]float64, m.n)
	m.Problem.Predict(za, a)
	m.Problem.Predict(zb, b)
	var mean, variance, square float64
	for _, v := range m.y {
		mean += v / float64(m.n)
	}
	for i, v := range m.y {
		variance += (v - mean) * (v - mean)
		square += (za[i] - zb[i]) * (za[i] - zb[i])
	}
	return math.Sqrt(square / variance)
}

// trace thins the distance to the optimum to about 100 epochs, closer together at
// the beginning.
func trace(one *run, dual, scale float64) Trace {
	var t Trace
	next := 1.0
	for k, f := range one.objective {
		if float64(k+1) < next && k+1 < len(one.objective) {
			continue
		}
		next = math.Max(float64(k+2), 1.08*float64(k+1))
		t.Epoch = append(t.Epoch, float64(k+1))
		t.Gap = append(t.Gap, math.Max((f-dual)/scale, 1e-16))
	}
	return t
}

func count(x []float64, is func(float64) bool) int {
	n := 0
	for _, v := range x {
		if is(v) {
			n++
		}
	}
	return n
}

// words is the verdict, from the numbers.
func (r *Result) words() []string {
	naive, zeros, right, restored, diverged := 0, 0, 0, 0, 0
	closest := Trained{GapRelative: report.Float(math.Inf(1))}
	calm, lively, changes := math.Inf(1), 0.0, 0
	for _, t := range r.Methods {
		if t.Proximal {
			continue
		}
		naive++
		if t.Diverged {
			diverged++
			continue
		}
		if t.Zeros > 0 {
			zeros++
		}
		if t.right() {
			right++
		}
		if t.Thresholded.right() {
			restored++
		}
		if t.GapRelative < closest.GapRelative {
			closest = t
		}
		calm, lively = math.Min(calm, float64(t.Oscillation)), math.Max(lively, float64(t.Oscillation))
		changes += t.SignChanges
	}
	out := []string{fmt.Sprintf("Solved exactly, this problem keeps %d of %d features (%s) and sets the other %d to exactly zero, proven to within %s of the optimum (relative).",
		r.Exact.Nonzeros, r.Problem.Cols, list(r.Exact.Names), r.Exact.Zeros, report.Number(math.Max(r.Exact.GapRelative, 1e-12)))}
	s := fmt.Sprintf("Trained by automatic differentiation on the same objective, each method at the best of its step sizes, %d of %d methods set any coefficient to zero and %d end with the right features. ", zeros, naive, right)
	if diverged > 0 {
		s += fmt.Sprintf("%d diverge at every step size. ", diverged)
	}
	if diverged < naive {
		s += fmt.Sprintf("The closest, %s, ends %s above the optimum (relative), and after %d epochs coefficients still move by %s to %s of the largest one", closest.Method, report.Number(float64(closest.GapRelative)), r.Problem.Epochs, percent(calm), percent(lively))
		if changes > 0 {
			s += fmt.Sprintf(" and have changed sign %d times in the last tenth of them: constant steps pass the kink at zero and come back, for ever", changes)
		}
		s += "."
	}
	out = append(out, s, fmt.Sprintf("Setting coefficients below the customary %g to zero gives the right features in %d of %d methods; which threshold would do depends on data, units, method and step, and cannot be told without the exact solution.", Threshold, restored, naive))
	honest := ""
	for _, t := range r.Methods {
		if t.Proximal && !t.Diverged {
			if honest != "" {
				honest += "; "
			}
			honest += fmt.Sprintf("%s gives %d exact zeros of %d", t.Method, t.Zeros, r.Exact.Zeros)
			if t.right() {
				honest += ", all the right ones"
			}
			honest += fmt.Sprintf(", %s above the optimum", report.Number(visible(float64(t.GapRelative))))
		}
	}
	out = append(out, "Do instead: `lassocheck solve`, which is exact; or, where only gradients will do, leave the penalty out of the differentiation and take its proximal step: "+honest+".")
	if r.Sweep != nil {
		out = append(out, r.Sweep.words()...)
	}
	if diverged > 0 || (closest.GapRelative > 1e-2 && !r.Problem.Standardize) {
		out = append(out, "Part of this is the scale of the columns, not the kink: with --standardize the methods get further.")
	}
	return out
}

// percent prints a share.
func percent(v float64) string {
	if v < 1e-9 {
		v = 0 // rounding
	}
	return report.Number(100*v) + "%"
}
