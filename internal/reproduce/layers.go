package reproduce

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
)

// networks trains perceptrons with one and two hidden layers on a real and on a
// simulated data set.
func networks() (report.Section, finding, report.Data) {
	const width, length = 8, 300
	steps := []float64{1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1}
	real, _ := diabetes(6)
	section := report.Section{Title: "Networks with one and two hidden layers", Text: []string{fmt.Sprintf(
		"%d hidden units a layer, mean squared error, %d steps of full-batch gradient descent, constant steps over %s to %s, %d seeds; each activation is judged at the step that served it best. Diabetes: each sixth row (%d), standardised; simulated: 80 rows of a smooth curved function with noise.",
		width, length, report.Number(steps[0]), report.Number(steps[len(steps)-1]), seeds, real.n)}}
	table := report.Table{Caption: "Training loss at each activation's best step: median and range over the seeds",
		Head: []string{"data", "hidden layers", "activation", "loss, median", "loss, range", "best step", "gradient norm, range", "loss still rises"}}
	// final[a] lists the losses of activation a over all cells, in one order.
	// all and slope do so for each step too, with the norm of the last gradient.
	final, all, slope := make([][]float64, len(activations)), make([][]float64, len(activations)), make([][]float64, len(activations))
	for _, s := range []sample{real, wavy(80, 6)} {
		for depth := 1; depth <= 2; depth++ {
			figure := report.Figure{Title: fmt.Sprintf("%s, %d hidden layer(s)", s.name, depth), X: report.Axis{Label: "step number"},
				Y: report.Axis{Label: "training loss", Log: true}, Note: "First seed, each activation at its best step."}
			for a, act := range activations {
				m := newNetwork(s, slices.Repeat([]int{width}, depth), act.f, false)
				losses, slopes, used, rises := []float64{}, newSpread(), newSpread(), 0
				for seed := range uint64(seeds) {
					var best history
					bestStep := math.NaN()
					for _, step := range steps {
						h := m.descend(m.initial(seed), func(int) float64 { return step }, length)
						all[a], slope[a] = append(all[a], h.last()), append(slope[a], h.slope[length])
						if best.loss == nil || h.last() < best.last() {
							best, bestStep = h, step
						}
					}
					losses = append(losses, best.last())
					slopes.add(best.slope[length])
					used.add(bestStep)
					for k := length - length/10; k < length; k++ {
						if best.loss[k+1] > best.loss[k] {
							rises++
							break
						}
					}
					if seed == 0 {
						figure.Series = append(figure.Series, thin(act.name, best.loss))
					}
				}
				final[a] = append(final[a], losses...)
				slices.Sort(losses)
				table.Rows = append(table.Rows, report.Row{s.name, depth, act.name, losses[seeds/2],
					spread{losses[0], losses[seeds-1]}.String(), used.String(), slopes.String(), fmt.Sprintf("%d of %d", rises, seeds)})
			}
			section.Figures = append(section.Figures, figure)
		}
	}
	section.Tables = append(section.Tables, table)

	wins := report.Table{Caption: "Against ReLU on the same data, depth and seed: at each one's best step, and at the same step",
		Head: []string{"activation", "best step: lower loss", "loss / ReLU's, median", "range", "same step: lower loss", "same step: smaller gradient"}}
	f := finding{Claim: report.Claim{Claim: "Continuously differentiable networks converge faster than ReLU networks.", Verdict: report.Holds}}
	cells := len(final[0])
	smooth, always, mostly, text := 0, 0, 0, ""
	for a, act := range activations {
		if act.kinked {
			continue
		}
		smooth++
		ratio := make([]float64, cells)
		for c := range cells {
			ratio[c] = final[a][c] / final[0][c]
		}
		slices.Sort(ratio)
		lower := below(final[a], final[0])
		wins.Rows = append(wins.Rows, report.Row{act.name, fmt.Sprintf("%d of %d", lower, cells), ratio[cells/2], spread{ratio[0], ratio[cells-1]}.String(),
			fmt.Sprintf("%d of %d", below(all[a], all[0]), len(all[0])), fmt.Sprintf("%d of %d", below(slope[a], slope[0]), len(all[0]))})
		if lower == cells {
			always++
		}
		if 2*lower > cells {
			mostly++
		}
		if text != "" {
			text += ", "
		}
		text += fmt.Sprintf("%s %d of %d", act.name, lower, cells)
	}
	section.Tables = append(section.Tables, wins)
	f.Because = fmt.Sprintf("Lower training loss than ReLU after %d steps: %s.", length, text)
	f.summary = fmt.Sprintf("All %d smooth activations ended below ReLU in all %d cells.", smooth, cells)
	if always < smooth {
		f.Verdict = report.Fails
		f.summary = fmt.Sprintf("In networks, smoothness does not decide who trains faster: of %d smooth activations, %d beat ReLU in most of the %d cells of data, depth and seed, and %d in all.", smooth, mostly, cells, always)
	}
	return section, f, diabetesData(real)
}

// below counts the places where x is less than y.
func below(x, y []float64) int {
	n := 0
	for i, v := range x {
		if v < y[i] {
			n++
		}
	}
	return n
}
