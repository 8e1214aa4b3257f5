package dataio

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// findHeader settles the number of columns, whether the first row holds their
// names, and the names, and moves on to the first row of data.
func (c *csvReader) findHeader(all []sampled) error {
	records := slices.DeleteFunc(slices.Clone(all), func(r sampled) bool { return r.hash })
	if len(records) == 0 {
		if line, err := c.nextRow(); err == nil { // quotes are amiss
			if _, err = c.split(line, nil); err != nil {
				return err
			}
		}
		if len(all) > 0 && len(c.sample) >= sampleLines {
			return c.errorf("no data among the first %d lines: lines that begin with # only", len(c.sample))
		}
		return c.errorf("no data: blank lines or comments only")
	}
	first, body := records[0], records[1:]
	p := width(records)
	names, labels := first.cells, false
	switch extra := p - len(first.cells); {
	case extra == 0 || c.dialect.header == "no":
	case extra == -1 && len(first.cells[p]) == 0: // a separator behind the header alone
		names = first.cells[:p]
	case extra == 1 && !slices.ContainsFunc(first.cells, c.isNumber):
		if lastEmpty(body, p) { // a separator behind the rows alone
			names = append(slices.Clone(first.cells), nil)
			break
		}
		if c.commas && !body[0].quoted && c.isNumber(body[0].cells[0]) && !c.o.chooses() {
			c.line = body[0].line
			return c.lineErrorf(0, "the number of fields is %d, in the header %d; if the first are row names, --exclude 0 leaves them out; if commas are decimal marks, say --decimal ,", p, len(first.cells))
		}
		names, labels = append([][]byte{nil}, first.cells...), true
	case len(body) >= 3 && p > 1:
		c.line = first.line
		return c.lineErrorf(0, "the number of fields is %d, in the rows below %d; if the line is a title, %s skips it", len(first.cells), p, Word("--comment", firstWord(first.cells[0])))
	default:
		p = len(first.cells)
	}
	c.p = p
	c.names, c.unnamed = columnNames(p), make([]bool, p)

	header, doubt := c.isHeader(names, body)
	switch {
	case c.dialect.header != "" && (!c.o.second || doubt != ""):
		header, doubt = c.dialect.header == "yes", ""
	case labels || c.namesTarget(names) || c.known(names):
		header, doubt = true, ""
	}
	if doubt != "" {
		c.line = first.line
		answer := "no"
		if header {
			answer = "yes"
		}
		c.fault(tally{line: first.line}, []Flag{{"--header", answer}}, "is the first row, %s, names or data? %s: --header=yes or --header=no", abridgedCells(first.cells), doubt)
		if !c.o.lenient {
			return c.refusal()
		}
	}
	begin := 0 // the line after which the data begin
	if header {
		begin = first.line
	} else if c.dialect.header == "" || c.o.second {
		names = nil
		for _, r := range all {
			if r.line >= first.line {
				break
			}
			cells := slices.Clone(r.cells)
			cells[0] = bytes.TrimSpace(bytes.TrimLeft(cells[0], "#"))
			if c.blanks && len(cells[0]) == 0 {
				cells = cells[1:]
			}
			if r.hash && p > 1 && len(cells) == p && !slices.ContainsFunc(cells, func(cell []byte) bool { return c.isNumber(cell) || len(cell) == 0 }) {
				names, begin = cells, r.line
			}
		}
		if names != nil {
			c.note("the names are those of line %d, which begins with # (--header=no makes up names)", begin)
		}
	} else {
		names = nil
	}
	if err := c.takeNames(names, first.line); err != nil {
		return err
	}
	for c.line = 0; c.line < begin; {
		if _, err := c.nextLine(); err != nil {
			return err
		}
	}
	for _, r := range all {
		if r.line < begin && r.hash {
			c.comments.add(r.line, 0, r.cells[0])
		}
	}
	return nil
}

// takeNames gives the columns the names of a header, nil for none.
func (c *csvReader) takeNames(names [][]byte, line int) error {
	if names == nil {
		return nil
	}
	c.named = true
	for j, name := range names[:min(len(names), c.p)] {
		if c.unnamed[j] = len(name) == 0; c.unnamed[j] {
			continue
		}
		if !utf8.Valid(name) {
			c.line = line
			return c.lineErrorf(j+1, "%s is not UTF-8 text; save the file as UTF-8", quote(name))
		}
		c.names[j] = string(name)
	}
	return nil
}

// uniqueNames refuses two columns of one name that are both to be read.
func (c *csvReader) uniqueNames() error {
	seen := make(map[string]int, c.rows.p)
	for j, name := range c.names {
		if c.at[j] < 0 {
			continue
		}
		if k, twice := seen[name]; twice {
			return fmt.Errorf("%s:%d:%d: columns %d and %d are both called %s; rename one, or leave one out by its number from 0: --exclude %d",
				c.name, max(c.line, 1), j+1, k+1, j+1, quote([]byte(name)), j)
		}
		seen[name] = j
	}
	return nil
}

// namesTarget reports whether the target is one of the cells by name, and cannot be
// the number of a column.
func (c *csvReader) namesTarget(cells [][]byte) bool {
	if j, err := strconv.Atoi(c.o.Target); err == nil && -len(cells) <= j && j < len(cells) {
		return false
	}
	return slices.ContainsFunc(cells, func(cell []byte) bool { return len(cell) > 0 && string(cell) == c.o.Target })
}

// known reports whether all names that must be there are among the cells.
func (c *csvReader) known(cells [][]byte) bool {
	for _, name := range c.o.Known {
		if !slices.ContainsFunc(cells, func(cell []byte) bool { return string(cell) == name }) {
			return false
		}
	}
	return len(c.o.Known) > 0
}

func (c *csvReader) isNumber(cell []byte) bool {
	_, number := c.number(bytes.TrimSpace(cell))
	return number
}

// isOdd reports whether a cell is a number with marks that no name has: an amount
// of money, thousands, percent.
func (c *csvReader) isOdd(cell []byte) bool {
	flags := c.remedy(string(cell))
	return flags != nil && !strings.ContainsFunc(flags["--strip"], unicode.IsLetter)
}

// isHeader tells whether the first row holds names. Texts in columns of numbers
// do; numbers in columns of numbers do not, unless they look like names. In doubt
// it says why, with the likelier answer.
func (c *csvReader) isHeader(first [][]byte, body []sampled) (header bool, doubt string) {
	body = slices.DeleteFunc(slices.Clone(body), func(r sampled) bool { return len(r.cells) != len(first) })
	if len(body) == 0 {
		return slices.ContainsFunc(first, func(cell []byte) bool { return !c.isGap(cell) && !c.isNumber(cell) && !c.isOdd(cell) }), ""
	}
	var names, numbers, gaps, oddities, textNumbers int // in columns of numbers, but for the last
	var repeated []byte
	texts := map[string]bool{}
	var columns []int
	for j, cell := range first {
		cell = bytes.TrimSpace(cell)
		isText, again := c.textColumn(j, cell, body)
		switch number := c.isNumber(cell); {
		case isText && number:
			textNumbers++
		case isText && again:
			repeated = cell
		case isText:
		case number:
			numbers++
			columns = append(columns, j)
		case c.isGap(cell):
			gaps++
		case c.isOdd(cell):
			oddities++
		default:
			names++
			texts[string(cell)] = true
		}
	}
	like := ""
	if numbers > 0 && names+oddities == 0 {
		like = c.namesLike(first, columns, body)
		if like == "" && len(first[0]) == 0 && numbers == len(first)-1 && numbers == c.wholes(first[1:]) {
			like = "a first cell without a value is what an index column has above it"
		}
	}
	switch {
	case names > 0 && numbers+oddities == 0:
		if repeated != nil {
			return true, fmt.Sprintf("%s comes again below it", quote(repeated))
		}
		return true, ""
	case like != "":
		return true, like
	case names > numbers+oddities && len(texts) == names:
		return true, ""
	case names > 0:
		return names > 1, "it has both texts and numbers above columns of numbers"
	case numbers+oddities > 0 || textNumbers > 0:
		return false, ""
	case gaps == len(first):
		return true, "no cell has a value"
	case repeated != nil:
		return false, fmt.Sprintf("%s comes again below it", quote(repeated))
	}
	return true, ""
}

// textColumn reports whether a column of the sample is of texts, and whether a
// cell is among them more than once.
func (c *csvReader) textColumn(j int, cell []byte, body []sampled) (isText, again bool) {
	texts, numbers, same := 0, 0, 0
	for _, r := range body {
		switch b := bytes.TrimSpace(r.cells[j]); {
		case c.isGap(b):
		case c.isNumber(b):
			numbers++
		default:
			texts++
			if bytes.Equal(b, cell) {
				same++
			}
		}
	}
	return texts > 0 && texts >= numbers, same > 1
}

// isWhole reports whether a cell is a whole number without sign, as a name would be.
func isWhole(cell []byte) bool {
	return len(cell) > 0 && !bytes.ContainsFunc(cell, func(r rune) bool { return r < '0' || r > '9' })
}

func (c *csvReader) wholes(cells [][]byte) (n int) {
	for _, cell := range cells {
		if isWhole(cell) {
			n++
		}
	}
	return n
}

// namesLike says why numbers of the first row in columns of numbers look like
// names, or "".
func (c *csvReader) namesLike(first [][]byte, columns []int, body []sampled) string {
	row := func(cells [][]byte) (values []float64) {
		for _, j := range columns {
			v, ok := c.number(bytes.TrimSpace(cells[j]))
			if !ok {
				v = math.NaN()
			}
			values = append(values, v)
		}
		return values
	}
	values := row(first)
	whole, years := true, true
	distinct := map[float64]bool{}
	for k, j := range columns {
		whole = whole && isWhole(bytes.TrimSpace(first[j]))
		years = years && 1800 <= values[k] && values[k] <= 2100 && whole
		distinct[values[k]] = true
	}
	if len(distinct) < len(values) {
		return ""
	}
	next := row(body[0].cells)
	count := len(values)
	// How the values stand to those below them.
	far, varied, fractions, cells := 0, 0, 0, 0
	outside := 0
	for k, j := range columns {
		low, high := math.Inf(1), math.Inf(-1)
		for _, r := range body {
			cell := bytes.TrimSpace(r.cells[j])
			if v, ok := c.number(cell); ok {
				low, high = min(low, v), max(high, v)
				cells++
				if bytes.ContainsAny(cell, ".,") {
					fractions++
				}
			}
		}
		if high > low {
			varied++
		}
		if v := values[k]; v < low || v > high {
			outside++
			if math.Abs(v-(low+high)/2) > 5*(high-low) {
				far++
			}
		}
	}
	step := steady(values)
	switch {
	case whole && step != 0 && step != steady(next) && (count >= 4 || count >= 3 && (years || values[0] <= 1 && step == 1 && len(body) >= 3)):
		return "numbers in even steps are what names are made of"
	case years && !slices.ContainsFunc(next, func(v float64) bool { return 1800 <= v && v <= 2100 && v == math.Trunc(v) }):
		return "they look like years"
	case whole && count >= 2 && fractions == cells && cells >= 6:
		return "they are whole and no number below them is"
	case whole && far == count && varied*2 >= count && len(body) >= 3 && (count > 1 || fractions == cells):
		return "they are far from all numbers below them"
	case whole && count <= 3 && outside == count && values[0] == 0 && step == 1 && len(body) >= 3:
		return "pandas counts columns so"
	case count >= 8 && monotone(values) && !monotone(next) && !(len(body) > 1 && monotone(row(body[1].cells))):
		return "they increase from left to right and the rows below do not"
	}
	return ""
}

// steady returns the difference of neighbours where it is the same everywhere.
func steady(v []float64) float64 {
	if len(v) < 2 {
		return 0
	}
	step := v[1] - v[0]
	for k := range v[1:] {
		if v[k+1]-v[k] != step {
			return 0
		}
	}
	return step
}

// monotone reports whether the values increase.
func monotone(v []float64) bool {
	for k := range v[1:] {
		if !(v[k] < v[k+1]) {
			return false
		}
	}
	return true
}

// lastEmpty reports whether no row of p fields has anything in the last.
func lastEmpty(body []sampled, p int) bool {
	for _, r := range body {
		if len(r.cells) == p && len(bytes.TrimSpace(r.cells[p-1])) > 0 {
			return false
		}
	}
	return true
}

func firstWord(cell []byte) string {
	if words := strings.Fields(string(cell)); len(words) > 0 {
		return words[0]
	}
	return string(cell)
}

func abridgedCells(cells [][]byte) string {
	var shown []string
	for _, cell := range cells[:min(len(cells), 5)] {
		shown = append(shown, quote(cell))
	}
	if len(cells) > 5 {
		shown = append(shown, "...")
	}
	return strings.Join(shown, ", ")
}
