package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
)

func infoCommand() *cli.Command {
	return &cli.Command{
		Name:      "info",
		Usage:     "examine a file before anything is fitted to it",
		ArgsUsage: "DATA",
		Description: `Tells the shape of the data, what is wrong or awkward about it, and the flag that
helps. Missing cells and text columns, which stop the other commands, are reported
here instead.

lassocheck info testdata/diabetes.csv --target target`,
		Flags: join(dataFlags(), []cli.Flag{
			&cli.BoolFlag{Category: "Problem", Name: "intercept", Value: true, Usage: "fit an intercept, unpenalised"},
			jsonFlag(),
		}),
		Action: func(c *cli.Context) error {
			d, notes, err := readLeniently(c)
			if err != nil {
				return err
			}
			r := examine(c.Context, d, c.Bool("intercept"))
			r.Warnings = append(notes, r.Warnings...)
			if c.Bool("json") {
				err = printJSON(c.App.Writer, r)
			} else {
				err = r.print(c.App.Writer)
			}
			if c.Context.Err() != nil {
				return interrupted()
			}
			return err
		},
	}
}

// readLeniently reads data with missing cells and text columns, and says so.
func readLeniently(c *cli.Context) (*dataio.Data, []string, error) {
	if c.NArg() != 1 {
		return nil, nil, fmt.Errorf("info: %d files of data where one was expected: lassocheck info DATA", c.NArg())
	}
	o := dataOptions(c)
	var notes []string
	for {
		asked := o.Missing
		if asked == "" {
			o.Missing = "mean"
		}
		d, err := dataio.Read(c.Context, c.App.Reader, c.Args().First(), o)
		file := c.Args().First() != "-" // and can be read twice
		switch {
		case err != nil && file && !o.OneHot && strings.Contains(err.Error(), "--one-hot"):
			notes = append(notes, err.Error())
			o.OneHot, o.Missing = true, asked
			continue
		case err != nil:
			return nil, nil, err
		case d.Missing > 0 && asked == "":
			where := ""
			if file {
				o.Missing = ""
				if _, err := dataio.Read(c.Context, nil, c.Args().First(), o); err != nil {
					where = ", the first at " + err.Error()
				}
			}
			note := fmt.Sprintf("%s without a value%s", count(d.Missing, "cell"), where)
			if where == "" {
				note += ": --missing drop leaves their rows out, --missing mean fills them in"
			}
			notes = append(notes, note+"; what follows is with the means of the columns")
		}
		return d, notes, nil
	}
}

func (r *diagnosis) print(w io.Writer) error {
	fmt.Fprintf(w, "%s: %d rows, %s, %s, %.4g%% nonzero\n", printable.Line(r.Path), r.N, count(r.P, "feature column"), r.Storage, 100*r.Density)
	if len(r.Warnings) == 0 {
		fmt.Fprintln(w, "nothing to warn about")
	}
	for _, text := range r.Warnings {
		fmt.Fprintf(w, "! %s\n", printable.Line(text))
	}
	fmt.Fprintf(w, "\nsha256       %s\n", r.SHA256)
	fmt.Fprintf(w, "columns      %s\n", r.columns)
	fmt.Fprintf(w, "missing      %s, %s dropped, %s filled in\n", count(r.Missing, "cell"), count(r.Dropped, "row"), count(r.Imputed, "cell"))
	fmt.Fprintf(w, "scale        standard deviations from %.4g (%s) to %.4g (%s)\n", float64(r.SmallestSD.Value), printable.Line(r.SmallestSD.Name),
		float64(r.LargestSD.Value), printable.Line(r.LargestSD.Name))
	if t := r.Target; t != nil {
		fmt.Fprintf(w, "target       %s: mean %.6g, standard deviation %.6g, from %.6g to %.6g, %s\n",
			printable.Line(t.Name), float64(t.Mean), float64(t.SD), float64(t.Min), float64(t.Max), count(t.Distinct, "distinct value"))
		fmt.Fprintf(w, "lambda_max   %.15g, standardised %.15g%s\n", float64(t.LambdaMax), float64(t.LambdaMaxStandardized), printable.Line(t.first))
	}
	_, err := fmt.Fprintln(w)
	return err
}
