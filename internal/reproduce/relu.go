package reproduce

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/testdata"
)

// multiples are the steps over three decades, as multiples of 1/L.
var multiples = []float64{1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1}

// ReLU tests the first claim: that networks with differentiable activations
// converge faster than those with ReLU.
func ReLU(size Size) *report.Report {
	convex, stall := outputUnit(size.Seeds)
	control, realisable := realisableLabels(size.Seeds)
	nets, faster, summary, data := networks(size)
	conv, convolutional := digits(size)
	r := &report.Report{
		Title:    "ReLU against smooth activations",
		Claims:   append(faster, convolutional, stall, realisable),
		Sections: []report.Section{nets, conv, convex, control},
		Notes:    []string{claimLevel, "Full-batch gradient descent with constant steps, mini-batches for the convolutional network; each activation starts from the same weights."},
		Command:  "lassocheck reproduce relu",
		Data:     []report.Data{data, {Name: "handwritten digits (Alpaydin and Kaynak 1998), the first 400, embedded", SHA256: sum(testdata.Digits), Rows: 400, Cols: pixels}},
	}
	r.Answer = "Smoothness does not decide who trains faster; where the minimum itself is at the kink of an output unit, ReLU does stall."
	if faster[0].Verdict == report.Holds || stall.Verdict != report.Holds {
		r.Answer = "Whether smooth networks train faster, and whether ReLU stalls, is in the scoreboard."
	}
	r.Verdict = []string{summary, "Do instead: choose the activation by trial, not by smoothness; where a kink is the minimum, let the steps decay or take proximal steps."}
	return r
}

const unitTitle, fitTitle = "One output unit with non-positive labels (convex)", "Control: labels that the unit can fit"

// unitRuns are the runs of one unit from one seed at all steps, with the curvature that steps are
// multiples of 1 over, and the least loss that is known.
type unitRuns struct {
	runs []history
	l    float64
	best float64
}

// gap is the gap of a run at its end, relative to the start.
func (u unitRuns) gap(h history) float64 { return (h.last() - u.best) / (h.loss[0] - u.best) }

// lowest is the run with the least gap.
func (u unitRuns) lowest() history {
	return slices.MinFunc(u.runs, func(a, b history) int { return cmp.Compare(a.last(), b.last()) })
}

// outputUnit trains a(<x, w>) by least squares on labels y <= 0. With ReLU this is
// convex, with the minimum mean y² at the kink w = 0: the loss exceeds it by
// mean(relu² + 2|y| relu), and no other w keeps all 100 outputs at 0.
func outputUnit(seeds int) (report.Section, report.Claim) {
	const n, d, length = 100, 10, 2000
	total := len(multiples) * seeds
	table := report.Table{Caption: fmt.Sprintf("One output unit, labels y <= 0, %d steps; all steps and seeds (%d runs each)", length, total),
		Head: []string{"activation", "runs that settled", "gap at the best step", "gradient norm there", "gap at step 1/L", "gradient norm there", "decades per 100 steps"}}
	floor := report.Table{Caption: "ReLU: the gap stays at a floor that the step sets (first seed)", Head: []string{"step L", "mean gap of the last tenth", "G² step/2", "ratio", "amplitude / (step G)"}}
	figure := report.Figure{Title: "One output unit, non-positive labels, step 1/L", X: report.Axis{Label: "step number (of 2000)"}, Y: report.Axis{Label: "loss above the best, relative to the start", Log: true},
		Note: "First seed. The best loss of the smooth units comes from a run twice as long; below 1e-15 is rounding."}
	all := make([]unitRuns, len(activations)*seeds)
	each(len(all), func(k int) {
		a := activations[k/seeds]
		s, start := nonPositive(n, d, uint64(k%seeds))
		u := unitRuns{l: 2 * s.curvature(), best: 0}
		m := newNetwork(s, nil, a.f, true)
		for _, c := range multiples {
			u.runs = append(u.runs, m.descend(start, constantly(c/u.l), length))
		}
		for _, y := range s.y {
			u.best += y * y / n
		}
		if a.name != "ReLU" {
			long := m.descend(start, func(k int) float64 {
				if a.kinked {
					return 1 / u.l / (1 + float64(k)/100)
				}
				return 1 / u.l
			}, 2*length)
			u.best = slices.Min(long.loss)
			for _, h := range u.runs {
				u.best = math.Min(u.best, slices.Min(h.loss))
			}
		}
		all[k] = u
	})
	least, precise, still, ratio := math.Inf(1), 0, 0, newSpread()
	for k, a := range activations {
		settled, best, slope, longest, longestSlope, rate := 0, newSpread(), newSpread(), newSpread(), newSpread(), newSpread()
		for _, u := range all[k*seeds : (k+1)*seeds] {
			for _, h := range u.runs {
				if h.travel <= 1e-9 {
					settled++
				}
			}
			lowest, last := u.lowest(), u.runs[len(u.runs)-1]
			best.add(u.gap(lowest))
			slope.add(lowest.slope[length])
			longest.add(u.gap(last))
			longestSlope.add(last.slope[length])
			rate.add(last.rate(u.best))
		}
		first := all[k*seeds]
		figure.Series = append(figure.Series, thin(a.name, first.runs[len(multiples)-1].relative(first.best)[:301]))
		if a.name == "ReLU" {
			least, still = best.lo, settled
			for c, h := range first.runs {
				mean, g, step := 0.0, slices.Max(h.slope[length-length/10:]), multiples[c]/first.l
				for _, f := range h.loss[length-length/10:] {
					mean += (f - first.best) / float64(length/10+1)
				}
				floor.Rows = append(floor.Rows, report.Row{multiples[c], mean, g * g * step / 2, mean / (g * g * step / 2), h.travel / (g * step)})
				if multiples[c] >= 0.1 {
					ratio.add(mean / (g * g * step / 2))
				}
			}
		} else if !a.kinked && best.hi < 1e-12 {
			precise++
		}
		table.Rows = append(table.Rows, report.Row{a.name, fmt.Sprintf("%d of %d", settled, total), best.String(), slope.String(), longest.String(), longestSlope.String(), rate.String()})
	}
	claim := report.Claim{ID: "relu_output_unit_stalls", Section: unitTitle, Claim: "A ReLU output unit with non-positive labels, a convex problem, does not converge under constant steps.", Verdict: report.Fails,
		Numbers:  []report.Measure{report.Counted("runs", total), report.Held("runs_that_settled", still, "<=", 0), report.Counted("least_gap_at_the_best_step", least), report.Counted("smooth_units_within_1e-12_in_all_seeds", precise)},
		Evidence: fmt.Sprintf("%d of %d ReLU runs settled; the gap at the best of %d steps is still %s of the start.", still, total, len(multiples), report.Number(least)),
		Because: fmt.Sprintf("The minimum, at w = 0, is sharp: any w but 0 makes some of the 100 outputs positive. At steps of at least 0.1/L the gap stands at %s of G² step/2. Of the 5 smooth units, %d come within 1e-12 in all seeds.",
			ratio, precise)}
	if still == 0 {
		claim.Verdict = report.Holds
	}
	return report.Section{Title: unitTitle, Tables: []report.Table{table, floor}, Figures: []report.Figure{figure},
		Text: []string{fmt.Sprintf("Minimise mean (a(<x, w>) - y)² over w for y <= 0: 100 rows, 10 columns, no offset. For ReLU the exact minimum is mean y², at w = 0. Steps are multiples of 1/L, L = 2 λmax(X'X/n). Gaps are relative to the gap at the start; ranges are over %d seeds.", seeds)}}, claim
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

// realisableLabels is the control: labels that a unit can produce exactly, so that the
// residuals, and with them the jumps of the gradient of ReLU, vanish at the minimum. Each unit
// gets labels of its own making.
func realisableLabels(seeds int) (report.Section, report.Claim) {
	const n, d, length = 100, 10, 3000
	table := report.Table{Caption: fmt.Sprintf("One output unit a, labels a(<x, w*>), %d steps, each at its best step: ranges over %d seeds", length, seeds), Head: []string{"activation", "seeds below 1e-12", "gap at the best step", "gradient norm there", "decades per 100 steps"}}
	all := make([]unitRuns, len(activations)*seeds)
	each(len(all), func(k int) {
		a, rng := activations[k/seeds], rand.New(rand.NewPCG(uint64(k%seeds), 11))
		s := sample{n: n, d: d, x: normals(rng, n*d), y: make([]float64, n)}
		truth := normals(rng, d)
		for i := range n {
			for j, w := range truth {
				s.y[i] += s.x[i*d+j] * w
			}
			s.y[i], _ = a.f(s.y[i])
		}
		start := normals(rng, d)
		axpy(1, truth, start)
		m := newNetwork(s, nil, a.f, true)
		u := unitRuns{l: 2 * s.curvature()}
		for _, c := range multiples {
			u.runs = append(u.runs, m.descend(start, constantly(c/u.l), length))
		}
		all[k] = u
	})
	arrived := make([]int, len(activations))
	rates := make([]spread, len(activations))
	for k, a := range activations {
		gaps, slopes := newSpread(), newSpread()
		rates[k] = newSpread()
		for _, u := range all[k*seeds : (k+1)*seeds] {
			h := u.lowest()
			gaps.add(u.gap(h))
			slopes.add(h.slope[length])
			rates[k].add(h.rate(0))
			if u.gap(h) < 1e-12 {
				arrived[k]++
			}
		}
		table.Rows = append(table.Rows, report.Row{a.name, fmt.Sprintf("%d of %d", arrived[k], seeds), gaps.String(), slopes.String(), rates[k].String()})
	}
	smooth, most, fastest := 0, 0, ""
	for k, a := range activations {
		if !a.kinked {
			smooth++
			most = max(most, arrived[k])
			fastest += fmt.Sprintf(", %s %s", a.name, rates[k])
		}
	}
	claim := report.Claim{ID: "control_relu_converges_where_it_fits", Section: fitTitle, Claim: "Control: the same ReLU unit on labels that it can fit exactly converges as smooth ones do.", Verdict: report.Of(arrived[0], seeds),
		Numbers:  []report.Measure{report.Counted("seeds", seeds), report.Held("relu_seeds_below_1e-12", arrived[0], ">=", float64(seeds)), report.Counted("most_smooth_seeds_below_1e-12", most), report.Counted("relu_slowest_rate", rates[0].lo)},
		Evidence: fmt.Sprintf("ReLU reaches 1e-12 of the starting loss in %d of %d seeds, the best smooth unit in %d.", arrived[0], seeds, most),
		Because:  fmt.Sprintf("Decades per 100 steps: ReLU %s%s. The kink only costs where residuals at the minimum are not zero.", rates[0], fastest)}
	if arrived[0] < most && claim.Verdict == report.Holds {
		claim.Verdict = report.HoldsUnder
	}
	return report.Section{Title: fitTitle, Tables: []report.Table{table}}, claim
}
