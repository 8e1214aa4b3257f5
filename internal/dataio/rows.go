package dataio

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// Rows reads separated values a row at a time, in memory that does not grow with the
// file. What is wrong with a cell that is asked for, or a row, is an error at once; what
// only the whole file tells is one at its end.
type Rows struct {
	Names []string
	c     *csvReader
	cells [][]byte
}

// OpenRows opens a file to be read by rows. Formats other than separated values are read
// whole instead, missing cells NaN. Of the options the Dialect, Format and Known count.
func OpenRows(ctx context.Context, in io.Reader, path string, o Options) (*Rows, *Data, error) {
	s, err := open(ctx, in, path)
	if err != nil {
		return nil, nil, err
	}
	format, err := s.format(o.Format)
	if err != nil {
		s.close()
		return nil, nil, err
	}
	o = Options{Dialect: o.Dialect, Known: o.Known}
	d := &Data{Path: path}
	numbers := accept{limit: MaxAbs, missing: &d.Missing}
	if format.name == "csv" || format.name == "tsv" {
		sep := byte(0)
		if format.name == "tsv" {
			sep = '\t'
		}
		c, err := newCSV(s, sep, o, numbers)
		if err != nil {
			s.close()
			return nil, nil, err
		}
		return &Rows{Names: c.names, c: c}, nil, nil
	}
	defer s.close()
	content, err := format.read(s, o, numbers)
	if err != nil {
		return nil, nil, err
	}
	d.X, d.Y = content.x, content.y
	_, p := d.X.Dims()
	d.Names = columnNames(p)
	return nil, d, nil
}

// Close closes the file.
func (r *Rows) Close() { r.c.close() }

// Named tells whether the names are those of the file, and not made up.
func (r *Rows) Named() bool { return r.c.named }

// Next reads the next row, or returns io.EOF after the last.
func (r *Rows) Next() (err error) {
	line, err := r.c.nextRow()
	if err == io.EOF {
		if r.c.judgeMarks(); len(r.c.faults) > 0 {
			return errors.New(r.c.faults[0].Text)
		}
		return io.EOF
	}
	if err != nil {
		return err
	}
	if bytes.IndexByte(line, '"') >= 0 {
		if r.cells, err = r.c.split(line, r.cells[:0]); err != nil {
			return err
		}
	} else {
		r.cells = r.cells[:0]
		for cell := range bytes.SplitSeq(line, []byte{r.c.sep}) {
			r.cells = append(r.cells, bytes.TrimSpace(cell))
		}
	}
	if len(r.cells) != r.c.p {
		return r.c.lineErrorf(0, "the number of fields is %d, in the first record %d", len(r.cells), r.c.p)
	}
	return nil
}

// Text returns the cell of column j, valid until the next row, and whether it has a value.
func (r *Rows) Text(j int) (cell []byte, ok bool) {
	cell = bytes.TrimSpace(r.cells[j])
	return cell, !r.c.isGap(cell)
}

// Number returns the number in the cell of column j, or that there is no value.
func (r *Rows) Number(j int) (v float64, ok bool, err error) {
	cell := bytes.TrimSpace(r.cells[j])
	v, number := parseDecimal(cell, r.c.point)
	if !number {
		if r.c.isGap(cell) {
			return 0, false, nil
		}
		v, number = r.c.number(cell)
	}
	switch {
	case !number:
		return 0, false, r.Errorf(j, "%s is not a number", quote(cell))
	case r.c.isGapValue(v):
		return 0, false, nil
	}
	if err := r.c.check(v); err != nil {
		return 0, false, r.Errorf(j, "%w", err)
	}
	r.c.mark(j, cell)
	return v, true, nil
}

// Errorf makes an error about the cell of column j.
func (r *Rows) Errorf(j int, format string, args ...any) error {
	return r.c.lineErrorf(j+1, format, args...)
}
