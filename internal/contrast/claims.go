package contrast

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/report"
)

// The titles of the sections that claims point to.
const (
	found, bySchedule, atConstant, noKink, thresholds = "What training finds", "By schedule", "At a constant step: cycle or budget?", "Is it the kink?", "Does thresholding repair it?"
)

// conclude computes the claims and the verdict from the numbers.
func (r *Result) conclude() {
	r.Claims = []report.Claim{r.zeros(), r.falling(), r.cycles(), r.theKink(), r.repair(), r.signs(), r.proximal(), r.invariant()}
	if r.Sweep != nil {
		r.Claims = append(r.Claims, r.Sweep.claim())
	}
	r.Verdict = r.words()
}

// of lists the methods of some kinds that did not diverge in all seeds at their best.
func (r *Result) of(kinds ...Kind) (out []Trained) {
	for _, t := range r.Methods {
		if slices.Contains(kinds, t.Kind) && t.Best.Diverged < t.Best.Seeds {
			out = append(out, t)
		}
	}
	return out
}

// isRight tells whether a rule reads off the exact support in all seeds.
func (e *Ended) isRight(rule func(Rights) int) bool {
	return e.Diverged == 0 && rule(e.Right) == e.Seeds
}

func notZero(n Rights) int  { return n.NotZero }
func relative(n Rights) int { return n.Relative }
func signs(n Rights) int    { return n.Signs }

// where counts those of the methods that are, and names them.
func where(methods []Trained, is func(Trained) bool) (n int, names []string) {
	for _, t := range methods {
		if is(t) {
			names = append(names, t.Method)
		}
	}
	return len(names), names
}

// anyZero tells whether a method left a coefficient at exactly zero in some seed at its best.
func (r *Result) anyZero(t Trained) bool { return int(t.Best.Zeros.Max) > r.Problem.Idle }

func (r *Result) zeros() report.Claim {
	naive, others := r.of(Naive), r.of(Factored, Shrinking)
	with, names := where(naive, r.anyZero)
	runs, hits := 0, 0
	for _, g := range r.Grid {
		if method(g.Method).Kind == Naive && !g.Diverged {
			runs++
			if g.Nonzeros < r.Problem.Cols-r.Problem.Idle {
				hits++
			}
		}
	}
	c := report.Claim{ID: "no_exact_zeros", Claim: "Methods that differentiate the kink set no coefficient to exactly zero.", Verdict: report.Of(len(naive)-with, len(naive)), Section: found,
		Numbers: []report.Measure{report.Counted("methods", len(naive)), report.Held("methods_with_a_zero", with, "<=", 0), report.Counted("runs_of_the_search", runs),
			report.Held("runs_of_the_search_with_a_zero", hits, "<=", 0), report.Counted("exact_zeros", r.Exact.Zeros)},
		Evidence: fmt.Sprintf("%d of %d methods have one at their best; %d of %d runs of the search do. The exact solution has %d.", with, len(naive), hits, runs, r.Exact.Zeros)}
	if r.Exact.Zeros <= r.Problem.Idle {
		c.Verdict, c.Evidence = report.Undecided, "The exact solution has no zeros at this lambda: there are none to miss."
		return c
	}
	if c.Verdict == report.Holds && hits > 0 {
		c.Verdict = report.HoldsUnder
	}
	if with > 0 {
		c.Because = "With zeros: " + strings.Join(names, ", ") + ". A coefficient whose slope is 0 at the start, or that hits 0 to the last bit, stays there. "
	}
	for _, t := range others {
		if r.anyZero(t) {
			c.Because += fmt.Sprintf("Not one of these, %s (%s) has %s zeros, %s", t.Method, t.Kind, t.Best.Zeros, when(t.Best.isRight(notZero), "the right ones", "not the right ones in all seeds"))
			if t.Kind == Factored {
				c.Because += ": factors that shrink geometrically underflow in the end"
			}
			c.Because += ". "
		}
	}
	return c
}

func (r *Result) falling() report.Claim {
	n, all := 0, 0
	ratios, best, constant := []float64{}, []float64{}, []float64{}
	for _, t := range r.of(Naive) {
		if t.Constant == nil || t.Constant.Diverged == t.Constant.Seeds {
			continue
		}
		all++
		a, b := math.Max(float64(t.Constant.GapRelative.Median), 1e-16), math.Max(float64(t.Best.GapRelative.Median), 1e-16)
		ratios, constant, best = append(ratios, a/b), append(constant, a), append(best, b)
		if b <= a/2 {
			n++
		}
	}
	c := report.Claim{ID: "falling_step_helps", Claim: "Letting the step fall ends at less than half the gap of any constant step.", Verdict: report.Of(n, all), Section: bySchedule}
	c.Numbers = []report.Measure{report.Counted("methods", all), report.Held("methods_with_less_than_half_the_gap", n, ">=", float64(all)),
		report.Counted("gap_ratio_median", float64(spreadOf(ratios).Median)), report.Counted("best_gap_median", float64(spreadOf(best).Median)), report.Counted("constant_gap_median", float64(spreadOf(constant).Median))}
	c.Evidence = fmt.Sprintf("%d of %d methods; gaps %s with the best schedule, %s at the best constant step.", n, all, span(best), span(constant))
	return c
}

// span prints a range.
func span(x []float64) string {
	if len(x) == 0 {
		return "none"
	}
	lo, hi := report.Number(visible(slices.Min(x))), report.Number(visible(slices.Max(x)))
	if lo == hi {
		return lo
	}
	return lo + " to " + hi
}

func (r *Result) cycles() report.Claim {
	n, all, cycling, not := 0, 0, []string{}, []string{}
	states, remains := map[State]int{}, []float64{}
	for _, t := range r.of(Naive) {
		if t.Constant == nil {
			continue
		}
		all++
		states[t.Constant.State]++
		if t.Constant.State == Falling {
			remains = append(remains, 1-float64(t.Constant.Remains))
		}
		if t.Cycle != nil && t.Cycle.Cycles {
			n++
			cycling = append(cycling, t.Method)
		} else {
			not = append(not, t.Method)
		}
	}
	c := report.Claim{ID: "constant_step_cycles", Claim: "A constant step ends in a cycle that a longer run does not leave: the gap falls no more, and gap and movement follow the step.", Section: atConstant,
		Verdict: report.Of(n, all),
		Numbers: []report.Measure{report.Counted("methods", all), report.Held("cycling_at_a_longer_step", n, ">=", float64(all)),
			report.Counted("level_at_the_best_step", states[Level]), report.Counted("still_falling_at_the_best_step", states[Falling]), report.Counted("too_short_to_tell", states[TooShort]),
			report.Counted("converged_at_the_best_step", states[Converged]), report.Counted("diverged", states[Diverged])}}
	if n == 0 && states[TooShort]+states[Falling] > 0 {
		c.Verdict = report.Undecided
	}
	c.Evidence = fmt.Sprintf("%d of %d methods at 10 (or 3) times their best constant step. At the best one, %d of %d had not arrived when the budget of %d epochs ended.", n, all, states[Falling]+states[TooShort], all, r.Budget.Epochs)
	c.Because = "Tested are: the mean gap over the last quarter of the epochs is at least 0.9 of that over the third, and twice the step makes the gap at least 1.2 times and the movement 1.4 to 3 times as large. "
	if len(cycling) > 0 {
		c.Because += "So it is for " + strings.Join(cycling, ", ") + ". "
	}
	if len(not) > 0 {
		c.Because += "Not for " + strings.Join(not, ", ") + ". "
	}
	if len(remains) > 0 {
		c.Because += fmt.Sprintf("At the best constant step %d methods have not converged in this budget: from the third quarter to the last their gap still fell by %s.", len(remains), percents(remains))
	}
	return c
}

// percents prints a range of shares.
func percents(x []float64) string {
	lo, hi := percent(slices.Min(x)), percent(slices.Max(x))
	if lo == hi {
		return lo
	}
	return lo + " to " + hi
}

func (r *Result) theKink() report.Claim {
	n, names, noise := 0, []string{}, []string{}
	c := report.Claim{ID: "movement_is_the_kinks", Numbers: []report.Measure{}, Claim: "What coefficients keep moving by at a constant step is the kink's doing: with a straight line in place of the kink, and the same minimiser, at most a tenth of it is left.", Section: noKink}
	for _, x := range r.Controls {
		if x.Straight <= 0.1*x.Kinked {
			n, names = n+1, append(names, x.Method)
		} else {
			noise = append(noise, x.Method)
		}
		c.Because += fmt.Sprintf("From the exact solution %s moves by %s of the largest coefficient with the kink, by %s with a line instead, by %s with the kink rounded off below %s. ",
			x.Method, percent(float64(x.Kinked)), percent(float64(x.Straight)), percent(float64(x.Rounded)), report.Number(float64(x.Width)))
		c.Numbers = append(c.Numbers, report.Held(x.Method+"_moves_with_line_over_kink", float64(x.Straight/x.Kinked), "<=", 0.1))
	}
	c.Verdict = report.Of(n, len(r.Controls))
	c.Evidence = fmt.Sprintf("So it is for %s; not for %s", list(names, 3), list(noise, 3))
	if len(noise) > 0 {
		c.Evidence += ", which the noise of mini-batches moves too"
	}
	c.Evidence += "."
	if len(r.Controls) == 0 {
		c.Evidence = "Not tried."
	}
	return c
}

func (r *Result) repair() report.Claim {
	naive := r.of(Naive)
	best, _ := where(naive, func(t Trained) bool { return t.Best.isRight(relative) })
	constant, _ := where(naive, func(t Trained) bool { return t.Constant != nil && t.Constant.isRight(relative) })
	absolute, _ := where(naive, func(t Trained) bool { return t.Best.isRight(func(n Rights) int { return n.Absolute }) })
	exact := r.Exact.Rules.Relative.right()
	c := report.Claim{ID: "threshold_repairs", Claim: "Setting coefficients below 0.001 of the largest to zero gives the exact support.", Verdict: report.Of(best, len(naive)), Section: thresholds,
		Numbers: []report.Measure{report.Counted("methods", len(naive)), report.Held("right_with_best_schedule", best, ">=", float64(len(naive))), report.Counted("right_at_constant_step", constant),
			report.Counted("right_below_1e-3_absolute", absolute), report.Counted("exact_solution_right", map[bool]int{true: 1}[exact])},
		Evidence: fmt.Sprintf("%d of %d methods in all seeds with their best schedule, %d at a constant step; %d below 0.001 absolute. The exact solution itself %s.",
			best, len(naive), constant, absolute, when(exact, "passes", "does not pass"))}
	lo, hi := 0.0, math.Inf(1)
	for _, t := range naive {
		if w := t.Best.Works; w == nil {
			hi = -1
		} else {
			lo, hi = math.Max(lo, w[0]), math.Min(hi, w[1])
		}
	}
	if lo < hi {
		c.Because = fmt.Sprintf("With hindsight one threshold, anything from %s to %s in the units of training, would do for all of them: it can be told from the exact solution.", report.Number(lo), report.Number(hi))
	} else {
		c.Because = "Even with hindsight no one threshold would do for all of them."
	}
	return c
}

func (r *Result) signs() report.Claim {
	all, n, seeds, right := 0, 0, 0, 0
	for _, t := range r.of(Naive) {
		if t.Constant == nil {
			continue
		}
		all++
		seeds, right = seeds+t.Constant.Seeds, right+t.Constant.Right.Signs
		if t.Constant.isRight(signs) {
			n++
		}
	}
	return report.Claim{ID: "sign_changes_tell", Claim: "At a constant step the coefficients that change sign are those that should be zero.", Verdict: report.Of(n, all), Section: thresholds,
		Numbers:  []report.Measure{report.Counted("methods", all), report.Held("methods_right_in_all_seeds", n, ">=", float64(all)), report.Counted("runs", seeds), report.Counted("runs_right", right)},
		Evidence: fmt.Sprintf("%d of %d methods in all seeds, %d of %d runs; counted over the last tenth of the epochs.", n, all, right, seeds)}
}

func (r *Result) proximal() report.Claim {
	all := r.of(Proximal, Orthants)
	n, names := where(all, func(t Trained) bool { return t.Best.isRight(notZero) })
	c := report.Claim{ID: "proximal_steps_find_zeros", Claim: "The same training finds the exact zeros where the kink gets its proximal step.", Verdict: report.Of(n, len(all)), Section: found,
		Numbers:  []report.Measure{report.Counted("methods", len(all)), report.Held("methods_right_in_all_seeds", n, ">=", float64(len(all)))},
		Evidence: fmt.Sprintf("%d of %d in all seeds%s.", n, len(all), when(n > 0, ": "+strings.Join(names, ", "), ""))}
	if len(all) == 0 {
		c.Evidence = "Not tried."
	}
	return c
}

func (r *Result) invariant() report.Claim {
	n, not := 0, []string{}
	for _, u := range r.Units {
		if u.Same {
			n++
		} else {
			not = append(not, u.Method)
		}
	}
	c := report.Claim{ID: "invariant_under_units", Claim: "The outcome does not depend on the units of y.", Verdict: report.Of(n, len(r.Units)), Section: noKink,
		Numbers:  []report.Measure{report.Counted("methods", len(r.Units)), report.Held("methods_with_the_same_gap", n, ">=", float64(len(r.Units)))},
		Evidence: fmt.Sprintf("%d of %d methods have the same relative gap, to 0.1%%, with y and lambda 1024 times as large.", n, len(r.Units))}
	switch {
	case r.Problem.Loss == logisticLoss:
		c.Evidence = "Classes have no units."
	case len(r.Units) == 0:
		c.Evidence = "Not tried."
	}
	if len(not) > 0 {
		c.Evidence += " Not: " + strings.Join(not, ", ") + "."
		c.Because = "Steps are multiples of what grows with the units. What does not grow with them is the weight decay of AdamW, which shrinks by 0.01 times the step, and the 1e-8 that adaptive methods add to the root of the second moment."
	}
	return c
}
