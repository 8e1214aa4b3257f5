package main

import (
	"encoding/json"
	"strings"

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
	var family []string
	var rows [][]string
	for _, e := range list {
		family, rows = append(family, e.Family), append(rows, []string{e.Name, e.Formula, e.Cost})
	}
	return printFamilies(c.App.Writer, family, rows)
}

// printOperator prints all about one operator.
func printOperator(c *cli.Context, e prox.Entry) error {
	return printFields(c.App.Writer, [][]string{
		{"name", e.Name}, {"family", e.Family}, {"f(x)", e.Formula}, {"prox(x)", e.Prox}, {"f*(u)", e.Conjugate},
		{"domain", e.Domain}, {"cost", e.Cost}, {"reference", e.Reference},
	})
}
