package reproduce

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/lassocheck/lassocheck/internal/autodiff"
	"github.com/lassocheck/lassocheck/internal/report"
)

// steps are the constant steps that are tried: four decades.
var steps = []float64{1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1}

// burn is the number of steps that a run gets before it is watched: enough to
// travel a distance of 100 along slopes of norm 1, within reason.
func burn(step float64) int { return int(math.Min(100/step, 3e5)) }

// Edge tests the third claim: how (sub)gradient descent with a constant step ends
// on kinked and on once-differentiable functions.
func Edge(Size) *report.Report {
	sharp, sharpClaim := sharpMinima()
	exceptions, every := exceptions()
	huber, huberClaim := onceDifferentiable()
	asymmetric, asymmetricClaim := asymmetric()
	bounded, boundedClaim := lipschitz()
	r := &report.Report{
		Title:    "Constant steps at a kink, and at the edge of stability",
		Claims:   []report.Claim{every, sharpClaim, huberClaim, asymmetricClaim, boundedClaim},
		Sections: []report.Section{sharp, exceptions, huber, asymmetric, bounded},
		Notes:    []string{claimLevel},
		Command:  "lassocheck reproduce edge",
	}
	r.Answer = "At a sharp minimum no constant step settles, and that is a theorem; not every kink is one, and what smooth functions do beyond 2/curvature is decided by more than the curvature where the iterates are."
	if sharpClaim.Verdict != report.Holds || every.Verdict != report.Fails {
		r.Answer = "The runs do not bear out what is known of sharp minima: see the scoreboard."
	}
	r.Verdict = []string{"Do instead: take the proximal step of the kinked term, which lands on the kink exactly, or let the steps decay and accept a slow end."}
	return r
}

func sharpMinima() (report.Section, report.Claim) {
	table := report.Table{Caption: fmt.Sprintf("Constant steps over %s to %s, %d runs each, the last %d iterates of each run",
		report.Number(steps[0]), report.Number(steps[len(steps)-1]), len(steps), tail),
		Head: []string{"function", "Lipschitz", "sharp minimum", "runs that settled", "amplitude grows as (step G)^", "amplitude / (step G)", "smallest slope met", "mean gap / (G² step/2)", "cycle lengths"}}
	amplitude := report.Figure{Title: "The limit cycle is as wide as the step", X: report.Axis{Label: "step x G", Log: true}, Y: report.Axis{Label: "amplitude of the last iterates", Log: true},
		Note: "G is the largest slope in the cycle. The reference is amplitude = step G."}
	line := report.Series{Name: "step G", Reference: true}
	settled, runs := 0, 0
	slopes, ratios, smallest := newSpread(), newSpread(), math.Inf(1)
	for _, o := range kinked() {
		s := report.Series{Name: o.name}
		best := o.best
		var limits []limit
		for _, step := range steps {
			l := o.descend(step, burn(step))
			limits = append(limits, l)
			s.X, s.Y = append(s.X, step*l.gradMax), append(s.Y, l.amplitude)
			if math.IsNaN(o.best) && !(best <= l.low) {
				best = l.low
			}
		}
		ratio, gap, least, periods, still := newSpread(), newSpread(), math.Inf(1), newSpread(), 0
		for _, l := range limits {
			if l.settled() {
				still++
			}
			ratio.add(l.amplitude / (l.step * l.gradMax))
			gap.add((l.mean - best) / (l.gradMax * l.gradMax * l.step / 2))
			least = math.Min(least, l.gradMin)
			periods.add(float64(l.period))
			line.X, line.Y = append(line.X, l.step*l.gradMax), append(line.Y, l.step*l.gradMax)
		}
		settled, runs, smallest = settled+still, runs+len(limits), math.Min(smallest, least)
		power := slopeFit(s.X, s.Y)
		slopes.add(power)
		ratios.add(ratio.lo)
		ratios.add(ratio.hi)
		cycle := periods.String()
		if periods.lo == 0 {
			cycle = "long"
		}
		lipschitz, sharp := o.properties()
		table.Rows = append(table.Rows, report.Row{o.name, lipschitz, sharp, fmt.Sprintf("%d of %d", still, len(limits)), power, ratio.String(), least, gap.String(), cycle})
		amplitude.Series = append(amplitude.Series, s)
	}
	line.X, line.Y = ends(line.X), ends(line.Y)
	amplitude.Series = append(amplitude.Series, line)
	claim := report.Claim{ID: "sharp_minimum_never_settles", Claim: "At a sharp minimum, where 0 is in the interior of the subdifferential, no constant step settles: the iterates end in a cycle as wide as the step.",
		Verdict: report.Fails, Section: sharpTitle,
		Numbers: []report.Measure{report.Counted("runs", runs), report.Held("runs_that_settled", settled, "<=", 0), report.Held("least_power_of_step", slopes.lo, ">", 0.8), report.Held("largest_power_of_step", slopes.hi, "<", 1.2),
			report.Held("smallest_slope_met", smallest, ">", 0)},
		Evidence: fmt.Sprintf("%d of %d runs settled; the amplitude grows as (step G)^(%s).", settled, runs, slopes),
		Because: fmt.Sprintf("Then f(x) >= f(x*) + c|x - x*| for some c > 0, so that every slope away from x* is at least c long, and every step at least c times its length (docs/math.md). In the runs the smallest slope met is %s, and the amplitude is %s times step G. A smaller step makes the cycle smaller and the way there longer; it does not end it. What a theorem cannot exclude is an iterate that hits x* to the last bit.",
			report.Number(smallest), ratios)}
	if settled == 0 && slopes.lo > 0.8 && slopes.hi < 1.2 && smallest > 0 {
		claim.Verdict = report.Holds
	}
	return report.Section{Title: sharpTitle, Tables: []report.Table{table}, Figures: []report.Figure{amplitude},
		Text: []string{"A run has settled if its last iterates stay within 1e-9. Theory bounds the mean gap in the cycle by G² step/2 (Boyd, Xiao, Mutapcic, Subgradient methods, 2003); where the best value is not known in closed form, the gap is to the best value seen."}}, claim
}

const sharpTitle, exceptionsTitle = "Sharp minima", "Exceptions to “every”"

// exceptions are kinked, convex, Lipschitz functions and runs that do settle.
func exceptions() (report.Section, report.Claim) {
	rng := rand.New(rand.NewPCG(20240116, 1))
	table := report.Table{Caption: "Kinked, convex and Lipschitz, yet it settles", Head: []string{"function", "subdifferential at the minimum", "start", "steps", "runs that settled", "largest last slope"}}
	functions := []struct {
		object
		at string
	}{
		{object{name: "max(Huber(x), 2|x|-3)", oracle: pointwise(smoothBottom), start: []float64{3}}, "{0}: kinks elsewhere"},
		{object{name: "hinge loss, classes apart", oracle: separatedHinge(rng).oracle, start: []float64{0, 0, 0}}, "{0}: 0 on an open set"},
		{object{name: "Huber(x) + max(x, 0)", oracle: pointwise(oneSided), start: []float64{-3}}, "[0, 1]: 0 at its end"},
		{object{name: "Huber(x) + max(x, 0)", oracle: pointwise(oneSided), start: []float64{3}}, "[0, 1]: 0 at its end"},
	}
	settles := 0
	for _, o := range functions {
		still, slope := 0, 0.0
		for _, step := range steps {
			if l := o.descend(step, burn(step)); l.settled() {
				still, slope = still+1, math.Max(slope, l.gradMax)
			}
		}
		if still == len(steps) {
			settles++
		}
		table.Rows = append(table.Rows, report.Row{o.name, o.at, report.Number(o.start[0]), "all", fmt.Sprintf("%d of %d", still, len(steps)), slope})
	}
	var hit [2]limit
	for k, step := range []float64{0.25, 0.1} {
		o := object{name: "|x|", oracle: pointwise(autodiff.Abs), start: []float64{1}}
		hit[k] = o.descend(step, burn(step))
		still := 0
		if hit[k].settled() {
			still = 1
		}
		table.Rows = append(table.Rows, report.Row{o.name, "[-1, 1]", "1", report.Number(step), fmt.Sprintf("%d of 1", still), hit[k].gradMax})
	}
	claim := report.Claim{ID: "every_kink_is_unstable", Claim: "Every convex, non-smooth, Lipschitz function shows unstable convergence under gradient descent.", Verdict: report.Holds, Section: exceptionsTitle,
		Numbers: []report.Measure{report.Counted("functions_and_starts", len(functions)), report.Held("settle_at_every_step", settles, "<=", 0)}}
	claim.Evidence = fmt.Sprintf("%d of %d counterexamples settle at every step.", settles, len(functions))
	if settles > 0 || hit[0].settled() {
		claim.Verdict = report.Fails
		claim.Because = fmt.Sprintf("Kinks away from the minimum do no harm. Nor does one at the minimum where 0 is only at the end of the subdifferential: Huber(x) + max(x, 0) has its one minimiser 0 at a kink, with subdifferential [0, 1], and settles from both sides. And |x| from 1 with step 0.25 hits 0 exactly and stays (last slope %s), while step 0.1, which binary fractions miss, cycles with amplitude %s. What is true is the next claim.",
			report.Number(hit[0].gradMax), report.Number(hit[1].amplitude))
	}
	return report.Section{Title: exceptionsTitle, Tables: []report.Table{table},
		Text: []string{"The first function has kinks at ±2.5 and a smooth bottom; the second reaches loss 0 on an open set, as a perceptron does; the third has a kink at its minimum that is flat on one side."}}, claim
}

// oneSided is Huber(x) + max(x, 0).
func oneSided(x float64) (float64, float64) {
	v, slope := autodiff.Huber(1)(x)
	w, more := autodiff.ReLU(x)
	return v + w, slope + more
}

// smoothBottom is max(Huber(x), 2|x| - 3).
func smoothBottom(x float64) (float64, float64) {
	v, slope := autodiff.Huber(1)(x)
	if w := 2*math.Abs(x) - 3; w > v {
		return w, math.Copysign(2, x)
	}
	return v, slope
}

// ends returns the least and the largest entry.
func ends(x []float64) []float64 {
	s := newSpread()
	for _, v := range x {
		s.add(v)
	}
	return []float64{s.lo, s.hi}
}

// spread is the range of numbers seen.
type spread struct{ lo, hi float64 }

func newSpread() spread { return spread{math.Inf(1), math.Inf(-1)} }

func (s *spread) add(v float64) { s.lo, s.hi = math.Min(s.lo, v), math.Max(s.hi, v) }

// String prints the range, or the number where all are the same to three digits.
func (s spread) String() string {
	lo, hi := report.Number(s.lo), report.Number(s.hi)
	if lo == hi {
		return lo
	}
	return lo + " to " + hi
}
