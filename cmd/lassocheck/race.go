package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/naive"
)

// raceCommand runs all methods that fit on the user's data.
func raceCommand() *cli.Command {
	return &cli.Command{
		Name:      "race",
		Usage:     "run every method that fits your data, against a certified bound",
		ArgsUsage: "DATA",
		Description: `Runs each method until its objective is certified to lie within --tol of the optimum,
or for --max-time. Suboptimality is measured against the best dual bound that anybody
proved, so that no method is its own judge. A pass is a visit to every column, or to
every row; the certificates count neither as passes nor as time.

lassocheck race testdata/diabetes.csv --target target --max-time 50ms`,
		Flags: join(dataFlags(), modelFlags(), lambdaFlags(), []cli.Flag{
			&cli.StringFlag{Category: "Solver", Name: "methods", Usage: "run only these: `NAME,NAME,...` of lassocheck methods"},
			&cli.BoolFlag{Category: "Solver", Name: "naive", Usage: "run SGD, Adam and what else deep learning trains with, too"},
			&cli.Float64Flag{Category: "Solver", Name: "tol", Value: 1e-9, Usage: "the suboptimality to reach, relative to the loss of the null model"},
			&cli.DurationFlag{Category: "Solver", Name: "max-time", Value: time.Second, Usage: "of each method"},
			jsonFlag(),
			plotFlag("suboptimality over passes and over time"),
		}),
		Action: runRace,
	}
}

// lap is where a method stands.
type lap struct {
	Iteration     int    `json:"iteration"`
	Passes        number `json:"passes"`
	Seconds       number `json:"seconds"`
	Suboptimality number `json:"suboptimality"` // best objective so far less the bound, relative to the null loss

	primal float64
}

// runner is a method in the race.
type runner struct {
	Name    string `json:"name"`
	Family  string `json:"family"`
	Reached bool   `json:"reached"`
	Laps    []lap  `json:"laps"`
}

func (r *runner) last() lap { return r.Laps[len(r.Laps)-1] }

// race is all runners on one problem.
type race struct {
	Problem problemJSON       `json:"problem"`
	Lambda  number            `json:"lambda"`
	Bound   number            `json:"bound"` // no objective is below it
	Tol     number            `json:"tol"`
	Runners []*runner         `json:"runners"`
	Unfit   map[string]string `json:"unfit,omitempty"`

	p          *problems.Problem
	scale, low float64 // in the library's units
	maxTime    time.Duration
}

func runRace(c *cli.Context) error {
	tol := c.Float64("tol")
	if !(tol > 0 && tol < 1) || c.Duration("max-time") <= 0 {
		return exit(exitUsage, "race: --tol lies between 0 and 1, and --max-time is positive")
	}
	names, err := racers(c.String("methods"), c.Bool("naive"))
	if err != nil {
		return err
	}
	m, err := readModel(c)
	if err != nil {
		return err
	}
	if err := m.needLambda(); err != nil {
		return err
	}
	if strengths(c) == nil {
		c.Set("lambda-ratio", "0.1")
	}
	lambda, err := m.lambda(c)
	if err != nil {
		return err
	}
	r := &race{Problem: m.problemJSON(), Lambda: number(lambda), Tol: number(tol), Unfit: map[string]string{},
		p: m.At(lambda), scale: m.Null.Scale, low: math.Inf(-1), maxTime: c.Duration("max-time")}
	if err := cmp.Or(r.exact(c.Context), c.Context.Err()); err != nil {
		return err
	}
	for _, n := range names {
		r.run(c.Context, n)
		if c.Context.Err() != nil {
			break
		}
	}
	r.settle(m)
	var printed error // returned last: the plot is drawn even so
	if c.Bool("json") {
		printed = printJSON(c.App.Writer, r)
	} else {
		m.printFormula(c.App.Writer)
		printed = r.print(c.App.Writer)
	}
	if c.Context.Err() != nil {
		return interrupted()
	}
	if file := c.String("plot"); file != "" {
		if err := r.plot(file, m.TargetName); err != nil {
			return err
		}
	}
	return printed
}

// everyMethod lists the methods of the library, the naive ones last.
func everyMethod() []solvers.Named { return slices.Concat(solvers.Methods(), naive.Methods()) }

// racers returns the methods of those names, or all but the naive ones; with optimizers
// those too.
func racers(list string, optimizers bool) (names []solvers.Named, err error) {
	named := func(name string) func(solvers.Named) bool {
		return func(n solvers.Named) bool { return n.Name == name }
	}
	if list == "" {
		names = solvers.Methods()
	} else {
		all := everyMethod()
		for _, want := range strings.Split(list, ",") {
			k := slices.IndexFunc(all, named(want))
			if k < 0 {
				return nil, exit(exitUsage, "race: no method %q; lassocheck methods lists what there is", want)
			}
			names = append(names, all[k])
		}
	}
	if optimizers {
		for _, n := range naive.Methods() {
			if !slices.ContainsFunc(names, named(n.Name)) {
				names = append(names, n)
			}
		}
	}
	return names, nil
}

// exact runs the engine that solve uses, which sets the bound for all.
func (r *race) exact(ctx context.Context) error {
	began := time.Now()
	res, err := solvers.Solve(ctx, r.p, solvers.Settings{Tol: 1e-13})
	if err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	if sharp, ok := r.p.CertifyExtended(res.X, res.Theta); ok && sharp.Proven() < res.Proven() {
		res.Certificate = sharp
	}
	counted, q := counting(r.p)
	if _, err := solvers.Solve(ctx, q, solvers.Settings{Tol: 1e-13}); err != nil {
		return err
	}
	r.low = res.Dual
	r.Runners = append(r.Runners, &runner{Name: "(exact)", Family: "exact", Laps: []lap{{
		Iteration: res.Iter, Passes: number(counted.passes()), Seconds: number(seconds), primal: res.Primal}}})
	return nil
}

// copied is how many passes an iterate of a method takes over a copy of the rows, or
// a factor of the design, that it made at the start; a naive one takes one.
var copied = map[string]float64{"saga": 1, "sgd": 1, "svrg": 3, "dr": 2, "admm": 2, "ppxa": 2}

// run lets one method run, against the clock first and counting its passes in a
// second run, since counting costs time.
func (r *race) run(ctx context.Context, n solvers.Named) {
	began := time.Now()
	m, err := n.New(r.p)
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), ": ") // without the package
		r.Unfit[n.Name] = why
		return
	}
	x0 := r.start()
	one := &runner{Name: n.Name, Family: family(n.Name)}
	elapsed, best, next, k := time.Duration(0), math.Inf(1), 1, 0
	for st := range m.Iterates(x0) {
		k++
		over := ctx.Err() != nil || elapsed+time.Since(began) > r.maxTime
		if k < next && !over {
			continue
		}
		next = k + max(1, k/8)
		elapsed += time.Since(began)
		c := r.p.Certify(st.X)
		if c.Primal < best { // not so for one that is no number
			best = c.Primal
		}
		r.low = max(r.low, c.Dual)
		one.Laps = append(one.Laps, lap{Iteration: k, Seconds: number(elapsed.Seconds()), primal: best})
		if over || best-r.low <= float64(r.Tol)*r.scale || math.IsNaN(c.Primal) {
			break
		}
		began = time.Now()
	}
	r.Runners = append(r.Runners, one)
	r.countPasses(ctx, n, one, x0)
}

// start is zero, or the bounds nearest to it.
func (r *race) start() []float64 {
	x0 := make([]float64, r.p.Dim())
	b, _ := r.p.Split(x0)
	if pen, ok := r.p.Penalty.(problems.Scalable); ok {
		for j := range b {
			b[j] = pen.Start(j)
		}
	}
	return x0
}

// countPasses runs a method again for as many iterates. Where it is interrupted, the
// passes are not known.
func (r *race) countPasses(ctx context.Context, n solvers.Named, one *runner, x0 []float64) {
	counted, q := counting(r.p)
	m, err := n.New(q)
	if err != nil {
		return
	}
	each := copied[n.Name]
	if one.Family == naive.Family {
		each = 1
	}
	for k := range one.Laps {
		one.Laps[k].Passes = number(math.NaN())
	}
	at, k := 0, 0
	for range m.Iterates(x0) {
		k++
		if k == one.Laps[at].Iteration {
			one.Laps[at].Passes = number(counted.passes() + float64(k)*each)
			at++
		}
		if at == len(one.Laps) || ctx.Err() != nil {
			return
		}
	}
}

// countedDesign counts visits to columns.
type countedDesign struct {
	design.Design
	visits int
}

// counting returns the problem with its design counted.
func counting(p *problems.Problem) (*countedDesign, *problems.Problem) {
	counted, q := &countedDesign{Design: p.X}, *p
	q.X = counted
	return counted, &q
}

func (x *countedDesign) passes() float64 {
	_, p := x.Dims()
	return float64(x.visits) / float64(p)
}

func (x *countedDesign) ColDot(j int, v []float64) float64 {
	x.visits++
	return x.Design.ColDot(j, v)
}

func (x *countedDesign) ColAxpy(j int, a float64, dst []float64) {
	x.visits++
	x.Design.ColAxpy(j, a, dst)
}

// family of a method by its name for --method.
func family(name string) string {
	e, _ := findMethod(catalogue(), name)
	return e.Family
}

// settle measures all laps by the best bound and puts the runners in order: those
// that arrived by time, the others by how far they came.
func (r *race) settle(m *model) {
	for _, one := range r.Runners {
		for k := range one.Laps {
			one.Laps[k].Suboptimality = number((one.Laps[k].primal - r.low) / r.scale)
		}
		one.Reached = one.last().Suboptimality <= r.Tol
	}
	slices.SortStableFunc(r.Runners, func(a, b *runner) int {
		switch {
		case a.Reached && b.Reached:
			return cmp.Compare(a.last().Seconds, b.last().Seconds)
		case a.Reached != b.Reached:
			if a.Reached {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.last().Suboptimality, b.last().Suboptimality)
	})
	r.Bound = number(r.low * m.LossUnit)
}

func (r *race) print(w io.Writer) error {
	arrived := 0
	for _, one := range r.Runners {
		if one.Reached {
			arrived++
		}
	}
	width := layout.Width(w)
	fmt.Fprintf(w, "%s\n\n", layout.Wrap(fmt.Sprintf("λ = %v: %d of %d methods come within %g of the null loss above the certified bound %.15g",
		float64(r.Lambda), arrived, len(r.Runners), float64(r.Tol), float64(r.Bound)), width, "  "))
	t := layout.Table{Head: []string{"method", "iterations", "passes", "seconds", "suboptimality"}, Right: []bool{true, true, true, true, true}}
	for _, one := range r.Runners {
		end := one.last()
		t.Rows = append(t.Rows, []string{one.Name, strconv.Itoa(end.Iteration), fmt.Sprintf("%.4g", float64(end.Passes)),
			fmt.Sprintf("%.2g", float64(end.Seconds)), fmt.Sprintf("%.1e", float64(end.Suboptimality))})
	}
	if _, err := io.WriteString(w, t.Fit(width)); err != nil {
		return err
	}
	for _, n := range everyMethod() {
		if why, ok := r.Unfit[n.Name]; ok {
			fmt.Fprintln(w, layout.Wrap(n.Name+" does not fit: "+why, width, "  "))
		}
	}
	return nil
}
