package contrast

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/vector"
)

// coefficientSection sets the coefficients side by side and draws them by size.
func (r *Result) coefficientSection() report.Section {
	s := report.Section{Title: "Coefficients", Tables: []report.Table{r.coefficientTable()},
		Text: []string{"By size, relative to the largest exact one: exact zeros are drawn at the lower edge. The exact solution falls to zero; coefficients trained through the kink do not."}}
	for _, m := range r.Methods {
		if m.Best.Diverged == m.Best.Seeds {
			continue
		}
		exact := ranked("exact", r.Exact.Coefficients, r.Exact.Coefficients)
		exact.Reference = true
		s.Multiples = append(s.Multiples, report.Figure{Title: m.Method, X: report.Axis{Label: "rank"}, Y: report.Axis{Label: "size", Log: true, Range: report.Floats{1e-8, 2}},
			Series: []report.Series{exact, ranked("trained", m.Best.Coefs, r.Exact.Coefficients)}})
	}
	return s
}

// coefficientTable sets the coefficients side by side, feature by feature: those of
// the exact solution and as many of the others, largest first, as make 40 rows.
func (r *Result) coefficientTable() report.Table {
	t := report.Table{Caption: "Coefficients, in the units of the data, each method with its best schedule", Head: []string{"feature", "exact"}}
	var trained []Trained
	for _, m := range r.Methods {
		if m.Best.Coefs != nil {
			trained = append(trained, m)
			t.Head = append(t.Head, m.Method)
		}
	}
	largest := func(j int) float64 {
		top := 0.0
		for _, m := range trained {
			top = math.Max(top, math.Abs(m.Best.Coefs[j]))
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
			row = append(row, m.Best.Coefs[j])
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// ranked is a series of the largest 100 coefficients by size.
func ranked(name string, coef, exact []float64) report.Series {
	top := vector.MaxAbs(exact)
	if top == 0 {
		top = 1
	}
	s := report.Series{Name: name}
	for _, v := range coef {
		s.Y = append(s.Y, math.Abs(v)/top)
	}
	slices.Sort(s.Y)
	slices.Reverse(s.Y)
	s.Y = s.Y[:min(100, len(s.Y))]
	for k := range s.Y {
		s.X = append(s.X, float64(k+1))
	}
	return s
}
