package coefio

import (
	"math"
	"slices"
	"strings"
)

// findHeader takes the first row as the header where it has words above numbers, or
// nothing above the names. Numbers head numbers too: pandas calls a column of
// coefficients 0, and a path has its lambdas there.
func (t *table) findHeader() {
	first, rest := t.body[0], &table{content: t.content, comma: t.comma, body: t.body[1:]}
	width := len(first)
	if len(t.body) == 1 {
		return
	}
	header := strings.TrimSpace(first[0]) == "" && width > 1
	numbers, words := 0, width > 1
	for j, cell := range first {
		_, number := number(cell, t.comma) // or missing
		switch {
		case !number && rest.mostlyNumbers(j):
			header = true
		case j == 0:
		case slices.Contains(valueWords, plain(cell)) && !isNumber(cell, t.comma):
			header = true
		case isNumber(cell, t.comma):
			numbers++
		default:
			words = false
		}
	}
	named := slices.Contains(nameWords, plain(first[0]))
	switch {
	case header:
	case width > 1 && len(t.body) == 2 && countingCells(first):
		header = true // a row of numbers below the numbers of the columns
	case named && words && numbers > 1:
		header = true // a path
	case named && words && numbers == 1:
		t.doubt = true
	}
	if header {
		for j, cell := range first {
			if strings.TrimSpace(cell) == "" || strings.HasPrefix(cell, "Unnamed: ") { // what pandas makes of none
				first[j] = ""
			}
		}
		t.head, t.first = first, t.lines[0]
		t.body, t.lines = t.body[1:], t.lines[1:]
	}
}

// plain is a heading without its case and adornments.
func plain(cell string) string { return strings.Trim(strings.ToLower(strings.TrimSpace(cell)), "._") }

// The headings of names and of coefficients that other tools write.
var (
	nameWords  = []string{"name", "names", "feature", "features", "feature_name", "feature_names", "variable", "variables", "term", "terms", "var", "column", "columns", "covariate", "predictor", "predictors", "parameter", "index", "rowname", "rownames"}
	valueWords = []string{"coefficient", "coefficients", "coef", "coefs", "estimate", "estimates", "params", "beta", "value", "values", "weight", "weights"}
)

// all reports whether all rows are such.
func (t *table) all(such func(row []string) bool) bool {
	return !slices.ContainsFunc(t.body, func(row []string) bool { return !such(row) })
}

// numeric reports whether column j holds numbers only.
func (t *table) numeric(j int) bool {
	return t.all(func(row []string) bool { _, ok := number(row[j], t.comma); return ok })
}

// mostlyNumbers reports whether most of what is not missing in column j are numbers.
func (t *table) mostlyNumbers(j int) bool {
	n, missing := 0, 0
	for _, row := range t.body {
		switch v, ok := number(row[j], t.comma); {
		case ok && math.IsNaN(v):
			missing++
		case ok:
			n++
		}
	}
	return 2*n > len(t.body)-missing
}

func countingCells(cells []string) bool {
	entries := make([]entry, len(cells))
	for k, cell := range cells {
		entries[k].name = cell
	}
	return counting(entries)
}
