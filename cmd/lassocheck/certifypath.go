package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// pathVerdict is what is proven of one row, in the units of the convention.
type pathVerdict struct {
	Lambda   number `json:"lambda"`
	Nonzero  int    `json:"nnz"`
	Verdict  string `json:"verdict,omitempty"` // in words: see [grade]
	Digits   int    `json:"digits"`
	Wrong    int    `json:"wrong"` // features proven wrong in support or sign
	settled  bool   // all features are proven right
	Optimal  bool   `json:"optimal"`
	Error    number `json:"error"`
	ErrorRel number `json:"error_relative"`
	GapRel   number `json:"gap_relative"`
	// Between bounds the error of linear interpolation to the row above,
	// relative to the null loss: docs/math.md.
	Between *number `json:"between_relative,omitempty"`
	Fault   string  `json:"fault,omitempty"`
	Note    string  `json:"note,omitempty"`
}

// pathFlags refuses flags that are about one lambda.
func pathFlags(c *cli.Context) error {
	if set := strengths(c); set != nil {
		return exit(exitUsage, "certify: the file has a lambda in every row: leave out %s", strings.Join(set, " and "))
	}
	if c.IsSet("certificate") {
		return exit(exitUsage, "certify: a certificate is about one lambda: give one row of the path")
	}
	return nil
}

// certifyPath judges every row.
func certifyPath(c *cli.Context, m *model, models []*coefio.Model) error {
	tol, failed := c.Float64("tol"), 0
	var all []pathVerdict
	var last *judge.Opinion
	var before float64
	for _, r := range models {
		v := pathVerdict{Error: number(math.Inf(1)), ErrorRel: number(math.Inf(1)), GapRel: number(math.Inf(1))}
		for _, b := range r.Beta {
			if b != 0 {
				v.Nonzero++
			}
		}
		lambda := r.Lambda
		v.Lambda = number(lambda)
		switch {
		case math.IsNaN(lambda):
			v.Fault = "lambda is missing"
		case math.IsInf(lambda, 0) && v.Nonzero == 0:
			v.Fault = "lambda is infinite and all coefficients are zero: the tool stopped before this fit"
		case !(lambda >= 0) || math.IsInf(lambda, 0):
			v.Fault = "lambda is negative or not finite"
		}
		if v.Fault != "" {
			last, failed = nil, failed+1
			all = append(all, v)
			continue
		}
		beta, note, err := m.beta(r, c.String("coef"))
		if err != nil {
			return err
		}
		v.Note = note
		o, err := judge.Judge(c.Context, m.At(lambda), beta, judge.Options{Settings: solvers.Settings{MaxTime: c.Duration("max-time")}})
		if c.Context.Err() != nil {
			break
		}
		if err != nil {
			return err
		}
		v.Error, v.ErrorRel, v.GapRel = m.outward(o.Proof.Error), number(m.Relative(o.Proof.Error)), number(m.Relative(o.Alone.Error))
		g := m.grade(o, tol)
		v.Verdict, v.Digits, v.Wrong, v.Optimal = g.String(), g.digits, g.wrong(), g.optimal
		v.settled = g.wrong()+g.undetermined == 0
		if !v.Optimal {
			failed++
		}
		if last != nil {
			between := number(m.between(last, o, before*m.LambdaUnit, lambda*m.LambdaUnit) / m.Null.Scale)
			v.Between = &between
		}
		last, before = o, lambda
		all = append(all, v)
	}
	var err error
	if c.Bool("json") {
		err = printJSON(c.App.Writer, struct {
			Problem problemJSON   `json:"problem"`
			Path    []pathVerdict `json:"path"`
		}{m.problemJSON(), all})
	} else {
		err = m.printPathVerdicts(c.App.Writer, all, failed, tol)
	}
	if c.Context.Err() != nil {
		return interrupted()
	}
	if err != nil || failed == 0 {
		return err
	}
	return exit(exitNotCertified, "")
}

// between bounds how far from optimal linear interpolation between two rows is,
// anywhere between their lambdas: the larger error, and a quarter of the difference
// in lambda times that in penalty.
func (m *model) between(a, b *judge.Opinion, la, lb float64) float64 {
	norm := func(o *judge.Opinion) float64 {
		coef, _ := m.Problem.Split(o.Beta)
		return m.Net.WithLambda(1).(*problems.ElasticNet).Value(coef)
	}
	curve := (la - lb) * (norm(b) - norm(a)) / 4
	if math.IsNaN(curve) { // of penalties beyond the largest number
		return math.Inf(1)
	}
	return (max(a.Proof.Error, b.Proof.Error) + max(curve, 0)) * (1 + 1e-12)
}

func (m *model) printPathVerdicts(w io.Writer, all []pathVerdict, failed int, tol float64) error {
	var b strings.Builder
	fmt.Fprintln(&b, layout.Statement(m.formula(), layout.Width(w), "  "))
	if failed == 0 {
		fmt.Fprintf(&b, "all %d rows are optimal to %g of the null loss\n", len(all), tol)
	} else {
		fmt.Fprintf(&b, "%d of %d rows are not proven within %g of the null loss\n", failed, len(all), tol)
	}
	digits, settled := 15, 0
	for _, v := range all {
		digits = min(digits, v.Digits)
		if v.settled {
			settled++
		}
	}
	if digits >= enough {
		fmt.Fprintf(&b, "right to %d digits or more; ", digits)
	}
	fmt.Fprintf(&b, "support and signs as at the optimum in %d of %s\n\n", settled, count(len(all), "row"))
	fmt.Fprintf(&b, "  %14s %8s %9s %9s %13s %6s %5s\n", "lambda", "non-zero", "error", "alone", "interpolation", "digits", "wrong")
	for _, v := range all {
		if v.Fault != "" {
			fmt.Fprintf(&b, "  %14.8g %8d  %s\n", float64(v.Lambda), v.Nonzero, v.Fault)
			continue
		}
		between, mark := "", ""
		if v.Between != nil {
			between = roundedUp(float64(*v.Between))
		}
		if !v.Optimal {
			mark = " > tol"
		}
		fmt.Fprintf(&b, "  %14.8g %8d %9s %9s %13s %6d %5d%s\n", float64(v.Lambda), v.Nonzero, roundedUp(float64(v.ErrorRel)), roundedUp(float64(v.GapRel)), between, v.Digits, v.Wrong, mark)
	}
	for k := range all {
		if note := all[k].Note; note != "" {
			fmt.Fprintf(&b, "\n  at lambda = %.8g: %s\n", float64(all[k].Lambda), note)
			if more := slices.IndexFunc(all[k+1:], func(v pathVerdict) bool { return v.Note != "" }); more >= 0 {
				fmt.Fprintln(&b, "  likewise at other lambdas: --json has the notes")
			}
			break
		}
	}
	_, err := io.WriteString(w, layout.Lines(b.String(), layout.Width(w)))
	return err
}
