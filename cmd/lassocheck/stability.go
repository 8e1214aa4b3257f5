package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
)

func stabilityCommand() *cli.Command {
	const category = "Selection"
	return &cli.Command{
		Name:      "stability",
		Usage:     "select the columns that halves of the rows select again and again",
		ArgsUsage: "DATA",
		Description: `The rows are halved many times. Each half selects the first columns that enter its
path, and what most halves select is selected. The expected number of columns that
are selected by mistake is bounded: see Meinshausen and Bühlmann (2010), and Shah and
Samworth (2013).

lassocheck stability testdata/diabetes.csv --target target --standardize --q 4`,
		Flags: join(dataFlags(), modelFlags(), gridFlags(), []cli.Flag{
			&cli.IntFlag{Category: category, Name: "q", Usage: "how many columns each half selects; left out, the most that keep the bound at one"},
			&cli.Float64Flag{Category: category, Name: "cutoff", Value: 0.75, Usage: "the part of the halves that must select a column, above 1/2"},
			&cli.IntFlag{Category: category, Name: "pairs", Value: 50, Usage: "how often the rows are halved"},
			&cli.Uint64Flag{Category: category, Name: "seed", Usage: "of the halving; equal seeds halve equally"},
		}, solverFlags(), []cli.Flag{jsonFlag(), idFlag()}),
		Action: stability,
	}
}

// stableJSON is what stability --json prints.
type stableJSON struct {
	Problem   problemJSON  `json:"problem"`
	Q         int          `json:"q"`
	Threshold number       `json:"threshold"`
	Pairs     int          `json:"pairs"`
	Seed      uint64       `json:"seed"`
	Bound     number       `json:"expected_mistakes_at_most"`
	Selected  []string     `json:"selected"`
	Frequency []number     `json:"frequency"` // of each column
	Names     []string     `json:"names"`
	Certified cvProvenJSON `json:"certified"`
	Seconds   secondsJSON  `json:"seconds"`
}

func stability(c *cli.Context) error {
	s, err := settings(c)
	if err != nil {
		return err
	}
	lambdas, err := grid(c)
	if err != nil {
		return err
	}
	if pairs := c.Int("pairs"); pairs < 1 {
		return fmt.Errorf("--pairs %d: there must be one at least", pairs)
	}
	if q := c.Int("q"); c.IsSet("q") && q < 1 {
		return fmt.Errorf("--q %d: a half selects one column at least", q)
	}
	if t := c.Float64("cutoff"); !(t > 0.5 && t <= 1) {
		return fmt.Errorf("--cutoff %v: it lies above 1/2, up to 1", t)
	}
	began := time.Now()
	m, err := readModel(c)
	if err != nil {
		return err
	}
	read := time.Since(began)
	m.Spec.Grid = lambdas
	if !c.IsSet("nlambda") {
		m.Spec.Grid.N = 0 // its own default
	}
	m.Spec.Solver = s
	how := models.Stability{Q: c.Int("q"), Threshold: c.Float64("cutoff"), Pairs: c.Int("pairs"), Seed: c.Uint64("seed")}
	progress := newProgress(c)
	how.Progress = func(done, all int) { progress.line("half %d of %d", done, all) }
	ctx := c.Context
	if s.MaxTime > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.MaxTime)
		defer cancel()
	}
	r, err := m.Stable(ctx, how)
	progress.clear()
	switch {
	case err != nil && c.Context.Err() != nil:
		return c.Context.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return exit(exitNotCertified, "not certified: --max-time %v was over before all halves were fitted: give it more", s.MaxTime)
	case err != nil:
		return m.cannot(err)
	}
	solve := time.Since(began) - read
	if c.Bool("json") {
		out := stableJSON{m.problemJSON(), r.Q, number(r.Threshold), how.Pairs, how.Seed, number(r.Bound), []string{}, numbers(r.Frequency), m.Names,
			cvProvenJSON{r.Fits, r.Certified, number(r.Worst)}, secondsJSON{number(read.Seconds()), number(solve.Seconds())}}
		for _, j := range r.Selected {
			out.Selected = append(out.Selected, m.Names[j])
		}
		err = printJSON(c.App.Writer, out)
	} else if err = m.printStable(c.App.Writer, r, how, s.Tol); err == nil {
		fmt.Fprintf(c.App.ErrWriter, "read %s in %.3g s, solved in %.3g s\n", printable.Line(m.Path), read.Seconds(), solve.Seconds())
	}
	if err != nil {
		return err
	}
	if r.Certified < r.Fits {
		return exit(exitNotCertified, "not certified: %d of %s; the worst is proven to %s of its null loss where %.2g was asked: ask for less by --tol",
			r.Fits-r.Certified, count(r.Fits, "fit"), roundedUp(r.Worst), s.Tol)
	}
	return nil
}

// printStable prints what was selected first, and then what comes near.
func (m *model) printStable(w io.Writer, r *models.StableSelection, how models.Stability, tol float64) error {
	width := layout.Width(w)
	names := make([]string, len(r.Selected))
	for k, j := range r.Selected {
		names[k] = printable.Line(m.Names[j])
	}
	text := "no column is selected"
	if len(names) > 0 {
		text = layout.List(names, ", ", max(width-20, 40))
	}
	fmt.Fprintf(w, "%s\n", layout.Statement("selected: "+text, width, "  "))
	fmt.Fprintf(w, "%s\n\n", layout.Statement(fmt.Sprintf("by at least %g of %d halves (seed %d), each of which selects %s; of columns that matter nothing at most %.3g are selected, on average",
		r.Threshold, 2*how.Pairs, how.Seed, count(r.Q, "column"), r.Bound), width, "  "))
	t := layout.Table{Head: []string{"column", "selected by"}, Right: []bool{false, true}}
	for _, j := range mostFrequent(r.Frequency, max(len(r.Selected)+5, 10)) {
		t.Rows = append(t.Rows, []string{printable.Line(m.Names[j]), fmt.Sprintf("%.2f", r.Frequency[j])})
	}
	fmt.Fprint(w, t.Fit(width))
	_, err := fmt.Fprintf(w, "\n%s\n", layout.Statement(fmt.Sprintf("certified: %d of %s; worst relative gap %s, rounding included (asked %.2g)",
		r.Certified, count(r.Fits, "fit"), roundedUp(r.Worst), tol), width, "  "))
	return err
}

// mostFrequent are the columns that are ever selected, the most frequent first, so many at
// most.
func mostFrequent(frequency []float64, most int) (columns []int) {
	for j, f := range frequency {
		if f > 0 {
			columns = append(columns, j)
		}
	}
	slices.SortStableFunc(columns, func(a, b int) int { return cmp.Compare(frequency[b], frequency[a]) })
	return columns[:min(most, len(columns))]
}
