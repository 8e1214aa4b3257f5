package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
)

func infoCommand() *cli.Command {
	return &cli.Command{
		Name:      "info",
		Usage:     "examine a file before anything is fitted to it",
		ArgsUsage: "DATA",
		Description: `Tells the shape of the data, what is wrong or awkward about it, and the flag that
helps. What stops the other commands, such as missing cells and text columns, is
listed here instead, all of it, with the command line that reads the file.

lassocheck info testdata/diabetes.csv --target target`,
		Flags: join(dataFlags(), familyFlags(), []cli.Flag{
			interceptFlag(),
			jsonFlag(),
		}),
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return fmt.Errorf("info: %d files of data where one was expected: lassocheck info DATA", c.NArg())
			}
			f, err := familyOf(c)
			if err != nil {
				return err
			}
			if err := takesSeveral(c, f); err != nil {
				return err
			}
			d, err := dataio.Examine(c.Context, c.App.Reader, c.Args().First(), dataOptions(c))
			if err != nil {
				return err
			}
			spec := models.Spec{Family: f, NoIntercept: !c.Bool("intercept"), Response: d.TargetName}
			var unfit error
			if d.Y != nil {
				unfit = readFamily(c, d, &spec)
			}
			r := examine(c.Context, d, spec, unfit)
			r.reading(c, d)
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

// reading puts first what was wrong or guessed about the file, and the command
// line that reads it.
func (r *diagnosis) reading(c *cli.Context, d *dataio.Data) {
	var notes []string
	for _, f := range d.Faults {
		notes = append(notes, f.Text)
	}
	for _, note := range d.Notes {
		notes = append(notes, d.Path+": "+note)
	}
	r.Faults = len(d.Faults)
	r.Warnings = append(notes, r.Warnings...)
	for _, t := range d.Categories {
		r.Categories = append(r.Categories, namedCount{t.Name, t.Levels})
	}
	if r.Faults == 0 || !d.Mended {
		return
	}
	words := []string{"lassocheck path", dataio.Quote(c.Args().First())}
	for _, f := range slices.Concat(dataFlags()[:5], readerFlags(), familyFlags()) {
		switch name := f.Names()[0]; {
		case !c.IsSet(name):
		case name == "one-hot" || name == "brackets":
			words = append(words, "--"+name)
		default:
			for _, value := range append(c.StringSlice(name), c.String(name)) {
				if value != "" {
					words = append(words, dataio.Word("--"+name, value))
				}
			}
		}
	}
	r.Command = strings.Join(append(words, dataio.CommandLine(d.Faults)...), " ")
}

func (r *diagnosis) print(out io.Writer) error {
	w, width := new(strings.Builder), layout.Width(out)
	flush := func() error {
		text := layout.Lines(w.String(), width)
		w.Reset()
		_, err := io.WriteString(out, text)
		return err
	}
	fmt.Fprintf(w, "%s: %d rows, %s, %s, %.4g%% nonzero\n", printable.Line(r.Path), r.N, count(r.P, "feature column"), r.Storage, 100*r.Density)
	if len(r.Warnings) == 0 {
		fmt.Fprintln(w, "nothing to warn about")
	}
	for _, text := range r.Warnings {
		fmt.Fprintf(w, "! %s\n", printable.Line(text))
	}
	switch {
	case r.Command != "":
		flush()
		fmt.Fprintf(out, "\nread by\n  %s\n", r.Command) // in one piece, to be pasted
	case r.Faults > 0:
		fmt.Fprintln(w, "\nno command reads this file before it is mended; what follows leaves out what is amiss")
	}
	fmt.Fprintf(w, "\nsha256       %s\n", r.SHA256)
	fmt.Fprintf(w, "columns      %s\n", r.columns)
	fmt.Fprintf(w, "missing      %s, %s dropped, %s filled in\n", count(r.Missing, "cell"), count(r.Dropped, "row"), count(r.Imputed, "cell"))
	if len(r.Categories) > 0 {
		var list []string
		for _, t := range r.Categories {
			list = append(list, fmt.Sprintf("%s %d", printable.Line(t.Name), t.Count))
		}
		fmt.Fprintf(w, "categories   %s as 0/1 columns: %s\n", count(len(list), "text column"), abridged(list))
	}
	fmt.Fprintf(w, "scale        standard deviations from %.4g (%s) to %.4g (%s)\n", float64(r.SmallestSD.Value), printable.Line(r.SmallestSD.Name),
		float64(r.LargestSD.Value), printable.Line(r.LargestSD.Name))
	if t := r.Target; t != nil {
		fmt.Fprintf(w, "target       %s\n", t.describe())
	}
	if t := r.Target; t != nil && t.first != "" {
		fmt.Fprintf(w, "lambda_max   %.15g, standardised %.15g%s\n", float64(t.LambdaMax), float64(t.LambdaMaxStandardized), printable.Line(t.first))
	}
	fmt.Fprintln(w)
	return flush()
}

// describe is the target in a line: its classes, or its distribution.
func (t *targetJSON) describe() string {
	name := printable.Line(t.Name)
	if t.Classes == nil {
		return fmt.Sprintf("%s: mean %.6g, standard deviation %.6g, from %.6g to %.6g, %s",
			name, float64(t.Mean), float64(t.SD), float64(t.Min), float64(t.Max), count(t.Distinct, "distinct value"))
	}
	var list []string
	for _, l := range t.Classes {
		list = append(list, fmt.Sprintf("%s (%s)", printable.Line(l.Name), count(l.Count, "row")))
	}
	text := fmt.Sprintf("%s: the classes %s", name, abridged(list))
	if len(list) == 2 {
		text += "; the positive one is " + printable.Line(t.Classes[1].Name)
	}
	return text
}
