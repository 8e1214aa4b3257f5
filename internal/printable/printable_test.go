package printable

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLine(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                "plain",
		"größe λ 速度 😀":         "größe λ 速度 😀",
		"\x1b[31mRED\x1b[0m":   `\u001b[31mRED\u001b[0m`,
		"new\nline\ttab\rback": `new\nline\ttab\rback`,
		"nul\x00del\x7f":       `nul\u0000del\u007f`,
		"\u0085\u009b2J":       `\u0085\u009b2J`,
		"\u202ereverse\u2066":  `\u202ereverse\u2066`,
		"\u200e\u200f\u061c":   `\u200e\u200f\u061c`,
		"\u2028\u2029\ufeff":   `\u2028\u2029\ufeff`,
		"\U000e0041":           `\udb40\udc41`,
		"raw \x9b2J":           `raw \x9b2J`,
		"می\u200cخواهم ؀":      "می\u200cخواهم ؀",
		"👩\u200d🔬":             "👩\u200d🔬",
		`C:\new`:               `C:\new`,
		"\ufffd":               "\ufffd",
	} {
		if got := Line(text); got != want {
			t.Errorf("Line(%q) = %s, want %s", text, got, want)
		}
	}
}

// TestWriter: the text is the same however it is cut, and newlines stay.
func TestWriter(t *testing.T) {
	text := "a\tb\nλ = 1, \x1b]0;title\x07 😀\u202e \x9b \U000e0041 end\xf0\x9f"
	want := "a\tb\nλ = 1, \\u001b]0;title\\u0007 😀\\u202e \\x9b \\udb40\\udc41 end\\xf0\\x9f"
	for size := 1; size <= len(text); size++ {
		var out bytes.Buffer
		w := NewWriter(&out)
		for rest := []byte(text); len(rest) > 0; {
			k := min(size, len(rest))
			if n, err := w.Write(rest[:k]); n != k || err != nil {
				t.Fatal(n, err)
			}
			rest = rest[k:]
		}
		if err := w.Flush(); err != nil || out.String() != want {
			t.Fatalf("in pieces of %d: %q, want %q, error %v", size, &out, want, err)
		}
	}
}

// TestJSON: escaped JSON means the same.
func TestJSON(t *testing.T) {
	for _, name := range []string{"\x1b[0m\n\u202e\u009b\x7f\U000e0041λ", "\\u202e", `"`} {
		var out bytes.Buffer
		w := NewWriter(&out)
		if err := json.NewEncoder(w).Encode(name); err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal(out.Bytes(), &back); err != nil || back != name {
			t.Errorf("%q comes back as %q, error %v", name, back, err)
		}
		if strings.ContainsFunc(strings.TrimSpace(out.String()), acts) {
			t.Errorf("%q is written as %q", name, &out)
		}
	}
}

func TestWriterKeepsError(t *testing.T) {
	full := errors.New("full")
	w := NewWriter(failing{full})
	for range 2 {
		if _, err := w.Write([]byte("x")); err != full {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != full {
		t.Fatal(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func FuzzLine(f *testing.F) {
	f.Add("a\x1b\n\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := Line(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, acts) {
			t.Errorf("Line(%q) = %q", s, got)
		}
		if Line(got) != got {
			t.Errorf("Line is not idempotent at %q", s)
		}
	})
}
