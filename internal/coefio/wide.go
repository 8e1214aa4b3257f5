package coefio

import (
	"slices"
	"strings"
)

// isWide reports whether a row is a model: of a path, by its column of lambda, or
// the only one. A first column without heading then has the number or name of the
// row.
func (t *table) isWide() bool {
	unheaded, numbered, numbers := t.head[0] == "", t.numeric(0), true
	for j := 1; j < len(t.head); j++ {
		numbers = numbers && t.numeric(j)
	}
	lambda, words := t.heading("lambda"), t.heading(nameWords...) >= 0 || t.heading(valueWords...) >= 0
	switch {
	case lambda >= 0:
		return (numbers || !words) && (unheaded || numbered || lambda == 0)
	case !numbers:
		return false
	case t.heading(nameWords...) == 0:
		return false
	case len(t.body) > 1:
		return numbered && len(t.head) > 2 && t.heading(valueWords...) < 0 && !t.onlyNumbers(t.head[1:])
	case !unheaded:
		return numbered
	case len(t.head) == 2:
		return false
	case numbered || slices.Contains(valueWords, plain(t.body[0][0])):
		return true
	}
	lambdas := t.onlyNumbers(t.head[1:]) && !countingCells(t.head[1:])
	return !lambdas && t.heading(valueWords...) < 0
}

// wide reads one model a row.
func (t *table) wide() (*File, error) {
	at := t.heading("lambda")
	from := 0
	if t.head[0] == "" {
		from = 1
	}
	f := &File{Series: at >= 0 || len(t.body) > 1}
	if f.Series && at < 0 {
		f.mute = t.errorf("%d rows of coefficients and no column called lambda, which scikit-learn calls alpha; %s", len(t.body), severalHint)
	}
	for i, row := range t.body {
		l := listing{named: true, guarded: true, numbered: true, whole: f.Series}
		if from == 1 {
			l.response = unguarded(strings.TrimSpace(row[0]))
		}
		for j := from; j < len(row); j++ {
			if j == at {
				lambda, err := t.lambda(row[j], place{t.lines[i], j + 1})
				if err != nil {
					return nil, err
				}
				l.lambda = lambda
				continue
			}
			e, err := t.entry(i, j)
			if err != nil {
				return nil, err
			}
			e.name, e.nameAt = t.head[j], place{t.first, j + 1}
			l.entries = append(l.entries, e)
		}
		f.models = append(f.models, l)
	}
	return f, nil
}
