package reproduce

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/lassocheck/lassocheck/internal/contrast"
	"github.com/lassocheck/lassocheck/internal/report"
)

func (s sample) mustEnd(alpha, ratio float64, choices []contrast.Choice, b contrast.Budget) []*contrast.End {
	null, err := s.problem(1).Null()
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	ends, err := mustModel(s.problem(alpha)).WithLambda(ratio*null.LambdaMax).Ends(context.Background(), choices, b)
	if err != nil {
		panic("reproduce: " + err.Error())
	}
	return ends
}

// pruned keeps the coefficients above 0.001 of the largest, as networks are pruned after
// training with an L1 penalty, and as many of the largest as the exact solution has.
func pruned(samples []sample) (report.Section, report.Claim) {
	const title = "Pruning after training with the penalty"
	table := report.Table{Caption: "Runs whose pruned support is the exact one, over four lambdas and two data sets", Head: []string{"method", "schedule", "above 0.001 of the largest", "the largest, as many as are exact"}}
	ratios := []float64{0.05, 0.1, 0.2, 0.5}
	var choices []contrast.Choice
	for _, schedule := range []string{"constant", "cosine"} {
		choices = append(choices, contrast.Chosen("GD", schedule, 0.1), contrast.Chosen("SGD", schedule, 0.01), contrast.Chosen("RMSprop", schedule, 0.001),
			contrast.Chosen("Adam", schedule, 0.001), contrast.Chosen("proximal GD", schedule, 1))
	}
	right, ranked := make([]int, len(choices)), make([]int, len(choices))
	runs := 0
	for _, s := range samples {
		for _, ratio := range ratios {
			runs++
			for k, e := range s.mustEnd(1, ratio, choices, budget) {
				if e != nil && e.Right {
					right[k]++
				}
				if e != nil && e.Ranked {
					ranked[k]++
				}
			}
		}
	}
	wrong, all, constant, falling := 0, 0, 0, 0
	for k, c := range choices {
		table.Rows = append(table.Rows, report.Row{c.Name, c.Schedule.Name, fmt.Sprintf("%d of %d", right[k], runs), fmt.Sprintf("%d of %d", ranked[k], runs)})
		if c.Kind != contrast.Naive {
			continue
		}
		all += runs
		wrong += runs - right[k]
		if c.Schedule.Name == "constant" {
			constant += right[k]
		} else {
			falling += right[k]
		}
	}
	claim := report.Claim{ID: "pruning_goes_wrong", Section: title, Claim: "Pruning after training with an L1 penalty removes the wrong weights.", Verdict: report.Of(wrong, all),
		Numbers:  []report.Measure{report.Counted("runs", all), report.Held("runs_with_a_wrong_support", wrong, ">=", float64(all)), report.Counted("right_at_a_constant_step", constant), report.Counted("right_with_cosine", falling)},
		Evidence: fmt.Sprintf("Below 0.001 of the largest: right in %d of %d runs at a constant step, in %d of %d with cosine.", constant, all/2, falling, all/2),
		Because:  "The last column is what pruning to the exact number of features, if one knew it, would give: then only the order by size has to be right."}
	return report.Section{Title: title, Tables: []report.Table{table}}, claim
}

// adaptive runs RMSprop and Adam in full batches at a constant step on the lasso and on ridge,
// which has no kink.
func adaptive(samples []sample) (report.Section, report.Claim) {
	const title = "RMSprop and Adam on smooth and on kinked problems"
	table := report.Table{Caption: "Full batches, 20000 steps of 0.001 c, lambda = 0.1 lambda_max", Head: []string{"data", "method", "lasso: above the optimum", "lasso: still moves by, in steps", "ridge: above the optimum", "ridge: still moves by, in steps"}}
	full := func(name string, multiple float64) contrast.Choice {
		c := contrast.Chosen(name, "constant", multiple)
		d := *c.Method
		d.Batch = 0
		c.Method = &d
		return c
	}
	choices := []contrast.Choice{full("GD", 0.1), full("momentum", 0.01), full("RMSprop", 0.001), full("Adam", 0.001)}
	b := contrast.Budget{Epochs: 20000}
	differ, all := 0, 0
	var same []string
	for _, s := range samples {
		lasso, ridge := s.mustEnd(1, 0.1, choices, b), s.mustEnd(0, 0.1, choices, b)
		for k, c := range choices {
			step := mustModel(s.problem(1)).Step(c)
			kinked, smooth := lasso[k].Moves/step, ridge[k].Moves/step
			table.Rows = append(table.Rows, report.Row{s.name, c.Name, math.Max(lasso[k].Gap, 0), kinked, math.Max(ridge[k].Gap, 0), smooth})
			if c.Name != "RMSprop" && c.Name != "Adam" {
				continue
			}
			all++
			if ridge[k].Gap < 0.01*lasso[k].Gap {
				differ++
			} else {
				same = append(same, c.Name+" on "+s.name)
			}
		}
	}
	claim := report.Claim{ID: "adaptive_methods_differ_at_kinks", Section: title, Claim: "RMSprop and Adam do at kinks what they do not do on smooth problems: they cycle.", Verdict: report.Of(differ, all),
		Numbers:  []report.Measure{report.Counted("cases", all), report.Held("gap_a_hundred_times_less_when_smooth", differ, ">=", float64(all))},
		Evidence: fmt.Sprintf("In %d of %d cases the smooth problem ends with less than a hundredth of the gap of the kinked one.", differ, all)}
	if len(same) > 0 {
		claim.Because = fmt.Sprintf("Not so for %s. Adaptive methods divide each slope by its own recent size, so that steps need not shrink with the slope: they go on moving on smooth problems too, RMSprop by whole steps.", strings.Join(same, ", "))
	}
	return report.Section{Title: title, Tables: []report.Table{table}}, claim
}
