package dataio

import (
	"bytes"
	"io"
	"slices"
)

// The lines that are looked at before a file of separated values is read. They
// bear out what is guessed: the separator, the number of columns, the header.
const (
	sampleLines = 100
	sampleBytes = 1 << 15 // reached after four lines at the earliest
)

// sampled is one record of the sample.
type sampled struct {
	cells  [][]byte
	line   int  // on which it ends
	quoted bool // its first cell
	hash   bool // it begins with #, and not with a missing token such as #N/A
}

// takeSample reads the first lines and puts them back. A first line sep=; as
// Excel writes it is taken out.
func (c *csvReader) takeSample() error {
	size := 0
	for len(c.sample) < sampleLines && (size < sampleBytes || len(c.sample) < 4) {
		line, err := c.nextLine()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if c.line == 1 && len(line) == 5 && bytes.HasPrefix(bytes.ToLower(line), []byte("sep=")) {
			if c.delimiter == 0 {
				c.delimiter = line[4]
			}
			line = nil
		}
		size += len(line)
		c.sample = append(c.sample, bytes.Clone(line))
	}
	c.back, c.line = c.sample, 0
	if len(c.sample) == 1 && bytes.IndexByte(c.sample[0], '\r') >= 0 {
		return c.errorf("lines end with a carriage return alone; write it with line feeds, such as by tr '\\r' '\\n'")
	}
	return nil
}

// split cuts the sample into records by the separator of c. It fails where quotes
// do not close, or close within a field.
func (c *csvReader) splitSample() (records []sampled, ok bool) {
	for k := 0; k < len(c.sample); k++ {
		text := c.sample[k]
		if c.skipped(text) {
			continue
		}
		r := sampled{quoted: bytes.HasPrefix(bytes.TrimLeft(text, " \t"), []byte{'"'})}
		for {
			row := text
			if c.blanks {
				row = appendTabbed(nil, text)
			}
			cells, closed, err := c.fields(row, nil)
			if err != nil || !closed && k+1 == len(c.sample) && len(c.sample) < 4 {
				return records, false
			}
			if closed {
				r.cells = cells
				break
			}
			if k+1 == len(c.sample) || len(text) > maxQuoted {
				return records, len(records) > 0
			}
			k++
			text = slices.Concat(text, []byte("\n"), c.sample[k])
		}
		r.line = k + 1
		r.hash = text[0] == '#' && !isMissing(r.cells[0])
		records = append(records, r)
	}
	return records, true
}

// skipped reports whether a line is blank or a comment that was announced.
func (c *csvReader) skipped(line []byte) bool {
	trimmed := bytes.TrimLeft(line, " ")
	return len(trimmed) == 0 || c.comment != "" && bytes.HasPrefix(bytes.TrimLeft(line, " \t\""), []byte(c.comment)) || c.blanks && len(bytes.TrimSpace(line)) == 0
}

// appendTabbed appends a line with one tab for every run of blanks outside of quotes.
func appendTabbed(out, line []byte) []byte {
	quoted := false
	for _, b := range bytes.TrimSpace(line) {
		if b == '"' {
			quoted = !quoted
		}
		if quoted || b != ' ' && b != '\t' {
			out = append(out, b)
		} else if out[len(out)-1] != '\t' {
			out = append(out, '\t')
		}
	}
	return out
}
