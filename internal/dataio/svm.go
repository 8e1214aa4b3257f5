package dataio

import (
	"bytes"
	"io"
	"math"
)

// maxColumns bounds the columns of a sparse file: their pointers and names then
// take some gigabytes at most, however few the entries.
const maxColumns = 100_000_000

// readSVM reads lines "label index:value index:value ... # comment".
func readSVM(s *source, numbers accept) (*content, error) {
	e := &entries{}
	var y chunks[float64]
	p := 0
	for {
		line, err := s.nextLine()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _, _ = bytes.Cut(line, []byte("#"))
		label, line := nextField(line)
		if len(label) == 0 {
			continue
		}
		v, err := numbers.parse(label)
		if err != nil {
			return nil, s.lineErrorf(0, "label: %w", err)
		}
		if y.n == math.MaxInt32 {
			return nil, s.lineErrorf(0, "more than %d rows", math.MaxInt32)
		}
		y.add(v)
		last := 0
		for {
			var field []byte
			if field, line = nextField(line); len(field) == 0 {
				break
			}
			if bytes.HasPrefix(field, []byte("qid:")) && last == 0 {
				continue
			}
			index, colon := 0, 0
			for ; colon < len(field) && field[colon]-'0' <= 9; colon++ {
				index = min(10*index+int(field[colon]-'0'), math.MaxInt32)
			}
			switch {
			case colon == 0 || colon == len(field) || field[colon] != ':':
				return nil, s.lineErrorf(0, "%s is not of the form index:value", quote(field))
			case index == 0:
				return nil, s.lineErrorf(0, "index 0: indices count from 1 (in scikit-learn, write with zero_based=False)")
			case index <= last:
				return nil, s.lineErrorf(0, "index %d comes after index %d: indices must increase", index, last)
			case index > maxColumns:
				return nil, s.lineErrorf(0, "index %s makes more than %d columns", quote(field[:colon]), maxColumns)
			}
			v, err := numbers.parse(field[colon+1:])
			if err != nil {
				return nil, s.lineErrorf(0, "index %d: %w", index, err)
			}
			if v != 0 {
				e.add(y.n-1, index-1, v)
			}
			last = index
		}
		p = max(p, last)
	}
	if y.n == 0 {
		return nil, s.errorf("no data: blank lines or comments only")
	}
	return &content{x: e.csc(y.n, p), y: y.flatten(), target: -1}, nil
}

// nextField cuts the first run of bytes other than blanks off line. It is empty
// at the end.
func nextField(line []byte) (field, rest []byte) {
	i := 0
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	k := i
	for k < len(line) && line[k] != ' ' && line[k] != '\t' {
		k++
	}
	return line[i:k], line[k:]
}
