package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/contrast"
	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/report"
)

// contrastCommand trains the user's lasso as networks are trained, beside its exact
// solution.
func contrastCommand() *cli.Command {
	return &cli.Command{
		Name:      "contrast",
		Usage:     "show what automatic differentiation and SGD make of a lasso or a logistic model, beside the exact solution",
		ArgsUsage: "DATA",
		Description: `Solves the problem exactly, and trains the identical objective by GD, SGD, momentum,
RMSprop, Adam, AdamW and L-BFGS on automatic derivatives, by factors w = u v and by
proximal methods, all with the same schedules and the same search for their step.
Says how far each ends from the optimum, which features it keeps or
loses wrongly, whether it still moves and would for ever, how much of that is the
kink's doing, and whether thresholding repairs it.

lassocheck contrast testdata/diabetes.csv --target target --lambda-ratio 0.1 --standardize`,
		Flags: join(dataFlags(), modelFlags(), lambdaFlags(), []cli.Flag{
			&cli.BoolFlag{Category: "Training", Name: "lambda-sweep", Usage: "train at a range of lambda too, up to 20 lambda_max: larger penalty, larger norm?"},
			&cli.IntFlag{Category: "Training", Name: "epochs", Usage: "passes over the data for each run", DefaultText: "1000, fewer for large data"},
			&cli.IntFlag{Category: "Training", Name: "batch", Value: 32, Usage: "rows of a mini-batch"},
			&cli.Uint64Flag{Category: "Training", Name: "seed", Usage: "of the order of the mini-batches in the search for steps; the runs that are reported have those that follow"},
			&cli.IntFlag{Category: "Training", Name: "seeds", Usage: "repetitions of each run that is reported", DefaultText: "5, 2 for large data"},
			&cli.StringSliceFlag{Category: "Training", Name: "schedule", Usage: "how steps fall, several times for several: " + strings.Join(scheduleNames(), "|"), DefaultText: "all, constant and cosine for large data"},
			exportFlag(),
			&cli.DurationFlag{Category: "Training", Name: "max-time", Usage: "stop after this `TIME`, such as 30s, with the methods tried by then"},
			&cli.BoolFlag{Category: "Output", Name: "times", Usage: "print seconds too; the page and JSON always have them"},
		}, reportFlags()),
		Action: runContrast,
	}
}

func runContrast(c *cli.Context) error {
	if c.Int("epochs") < 0 || c.Int("batch") < 1 || c.Int("seeds") < 0 || c.IsSet("seeds") && c.Int("seeds") == 0 {
		return exit(exitUsage, "contrast: --epochs, --batch and --seeds must be positive")
	}
	if err := checkExport(c); err != nil {
		return err
	}
	m, err := readModel(c)
	if err != nil {
		return err
	}
	if err := m.needLambda(); err != nil {
		return err
	}
	lambda, err := m.lambda(c)
	if err != nil {
		return err
	}
	training, err := contrast.NewModel(m.At(lambda))
	if err != nil {
		return err
	}
	schedules, err := chosenSchedules(c.StringSlice("schedule"))
	if err != nil {
		return err
	}
	source := contrast.Source{Path: m.Path, SHA256: m.SHA256, Target: c.String("target")}
	if c.IsSet("export") {
		if err := source.Check(m.Names); err != nil {
			return err
		}
	}
	budget := contrast.Budget{Epochs: c.Int("epochs"), Batch: c.Int("batch"), Seed: c.Uint64("seed"), Seeds: c.Int("seeds"), Schedules: schedules}
	ctx := c.Context
	if t := c.Duration("max-time"); t > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, t)
		defer cancel()
	}
	progress := newProgress(c)
	result, err := contrast.Run(ctx, training, m.Names, budget, func(method string, k, of int) {
		progress.line("method %d of %d: %s", k+1, of, method)
	})
	progress.clear()
	if result == nil {
		if err != nil && c.Context.Err() == nil && ctx.Err() != nil {
			return exit(exitNotCertified, "contrast: --max-time was over before the problem was solved")
		}
		return err
	}
	if err == nil && c.Bool("lambda-sweep") {
		err = result.AddSweep(ctx, training, budget)
	}
	if c.IsSet("export") {
		if c.Context.Err() != nil {
			return interrupted()
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
		return result.Export(c.App.Writer, training, source, commandLine(c))
	}
	n, p := m.X.Dims()
	out := struct {
		*contrast.Result
		Command string      `json:"command"`
		Data    report.Data `json:"data"`
	}{result, commandLine(c), report.Data{Name: filepath.Base(m.Path), SHA256: m.SHA256, Rows: n, Cols: p}}
	page := func(times bool) *report.Report {
		r := result.Report(out.Command, out.Data, times)
		r.Problem = fmt.Sprintf("%s, λ = %.6g = %.4g λ_max", m.formula(), lambda, m.Ratio(lambda))
		return r
	}
	printed := printReport(c, page(c.Bool("times")), out)
	if c.Context.Err() != nil { // no page of a part replaces one of the whole
		return interrupted()
	}
	if err != nil && ctx.Err() == nil {
		return err
	}
	if err := writePage(c, page(true)); err != nil {
		return err
	}
	if printed == nil && !result.Exact.Certified {
		return exit(exitNotCertified, "contrast: the exact solution is certified only to %v (relative)", result.Exact.GapRelative)
	}
	return printed
}

func exportFlag() cli.Flag {
	return &cli.StringFlag{Category: "Output", Name: "export", Usage: "print, instead of the report, a script that repeats it without lassocheck: `pytorch`"}
}

// checkExport refuses what --export does not know, and a report beside its script.
func checkExport(c *cli.Context) error {
	switch {
	case !c.IsSet("export"):
		return nil
	case c.String("export") != "pytorch":
		return exit(exitUsage, "%s: --export knows pytorch, not %q", c.Command.Name, c.String("export"))
	case c.Bool("json") || c.String("html") != "":
		return exit(exitUsage, "%s: --export prints a script in place of the report: leave out --json and --html", c.Command.Name)
	}
	return nil
}

func scheduleNames() []string {
	var names []string
	for _, s := range contrast.Schedules {
		names = append(names, s.Name)
	}
	return names
}

// chosenSchedules returns the schedules of those names, in the order of the catalogue, the
// constant one always among them; nil for no names.
func chosenSchedules(names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	all := scheduleNames()
	for _, name := range names {
		if !slices.Contains(all, name) {
			return nil, exit(exitUsage, "contrast: there is no schedule %q; say some of %s", name, strings.Join(all, ", "))
		}
	}
	return slices.DeleteFunc(all, func(s string) bool { return s != "constant" && !slices.Contains(names, s) }), nil
}

// commandLine is the command that repeats this one, its flags in a fixed order.
func commandLine(c *cli.Context) string {
	words := []string{"lassocheck", c.Command.Name, dataio.Quote(c.Args().First())}
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if _, file := f.(*outputFile); file || !c.IsSet(name) || name == "json" || name == "times" || name == "export" {
			continue
		}
		switch f.(type) {
		case *cli.BoolFlag:
			word := "--" + name
			if !c.Bool(name) {
				word += "=false"
			}
			words = append(words, word)
		case *cli.StringSliceFlag:
			for _, value := range c.StringSlice(name) {
				words = append(words, dataio.Word("--"+name, value))
			}
		default:
			words = append(words, dataio.Word("--"+name, fmt.Sprint(c.Value(name))))
		}
	}
	return strings.Join(words, " ")
}
