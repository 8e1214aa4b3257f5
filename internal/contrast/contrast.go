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

// exactly is the relative gap to which the exact solutions are certified, or to what
// rounding allows.
const exactly = 1e-15

// Run contrasts all methods on m. names are those of the columns. It returns an error
// where the penalty has no kink. When ctx is done it returns its error, and with it
// what the methods so far have shown.
func Run(ctx context.Context, m *Model, names []string, b Budget) (*Result, error) {
	if !slices.ContainsFunc(m.l1, func(l float64) bool { return l > 0 }) {
		return nil, errors.New("contrast: the penalty has no L1 part, so there is no kink to contrast; use lambda > 0 and alpha > 0")
	}
	b = b.withDefaults(m)
	sol, err := solvers.Solve(ctx, m.Problem, solvers.Settings{Tol: exactly})
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	null, err := m.Problem.Null()
	if err != nil {
		return nil, err
	}
	pen := m.Problem.Penalty.(*problems.ElasticNet)
	r := &Result{names: names, Problem: Setting{Rows: m.n, Cols: m.p, Lambda: pen.Lambda, LambdaMax: null.LambdaMax, Alpha: pen.Alpha,
		Intercept: m.Problem.Intercept, Standardize: pen.Scale != nil, Curvature: report.Float(m.curvature), Reach: report.Float(m.reach),
		Epochs: b.Epochs, Batch: b.Batch, Seed: b.Seed, Idle: m.idle()}}
	exact := m.parameters(sol.X)
	coef, b0 := m.Problem.Split(sol.X)
	r.Exact = Exact{Objective: sol.Primal, Gap: report.Float(sol.Gap), GapRelative: report.Float(sol.Gap / null.Loss), Status: sol.Status.String(), Certified: sol.Proven() <= 1e-9*null.Loss,
		L1: report.Float(m.penaltyNorm(exact)), Intercept: b0, Coefficients: coef, Seconds: sol.Elapsed.Seconds(), Names: []string{}}
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
				r.Verdict = append([]string{fmt.Sprintf("Interrupted: %d of %d methods were tried.", len(r.Methods), len(Methods))}, r.words()...)
				return r, ctx.Err()
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
