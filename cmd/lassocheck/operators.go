package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/prox"
)

// operatorsCommand lists the functions with a proximal operator that the library has.
func operatorsCommand() *cli.Command {
	return &cli.Command{
		Name:      "operators",
		Usage:     "list the functions with a proximal operator that the library has",
		ArgsUsage: "[NAME]",
		Description: `Without an argument a table, one line for each; with a NAME all about that one.

lassocheck operators TV1D`,
		Flags: []cli.Flag{jsonFlag()},
		Action: func(c *cli.Context) error {
			list := prox.Catalogue()
			if c.NArg() > 1 {
				return exit(exitUsage, "operators: one NAME at a time, not %q", c.Args().Slice())
			}
			if name := c.Args().First(); name != "" {
				var found []prox.Entry
				for _, e := range list {
					if strings.EqualFold(e.Name, name) {
						found = append(found, e)
					}
				}
				if list = found; len(list) == 0 {
					return exit(exitUsage, "operators: there is no %q; lassocheck operators lists what there is", name)
				}
				if !c.Bool("json") {
					return printOperator(c, list[0])
				}
			}
			if c.Bool("json") {
				e := json.NewEncoder(c.App.Writer)
				e.SetEscapeHTML(false)
				e.SetIndent("", " ")
				return e.Encode(list)
			}
			return printOperators(c, list)
		},
	}
}

// printOperators prints one line for each operator, by family.
func printOperators(c *cli.Context, list []prox.Entry) error {
	w := tabwriter.NewWriter(c.App.Writer, 0, 0, 2, ' ', 0)
	family := ""
	for _, e := range list {
		if e.Family != family {
			if family != "" {
				fmt.Fprintln(w)
			}
			family = e.Family
			fmt.Fprintln(w, strings.ToUpper(family))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", e.Name, e.Formula, e.Cost)
	}
	return w.Flush()
}

// printOperator prints all about one operator.
func printOperator(c *cli.Context, e prox.Entry) error {
	w := tabwriter.NewWriter(c.App.Writer, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"name", e.Name}, {"family", e.Family}, {"f(x)", e.Formula}, {"prox(x)", e.Prox}, {"f*(u)", e.Conjugate},
		{"domain", e.Domain}, {"cost", e.Cost}, {"reference", e.Reference},
	} {
		if line[1] != "" {
			fmt.Fprintf(w, "%s\t%s\n", line[0], line[1])
		}
	}
	return w.Flush()
}
