package coefio

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
)

// lines that frame what R and pandas print
var printedFrame = regexp.MustCompile(`^\d+ x \d+ .*[Mm]atrix of class |^(Name: .*, )?(Length: \d+, )?dtype: \w+$|^\[\d+ rows x \d+ columns\]$|^\[\[ suppressing `)

// printed cuts a text whose columns are separated by blanks, as R and pandas print
// matrices, data frames and vectors, write.table and numpy.savetxt write them.
func (t *table) printed() error {
	line := 0
	for text := range bytes.Lines(t.text) {
		line++
		words := fields(strings.TrimSpace(string(text)))
		whole := strings.TrimSpace(string(text))
		switch {
		case len(words) == 0 || printedFrame.MatchString(whole):
		case whole == "Coefficients:":
			t.body, t.lines = nil, nil // what is above is no coefficient
		case whole == "..." || strings.HasPrefix(whole, ".. ") || strings.HasPrefix(whole, "... "):
			return t.lineErrorf(line, "the print is cut short: %s", convert)
		default:
			t.add(words, line)
		}
	}
	t.unwrap()
	t.joinNames()
	return nil
}

// fields cuts at blanks outside quotes.
func fields(text string) []string {
	var words []string
	for text = strings.TrimLeft(text, " \t"); text != ""; text = strings.TrimLeft(text, " \t") {
		end := strings.IndexAny(text, " \t")
		if text[0] == '"' {
			if close := strings.IndexByte(text[1:], '"'); close >= 0 {
				words, text = append(words, text[1:1+close]), text[close+2:]
				continue
			}
		}
		if end < 0 {
			end = len(text)
		}
		words, text = append(words, text[:end]), text[end:]
	}
	return words
}

// unwrap puts a named vector of R on one line: it is printed as a line of names
// above a line of values, again and again.
func (t *table) unwrap() {
	if len(t.body) < 2 || len(t.body)%2 != 0 {
		return
	}
	var names, values []string
	for i := 0; i < len(t.body); i += 2 {
		a, b := t.body[i], t.body[i+1]
		if len(a) != len(b) || slices.ContainsFunc(a, func(s string) bool { return isNumber(s, true) }) || !t.onlyNumbers(b) {
			return
		}
		names, values = append(names, a...), append(values, b...)
	}
	t.body, t.lines = [][]string{names, values}, t.lines[:2]
}

// joinNames mends names that blanks are in: the values at the end of a row are as
// many as in the shortest row.
func (t *table) joinNames() {
	if len(t.body) < 2 {
		return
	}
	width := len(t.body[len(t.body)-1])
	for _, row := range t.body[1:] {
		width = min(width, len(row))
	}
	for i, row := range t.body {
		extra := len(row) - width
		if i == 0 && extra <= 0 || extra < 1 || width < 2 || !t.onlyNumbers(row[extra+1:]) {
			continue
		}
		t.body[i] = append([]string{strings.Join(row[:extra+1], " ")}, row[extra+1:]...)
	}
}
