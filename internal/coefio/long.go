package coefio

import (
	"errors"
	"math"
	"slices"
	"strings"
)

// long reads one coefficient a row: of one model, of a path with a column a
// lambda, or of a path with a row for each coefficient and lambda.
func (t *table) long() (*File, error) {
	name, err := t.nameColumn()
	if err != nil {
		return nil, err
	}
	values, lambdas, err := t.valueColumns(name)
	if err != nil {
		return nil, err
	}
	if at := t.heading("lambda"); at >= 0 && at != name {
		return t.byLambda(name, values[0], at)
	}
	f := &File{Series: len(values) > 1, models: make([]listing, len(values))}
	if f.Series && !lambdas {
		f.mute = t.lineErrorf(t.first, "which column holds the coefficients? Call one of %s coefficient; %s", abridged(t.headings(values)), severalHint)
	}
	for k, j := range values {
		l := &f.models[k]
		l.named, l.guarded, l.numbered = true, true, t.head != nil || t.fractions(j)
		if t.head != nil && !slices.Contains(valueWords, plain(t.head[j])) {
			l.header = &entry{name: t.head[name], at: place{t.first, j + 1}}
		}
		if f.Series {
			l.response = unguarded(strings.TrimSpace(t.head[j]))
		}
		if lambdas {
			if l.lambda, err = t.lambda(t.head[j], place{t.first, j + 1}); err != nil {
				return nil, err
			}
		}
		for i := range t.body {
			e, err := t.entry(i, j)
			if err != nil {
				return nil, err
			}
			e.name, e.nameAt, e.doubt = t.body[i][name], place{t.lines[i], name + 1}, t.doubt && i == 0
			l.entries = append(l.entries, e)
		}
	}
	return f, nil
}

// fractions reports whether column j has numbers that are not whole. Two columns of
// whole numbers may be numbers with decimal commas.
func (t *table) fractions(j int) bool {
	return !t.all(func(row []string) bool { return !strings.ContainsAny(row[j], ".,eE") })
}

// byLambda reads rows of name, lambda and coefficient. Coefficients that are zero
// may be left out.
func (t *table) byLambda(name, value, at int) (*File, error) {
	f := &File{}
	index := map[float64]int{}
	for i, row := range t.body {
		p := place{t.lines[i], at + 1}
		lambda, err := t.lambda(row[at], p)
		if err == nil && math.IsNaN(lambda) {
			err = t.at(p, errors.New("missing lambda"))
		}
		if err != nil {
			return nil, err
		}
		k, known := index[lambda]
		if !known {
			k = len(f.models)
			index[lambda] = k
			f.models = append(f.models, listing{named: true, guarded: true, lambda: lambda})
		}
		e, err := t.entry(i, value)
		if err != nil {
			return nil, err
		}
		e.name, e.nameAt = row[name], place{t.lines[i], name + 1}
		f.models[k].entries = append(f.models[k].entries, e)
	}
	f.Series = len(f.models) > 1
	return f, nil
}

// nameColumn finds the names: the one column of text, or else the one that is
// headed so, or else the first.
func (t *table) nameColumn() (int, error) {
	var text []int
	for j := range t.body[0] {
		if !t.mostlyNumbers(j) && t.heading(valueWords...) != j {
			text = append(text, j)
		}
	}
	headed := t.heading(nameWords...)
	switch {
	case len(text) == 1:
		return text[0], nil
	case headed >= 0:
		return headed, nil
	case len(text) < 2:
		return 0, nil
	case len(text) == 2 && t.all(func(row []string) bool { return row[text[0]] == row[text[1]] }):
		return text[0], nil
	}
	return 0, t.lineErrorf(t.lines[0], "%d columns of text where one of names was expected: call it name, or %s", len(text), convert)
}

// valueColumns finds the coefficients: the one column that is headed so, or else all
// of numbers to the right of the names, where there are none to the left of them.
// lambdas reports whether all are headed by their lambda.
func (t *table) valueColumns(name int) (all []int, lambdas bool, err error) {
	width, lambda := len(t.body[0]), t.heading("lambda")
	var headed, left []int
	for j := range width {
		if j == name || j == lambda {
			continue
		}
		if t.head != nil && slices.Contains(valueWords, plain(t.head[j])) {
			headed = append(headed, j)
		}
		switch {
		case t.head != nil && !t.mostlyNumbers(j):
		case j > name:
			all = append(all, j)
		default:
			left = append(left, j)
		}
	}
	if all == nil && t.head != nil {
		all = left
	}
	switch {
	case len(headed) == 1:
		return headed, false, nil
	case len(all) == 0 && width == 2:
		return []int{1 - name}, false, nil // the cells say what is wrong
	case len(all) == 0:
		return nil, false, t.lineErrorf(t.lines[0], "no column of numbers; %s", convert)
	case t.head == nil && len(all) > 1:
		return nil, false, t.lineErrorf(t.lines[0], "the number of fields is %d where name,coefficient was expected; %s", width, convert)
	case t.head == nil || len(all) == 1:
		return all, false, nil
	}
	names := t.headings(all)
	return all, !countingCells(names) && !slices.ContainsFunc(names, func(s string) bool { return !isNumber(s, true) }), nil
}

// headings are those of some columns.
func (t *table) headings(columns []int) []string {
	names := make([]string, len(columns))
	for k, j := range columns {
		names[k] = t.head[j]
	}
	return names
}
