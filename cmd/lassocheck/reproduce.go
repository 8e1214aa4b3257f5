package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/reproduce"
)

// reproduceCommand puts claims about training at kinks to the test.
func reproduceCommand() *cli.Command {
	var names []string
	var about strings.Builder
	for _, t := range reproduce.Targets {
		names = append(names, t.Name)
		fmt.Fprintf(&about, "%s\t%s\n", t.Name, t.Usage)
	}
	choice := strings.Join(append(names, "all"), "|")
	return &cli.Command{
		Name:      "reproduce",
		Usage:     "put claims about training at kinks to the test",
		ArgsUsage: choice,
		Description: about.String() + `all	all of them

Each claim ends in a verdict with its numbers. Deterministic, on data that are
built in, all in a few minutes on two cores.

lassocheck reproduce edge`,
		Flags: append([]cli.Flag{
			&cli.IntFlag{Category: "Training", Name: "seeds", Value: reproduce.Full.Seeds, Usage: "repetitions of what is random"},
			exportFlag(),
		}, reportFlags()...),
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return exit(exitUsage, "reproduce: say one of %s", choice)
			}
			name := c.Args().First()
			var chosen []reproduce.Target
			for _, t := range reproduce.Targets {
				if name == t.Name || name == "all" {
					chosen = append(chosen, t)
				}
			}
			if len(chosen) == 0 {
				return exit(exitUsage, "reproduce: there is no %q; say one of %s", name, choice)
			}
			return runReproduce(c, chosen)
		},
	}
}

func runReproduce(c *cli.Context, targets []reproduce.Target) error {
	size := reproduce.Full
	if size.Seeds = c.Int("seeds"); size.Seeds < 2 {
		return exit(exitUsage, "reproduce: --seeds must be at least 2")
	}
	if err := checkExport(c); err != nil {
		return err
	}
	if c.IsSet("export") && len(targets) > 1 {
		return exit(exitUsage, "reproduce: --export writes one script: say relu, lasso or edge in place of all")
	}
	var reports []*report.Report
	progress := newProgress(c)
	defer progress.clear()
	for _, t := range targets {
		progress.line("reproduce %s: %s", t.Name, t.Usage)
		var r *report.Report
		if interruptible(c.Context, func() error { r = t.Run(size); return nil }) != nil {
			break
		}
		reports = append(reports, r)
	}
	if len(reports) == 0 {
		return c.Context.Err()
	}
	if c.IsSet("export") {
		return targets[0].Export(c.App.Writer, reports[0])
	}
	r := reports[0]
	if len(targets) > 1 {
		r = reproduce.All(reports)
	}
	if c.IsSet("seeds") {
		r.Command += fmt.Sprintf(" --seeds %d", size.Seeds)
	}
	if len(reports) < len(targets) {
		r.Verdict = append([]string{fmt.Sprintf("Interrupted: %d of %d groups of claims were put to the test.", len(reports), len(targets))}, r.Verdict...)
	}
	progress.clear()
	printed := printReport(c, r, r)
	if c.Context.Err() != nil { // no page of a part replaces one of the whole
		return interrupted()
	}
	if err := writePage(c, r); err != nil {
		return err
	}
	return printed
}

// reportFlags are the flags of commands that print a report.
func reportFlags() []cli.Flag {
	return []cli.Flag{
		jsonFlag(),
		output("Output", "html", "write the report with its plots to `FILE`, one page that needs nothing else"),
	}
}

// writePage writes the page that --html asks for, if it does.
func writePage(c *cli.Context, r *report.Report) error {
	if file := c.String("html"); file != "" {
		return dataio.WriteFile(file, r.WriteHTML)
	}
	return nil
}

// printReport prints the report, or with --json the data behind it.
func printReport(c *cli.Context, r *report.Report, data any) error {
	if !c.Bool("json") {
		r.Width = layout.Width(c.App.Writer)
		return r.WriteText(c.App.Writer)
	}
	e := json.NewEncoder(c.App.Writer)
	e.SetIndent("", " ")
	return e.Encode(data)
}
