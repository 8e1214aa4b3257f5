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
func Edge() *report.Report {
	kinks, kinkClaim := atKinks()
	exceptions, all := exceptions()
	huber, huberClaim := onceDifferentiable()
	asymmetric, asymmetricClaim := asymmetric()
	all.Because = "Where the minimum is a kink, " + kinkClaim.Because + " But not all kinked functions do this: " + all.Because
	if kinkClaim.Verdict != report.Holds {
		all.Verdict = report.Fails
	}
	verdict := "Where the minimum is a kink, " + kinkClaim.Because
	if kinkClaim.Verdict == report.Holds {
		verdict += " The slopes that automatic differentiation returns do not shrink on the way, so the iterates end in a cycle as wide as the step. A smaller step makes the cycle smaller and the way there longer; it does not end it."
	}
	return &report.Report{
		Title: "Constant steps at a kink, and at the edge of stability",
		Verdict: []string{verdict,
			"Do instead: take the proximal step of the kinked term, which lands on the kink exactly, or let the steps decay and accept a slow end."},
		Claims:   []report.Claim{all, huberClaim, asymmetricClaim},
		Sections: []report.Section{kinks, exceptions, huber, asymmetric},
		Notes:    []string{claimLevel},
		Command:  "lassocheck reproduce edge",
	}
}

func atKinks() (report.Section, report.Claim) {
	table := report.Table{Caption: fmt.Sprintf("Constant steps over %s to %s, %d runs each, the last %d iterates of each run",
		report.Number(steps[0]), report.Number(steps[len(steps)-1]), len(steps), tail),
		Head: []string{"function", "runs that settled", "amplitude grows as (step G)^", "amplitude / (step G)", "smallest slope met", "mean gap / (G² step/2)", "cycle lengths"}}
	amplitude := report.Figure{Title: "The limit cycle is as wide as the step", X: report.Axis{Label: "step x G", Log: true}, Y: report.Axis{Label: "amplitude of the last iterates", Log: true},
		Note: "G is the largest slope in the cycle. Dashed: amplitude = step G."}
	line := report.Series{Name: "step G", Reference: true}
	settled, runs := 0, 0
	slopes, ratios := newSpread(), newSpread()
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
		settled, runs = settled+still, runs+len(limits)
		power := slopeFit(s.X, s.Y)
		slopes.add(power)
		ratios.add(ratio.lo)
		ratios.add(ratio.hi)
		cycle := periods.String()
		if periods.lo == 0 {
			cycle = "long"
		}
		table.Rows = append(table.Rows, report.Row{o.name, fmt.Sprintf("%d of %d", still, len(limits)), power, ratio.String(), least, gap.String(), cycle})
		amplitude.Series = append(amplitude.Series, s)
	}
	line.X, line.Y = ends(line.X), ends(line.Y)
	amplitude.Series = append(amplitude.Series, line)
	claim := report.Claim{Verdict: report.Fails, Because: fmt.Sprintf(
		"%d of %d runs with a constant step settled; the amplitude grows as (step G)^(%s) and is %s times step G.", settled, runs, slopes, ratios)}
	if settled == 0 && slopes.lo > 0.8 && slopes.hi < 1.2 {
		claim.Verdict = report.Holds
	}
	return report.Section{Title: "Minimum at a kink", Tables: []report.Table{table}, Figures: []report.Figure{amplitude},
		Text: []string{"A run has settled if its last iterates stay within 1e-9. Theory bounds the mean gap in the cycle by G² step/2 (Boyd, Xiao, Mutapcic, Subgradient methods, 2003); where the best value is not known in closed form, the gap is to the best value seen."}}, claim
}

// exceptions are kinked, convex, Lipschitz functions and runs that do settle.
func exceptions() (report.Section, report.Claim) {
	rng := rand.New(rand.NewPCG(20240116, 1))
	smoothBottom := object{"max(Huber(x), 2|x|-3)", pointwise(smoothBottom), []float64{3}, 0}
	table := report.Table{Caption: "Kinked, convex and Lipschitz, yet it settles", Head: []string{"function", "start", "steps", "runs that settled", "largest last slope"}}
	settles := 0
	for _, o := range []object{smoothBottom, separatedHinge(rng)} {
		still, slope := 0, 0.0
		for _, step := range steps {
			if l := o.descend(step, burn(step)); l.settled() {
				still, slope = still+1, math.Max(slope, l.gradMax)
			}
		}
		if still == len(steps) {
			settles++
		}
		table.Rows = append(table.Rows, report.Row{o.name, report.Number(o.start[0]), "all", fmt.Sprintf("%d of %d", still, len(steps)), slope})
	}
	var hit [2]limit
	for k, step := range []float64{0.25, 0.1} {
		o := object{"|x|", pointwise(autodiff.Abs), []float64{1}, 0}
		hit[k] = o.descend(step, burn(step))
		still := 0
		if hit[k].settled() {
			still = 1
		}
		table.Rows = append(table.Rows, report.Row{o.name, "1", report.Number(step), fmt.Sprintf("%d of 1", still), hit[k].gradMax})
	}
	claim := report.Claim{Claim: "Every convex, non-smooth, Lipschitz function shows unstable convergence under gradient descent.", Verdict: report.Holds}
	if settles > 0 || hit[0].settled() {
		claim.Verdict = report.Fails
		claim.Because = fmt.Sprintf("%d of 2 such functions whose kink is away from the minimum settle at every step, and |x| from 1 with step 0.25 hits 0 exactly and stays (last slope %s), while step 0.1, which binary fractions miss, cycles with amplitude %s. What is true: it holds where the minimum is a kink that the iterates do not hit.",
			settles, report.Number(hit[0].gradMax), report.Number(hit[1].amplitude))
	}
	return report.Section{Title: "Exceptions to “every”", Tables: []report.Table{table},
		Text: []string{"The first function has kinks at ±2.5 and a smooth bottom; the second reaches loss 0 on an open set, as a perceptron does."}}, claim
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
