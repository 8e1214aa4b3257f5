package dataio

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Fault is what keeps a file from being read, in one line that names the flags
// that help, and those flags with their values.
type Fault struct {
	Text  string
	Flags []Flag
}

// Flag is one flag of the command line.
type Flag struct{ Name, Value string }

// CommandLine joins the flags of several faults, ready for a shell: lists become
// one list, and of two values for one thing the first counts.
func CommandLine(faults []Fault) []string {
	var names []string
	values := map[string][]string{}
	for _, fault := range faults {
		for _, f := range fault.Flags {
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
			if !slices.Contains(values[f.Name], f.Value) {
				values[f.Name] = append(values[f.Name], f.Value)
			}
		}
	}
	var words []string
	for _, name := range names {
		switch v := values[name]; name {
		case "--one-hot", "--brackets":
			words = append(words, name)
		case "--na", "--exclude":
			words = append(words, Word(name, strings.Join(v, ",")))
		case "--strip":
			words = append(words, Word(name, strings.Join(v, "")))
		default:
			words = append(words, Word(name, v[0]))
		}
	}
	return words
}

const (
	numeric   kind = iota
	textual        // 0/1 columns, one a level
	labelling      // one column, of the numbers of the levels, apart from the features
	classes        // one column, of the places of the levels
	dropped
)

// fault adds a fault at the place of a tally.
func (c *csvReader) fault(t tally, flags []Flag, format string, args ...any) {
	c.faults = append(c.faults, Fault{c.here(t, format, args...), flags})
}

func (c *csvReader) note(format string, args ...any) {
	c.notes = append(c.notes, fmt.Sprintf(format, args...))
}

// here says where something is, and what.
func (c *csvReader) here(t tally, format string, args ...any) string {
	text := fmt.Sprintf(format, args...)
	switch {
	case t.line == 0:
		return fmt.Sprintf("%s: %s", c.source.name, text)
	case t.field == 0:
		return fmt.Sprintf("%s:%d: %s", c.source.name, t.line, text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", c.source.name, t.line, t.field, text)
}

// refusal is the first fault as an error; info lists the others.
func (c *csvReader) refusal() error {
	text := c.faults[0].Text
	if more := len(c.faults) - 1; more > 0 && c.hint != "" {
		text += "; lassocheck info lists " + counted(more, "more fault")
	}
	return errors.New(text)
}

// hinted is a hint for the reader of an error, where there are flags to follow it.
func (c *csvReader) hinted(format string, args ...any) string {
	if c.hint == "" {
		return ""
	}
	return fmt.Sprintf(format, args...)
}

// counted is a number of things.
func counted(n int, noun string, plural ...string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case plural != nil:
		return strconv.Itoa(n) + " " + plural[0]
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
