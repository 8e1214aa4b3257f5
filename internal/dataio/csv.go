package dataio

import (
	"bytes"
	"io"
	"math"
	"slices"
)

// csvReader reads one file of separated values. A sample of its first lines
// settles the dialect, the names and the number of columns. Then every cell is
// read once; what is odd is counted by column, and judged when all is known.
type csvReader struct {
	*records
	dialect
	accept
	o      Options
	sample [][]byte

	named   bool // the names were not made up: those of the header, or of a # line
	names   []string
	unnamed []bool // the header has no name for the column
	p       int    // columns of the file
	target  int    // column of the file, -1 for none
	at      []int  // place of a column in a row of the table, -1 where it is left out
	chosen  bool   // columns were left out or kept on request
	slow    []bool // columns that the fast path must not read

	labels []*Labels // by column of the file, nil for most; nil where there are none

	rows     table
	odd      []*column // what is odd about a column, nil where nothing is
	comma    evidence  // where the decimal mark is open: numbers with a comma
	dot      evidence  // and with a point
	comments tally     // lines that begin with # and are no rows
	ragged   tally     // rows with another number of fields
	faults   []Fault
	notes    []string

	cells []([]byte)
	tabs  []byte
}

// readCSV reads separated values; sep 0 finds the separator out.
func readCSV(s *source, sep byte, o Options, numbers accept) (*content, error) {
	c, err := newCSV(s, sep, o, numbers)
	if err != nil {
		return nil, err
	}
	for {
		line, err := c.nextRow()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = c.record(line)
		}
		if err != nil {
			return nil, err
		}
	}
	if c.rows.n == 0 && c.ragged.count == 0 {
		return nil, c.errorf("a header and no rows")
	}
	return c.content()
}

// newCSV returns a reader that has begun.
func newCSV(s *source, sep byte, o Options, numbers accept) (*csvReader, error) {
	d, err := o.Dialect.parse(sep)
	if err != nil {
		return nil, err
	}
	c := &csvReader{records: &records{source: s}, dialect: d, accept: numbers, o: o, target: -1}
	return c, c.begin()
}

// begin settles all that must be known before the rows are read.
func (c *csvReader) begin() error {
	if err := c.takeSample(); err != nil {
		return err
	}
	c.findSeparator()
	records, _ := c.splitSample()
	if err := c.findHeader(records); err != nil {
		return err
	}
	keep, err := c.o.choose(c.names)
	if err != nil {
		return c.errorf("%w", err)
	}
	if c.o.Target != "" {
		c.target, err = findColumn(c.names, c.o.Target)
		if err != nil && c.p == 1 {
			return c.errorf("%w (it is the only column: --delimiter says what separates columns)", err)
		}
		if err != nil && !c.named {
			return c.errorf("%w (the first row was read as data: --header=yes takes it for names)", err)
		} else if err != nil {
			return c.errorf("%w", err)
		}
		keep[c.target] = true
	}
	if err := c.findLabels(keep); err != nil {
		return err
	}
	c.chosen = c.o.chooses()
	c.at, c.slow, c.odd = make([]int, c.p), make([]bool, c.p), make([]*column, c.p)
	for j := range c.p {
		c.at[j] = -1
		c.slow[j] = c.naValues != nil || c.labelling(j)
		if keep[j] {
			c.at[j] = c.rows.p
			c.rows.p++
		}
	}
	if c.rows.p == 0 {
		return c.errorf("no columns are left")
	}
	return c.uniqueNames()
}

// nextRow returns the next line that is neither blank nor a comment. It may be
// the beginning of a row only, if it has quotes.
func (c *csvReader) nextRow() ([]byte, error) {
	for {
		line, err := c.nextLine()
		if err != nil {
			return nil, err
		}
		if c.skipped(line) {
			continue
		}
		if c.blanks {
			c.tabs = appendTabbed(c.tabs[:0], line)
			line = c.tabs
		}
		if line[0] != '#' || !c.isComment(line) {
			return line, nil
		}
		c.comments.add(c.line, 0, line)
	}
}

// isComment tells a line that begins with # and is not a row of the table from
// one that is: that has the number of fields, or begins with a token such as #N/A.
func (c *csvReader) isComment(line []byte) bool {
	cell, _, _ := bytes.Cut(line, []byte{c.sep})
	if c.isGap(bytes.TrimSpace(cell)) {
		return false
	}
	if c.p == 1 {
		_, number := c.number(bytes.TrimSpace(bytes.TrimLeft(line, "#")))
		return !number
	}
	cells, closed, err := c.fields(line, c.cells[:0])
	c.cells = cells
	return err == nil && closed && len(cells) != c.p
}

// record reads one row into the table.
func (c *csvReader) record(line []byte) (err error) {
	switch {
	case bytes.IndexByte(line, '"') >= 0:
		if c.cells, err = c.split(line, c.cells[:0]); err != nil {
			return err
		}
		c.row(c.cells)
	case c.rows.p < c.p || c.point != '.':
		c.cells = c.cells[:0]
		for cell := range bytes.SplitSeq(line, []byte{c.sep}) {
			c.cells = append(c.cells, cell)
		}
		c.row(c.cells)
	default:
		c.plain(line)
	}
	return nil
}

// plain reads a row without quotes where all columns are read and the decimal
// mark is the point: the fast path.
func (c *csvReader) plain(line []byte) {
	row, pos := c.rows.row(), 0
	watch := c.free && !c.commas && c.dot.plain == 0
	for j := range row {
		for pos < len(line) && line[pos] == ' ' {
			pos++
		}
		v, end, ok := scanNumber(line, pos)
		for end < len(line) && line[end] == ' ' {
			end++
		}
		if !ok || end < len(line) && line[end] != c.sep || !(-c.limit <= v && v <= c.limit) || c.slow[j] || watch && bytes.IndexByte(line[pos:end], '.') >= 0 {
			if end = bytes.IndexByte(line[pos:], c.sep); end < 0 {
				end = len(line)
			} else {
				end += pos
			}
			v = c.cell(j, line[pos:end])
		}
		row[j] = v
		if (end == len(line)) != (j == len(row)-1) {
			c.rows.undo()
			c.ragged.add(c.line, bytes.Count(line, []byte{c.sep})+1, nil)
			return
		}
		pos = end + 1
	}
}

// row reads fields into the table, those of the columns that are read.
func (c *csvReader) row(cells [][]byte) {
	if len(cells) != c.p {
		c.ragged.add(c.line, len(cells), nil)
		return
	}
	row := c.rows.row()
	for j, cell := range cells {
		if k := c.at[j]; k >= 0 {
			row[k] = c.cell(j, cell)
		}
	}
}

// cell returns the number of a cell in column j, and NaN where it has none: that
// of a text is the number of its level, see [boxed].
func (c *csvReader) cell(j int, cell []byte) float64 {
	cell = bytes.TrimSpace(cell)
	if c.labelling(j) {
		if c.isGap(cell) {
			cell = nil
		}
		return c.labels[j].code(cell)
	}
	v, number := parseDecimal(cell, c.point)
	if !number {
		if c.isGap(cell) {
			return c.gap(j, cell)
		}
		v, number = c.number(cell)
	}
	if number && c.isGapValue(v) {
		return c.gap(j, cell)
	}
	if !number || c.odd[j] != nil && c.odd[j].text {
		return c.level(j, cell, v, number)
	}
	if !(math.Abs(v) <= c.limit) {
		return c.outside(j, v)
	}
	if c.strip != "" && bytes.IndexByte(cell, '%') >= 0 {
		c.column(j).signed++
	}
	c.mark(j, cell)
	return v
}

// isGapValue tells whether a number stands for a missing cell.
func (c *csvReader) isGapValue(v float64) bool {
	return c.naValues != nil && slices.Contains(c.naValues, v)
}

// mark notes the marks in a number of column j while it is open what they mean.
func (c *csvReader) mark(j int, cell []byte) {
	if !c.free || c.commas {
		return
	}
	if bytes.IndexByte(cell, ',') >= 0 {
		c.comma.note(cell, ',', c.line, j+1)
	}
	if bytes.IndexByte(cell, '.') >= 0 {
		c.dot.note(cell, '.', c.line, j+1)
	}
}

// content turns the table into a design, and text columns into 0/1 columns.
func (c *csvReader) content() (*content, error) {
	kinds := c.judge()
	if len(c.faults) > 0 && !c.o.lenient {
		return nil, c.refusal()
	}
	if c.rows.n == 0 {
		return nil, c.errorf("no row has the number of fields that the first has")
	}
	if c.missing != nil {
		for j, o := range c.odd {
			if o != nil && kinds[j] != dropped {
				*c.missing += o.gaps.count
			}
		}
	}
	out, err := c.expand(kinds)
	if err != nil {
		return nil, err
	}
	out.faults, out.notes = c.faults, c.notes
	return out, nil
}
