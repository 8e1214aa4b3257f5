package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/detective"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems"
)

// explanation is the problem that the coefficients solve in place of the stated one.
type explanation struct {
	Mistake  string `json:"mistake"` // "" where none is found
	Text     string `json:"text"`
	Flags    string `json:"flags,omitempty"`  // that state it
	Advice   string `json:"advice,omitempty"` // what is to be done besides
	Lambda   number `json:"lambda"`
	Error    number `json:"error"`          // certified, for that problem
	ErrorRel number `json:"error_relative"` // to the null loss of that problem
}

// explain asks the detective.
func (m *model) explain(c *cli.Context, o *judge.Opinion, lambda float64) (*explanation, error) {
	var factor []float64
	if m.Spec.Convention == models.Glmnet { // the penalty has them rescaled
		factor = m.Spec.Factor
	}
	e, err := detective.Explain(c.Context, detective.Case{Problem: m.At(lambda), Beta: o.Beta, Opinion: o, Names: m.Names,
		Lambda: lambda, Alpha: m.Alpha, Units: m.units, Factor: factor, Exchange: m.exchange()})
	if err != nil {
		return nil, err
	}
	out := &explanation{Mistake: e.Mistake, Text: e.Text, Flags: e.Flags, Advice: e.Advice, Lambda: number(e.Lambda),
		Error: m.outward(e.Proof.Error), ErrorRel: number(e.Proof.Error / e.Scale)}
	if c.IsSet("trials") {
		out.Advice = strings.Replace(out.Advice, "leave out --weights", "leave out --trials", 1)
	}
	if c.IsSet("exposure") {
		out.Advice = strings.Replace(out.Advice, "leave out --offset", "leave out --exposure", 1)
	}
	switch {
	case e.Mistake == detective.None:
		out.Text = "no mistake of convention brings them nearer: the tool stopped early, or solved something else"
	case c.IsSet("lambda-ratio") && e.Flags != "", c.IsSet("C") && strings.Contains(e.Flags, "--lambda "):
		if !strings.Contains(e.Flags, "--lambda ") { // the ratio would be to another lambda_max
			out.Flags += fmt.Sprintf(" --lambda %.15g", e.Lambda)
		}
		if out.Advice != "" {
			out.Advice += "; "
		}
		out.Advice += "leave out " + strengths(c)[0]
	}
	return out, nil
}

// units returns what l1 = lambda alpha and l2 = lambda (1 - alpha), as the user states
// them, are multiplied with in the library's units, for the intercept of p and weights
// that add up to total.
func (m *model) units(p *problems.Problem, total float64) (lasso, ridge float64) {
	switch m.Spec.Convention {
	case models.Raw:
		return 1 / total, 1 / total
	case models.Glmnet:
		if fit, ok := p.Fit.(*problems.LeastSquares); ok {
			lambda, alpha := fit.Glmnet(2, 0.5, p.Intercept)
			return lambda * alpha, lambda * (1 - alpha)
		}
	}
	return 1, 1
}

// exchange is the flag that exchanges the classes.
func (m *model) exchange() string {
	if m.Spec.Levels == nil {
		return ""
	}
	return dataio.Word("--positive", m.Spec.Levels[0])
}

// print ends with what to paste.
func (e *explanation) print(w io.Writer) {
	fmt.Fprintf(w, "  nearest explanation: %s\n", printable.Line(e.Text))
	if e.Mistake == detective.None {
		fmt.Fprintln(w)
		return
	}
	fmt.Fprintf(w, "  (for that problem, above the optimum by at most %s of the null loss)\n", roundedUp(float64(e.ErrorRel)))
	if e.Advice != "" {
		fmt.Fprintf(w, "  %s\n", printable.Line(e.Advice))
	}
	if e.Flags != "" {
		fmt.Fprintf(w, "  flags that state it: %s\n", e.Flags)
	}
	fmt.Fprintln(w)
}
