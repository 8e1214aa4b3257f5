package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/solvers"
)

func pathCommand() *cli.Command {
	return &cli.Command{
		Name:      "path",
		Usage:     "solve for a whole sequence of lambdas, with a certificate each",
		ArgsUsage: "DATA",
		Description: `Prints one line a lambda, from lambda_max down, and the worst certificate of all
at the end. "enters" names the columns whose coefficients become nonzero (+) or
zero (-).

lassocheck path testdata/diabetes.csv --target target --nlambda 20`,
		Flags: join(dataFlags(), modelFlags(), gridFlags(), solverFlags(), []cli.Flag{
			jsonFlag(), coefOutFlag(), traceFlag(),
			plotFlag("the coefficients against lambda"),
		}),
		Action: path,
	}
}

// pathJSON is what path --json prints.
type pathJSON struct {
	Problem problemJSON `json:"problem"`
	Path    []answer    `json:"path"`
	Seconds secondsJSON `json:"seconds"`
	// SeparableFrom is the largest lambda from which on every model separates the classes.
	SeparableFrom *number `json:"separable_from,omitempty"`
}

func path(c *cli.Context) error {
	s, err := settings(c)
	if err != nil {
		return err
	}
	lambdas, err := grid(c)
	if err != nil {
		return err
	}
	began := time.Now()
	m, err := readModel(c)
	if err != nil {
		return err
	}
	read := time.Since(began)
	m.Spec.Grid = lambdas
	progress := newProgress(c)
	m.Spec.Solver = s
	m.Spec.Solver.Observe = func(r solvers.Report) error {
		progress.show(m, r)
		return nil
	}
	r, err := m.FitPath(c.Context)
	progress.clear()
	if err != nil && (r == nil || c.Context.Err() == nil) {
		return err
	}
	answers := make([]answer, len(r.Models))
	for k, f := range r.Models {
		answers[k] = m.answer(f)
	}
	var printed error // returned last: files are written even so
	if c.Bool("json") {
		out := pathJSON{Problem: m.problemJSON(), Path: answers, Seconds: secondsJSON{number(read.Seconds()), number(r.Elapsed.Seconds())}}
		if from, ok := m.SeparatesFrom(r.Models); ok {
			largest := number(from)
			out.SeparableFrom = &largest
		}
		printed = printJSON(c.App.Writer, out)
	} else if printed = m.printPath(c.App.Writer, answers, s.Tol, m.separable(r.Models)); printed == nil {
		fmt.Fprintf(c.App.ErrWriter, "read %s in %.3g s, solved in %.3g s\n", printable.Line(m.Path), read.Seconds(), r.Elapsed.Seconds())
	}
	if c.Context.Err() == nil {
		if err := m.writePath(c, answers, r.Models); err != nil {
			return err
		}
	}
	if printed != nil {
		return printed
	}
	return m.verdict(c, answers, s.Tol)
}

// mostLambdas bounds the grid: beyond it neighbours differ by less than a table shows.
const mostLambdas = 100000

// grid is that which the [gridFlags] ask for.
func grid(c *cli.Context) (g solvers.Grid, err error) {
	n, r := c.Int("nlambda"), c.Float64("lambda-min-ratio")
	if n < 1 || n > mostLambdas {
		return g, fmt.Errorf("--nlambda %d: it lies between 1 and %d", n, mostLambdas)
	}
	if c.IsSet("lambda-min-ratio") && !(r > 0 && r < 1) {
		return g, fmt.Errorf("--lambda-min-ratio %v: it must lie between 0 and 1", r)
	}
	lambdas, err := lambdaList(c)
	slices.Sort(lambdas)
	slices.Reverse(lambdas)
	return solvers.Grid{N: n, MinRatio: r, Lambdas: slices.Compact(lambdas)}, err
}

// lambdaList reads --lambdas; it is nil without.
func lambdaList(c *cli.Context) (lambdas []float64, err error) {
	if !c.IsSet("lambdas") {
		return nil, nil
	}
	for text := range strings.SplitSeq(c.String("lambdas"), ",") {
		l, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil {
			return nil, fmt.Errorf("--lambdas: %q is not a number; separate them by commas", text)
		}
		if !(l >= 0 && !math.IsInf(l, 1)) {
			return nil, fmt.Errorf("--lambdas: %v must be finite and not negative", l)
		}
		lambdas = append(lambdas, l)
	}
	return lambdas, nil
}

// printPath prints a line a lambda. The status has a column where one is not converged.
func (m *model) printPath(w io.Writer, answers []answer, tol float64, separable string) error {
	width := layout.Width(w)
	m.printFormula(w)
	if len(answers) > 0 {
		fmt.Fprint(w, layout.Lines(m.leastSquares(float64(answers[len(answers)-1].Lambda)), width))
	}
	fmt.Fprintln(w)
	t := layout.Table{Head: []string{"lambda", "ratio", "nnz", "objective", "gap/null"}, Right: []bool{true, true, true, true, true}}
	told := slices.ContainsFunc(answers, func(a answer) bool { return a.Status != solvers.Converged.String() })
	if told {
		t.Head = append(t.Head, "status")
	}
	var worst answer
	certified := 0
	for k, a := range answers {
		row := []string{fmt.Sprintf("%.6g", float64(a.Lambda)), fmt.Sprintf("%.4g", float64(a.LambdaRatio)), strconv.Itoa(a.NNZ),
			fmt.Sprintf("%.9g", float64(a.Objective)), a.proven.String()}
		if told {
			row = append(row, a.Status)
		}
		t.Rows = append(t.Rows, row)
		if k == 0 || !(a.proven.error() <= worst.proven.error()) {
			worst = a
		}
		if a.ok {
			certified++
		}
	}
	m.addChanges(&t, answers, width)
	if _, err := io.WriteString(w, t.Fit(width)); err != nil {
		return err
	}
	text := layout.Statement(fmt.Sprintf("certified: %d of %s; worst relative gap %v (asked %.2g)",
		certified, count(len(answers), "lambda"), worst.proven, tol), width, "  ")
	if separable != "" {
		text += "\n" + layout.Statement(separable, width, "  ")
	}
	_, err := fmt.Fprintf(w, "\n%s\n", text)
	return err
}

// addChanges adds the column of what enters and leaves, as wide as there is room.
func (m *model) addChanges(t *layout.Table, answers []answer, width int) {
	room := max(width-layout.Len(strings.SplitN(t.Fit(width), "\n", 2)[0])-2, 16)
	t.Head = append(t.Head, "enters")
	before := map[int]bool{}
	for k, a := range answers {
		t.Rows[k] = append(t.Rows[k], layout.List(m.changes(before, a.Support), " ", room))
		before = make(map[int]bool, len(a.Support))
		for _, j := range a.Support {
			before[j] = true
		}
	}
}

// changes names the columns that enter and leave.
func (m *model) changes(before map[int]bool, support []int) (names []string) {
	stay := 0
	for _, j := range support {
		if before[j] {
			stay++
		} else {
			names = append(names, "+"+printable.Line(m.Names[j]))
		}
	}
	if stay < len(before) {
		now := make(map[int]bool, len(support))
		for _, j := range support {
			now[j] = true
		}
		for j, name := range m.Names {
			if before[j] && !now[j] {
				names = append(names, "-"+printable.Line(name))
			}
		}
	}
	return names
}

// writePath writes the files that the flags ask for.
func (m *model) writePath(c *cli.Context, answers []answer, fits []*models.Model) error {
	if file := c.String("coef-out"); file != "" {
		if err := coefio.Write(file, m.Names, m.coefs(answers)...); err != nil {
			return err
		}
	}
	if file := c.String("trace"); file != "" {
		head := append(slices.Clone(traceHead), "nnz", "status")
		err := writeCSV(file, head, func(row func(...any)) {
			for k, a := range answers {
				row(float64(a.Lambda), fits[k].Iter, float64(a.Seconds), float64(a.Objective), float64(a.Dual), float64(a.Gap), float64(a.Rounding), float64(a.KKT), a.NNZ, a.Status)
			}
		})
		if err != nil {
			return err
		}
	}
	if file := c.String("plot"); file != "" {
		return m.plot(file, answers)
	}
	return nil
}
