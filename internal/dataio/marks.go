package dataio

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// number reads a cell, spaces trimmed, that is a number in this dialect. A comma
// is taken for the decimal mark where that is open and where it separates no
// fields; csvReader.marks tells afterwards whether that was safe. Exponents may
// be written with D, as Fortran does, and the minus may be that of Unicode.
func (d *dialect) number(cell []byte) (v float64, ok bool) {
	if v, ok = parseDecimal(cell, d.point); ok {
		return v, true
	}
	if v, ok := parseInfinity(cell); ok {
		return v, true
	}
	if d.strip != "" && bytes.ContainsAny(cell, d.strip) {
		cell = bytes.TrimSpace(bytes.Map(func(r rune) rune {
			if strings.ContainsRune(d.strip, r) {
				return -1
			}
			return r
		}, cell))
	}
	if n := len(cell); d.brackets && n > 2 && cell[0] == '(' && cell[n-1] == ')' {
		inner := *d
		inner.brackets = false
		v, ok = inner.number(bytes.TrimSpace(cell[1 : n-1]))
		return -v, ok && v >= 0
	}
	point := d.point
	if d.free && !d.commas && bytes.Count(cell, []byte(",")) == 1 && bytes.IndexByte(cell, '.') < 0 {
		point = ','
	}
	if rest, found := bytes.CutPrefix(cell, []byte("−")); found {
		cell = append([]byte("-"), rest...)
	}
	if d.thousands != "" {
		cell = ungroup(cell, d.thousands, point)
	}
	if k := bytes.IndexAny(cell, "dD"); k > 0 && len(cell) > k+1 && !bytes.ContainsAny(cell[k+1:], "eEdD") {
		cell = slices.Clone(cell)
		cell[k] = 'e'
	}
	return parseDecimal(cell, point)
}

// ungroup takes out what groups the digits before the decimal mark by threes. A
// cell that is not grouped so comes back as it is.
func ungroup(cell []byte, mark string, point byte) []byte {
	spaced := cell
	switch mark {
	case " ":
		for _, blank := range []string{"\u00a0", "\u202f", "\u2009"} {
			spaced = bytes.ReplaceAll(spaced, []byte(blank), []byte(" "))
		}
	case "'":
		spaced = bytes.ReplaceAll(spaced, []byte("’"), []byte("'"))
	}
	whole, rest, _ := bytes.Cut(spaced, []byte{point})
	if !grouped(whole, mark) || bytes.Contains(rest, []byte(mark)) {
		return cell
	}
	return append(bytes.ReplaceAll(whole, []byte(mark), nil), spaced[len(whole):]...)
}

// grouped reports whether a whole number has all its digits in groups of three,
// two groups at least, and no zero in front.
func grouped(cell []byte, mark string) bool {
	digits := bytes.TrimLeft(cell, "+-")
	if len(cell)-len(digits) > 1 {
		return false
	}
	groups := bytes.Split(digits, []byte(mark))
	for k, g := range groups {
		if len(g) == 0 || len(g) > 3 || k > 0 && len(g) < 3 || bytes.ContainsFunc(g, func(r rune) bool { return r < '0' || r > '9' }) {
			return false
		}
	}
	return len(groups) > 1 && groups[0][0] != '0'
}

// evidence is where a mark was first met in numbers of a file.
type evidence struct {
	plain int // line where it is the decimal mark for certain
	like  int // line, field and cell where it may group digits as well
	field int
	cell  string
}

// note records a cell that has the mark.
func (e *evidence) note(cell []byte, mark byte, line, field int) {
	switch {
	case !grouped(cell, string(mark)):
		if e.plain == 0 {
			e.plain = line
		}
	case e.like == 0:
		e.like, e.field, e.cell = line, field, string(cell)
	}
}

// remedy returns the flags with which a cell that is no number would be one, or
// nil: signs of currency, percent, a unit behind and an apostrophe in front
// stripped, parentheses for minus, digits grouped, another decimal mark.
func (d *dialect) remedy(cell string) (flags map[string]string) {
	flags = map[string]string{}
	var text []byte
	var off string
	bare := strings.Map(func(r rune) rune {
		if !unicode.Is(unicode.Sc, r) && r != '%' && r != '*' {
			return r
		}
		if !strings.ContainsRune(off, r) {
			off += string(r)
		}
		return -1
	}, cell)
	if rest, quoted := strings.CutPrefix(bare, "'"); quoted {
		off, bare = off+"'", rest
	}
	bare = strings.TrimSpace(bare)
	if n := len(bare); n > 2 && bare[0] == '(' && bare[n-1] == ')' {
		flags["--brackets"], bare = "", bare[1:n-1]
	}
	if number := strings.TrimRightFunc(bare, isUnit); number != "" && !strings.ContainsAny(bare[len(number):], "eEdD") {
		off += strings.ReplaceAll(bare[len(number):], " ", "")
		bare = strings.TrimSpace(number)
	}
	if text = []byte(bare); off != "" {
		flags["--strip"] = off
	}
	if _, ok := d.number(text); ok {
		return flags
	}
	for _, try := range []struct {
		point     byte
		thousands string
	}{{',', ""}, {'.', ","}, {',', "."}, {'.', " "}, {',', " "}, {'.', "'"}, {',', "'"}, {'.', "_"}} {
		t := *d
		t.free, t.point, t.thousands = false, try.point, try.thousands
		if _, ok := t.number(text); !ok || try.thousands == "" && grouped(text, ",") {
			continue
		}
		if try.thousands != "" {
			flags["--thousands"] = try.thousands
		}
		if try.point == ',' {
			flags["--decimal"] = ","
		}
		return flags
	}
	return nil
}

// isUnit reports whether a character may belong to a unit behind a number.
func isUnit(r rune) bool { return unicode.IsLetter(r) || strings.ContainsRune("°/²³ ", r) }
