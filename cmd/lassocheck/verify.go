package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/internal/verify"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems/design"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "check a certificate against the data, in exact arithmetic",
		ArgsUsage: "CERTIFICATE DATA",
		Description: `Checks a file that certify --certificate wrote, or a model of fit --proof: that it is as it was written, that
the data are the same, and that what it claims is true, in rational arithmetic
with code that shares nothing with the solver. What it prints is derived from what
it checked, with all that sets the problem apart from a plain one. Exit codes: 0 it
holds, 1 it does not, and the message says where, 2 bad input.

lassocheck verify testdata/certify/diabetes.json testdata/diabetes.csv`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Category: "Data", Name: "target", Aliases: []string{"t"}, Usage: "the column to predict, `NAME`, where it is called differently from what the certificate says"},
			input("Data", "y", "read the response from another `FILE`"),
			formatFlag("Data"),
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
	var cert *verify.Certificate
	var d *verified
	err := interruptible(c.Context, func() (err error) {
		if cert, err = readCertificate(file); err == nil {
			d, err = verifyData(c, cert, path)
		}
		return err
	})
	var coded *exitError
	switch {
	case errors.Is(err, verify.ErrNotCertificate):
		return exit(exitUsage, "%s: %v", file, err)
	case errors.As(err, &coded):
		return exit(coded.code, "%s: does not hold: %v", file, err)
	case err != nil:
		return err
	}
	out := struct {
		Holds bool `json:"holds"`
		verify.Statement
		Bounds verify.Bounds `json:"bounds"`
	}{true, d.statement(cert), cert.Bounds}
	if c.Bool("json") {
		return printJSON(c.App.Writer, out)
	}
	width := layout.Width(c.App.Writer)
	var b strings.Builder
	fmt.Fprintf(&b, "holds: the objective of these coefficients is above the optimum by at most %s", roundedUp(cert.Bounds.Error))
	if len(out.Restrictions) > 0 {
		b.WriteString(", under the restrictions below")
	}
	fmt.Fprintf(&b, "\n%s\nthe objective is at most %v, the optimum at least %v\n", layout.Statement(printable.Line(out.Formula), width, "  "), cert.Bounds.Primal, cert.Bounds.Dual)
	for _, r := range out.Restrictions {
		fmt.Fprintf(&b, "  - %s\n", printable.Line(r))
	}
	_, err = io.WriteString(c.App.Writer, layout.Lines(b.String(), width))
	return err
}

// maxCertificate is the size from which a file is taken for something else.
const maxCertificate = 1 << 30

// readCertificate reads a file. What is wrong in it is an error of code 1.
func readCertificate(file string) (*verify.Certificate, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxCertificate+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxCertificate:
		return nil, fmt.Errorf("%w: it is larger than 1 GiB", verify.ErrNotCertificate)
	}
	if proof, isModel := proofOf(text); isModel && proof == nil {
		return nil, fmt.Errorf("%w, but a model without a proof in it: fit --proof puts one there, and certify --coef judges any model", verify.ErrNotCertificate)
	} else if isModel {
		text = proof
	}
	cert, err := verify.Unmarshal(text)
	if err != nil && !errors.Is(err, verify.ErrNotCertificate) {
		err = exit(exitNotCertified, "%v", err)
	}
	return cert, err
}

// proofOf tells whether a file is a model, and returns the certificate in it, nil if there
// is none.
func proofOf(text []byte) (proof []byte, isModel bool) {
	var saved struct {
		Schema string          `json:"schema"`
		Proof  json.RawMessage `json:"proof"`
	}
	if json.Unmarshal(text, &saved) != nil || !strings.HasPrefix(saved.Schema, "lassocheck-model/") {
		return nil, false
	}
	return saved.Proof, true
}

// withoutLabels are the flags of the reader that leave out the columns of labels, which
// need not be readable otherwise.
func withoutLabels(c *cli.Context) (flags []string) {
	for _, name := range labelColumns(c) {
		flags = append(flags, "exclude="+name)
	}
	return flags
}

// verified is the data that a certificate was found to hold for.
type verified struct {
	*dataio.Data
	left  []string // columns that are no features
	flags []string // of the reader
}

// readerNames are the flags of the reader, which a certificate repeats.
func readerNames() (names []string) {
	for _, f := range readerFlags() {
		names = append(names, f.Names()[0])
	}
	return names
}

// flagsOfReader lists those that are set, as name=value.
func flagsOfReader(c *cli.Context) (flags []string) {
	for _, name := range readerNames() {
		switch values, list := c.Value(name).(cli.StringSlice); {
		case !c.IsSet(name):
		case list:
			for _, v := range values.Value() {
				flags = append(flags, name+"="+v)
			}
		default:
			flags = append(flags, fmt.Sprintf("%s=%v", name, c.Value(name)))
		}
	}
	return flags
}

// readAs sets the flags of the reader that a certificate names, unless the user has
// others, and returns all that are set.
func readAs(c *cli.Context, flags []string) ([]string, error) {
	given := map[string]bool{}
	for _, name := range readerNames() {
		given[name] = c.IsSet(name)
	}
	for _, flag := range flags {
		name, value, _ := strings.Cut(flag, "=")
		own, known := given[name]
		if !known {
			return nil, exit(exitNotCertified, "data.flags: there is no flag %q", flag)
		}
		if own {
			continue
		}
		if err := c.Set(name, value); err != nil {
			return nil, exit(exitNotCertified, "data.flags: %q: %v", flag, err)
		}
	}
	return flagsOfReader(c), nil
}

// verifyData reads the data as the certificate says and checks it. A claim that fails
// is an error of code 1.
func verifyData(c *cli.Context, cert *verify.Certificate, path string) (*verified, error) {
	o := dataio.Options{Target: cert.Data.Target, Y: c.String("y"), Missing: cert.Data.Missing, OneHot: cert.Data.OneHot, Format: c.String("format"),
		Classes: cert.Problem.Levels != nil}
	flags, err := readAs(c, cert.Data.Flags)
	if err != nil {
		return nil, err
	}
	readerOptions(c, &o)
	if c.IsSet("target") {
		o.Target = c.String("target")
	}
	if o.Y != "" {
		o.Target = ""
	}
	read, err := dataio.Read(c.Context, c.App.Reader, path, o)
	if err != nil {
		return nil, err
	}
	if err := needTarget(read); err != nil {
		return nil, err
	}
	if read.SHA256 != cert.Data.SHA256 || read.YSHA256 != cert.Data.YSHA256 {
		return nil, exit(exitNotCertified, "data: the file is not the one that the certificate is about: its SHA-256 differs")
	}
	d := &verified{Data: read, flags: flags}
	var at []int
	var names []string
	features := map[string]bool{}
	for _, name := range cert.Data.Columns {
		features[name] = true
	}
	for j, name := range read.Names { // weights and offset may have been columns
		name = string([]rune(name)) // as JSON has it
		if features[name] {
			at, names = append(at, j), append(names, name)
		} else {
			d.left = append(d.left, name)
		}
	}
	if read.Y, err = cert.Problem.Responses(read.Y, read.Levels); err != nil {
		return nil, exit(exitNotCertified, "%v", err)
	}
	if err := cert.Check(design.Select(read.X, at), read.Y, names); err != nil {
		return nil, exit(exitNotCertified, "%v", err)
	}
	return d, nil
}

// statement is that of the certificate, and what was done to the file to read it.
func (d *verified) statement(cert *verify.Certificate) verify.Statement {
	s := cert.Statement(d.TargetName, d.Y, d.left)
	for _, f := range d.flags {
		s.Restrictions = append(s.Restrictions, fmt.Sprintf("the file is read with --%s", f))
	}
	if d.Dropped > 0 {
		s.Restrictions = append(s.Restrictions, fmt.Sprintf("rows left out for missing cells: %d", d.Dropped))
	}
	if d.Imputed > 0 {
		s.Restrictions = append(s.Restrictions, fmt.Sprintf("missing cells set to the mean of their column: %d", d.Imputed))
	}
	return s
}

// interruptible runs f, and leaves it to itself where the context ends first: it is
// for what reads and computes alone, before the command ends.
func interruptible(ctx context.Context, f func() error) error {
	done, panicked := make(chan error, 1), make(chan any, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				panicked <- r
			}
		}()
		done <- f()
	}()
	select {
	case err := <-done:
		return err
	case r := <-panicked:
		panic(r)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// writeCertificate writes the proof of an opinion to a file.
func (m *model) writeCertificate(c *cli.Context, file string, o *judge.Opinion, lambda float64) error {
	text, err := m.certificate(c, o, lambda)
	if err != nil {
		return fmt.Errorf("--certificate %s: %w", file, err)
	}
	if err := dataio.WriteFile(file, func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return fmt.Errorf("--certificate: %w", err)
	}
	return nil
}

// certificate is the proof of an opinion, in the units of the library.
func (m *model) certificate(c *cli.Context, o *judge.Opinion, lambda float64) ([]byte, error) {
	family := string(m.Spec.Family)
	if m.Spec.Family == models.Gaussian {
		family = ""
	}
	switch {
	case !slices.Contains(verify.Families, family):
		return nil, exit(exitUsage, "the file of a proof is not written for --family %s", family)
	case m.trials != "":
		return nil, exit(exitUsage, "the file of a proof is not written with --trials: make the target a share of successes, and the trials --weights")
	}
	n, _ := m.X.Dims()
	target := c.String("target") // as Read wants it
	p := m.At(lambda)
	b, b0 := p.Split(o.Beta)
	w := o.Dual
	cert := verify.Certificate{
		Data: verify.Data{SHA256: m.SHA256, YSHA256: m.YSHA256, Target: target, Missing: c.String("missing"),
			OneHot: c.Bool("one-hot"), Flags: append(flagsOfReader(c), withoutLabels(c)...), Rows: n, Columns: m.Names},
		Problem: verify.Problem{Formula: m.formula(), Family: family, Delta: m.Spec.Delta, Tau: m.Spec.Tau, Levels: m.Spec.Levels, Lambda: lambda * m.LambdaUnit, Alpha: m.Net.Alpha, Intercept: p.Intercept,
			Standardized: m.Spec.Standardize, Weights: m.Spec.Weights, Offset: m.Spec.Offset,
			Factor: m.Net.Factor, Scale: m.Net.Scale, Lower: m.Net.Lower, Upper: m.Net.Upper},
		Beta:   verify.Beta{Coefficients: b, Intercept: b0},
		Dual:   verify.Dual{Theta: w.Theta, Scale: w.Scale, Rows: append(verify.Places{}, w.Rows...), Equations: append(verify.Places{}, w.Equations...)},
		Bounds: verify.Bounds{Primal: o.Proof.Primal, Dual: o.Proof.Dual, Error: o.Proof.Error},
	}
	text, err := cert.Marshal()
	if err != nil {
		return nil, fmt.Errorf("nothing is proven of these coefficients: %w", err)
	}
	return text, nil
}
