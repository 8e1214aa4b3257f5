package coefio

import (
	"math"
	"strconv"
	"strings"
)

// number reads a cell: a decimal number, an infinity, NaN for a missing value, and
// zero for the point that R prints in its place. Where comma is set, a comma may
// be the decimal mark.
func number(cell string, comma bool) (float64, bool) {
	cell = strings.TrimSpace(cell)
	switch strings.ToLower(cell) {
	case ".":
		return 0, true
	case "", "na", "nan", "null", "none", "<na>", "n/a", "#n/a":
		return math.NaN(), true
	case "inf", "+inf", "infinity":
		return math.Inf(1), true
	case "-inf", "-infinity":
		return math.Inf(-1), true
	}
	if comma && strings.Count(cell, ",") == 1 && !strings.Contains(cell, ".") {
		cell = strings.Replace(cell, ",", ".", 1)
	}
	if strings.Trim(cell, "+-.0123456789eEdD") != "" {
		return 0, false // words, and the hexadecimal numbers of Go
	}
	if i := strings.IndexAny(cell, "dD"); i >= 0 { // Fortran's exponent
		cell = cell[:i] + "e" + cell[i+1:]
	}
	v, err := strconv.ParseFloat(cell, 64)
	return v, err == nil || math.IsInf(v, 0)
}

// isNumber reports whether a cell is a number, and not missing.
func isNumber(cell string, comma bool) bool {
	v, ok := number(cell, comma)
	return ok && !math.IsNaN(v)
}
