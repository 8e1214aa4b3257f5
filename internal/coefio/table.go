package coefio

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// table is a file of separated values.
type table struct {
	content
	sep   byte
	comma bool       // a comma may be the decimal mark, as it does not separate
	head  []string   // the header, nil for none
	first int        // the line of the header
	doubt bool       // the first row of body may be a header
	body  [][]string // as many cells as head in each row
	lines []int      // of the rows of body
}

// excelSep is a first line that tells Excel the separator.
var excelSep = regexp.MustCompile(`^"?sep=([\t;|,])"?\r?\n`)

// readTable reads separated values, and what is printed in columns.
func readTable(c content) (*File, error) {
	c.text = bytes.TrimPrefix(c.text, []byte("\ufeff"))
	if !utf8.Valid(c.text) {
		return nil, c.errorf("is not UTF-8 text; save the file as UTF-8")
	}
	t := &table{content: c}
	sep := separator(c.text)
	if m := excelSep.FindSubmatch(c.text); m != nil {
		sep = m[1][0]
		t.text = append([]byte("\n"), c.text[len(m[0]):]...) // lines keep their numbers
	}
	t.sep, t.comma = sep, sep != ','
	var err error
	if sep == ' ' {
		err = t.printed()
	} else {
		err = t.separated(sep)
	}
	if err != nil {
		return nil, err
	}
	if err := t.square(); err != nil {
		return nil, err
	}
	t.findHeader()
	if err := t.decimalMark(); err != nil {
		return nil, err
	}
	return t.layout()
}

// separator chooses the first of tab, semicolon, bar and comma that is in every line
// equally often, where the first line, the header, may have one less. Semicolons
// come before commas because of decimal commas. A blank separates what no other
// does.
func separator(text []byte) byte {
	counts := map[byte][]int{}
	rows := 0
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		quoted, n := false, [128]int{}
		for _, b := range line {
			quoted = quoted != (b == '"')
			if !quoted && b < 128 {
				n[b]++
			}
		}
		for _, sep := range []byte("\t;|, ") {
			counts[sep] = append(counts[sep], n[sep])
		}
		if rows++; rows == 50 {
			break
		}
	}
	for _, sep := range []byte("\t;|,") {
		n := counts[sep]
		if rows > 0 && n[rows-1] > 0 && (n[0] == n[rows-1] || n[0] == n[rows-1]-1) && !slices.ContainsFunc(n[1:], func(k int) bool { return k != n[rows-1] }) {
			return sep
		}
	}
	for _, sep := range []byte("\t;|, ") { // ragged, which is reported where it is
		if most := slices.DeleteFunc(slices.Clone(counts[sep]), func(k int) bool { return k == 0 }); len(most) > 0 && 2*len(most) >= rows {
			return sep
		}
	}
	return ','
}

// separated cuts the text into rows.
func (t *table) separated(sep byte) error {
	r := csv.NewReader(bytes.NewReader(t.text))
	r.Comma, r.FieldsPerRecord = rune(sep), -1
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			return t.lineErrorf(parse.Line, "%w; %s", parse.Err, convert)
		}
		if err != nil {
			return t.errorf("%w", err)
		}
		if len(row) == 1 && strings.TrimSpace(row[0]) == "" {
			continue
		}
		line, _ := r.FieldPos(0)
		t.add(row, line)
	}
}

func (t *table) add(row []string, line int) {
	t.body, t.lines = append(t.body, row), append(t.lines, line)
}

// square gives all rows the same number of cells. A header of R's write.table has
// one less, and some tools end every line by a separator. Lines that begin with #
// are left out before the first row, unless it is the header that numpy.savetxt
// writes: as wide as the rows.
func (t *table) square() error {
	for len(t.body) > 0 && strings.HasPrefix(t.body[0][0], "#") {
		if len(t.body) > 1 && len(t.body[0]) > 1 && len(t.body[0]) == len(t.body[1]) {
			t.body[0][0] = strings.TrimSpace(t.body[0][0][1:])
			break
		}
		t.body, t.lines = t.body[1:], t.lines[1:]
	}
	if len(t.body) == 0 {
		return t.errorf("no coefficients: blank lines or comments only")
	}
	width := len(t.body[len(t.body)-1])
	if first := t.body[0]; len(t.body) > 1 && len(first) == width-1 {
		t.body[0] = append([]string{""}, first...)
	}
	for i, row := range t.body {
		if len(row) != len(t.body[0]) {
			return t.lineErrorf(t.lines[i], "the number of fields is %d, in the first record %d; %s", len(row), len(t.body[0]), convert)
		}
	}
	for last := width - 1; last > 0 && t.all(func(row []string) bool { return strings.TrimSpace(row[last]) == "" }); last-- {
		for i := range t.body {
			t.body[i] = t.body[i][:last]
		}
	}
	return nil
}
