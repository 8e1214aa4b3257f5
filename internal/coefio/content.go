package coefio

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// content is what a file holds.
type content struct {
	name string // as errors show it
	text []byte
}

// errorf makes an error about the file as a whole.
func (c content) errorf(format string, args ...any) error {
	return c.at(place{}, fmt.Errorf(format, args...))
}

// lineErrorf makes an error about a line.
func (c content) lineErrorf(line int, format string, args ...any) error {
	return c.at(place{line, 0}, fmt.Errorf(format, args...))
}

// at says where an error is.
func (c content) at(p place, err error) error {
	where := c.name
	if p.line > 0 {
		where += ":" + strconv.Itoa(p.line)
	}
	if p.field > 0 {
		where += ":" + strconv.Itoa(p.field)
	}
	return fmt.Errorf("%s: %w", where, err)
}

// quote shows the beginning of a word in an error, on one line.
func quote(word string) string {
	if len(word) > 40 {
		return strconv.Quote(word[:40]) + "..."
	}
	return strconv.Quote(word)
}

func firstLine(text []byte) string {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return strings.TrimSpace(string(line[:min(len(line), 200)]))
}
