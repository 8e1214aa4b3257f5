package contrast

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/report"
)

// words is the verdict, from the numbers.
func (r *Result) words() []string {
	naive, zeros, right, restored, diverged := 0, 0, 0, 0, 0
	closest := Trained{GapRelative: report.Float(math.Inf(1))}
	calm, lively, changes := math.Inf(1), 0.0, 0
	for _, t := range r.Methods {
		if t.Proximal {
			continue
		}
		naive++
		if t.Diverged {
			diverged++
			continue
		}
		if t.Zeros > r.Problem.Idle {
			zeros++
		}
		if t.right() {
			right++
		}
		if t.Thresholded.right() {
			restored++
		}
		if t.GapRelative < closest.GapRelative {
			closest = t
		}
		calm, lively = math.Min(calm, float64(t.Oscillation)), math.Max(lively, float64(t.Oscillation))
		changes += t.SignChanges
	}
	out := []string{fmt.Sprintf("Solved exactly, this problem keeps %d of %d features (%s) and sets the other %d to exactly zero, proven to within %s of the optimum (relative).",
		r.Exact.Nonzeros, r.Problem.Cols, list(r.Exact.Names, 8), r.Exact.Zeros, report.Number(math.Max(float64(r.Exact.GapRelative), 1e-12)))}
	if naive == 0 {
		return out
	}
	s := fmt.Sprintf("Trained by automatic differentiation on the same objective, each method at the best of its step sizes, %d of %d methods set any coefficient to zero and %d end with the right features. ", zeros, naive, right)
	if diverged > 0 {
		s += fmt.Sprintf("%d diverge at every step size. ", diverged)
	}
	if diverged < naive {
		s += fmt.Sprintf("The closest, %s, ends %s above the optimum (relative), and after %d epochs coefficients still move by %s to %s of the largest one", closest.Method, report.Number(float64(closest.GapRelative)), r.Problem.Epochs, percent(calm), percent(lively))
		if changes > 0 {
			s += fmt.Sprintf(" and have changed sign %d times in the last tenth of them: constant steps pass the kink at zero and come back, for ever", changes)
		}
		s += "."
	}
	out = append(out, s, fmt.Sprintf("Setting coefficients below the customary %g to zero gives the right features in %d of %d methods; which threshold would do depends on data, units, method and step, and cannot be told without the exact solution.", Threshold, restored, naive))
	honest := ""
	for _, t := range r.Methods {
		if t.Proximal && !t.Diverged {
			if honest != "" {
				honest += "; "
			}
			honest += fmt.Sprintf("%s gives %d exact zeros of %d", t.Method, t.Zeros, r.Exact.Zeros)
			if t.right() {
				honest += ", all the right ones"
			}
			honest += fmt.Sprintf(", %s above the optimum", report.Number(visible(float64(t.GapRelative))))
		}
	}
	instead := "Do instead: `lassocheck solve`, which is exact; or, where only gradients will do, leave the penalty out of the differentiation and take its proximal step"
	if honest != "" {
		instead += ": " + honest
	}
	if r.Sweep != nil {
		out = append(out, r.Sweep.words()...)
	}
	out = append(out, instead+".")
	if diverged > 0 || (closest.GapRelative > 1e-2 && !r.Problem.Standardize) {
		out = append(out, "Part of this is the scale of the columns, not the kink: with --standardize the methods get further.")
	}
	return out
}

// percent prints a share, down to the root of rounding: a point within rounding of the
// optimum is that far from the solution.
func percent(v float64) string {
	if v < 1e-7 {
		v = 0
	}
	return report.Number(100*v) + "%"
}
