package dataio

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxLevels is the number of different texts of a column beyond which it is
// taken for an identifier.
const maxLevels = 1000

// tally counts cells of a kind, and knows where the first was.
type tally struct {
	count, line, field int
	text               string
}

func (t *tally) add(line, field int, cell []byte) {
	if t.count++; t.count == 1 {
		t.line, t.field, t.text = line, field, string(cell[:min(len(cell), 60)])
	}
}

// column is what is odd about one column.
type column struct {
	text   bool           // texts came before any number
	place  map[string]int // of a level in levels
	levels []level        // different cells: of all when text, else of those that are no numbers
	texts  tally          // cells that are no numbers
	more   tally          // cells beyond maxLevels
	gaps   tally          // missing cells
	empty  int            // those of them with nothing in them
	far    tally          // infinite or too large
	farErr error
	signed int // numbers with a percent sign
}

// level is one text of a column.
type level struct {
	text   string
	count  int
	value  float64 // where it is a number
	number bool
}

func (c *csvReader) column(j int) *column {
	if c.odd[j] == nil {
		c.odd[j] = &column{}
	}
	return c.odd[j]
}

// The table holds a level as a NaN that carries its number; a missing cell is
// another NaN.
const boxed = 0x7ff8<<48 + 2

func box(k int) float64 { return math.Float64frombits(boxed + uint64(k)) }

func unbox(v float64) (k int, ok bool) {
	bits := math.Float64bits(v)
	return int(bits - boxed), bits >= boxed && bits < boxed+maxLevels
}

// gap notes a missing cell.
func (c *csvReader) gap(j int, cell []byte) float64 {
	o := c.column(j)
	o.gaps.add(c.line, j+1, cell)
	if len(cell) == 0 {
		o.empty++
	}
	return math.NaN()
}

// outside notes a number that is not let through.
func (c *csvReader) outside(j int, v float64) float64 {
	o := c.column(j)
	if o.far.add(c.line, j+1, nil); o.farErr == nil {
		o.farErr = c.check(v)
	}
	return math.NaN()
}

// level notes a cell that is text, or stands in a column of text, and returns the
// level in its box.
func (c *csvReader) level(j int, cell []byte, v float64, number bool) float64 {
	o := c.column(j)
	if !number {
		if o.texts.count == 0 && !c.hasNumbers(j) {
			o.text, c.slow[j] = true, true
		}
		o.texts.add(c.line, j+1, cell)
	}
	k, known := o.place[string(cell)]
	if !known {
		if len(o.levels) == maxLevels {
			if o.more.add(c.line, j+1, cell); number {
				return v
			}
			return math.NaN()
		}
		if o.place == nil {
			o.place = map[string]int{}
		}
		k = len(o.levels)
		o.levels = append(o.levels, level{text: string(cell), value: v, number: number})
		o.place[o.levels[k].text] = k
	}
	o.levels[k].count++
	return box(k)
}

// hasNumbers reports whether column j has a number in a row before the last.
func (c *csvReader) hasNumbers(j int) bool {
	i := 0
	for _, b := range c.rows.blocks {
		for k := c.at[j]; k < len(b); k += c.rows.p {
			if i++; i < c.rows.n && !math.IsNaN(b[k]) {
				return true
			}
		}
	}
	return false
}

// isText tells a column of text from one of numbers with odd cells in it: texts
// come first, are no fewer, are no fewer different ones, and are not numbers with
// marks that some flag would read.
func (c *csvReader) isText(o *column) bool {
	numbers := c.rows.n - o.texts.count - o.gaps.count - o.far.count
	if texts := o.distinct(); !o.text || numbers > o.texts.count || len(o.levels)-texts > texts {
		return false
	}
	_, read := c.remedies(o)
	return 2*read < o.texts.count
}

// distinct is the number of different texts that are no numbers.
func (o *column) distinct() (texts int) {
	for _, l := range o.levels {
		if !l.number {
			texts++
		}
	}
	return texts
}

// remedies returns the flags that read most of the cells of a column that are no
// numbers, and how many cells those are.
func (c *csvReader) remedies(o *column) (flags map[string]string, read int) {
	for _, l := range o.levels[:min(len(o.levels), 20)] {
		if l.number {
			continue
		}
		try := c.remedy(l.text)
		if try == nil {
			continue
		}
		d, sum := c.dialect.with(try), 0
		for _, l := range o.levels {
			if _, ok := d.number([]byte(l.text)); ok && !l.number {
				sum += l.count
			}
		}
		if strings.ContainsFunc(try["--strip"], unicode.IsLetter) && sum < o.texts.count {
			continue // letters are a unit if all cells have it
		}
		if sum > read {
			flags, read = try, sum
		}
	}
	return flags, read
}

// with returns the dialect with flags of remedy.
func (d dialect) with(flags map[string]string) *dialect {
	if s, ok := flags["--strip"]; ok {
		d.strip += s
	}
	if _, ok := flags["--brackets"]; ok {
		d.brackets = true
	}
	if t, ok := flags["--thousands"]; ok {
		d.thousands, d.free, d.point = t, false, '.'
	}
	if flags["--decimal"] == "," {
		d.free, d.point = false, ','
	}
	return &d
}

// tokens lists the different texts of a column that --na could name, where they are few.
func (o *column) tokens() string {
	var all []string
	for _, l := range o.levels {
		if l.number {
			continue
		}
		if len(all) == 4 || strings.Contains(l.text, ",") || len(l.text) > 30 || !utf8.ValidString(l.text) || strings.ContainsFunc(l.text, func(r rune) bool { return !strconv.IsPrint(r) }) {
			return ""
		}
		all = append(all, l.text)
	}
	return strings.Join(all, ",")
}

// invalid returns the first text that is not UTF-8.
func (o *column) invalid() (text string, ok bool) {
	for _, l := range o.levels {
		if !utf8.ValidString(l.text) {
			return l.text, true
		}
	}
	return "", false
}

// NumbersRows reports whether the n values of a column are the numbers 0 to n-1,
// or 1 to n, in any order.
func NumbersRows(col []float64) bool {
	n := len(col)
	seen := make([]bool, n+1)
	for _, v := range col {
		if !(v >= 0 && v <= float64(n)) || v != math.Trunc(v) || seen[int(v)] {
			return false
		}
		seen[int(v)] = true
	}
	return !seen[0] || !seen[n]
}

// values returns the numbers of column j of the file.
func (c *csvReader) values(j int) []float64 {
	col := make([]float64, 0, c.rows.n)
	for _, b := range c.rows.blocks {
		for k := c.at[j]; k < len(b); k += c.rows.p {
			col = append(col, b[k])
		}
	}
	return col
}

// labelsRows reports whether every cell of column j is another text, or another
// whole number.
func (c *csvReader) labelsRows(j int) bool {
	if o := c.odd[j]; o != nil && (o.texts.count > 0 || o.gaps.count > 0 || o.far.count > 0) {
		return o.text && o.gaps.count == 0 && (o.more.count > 0 || len(o.levels) == c.rows.n)
	}
	sorted := slices.Sorted(slices.Values(c.values(j)))
	for i, v := range sorted {
		if v != math.Trunc(v) || i > 0 && v == sorted[i-1] {
			return false
		}
	}
	return true
}

// isIndexName reports whether programs call the column of row numbers so.
func isIndexName(name string) bool {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "index", "id", "row", "rowid", "row_id", "row.id", "rowname", "rownames", "row_names", "row.names", "row number", "row_number", "rownum",
		"x", "unnamed: 0", "level_0", "obs", "observation", "no", "no.", "nr", "nr.", "#", "_id":
		return true
	}
	return false
}
