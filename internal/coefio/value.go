package coefio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// kind is that of a JSON value.
type kind byte

const (
	null kind = iota
	number64
	text
	list
	object
)

// value is a JSON value.
type value struct {
	kind   kind
	number float64
	text   string
	keys   []string // of an object, unique
	list   []value  // of a list or, by its keys, an object
}

// get returns what an object has at a key, or null.
func (v value) get(key string) value {
	if k := slices.Index(v.keys, key); k >= 0 {
		return v.list[k]
	}
	return value{}
}

func (v value) has(key string) bool { return slices.Contains(v.keys, key) }

// first returns what is at the first of the keys that an object has.
func (v value) first(keys ...string) value {
	for _, key := range keys {
		if v.has(key) {
			return v.get(key)
		}
	}
	return value{}
}

// nested reports whether a list has lists.
func (v value) nested() bool { return len(v.list) > 0 && v.list[0].kind == list }

// numbers returns a list of numbers.
func (v value) numbers() ([]float64, bool) {
	out := make([]float64, len(v.list))
	for k, e := range v.list {
		if e.kind != number64 {
			return nil, false
		}
		out[k] = e.number
	}
	return out, v.kind == list
}

// scalar is a number, or one in lists.
func scalar(c content, v value, what string) (float64, error) {
	for v.kind == list && len(v.list) == 1 {
		v = v.list[0]
	}
	switch v.kind {
	case number64:
		return v.number, nil
	case list:
		return 0, c.errorf("%d numbers as %s where one was expected: one equation is", len(v.list), what)
	}
	return 0, c.errorf("%s is not a number", what)
}

// vector is a list of numbers: flat, or a matrix of one row or of one column.
func vector(c content, v value, what string) (listing, error) {
	for v.kind == list && len(v.list) == 1 && v.nested() {
		v = v.list[0]
	}
	flat := make([]float64, len(v.list))
	for k, e := range v.list {
		if e.kind == list && len(e.list) > 1 {
			return listing{}, c.errorf("%s of %d x %d where one equation was expected; %s", what, len(v.list), len(e.list), severalHint)
		}
		if e.kind == text || e.kind == null {
			return listing{}, c.errorf("%s: entry %d is not a number", what, k+1)
		}
		var err error
		if flat[k], err = scalar(c, e, fmt.Sprintf("%s: entry %d", what, k+1)); err != nil {
			return listing{}, err
		}
	}
	if v.kind != list {
		return listing{}, c.errorf("%s are no list of numbers", what)
	}
	return ordered(flat), nil
}

// parseJSON reads one value, or a list of the values that follow each other.
func (c content) parseJSON() (value, error) {
	d := json.NewDecoder(bytes.NewReader(jsonText(c)))
	var all []value
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		v := value{}
		if err == nil {
			v, err = parseValue(d, t, 0)
		}
		if err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			line := 1 + bytes.Count(jsonText(c)[:min(int(d.InputOffset()), len(jsonText(c)))], []byte("\n"))
			return v, c.lineErrorf(line, "is not JSON: %w; %s", err, convert)
		}
		all = append(all, v)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	return value{kind: list, list: all}, nil
}

// maxDepth bounds the stack of parseValue.
const maxDepth = 100

// parseValue reads the value that begins with token t. Keys given twice are errors.
func parseValue(d *json.Decoder, t json.Token, depth int) (v value, err error) {
	if depth > maxDepth {
		return v, fmt.Errorf("more than %d lists or objects in each other", maxDepth)
	}
	switch t := t.(type) {
	case json.Delim:
		v.kind = list
		if t == '{' {
			v.kind = object
		}
		seen := map[string]bool{}
		for d.More() {
			if v.kind == object {
				key, err := d.Token()
				if err != nil {
					return v, err
				}
				name := key.(string)
				if seen[name] {
					return v, fmt.Errorf("a second value for %s", quote(name))
				}
				seen[name] = true
				v.keys = append(v.keys, name)
			}
			t, err := d.Token()
			if err != nil {
				return v, err
			}
			e, err := parseValue(d, t, depth+1)
			if err != nil {
				return v, err
			}
			v.list = append(v.list, e)
		}
		_, err = d.Token()
	case float64:
		v = value{kind: number64, number: t}
	case string:
		v = value{kind: text, text: t}
	case bool:
		v = value{kind: text, text: strings.ToLower(fmt.Sprint(t))}
	}
	return v, err
}
