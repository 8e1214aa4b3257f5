package reproduce

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
)

// multiples are the steps over three decades, as multiples of 1/L.
var multiples = []float64{1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1}

const seeds = 3

// ReLU tests the first claim: that networks with differentiable activations
// converge faster than those with ReLU.
func ReLU() *report.Report {
	convex, stall := outputUnit()
	control, realisable := realisableLabels()
	nets, faster, data := networks()
	if faster.Verdict == report.Fails && stall.Verdict == report.Holds {
		faster.Because += " What is true is narrower: " + stall.Because
	}
	return &report.Report{
		Title: "ReLU against smooth activations",
		Verdict: []string{faster.summary, stall.summary, realisable.summary,
			"Do instead: choose the activation by trial, not by smoothness; where a kink is the minimum, let the steps decay or take proximal steps."},
		Claims:   []report.Claim{faster.Claim, stall.Claim, realisable.Claim},
		Sections: []report.Section{convex, control, nets},
		Notes:    []string{claimLevel, "Full-batch gradient descent with constant steps; each activation starts from the same weights."},
		Command:  "lassocheck reproduce relu",
		Data:     []report.Data{data},
	}
}

// finding is a claim with its verdict and one plain sentence for the top.
type finding struct {
	report.Claim
	summary string
}

// outputUnit trains a(<x, w>) by least squares on labels y <= 0. With ReLU this is
// convex, with the minimum mean y² at the kink w = 0: the loss exceeds it by
// mean(relu² + 2|y| relu), and no other w keeps all 100 outputs at 0.
func outputUnit() (report.Section, finding) {
	const n, d, length = 100, 10, 2000
	table := report.Table{Caption: fmt.Sprintf("One output unit, labels y <= 0, %d steps; all steps and seeds (%d runs each)", length, len(multiples)*seeds),
		Head: []string{"activation", "runs that settled", "gap at the best step", "gradient norm there", "gap at step 1/L", "gradient norm there", "decades per 100 steps"}}
	floor := report.Table{Caption: "ReLU: the gap stays at a floor that the step sets (first seed)", Head: []string{"step L", "mean gap of the last tenth", "G² step/2", "ratio", "amplitude / (step G)"}}
	figure := report.Figure{Title: "One output unit, non-positive labels, step 1/L", X: report.Axis{Label: "step number (of 2000)"}, Y: report.Axis{Label: "loss above the best, relative to the start", Log: true},
		Note: "First seed. The best loss of the smooth units comes from a run twice as long; below 1e-15 is rounding."}
	least, precise, still := math.Inf(1), 0, 0
	ratio := newSpread()
	for _, a := range activations {
		settled, best, slope, longest, longestSlope, rate := 0, newSpread(), newSpread(), newSpread(), newSpread(), newSpread()
		for seed := range uint64(seeds) {
			s, start := nonPositive(n, d, seed)
			l := 2 * s.curvature()
			m := newNetwork(s, nil, a.f, true)
			reference := 0.0
			for _, y := range s.y {
				reference += y * y / n
			}
			var runs []history
			for _, c := range multiples {
				runs = append(runs, m.descend(start, func(int) float64 { return c / l }, length))
			}
			if a.name != "ReLU" {
				long := m.descend(start, func(k int) float64 {
					if a.kinked {
						return 1 / l / (1 + float64(k)/100)
					}
					return 1 / l
				}, 2*length)
				reference = slices.Min(long.loss)
				for _, h := range runs {
					reference = math.Min(reference, slices.Min(h.loss))
				}
			}
			lowest, lowestSlope := math.Inf(1), 0.0
			for k, h := range runs {
				gap := (h.last() - reference) / (h.loss[0] - reference)
				if h.travel <= 1e-9 {
					settled++
				}
				if gap < lowest {
					lowest, lowestSlope = gap, h.slope[length]
				}
				if a.name == "ReLU" && seed == 0 {
					mean, g := 0.0, 0.0
					for _, f := range h.loss[length-length/10:] {
						mean += (f - reference) / float64(length/10+1)
					}
					g = slices.Max(h.slope[length-length/10:])
					floor.Rows = append(floor.Rows, report.Row{multiples[k], mean, g * g * multiples[k] / l / 2, mean / (g * g * multiples[k] / l / 2), h.travel / (g * multiples[k] / l)})
					if multiples[k] >= 0.1 {
						ratio.add(mean / (g * g * multiples[k] / l / 2))
					}
				}
			}
			best.add(lowest)
			slope.add(lowestSlope)
			h := runs[len(runs)-1]
			longest.add((h.last() - reference) / (h.loss[0] - reference))
			longestSlope.add(h.slope[length])
			rate.add(h.rate(reference))
			if seed == 0 {
				figure.Series = append(figure.Series, thin(a.name, h.relative(reference)[:301]))
			}
		}
		if a.name == "ReLU" {
			least, still = best.lo, settled
		} else if !a.kinked && best.hi < 1e-12 {
			precise++
		}
		table.Rows = append(table.Rows, report.Row{a.name, fmt.Sprintf("%d of %d", settled, len(multiples)*seeds), best.String(), slope.String(), longest.String(), longestSlope.String(), rate.String()})
	}
	f := finding{Claim: report.Claim{Claim: "A ReLU output unit with non-positive labels, a convex problem, does not converge under constant steps.", Verdict: report.Fails}}
	f.Because = fmt.Sprintf("With labels y <= 0 the minimum of a ReLU output unit is a kink: %d of %d ReLU runs settled, the gap at the best of %d steps is still %s of the start, and at steps of at least 0.1/L it stands at %s of G² step/2. Of the 5 smooth units, %d come within 1e-12 in all seeds.",
		still, len(multiples)*seeds, len(multiples), report.Number(least), ratio, precise)
	f.summary = "No stall of ReLU at a kinked minimum was found."
	if still == 0 {
		f.Verdict = report.Holds
		f.summary = fmt.Sprintf("Where the minimum itself is a kink (an output ReLU with non-positive labels), ReLU stalls: %d of %d runs settled, and the remaining loss is set by the step.", still, len(multiples)*seeds)
	}
	return report.Section{Title: "One output unit with non-positive labels (convex)", Tables: []report.Table{table, floor}, Figures: []report.Figure{figure},
		Text: []string{"Minimise mean (a(<x, w>) - y)² over w for y <= 0: 100 rows, 10 columns, no offset. For ReLU the exact minimum is mean y², at w = 0. Steps are multiples of 1/L, L = 2 λmax(X'X/n). Gaps are relative to the gap at the start; ranges are over 3 seeds."}}, f
}

// nonPositive draws the data of the output unit and a start.
func nonPositive(n, d int, seed uint64) (sample, []float64) {
	rng := rand.New(rand.NewPCG(seed, 7))
	s := sample{n: n, d: d, x: normals(rng, n*d), y: normals(rng, n)}
	for i, y := range s.y {
		s.y[i] = -math.Abs(y)
	}
	return s, normals(rng, d)
}

// realisableLabels is the control: labels that a ReLU unit can produce exactly, so
// that the residuals, and with them the jumps of the gradient, vanish at the minimum.
func realisableLabels() (report.Section, finding) {
	const n, d, length = 100, 10, 3000
	table := report.Table{Caption: fmt.Sprintf("One ReLU output unit, labels relu(<x, w*>), %d steps", length), Head: []string{"seed", "gap at the best step", "gradient norm there", "decades per 100 steps"}}
	settled, gaps := 0, newSpread()
	for seed := range uint64(seeds) {
		rng := rand.New(rand.NewPCG(seed, 11))
		s := sample{n: n, d: d, x: normals(rng, n*d), y: make([]float64, n)}
		truth := normals(rng, d)
		for i := range n {
			for j, w := range truth {
				s.y[i] += s.x[i*d+j] * w
			}
			s.y[i] = math.Max(s.y[i], 0)
		}
		start := normals(rng, d)
		axpy(1, truth, start)
		m := newNetwork(s, nil, activations[0].f, true)
		l := 2 * s.curvature()
		best, bestRun := math.Inf(1), history{}
		for _, c := range multiples {
			if h := m.descend(start, func(int) float64 { return c / l }, length); h.last() < best {
				best, bestRun = h.last(), h
			}
		}
		gap := best / bestRun.loss[0]
		gaps.add(gap)
		if gap < 1e-12 {
			settled++
		}
		table.Rows = append(table.Rows, report.Row{int(seed), gap, bestRun.slope[length], bestRun.rate(0)})
	}
	f := finding{Claim: report.Claim{Claim: "Control: the same ReLU unit on labels that it can fit exactly converges as a smooth one does.", Verdict: report.Fails}}
	f.Because = fmt.Sprintf("%d of %d seeds converge to less than 1e-12 of the starting loss (gaps %s).", settled, seeds, gaps)
	f.summary = "The control with labels that the unit can fit did not converge in all seeds."
	if settled == seeds {
		f.Verdict = report.Holds
		f.summary = "Where the labels can be fitted exactly, the same ReLU unit converges linearly: the kink only costs where residuals at the minimum are not zero."
	}
	return report.Section{Title: "Control: labels that ReLU can fit", Tables: []report.Table{table}}, f
}
