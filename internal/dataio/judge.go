package dataio

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// kind is what becomes of a column.
type kind byte

// judge finds what is wrong with the file as a whole, and what its columns are.
func (c *csvReader) judge() []kind {
	kinds := make([]kind, c.p)
	if c.judgeTotal() {
		return kinds // without that row the others are another table
	}
	c.judgeRows()
	c.judgeMarks()
	for j, o := range c.odd {
		switch {
		case c.at[j] < 0:
			kinds[j] = dropped
		case c.labelling(j):
			kinds[j] = labelling
		case o != nil && o.texts.count > 0 && c.isText(o):
			kinds[j] = textual
		}
	}
	c.dropEmpty(kinds)
	c.dropIndex(kinds)
	c.judgeNumbers(kinds)
	for j, o := range c.odd {
		if kinds[j] == textual {
			c.judgeText(j, o, kinds)
		}
	}
	c.judgeGaps(kinds)
	if n := c.comments.count; n > 0 {
		c.note("%s skipped as comments, the first is line %d", counted(n, "line beginning with # was", "lines beginning with # were"), c.comments.line)
	}
	return kinds
}

// judgeRows refuses rows of another length.
func (c *csvReader) judgeRows() {
	t := c.ragged
	if t.count == 0 {
		return
	}
	fields := t.field
	t.field = 0
	also := ""
	if t.count > 1 {
		also = fmt.Sprintf(" (and %d more such rows)", t.count-1)
	}
	c.fault(t, nil, "the number of fields is %d, in the first record %d%s", fields, c.p, also)
}

// judgeMarks refuses a file in which commas and points are marks of one kind, or
// where either may be the decimal mark or group thousands.
func (c *csvReader) judgeMarks() {
	comma, dot := &c.comma, &c.dot
	commas, dots := max(comma.plain, comma.like), max(dot.plain, dot.like)
	switch {
	case commas > 0 && dots > 0:
		line := max(comma.first(), dot.first())
		c.fault(tally{line: line}, []Flag{{"--decimal", ","}, {"--thousands", "."}},
			"decimal commas (line %d) and decimal points (line %d) in one file: which of them separates thousands? --thousands . or --thousands ,", comma.first(), dot.first())
	case comma.like > 0 && comma.plain == 0:
		c.ambiguous(comma, ",")
	case dot.like > 0 && dot.plain == 0 && (c.sep == ';' || c.besideWholes(dot.field-1)):
		c.ambiguous(dot, ".")
	case comma.plain > 0 && c.sep != ';':
		c.note("commas are read as decimal marks, the first on line %d (--decimal . refuses them)", comma.plain)
	}
}

// first is the first line where the mark was met.
func (e *evidence) first() int {
	if e.plain > 0 && (e.like == 0 || e.plain < e.like) {
		return e.plain
	}
	return e.like
}

func (c *csvReader) ambiguous(e *evidence, mark string) {
	bare := strings.ReplaceAll(e.cell, mark, "")
	c.fault(tally{line: e.like, field: e.field}, []Flag{{"--thousands", mark}},
		"%s may be %s or %s, and no number in the file tells which; --decimal %s or --thousands %[4]s says it", quote([]byte(e.cell)), strings.ReplaceAll(e.cell, mark, "."), bare, mark)
}

// besideWholes reports whether numbers with three decimals stand in one column
// with whole numbers, none of which has more than three digits.
func (c *csvReader) besideWholes(j int) bool {
	small := false
	for _, v := range c.values(j) {
		if v == float64(int64(v)) {
			if v >= 1000 || v <= -1000 {
				return false
			}
			small = true
		}
	}
	return small
}

// dropEmpty leaves out columns without name and values, as a separator at the end
// of every line makes them, and refuses columns that have a name only.
func (c *csvReader) dropEmpty(kinds []kind) {
	for j, o := range c.odd {
		if o == nil || kinds[j] == dropped || o.gaps.count < c.rows.n || j == c.target || c.rows.n < 2 {
			continue
		}
		if o.empty == c.rows.n && (c.unnamed[j] || !c.named && j == c.p-1) {
			kinds[j] = dropped
			c.note("column %d has neither a name nor values: it is left out", j+1)
			continue
		}
		kinds[j] = dropped
		c.fault(tally{}, []Flag{{"--exclude", word(c.names, j)}}, "every cell of column %s is missing%s",
			quote([]byte(c.names[j])), c.hinted("; %s leaves it out", Word("--exclude", word(c.names, j))))
	}
}

// dropIndex leaves out a first column without a name that labels the rows, and
// refuses columns that number them for certain.
func (c *csvReader) dropIndex(kinds []kind) {
	if c.chosen || c.rows.p < 2 {
		return
	}
	if kinds[0] != dropped && kinds[0] != labelling && c.target != 0 && c.named && (c.unnamed[0] || strings.HasPrefix(c.names[0], "Unnamed: 0")) {
		kinds[0] = dropped
		if c.labelsRows(0) {
			c.note("the first column has no name and labels the rows: it is left out (--features '*' keeps it)")
		} else {
			c.fault(tally{line: 1, field: 1}, []Flag{{"--exclude", "0"}}, "the first column has no name: is it an index? --exclude 0 leaves it out, --features '*' keeps it")
		}
	}
	for j, name := range c.names {
		suspect := c.named && isIndexName(name) || !c.named && j == 0 && c.rows.n >= 10
		if kinds[j] != numeric || !suspect || j == c.target || slices.Contains(c.o.Also, name) || c.rows.n < 3 || !NumbersRows(c.values(j)) {
			continue
		}
		kinds[j] = dropped
		w := word(c.names, j)
		c.fault(tally{}, []Flag{{"--exclude", w}}, "column %s numbers the rows: is it an index? %s leaves it out, --features '*' keeps it", quote([]byte(name)), Word("--exclude", w))
	}
}

// judgeNumbers refuses odd cells in columns of numbers.
func (c *csvReader) judgeNumbers(kinds []kind) {
	all := map[string]string{} // the flags that help, one value for all columns
	var helped []int
	for j, o := range c.odd {
		if o == nil || kinds[j] != numeric || o.texts.count == 0 {
			continue
		}
		flags, _ := c.remedies(o)
		if flags != nil {
			helped = append(helped, j)
		}
		for name, value := range flags {
			if name != "--strip" {
				if _, taken := all[name]; !taken {
					all[name] = value
				}
				continue
			}
			for _, r := range value {
				if !strings.ContainsRune(all[name], r) {
					all[name] += string(r)
				}
			}
		}
	}
	for j, o := range c.odd {
		if o == nil || kinds[j] != numeric {
			continue
		}
		if o.texts.count > 0 {
			if slices.Contains(helped, j) {
				c.judgeOdd(j, o, all)
			} else {
				c.judgeOdd(j, o, nil)
			}
		}
		if o.far.count > 0 {
			c.fault(o.far, nil, "column %s: %v", quote([]byte(c.names[j])), o.farErr)
		}
		if numbers := c.rows.n - o.texts.count - o.gaps.count - o.far.count; o.signed > 0 && o.signed < numbers {
			w := word(c.names, j)
			c.fault(tally{}, []Flag{{"--exclude", w}}, "%d of the %d numbers of column %s have a percent sign: are the others in percent too? %s leaves it out",
				o.signed, numbers, quote([]byte(c.names[j])), Word("--exclude", w))
		}
	}
}

// judgeOdd refuses the cells of one column of numbers that are none.
func (c *csvReader) judgeOdd(j int, o *column, help map[string]string) {
	cell, name := quote([]byte(o.texts.text)), quote([]byte(c.names[j]))
	if c.hint == "" {
		c.fault(o.texts, nil, "%s is not a number", cell)
		return
	}
	if bad, ok := o.invalid(); ok {
		c.fault(o.texts, nil, "%s is not UTF-8 text; save the file as UTF-8", quote([]byte(bad)))
		return
	}
	if c.p == 1 && len(strings.Fields(o.texts.text)) > 1 && help == nil {
		c.fault(o.texts, nil, "%s is not a number; if it is several, --delimiter says what separates them", cell)
		return
	}
	numbers := c.rows.n - o.texts.count - o.gaps.count - o.far.count
	what := fmt.Sprintf("%s is not a number in column %s, where %s and %d not", cell, name, counted(numbers, "cell is", "cells are"), o.texts.count)
	w := word(c.names, j)
	leave := Word("--exclude", w) + " leaves the column out"
	if help != nil {
		var flags []Flag
		var words []string
		for _, name := range slices.Sorted(maps.Keys(help)) {
			flags = append(flags, Flag{name, help[name]})
			words = append(words, Word(name, help[name]))
		}
		reading := ""
		if v, ok := c.dialect.with(help).number([]byte(o.texts.text)); ok {
			reading = " as " + strconv.FormatFloat(v, 'g', -1, 64)
		}
		c.fault(o.texts, flags, "%s; %s reads it%s, %s", what, strings.Join(words, " "), reading, leave)
		return
	}
	switch {
	case o.texts.text == c.names[j]:
		c.fault(o.texts, nil, "%s; it is the header again: take the line out", what)
		return
	case strings.HasPrefix(o.texts.text, "#") && j == 0:
		leave = "--comment '#' skips lines that begin so, " + leave
	}
	if tokens := o.tokens(); tokens != "" && (o.distinct() == 1 || 2*o.texts.count <= numbers) {
		c.fault(o.texts, []Flag{{"--na", tokens}}, "%s; %s takes it for missing, %s", what, Word("--na", tokens), leave)
		return
	}
	c.fault(o.texts, []Flag{{"--exclude", w}}, "%s; %s", what, leave)
}

// judgeText refuses a column of text that is not to become 0/1 columns, or cannot.
func (c *csvReader) judgeText(j int, o *column, kinds []kind) {
	cell, name, w := quote([]byte(o.texts.text)), quote([]byte(c.names[j])), word(c.names, j)
	leave, flags := Word("--exclude", w)+" leaves it out", []Flag{{"--exclude", w}}
	identifies := len(o.levels) == o.texts.count && len(o.levels) >= 10
	switch bad, ok := o.invalid(); {
	case ok:
		c.fault(o.texts, flags, "%s is not UTF-8 text; save the file as UTF-8", quote([]byte(bad)))
	case c.isTarget(j) && c.o.Classes && o.more.count == 0:
		kinds[j] = classes
		return
	case j == c.target:
		c.faultOfTarget(o, cell, name)
		if kinds[j] = numeric; c.o.lenient && o.more.count == 0 {
			kinds[j] = classes // so that info can go on
		}
		return
	case c.hint == "":
		c.fault(o.texts, nil, "%s is not a number", cell)
	case o.more.count > 0:
		c.fault(o.more, flags, "column %s has more than %d different texts; %s", name, maxLevels, leave)
	case identifies:
		c.fault(o.texts, flags, "%s is not a number in column %s, and no two of its cells are the same text; %s", cell, name, leave)
	case c.p == 1 && len(strings.Fields(o.texts.text)) > 1:
		c.fault(o.texts, nil, "%s is not a number; if it is several, --delimiter says what separates them", cell)
	case !c.o.OneHot:
		c.fault(o.texts, []Flag{{"--one-hot", ""}}, "%s is not a number in column %s, which holds %s; --one-hot turns text columns into 0/1 columns, %s",
			cell, name, counted(len(o.levels), "different text"), leave)
		return // info goes on with the categories
	default:
		return
	}
	kinds[j] = dropped
}

// isTarget tells whether column j is the response, perhaps in a file of its own.
func (c *csvReader) isTarget(j int) bool { return j == c.target || c.o.second && c.p == 1 }

// faultOfTarget refuses a response of text.
func (c *csvReader) faultOfTarget(o *column, cell, name string) {
	switch {
	case o.more.count > 0 || c.o.Classes:
		c.fault(o.texts, nil, "%s is not a number, and column %s is the target, of more than %d different texts: is it another column?", cell, name, maxLevels)
	case len(o.levels) == 2:
		c.fault(o.texts, []Flag{{"--family", "binomial"}}, "%s is not a number, and column %s is the target; --family binomial takes its two texts for classes, or code it in numbers", cell, name)
	default:
		c.fault(o.texts, nil, "%s is not a number, and column %s is the target; code it in numbers", cell, name)
	}
}

// judgeTotal refuses a last row that says it is the sum or the mean of the others.
func (c *csvReader) judgeTotal() (found bool) {
	o := c.odd[0]
	if o == nil || o.more.count > 0 || c.rows.n == 0 {
		return false
	}
	for _, l := range o.levels {
		switch strings.ToLower(strings.TrimRight(l.text, ":")) {
		case "total", "totals", "grand total", "sum", "mean", "average", "avg", "subtotal", "overall":
		default:
			continue
		}
		if k, ok := unbox(c.rows.lastRow()[c.at[0]]); ok && l.count == 1 && o.levels[k].text == l.text {
			c.fault(tally{line: c.line, field: 1}, []Flag{{"--comment", l.text}}, "the last row is called %s: is it made of the others? %s skips it", quote([]byte(l.text)), Word("--comment", l.text))
			return true
		}
	}
	return false
}

// judgeGaps refuses missing cells that are not to be treated.
func (c *csvReader) judgeGaps(kinds []kind) {
	if c.missing != nil && !(c.o.lenient && c.o.Missing == "") {
		return
	}
	total, columns := 0, 0
	var first tally
	for j, o := range c.odd {
		if o == nil || kinds[j] == dropped || o.gaps.count == 0 {
			continue
		}
		total += o.gaps.count
		columns++
		if t := o.gaps; first.count == 0 || t.line < first.line || t.line == first.line && t.field < first.field {
			first = t
		}
	}
	if total == 0 {
		return
	}
	which := ""
	if !usual([]byte(first.text)) {
		which = " " + quote([]byte(first.text))
	}
	also := ""
	if total > 1 {
		also = c.hinted("; missing are %d cells in %s", total, counted(columns, "column"))
	}
	treatment, hint := "mean", c.hint
	if c.target >= 0 && c.odd[c.target] != nil && c.odd[c.target].gaps.count > 0 { // no response is made up
		treatment, hint = "drop", c.hinted("; --missing drop leaves its row out")
	}
	c.fault(first, []Flag{{"--missing", treatment}}, "column %s: missing value%s%s%s", quote([]byte(c.names[first.field-1])), which, hint, also)
}
