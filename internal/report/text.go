package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
)

// textWidth is that of paragraphs: longer lines are hard to read.
const textWidth = 96

// WriteText prints the report for a terminal: problem, verdict, claims, tables. Names
// in it cannot make lines of their own, nor act on the terminal.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	if r.Problem != "" {
		b.WriteString(layout.Statement(r.Problem, r.width(), "  ") + "\n\n")
	}
	heading(&b, printable.Line(r.Title), "=")
	for _, s := range append([]string{r.Answer}, r.Verdict...) {
		if s != "" {
			r.paragraph(&b, "", s)
		}
	}
	if len(r.Claims) > 0 {
		b.WriteByte('\n')
		r.table(&b, r.scoreboard())
	}
	for _, c := range r.Claims {
		if c.Because == "" {
			continue
		}
		b.WriteByte('\n')
		r.paragraph(&b, "claim: ", c.Claim)
		r.paragraph(&b, "  => "+strings.ToUpper(c.Verdict.String())+": ", c.Because)
	}
	for _, s := range r.Sections {
		b.WriteByte('\n')
		heading(&b, printable.Line(s.Title), "-")
		for _, t := range s.Text {
			r.paragraph(&b, "", t)
		}
		for _, t := range s.Tables {
			b.WriteByte('\n')
			r.table(&b, t)
		}
	}
	b.WriteByte('\n')
	for _, n := range r.Notes {
		r.paragraph(&b, "note: ", n)
	}
	for _, d := range r.Data {
		r.paragraph(&b, "data: ", d.String())
	}
	fmt.Fprintf(&b, "again: %s\n", printable.Line(r.Command))
	return writePrintable(w, func(w io.Writer) error {
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// scoreboard has the verdicts at a glance.
func (r *Report) scoreboard() Table {
	t := Table{Caption: "Scoreboard", Head: []string{"claim", "verdict", "evidence"}}
	for _, c := range r.Claims {
		t.Rows = append(t.Rows, Row{c.Claim, strings.ToUpper(c.Verdict.String()), c.Evidence})
	}
	return t
}

// width is that of the lines of text.
func (r *Report) width() int {
	if r.Width > 0 {
		return r.Width
	}
	return math.MaxInt
}

// String describes the data in one line.
func (d Data) String() string {
	s := fmt.Sprintf("%s, %d x %d", printable.Line(d.Name), d.Rows, d.Cols)
	if d.SHA256 != "" {
		s += ", sha256 " + d.SHA256
	}
	return s
}

func heading(b *strings.Builder, s, line string) {
	b.WriteString(s + "\n" + strings.Repeat(line, utf8.RuneCountInString(s)) + "\n")
}

// paragraph prints text with a hanging indent as wide as its label, at most 7.
func (r *Report) paragraph(b *strings.Builder, label, text string) {
	if words := strings.Fields(label + text); len(words) > 0 {
		words[0] = label[:len(label)-len(strings.TrimLeft(label, " "))] + words[0]
		b.WriteString(layout.Fill(words, min(r.width(), textWidth), strings.Repeat(" ", min(utf8.RuneCountInString(label), 7))))
	}
	b.WriteByte('\n')
}

// table prints a table with aligned columns, numbers to the right.
func (r *Report) table(b *strings.Builder, t Table) {
	r.paragraph(b, "", t.Caption)
	out := layout.Table{Head: t.Head}
	best := t.best()
	for j := range t.Head {
		out.Right = append(out.Right, t.Numeric(j))
	}
	for i, row := range t.Rows {
		var cells []string
		for j, c := range row {
			text := cell(c)
			if best[[2]int{i, j}] {
				text = "*" + text
			}
			cells = append(cells, text)
		}
		out.Rows = append(out.Rows, cells)
	}
	b.WriteString(out.Fit(r.width()))
	if len(best) > 0 {
		b.WriteString("  * the best of its column\n")
	}
}

// Numeric tells whether column j holds numbers.
func (t Table) Numeric(j int) bool {
	for _, r := range t.Rows {
		if _, text := r[j].(string); text {
			return false
		}
	}
	return true
}

// cell prints a cell as text and HTML have it; JSON has all digits.
func cell(c any) string {
	switch v := c.(type) {
	case float64:
		return Number(v)
	case Cell:
		return printable.Line(v.Text)
	}
	return printable.Line(fmt.Sprint(c))
}

// Number prints three digits of v.
func Number(v float64) string {
	if !finite(v) {
		return "-"
	}
	return fmt.Sprintf("%.3g", v)
}
