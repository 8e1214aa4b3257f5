package reproduce

import (
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
)

// architecture is the widths of the hidden layers, with how to begin.
type architecture struct {
	hidden []int
	init   initialisation
}

func (a architecture) String() string {
	text := ""
	for _, w := range a.hidden {
		text += fmt.Sprintf("%d-", w)
	}
	return text + "1, " + a.init.name
}

var architectures = []architecture{
	{[]int{8}, he}, {[]int{8, 8}, he}, {[]int{8}, uniform}, {[]int{8, 8}, uniform}, {[]int{8}, lecun}, {[]int{8, 8}, lecun},
	{[]int{32}, he}, {[]int{8, 8, 8, 8}, he},
}

// The steps that each network may choose from, and the number of them.
var networkSteps = []float64{1e-2, 3e-2, 1e-1, 3e-1, 1}

const networkLength = 300

// outcome is one network at the step that served it best.
type outcome struct {
	loss, step float64
	// rate is the speed to the network's own best, in decades of the gap to it per 100
	// steps; arrived tells that the gap fell below a tenth of that at the start.
	rate    float64
	arrived bool
}

// best trains one network at all steps, and longer at the best one, whose least loss is the
// network's own best.
func (m *network) best(start []float64, steps []float64, length int) outcome {
	var best history
	o := outcome{loss: math.Inf(1)}
	for _, step := range steps {
		if h := m.descend(start, constantly(step), length); best.loss == nil || h.last() < o.loss {
			best, o.loss, o.step = h, h.last(), step
		}
	}
	long := m.descend(start, constantly(o.step), 3*length)
	own := math.Min(slices.Min(long.loss), slices.Min(best.loss))
	share := (o.loss - own) / (best.loss[0] - own)
	o.arrived = share < 0.1
	o.rate = -100 * math.Log10(math.Max(share, 1e-16)) / float64(length)
	return o
}

func constantly(step float64) func(int) float64 { return func(int) float64 { return step } }

// networks trains perceptrons on a real and on a simulated data set.
func networks(size Size) (report.Section, []report.Claim, string, report.Data) {
	const title = "Networks"
	seeds, architectures := size.Seeds, architectures[:size.Architectures]
	real, _ := diabetes(6)
	samples := []sample{real, wavy(80, 6)}
	cells := len(samples) * len(architectures) * seeds
	results := make([][]outcome, cells) // by activation
	each(cells, func(k int) {
		seed, a, s := uint64(k%seeds), architectures[k/seeds%len(architectures)], samples[k/seeds/len(architectures)]
		for _, act := range activations {
			m := newNetwork(s, a.hidden, act.f, false)
			results[k] = append(results[k], m.best(m.initial(a.init, seed), networkSteps, networkLength))
		}
	})
	section := report.Section{Title: title, Text: []string{fmt.Sprintf(
		"Mean squared error, %d steps of full-batch gradient descent, constant steps over %s to %s, %d seeds; each activation is judged at the step that served it best. Diabetes: each sixth row (%d), standardised; simulated: 80 rows of a smooth curved function with noise. A network's own best is the least loss in a run three times as long at the same step; the rate is in decades of the gap to it per 100 steps, and a run has arrived where that gap fell below a tenth of the first.",
		networkLength, report.Number(networkSteps[0]), report.Number(networkSteps[len(networkSteps)-1]), seeds, real.n)}}
	table := report.Table{Caption: "Training loss at each activation's best step: median and range over the seeds",
		Head: []string{"data", "network, initialisation", "activation", "loss, median", "loss, range", "best step", "rate to its own best, median", "arrived"}}
	var lower, faster contest
	short := 0
	against := report.Table{Caption: fmt.Sprintf("Wins against ReLU, of %d seeds each: lower loss / faster to its own best", seeds), Head: []string{"data", "network, initialisation"}}
	for _, act := range activations {
		if !act.kinked {
			against.Head = append(against.Head, act.name)
		}
	}
	for group := range cells / seeds {
		a, s := architectures[group%len(architectures)], samples[group/len(architectures)]
		row := report.Row{s.name, a.String()}
		for k, act := range activations {
			losses, rates, used, arrived := []float64{}, []float64{}, newSpread(), 0
			below, ahead := 0, 0
			for seed := range seeds {
				o, relu := results[group*seeds+seed][k], results[group*seeds+seed][0]
				losses, rates = append(losses, o.loss), append(rates, o.rate)
				used.add(o.step)
				if o.arrived {
					arrived++
				}
				if act.kinked {
					continue
				}
				lower.add(act.name, o.loss < relu.loss)
				if o.loss < relu.loss {
					below++
				}
				if !o.arrived || !relu.arrived {
					short++
					continue
				}
				faster.add(act.name, o.rate > relu.rate)
				if o.rate > relu.rate {
					ahead++
				}
			}
			slices.Sort(losses)
			slices.Sort(rates)
			table.Rows = append(table.Rows, report.Row{s.name, a.String(), act.name, losses[seeds/2], spread{losses[0], losses[seeds-1]}.String(), used.String(), rates[seeds/2], fmt.Sprintf("%d of %d", arrived, seeds)})
			if !act.kinked {
				row = append(row, fmt.Sprintf("%d / %d", below, ahead))
			}
		}
		against.Rows = append(against.Rows, row)
	}
	section.Tables = append(section.Tables, winTable("lower loss", &lower, "faster to its own best, both arrived", &faster), against, table)
	verdict, above, numbers := lower.verdict()
	first := report.Claim{ID: "smooth_networks_train_faster", Section: title, Claim: "Continuously differentiable networks converge faster than ReLU networks: they have the lower loss after the same steps.", Verdict: verdict, Numbers: numbers,
		Evidence: fmt.Sprintf("Lower loss than ReLU: %s.", &lower),
		Because:  fmt.Sprintf("The 95%% interval of the share of wins lies above a half for %d of %d smooth activations, over %d data sets, %d networks and initialisations and %d seeds.", above, len(lower.names), len(samples), len(architectures), seeds)}
	if verdict == report.HoldsUnder {
		first.Verdict = report.Fails // it is about all of them
	}
	verdict, above, numbers = faster.verdict()
	second := report.Claim{ID: "smooth_networks_reach_their_own_best_faster", Section: title, Claim: "They approach their own best loss faster than ReLU networks approach theirs.", Verdict: verdict, Numbers: append(numbers, report.Counted("pairs_too_short_to_arrive", short)),
		Evidence: fmt.Sprintf("Faster than ReLU: %s. %d pairs did not arrive and are not counted.", &faster, short),
		Because:  fmt.Sprintf("The 95%% interval lies above a half for %d of %d smooth activations.", above, len(faster.names))}
	if verdict == report.HoldsUnder {
		second.Verdict = report.Fails
	}
	return section, []report.Claim{first, second}, lower.summary(), diabetesData(real)
}

// winTable has two contests side by side.
func winTable(one string, a *contest, two string, b *contest) report.Table {
	t := report.Table{Caption: "Wins against ReLU with the same data, network, first weights and seed, and 95% intervals of their share", Head: []string{"activation", one, two}}
	for _, name := range a.names {
		second := "none"
		if w := b.wins[name]; w != nil {
			second = w.String()
		}
		t.Rows = append(t.Rows, report.Row{name, a.wins[name].String(), second})
	}
	return t
}
