// Package printable keeps text that comes from files, such as names of columns, from
// acting where it is shown: on a terminal, in a page, in a picture. An escape sequence
// could hide or forge lines there, and a bidirectional control reorder them.
//
// What is escaped: control characters (C0, DEL, C1), line and paragraph separators,
// and characters without a shape of their own (Unicode's category Cf: bidirectional
// controls, the byte order mark, tags), but not the soft hyphen and the two joiners,
// which Persian, Indic and emoji words need. They become \u001b, as in JSON, whose
// strings therefore keep their meaning; bytes that are not UTF-8 become \x9b.
package printable

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Line returns s as it can stand within one line: newlines and tabs are escaped too,
// as \n and \t.
func Line(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return acts(r) || r == utf8.RuneError }) {
		return s
	}
	b, _ := appendEscaped(nil, []byte(s), false)
	return string(b)
}

// acts tells whether a character does something, newlines and tabs included.
func acts(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f:
		return false
	case r == 0xad || r == 0x200c || r == 0x200d || unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// appendEscaped appends text to b. A text of lines keeps its newlines and tabs, and
// what may be the beginning of a character at its end is returned as rest.
func appendEscaped(b, text []byte, lines bool) (out, rest []byte) {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1 && lines && !utf8.FullRune(text):
			return b, text
		case r == utf8.RuneError && size == 1:
			b = fmt.Appendf(b, `\x%02x`, text[0])
		case lines && (r == '\n' || r == '\t') || !acts(r):
			b = append(b, text[:size]...)
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, high, low)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
		text = text[size:]
	}
	return b, nil
}

// Writer passes lines of text on, escaped but for newlines and tabs. It remembers
// the first error, and writes nothing after it.
type Writer struct {
	w    io.Writer
	part []byte // the beginning of a character
	buf  []byte
	err  error
}

// NewWriter returns a writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Unwrap returns the writer below.
func (w *Writer) Unwrap() io.Writer { return w.w }

// Write writes p, but for the beginning of a character at its end, which waits for
// the rest of it.
func (w *Writer) Write(p []byte) (int, error) {
	if w.err != nil {
		return 0, w.err
	}
	text := p
	if len(w.part) > 0 {
		text = append(w.part, p...)
	}
	w.buf, text = appendEscaped(w.buf[:0], text, true)
	w.part = append([]byte(nil), text...)
	w.send()
	if w.err != nil {
		return 0, w.err
	}
	return len(p), nil
}

// Flush writes what Write kept, and returns the first error of all.
func (w *Writer) Flush() error {
	if w.err == nil && len(w.part) > 0 {
		w.buf, _ = appendEscaped(w.buf[:0], w.part, false)
		w.part = nil
		w.send()
	}
	return w.err
}

func (w *Writer) send() {
	if len(w.buf) > 0 {
		_, w.err = w.w.Write(w.buf)
	}
}
