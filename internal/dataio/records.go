package dataio

import (
	"bytes"
	"io"
)

// maxQuoted bounds the bytes of a record of several lines, most likely due to a
// quote that is not closed.
const maxQuoted = 1 << 16

// records cuts separated values into records and fields.
type records struct {
	*source
	sep    byte
	joined []byte // a record of several lines
}

// split appends the fields of the record that begins with line to cells. It
// reads on where a quoted field goes over several lines. Fields are free of
// quotes, and of spaces around them where they had none.
func (r *records) split(line []byte, cells [][]byte) ([][]byte, error) {
	begin := r.line
	r.joined = append(r.joined[:0], line...)
	for {
		cells, closed, err := r.fields(r.joined, cells[:0])
		if closed || err != nil {
			return cells, err
		}
		line, err := r.nextLine()
		if err == io.EOF || len(r.joined) > maxQuoted {
			r.line = begin
			return nil, r.lineErrorf(0, "a quote is not closed")
		}
		if err != nil {
			return nil, err
		}
		r.joined = append(append(r.joined, '\n'), line...)
	}
}

// fields appends the fields of text to cells, or reports that a quote is open.
func (r *records) fields(text []byte, cells [][]byte) (all [][]byte, closed bool, err error) {
	for {
		start := bytes.TrimLeft(text, " ")
		if len(start) == 0 || start[0] != '"' {
			cell, rest, more := bytes.Cut(text, []byte{r.sep})
			cells = append(cells, bytes.TrimSpace(cell))
			if !more {
				return cells, true, nil
			}
			text = rest
			continue
		}
		end := closingQuote(start)
		if end < 0 {
			return cells, false, nil
		}
		cells = append(cells, bytes.ReplaceAll(start[1:end], []byte(`""`), []byte(`"`)))
		text = bytes.TrimLeft(start[end+1:], " ")
		if len(text) == 0 {
			return cells, true, nil
		}
		if text[0] != r.sep {
			return nil, false, r.lineErrorf(len(cells), "%s comes after a closing quote; quotes within a field are doubled", quote(text[:1]))
		}
		text = text[1:]
	}
}

// closingQuote returns the place of the quote that closes text[0], or -1. Two
// quotes in a row stand for one.
func closingQuote(text []byte) int {
	for i := 1; i < len(text); i++ {
		if text[i] == '"' {
			if i+1 == len(text) || text[i+1] != '"' {
				return i
			}
			i++
		}
	}
	return -1
}
