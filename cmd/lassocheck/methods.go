package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/solvers"
	"github.com/lassocheck/lassocheck/solvers/naive"
)

// methodsCommand lists the methods that the library has.
func methodsCommand() *cli.Command {
	return &cli.Command{
		Name:      "methods",
		Usage:     "list the methods that the library has, and which to use",
		ArgsUsage: "[NAME]",
		Description: `Without an argument a table, one line for each, and which one to use; with a NAME,
that of the type or that of --method, all about that one.

lassocheck methods fista`,
		Flags: []cli.Flag{jsonFlag()},
		Action: func(c *cli.Context) error {
			list := catalogue()
			if c.NArg() > 1 {
				return exit(exitUsage, "methods: one NAME at a time, not %q", c.Args().Slice())
			}
			name := c.Args().First()
			if name != "" {
				e, ok := findMethod(list, name)
				if !ok {
					return exit(exitUsage, "methods: there is no %q; lassocheck methods lists what there is", name)
				}
				list = []solvers.Entry{e}
			}
			switch {
			case c.Bool("json"):
				return printJSON(c.App.Writer, list)
			case name != "":
				return printMethod(c, list[0])
			}
			return printMethods(c, list)
		},
	}
}

// catalogue has the methods of the library, the naive ones last.
func catalogue() []solvers.Entry { return slices.Concat(solvers.Catalogue(), naive.Catalogue()) }

// findMethod looks among the types and the names of --method, in any case.
func findMethod(list []solvers.Entry, name string) (solvers.Entry, bool) {
	for _, e := range list {
		for _, n := range append(strings.Fields(e.Solve), e.Name) {
			if strings.EqualFold(n, name) {
				return e, true
			}
		}
	}
	return solvers.Entry{}, false
}

// printMethods prints one line for each method, by family, and the guide.
func printMethods(c *cli.Context, list []solvers.Entry) error {
	var family []string
	var rows [][]string
	for _, e := range list {
		family, rows = append(family, e.Family), append(rows, []string{e.Name, e.Solve, e.Problem, e.Oracle})
	}
	w := c.App.Writer
	if err := printFamilies(w, family, rows); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("\nWHICH ONE\n")
	for _, g := range solvers.Guide() {
		fmt.Fprintf(&b, "%s:\n  %s\n", g.If, strings.ReplaceAll(g.Use, "`", ""))
	}
	_, err := io.WriteString(w, layout.Lines(b.String(), layout.Width(w)))
	return err
}

// printMethod prints all about one method.
func printMethod(c *cli.Context, e solvers.Entry) error {
	flag := "--method"
	if e.Family == naive.Family {
		flag = "race --methods" // solve would not get there
	}
	return printFields(c.App.Writer, [][]string{
		{"name", e.Name}, {"family", e.Family}, {flag, e.Solve}, {"minimises", e.Problem}, {"an iteration takes", e.Oracle},
		{"rate", e.Rate}, {"reference", e.Reference},
	})
}
