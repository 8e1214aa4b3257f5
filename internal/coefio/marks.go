package coefio

import (
	"regexp"
	"strings"
)

// thousands is a number that may have a mark of thousands or of decimals.
var thousands = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$`)

// decimalMark refuses tables in which a mark may separate thousands: coefficients
// like 1,5 beside coefficients like 1.5, and coefficients like 1.200 alone where the
// comma is expected for decimals, or like 1,200 where the point is.
func (t *table) decimalMark() error {
	if !t.comma {
		return nil
	}
	line := map[byte]int{} // where a mark was last met
	odd, suspects, marked := byte(','), 0, 0
	if t.sep == ';' {
		odd = '.'
	}
	for i, row := range t.body {
		for _, cell := range row {
			at := strings.IndexAny(cell, ".,")
			if at < 0 || len(cell) < 2 || !isNumber(cell, true) {
				continue
			}
			line[cell[at]] = t.lines[i]
			if marked++; cell[at] == odd && thousands.MatchString(strings.TrimSpace(cell)) {
				suspects++
			}
		}
	}
	switch {
	case line['.'] > 0 && line[','] > 0:
		return t.errorf("decimal commas (line %d) and decimal points (line %d) in one file: which of them separates thousands?", line[','], line['.'])
	case suspects > 0 && suspects == marked:
		return t.lineErrorf(line[odd], "%s may mark decimals or thousands: write the coefficients with all their digits", quote(string(odd)))
	}
	return nil
}
