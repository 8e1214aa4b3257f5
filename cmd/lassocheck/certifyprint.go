package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
)

// printCertified prints the answer first.
func (m *model) printCertified(w io.Writer, r certified) error {
	var b strings.Builder
	fmt.Fprintln(&b, layout.Statement(m.formula(), layout.Width(w), "  "))
	fmt.Fprintln(&b, r.Verdict)
	verdict := "optimal to"
	if !r.Optimal {
		verdict = "not proven within"
	}
	fmt.Fprintf(&b, "%s %g of the null loss at lambda = %.10g (%.4g lambda_max)\n\n", verdict, r.Tol, r.Lambda, r.LambdaRatio)
	line := func(label string, v, rel number) {
		fmt.Fprintf(&b, "  %-34s %s, %s of the null loss\n", label, roundedUp(float64(v)), roundedUp(float64(rel)))
	}
	fmt.Fprintf(&b, "  %-34s %.10g\n", "objective", float64(r.Objective))
	line("above the optimum by at most", r.Error, r.ErrorRel)
	line("what these numbers prove alone", r.Gap, r.GapRel)
	fmt.Fprintf(&b, "  %-34s %.3g, at %s\n\n", "largest violation of optimality", float64(r.KKT), printable.Line(r.Worst))
	if r.Explanation != nil {
		r.Explanation.print(&b)
	}
	if r.Features == nil {
		_, err := io.WriteString(w, layout.Lines(b.String(), layout.Width(w)))
		return err
	}
	groups := map[string][]string{}
	for _, f := range r.Features {
		groups[f.Verdict] = append(groups[f.Verdict], f.Name)
		if f.Finding != "" {
			groups[f.Finding] = append(groups[f.Finding], f.Name)
		}
	}
	fmt.Fprintf(&b, "  %d features: %d proven non-zero, %d proven zero, %d undetermined\n", len(r.Features),
		len(groups["positive"])+len(groups["negative"]), len(groups["zero"]), len(groups["undetermined"])+len(groups["undecidable"]))
	for _, g := range []string{"wrongly non-zero", "wrongly zero", "wrong sign", "undetermined", "undecidable"} {
		if names := groups[g]; names != nil {
			fmt.Fprintf(&b, "  %s: %s\n", g, abridged(names))
		}
	}
	printRanges(&b, r)
	if r.Note != "" {
		fmt.Fprintf(&b, "  %s\n", printable.Line(r.Note))
	}
	_, err := io.WriteString(w, layout.Lines(b.String(), layout.Width(w)))
	return err
}

// printRanges says whether there are other optima, and how they differ.
func printRanges(w io.Writer, r certified) {
	var moving []featureEntry
	for _, f := range r.Features {
		if f.Range != nil {
			moving = append(moving, f)
		}
	}
	switch {
	case r.Unique:
		fmt.Fprintln(w, "  the optimum is unique")
	case moving == nil:
		fmt.Fprintln(w, "  no other optimum was found, but that there is none is not proven")
	default:
		fmt.Fprintf(w, "  the optimum is not unique: %d coefficients differ between optima\n", len(moving))
		for k, f := range moving {
			if k == 8 {
				fmt.Fprintf(w, "    and %d more\n", len(moving)-k)
				break
			}
			fmt.Fprintf(w, "    %s from %.6g to %.6g\n", printable.Line(f.Name), float64(f.Range[0]), float64(f.Range[1]))
		}
	}
}

// roundedUp shows a bound by three digits that are not below it.
func roundedUp(v float64) string {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return fmt.Sprint(v)
	}
	for digits := 3; ; digits++ {
		for _, k := range []float64{1, 1 + 0.5e-2} {
			s := strconv.FormatFloat(v*k, 'g', digits, 64)
			if shown, _ := strconv.ParseFloat(s, 64); shown >= v {
				return s
			}
		}
	}
}
