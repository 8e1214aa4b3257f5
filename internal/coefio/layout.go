package coefio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// layout finds out what the rows and columns of a table are.
func (t *table) layout() (*File, error) {
	width := len(t.body[0])
	switch {
	case t.head == nil && len(t.body) == 1 && !slices.ContainsFunc(t.body[0], func(cell string) bool { return isNumber(cell, t.comma) }):
		return nil, t.errorf("no coefficients below the header; %s", convert)
	case width >= 3 && slices.Equal(t.head[max(0, len(t.head)-3):], []string{"i", "j", "x"}):
		return nil, t.errorf("holds row and column numbers of a sparse matrix and no names; in R: write.csv(as.matrix(coef(fit, s = lambda)), \"coef.csv\")")
	case width == 1:
		return t.bare()
	case t.head == nil && len(t.body) == 1 && t.all(t.onlyNumbers):
		return t.bare()
	case t.head != nil && t.isWide():
		return t.wide()
	}
	return t.long()
}

func (t *table) onlyNumbers(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool { return !isNumber(cell, t.comma) })
}

// bare reads one column or row of numbers.
func (t *table) bare() (*File, error) {
	var l listing
	for i, row := range t.body {
		for j := range row {
			e, err := t.entry(i, j)
			if err != nil {
				return nil, err
			}
			l.entries = append(l.entries, e)
		}
	}
	return one(l), nil
}

// entry reads the cell of a coefficient. Its name is left open.
func (t *table) entry(i, j int) (entry, error) {
	e := entry{at: place{t.lines[i], j + 1}}
	v, ok := number(t.body[i][j], t.comma)
	if !ok {
		return e, t.at(e.at, errors.New(quote(strings.TrimSpace(t.body[i][j]))+" is not a number"))
	}
	e.value = v
	return e, nil
}

// heading finds the first column with one of the headings.
func (t *table) heading(words ...string) int {
	return slices.IndexFunc(t.head, func(cell string) bool { return slices.Contains(words, plain(cell)) })
}

// lambda reads a lambda, which may be infinite or missing where a tool stopped.
func (t *table) lambda(cell string, p place) (float64, error) {
	v, ok := number(cell, true)
	if !ok || strings.TrimSpace(cell) == "." {
		return 0, t.at(p, fmt.Errorf("%s is not a lambda", quote(cell)))
	}
	return v, nil
}
