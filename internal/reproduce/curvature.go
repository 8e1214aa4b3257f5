package reproduce

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/autodiff"
	"github.com/lassocheck/lassocheck/internal/report"
)

// curved is a function of one variable with its curvature.
type curved struct {
	name      string
	f         autodiff.Func
	curvature func(x float64) float64
}

var curves = []curved{
	{"Huber", autodiff.Huber(1), func(x float64) float64 {
		if math.Abs(x) > 1 {
			return 0
		}
		return 1
	}},
	{"log cosh", func(x float64) (float64, float64) {
		a := math.Abs(x)
		return a + math.Log1p(math.Exp(-2*a)) - math.Ln2, math.Tanh(x)
	}, func(x float64) float64 { return 1 - math.Tanh(x)*math.Tanh(x) }},
	{"quadratic", func(x float64) (float64, float64) { return x * x / 2, x }, func(float64) float64 { return 1 }},
}

// fate is how a run on one variable ends.
type fate string

const (
	settles  fate = "settles"
	cycles   fate = "cycles"
	diverges fate = "diverges"
)

// run takes n constant steps from start and reports the end, the last iterate, the
// one before it and the larger curvature of the two.
func (c curved) run(step, start float64, n int) (end fate, x, before, sharp float64) {
	x = start
	for range n {
		_, slope := c.f(x)
		before, x = x, x-step*slope
		if math.Abs(x) > 1e100 {
			return diverges, x, before, c.curvature(x)
		}
	}
	sharp = math.Max(c.curvature(x), c.curvature(before))
	if math.Abs(x-before) <= 1e-9 {
		return settles, x, before, sharp
	}
	return cycles, x, before, sharp
}

// onceDifferentiable watches the curvature at the end of runs whose steps are too
// long for the minimum, which has curvature 1 in all three functions.
func onceDifferentiable() (report.Section, report.Claim) {
	table := report.Table{Caption: "Start π; the curvature at the minimum is 1 in all three",
		Head: []string{"function", "step", "2/step", "the run", "curvature there"}}
	figure := report.Figure{Title: "Curvature where the iterates end", X: report.Axis{Label: "step", Log: true}, Y: report.Axis{Label: "curvature on the limit cycle"},
		Note: "Reference: 2/step. Beyond step 2 the Huber function cycles where its curvature is 0, far below the line that is said to mean stability."}
	bound := report.Series{Name: "2/step", Reference: true}
	tried := []float64{0.5, 1, 1.5, 1.9, 2.1, 2.5, 3, 4, 6, 10}
	flat, long, smoothBelow := 0, 0, 0
	var example string
	for k, c := range curves {
		s := report.Series{Name: c.name}
		for _, step := range tried {
			end, x, before, sharp := c.run(step, math.Pi, 20000)
			what := string(end)
			if end == cycles {
				what += fmt.Sprintf(" between %s and %s", report.Number(math.Min(x, before)), report.Number(math.Max(x, before)))
			}
			table.Rows = append(table.Rows, report.Row{c.name, step, 2 / step, what, sharp})
			if end != diverges {
				s.X, s.Y = append(s.X, step), append(s.Y, sharp)
			}
			if step > 2 && k == 0 {
				long++
				if end == cycles && sharp == 0 {
					flat++
				}
				if step == 3 {
					example = "with step 3 it " + what
				}
			}
			if step > 2 && k == 1 && end == cycles && sharp < 2/step {
				smoothBelow++
			}
		}
		figure.Series = append(figure.Series, s)
	}
	for _, step := range tried {
		if step >= 1 {
			bound.X, bound.Y = append(bound.X, step), append(bound.Y, 2/step)
		}
	}
	figure.Series = append(figure.Series, bound)
	claim := report.Claim{ID: "curvature_below_2_over_step_is_stable_fails", Section: belowTitle, Numbers: []report.Measure{report.Counted("runs_on_huber_beyond_2", long), report.Held("cycles_with_curvature_0", flat, ">=", float64(long)), report.Counted("log_cosh_cycles_below_2_over_step", smoothBelow)},
		Evidence: fmt.Sprintf("%d of %d runs on the Huber function cycle where its curvature is 0; so do %d of %d on log cosh, which is smooth.", flat, long, smoothBelow, long), Claim: "“Stable where the curvature is below 2/step”, derived for twice differentiable functions, fails for once differentiable ones: curvature below 2/step where the iterates are, yet no convergence.", Verdict: report.Fails,
		Because: "No counterexample was found"}
	if flat == long {
		claim.Verdict = report.Holds
		claim.Because = fmt.Sprintf("In %d of %d runs on the Huber function with steps beyond 2 the iterates never settle, although the curvature on the cycle is exactly 0 (%s).", flat, long, example)
		if smoothBelow > 0 {
			claim.Verdict = report.HoldsUnder
			claim.Because += fmt.Sprintf(" But differentiability is not the reason: log cosh, which has all derivatives, also cycles below 2/step in %d of %d runs. What both share is a curvature at the minimum (1) above 2/step, which the iterates on the cycle do not see; only for the quadratic, whose curvature is the same everywhere, is the rule exact.", smoothBelow, long)
		}
	}
	return report.Section{Title: belowTitle, Tables: []report.Table{table}, Figures: []report.Figure{figure}}, claim
}

const belowTitle, aboveTitle, boundedTitle = "Curvature below 2/step, yet no convergence", "Curvature above 2/step, yet convergence", "Lipschitz functions beyond 2/curvature"

// asymmetric is A x²/2 left of 0 and B x²/2 right of it: differentiable once. A step
// multiplies x by 1 - step A or 1 - step B; where both are negative the iterates
// alternate, and two steps multiply by their product.
func asymmetric() (report.Section, report.Claim) {
	side := func(a, b float64) curved {
		at := func(x float64) float64 {
			if x < 0 {
				return a
			}
			return b
		}
		return curved{f: func(x float64) (float64, float64) { return at(x) * x * x / 2, at(x) * x }, curvature: at}
	}
	figure := report.Figure{Title: "Asymmetric quadratic: which curvatures converge", X: report.Axis{Label: "step x curvature left"}, Y: report.Axis{Label: "step x curvature right"},
		Note: "Below and left of both reference lines is where each curvature is below 2/step: the rule for twice differentiable functions."}
	inside, outside := report.Series{Name: "settles", Points: true}, report.Series{Name: "diverges", Points: true}
	agree, total, above := 0, 0, 0
	const cells = 18
	for i := range cells {
		for j := range cells {
			a, b := (float64(i)+0.37)*4/cells, (float64(j)+0.37)*4/cells
			predicted := !(a > 1 && b > 1) || (1-a)*(1-b) < 1
			end, _, _, _ := side(a, b).run(1, 1, 20000)
			total++
			if predicted == (end == settles) {
				agree++
			}
			if end == settles {
				inside.X, inside.Y = append(inside.X, a), append(inside.Y, b)
				if math.Max(a, b) > 2 {
					above++
				}
			} else {
				outside.X, outside.Y = append(outside.X, a), append(outside.Y, b)
			}
		}
	}
	figure.Series = []report.Series{inside, outside,
		{Name: "curvature = 2/step", Reference: true, X: []float64{2, 2, 0}, Y: []float64{0, 2, 2}}}
	const step, left, right = 1.5, 1.8, 0.8
	end, _, _, _ := side(left, right).run(step, 1, 20000)
	claim := report.Claim{ID: "curvature_above_2_over_step_converges", Section: aboveTitle, Numbers: []report.Measure{report.Counted("runs", total), report.Held("as_the_product_rule_predicts", agree, ">=", float64(total)), report.Held("converge_above_2_over_step", above, ">", 0)},
		Evidence: fmt.Sprintf("%d of %d asymmetric quadratics on a grid settle with a curvature above 2/step; (1-step A)(1-step B) < 1 predicts %d of all.", above, total, agree), Claim: "The same rule fails in the other direction: curvature above 2/step, yet it converges.", Verdict: report.Fails,
		Because: "The run diverges."}
	if end == settles {
		claim.Verdict = report.Holds
		claim.Because = fmt.Sprintf("Curvatures %v and %v with step %v: %v > 2/step = %s, yet the iterates settle, since (1-step A)(1-step B) = %s < 1. That criterion, for factors that are both negative, predicts %d of %d runs on a grid; %d of them converge with a curvature above 2/step.",
			left, right, step, left, report.Number(2/step), report.Number((1-step*left)*(1-step*right)), agree, total, above)
		if agree != total {
			claim.Verdict = report.HoldsUnder
		}
	}
	return report.Section{Title: aboveTitle, Figures: []report.Figure{figure},
		Text: []string{"The function is A x²/2 left of 0 and B x²/2 right of it: once differentiable, and twice but at its minimum. A step from the left multiplies x by 1 - step A, one from the right by 1 - step B. If both factors are negative the sides alternate, two steps multiply by (1 - step A)(1 - step B), and it converges if and only if that is below 1. If one is negative at most one step is taken on its side before the other takes over for good, and it converges whenever the other does. So the curvature may be above 2/step on one side: twice differentiable theory, which has one curvature at the minimum, does not see it."}}, claim
}

// lipschitz watches steps beyond 2/curvature on even functions with bounded slopes. There
// |x - step f'(x)| <= max(|x|, step G), so nothing diverges; and with f”(0) > 2/step
// the origin repels. Between the two is the cycle x, -x with f'(x) = 2x/step.
func lipschitz() (report.Section, report.Claim) {
	functions := []curved{curves[0], curves[1],
		{"sqrt(1+x²)", func(x float64) (float64, float64) { r := math.Hypot(1, x); return r, x / r }, func(x float64) float64 { return math.Pow(1+x*x, -1.5) }},
		{"|x| - log(1+|x|)", func(x float64) (float64, float64) { a := math.Abs(x); return a - math.Log1p(a), x / (1 + a) }, func(x float64) float64 { return math.Pow(1+math.Abs(x), -2) }},
	}
	table := report.Table{Caption: "Start 0.3; the curvature at the minimum is 1 in all", Head: []string{"function", "step", "the run", "where f'(x) = 2x/step", "curvature on the cycle x step"}}
	runs, cycling, symmetric, below := 0, 0, 0, 0
	for _, c := range functions {
		for _, step := range []float64{2.5, 4, 10, 100} {
			end, x, before, sharp := c.run(step, 0.3, 20000)
			runs++
			if end == cycles {
				cycling++
			}
			root := c.cycle(step)
			if math.Abs(x+before) < 1e-6 && math.Abs(math.Abs(x)-root) < 1e-6 {
				symmetric++
			}
			if sharp*step < 2 {
				below++
			}
			table.Rows = append(table.Rows, report.Row{c.name, step, fmt.Sprintf("%s between %s and %s", end, report.Number(math.Min(x, before)), report.Number(math.Max(x, before))), root, sharp * step})
		}
	}
	claim := report.Claim{ID: "lipschitz_c1_neither_settles_nor_diverges", Section: boundedTitle, Claim: "On Lipschitz functions that are differentiable once, steps beyond 2/curvature neither settle nor diverge, and the curvature hovers at 2/step: the edge of stability.",
		Numbers:  []report.Measure{report.Counted("runs", runs), report.Held("runs_that_cycle", cycling, ">=", float64(runs)), report.Counted("runs_on_the_predicted_cycle", symmetric), report.Held("runs_with_curvature_below_2_over_step", below, "<=", 0)},
		Evidence: fmt.Sprintf("%d of %d runs cycle and none diverges; but the curvature there is below 2/step in %d.", cycling, runs, below),
		Because:  fmt.Sprintf("Neither is a matter of one derivative: of these functions all but Huber's have two. Bounded slopes keep the iterates bounded, and a curvature above 2/step at the minimum keeps them away from it. The cycle is where f'(x) = 2x/step (%d of %d runs; where the slope is constant to the last bit, as Huber's is, any two points a step apart are a cycle); the curvature there does not hover at 2/step, it is below.", symmetric, runs)}
	switch {
	case cycling == runs && below == 0:
		claim.Verdict = report.Holds
	case cycling == runs:
		claim.Verdict = report.HoldsUnder
	default:
		claim.Verdict = report.Fails
	}
	return report.Section{Title: boundedTitle, Tables: []report.Table{table}}, claim
}

// cycle is the x > 0 with f'(x) = 2x/step, by bisection: f'(x)/x falls.
func (c curved) cycle(step float64) float64 {
	lo, hi := 0.0, step
	for range 200 {
		mid := (lo + hi) / 2
		if _, slope := c.f(mid); slope > 2*mid/step {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}
