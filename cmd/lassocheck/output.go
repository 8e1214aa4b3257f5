package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/solvers"
)

func coefOutFlag() cli.Flag {
	return output("Output", "coef-out o", "write the coefficients to a `FILE`: .csv, .json or .npy", ".csv", ".json", ".npy")
}

func traceFlag() cli.Flag {
	return output("Output", "trace", "write every check of the solver to a `FILE`: .csv", ".csv")
}

func plotFlag(what string) cli.Flag {
	return output("Output", "plot p", "draw "+what+" to a `FILE`: .svg or .png", ".svg", ".png")
}

var traceHead = []string{"lambda", "iteration", "seconds", "objective", "dual", "gap", "rounding", "kkt"}

// writeTrace writes one line a check. Seconds is the only column in which two
// runs differ.
func writeTrace(file string, lambda float64, trace solvers.Trace) error {
	return writeCSV(file, traceHead, func(row func(...any)) {
		for _, r := range trace {
			row(lambda, r.Iter, r.Elapsed.Seconds(), r.Primal, r.Dual, r.Gap, r.Rounding, r.KKT)
		}
	})
}

// writeCSV writes a table whose numbers read back exactly. Other cells are words of
// ours, so that none is a formula to a spreadsheet.
func writeCSV(file string, head []string, rows func(row func(...any))) error {
	return dataio.WriteFile(file, func(out io.Writer) error {
		w := csv.NewWriter(out)
		w.Write(head)
		rows(func(cells ...any) {
			text := make([]string, len(cells))
			for k, c := range cells {
				text[k] = fmt.Sprint(c)
				if v, ok := c.(float64); ok {
					text[k] = strconv.FormatFloat(v, 'g', -1, 64)
				}
			}
			w.Write(text)
		})
		w.Flush()
		return w.Error()
	})
}

// interrupted is the error of a command that has printed a part.
func interrupted() error {
	return exit(exitInterrupted, "interrupted; what was known by then is printed")
}

// progress is one line on a terminal that is written over again.
type progress struct {
	w    io.Writer // nil where there is no terminal
	last time.Time
}

func newProgress(c *cli.Context) *progress {
	p := &progress{last: time.Now()}
	if f, ok := beneath(c.App.ErrWriter).(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.w = f // and may be sent escape sequences
		}
	}
	return p
}

func (p *progress) show(m *model, r solvers.Report) {
	if p.w == nil || time.Since(p.last) <= 200*time.Millisecond {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.w, "\r\x1b[Klambda %d of %d, iteration %d", r.Index+1, r.Count, r.Iter)
	if loss := m.Null.Scale * m.LossUnit; !math.IsInf(r.Gap, 0) {
		fmt.Fprintf(p.w, ", relative gap %.1e of %.1e", r.Gap/loss, r.Threshold/loss)
	}
}

// line shows a line at once.
func (p *progress) line(format string, args ...any) {
	if p.w != nil {
		fmt.Fprintf(p.w, "\r\x1b[K"+format, args...)
	}
}

func (p *progress) clear() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
