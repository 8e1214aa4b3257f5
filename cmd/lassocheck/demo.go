package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/testdata"
)

// demoFile is what the data of the demo are called in what it prints.
const demoFile = "diabetes.csv"

// demoCommand shows what the command does on data that it brings along.
func demoCommand() *cli.Command {
	return &cli.Command{
		Name:  "demo",
		Usage: "show a path and a certificate on data that are built in",
		Description: `Runs path and solve on data of 442 patients, prints what they print, and says what
to try next. It needs no file; --csv writes the data to one.

lassocheck demo`,
		Flags:  []cli.Flag{output("Output", "csv", "write the data to a `FILE`: .csv", ".csv")},
		Action: demo,
	}
}

func demo(c *cli.Context) error {
	if c.NArg() != 0 {
		return exit(exitUsage, "demo: it needs no file of data; for your own: lassocheck path DATA --target NAME")
	}
	file := c.String("csv")
	if file != "" {
		err := dataio.WriteFile(file, func(w io.Writer) error { _, err := w.Write(testdata.Diabetes); return err })
		if err != nil {
			return err
		}
	}
	talk := func(text string) {
		fmt.Fprintf(c.App.Writer, "%s\n\n", layout.Wrap(text, layout.Width(c.App.Writer), ""))
	}
	talk(`Ten measurements of 442 diabetics, and how far the disease had come a year later: which of the ten tell?
(Efron, Hastie, Johnstone and Tibshirani, Least angle regression, 2004.) The lasso answers for each strength λ of its penalty:
the weaker, the more enter.`)
	if err := demonstrate(c, "path", "--target target --standardize --nlambda 8"); err != nil {
		return err
	}
	talk(`"gap/null" is the proof: no coefficients whatever have an objective that is lower by more than this part of the loss
without features; after ± stands what rounding may have added. One of these models, in units of the data:`)
	if err := demonstrate(c, "solve", "--target target --standardize --lambda-ratio 0.1"); err != nil {
		return err
	}
	fmt.Fprint(c.App.Writer, demoNext(file))
	return nil
}

// demonstrate shows a command line, and runs it on the data.
func demonstrate(c *cli.Context, command, flags string) error {
	fmt.Fprintf(c.App.Writer, "$ lassocheck %s %s %s\n", command, demoFile, flags)
	app := *c.App
	app.Reader, app.ErrWriter = bytes.NewReader(testdata.Diabetes), io.Discard
	args := append([]string{app.Name, command, "-"}, strings.Fields(flags)...)
	if err := app.RunContext(c.Context, flagsFirst(args, app.Commands)); err != nil {
		return err
	}
	fmt.Fprintln(c.App.Writer)
	return nil
}

// demoNext says what to try.
func demoNext(file string) string {
	data := dataio.Quote(file)
	text := "Try next:\n"
	if file == "" {
		data = demoFile
		text += "  lassocheck demo --csv " + demoFile + "     # the data as a file\n"
	}
	for _, line := range []string{
		"info %s --target target", "path %s --target target --plot path.svg",
		"contrast %s --target target --lambda-ratio 0.1", "race %s --target target",
	} {
		text += "  lassocheck " + fmt.Sprintf(line, data) + "\n"
	}
	return text + "  lassocheck --help\n"
}
