package contrast

import (
	"fmt"
	"math"

	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/internal/report"
)

// Report lays the result out for reading, but for the formula of the problem. Times are left out where the output
// must be the same each time.
func (r *Result) Report(command string, data report.Data, times bool) *report.Report {
	p, b := r.Problem, r.Budget
	out := &report.Report{
		Title: fmt.Sprintf("Training a lasso against solving it: %s", printable.Line(data.Name)), Answer: r.Answer(), Lead: r.lead(),
		Verdict: r.Verdict, Claims: r.Claims, Command: command, Data: []report.Data{data},
		Notes: []string{
			fmt.Sprintf("The same for all: %d epochs, batches of %d rows where not said otherwise, the schedules %s, and the search for the first step: %s, on seed %d. Line searches get as many gradients of all rows as there are epochs. Reported are seeds %d to %d (median and range); full batches have no seed.",
				b.Epochs, b.Batch, list(b.Schedules, 9), b.Search, b.SearchSeed, b.Seeds[0], b.Seeds[len(b.Seeds)-1]),
			fmt.Sprintf("Units of steps: 1/L, L = %s the curvature of the smooth part, and for adaptive methods c = %s, a typical size of a coefficient (the spread of y over that of a column, 1 over that for classes). Started at b = 0%s. Derivatives at kinks are PyTorch's: abs'(0) = 0. Schedules end at 0 (cosine, restarts), a thousandth (1/k, steps) or 3%% (1/sqrt(k)) of the first step; average is a constant step and the mean of the second half of the iterates.",
				report.Number(float64(p.Curvature)), report.Number(float64(p.Reach)), when(p.Intercept, " and the b0 that is best with it", "")),
			"AdamW shrinks all parameters by its own weight decay of 0.01 besides, the intercept too unless b0 is free: it does not minimise the objective it is given. Adam + shrink moves coefficients towards 0 by the step times lambda after each step of Adam, which is not the proximal step in Adam's metric and has another fixed point. w = u v is trained on the squares of its factors, which is the same problem without a kink.",
			"“Above the optimum” is certified: the objective at the trained coefficients less a proven lower bound, relative to the objective of the null model. Less than 1e-12 is rounding and is shown as 0.",
		},
	}
	out.Sections = append(out.Sections, r.foundSection(times), report.Section{Title: "The way there", Multiples: r.traces()}, r.scheduleSection(), r.constantSection(), r.thresholdSection(), r.controlSection(), r.coefficientSection())
	if r.Sweep != nil {
		out.Sections = append(out.Sections, r.Sweep.Section())
	}
	return out
}

// lead is the picture of it all: how far each method ends from the optimum.
func (r *Result) lead() *report.Figure {
	f := &report.Figure{Title: "How far each method ends above the optimum", X: report.Axis{Label: "above the optimum (relative)", Log: true}, Y: report.Axis{}}
	best := report.Series{Name: "best schedule", Points: true}
	constant := report.Series{Name: "constant step", Points: true}
	zeros := report.Series{Name: "best schedule, exactly the right zeros", Points: true}
	at := func(s *report.Series, x float64, row int) {
		s.X, s.Y = append(s.X, math.Max(x, 1e-16)), append(s.Y, float64(row))
	}
	for _, t := range r.Methods {
		if t.Best.Diverged == t.Best.Seeds {
			continue
		}
		f.Y.Names = append(f.Y.Names, t.Method)
		row := len(f.Y.Names)
		if t.Constant != nil && t.Constant.Diverged < t.Constant.Seeds {
			at(&constant, float64(t.Constant.GapRelative.Median), row)
		}
		if t.Best.isRight(notZero) {
			at(&zeros, float64(t.Best.GapRelative.Median), row)
		} else {
			at(&best, float64(t.Best.GapRelative.Median), row)
		}
	}
	f.Series = []report.Series{best, constant, zeros}
	f.Note = fmt.Sprintf("Medians over the seeds, certified; below 1e-15 is rounding. %d of %d rows have exactly the right zeros in all seeds.", len(zeros.X), len(f.Y.Names))
	return f
}

// spread is a cell with the median to compare by.
func (s Spread) cell() report.Cell { return report.Cell{Value: s.Median, Text: s.String()} }

// share is a cell for a spread of shares.
func (s Spread) share() report.Cell {
	mid, lo, hi := percent(float64(s.Median)), percent(float64(s.Min)), percent(float64(s.Max))
	if lo == hi {
		return report.Cell{Value: s.Median, Text: mid}
	}
	return report.Cell{Value: s.Median, Text: mid + " (" + lo + " to " + hi + ")"}
}

func (r *Result) foundSection(times bool) report.Section {
	t := report.Table{Caption: "Each method with its best schedule and step", Given: 1, Better: []int{0, 0, 0, -1, 0, 0, 0, -1, 1},
		Head: []string{"method", "schedule", "first step", "above the optimum", "exact zeros", "L1 norm", "still moves by", "predictions off by", "seeds with the exact zeros", "features wrongly kept, lost"}}
	e := r.Exact
	row := func(name, schedule, step string, gap report.Cell, zeros any, l1 float64, moves, off report.Cell, right any, s Support, seconds float64) {
		cells := report.Row{name, schedule, step, gap, zeros, l1, moves, off, right, fmt.Sprintf("+%d -%d", len(s.Kept), len(s.Lost))}
		if times {
			cells = append(cells, seconds)
		}
		t.Rows = append(t.Rows, cells)
	}
	none := report.Cell{Text: "0%"}
	row("exact", "", "", report.Cell{Value: e.GapRelative, Text: report.Number(visible(float64(e.GapRelative)))}, e.Zeros, float64(e.L1), none, none, report.Cell{Value: 1, Text: "all"}, e.Rules.NotZero, e.Seconds)
	for _, m := range r.Methods {
		b := m.Best
		if b.Diverged == b.Seeds {
			row(m.Method, b.Schedule, b.StepIn, report.Cell{Value: report.Float(math.NaN()), Text: "diverged"}, 0, math.NaN(), none, none, report.Cell{}, b.Rules.NotZero, b.Seconds)
			continue
		}
		row(m.Method, b.Schedule, b.StepIn+when(b.AtEdge, " (edge)", ""), b.GapRelative.cell(), b.Zeros.cell(), float64(b.L1), b.Moves.share(),
			report.Cell{Value: b.Prediction, Text: percent(float64(b.Prediction))},
			report.Cell{Value: report.Float(float64(b.Right.NotZero) / float64(b.Seeds)), Text: fmt.Sprintf("%d of %d", b.Right.NotZero, b.Seeds)}, b.Rules.NotZero, b.Seconds)
	}
	if times {
		t.Head = append(t.Head, "seconds")
	}
	return report.Section{Title: found, Open: true, Tables: []report.Table{t},
		Text: []string{fmt.Sprintf("The exact solution keeps %s.", list(e.Names, 12)),
			"“Still moves by” is the largest range of a coefficient over the last tenth of the epochs, relative to the largest exact one. Where it is 0% at the end of a falling step, that is the step's doing."}}
}

// traces are small multiples of the distance to the optimum, a figure for each method.
func (r *Result) traces() (out []report.Figure) {
	lo, hi := 1.0, 1e-16
	for _, m := range r.Methods {
		for _, v := range m.Best.Trace.Gap {
			lo, hi = math.Min(lo, v), math.Max(hi, math.Min(v, 10))
		}
	}
	for _, m := range r.Methods {
		f := report.Figure{Title: m.Method, X: report.Axis{Label: "epoch", Log: true, Range: report.Floats{1, float64(r.Budget.Epochs)}},
			Y: report.Axis{Label: "above the optimum", Log: true, Range: report.Floats{lo, hi}}}
		f.Series = append(f.Series, m.Best.Trace.series(m.Best.Schedule))
		if m.Constant != nil && m.Best.Schedule != m.Constant.Schedule {
			f.Series = append(f.Series, m.Constant.Trace.series(m.Constant.Schedule))
		}
		if m.Constant == nil {
			f.Series[0].Name = "line search"
		}
		out = append(out, f)
	}
	return out
}

// series draws a trace, points as far apart as the eye tells them.
func (t Trace) series(name string) report.Series {
	s := report.Series{Name: name}
	for k, at := range t.Epoch {
		if n := len(s.X); n == 0 || at >= 1.05*s.X[n-1] || k == len(t.Epoch)-1 {
			s.X, s.Y = append(s.X, at), append(s.Y, t.Gap[k])
		}
	}
	return s
}

func (r *Result) scheduleSection() report.Section {
	gaps := report.Table{Caption: "Above the optimum, in the search, each schedule at its best step", Head: []string{"method"}, Better: []int{0}}
	steps := report.Table{Caption: "First steps that were best", Head: []string{"method"}}
	right := report.Table{Caption: "Support above 0.001 of the largest coefficient: features wrongly kept and lost", Head: []string{"method"}}
	for _, s := range r.Budget.Schedules {
		gaps.Head, gaps.Better = append(gaps.Head, s), append(gaps.Better, -1)
		steps.Head, right.Head = append(steps.Head, s), append(right.Head, s)
	}
	edges := 0
	for _, m := range r.Methods {
		if m.Constant == nil && m.Searched[0].StepIn == "line search" {
			continue
		}
		a, b, c := report.Row{m.Method}, report.Row{m.Method}, report.Row{m.Method}
		for _, s := range m.Searched {
			if s.AtEdge {
				edges++
			}
			a = append(a, visible(float64(s.GapRelative)))
			b = append(b, s.StepIn+when(s.AtEdge, " (edge)", ""))
			c = append(c, when(s.Diverged, "diverged", fmt.Sprintf("+%d -%d", len(s.Relative.Kept), len(s.Relative.Lost))))
		}
		gaps.Rows, steps.Rows, right.Rows = append(gaps.Rows, a), append(steps.Rows, b), append(right.Rows, c)
	}
	return report.Section{Title: bySchedule, Tables: []report.Table{gaps, steps, right},
		Text: []string{fmt.Sprintf("All methods get the same schedules and the same search; %d runs in all. %d of the best steps are the last that the search may try.", len(r.Grid), edges)}}
}

func (r *Result) constantSection() report.Section {
	t := report.Table{Caption: "Each method at its best constant step", Better: []int{0, 0, -1},
		Head: []string{"method", "step", "above the optimum", "still moves by", "sign changes", "state", "gap, last quarter / third"}}
	long := report.Table{Caption: "The test for a cycle, at ten times that step, or at three times where that diverges",
		Head: []string{"method", "step", "gap, last quarter", "still moves by", "gap, last quarter / third", "twice the step: gap x", "twice the step: moves x", "cycles"}}
	for _, m := range r.Methods {
		c := m.Constant
		if c == nil {
			continue
		}
		t.Rows = append(t.Rows, report.Row{m.Method, c.StepIn + when(c.AtEdge, " (edge)", ""), c.GapRelative.cell(), c.Moves.share(), c.SignChanges, string(c.State), float64(c.Remains)})
		if l := m.Cycle; l != nil {
			long.Rows = append(long.Rows, report.Row{m.Method, l.StepIn, visible(float64(l.Gap)), percent(float64(l.Moves)), float64(l.Remains), float64(l.DoubledGap), float64(l.DoubledMoves), when(l.Cycles, "yes", "no")})
		}
	}
	return report.Section{Title: atConstant, Tables: []report.Table{t, long},
		Text: []string{"The best constant step is where cycle and budget balance: a longer one cycles, a shorter one has not arrived. So the test for a cycle is made at a longer step, where the way is short: it cycles if the mean gap over the last quarter of the epochs is at least 0.9 of that over the third, and twice the step makes the gap at least 1.2 times and the movement 1.4 to 3 times as large."}}
}

func (r *Result) thresholdSection() report.Section {
	t := report.Table{Caption: "Supports by four rules, each method with its best schedule: seeds with the exact support", Given: 1,
		Head: []string{"method", "not zero", "above 0.001", "above 0.001 of the largest", "no sign change", "the last, at a constant step", "thresholds that would do"}}
	yes := func(s Support) string { return when(s.right(), "yes", "no") }
	e := r.Exact.Rules
	t.Rows = append(t.Rows, report.Row{"exact", yes(e.NotZero), yes(e.Absolute), yes(e.Relative), yes(e.Signs), yes(e.Signs), ""})
	for _, m := range r.Methods {
		b := m.Best
		if b.Diverged == b.Seeds {
			continue
		}
		of := func(n int) string { return fmt.Sprintf("%d of %d", n, b.Seeds) }
		works, signs := "none", "-"
		if b.Works != nil {
			works = report.Number(b.Works[0]) + " to " + report.Number(b.Works[1])
		}
		if m.Constant != nil {
			signs = of(m.Constant.Right.Signs)
		}
		t.Rows = append(t.Rows, report.Row{m.Method, of(b.Right.NotZero), of(b.Right.Absolute), of(b.Right.Relative), of(b.Right.Signs), signs, works})
	}
	return report.Section{Title: thresholds, Tables: []report.Table{t},
		Text: []string{"Thresholds are in the units of training. The last column is hindsight: the thresholds between the largest wrong and the smallest right coefficient of one run."}}
}

func (r *Result) controlSection() report.Section {
	t := report.Table{Caption: "Movement over the last tenth of the epochs, from the exact solution, relative to the largest coefficient", Head: []string{"method", "step", "with the kink", "a line instead", "kink rounded off", "rounded off below"}}
	for _, c := range r.Controls {
		t.Rows = append(t.Rows, report.Row{c.Method, c.StepIn, percent(float64(c.Kinked)), percent(float64(c.Straight)), percent(float64(c.Rounded)), float64(c.Width)})
	}
	u := report.Table{Caption: "Units: y and lambda 1024 times as large", Head: []string{"method", "above the optimum", "in other units", "the same"}}
	for _, x := range r.Units {
		u.Rows = append(u.Rows, report.Row{x.Method, visible(float64(x.Before)), visible(float64(x.After)), when(x.Same, "yes", "no")})
	}
	return report.Section{Title: noKink, Tables: []report.Table{t, u},
		Text: []string{"Training begins at the exact solution, with the step of the test for cycles. In the first control the kinked penalty is replaced by the straight line that touches it at the solution: the same data, noise, curvature and minimiser, but no kink. Movement that remains is not the kink's. In the second |b| is replaced near 0 by a parabola, which moves the minimiser a little."}}
}
