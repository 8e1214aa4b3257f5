package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/lassocheck/lassocheck/internal/printable"
)

//go:embed page.html
var page string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"cell": cell,
	"long": func(c any) bool { return len(cell(c)) > 30 },
	"badge": func(v Verdict) string {
		return map[Verdict]string{Holds: "yes", HoldsUnder: "partly", Fails: "no", Undecided: "open"}[v]
	},
	"sign": func(v Verdict) string {
		return map[Verdict]string{Holds: "✓", HoldsUnder: "◐", Fails: "✗", Undecided: "?"}[v]
	},
	"anchor": (*Report).anchor,
}).Parse(page))

// anchor is the name by which the page links to the section of that title, empty where there
// is none.
func (r *Report) anchor(title string) string {
	for k, s := range r.Sections {
		if s.Title == title {
			return fmt.Sprintf("s%d", k+1)
		}
	}
	return ""
}

// Marked is the table with its winners.
func (t Table) Marked() MarkedTable { return MarkedTable{t, t.best()} }

// MarkedTable is a table that knows which cells win.
type MarkedTable struct {
	Table
	won map[[2]int]bool
}

// Best tells whether the cell in row i and column j is marked.
func (t MarkedTable) Best(i, j int) bool { return t.won[[2]int{i, j}] }

// Values is the table of the points of the figure, a row for each, for those who cannot see
// it.
func (f Figure) Values() Table {
	t := Table{Caption: "Values: " + f.Title, Head: []string{"series", f.X.Label, f.Y.Label}}
	for _, s := range f.Series {
		for i := range s.X {
			if !finite(s.X[i]) || !finite(s.Y[i]) {
				continue
			}
			if f.Y.Names != nil {
				t.Head[2] = "row"
				t.Rows = append(t.Rows, Row{s.Name, float64(s.X[i]), f.Y.Names[int(s.Y[i])-1]})
				continue
			}
			t.Rows = append(t.Rows, Row{s.Name, float64(s.X[i]), float64(s.Y[i])})
		}
	}
	return t
}

// WriteHTML prints the report as one page that needs nothing else: no network, no
// other file. It is light or dark as the reader's system is.
func (r *Report) WriteHTML(w io.Writer) error {
	return writePrintable(w, func(w io.Writer) error { return pageTemplate.Execute(w, r) })
}

// writePrintable has write write to w what can be shown without harm.
func writePrintable(w io.Writer, write func(w io.Writer) error) error {
	out := printable.NewWriter(w)
	if err := write(out); err != nil {
		return err
	}
	return out.Flush()
}
