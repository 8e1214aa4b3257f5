package dataio

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/problems/design"
)

// mtxHeader is the first line of a Matrix Market file and its line of sizes.
type mtxHeader struct {
	coordinate, pattern bool
	symmetric, skew     bool
	n, p, nnz           int
}

// readMTX reads a Matrix Market file (Boisvert, Pozo, Remington, The Matrix
// Market exchange formats, 1996).
func readMTX(s *source, numbers accept) (*content, error) {
	h, err := readMTXHeader(s)
	if err != nil {
		return nil, err
	}
	if err := h.affordable(); err != nil {
		return nil, s.errorf("%w", err)
	}
	var x design.Design
	if h.coordinate {
		x, err = h.readCoordinate(s, numbers)
	} else {
		x, err = h.readArray(s, numbers)
	}
	if err != nil {
		return nil, err
	}
	if line, err := nextMTXLine(s); err != io.EOF {
		if err != nil {
			return nil, err
		}
		return nil, s.lineErrorf(0, "%s after the last entry that the header promises", quote(line))
	}
	return &content{x: x, target: -1}, nil
}

func readMTXHeader(s *source) (h mtxHeader, err error) {
	line, err := s.nextLine()
	if err != nil {
		return h, err
	}
	words := strings.Fields(strings.ToLower(string(line)))
	if len(words) != 5 || words[0] != "%%matrixmarket" || words[1] != "matrix" {
		return h, s.lineErrorf(0, "the first line of a Matrix Market file reads %%%%MatrixMarket matrix coordinate|array real general")
	}
	switch words[2] {
	case "coordinate":
		h.coordinate = true
	case "array":
	default:
		return h, s.lineErrorf(0, "format %q is neither coordinate nor array", words[2])
	}
	switch words[3] {
	case "real", "double", "integer":
	case "pattern":
		h.pattern = true
	default:
		return h, s.lineErrorf(0, "entries are %q; only real, integer and pattern are read", words[3])
	}
	switch words[4] {
	case "general":
	case "symmetric":
		h.symmetric = true
	case "skew-symmetric":
		h.symmetric, h.skew = true, true
	default:
		return h, s.lineErrorf(0, "symmetry %q is none of general, symmetric and skew-symmetric", words[4])
	}
	if h.pattern && !h.coordinate {
		return h, s.lineErrorf(0, "an array has no pattern")
	}
	if line, err = nextMTXLine(s); err == io.EOF {
		return h, s.errorf("the line of sizes is missing")
	} else if err != nil {
		return h, err
	}
	sizes := []*int{&h.n, &h.p}
	if h.coordinate {
		sizes = append(sizes, &h.nnz)
	}
	for _, size := range sizes {
		var field []byte
		field, line = nextField(line)
		k, err := strconv.ParseInt(string(field), 10, 64)
		if err != nil || k < 0 {
			return h, s.lineErrorf(0, "%s is not a size; rows, columns and, for coordinate, entries were expected", quote(field))
		}
		*size = int(k)
	}
	if rest, _ := nextField(line); len(rest) > 0 {
		return h, s.lineErrorf(0, "%s after the sizes", quote(rest))
	}
	switch {
	case h.n == 0 || h.p == 0:
		return h, s.lineErrorf(0, "a matrix of %d x %d has no entries", h.n, h.p)
	case h.n > math.MaxInt32 || h.p > math.MaxInt32:
		return h, s.lineErrorf(0, "a matrix of %d x %d is too large", h.n, h.p)
	case h.symmetric && h.n != h.p:
		return h, s.lineErrorf(0, "a symmetric matrix of %d x %d is not square", h.n, h.p)
	}
	return h, nil
}

// affordable returns an error where the matrix takes too much memory to be read.
func (h mtxHeader) affordable() error {
	what, bytes := fmt.Sprintf("an array of %d x %d", h.n, h.p), 16*float64(h.n)*float64(h.p)
	if h.coordinate {
		what, bytes = fmt.Sprintf("a matrix of %d x %d with %d entries", h.n, h.p, h.nnz), 28*float64(h.nnz)+8*float64(h.p)
	}
	if err := affordable(bytes); err != nil {
		return fmt.Errorf("%s %w", what, err)
	}
	return nil
}

// nextMTXLine returns the next line that is neither blank nor a comment.
func nextMTXLine(s *source) ([]byte, error) {
	for {
		line, err := s.nextLine()
		if err != nil {
			return nil, err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '%' {
			return line, nil
		}
	}
}

func (h mtxHeader) readCoordinate(s *source, numbers accept) (design.Design, error) {
	e := &entries{}
	for k := range h.nnz {
		line, err := nextMTXLine(s)
		if err == io.EOF {
			return nil, s.errorf("%d entries of the %d that the header promises", k, h.nnz)
		}
		if err != nil {
			return nil, err
		}
		var at [2]int
		for k, size := range [2]int{h.n, h.p} {
			var field []byte
			field, line = nextField(line)
			i, err := strconv.Atoi(string(field))
			if err != nil {
				return nil, s.lineErrorf(k+1, "%s is not a row or column number", quote(field))
			}
			if i < 1 || i > size {
				return nil, s.lineErrorf(k+1, "%d is outside 1 to %d", i, size)
			}
			at[k] = i - 1
		}
		v := 1.0
		if !h.pattern {
			var field []byte
			if field, line = nextField(line); len(field) == 0 {
				return nil, s.lineErrorf(3, "an entry is a row, a column and a value")
			}
			if v, err = numbers.parse(field); err != nil {
				return nil, s.lineErrorf(3, "%w", err)
			}
		}
		if rest, _ := nextField(line); len(rest) > 0 {
			return nil, s.lineErrorf(0, "%s after the entry", quote(rest))
		}
		if h.skew && at[0] == at[1] && v != 0 {
			return nil, s.lineErrorf(0, "a skew-symmetric matrix has no diagonal")
		}
		if v == 0 {
			continue
		}
		e.add(at[0], at[1], v)
		if h.symmetric && at[0] != at[1] {
			e.add(at[1], at[0], h.mirror(v))
		}
	}
	if h.p > maxColumns || !plausible(h.n, e.val.n) {
		return nil, s.errorf("%d x %d is more than its %d entries bear out", h.n, h.p, e.val.n)
	}
	x := e.csc(h.n, h.p)
	for j := range h.p { // sums of repeated entries are checked here
		row, val := x.Col(j)
		for k, v := range val {
			if math.IsNaN(v) {
				continue // checked and counted
			}
			if err := numbers.check(v); err != nil {
				return nil, s.errorf("row %d, column %d: %w", row[k]+1, j+1, err)
			}
		}
	}
	return x, nil
}

func (h mtxHeader) mirror(v float64) float64 {
	if h.skew {
		return -v
	}
	return v
}

// readArray reads the values column by column: all, the lower triangle with, or
// that without the diagonal.
func (h mtxHeader) readArray(s *source, numbers accept) (design.Design, error) {
	count, err := h.arrayLen()
	if err != nil {
		return nil, s.errorf("%w", err)
	}
	var values chunks[float64]
	for k := range count {
		line, err := nextMTXLine(s)
		if err == io.EOF {
			return nil, s.errorf("%d values of the %d that the header promises", k, count)
		}
		if err != nil {
			return nil, err
		}
		v, err := numbers.parse(line)
		if err != nil {
			return nil, s.lineErrorf(0, "%w", err)
		}
		values.add(v)
	}
	if !h.symmetric {
		return &design.Dense{N: h.n, P: h.p, Data: values.flatten()}, nil
	}
	n, lower := h.n, values.flatten()
	data := make([]float64, n*n)
	for j := range n {
		first := j
		if h.skew {
			first = j + 1
		}
		for i := first; i < n; i++ {
			data[j*n+i], data[i*n+j] = lower[0], h.mirror(lower[0])
			if i == j {
				data[j*n+j] = lower[0]
			}
			lower = lower[1:]
		}
	}
	return &design.Dense{N: n, P: n, Data: data}, nil
}

// arrayLen returns the number of values of an array file.
func (h mtxHeader) arrayLen() (int, error) {
	if h.n > math.MaxInt/8/h.p {
		return 0, fmt.Errorf("an array of %d x %d is too large", h.n, h.p)
	}
	switch {
	case h.skew:
		return h.n * (h.n - 1) / 2, nil
	case h.symmetric:
		return h.n * (h.n + 1) / 2, nil
	}
	return h.n * h.p, nil
}
