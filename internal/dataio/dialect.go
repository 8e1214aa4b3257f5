package dataio

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/internal/printable"
)

// Dialect says how a file of separated values is to be read. What is left empty
// is found out from the file, or refused where that would be a gamble.
type Dialect struct {
	Header    string   // "yes" or "no": whether the first row holds names
	Delimiter string   // one character, or comma, semicolon, tab, pipe, space; spaces count in runs
	Decimal   string   // "." or ","
	Thousands string   // what groups digits by three: one of , . ' _ or space
	Comment   string   // lines that begin with it are skipped
	Strip     string   // characters that are taken out of cells: "%$" reads 5% as 5
	Brackets  bool     // a number in parentheses is negative, as accountants write
	NA        []string // further tokens of a missing cell, in lists separated by commas
}

// dialect is a Dialect as the reader uses it.
type dialect struct {
	header    string
	delimiter byte     // as asked for, 0 find out
	commas    bool     // fields are separated by commas
	blanks    bool     // fields are separated by runs of blanks, each of which is read as one tab
	point     byte     // the decimal mark: '.' until it is known to be ','
	free      bool     // the decimal mark is open: a comma may be one where it separates no fields
	thousands string   // groups digits, "" nothing does
	comment   string   // begins a line to skip
	strip     string   // characters to take out of cells
	brackets  bool     // (5) is -5
	na        []string // further tokens of a missing cell
	naValues  []float64
}

// nameless stands for the separator of a file that has one column only.
const nameless = 0x1f

var charNames = map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", `\t`: "\t", "pipe": "|", "space": " ", "point": ".", "apostrophe": "'", "underscore": "_"}

// char returns a character that is given as itself or by name.
func char(s string) string {
	if c, ok := charNames[strings.ToLower(s)]; ok {
		return c
	}
	return s
}

// parse checks a Dialect. sep is the separator of the format, 0 for none.
func (d Dialect) parse(sep byte) (dialect, error) {
	out := dialect{delimiter: sep, point: '.', free: true, comment: d.Comment, strip: d.Strip, brackets: d.Brackets}
	switch h := strings.ToLower(d.Header); h {
	case "", "yes", "no":
		out.header = h
	default:
		return out, fmt.Errorf("--header %s: use yes or no", d.Header)
	}
	if s := char(d.Delimiter); s != "" {
		if len(s) != 1 || strings.Contains("\"\n\r.+-#0123456789", s) {
			return out, fmt.Errorf("--delimiter %q: use one character, or comma, semicolon, tab, pipe or space", d.Delimiter)
		}
		out.delimiter = s[0]
	}
	decimal, thousands := char(d.Decimal), char(d.Thousands)
	switch thousands {
	case "", "_", " ":
	case "'", "’":
		thousands = "'"
	case ",", ".":
		if decimal == "" { // the other one
			decimal = map[string]string{",": ".", ".": ","}[thousands]
		}
	default:
		return out, fmt.Errorf("--thousands %q: use one of , . ' _ or space", d.Thousands)
	}
	switch decimal {
	case "":
	case ".", ",":
		out.point, out.free = decimal[0], false
	default:
		return out, fmt.Errorf("--decimal %q: use . or ,", d.Decimal)
	}
	if out.thousands = thousands; thousands != "" && thousands == decimal {
		return out, fmt.Errorf("--decimal %s, --thousands %[1]s: one mark cannot be both", decimal)
	}
	for _, r := range d.Strip {
		if strings.ContainsRune("+-()0123456789.,−eEdD", r) {
			return out, fmt.Errorf("--strip %q: without its %q a number would be another", d.Strip, string(r))
		}
	}
	if !utf8.ValidString(d.Strip) {
		return out, errors.New("--strip: not UTF-8 text")
	}
	for _, list := range d.NA {
		for token := range strings.SplitSeq(list, ",") {
			if token = strings.TrimSpace(token); token == "" {
				continue
			}
			out.na = append(out.na, token)
			if v, ok := parseNumber([]byte(token)); ok {
				out.naValues = append(out.naValues, v)
			}
		}
	}
	return out, nil
}

// Quote writes a word for a shell, what could not be shown as the escapes of $'...'.
func Quote(value string) string {
	if value != printable.Line(value) {
		return "$'" + printable.Line(strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(value)) + "'"
	}
	safe := func(r rune) bool {
		return r >= utf8.RuneSelf || r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || strings.ContainsRune("_.,:/@%+-", r)
	}
	if value == "" || strings.ContainsFunc(value, func(r rune) bool { return !safe(r) }) {
		return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
	}
	return value
}

// Word writes a flag with its value for a shell.
func Word(name, value string) string {
	if name == "--one-hot" || name == "--brackets" {
		return name
	}
	value = Quote(value)
	if strings.HasPrefix(value, "-") {
		return name + "=" + value
	}
	return name + " " + value
}
