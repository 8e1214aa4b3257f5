package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/printable"
)

func predictCommand() *cli.Command {
	return &cli.Command{
		Name:      "predict",
		Usage:     "apply a saved model to new data",
		ArgsUsage: "MODEL DATA",
		Description: `Prints a line of CSV for each row of DATA, whose columns are found by name,
whatever their order; only those with a coefficient need be there. Separated values
are read and written a row at a time, however many there are.

lassocheck predict testdata/models/diabetes.json testdata/diabetes.csv`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Category: "Prediction", Name: "type", Value: "response", Usage: "`response`, the expected value or probability; link, the linear prediction; or class"},
			&cli.StringFlag{Category: "Prediction", Name: "id", Usage: "begin each line with this `COLUMN`, and not with the number of the row"},
			&cli.StringFlag{Category: "Prediction", Name: "missing", Usage: "`blank` leaves rows without a prediction whose missing cells the model cannot fill in"},
			newLevelsFlag(), offsetFlag(), exposureFlag(),
			output("Output", "predictions-out", "write to a `FILE`, and not to standard output, where control characters in names are escaped: .csv", ".csv"),
		}, tableFlags()...),
		Action: predict,
	}
}

func newLevelsFlag() cli.Flag {
	return &cli.StringFlag{Category: "Prediction", Name: "new-levels", Usage: "`zero` takes a text that was not there when the model was fitted for none of the others"}
}

func offsetFlag() cli.Flag {
	return &cli.StringFlag{Category: "Prediction", Name: "offset", Usage: "the `COLUMN` of the offset, for models that were fitted with one"}
}

func exposureFlag() cli.Flag {
	return &cli.StringFlag{Category: "Prediction", Name: "exposure", Usage: "the `COLUMN` of the exposure, whose logarithm is an offset"}
}

// logOf is the logarithm of a positive number.
func logOf(v float64) (float64, bool) { return math.Log(v), v > 0 }

func predict(c *cli.Context) error {
	if c.NArg() != 2 {
		return exit(exitUsage, "predict: %d arguments where two were expected: lassocheck predict MODEL DATA", c.NArg())
	}
	kind := c.String("type")
	switch kind {
	case "response", "link", "class":
	default:
		return exit(exitUsage, "--type %s: there are response, link and class", kind)
	}
	if missing := c.String("missing"); missing != "" && missing != "blank" {
		return exit(exitUsage, "--missing %s: there is blank, to leave such rows without a prediction; a model that was fitted with --missing mean fills them in without a flag", missing)
	}
	file, path := c.Args().Get(0), c.Args().Get(1)
	m, err := readSaved(c, file)
	if err != nil {
		return err
	}
	if kind == "class" && !classed(m.Family) {
		return exit(exitUsage, "--type class: the model is of family %s, which has no classes", m.Family)
	}
	var also []string
	if id := c.String("id"); id != "" {
		also = append(also, id)
	}
	t, names, done, err := openTable(c, path, anyResponse(m), also)
	if err != nil {
		return err
	}
	defer done()
	id, err := columnOf(c, "id", names, path)
	if err != nil {
		return err
	}
	var a predictor
	if m.Responses != nil {
		a, err = applySeveral(c, m, t, names, path)
	} else {
		a, err = apply(c, m, t, names, path)
	}
	if err != nil {
		return err
	}
	write := func(out io.Writer) error { return writePredictions(c, a, out, id, kind) }
	if file := c.String("predictions-out"); file != "" {
		var failed error // what is wrong with the data is no failure to write
		err = dataio.WriteFile(file, func(out io.Writer) error { failed = write(out); return failed })
		if failed != nil && !errors.As(failed, new(*dataio.WriteError)) {
			err = failed
		}
	} else {
		buffered := bufio.NewWriterSize(c.App.Writer, 1<<16)
		if err = write(buffered); err == nil || !errors.As(err, new(*dataio.WriteError)) {
			err = errors.Join(err, buffered.Flush())
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.App.ErrWriter, "%s predicted\n", count(a.count(), "row"))
	return nil
}

// predictor is a model that reads a table.
type predictor interface {
	table
	// head names the columns of its predictions.
	head(kind string) []string
	// predict reads a row, the errors of which are those of [applied.next], and returns its
	// predictions as they are written.
	predict(kind string) ([]string, error)
	count() int // of the rows so far
}

func (a *applied) count() int { return a.rows }

func (a *applied) head(kind string) []string {
	return []string{map[string]string{"response": "prediction", "link": "link", "class": "class"}[kind]}
}

func (a *applied) predict(kind string) ([]string, error) {
	z, offset, err := a.next()
	if err != nil {
		return nil, err
	}
	text, err := a.shown(z+offset, kind)
	return []string{text}, err
}

// writePredictions writes a line a row.
func writePredictions(c *cli.Context, a predictor, out io.Writer, id int, kind string) error {
	w := csv.NewWriter(out)
	head := append([]string{"row"}, a.head(kind)...)
	if id >= 0 {
		head[0] = printable.Line(coefio.Guarded(c.String("id")))
	}
	w.Write(head)
	for {
		if a.count()%1024 == 0 && c.Context.Err() != nil {
			w.Flush()
			return c.Context.Err()
		}
		shown, err := a.predict(kind)
		if err == io.EOF {
			break
		}
		name := strconv.Itoa(a.count())
		if id >= 0 {
			text, _ := a.Text(id)
			name = cell(string(text))
			if c.String("predictions-out") == "" {
				name = printable.Line(name)
			}
		}
		switch {
		case errors.Is(err, errMissing) && c.String("missing") == "blank":
			shown = make([]string, len(head)-1)
		case err != nil:
			w.Flush()
			return err
		}
		if w.Write(append([]string{name}, shown...)); w.Error() != nil {
			return &dataio.WriteError{Err: w.Error()}
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return &dataio.WriteError{Err: err}
	}
	return nil
}

// shown is a prediction as it is written.
func (a *applied) shown(z float64, kind string) (string, error) {
	v := z
	switch kind {
	case "class":
		return coefio.Guarded(a.ClassOf(z)), nil
	case "response":
		v = a.Mean(z)
	}
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "", fmt.Errorf("row %d: the prediction is %v: its terms leave the range of numbers", a.rows, v)
	}
	return strconv.FormatFloat(v, 'g', -1, 64), nil
}
