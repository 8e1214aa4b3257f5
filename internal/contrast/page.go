package contrast

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/internal/report"
)

// Report lays the result out for reading, but for the formula of the problem. Times are left out where the output
// must be the same each time.
func (r *Result) Report(command string, data report.Data, times bool) *report.Report {
	p := r.Problem
	out := &report.Report{
		Title:   fmt.Sprintf("Training a lasso against solving it: %s", printable.Line(data.Name)),
		Verdict: r.Verdict, Command: command, Data: []report.Data{data},
		Notes: []string{
			fmt.Sprintf("Steps are multiples of 1/L, L = %s the curvature of the smooth part, and for the adaptive methods of c = %s, the spread of y over that of a column. %d epochs, batches of %d rows, seed %d, started at b = 0%s. Derivatives at kinks are PyTorch's: abs'(0) = 0.",
				report.Number(float64(p.Curvature)), report.Number(float64(p.Reach)), p.Epochs, p.Batch, p.Seed, when(p.Intercept, " and b0 = mean y", "")),
			"AdamW shrinks all parameters by its own weight decay of 0.01 besides, the intercept too, as its default is: it does not minimise the objective it is given.",
			"“Above the optimum” is certified: the objective at the trained coefficients less a proven lower bound, relative to the objective of the null model. Less than 1e-12 is rounding and is shown as 0.",
		},
	}
	out.Sections = append(out.Sections, r.featureSection(times), r.thresholdSection(), r.gridSection())
	if r.Sweep != nil {
		out.Sections = slices.Insert(out.Sections, 2, r.Sweep.Section())
	}
	return out
}

// visible leaves out what is rounding, which differs from machine to machine.
func visible(v float64) float64 {
	if math.Abs(v) < 1e-12 {
		return 0
	}
	return v
}

func when(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

func (r *Result) featureSection(times bool) report.Section {
	t := report.Table{Caption: "Each method at its best step size", Head: []string{"method", "step", "above the optimum", "exact zeros", "non-zeros", "L1 norm", "still moves by", "sign changes", "predictions off by", "wrongly kept", "wrongly lost"}}
	e := r.Exact
	t.Rows = append(t.Rows, report.Row{"exact", "", visible(float64(e.GapRelative)), e.Zeros, e.Nonzeros, float64(e.L1), "0%", 0, "0%", "", ""})
	seconds := []float64{e.Seconds}
	for _, m := range r.Methods {
		seconds = append(seconds, m.Seconds)
		if m.Diverged {
			t.Rows = append(t.Rows, report.Row{m.Method, m.StepIn, math.NaN(), 0, 0, math.NaN(), "diverged", 0, "", "", ""})
			continue
		}
		t.Rows = append(t.Rows, report.Row{m.Method, m.StepIn, visible(float64(m.GapRelative)), m.Zeros, m.Nonzeros, float64(m.L1),
			percent(float64(m.Oscillation)), m.SignChanges, percent(float64(m.Prediction)), list(m.Kept, 5), list(m.Lost, 5)})
	}
	if times {
		t.Head = append(t.Head, "seconds")
		for k := range t.Rows {
			t.Rows[k] = append(t.Rows[k], seconds[k])
		}
	}
	gap := report.Figure{Title: "Distance to the optimum", X: report.Axis{Label: "epoch", Log: true}, Y: report.Axis{Label: "above the optimum (relative)", Log: true},
		Note: "Certified. Drawn down to 1e-16, below where rounding begins."}
	size := report.Figure{Title: "Coefficients by size", X: report.Axis{Label: "rank of the coefficient"}, Y: report.Axis{Label: "absolute value, relative to the largest exact one", Log: true},
		Note: "Exact zeros are drawn at the lower edge. The exact solution falls to zero; trained coefficients do not."}
	size.Series = append(size.Series, ranked("exact", r.Exact.Coefficients, r.Exact.Coefficients))
	size.Series[0].Reference = true
	for _, m := range r.Methods {
		if m.Diverged {
			continue
		}
		gap.Series = append(gap.Series, report.Series{Name: m.Method, X: m.Trace.Epoch, Y: m.Trace.Gap})
		size.Series = append(size.Series, ranked(m.Method, m.Coefs, r.Exact.Coefficients))
	}
	return report.Section{Title: "What training finds", Tables: []report.Table{t, r.coefficientTable()}, Figures: []report.Figure{gap, size},
		Text: []string{fmt.Sprintf("The exact solution keeps %s.", list(e.Names, 12)),
			"“Still moves by” is the largest range of a coefficient over the last tenth of the epochs, relative to the largest exact one; sign changes are counted over the same time."}}
}

// ranked is a series of the largest 200 coefficients by size.
func ranked(name string, coef, exact []float64) report.Series {
	top := 0.0
	for _, v := range exact {
		top = math.Max(top, math.Abs(v))
	}
	if top == 0 {
		top = 1
	}
	s := report.Series{Name: name}
	for _, v := range coef {
		s.Y = append(s.Y, math.Abs(v)/top)
	}
	slices.Sort(s.Y)
	slices.Reverse(s.Y)
	s.Y = s.Y[:min(200, len(s.Y))]
	for k := range s.Y {
		s.X = append(s.X, float64(k+1))
	}
	return s
}

func (r *Result) thresholdSection() report.Section {
	t := report.Table{Caption: fmt.Sprintf("Coefficients below %g set to zero (in the units of training)", Threshold), Head: []string{"method", "non-zeros left", "wrongly kept", "wrongly lost", "thresholds that would do"}}
	for _, m := range r.Methods {
		if m.Diverged {
			continue
		}
		works := "none"
		if m.Works != nil {
			works = report.Number(m.Works[0]) + " to " + report.Number(m.Works[1])
		}
		t.Rows = append(t.Rows, report.Row{m.Method, m.Thresholded.Nonzeros, list(m.Thresholded.Kept, 5), list(m.Thresholded.Lost, 5), works})
	}
	return report.Section{Title: "Does thresholding repair it?", Tables: []report.Table{t},
		Text: []string{"The last column is hindsight: the thresholds between the largest wrong and the smallest right coefficient, which can only be told from the exact solution."}}
}

func (r *Result) gridSection() report.Section {
	t := report.Table{Caption: "All step sizes", Head: []string{"method", "step", "above the optimum", "non-zeros", "still moves by"}}
	for _, g := range r.Grid {
		moves := percent(float64(g.Oscillation))
		if g.Diverged {
			moves = "diverged"
		}
		t.Rows = append(t.Rows, report.Row{g.Method, g.StepIn, visible(float64(g.GapRelative)), g.Nonzeros, moves})
	}
	return report.Section{Title: "All runs", Tables: []report.Table{t}}
}

// Section draws the sweep.
func (s *Sweep) Section() report.Section {
	norm := report.Figure{Title: "L1 norm against lambda", X: report.Axis{Label: "lambda / lambda_max", Log: true}, Y: report.Axis{Label: "L1 norm, mean of the last epochs", Log: true},
		Note: "Drawn at the lower edge: 0. Beyond 1 the exact solution is 0."}
	size := report.Figure{Title: "Non-zero coefficients against lambda", X: report.Axis{Label: "lambda / lambda_max", Log: true}, Y: report.Axis{Label: "non-zeros, mean of the last epochs"}}
	t := report.Table{Caption: "A larger penalty, a larger norm? Beyond lambda_max the exact norm is 0", Head: []string{"method", "step", "L1 at lambda_max", fmt.Sprintf("L1 at %s lambda_max", report.Number(s.last())), "rises", "step Σ lambda_j / 2 there", "ratio", "non-zeros there", "after thresholding"}}
	for _, c := range s.Curves {
		name := c.Method
		if !c.Exact {
			name += ", " + c.StepIn
		}
		norm.Series = append(norm.Series, report.Series{Name: name, X: s.Ratio, Y: c.L1, Reference: c.Exact})
		size.Series = append(size.Series, report.Series{Name: name, X: s.Ratio, Y: c.Nonzeros, Reference: c.Exact})
		b := s.Beyond(c)
		end := len(s.Ratio) - 1
		predicted, ratio := math.NaN(), math.NaN()
		if c.Predicted != nil {
			predicted, ratio = c.Predicted[end], b.AtEnd/c.Predicted[end]
		}
		t.Rows = append(t.Rows, report.Row{c.Method, c.StepIn, b.AtMax, b.AtEnd, when(b.Rises, "yes", "no"), predicted, ratio, c.Nonzeros[end], c.Thresholded[end]})
	}
	return report.Section{Title: "Sweeping lambda", Tables: []report.Table{t}, Figures: []report.Figure{norm, size},
		Text: []string{"The exact norm falls to 0 at lambda_max. A constant step leaves a coefficient that should be 0 in a cycle, a and a - step lambda in turn, whose mean size is step lambda/2 for short steps and step lambda/(2 - step H) with curvature H: from there on the norm rises with the penalty."}}
}

func (s *Sweep) last() float64 { return s.Ratio[len(s.Ratio)-1] }

// list names features, at most so many.
func list(names []string, most int) string {
	if len(names) == 0 {
		return "none"
	}
	text := printable.Line(strings.Join(names[:min(most, len(names))], ", "))
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return text
}

// coefficientTable sets the coefficients side by side, feature by feature: those of
// the exact solution and as many of the others, largest first, as make 40 rows.
func (r *Result) coefficientTable() report.Table {
	t := report.Table{Caption: "Coefficients, in the units of the data", Head: []string{"feature", "exact"}}
	var trained []Trained
	for _, m := range r.Methods {
		if !m.Diverged {
			trained = append(trained, m)
			t.Head = append(t.Head, m.Method)
		}
	}
	largest := func(j int) float64 {
		top := 0.0
		for _, m := range trained {
			top = math.Max(top, math.Abs(m.Coefs[j]))
		}
		return top
	}
	features := make([]int, len(r.names))
	for j := range features {
		features[j] = j
	}
	const rows = 40
	if len(features) > rows {
		slices.SortStableFunc(features, func(a, b int) int {
			if in, other := r.Exact.Coefficients[a] != 0, r.Exact.Coefficients[b] != 0; in != other {
				return map[bool]int{true: -1, false: 1}[in]
			}
			return cmp.Compare(largest(b), largest(a))
		})
		features = features[:rows]
		t.Caption += fmt.Sprintf(" (%d of %d features; JSON has all)", rows, len(r.names))
	}
	for _, j := range features {
		row := report.Row{r.names[j], r.Exact.Coefficients[j]}
		for _, m := range trained {
			row = append(row, m.Coefs[j])
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}
