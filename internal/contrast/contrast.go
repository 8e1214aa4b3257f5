// Package contrast trains a lasso the way neural networks are trained, by automatic
// differentiation and stochastic gradient methods on the identical objective, and
// holds what comes out against the certified solution. All methods get the same schedules,
// the same budget and the same search for their steps.
package contrast

import (
	"context"
	"errors"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// exactly is the relative gap to which the exact solutions are certified, or to what
// rounding allows.
const exactly = 1e-15

// Run contrasts all methods on m. names are those of the columns; progress, if not nil,
// hears of each method before it begins. Run returns an error
// where the penalty has no kink. When ctx is done it returns its error, and with it
// what the methods so far have shown.
func Run(ctx context.Context, m *Model, names []string, b Budget, progress func(method string, k, of int)) (*Result, error) {
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
	j := &judge{m: m, sol: sol, exact: m.parameters(sol.X), scale: null.Loss, names: names}
	r := &Result{names: names, Methods: []Trained{}, Controls: []Control{}, Units: []Unit{}, Grid: []GridPoint{}}
	r.Problem = j.setting(null.LambdaMax)
	r.Exact = j.solution()
	r.Budget = Spent{Epochs: b.Epochs, Batch: b.Batch, SearchSeed: b.Seed, Schedules: b.Schedules, Search: Search, Methods: len(Methods)}
	for k := range b.Seeds {
		r.Budget.Seeds = append(r.Budget.Seeds, b.Seed+1+uint64(k))
	}
	var constant []Choice
	var runs []*run
	tested := map[string]Choice{}
	for k := range Methods {
		if progress != nil {
			progress(Methods[k].Name, k, len(Methods))
		}
		t, c, ends, grid := j.contrast(ctx, &Methods[k], b)
		if ctx.Err() != nil {
			break
		}
		r.Methods, r.Grid = append(r.Methods, t), append(r.Grid, grid...)
		if ends != nil && !ends.diverged {
			constant, runs = append(constant, c), append(runs, ends)
			if t.Cycle != nil {
				c.Multiple = t.Cycle.Step / c.rate(m, 1)
				tested[c.Name] = c
			}
		}
	}
	r.Budget.Tried = len(r.Methods)
	if ctx.Err() == nil {
		r.Controls = j.controls(ctx, b, tested)
		r.Units = j.units(ctx, b, constant, runs)
	}
	r.conclude()
	return r, ctx.Err()
}

// contrast searches for the best step of a method with each schedule, and trains with the best
// schedule and with the constant one on all seeds. It returns its choice of a constant step
// with one of those runs, nil where it has none.
func (j *judge) contrast(ctx context.Context, d *Method, b Budget) (Trained, Choice, *run, []GridPoint) {
	t := Trained{Method: d.Name, Kind: d.Kind, Float32: d.Single, Searched: []Tried{}}
	schedules := b.Schedules
	if d.own != nil {
		schedules = []string{"constant"}
	}
	type found struct {
		runs []*run
		best *run
		edge bool
	}
	search := make([]found, len(schedules))
	parallel(ctx, j.m, b, len(schedules), func(k int, t *trainer) {
		runs, best, edge := t.best(ctx, Choice{d, schedule(schedules[k]), 1})
		search[k] = found{runs, best, edge}
	})
	if ctx.Err() != nil {
		return t, Choice{}, nil, nil
	}
	var grid []GridPoint
	best, constant := 0, slices.Index(schedules, "constant")
	for k, f := range search {
		for _, r := range f.runs {
			x := j.tried(r, false)
			grid = append(grid, GridPoint{d.Name, x.Schedule, x.Step, x.StepIn, x.Diverged, x.GapRelative, x.Nonzeros})
		}
		t.Searched = append(t.Searched, j.tried(f.best, f.edge))
		if better(f.best, search[best].best) {
			best = k
		}
	}
	seeds := b.Seeds
	if d.own != nil || d.batch(j.m, b) == j.m.n {
		seeds = 1
	}
	all := func(c Choice) []*run {
		runs := make([]*run, seeds)
		parallel(ctx, j.m, b, seeds, func(k int, t *trainer) { runs[k] = t.train(ctx, c, b.Seed+1+uint64(k), true) })
		return runs
	}
	runs := all(search[best].best.Choice)
	if ctx.Err() != nil {
		return t, Choice{}, nil, nil
	}
	t.Best = j.ended(runs, search[best].edge)
	t.Best.Batch = d.batch(j.m, b)
	if d.own != nil {
		return t, Choice{}, nil, grid
	}
	c := search[constant].best.Choice
	if best != constant {
		runs = all(c)
	}
	longer := j.longer(ctx, b, c)
	if ctx.Err() != nil {
		return t, Choice{}, nil, nil
	}
	t.Constant = j.ended(runs, search[constant].edge)
	t.Constant.Batch = t.Best.Batch
	t.Cycle = longer
	return t, c, runs[0], grid
}

// longer tests for a cycle at ten times a constant step, or at three times where that diverges.
func (j *judge) longer(ctx context.Context, b Budget, c Choice) (out *Cycle) {
	at := c.Multiple
	for _, times := range []float64{10, 3} {
		runs := make([]*run, 2)
		parallel(ctx, j.m, b, 2, func(k int, t *trainer) {
			c := c
			c.Multiple = at * times * float64(k+1)
			runs[k] = t.train(ctx, c, b.Seed+1, true)
		})
		if out = j.cycle(runs[0], runs[1]); out != nil || ctx.Err() != nil {
			return out
		}
	}
	return nil
}

func (j *judge) setting(lambdaMax float64) Setting {
	m := j.m
	pen := m.Problem.Penalty.(*problems.ElasticNet)
	s := Setting{Rows: m.n, Cols: m.p, Loss: "least squares", Lambda: pen.Lambda, LambdaMax: lambdaMax, Alpha: pen.Alpha, Intercept: m.Problem.Intercept,
		Standardize: pen.Scale != nil, Curvature: report.Float(m.curvature), Reach: report.Float(m.reach), Idle: m.idle()}
	if m.logistic {
		s.Loss = logisticLoss
	}
	return s
}

const logisticLoss = "logistic"

func (j *judge) solution() Exact {
	coef, b0 := j.m.Problem.Split(j.sol.X)
	e := Exact{Objective: j.sol.Primal, Dual: j.sol.Dual, NullLoss: j.scale, Gap: report.Float(j.sol.Gap), GapRelative: report.Float(j.sol.Gap / j.scale),
		Status: j.sol.Status.String(), Certified: j.sol.Proven() <= 1e-9*j.scale, L1: report.Float(j.m.penaltyNorm(j.exact)),
		Intercept: b0, Coefficients: coef, Seconds: j.sol.Elapsed.Seconds(), Names: []string{}}
	for k, v := range coef {
		if v != 0 {
			e.Names = append(e.Names, j.names[k])
		}
	}
	e.Nonzeros = len(e.Names)
	e.Zeros = j.m.p - e.Nonzeros
	e.Rules = j.supports(j.exact, func(int) bool { return true })
	return e
}

// count counts the entries of x that are.
func count(x []float64, is func(float64) bool) int {
	n := 0
	for _, v := range x {
		if is(v) {
			n++
		}
	}
	return n
}

// AddSweep sweeps lambda with each method at the constant step that served it best, those that
// leave the kink alone included, with a quarter of the epochs for each run.
func (r *Result) AddSweep(ctx context.Context, m *Model, b Budget) error {
	b = b.withDefaults(m)
	b.Epochs = max(1, b.Epochs/4)
	var choices []Choice
	for _, t := range r.Methods {
		if t.Constant == nil || t.Constant.Diverged == t.Constant.Seeds || t.Kind == Factored {
			continue
		}
		d := method(t.Method)
		choices = append(choices, Choice{d, schedule("constant"), t.Constant.Step / d.rate(m, 1)})
	}
	s, err := m.SweepLambda(ctx, choices, r.Problem.LambdaMax, Ratios, b)
	if err != nil {
		return err
	}
	r.Sweep = s
	r.conclude()
	return nil
}
