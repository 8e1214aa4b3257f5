package main

import (
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/printable"
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
	s.Observe = func(r solvers.Report) error {
		progress.show(m, r)
		if c.IsSet("trace") {
			return trace.Observe(r)
		}
		return nil
	}
	p := m.at(lambda)
	r, err := solvers.Solve(c.Context, p, s)
	progress.clear()
	if err != nil {
		return err
	}
	if sharp, ok := p.CertifyExtended(r.X, r.Theta); ok && sharp.Proven() < r.Proven() {
		r.Certificate = sharp // one answer can afford it
	}
	pt := &solvers.Point{Lambda: lambda, Iter: r.Iter, Status: r.Status, Elapsed: r.Elapsed, Certificate: r.Certificate}
	beta, b0 := p.Split(r.X)
	pt.Intercept = b0
	for j, v := range beta {
		if v != 0 {
			pt.Support, pt.Coef = append(pt.Support, j), append(pt.Coef, v)
		}
	}
	m.reconsider(c.Context, p, pt, s.Tol)
	a := m.answer(lambda, pt)
	var printed error // returned last: files are written even so
	if c.Bool("json") {
		printed = printJSON(c.App.Writer, a)
	} else if printed = m.printAnswer(c, a, s.Tol); printed == nil {
		fmt.Fprintf(c.App.ErrWriter, "read %s in %.3g s, solved in %.3g s\n", printable.Line(m.Path), read.Seconds(), r.Elapsed.Seconds())
	}
	if c.Context.Err() == nil {
		if file := c.String("coef-out"); file != "" {
			if err := coefio.Write(file, m.Names, m.coef(a)); err != nil {
				return err
			}
		}
		if file := c.String("trace"); file != "" {
			if err := m.writeTrace(file, lambda, trace); err != nil {
				return err
			}
		}
	}
	if printed != nil {
		return printed
	}
	return m.verdict(c, []answer{a}, s.Tol)
}

func (m *model) printAnswer(c *cli.Context, a answer, tol float64) error {
	w := c.App.Writer
	fmt.Fprintf(w, "%s\n", m.formula())
	fmt.Fprintf(w, "λ = %v, %.4g of λ_max: %d of %s nonzero\n", a.Lambda, float64(a.LambdaRatio), a.NNZ, count(len(m.Names), "coefficient"))
	fmt.Fprint(w, m.leastSquares(float64(a.Lambda)))
	word := "certified"
	if !a.ok {
		word = "not certified"
	}
	fmt.Fprintf(w, "%s: objective %.15g, at most %s above the optimum; relative to the null loss %v (asked %.2g, %s)\n\n",
		word, float64(a.Objective), roundedUp(max(float64(a.Gap), 0)+float64(a.Rounding)), a.proof, tol, a.Status)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, v number) {
		fmt.Fprintf(t, "%s\t %s\t\n", name, strconv.FormatFloat(float64(v), 'g', -1, 64))
	}
	if m.Problem.Intercept {
		row("(intercept)", a.Intercept)
	}
	for k, name := range a.Names {
		row(printable.Line(name), a.Coefficients[k])
	}
	return t.Flush()
}
