package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems/design"
)

// readData reads the one argument of a command, DATA, by the [dataFlags].
func readData(c *cli.Context) (*dataio.Data, error) {
	if c.NArg() != 1 {
		return nil, exit(exitUsage, "%s: %d files of data where one was expected: lassocheck %[1]s DATA --target NAME", c.Command.Name, c.NArg())
	}
	d, err := dataio.Read(c.Context, c.App.Reader, c.Args().First(), dataOptions(c))
	if err != nil {
		return nil, err
	}
	for _, note := range d.Notes {
		fmt.Fprintf(c.App.ErrWriter, "%s\n", printable.Line(d.Path+": "+note))
	}
	return d, nil
}

// dataOptions are those that the [dataFlags] ask for.
func dataOptions(c *cli.Context) dataio.Options {
	o := dataio.Options{
		Target:  c.String("target"),
		Y:       c.String("y"),
		Missing: c.String("missing"),
		OneHot:  c.Bool("one-hot"),
		Format:  c.String("format"),
		Classes: classed(models.Family(c.String("family"))),
		Also:    []string{c.String("weights"), c.String("offset"), c.String("trials"), c.String("exposure"), c.String("status"), c.String("start")},
		Labels:  labelColumns(c),
	}
	readerOptions(c, &o)
	if t := c.String("time"); t != "" {
		o.Target = t
	}
	if targets := targetList(c); len(targets) > 1 {
		o.Target, o.Also = targets[0], append(o.Also, targets[1:]...)
	}
	return o
}

// readerOptions are those that the [readerFlags] ask for.
func readerOptions(c *cli.Context, o *dataio.Options) {
	o.Features, o.Exclude = c.StringSlice("features"), c.StringSlice("exclude")
	o.Dialect = dataio.Dialect{
		Header:    c.String("header"),
		Delimiter: c.String("delimiter"),
		Decimal:   c.String("decimal"),
		Thousands: c.String("thousands"),
		Comment:   c.String("comment"),
		Strip:     c.String("strip"),
		Brackets:  c.Bool("brackets"),
		NA:        c.StringSlice("na"),
	}
}

// needTarget reports data without a response.
func needTarget(d *dataio.Data) error {
	if d.Y != nil {
		return nil
	}
	return fmt.Errorf("%s: which column is to be predicted? Say --target NAME, or --y FILE; the columns are %s", d.Path, abridged(d.Names))
}

// abridged lists names, the middle left out where there are many.
func abridged(names []string) string {
	if len(names) > 8 {
		names = append(slices.Clone(names[:6]), "...", names[len(names)-1])
	}
	return printable.Line(strings.Join(names, ", "))
}

// rowVector reads a flag that has one value an observation: a column of the
// data, which then is no feature any more, or a file. It is nil without the flag.
func rowVector(c *cli.Context, d *dataio.Data, flag string) ([]float64, error) {
	arg := c.String(flag)
	if arg == "" {
		return nil, nil
	}
	if j := slices.Index(d.Names, arg); j >= 0 {
		return takeColumn(d, j), nil
	}
	if _, err := os.Stat(arg); err != nil {
		hint := ""
		if inner, ok := strings.CutPrefix(arg, "log("); ok && flag == "offset" {
			hint = fmt.Sprintf("; --exposure %s takes the logarithm of a column", strings.TrimSuffix(inner, ")"))
		} else if near := nearest(arg, d.Names); near != "" {
			hint = fmt.Sprintf("; did you mean the column %q?", near)
		}
		return nil, fmt.Errorf("--%s %s: neither a column nor a file%s", flag, arg, hint)
	}
	n, _ := d.X.Dims()
	v, err := dataio.ReadVector(c.Context, arg, dataio.MaxAbs, n)
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", flag, err)
	}
	if len(v) != n {
		hint := ""
		if d.Dropped > 0 {
			hint = fmt.Sprintf(" (%d were dropped for missing cells: make it a column of the data)", d.Dropped)
		}
		return nil, fmt.Errorf("--%s: %s: %d values for %d rows%s", flag, arg, len(v), n, hint)
	}
	return v, nil
}

// columnVector reads a flag that has one value a column: a file, or a number for
// all of them. It is nil without the flag.
func columnVector(c *cli.Context, d *dataio.Data, flag string) ([]float64, error) {
	arg := c.String(flag)
	if arg == "" {
		return nil, nil
	}
	if v, err := strconv.ParseFloat(arg, 64); err == nil {
		if math.IsNaN(v) {
			return nil, fmt.Errorf("--%s NaN: not a number", flag)
		}
		return slices.Repeat([]float64{v}, len(d.Names)), nil
	}
	v, err := dataio.ReadVector(c.Context, arg, math.Inf(1), len(d.Names))
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", flag, err)
	}
	if len(v) != len(d.Names) {
		return nil, fmt.Errorf("--%s: %s: %d values for %d columns", flag, arg, len(v), len(d.Names))
	}
	return v, nil
}

// takeColumn takes column j out of the features.
func takeColumn(d *dataio.Data, j int) []float64 {
	n, p := d.X.Dims()
	col := make([]float64, n)
	d.X.ColAxpy(j, 1, col)
	d.Names = slices.Delete(slices.Clone(d.Names), j, j+1)
	switch x := d.X.(type) {
	case *design.Dense:
		d.X = &design.Dense{N: n, P: p - 1, Data: slices.Delete(x.Data, j*n, (j+1)*n)}
	case *design.CSC:
		a, b := x.ColPtr[j], x.ColPtr[j+1]
		ptr := slices.Delete(slices.Clone(x.ColPtr), j, j+1)
		for k := j; k < len(ptr); k++ {
			ptr[k] -= b - a
		}
		d.X = &design.CSC{N: n, P: p - 1, ColPtr: ptr, Row: slices.Delete(x.Row, a, b), Val: slices.Delete(x.Val, a, b)}
	}
	return col
}
