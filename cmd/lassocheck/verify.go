package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/internal/verify"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "check a certificate against the data, in exact arithmetic",
		ArgsUsage: "CERTIFICATE DATA",
		Description: `Checks a file that certify --certificate wrote: that it is as it was written, that
the data are the same, and that what it claims is true, in rational arithmetic
with code that shares nothing with the solver. Exit codes: 0 it holds, 1 it does
not, and the message says where, 2 bad input.

lassocheck verify testdata/certify/diabetes.json testdata/diabetes.csv`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Category: "Data", Name: "target", Usage: "the column to predict, `NAME`, where it is called differently from what the certificate says"},
			&cli.StringFlag{Category: "Data", Name: "y", Usage: "read the response from another `FILE`"},
			&cli.StringFlag{Category: "Data", Name: "format", Usage: "`csv`, tsv, svm, mtx or npy, where it cannot be told from the file"},
			jsonFlag(),
		}, readerFlags()...),
		Action: verifyCertificate,
	}
}

func verifyCertificate(c *cli.Context) error {
	if c.NArg() != 2 {
		return exit(exitUsage, "verify: %d arguments where two were expected: lassocheck verify CERTIFICATE DATA", c.NArg())
	}
	file, path := c.Args().Get(0), c.Args().Get(1)
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	cert, err := verify.Unmarshal(text)
	if err != nil {
		return exit(exitNotCertified, "%s: does not hold: %v", file, err)
	}
	o := dataio.Options{Target: cert.Data.Target, Y: c.String("y"), Missing: cert.Data.Missing, OneHot: cert.Data.OneHot, Format: c.String("format")}
	readerOptions(c, &o)
	if c.IsSet("target") {
		o.Target = c.String("target")
	}
	if o.Y != "" {
		o.Target = ""
	}
	d, err := dataio.Read(c.Context, c.App.Reader, path, o)
	if err != nil {
		return err
	}
	for j := len(d.Names) - 1; j >= 0; j-- { // weights and offset may have been columns
		if !slices.Contains(cert.Data.Columns, d.Names[j]) {
			takeColumn(d, j)
		}
	}
	if d.SHA256 != cert.Data.SHA256 || d.YSHA256 != cert.Data.YSHA256 {
		err = errors.New("data: the file is not the one that the certificate is about: its SHA-256 differs")
	} else {
		err = cert.Check(d.X, d.Y, d.Names)
	}
	if err != nil {
		return exit(exitNotCertified, "%s: does not hold: %v", file, err)
	}
	if c.Bool("json") {
		return printJSON(c.App.Writer, struct {
			Holds  bool          `json:"holds"`
			Bounds verify.Bounds `json:"bounds"`
		}{true, cert.Bounds})
	}
	fmt.Fprintf(c.App.Writer, "holds: the objective of these coefficients is above the optimum by at most %s\n%s, lambda = %v\n",
		roundedUp(cert.Bounds.Error), cert.Problem.Formula, cert.Problem.Lambda)
	return nil
}

// writeCertificate writes the proof of an opinion, in the units of the library.
func (m *model) writeCertificate(c *cli.Context, file string, o *judge.Opinion, lambda float64) error {
	n, _ := m.X.Dims()
	target := c.String("target") // as Read wants it
	p := m.at(lambda)
	b, b0 := p.Split(o.Beta)
	w := o.Witness
	cert := verify.Certificate{
		Data: verify.Data{SHA256: m.SHA256, YSHA256: m.YSHA256, Target: target, Missing: c.String("missing"),
			OneHot: c.Bool("one-hot"), Rows: n, Columns: m.Names},
		Problem: verify.Problem{Formula: m.formula(), Lambda: lambda * m.LambdaUnit, Alpha: m.Net.Alpha, Intercept: p.Intercept,
			Standardized: m.Standardize, Weights: m.Fit.Weights, Offset: m.Fit.Offset,
			Factor: m.Net.Factor, Scale: m.Net.Scale, Lower: m.Net.Lower, Upper: m.Net.Upper},
		Beta:   verify.Beta{Coefficients: b, Intercept: b0},
		Dual:   verify.Dual{Theta: w.Theta, Scale: w.Scale, Rows: w.Rows, Equations: w.Equations},
		Bounds: verify.Bounds{Primal: o.Proof.Primal, Dual: o.Proof.Dual, Error: o.Proof.Error},
	}
	text, err := cert.Marshal()
	if err != nil {
		return fmt.Errorf("--certificate %s: nothing is proven of these coefficients: %w", file, err)
	}
	if err := dataio.WriteFile(file, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return fmt.Errorf("--certificate: %w", err)
	}
	return nil
}
