package main

import (
	"fmt"
	"path/filepath"
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
		Usage:     "show what automatic differentiation and SGD make of a lasso, beside the exact solution",
		ArgsUsage: "DATA",
		Description: `Solves the problem exactly, and trains the identical objective by GD, SGD, momentum,
RMSprop, Adam and AdamW on automatic derivatives, each at several step sizes, and by
proximal methods. Says how far each ends from the optimum, which features it keeps or
loses wrongly, whether it still moves, and whether thresholding repairs it.

lassocheck contrast testdata/diabetes.csv --target target --lambda-ratio 0.1 --standardize`,
		Flags: join(dataFlags(), modelFlags(), lambdaFlags(), []cli.Flag{
			&cli.BoolFlag{Category: "Training", Name: "lambda-sweep", Usage: "train at a range of lambda too, up to 20 lambda_max: larger penalty, larger norm?"},
			&cli.IntFlag{Category: "Training", Name: "epochs", Usage: "passes over the data for each run", DefaultText: "2000, fewer for large data"},
			&cli.IntFlag{Category: "Training", Name: "batch", Value: 32, Usage: "rows of a mini-batch"},
			&cli.Uint64Flag{Category: "Training", Name: "seed", Usage: "of the order of the mini-batches"},
			&cli.BoolFlag{Category: "Output", Name: "times", Usage: "print seconds too; the page and JSON always have them"},
		}, reportFlags()),
		Action: runContrast,
	}
}

func runContrast(c *cli.Context) error {
	if c.Int("epochs") < 0 || c.Int("batch") < 1 {
		return exit(exitUsage, "contrast: --epochs and --batch must be positive")
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
	budget := contrast.Budget{Epochs: c.Int("epochs"), Batch: c.Int("batch"), Seed: c.Uint64("seed")}
	result, err := contrast.Run(c.Context, training, m.Names, budget)
	if result == nil {
		return err
	}
	if err == nil && c.Bool("lambda-sweep") {
		err = result.AddSweep(c.Context, training, budget)
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
	if err != nil { // no page of a part replaces one of the whole
		return interrupted()
	}
	if err := writePage(c, page(true)); err != nil {
		return err
	}
	if printed == nil && !result.Exact.Certified {
		return exit(exitNotCertified, "contrast: the exact solution is certified only to %v (relative)", result.Exact.GapRelative)
	}
	return printed
}

// commandLine is the command that repeats this one, its flags in a fixed order.
func commandLine(c *cli.Context) string {
	words := []string{"lassocheck", c.Command.Name, dataio.Quote(c.Args().First())}
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if _, file := f.(*outputFile); file || !c.IsSet(name) || name == "json" || name == "times" {
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
