package coefio

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// table is a file of separated values.
type table struct {
	content
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
	t.comma = sep != ','
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

// decimalMark refuses coefficients like 1,5 beside coefficients like 1.5: one of
// the marks may separate thousands.
func (t *table) decimalMark() error {
	point, comma := 0, 0
	for i, row := range t.body {
		for _, cell := range row {
			if !t.comma || len(cell) < 2 || !isNumber(cell, true) {
				continue
			}
			if strings.Contains(cell, ",") {
				comma = t.lines[i]
			} else if strings.Contains(cell, ".") {
				point = t.lines[i]
			}
		}
	}
	if point > 0 && comma > 0 {
		return t.errorf("decimal commas (line %d) and decimal points (line %d) in one file: which of them separates thousands?", comma, point)
	}
	return nil
}

// findHeader takes the first row as the header where it has no number above
// numbers, or no name above names: pandas calls a column of coefficients 0 and
// paths are headed by their lambdas.
func (t *table) findHeader() {
	first, rest := t.body[0], &table{content: t.content, comma: t.comma, body: t.body[1:]}
	width := len(first)
	if len(t.body) == 1 {
		return
	}
	header := strings.TrimSpace(first[0]) == "" && width > 1
	numbers, words := 0, width > 1
	for j, cell := range first {
		_, number := number(cell, t.comma) // or missing
		switch {
		case !number && rest.mostlyNumbers(j):
			header = true
		case j == 0:
		case slices.Contains(valueWords, plain(cell)) && !isNumber(cell, t.comma):
			header = true
		case isNumber(cell, t.comma):
			numbers++
		default:
			words = false
		}
	}
	named := slices.Contains(nameWords, plain(first[0]))
	switch {
	case header:
	case width > 1 && len(t.body) == 2 && countingCells(first):
		header = true // a row of numbers below the numbers of the columns
	case named && words && numbers > 1:
		header = true // a path
	case named && words && numbers == 1:
		t.doubt = true
	}
	if header {
		for j, cell := range first {
			if strings.TrimSpace(cell) == "" || strings.HasPrefix(cell, "Unnamed: ") { // what pandas makes of none
				first[j] = ""
			}
		}
		t.head, t.first = first, t.lines[0]
		t.body, t.lines = t.body[1:], t.lines[1:]
	}
}

// plain is a heading without its case and adornments.
func plain(cell string) string { return strings.Trim(strings.ToLower(strings.TrimSpace(cell)), "._") }

// The headings of names and of coefficients that other tools write.
var (
	nameWords  = []string{"name", "names", "feature", "features", "feature_name", "feature_names", "variable", "variables", "term", "terms", "var", "column", "columns", "covariate", "predictor", "predictors", "parameter", "index", "rowname", "rownames"}
	valueWords = []string{"coefficient", "coefficients", "coef", "coefs", "estimate", "estimates", "params", "beta", "value", "values", "weight", "weights"}
)

// all reports whether all rows are such.
func (t *table) all(such func(row []string) bool) bool {
	return !slices.ContainsFunc(t.body, func(row []string) bool { return !such(row) })
}

// numeric reports whether column j holds numbers only.
func (t *table) numeric(j int) bool {
	return t.all(func(row []string) bool { _, ok := number(row[j], t.comma); return ok })
}

// mostlyNumbers reports whether most of what is not missing in column j are numbers.
func (t *table) mostlyNumbers(j int) bool {
	n, missing := 0, 0
	for _, row := range t.body {
		switch v, ok := number(row[j], t.comma); {
		case ok && math.IsNaN(v):
			missing++
		case ok:
			n++
		}
	}
	return 2*n > len(t.body)-missing
}

func countingCells(cells []string) bool {
	entries := make([]entry, len(cells))
	for k, cell := range cells {
		entries[k].name = cell
	}
	return counting(entries)
}
