package contrast

import (
	"context"
	"math"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/vector"
	"github.com/lassocheck/lassocheck/solvers"
)

// judge holds runs against the certified solution.
type judge struct {
	m     *Model
	sol   *solvers.Result
	exact []float64 // the solution in the coordinates of training
	scale float64   // the null loss
	names []string
}

func (j *judge) relative(objective float64) float64 { return (objective - j.sol.Dual) / j.scale }

// largest is the size of the largest exact coefficient, 1 where all are 0.
func (j *judge) largest() float64 {
	if v := vector.MaxAbs(j.exact[:j.m.p]); v > 0 {
		return v
	}
	return 1
}

func isZero(v float64) bool { return v == 0 }

// tried is what the search found for one schedule.
func (j *judge) tried(r *run, edge bool) Tried {
	t := Tried{Schedule: r.Schedule.Name, Step: r.rate, StepIn: r.stepIn(), AtEdge: edge, Diverged: r.diverged,
		GapRelative: report.Float(math.NaN()), Relative: Support{Kept: []string{}, Lost: []string{}}}
	if !r.diverged {
		t.GapRelative = report.Float(j.relative(r.final()))
		t.Nonzeros = j.m.p - count(r.w[:j.m.p], isZero)
		t.Relative = j.rules(r).Relative
	}
	return t
}

// stepIn says what the step is a multiple of.
func (c Choice) stepIn() string {
	if c.own != nil {
		return "line search"
	}
	return report.Number(c.Multiple) + c.unit.String()
}

// ended measures the runs of all seeds.
func (j *judge) ended(runs []*run, edge bool) *Ended {
	first := runs[0]
	nan := report.Float(math.NaN())
	e := &Ended{Schedule: first.Schedule.Name, Step: first.rate, StepIn: first.stepIn(), AtEdge: edge, Steps: first.steps, Gradients: first.gradients, Seeds: len(runs),
		Objective: nan, Gap: nan, L1: nan, Prediction: nan, Remains: nan, Intercept: nan}
	var gaps, zeros, moves, remains []float64
	shown := false
	for _, r := range runs {
		e.Seconds += r.trainingTime.Seconds()
		if r.diverged {
			e.Diverged++
			continue
		}
		cert := j.m.Problem.Certify(j.m.Beta(r.w)).With(j.sol.Certificate)
		gaps, moves = append(gaps, cert.Gap/j.scale), append(moves, j.moves(r))
		zeros = append(zeros, float64(count(r.w[:j.m.p], isZero)))
		if v := j.remains(r); !math.IsNaN(v) {
			remains = append(remains, v)
		}
		rules := j.rules(r)
		e.Right.add(rules)
		if !shown {
			shown, first = true, r
			e.Objective, e.Gap, e.Rules = report.Float(cert.Primal), report.Float(cert.Gap), rules
		}
	}
	e.GapRelative, e.Zeros, e.Moves, e.Remains = spreadOf(gaps), spreadOf(zeros), spreadOf(moves), spreadOf(remains).Median
	e.Trace = j.trace(first)
	if !shown {
		e.Rules = j.rules(nil)
	} else {
		j.show(e, first)
	}
	if e.Schedule == "constant" && first.own == nil {
		e.State = e.state()
	} else if first.own != nil && first.gradients < first.steps {
		e.State = Stopped
	}
	return e
}

// show fills in what is that of one seed.
func (j *judge) show(e *Ended, r *run) {
	beta := j.m.Beta(r.w)
	coef, b0 := j.m.Problem.Split(beta)
	e.Coefs, e.Intercept, e.L1 = coef, report.Float(b0), report.Float(j.m.penaltyNorm(r.w))
	for _, c := range r.signChanges {
		e.SignChanges += c
	}
	e.Prediction = report.Float(j.predictionDifference(beta))
	e.Works = working(j.exact[:j.m.p], r.w[:j.m.p])
}

// state judges a constant step.
func (e *Ended) state() State {
	switch {
	case e.Diverged == e.Seeds:
		return Diverged
	case e.GapRelative.Median < 1e-10:
		return Converged
	case math.IsNaN(float64(e.Remains)):
		return TooShort
	case e.Remains < levels:
		return Falling
	}
	return Level
}

// A gap is level if its mean over the last quarter is at least this much of that over the third.
const levels = 0.9

// cycle tests a constant step by runs with it and with twice as much; nil where one diverged.
func (j *judge) cycle(r, twice *run) *Cycle {
	if r == nil || twice == nil || r.diverged || twice.diverged {
		return nil
	}
	c := &Cycle{Step: r.rate, StepIn: r.stepIn(), Gap: report.Float(j.relative(r.tail())), Moves: report.Float(j.moves(r)), Remains: report.Float(j.remains(r)),
		DoubledGap: report.Float(j.relative(twice.tail()) / j.relative(r.tail())), DoubledMoves: report.Float(j.moves(twice) / j.moves(r))}
	c.Cycles = c.Gap > 1e-10 && c.Remains >= levels && c.DoubledGap > 1.2 && c.DoubledMoves > 1.4 && c.DoubledMoves < 3
	return c
}

// remains is the mean gap over the last quarter of the epochs over that of the third one, NaN
// where the quarters are too short to tell.
func (j *judge) remains(r *run) float64 {
	third, last := r.quarters()
	if len(third) < 4 || len(last) < 4 {
		return math.NaN()
	}
	return j.relative(mean(last)) / j.relative(mean(third))
}

// quarters returns the objective over the third and the last quarter of the epochs.
func (r *run) quarters() (third, last []float64) {
	end := float64(r.gradients)
	for k, e := range r.epoch {
		switch {
		case e > 0.75*end:
			last = append(last, r.objective[k])
		case e > 0.5*end:
			third = append(third, r.objective[k])
		}
	}
	return third, last
}

// tail is the mean objective of the last quarter.
func (r *run) tail() float64 {
	_, last := r.quarters()
	return mean(last)
}

func mean(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v / float64(len(x))
	}
	return s
}

// moves is the largest range of a coefficient over the last epochs, relative to the largest
// exact one.
func (j *judge) moves(r *run) float64 {
	widest := 0.0
	for k := range r.lo {
		widest = math.Max(widest, r.hi[k]-r.lo[k])
	}
	if math.IsInf(widest, 0) { // a line search that ended before the last epochs
		widest = 0
	}
	return widest / j.largest()
}

// trace is the relative gap over the epochs, drawn down to 1e-16.
func (j *judge) trace(r *run) Trace {
	var t Trace
	for k, f := range r.objective {
		t.Epoch = append(t.Epoch, r.epoch[k])
		t.Gap = append(t.Gap, math.Max(j.relative(f), 1e-16))
	}
	return t
}

// rules reads the support off a run by all rules, of none where r is nil.
func (j *judge) rules(r *run) Rules {
	if r == nil {
		none := Support{Kept: []string{}, Lost: []string{}}
		return Rules{none, none, none, none}
	}
	return j.supports(r.w, func(k int) bool { return r.signChanges[k] == 0 })
}

func (j *judge) supports(w []float64, steady func(k int) bool) Rules {
	top := vector.MaxAbs(w[:j.m.p])
	return Rules{
		NotZero:  j.support(w, func(k int) bool { return w[k] != 0 }),
		Absolute: j.support(w, func(k int) bool { return math.Abs(w[k]) >= Threshold }),
		Relative: j.support(w, func(k int) bool { return w[k] != 0 && math.Abs(w[k]) >= Threshold*top }),
		Signs:    j.support(w, func(k int) bool { return w[k] != 0 && steady(k) }),
	}
}

// support compares the features that are in with the exact ones.
func (j *judge) support(w []float64, in func(k int) bool) Support {
	s := Support{Kept: []string{}, Lost: []string{}}
	for k, name := range j.names {
		is := in(k)
		if is {
			s.Nonzeros++
		}
		switch {
		case is && j.exact[k] == 0:
			s.Kept = append(s.Kept, name)
		case !is && j.exact[k] != 0:
			s.Lost = append(s.Lost, name)
		}
	}
	return s
}

func (n *Rights) add(r Rules) {
	for _, c := range []struct {
		n *int
		s Support
	}{{&n.NotZero, r.NotZero}, {&n.Absolute, r.Absolute}, {&n.Relative, r.Relative}, {&n.Signs, r.Signs}} {
		if c.s.right() {
			*c.n++
		}
	}
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

// predictionDifference is the root mean square difference of linear predictions to the exact
// ones, relative to the standard deviation of the response or, where that is a class, of
// the exact predictions.
func (j *judge) predictionDifference(beta []float64) float64 {
	za, zb := make([]float64, j.m.n), make([]float64, j.m.n)
	j.m.Problem.Predict(za, beta)
	j.m.Problem.Predict(zb, j.sol.X)
	yard := j.m.y
	if j.m.logistic {
		yard = zb
	}
	centre, variance, square := mean(yard), 0.0, 0.0
	for i, v := range yard {
		variance += (v - centre) * (v - centre)
		square += (za[i] - zb[i]) * (za[i] - zb[i])
	}
	return math.Sqrt(square / variance)
}

// controls trains GD, SGD and Adam from the exact solution, with the kink, with the straight
// line that touches it there, and with the kink rounded off below a hundredth of the largest
// exact coefficient.
func (j *judge) controls(ctx context.Context, b Budget, tested map[string]Choice) []Control {
	out := []Control{}
	width := 0.01 * j.largest()
	forms := []form{{}, {tangent: j.tangent()}, {rounded: width}}
	for _, name := range []string{"GD", "SGD", "Adam"} {
		c, ok := tested[name]
		if !ok {
			continue
		}
		moves := make([]float64, len(forms))
		parallel(ctx, j.m, b, len(forms), func(k int, t *trainer) {
			t.form, t.from = forms[k], j.exact
			moves[k] = j.moves(t.train(ctx, c, b.Seed+1, true))
		})
		if ctx.Err() != nil {
			break
		}
		out = append(out, Control{name, c.stepIn(), report.Float(moves[0]), report.Float(moves[1]), report.Float(moves[2]), report.Float(width)})
	}
	return out
}

// tangent is the slope of the penalty that the exact solution needs: minus that of the smooth
// part, so that the sum has its minimum there.
func (j *judge) tangent() []float64 {
	s := make([]float64, j.m.dim())
	j.m.slopes(form{smooth: true}).Subgrad(s, j.exact, nil)
	for k := range s {
		s[k] = -s[k]
	}
	return s[:j.m.p]
}

// units trains with y and lambda 1024 times as large at the constant steps, which are
// multiples of what grows with them.
func (j *judge) units(ctx context.Context, b Budget, constant []Choice, before []*run) []Unit {
	out := make([]Unit, len(constant))
	if j.m.logistic {
		return out[:0] // classes have no units
	}
	const times = 1024
	parallel(ctx, j.m.inUnits(times), b, len(constant), func(k int, t *trainer) {
		r := t.train(ctx, constant[k], b.Seed+1, false)
		was, is := j.relative(before[k].final()), j.relative(r.final()/(times*times))
		out[k] = Unit{constant[k].Name, report.Float(was), report.Float(is), math.Abs(is-was) <= 1e-3*math.Abs(was)+1e-12}
	})
	if ctx.Err() != nil {
		return out[:0]
	}
	return out
}
