// Package layout fits text into the width of a terminal: paragraphs and tables.
package layout

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"github.com/lassocheck/lassocheck/internal/printable"
)

// DefaultWidth is that of what is no terminal, such as a pipe.
const DefaultWidth = 80

// The widths that COLUMNS may ask for.
const narrowest, widest = 40, 1000

// Width returns the width to write to w: that of the environment variable COLUMNS if
// it is a number, else that of the terminal that w is, else [DefaultWidth].
func Width(w io.Writer) int {
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return min(max(n, narrowest), widest)
	}
	if p, ok := w.(*printable.Writer); ok {
		w = p.Unwrap()
	}
	if f, ok := w.(*os.File); ok {
		if n := terminalWidth(f); n > 0 {
			return min(max(n, narrowest), widest)
		}
	}
	return DefaultWidth
}

// Len is how many columns s takes on a terminal: its characters but for those that
// combine with the one before.
func Len(s string) (n int) {
	for _, r := range s {
		if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			n++
		}
	}
	return n
}

// Wrap breaks text between words into lines of at most width, of which all but the
// first begin with indent. A longer word has a line of its own.
func Wrap(text string, width int, indent string) string {
	return Fill(strings.Fields(text), width, indent)
}

// Fill is Wrap for pieces that stay whole as long as they fit into a line.
func Fill(pieces []string, width int, indent string) string {
	var b strings.Builder
	at, fresh := 0, true
	put := func(piece string) {
		n := Len(piece)
		if !fresh && at+1+n > width {
			b.WriteString("\n" + indent)
			at, fresh = Len(indent), true
		}
		if !fresh {
			b.WriteByte(' ')
			at++
		}
		b.WriteString(piece)
		at, fresh = at+n, false
	}
	for _, piece := range pieces {
		if Len(indent)+Len(piece) <= width {
			put(piece)
			continue
		}
		for _, word := range strings.Fields(piece) {
			put(word)
		}
	}
	return b.String()
}

// Statement is Wrap for a formula and the letters that it explains: lines end after a
// comma or a semicolon, or before a plus.
func Statement(text string, width int, indent string) string {
	var pieces []string
	for _, word := range strings.Fields(text) {
		last := len(pieces) - 1
		if last < 0 || word == "+" || strings.ContainsAny(pieces[last][len(pieces[last])-1:], ",;") {
			pieces = append(pieces, word)
		} else {
			pieces[last] += " " + word
		}
	}
	return Fill(pieces, width, indent)
}

// Lines wraps those lines of a text that are too long. They go on under the beginning
// of what they say: after the first gap of two spaces or more in a line that begins
// with a label, or indented by two.
func Lines(text string, width int) string {
	lines := strings.Split(text, "\n")
	for k, line := range lines {
		if Len(line) <= width {
			continue
		}
		body := strings.TrimLeft(line, " ")
		lead := line[:len(line)-len(body)]
		if label, says, found := strings.Cut(body, "  "); found && Len(label) <= width/2 {
			says = strings.TrimLeft(says, " ")
			lead = line[:len(line)-len(says)]
			hang := strings.Repeat(" ", Len(lead))
			lines[k] = lead + strings.ReplaceAll(Wrap(says, width-len(hang), ""), "\n", "\n"+hang)
			continue
		}
		lines[k] = lead + strings.ReplaceAll(Wrap(body, width-len(lead), "  "), "\n", "\n"+lead)
	}
	return strings.Join(lines, "\n")
}

// Cut shortens s to n columns by leaving out its middle, where names that begin or end
// alike rarely differ less than in the rest.
func Cut(s string, n int) string {
	r := []rune(s)
	if Len(s) <= n || len(r) <= n {
		return s
	}
	head := max(n-1, 1) / 2
	return string(r[:n-1-head]) + "…" + string(r[len(r)-head:])
}

// List joins names by sep, as many as fit into width, and says how many it left out.
// At least one is there, cut if need be.
func List(names []string, sep string, width int) string {
	if len(names) == 0 {
		return ""
	}
	used, fit, k := 0, 0, 0 // the columns of k names, and how many fit with the number of the others
	for k < len(names) && used <= width {
		if k > 0 {
			used += Len(sep)
		}
		used += Len(names[k])
		k++
		if left := len(names) - k; left == 0 && used <= width || left > 0 && used+Len(sep+more(left)) <= width {
			fit = k
		}
	}
	switch left := len(names) - fit; {
	case left == 0:
		return strings.Join(names, sep)
	case fit > 0:
		return strings.Join(names[:fit], sep) + sep + more(left)
	case len(names) == 1:
		return Cut(names[0], width)
	}
	rest := sep + more(len(names)-1)
	return Cut(names[0], max(width-Len(rest), 3)) + rest
}

func more(n int) string { return "and " + strconv.Itoa(n) + " more" }
