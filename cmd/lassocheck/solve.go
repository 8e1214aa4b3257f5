package main

import (
	"fmt"
	"math"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/solvers"
)

func solveCommand() *cli.Command {
	return &cli.Command{
		Name:      "solve",
		Usage:     "solve for one lambda, with a certificate",
		ArgsUsage: "DATA",
		Description: `Prints the coefficients that are not zero, in units of the data, and the duality
gap that certifies them.

lassocheck solve testdata/diabetes.csv --target target --lambda-ratio 0.1`,
		Flags: join(dataFlags(), modelFlags(), lambdaFlags(), solverFlags(), []cli.Flag{
			jsonFlag(), coefOutFlag(), traceFlag(),
		}),
		Action: solve,
	}
}

func solve(c *cli.Context) error {
	s, err := settings(c)
	if err != nil {
		return err
	}
	began := time.Now()
	m, err := readModel(c)
	if err != nil {
		return err
	}
	lambda, err := m.lambda(c)
	if err != nil {
		return err
	}
	read := time.Since(began)
	var trace solvers.Trace
	progress := newProgress(c)
	m.Spec.Solver = s
	m.Spec.Solver.Observe = func(r solvers.Report) error {
		progress.show(m, r)
		if c.IsSet("trace") {
			return trace.Observe(r)
		}
		return nil
	}
	f, err := m.FitAt(c.Context, lambda)
	progress.clear()
	if err != nil && (f == nil || c.Context.Err() == nil) {
		return err
	}
	a := m.answer(f)
	separable := m.separable([]*models.Model{f})
	var printed error // returned last: files are written even so
	if c.Bool("json") {
		printed = printJSON(c.App.Writer, solveJSON{m.problemJSON(), a, separable != ""})
	} else if printed = m.printAnswer(c, a, s.Tol, separable); printed == nil {
		fmt.Fprintf(c.App.ErrWriter, "read %s in %.3g s, solved in %.3g s\n", printable.Line(m.Path), read.Seconds(), f.Elapsed.Seconds())
	}
	if c.Context.Err() == nil {
		if file := c.String("coef-out"); file != "" {
			if err := coefio.Write(file, m.Names, m.coefs([]answer{a})...); err != nil {
				return err
			}
		}
		if file := c.String("trace"); file != "" {
			if err := writeTrace(file, lambda, trace); err != nil {
				return err
			}
		}
	}
	if printed != nil {
		return printed
	}
	return m.verdict(c, []answer{a}, s.Tol)
}

// solveJSON is what solve --json prints: an element of a path, and its problem.
type solveJSON struct {
	Problem problemJSON `json:"problem"`
	answer
	Separable bool `json:"separable,omitempty"` // the classes are, proven
}

func (m *model) printAnswer(c *cli.Context, a answer, tol float64, separable string) error {
	w := c.App.Writer
	width := layout.Width(w)
	m.printFormula(w)
	fmt.Fprint(w, layout.Lines(fmt.Sprintf("λ = %v, %.4g of λ_max: %d of %s nonzero\n", a.Lambda, float64(a.LambdaRatio), a.NNZ, count(len(m.Names), "coefficient"))+
		m.leastSquares(float64(a.Lambda)), width))
	word := "certified"
	if !a.ok {
		word = "not certified"
	}
	if math.IsNaN(float64(a.Objective)) { // of a relaxed model, the sum of two
		fmt.Fprintf(w, "%s\n\n", layout.Statement(fmt.Sprintf("%s: the penalised model and its refit without penalty, of which this is γ and 1 - γ; relative to their null losses at most %v (asked %.2g, %s)",
			word, a.proven, tol, a.Status), width, "  "))
	} else {
		fmt.Fprintf(w, "%s\n\n", layout.Statement(fmt.Sprintf("%s: objective %.15g, at most %s above the optimum; relative to the null loss %v (asked %.2g, %s)",
			word, float64(a.Objective), roundedUp(max(float64(a.Gap), 0)+float64(a.Rounding)), a.proven, tol, a.Status), width, "  "))
	}
	if separable != "" {
		fmt.Fprintf(w, "%s\n\n", layout.Statement(separable, width, "  "))
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, v number) {
		fmt.Fprintf(t, "%s\t %s\t\n", layout.Cut(printable.Line(name), width-28), strconv.FormatFloat(float64(v), 'g', -1, 64))
	}
	table := func(intercept number, names []string, coefficients []number) {
		if !m.Spec.NoIntercept {
			row("(intercept)", intercept)
		}
		for k, name := range names {
			row(name, coefficients[k])
		}
	}
	if a.Responses == nil {
		table(a.Intercept, a.Names, a.Coefficients)
	}
	for _, r := range a.Responses {
		if err := t.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\n", layout.Cut(printable.Line(r.Name), width))
		table(r.Intercept, r.Names, r.Coefficients)
	}
	return t.Flush()
}
