package dataio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/problems/design"
)

// chooses reports whether columns are left out or kept on request.
func (o *Options) chooses() bool { return len(o.Features)+len(o.Exclude) > 0 }

// choose marks the columns to read: those of Features, or all, without those of
// Exclude, and those of Also in any case.
func (o *Options) choose(names []string) (keep []bool, err error) {
	keep = make([]bool, len(names))
	all := func(lists []string, name string, value bool) error {
		for _, list := range lists {
			chosen, err := matching(names, list)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			for _, j := range chosen {
				keep[j] = value
			}
		}
		return nil
	}
	if len(o.Features) == 0 {
		for j := range keep {
			keep[j] = true
		}
	}
	if err := all(o.Features, "--features", true); err != nil {
		return nil, err
	}
	if err := all(o.Exclude, "--exclude", false); err != nil {
		return nil, err
	}
	if !slices.Contains(keep, true) {
		return nil, fmt.Errorf("--exclude leaves no column of %s", abridged(names))
	}
	for _, name := range o.Also {
		if j := slices.Index(names, name); j >= 0 {
			keep[j] = true
		}
	}
	return keep, nil
}

// matching returns the columns that a list separated by commas means: names,
// numbers from 0 or from -1 for the last, patterns with * and ?. A list that is a
// name as it stands is that name.
func matching(names []string, list string) (columns []int, err error) {
	items := strings.Split(list, ",")
	if slices.Contains(names, list) {
		items = []string{list}
	}
	for _, item := range items {
		if !slices.Contains(names, item) {
			item = strings.TrimSpace(item)
		}
		if item == "" {
			continue
		}
		if strings.ContainsAny(item, "*?") && !slices.Contains(names, item) {
			before := len(columns)
			for j, name := range names {
				if wild(item, name) {
					columns = append(columns, j)
				}
			}
			if len(columns) == before {
				return nil, fmt.Errorf("no column is like %q; there are %s", item, abridged(names))
			}
			continue
		}
		j, err := findColumn(names, item)
		if err != nil {
			return nil, err
		}
		columns = append(columns, j)
	}
	return columns, nil
}

// wild reports whether a name is of a pattern, in which * stands for any text and
// ? for any byte.
func wild(pattern, name string) bool {
	star, mark := -1, 0 // the last * met, and where the text that it stands for ends
	i, k := 0, 0
	for k < len(name) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			star, mark = i, k
			i++
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == name[k]):
			i++
			k++
		case star >= 0:
			mark++
			i, k = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}

// word is the value of a flag that means column j of names: its name, or its
// number where the name would be read as something else.
func word(names []string, j int) string {
	name := names[j]
	if strings.ContainsFunc(name, func(r rune) bool { return r == ',' || !strconv.IsPrint(r) }) || !utf8.ValidString(name) || strings.TrimSpace(name) != name || name == "" || slices.Index(names, name) != j {
		return strconv.Itoa(j)
	}
	return name
}

// keepColumns leaves out the columns that are not marked. The storage of x is reused.
func keepColumns(x design.Design, keep []bool) design.Design {
	p := 0
	switch x := x.(type) {
	case *design.Dense:
		for j := range x.P {
			if keep[j] {
				copy(x.Data[p*x.N:(p+1)*x.N], x.Col(j))
				p++
			}
		}
		return &design.Dense{N: x.N, P: p, Data: x.Data[:p*x.N]}
	case *design.CSC:
		kept, begin := 0, 0
		for j := range x.P {
			end := x.ColPtr[j+1]
			if keep[j] {
				copy(x.Row[kept:], x.Row[begin:end])
				kept += copy(x.Val[kept:], x.Val[begin:end])
				p++
				x.ColPtr[p] = kept
			}
			begin = end
		}
		return &design.CSC{N: x.N, P: p, ColPtr: x.ColPtr[:p+1], Row: x.Row[:kept], Val: x.Val[:kept]}
	}
	panic("dataio: unknown design")
}
