package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/internal/printable"
)

const textWidth = 96

// WriteText prints the report for a terminal: problem, verdict, claims, tables. Names
// in it cannot make lines of their own, nor act on the terminal.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	if r.Problem != "" {
		b.WriteString(r.Problem + "\n\n")
	}
	heading(&b, printable.Line(r.Title), "=")
	for _, s := range r.Verdict {
		wrap(&b, "", s)
	}
	for _, c := range r.Claims {
		b.WriteByte('\n')
		wrap(&b, "claim: ", c.Claim)
		wrap(&b, "  => "+strings.ToUpper(string(c.Verdict))+": ", c.Because)
	}
	for _, s := range r.Sections {
		b.WriteByte('\n')
		heading(&b, printable.Line(s.Title), "-")
		for _, t := range s.Text {
			wrap(&b, "", t)
		}
		for _, t := range s.Tables {
			b.WriteByte('\n')
			t.writeText(&b)
		}
	}
	b.WriteByte('\n')
	for _, n := range r.Notes {
		wrap(&b, "note: ", n)
	}
	for _, d := range r.Data {
		wrap(&b, "data: ", d.String())
	}
	fmt.Fprintf(&b, "again: %s\n", printable.Line(r.Command))
	return writePrintable(w, func(w io.Writer) error {
		_, err := io.WriteString(w, b.String())
		return err
	})
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

// wrap prints a paragraph with a hanging indent as wide as its label, at most 7.
func wrap(b *strings.Builder, label, s string) {
	b.WriteString(label)
	col := utf8.RuneCountInString(label)
	indent := strings.Repeat(" ", min(col, 7))
	fresh := true
	for _, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		if !fresh && col+1+n > textWidth {
			b.WriteString("\n" + indent)
			col, fresh = len(indent), true
		}
		if !fresh {
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
		fresh = false
	}
	b.WriteByte('\n')
}

// writeText prints the table with aligned columns, numbers to the right.
func (t Table) writeText(b *strings.Builder) {
	wrap(b, "", t.Caption)
	width := make([]int, len(t.Head))
	for j, h := range t.Head {
		width[j] = utf8.RuneCountInString(h)
		for _, r := range t.Rows {
			width[j] = max(width[j], utf8.RuneCountInString(cell(r[j])))
		}
	}
	line := func(text func(j int) string) {
		var s strings.Builder
		for j := range t.Head {
			pad := strings.Repeat(" ", width[j]-utf8.RuneCountInString(text(j)))
			if t.Numeric(j) {
				s.WriteString("  " + pad + text(j))
			} else {
				s.WriteString("  " + text(j) + pad)
			}
		}
		b.WriteString(strings.TrimRight(s.String(), " ") + "\n")
	}
	line(func(j int) string { return t.Head[j] })
	for _, r := range t.Rows {
		line(func(j int) string { return cell(r[j]) })
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
	if v, ok := c.(float64); ok {
		return Number(v)
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
