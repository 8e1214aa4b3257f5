package dataio

import (
	"bytes"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/problems"
)

// csvReader reads one file of separated values.
type csvReader struct {
	*records
	accept
	oneHot      bool
	names       []string
	header      bool
	target      int
	rows        table
	levels      []map[string]int // of text columns, by order of appearance; nil for numbers
	withComma   int              // lines where a decimal comma and a decimal point were
	withPoint   int              // first met in a file separated by semicolons
	recordCells [][]byte
}

// readCSV reads separated values; sep 0 finds the separator out.
func readCSV(s *source, sep byte, o Options, numbers accept) (*content, error) {
	c := &csvReader{records: newRecords(s, sep), accept: numbers, oneHot: o.OneHot, target: -1}
	if err := c.first(o.Target); err != nil {
		return nil, err
	}
	for {
		line, err := c.nextRecord()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if bytes.IndexByte(line, '"') >= 0 {
			if c.recordCells, err = c.split(line, c.recordCells[:0]); err == nil {
				err = c.cells(c.recordCells)
			}
		} else {
			err = c.plain(line)
		}
		if err != nil {
			return nil, err
		}
	}
	if c.rows.n == 0 {
		return nil, c.errorf("a header and no rows")
	}
	return c.content()
}

// first reads the first record, which settles names, number of columns and target.
func (c *csvReader) first(target string) error {
	line, err := c.nextRecord()
	if err == io.EOF {
		return c.errorf("no data: blank lines or comments only")
	}
	if err != nil {
		return err
	}
	cells, err := c.split(line, nil)
	if err != nil {
		return err
	}
	c.rows.p = len(cells)
	c.levels = make([]map[string]int, len(cells))
	c.names = columnNames(len(cells))
	for _, cell := range cells {
		if _, number := c.number(cell); !number && !isMissing(bytes.TrimSpace(cell)) {
			c.header = true
		}
	}
	if c.header {
		at := make(map[string]int, len(cells))
		for j, cell := range cells {
			if len(cell) > 0 {
				if !utf8.Valid(cell) {
					return c.lineErrorf(j+1, "%s is not UTF-8 text; save the file as UTF-8", quote(cell))
				}
				c.names[j] = string(cell)
			}
			if k, twice := at[c.names[j]]; twice {
				return c.lineErrorf(j+1, "columns %d and %d are both called %s; rename one", k+1, j+1, quote([]byte(c.names[j])))
			}
			at[c.names[j]] = j
		}
	}
	if target != "" {
		c.target, err = findColumn(c.names, target)
		if err != nil && !c.header {
			return c.errorf("%w (the first record is no header: it holds numbers only)", err)
		} else if err != nil {
			return c.errorf("%w", err)
		}
	}
	if !c.header {
		return c.cells(cells)
	}
	return nil
}

// plain reads a record without quotes into the table: the fast path.
func (c *csvReader) plain(line []byte) error {
	row, pos := c.rows.row(), 0
	for j := range row {
		for pos < len(line) && line[pos] == ' ' {
			pos++
		}
		v, end, ok := scanNumber(line, pos)
		for end < len(line) && line[end] == ' ' {
			end++
		}
		if !ok || end < len(line) && line[end] != c.sep || !(-c.limit <= v && v <= c.limit) || c.levels[j] != nil || c.sep == ';' && c.withPoint == 0 {
			if end = bytes.IndexByte(line[pos:], c.sep); end < 0 {
				end = len(line)
			} else {
				end += pos
			}
			var err error
			if v, err = c.cell(j, line[pos:end]); err != nil {
				return err
			}
		}
		row[j] = v
		if (end == len(line)) != (j == len(row)-1) {
			return c.ragged(bytes.Count(line, []byte{c.sep}) + 1)
		}
		pos = end + 1
	}
	return nil
}

// cells reads a record that was split into the table.
func (c *csvReader) cells(cells [][]byte) error {
	if len(cells) != c.rows.p {
		return c.ragged(len(cells))
	}
	row := c.rows.row()
	for j, cell := range cells {
		v, err := c.cell(j, cell)
		if err != nil {
			return err
		}
		row[j] = v
	}
	return nil
}

func (c *csvReader) ragged(fields int) error {
	if c.header && c.rows.n <= 1 && fields == c.rows.p+1 {
		return c.lineErrorf(0, "the number of fields is %d, in the header %d; if the first are row names, write the file without them", fields, c.rows.p)
	}
	return c.lineErrorf(0, "the number of fields is %d, in the first record %d", fields, c.rows.p)
}

// cell returns the number of a cell in column j: NaN when it is missing, the
// number of the level when the column is text.
func (c *csvReader) cell(j int, cell []byte) (float64, error) {
	cell = bytes.TrimSpace(cell)
	v, number := math.NaN(), false
	if !isMissing(cell) {
		if v, number = c.number(cell); !number || c.levels[j] != nil {
			return c.level(j, cell)
		}
	}
	if err := c.check(v); err != nil {
		return 0, c.lineErrorf(j+1, "column %s: %w", quote([]byte(c.names[j])), err)
	}
	return v, c.decimalMark(cell)
}

// number reads a cell that is a number, with a decimal comma where the separator
// is the semicolon.
func (c *csvReader) number(cell []byte) (float64, bool) {
	cell = bytes.TrimSpace(cell)
	v, ok := parseNumber(cell)
	if !ok && c.sep == ';' && bytes.Count(cell, []byte(",")) == 1 && bytes.IndexByte(cell, '.') < 0 {
		v, ok = parseNumber(bytes.ReplaceAll(cell, []byte(","), []byte(".")))
	}
	return v, ok
}

// decimalMark refuses a file with numbers like 1,5 and numbers like 1.5: one of
// the marks may separate thousands.
func (c *csvReader) decimalMark(cell []byte) error {
	if c.sep != ';' {
		return nil
	}
	if c.withComma == 0 && bytes.IndexByte(cell, ',') >= 0 {
		c.withComma = c.line
	}
	if c.withPoint == 0 && bytes.IndexByte(cell, '.') >= 0 {
		c.withPoint = c.line
	}
	if c.withComma > 0 && c.withPoint > 0 {
		return c.lineErrorf(0, "decimal commas (line %d) and decimal points (line %d) in one file: which of them separates thousands?", c.withComma, c.withPoint)
	}
	return nil
}

// content turns the table into a design, and text columns into 0/1 columns.
func (c *csvReader) content() (*content, error) {
	text := slices.ContainsFunc(c.levels, func(l map[string]int) bool { return l != nil })
	var names []string
	if c.header {
		names = c.names
	}
	if !text {
		n := c.rows.n
		return &content{names: names, x: &problems.Dense{N: n, P: c.rows.p, Data: c.rows.columns()}, target: c.target}, nil
	}
	return c.expand()
}
