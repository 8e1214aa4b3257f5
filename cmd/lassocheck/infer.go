package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
)

// inferenceJSON is what --infer adds: see [models.Inference].
type inferenceJSON struct {
	Sigma     number       `json:"sigma"`
	Estimated bool         `json:"sigma_estimated"`
	Level     number       `json:"level"`
	Effects   []effectJSON `json:"effects"`
}

type effectJSON struct {
	Name  string `json:"name"`
	Refit number `json:"least_squares"`
	SE    number `json:"std_error"`
	P     number `json:"p"`
	Lower number `json:"lower"` // null for minus infinity
	Upper number `json:"upper"`
}

// infer tests what was chosen, if --infer asks for it; nil if not.
func (s *selected) infer(c *cli.Context) (*inferenceJSON, error) {
	if !c.Bool("infer") {
		for _, flag := range []string{"sigma", "level"} {
			if c.IsSet(flag) {
				return nil, exit(exitUsage, "--%s is of --infer", flag)
			}
		}
		return nil, nil
	}
	if sigma := c.Float64("sigma"); c.IsSet("sigma") && !(sigma > 0) {
		return nil, fmt.Errorf("--sigma %v: it must be positive", sigma)
	}
	inf, err := s.Infer(s.fit, c.Float64("sigma"), c.Float64("level"))
	if err != nil {
		return nil, fmt.Errorf("--infer: %s", problemOf(err))
	}
	out := &inferenceJSON{Sigma: number(inf.Sigma), Estimated: inf.Estimated, Level: number(inf.Level), Effects: []effectJSON{}}
	for _, e := range inf.Effects {
		out.Effects = append(out.Effects, effectJSON{e.Name, number(e.Refit), number(e.SE), number(e.P), number(e.Lower), number(e.Upper)})
	}
	return out, nil
}

// print prints the table of effects, and what it assumes.
func (inf *inferenceJSON) print(w io.Writer) error {
	if inf == nil {
		return nil
	}
	how := "given"
	if inf.Estimated {
		how = "estimated by least squares on all columns"
	}
	width := layout.Width(w)
	fmt.Fprintf(w, "\n%s\n\n", layout.Statement(fmt.Sprintf("given these columns and signs, if errors are normal with σ = %.6g (%s) and λ was fixed before y was seen; the effect of a column is its coefficient in the regression on these",
		float64(inf.Sigma), how), width, "  "))
	t := layout.Table{Head: []string{"", "least squares", "std. error", "p", fmt.Sprintf("%g%% from", 100*float64(inf.Level)), "to"}, Right: []bool{false, true, true, true, true, true}}
	for _, e := range inf.Effects {
		t.Rows = append(t.Rows, []string{printable.Line(e.Name), fmt.Sprintf("%.6g", float64(e.Refit)), fmt.Sprintf("%.3g", float64(e.SE)), fmt.Sprintf("%.3g", float64(e.P)),
			fmt.Sprintf("%.5g", float64(e.Lower)), fmt.Sprintf("%.5g", float64(e.Upper))})
	}
	_, err := io.WriteString(w, t.Fit(width))
	return err
}
