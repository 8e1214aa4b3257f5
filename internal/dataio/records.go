package dataio

import (
	"bufio"
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

// newRecords prepares the records of s; sep 0 finds the separator out.
func newRecords(s *source, sep byte) *records {
	if sep == 0 {
		sep = findSeparator(s.r)
	}
	return &records{source: s, sep: sep}
}

// findSeparator chooses the first of tab, semicolon and comma that is as frequent
// in the second record as in the first, or else that is in the first at all.
// Semicolons come before commas because of decimal commas.
func findSeparator(r *bufio.Reader) byte {
	head, _ := r.Peek(1 << 16) // an error comes back with the first line
	var counts []map[byte]int
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] == '#' {
			continue
		}
		count, quoted := map[byte]int{}, false
		for _, b := range line {
			if b == '"' {
				quoted = !quoted
			}
			if !quoted {
				count[b]++
			}
		}
		if counts = append(counts, count); len(counts) == 2 {
			break
		}
	}
	for _, sep := range []byte("\t;,") {
		if len(counts) == 2 && counts[0][sep] > 0 && counts[0][sep] == counts[1][sep] {
			return sep
		}
	}
	for _, sep := range []byte("\t;,") {
		if len(counts) > 0 && counts[0][sep] > 0 {
			return sep
		}
	}
	return ','
}

// nextRecord returns the next line that is not blank and not a comment. It may
// be the beginning of a record only, if it has quotes.
func (r *records) nextRecord() ([]byte, error) {
	for {
		line, err := r.nextLine()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimLeft(line, " ")) > 0 && line[0] != '#' {
			return line, nil
		}
	}
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
