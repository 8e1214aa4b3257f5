package layout

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text   string
		width  int
		indent string
		want   string
	}{
		{"", 10, "", ""},
		{"a bb ccc", 10, "", "a bb ccc"},
		{"a bb ccc", 4, "", "a bb\nccc"},
		{"a bb ccc", 5, "  ", "a bb\n  ccc"},
		{"ββββ ββββ", 9, "", "ββββ ββββ"},
		{"ββββ ββββ", 8, "", "ββββ\nββββ"},
		{"longer than all a b", 6, " ", "longer\n than\n all a\n b"},
	} {
		if got := Wrap(c.text, c.width, c.indent); got != c.want {
			t.Errorf("Wrap(%q, %d): %q, want %q", c.text, c.width, got, c.want)
		}
	}
	if got, want := Fill([]string{"y = target,", "n = 44,", "S = standard deviations"}, 12, ""), "y = target,\nn = 44, S =\nstandard\ndeviations"; got != want {
		t.Errorf("Fill: %q, want %q", got, want)
	}
}

func TestStatement(t *testing.T) {
	const text = "minimise 1/2 ‖y - Xβ‖² + λ ‖β‖₁;  y = target, S = standard deviations"
	for width, want := range map[int]string{
		80: "minimise 1/2 ‖y - Xβ‖² + λ ‖β‖₁; y = target, S = standard deviations",
		45: "minimise 1/2 ‖y - Xβ‖² + λ ‖β‖₁; y = target,\n  S = standard deviations",
		30: "minimise 1/2 ‖y - Xβ‖²\n  + λ ‖β‖₁; y = target,\n  S = standard deviations",
		20: "minimise 1/2 ‖y -\n  Xβ‖² + λ ‖β‖₁;\n  y = target, S =\n  standard\n  deviations",
	} {
		if got := Statement(text, width, "  "); got != want {
			t.Errorf("in %d: %q, want %q", width, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	text := "short enough\n! a warning that goes on\ncolumns   some names, and others\n  - a long restriction\n"
	want := "short enough\n! a warning that goes\n  on\ncolumns   some names,\n          and others\n  - a long\n    restriction\n"
	if got := Lines(text, 21); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestList(t *testing.T) {
	names := []string{"alpha", "beta", "gamma", "delta"}
	for width, want := range map[int]string{
		99: "alpha beta gamma delta", 22: "alpha beta gamma delta", 21: "alpha beta and 2 more",
		20: "alpha and 3 more", 15: "al…a and 3 more", 2: "a…a and 3 more",
	} {
		if got := List(names, " ", width); got != want {
			t.Errorf("List in %d: %q, want %q", width, got, want)
		}
	}
	if got := List([]string{"one name"}, " ", 5); got != "on…me" {
		t.Errorf("List of one: %q", got)
	}
	many := slices.Repeat([]string{"xy"}, 1e6) // in a moment
	if got := List(many, " ", 23); got != "xy xy and 999998 more" {
		t.Errorf("List of many: %q", got)
	}
	for n, want := range map[int]string{30: "a_name_that_goes_on_and_on", 26: "a_name_that_goes_on_and_on", 9: "a_na…d_on", 2: "a…", 1: "…"} {
		if got := Cut("a_name_that_goes_on_and_on", n); got != want {
			t.Errorf("Cut to %d: %q, want %q", n, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	table := Table{
		Head:  []string{"name", "a long head", "says", "n"},
		Right: []bool{false, true, false, true},
		Rows:  [][]string{{"one", "1.25e-3", "few words", "1"}, {"two", "2 ± 3", "some more words that need their room", "20"}},
	}
	for width, want := range map[int]string{
		80: `
  name  a long head  says                                   n
  one       1.25e-3  few words                              1
  two         2 ± 3  some more words that need their room  20
`,
		50: `
  name  a long head  says                        n
  one       1.25e-3  few words                   1
  two         2 ± 3  some more words that need  20
                     their room
`,
		36: `
  name  a long head
  one       1.25e-3
  two         2 ± 3

  name  says                       n
  one   few words                  1
  two   some more words that      20
        need their room
`,
	} {
		got := "\n" + table.Fit(width)
		for line := range strings.SplitSeq(got, "\n") {
			if Len(line) > width {
				t.Errorf("in %d columns: too wide: %s", width, line)
			}
		}
		if got != want {
			t.Errorf("in %d columns:%s", width, got)
		}
		for _, row := range table.Rows {
			for _, cell := range row {
				for word := range strings.FieldsSeq(cell) {
					if !strings.Contains(got, word) {
						t.Errorf("in %d columns: %q is lost:%s", width, word, got)
					}
				}
			}
		}
	}
}

// TestCellsStay: what fits is not touched, spaces included.
func TestCellsStay(t *testing.T) {
	if got := (Table{Rows: [][]string{{" a  b", "c"}}}).Fit(80); got != "   a  b  c\n" {
		t.Errorf("%q", got)
	}
}

func TestWidth(t *testing.T) {
	var b bytes.Buffer
	for value, want := range map[string]int{"": 80, "120": 120, "x": 80, "-3": 80, "0": 80, "1": 40, "99999999": 1000} {
		t.Setenv("COLUMNS", value)
		if got := Width(&b); got != want {
			t.Errorf("COLUMNS=%q: %d, want %d", value, got, want)
		}
	}
	t.Setenv("COLUMNS", "")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if got := Width(w); got != 80 {
		t.Errorf("a pipe is %d wide", got)
	}
}
