package report

import (
	_ "embed"
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
		return map[Verdict]string{Holds: "yes", HoldsUnder: "partly", Fails: "no"}[v]
	},
}).Parse(page))

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
