package contrast

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/report"
)

// words is the verdict in plain sentences.
func (r *Result) words() []string {
	var out []string
	if r.Budget.Tried < r.Budget.Methods {
		out = append(out, fmt.Sprintf("Ended early: %d of %d methods were tried; what follows is about those.", r.Budget.Tried, r.Budget.Methods))
	}
	out = append(out, fmt.Sprintf("Solved exactly, this problem keeps %d of %d features (%s) and sets the other %d to exactly zero, proven to within %s of the optimum (relative).",
		r.Exact.Nonzeros, r.Problem.Cols, list(r.Exact.Names, 8), r.Exact.Zeros, report.Number(math.Max(float64(r.Exact.GapRelative), 1e-12))))
	return append(out, r.advice())
}

// Answer is what came out, in one sentence.
func (r *Result) Answer() string {
	naive := r.of(Naive)
	closest := closestOf(naive)
	if closest == nil {
		return fmt.Sprintf("The exact solution has %d zeros; no method that differentiates the kink came to an end.", r.Exact.Zeros)
	}
	gap := report.Number(visible(float64(closest.Best.GapRelative.Median)))
	if r.Exact.Zeros <= r.Problem.Idle {
		return fmt.Sprintf("At this lambda the exact solution has no zeros, so that no kink is at the minimum: of %d methods that differentiate it the closest, %s, ends %s above the optimum.", len(naive), closest.Method, gap)
	}
	with, _ := where(naive, r.anyZero)
	s := fmt.Sprintf("Of %d methods that differentiate the kink, each at its best schedule and step, %s any of the %d coefficients to exactly zero that are zero in the solution, and the closest, %s, ends %s above the optimum",
		len(naive), map[int]string{0: "none sets", 1: "one sets"}[min(with, 2)]+when(with > 1, fmt.Sprintf("%d set", with), ""), r.Exact.Zeros, closest.Method, gap)
	if best := r.cure(); best != nil {
		return s + fmt.Sprintf("; %s has exactly the right zeros, %s above it.", best.Method, report.Number(visible(float64(best.Best.GapRelative.Median))))
	}
	return s + "."
}

// closestOf is the method with the least median gap.
func closestOf(methods []Trained) *Trained {
	var best *Trained
	for k := range methods {
		if best == nil || methods[k].Best.GapRelative.Median < best.Best.GapRelative.Median {
			best = &methods[k]
		}
	}
	return best
}

// cure is the closest method that has exactly the right zeros in all seeds and is no farther
// from the optimum than those that differentiate the kink; nil where there is none.
func (r *Result) cure() *Trained {
	var right []Trained
	for _, t := range r.of(Proximal, Orthants) {
		if t.Best.isRight(notZero) {
			right = append(right, t)
		}
	}
	best, naive := closestOf(right), closestOf(r.of(Naive))
	if best == nil || naive != nil && visible(float64(best.Best.GapRelative.Median)) > visible(float64(naive.Best.GapRelative.Median)) {
		return nil
	}
	return best
}

func (r *Result) advice() string {
	const solve = "Do instead: lassocheck solve, which is exact"
	if best := r.cure(); best != nil {
		return fmt.Sprintf("%s; or, where only gradients will do, leave the penalty out of the differentiation, as %s does here (%s above the optimum, the right zeros in %d of %d seeds).",
			solve, best.Method, report.Number(visible(float64(best.Best.GapRelative.Median))), best.Best.Right.NotZero, best.Best.Seeds)
	}
	return solve + ". No method that leaves the kink alone was both closer and right about the zeros in this budget; with more --epochs one may be."
}

// percent prints a share, down to the root of rounding: a point within rounding of the
// optimum is that far from the solution.
func percent(v float64) string {
	if math.IsNaN(v) {
		return "-"
	}
	if math.Abs(v) < 1e-7 {
		v = 0
	}
	return report.Number(100*v) + "%"
}
