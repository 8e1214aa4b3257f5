package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/verify"
)

func compareCommand() *cli.Command {
	return &cli.Command{
		Name:      "compare",
		Usage:     "compare two certified answers",
		ArgsUsage: "A B [DATA]",
		Description: `A and B are files that certify --certificate wrote. Either dual bound holds for
both, so that each is judged by the better one. With DATA, predictions are compared
too. The first line is the answer: same; both optimal, and different; to how many
digits A or B is right, where that is not within --tol, or that it has not
converged; or different problems, and where. Exit codes: 0 same, or both optimal,
1 not, 2 bad input.

lassocheck compare testdata/certify/diabetes.json testdata/certify/diabetes.json testdata/diabetes.csv`,
		Flags: append([]cli.Flag{
			&cli.Float64Flag{Category: "Certificate", Name: "tol", Value: 1e-6, Usage: "the certified error that counts as converged, relative to the objective"},
			input("Data", "y", "read the response from another `FILE`"),
			formatFlag("Data"),
			jsonFlag(),
		}, readerFlags()...),
		Action: compare,
	}
}

// comparison is what compare prints with --json, in the units of the library.
type comparison struct {
	Answer      string    `json:"answer"`
	Converged   bool      `json:"converged"` // both, within tol
	Digits      [2]int    `json:"digits"`    // to which the objectives are right
	Objectives  [2]number `json:"objectives"`
	Errors      [2]number `json:"errors"` // certified, by the better dual bound
	Difference  number    `json:"objective_difference"`
	Largest     number    `json:"largest_coefficient_difference"`
	OnlyA       []string  `json:"only_in_a"` // non-zero in A alone
	OnlyB       []string  `json:"only_in_b"`
	Signs       []string  `json:"different_signs"`
	Predictions *number   `json:"largest_prediction_difference,omitempty"`
}

func compare(c *cli.Context) error {
	if c.NArg() != 2 && c.NArg() != 3 {
		return exit(exitUsage, "compare: %d files where two certificates, and perhaps the data, were expected: lassocheck compare A B [DATA]", c.NArg())
	}
	var both [2]*verify.Certificate
	for k := range both {
		file := c.Args().Get(k)
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if both[k], err = verify.Unmarshal(text); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	a, b := both[0], both[1]
	if where := differ(a, b); where != "" {
		fmt.Fprintf(c.App.Writer, "different problems: %s\n", where)
		return exit(exitNotCertified, "")
	}
	r := compared(a, b, c.Float64("tol"))
	if c.NArg() == 3 {
		o := dataio.Options{Target: a.Data.Target, Y: c.String("y"), Missing: a.Data.Missing, OneHot: a.Data.OneHot, Format: c.String("format"),
			Classes: a.Problem.Levels != nil}
		readerOptions(c, &o)
		d, err := dataio.Read(c.Context, c.App.Reader, c.Args().Get(2), o)
		if err != nil {
			return err
		}
		if d.SHA256 != a.Data.SHA256 {
			return fmt.Errorf("%s: not the data of these certificates: its SHA-256 differs", c.Args().Get(2))
		}
		far := predictions(a, b, d)
		r.Predictions = &far
	}
	var err error
	if c.Bool("json") {
		err = printJSON(c.App.Writer, r)
	} else {
		err = r.print(c.App.Writer)
	}
	if err == nil && !r.Converged {
		return exit(exitNotCertified, "")
	}
	return err
}

// differ names the first thing in which the problems differ, "" if they do not.
func differ(a, b *verify.Certificate) string {
	if !reflect.DeepEqual(a.Data, b.Data) {
		return "the data, or what is read of them"
	}
	p, q := reflect.ValueOf(a.Problem), reflect.ValueOf(b.Problem)
	for k := range p.NumField() {
		name := strings.ToLower(p.Type().Field(k).Name)
		if name == "formula" || reflect.DeepEqual(p.Field(k).Interface(), q.Field(k).Interface()) {
			continue
		}
		if p.Field(k).Kind() == reflect.Slice {
			return name
		}
		return fmt.Sprintf("%s is %v and %v", name, p.Field(k), q.Field(k))
	}
	return ""
}

// compared judges both by the better dual bound.
func compared(a, b *verify.Certificate, tol float64) comparison {
	dual := max(a.Bounds.Dual, b.Bounds.Dual)
	r := comparison{Difference: number(a.Bounds.Primal - b.Bounds.Primal)}
	var slow []string
	for k, p := range []float64{a.Bounds.Primal, b.Bounds.Primal} {
		above := max(0, math.Nextafter(p-dual, math.Inf(1)))
		r.Objectives[k], r.Errors[k] = number(p), number(above)
		r.Digits[k] = rightDigits(p, dual)
		if above > tol*math.Abs(p) {
			slow = append(slow, sides[k])
		}
	}
	size := math.Abs(a.Beta.Intercept)
	far := math.Abs(a.Beta.Intercept - b.Beta.Intercept)
	for j, name := range a.Data.Columns {
		x, y := a.Beta.Coefficients[j], b.Beta.Coefficients[j]
		size, far = max(size, math.Abs(x)), max(far, math.Abs(x-y))
		switch {
		case x != 0 && y == 0:
			r.OnlyA = append(r.OnlyA, name)
		case x == 0 && y != 0:
			r.OnlyB = append(r.OnlyB, name)
		case x*y < 0:
			r.Signs = append(r.Signs, name)
		}
	}
	r.Largest = number(far)
	r.Converged = len(slow) == 0
	switch {
	case !r.Converged:
		r.Answer = r.shortfall(slow)
	case far <= 1e-6*size:
		r.Answer = "same"
	default:
		r.Answer = "both optimal, and different"
	}
	return r
}

var sides = [2]string{"A", "B"}

// shortfall says how good those are that have not converged, and whether the two
// agree on what is not zero.
func (r comparison) shortfall(slow []string) string {
	least := 15
	for k, name := range sides {
		if slices.Contains(slow, name) {
			least = min(least, r.Digits[k])
		}
	}
	if least < enough {
		return strings.Join(slow, " and ") + " not converged"
	}
	agree := "support and signs alike"
	if d := len(r.OnlyA) + len(r.OnlyB) + len(r.Signs); d > 0 {
		agree = "support or signs differ at " + count(d, "feature")
	}
	return fmt.Sprintf("%s right to %d digits; %s", strings.Join(slow, " and "), least, agree)
}

// predictions returns the largest difference of predictions over the rows.
func predictions(a, b *verify.Certificate, d *dataio.Data) number {
	n, _ := d.X.Dims()
	z := make([]float64, n)
	at := map[string]int{}
	for j, name := range d.Names {
		at[name] = j
	}
	for j, name := range a.Data.Columns {
		if step := a.Beta.Coefficients[j] - b.Beta.Coefficients[j]; step != 0 {
			d.X.ColAxpy(at[name], step, z)
		}
	}
	far := 0.0
	for _, v := range z {
		far = max(far, math.Abs(v+a.Beta.Intercept-b.Beta.Intercept))
	}
	return number(far)
}

func (r comparison) print(w io.Writer) error {
	var t strings.Builder
	fmt.Fprintln(&t, r.Answer)
	for k, name := range sides {
		fmt.Fprintf(&t, "  %s: objective %.12g, above the optimum by at most %s: right to %s\n", name, r.Objectives[k], roundedUp(float64(r.Errors[k])), count(r.Digits[k], "digit"))
	}
	fmt.Fprintf(&t, "  objectives differ by %.3g, coefficients by at most %.3g", r.Difference, r.Largest)
	if r.Predictions != nil {
		fmt.Fprintf(&t, ", predictions by at most %.3g", float64(*r.Predictions))
	}
	fmt.Fprintln(&t)
	for _, g := range []struct {
		label string
		names []string
	}{{"non-zero in A alone", r.OnlyA}, {"non-zero in B alone", r.OnlyB}, {"of different sign", r.Signs}} {
		if g.names != nil {
			fmt.Fprintf(&t, "  %s: %s\n", g.label, abridged(g.names))
		}
	}
	_, err := io.WriteString(w, layout.Lines(t.String(), layout.Width(w)))
	return err
}
