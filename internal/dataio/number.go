package dataio

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"
	"unsafe"
)

// MaxAbs is the largest magnitude accepted in data. Beyond it the sums of
// squares that every solver forms leave the range of float64.
const MaxAbs = 1e150

// accept says which numbers a reader lets through.
type accept struct {
	limit   float64 // largest magnitude
	missing *int    // counts missing values, which are let through as NaN; nil refuses them
	hint    string  // what to do about a missing value that is refused
}

// check returns an error without a place where v is not to be let through, and
// counts v where it is missing. It is called once for every value, unless
// -limit <= v && v <= limit, which is quicker.
func (a accept) check(v float64) error {
	switch {
	case math.IsNaN(v):
		if a.missing != nil {
			*a.missing++
			return nil
		}
		return errors.New("missing value" + a.hint)
	case math.Abs(v) <= a.limit:
		return nil
	case math.IsInf(v, 0):
		return errors.New("infinite value")
	}
	return errors.New(strconv.FormatFloat(v, 'g', 6, 64) + " is too large: squares beyond 1e300 overflow; rescale the column")
}

// pow10 holds the powers of ten that float64 represents exactly.
var pow10 = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// scanNumber reads the longest decimal number at b[pos:], correctly rounded,
// and returns the position after it. A number beyond the range of float64 is
// infinite. Mantissa and power of ten that are both exact in float64 need one
// rounding only (Clinger, How to read floating point numbers accurately, 1990,
// section 3); the others go to strconv.
func scanNumber(b []byte, pos int) (v float64, end int, ok bool) {
	i := pos
	if i < len(b) && (b[i] == '-' || b[i] == '+') {
		i++
	}
	var mantissa uint64
	exp, start := 0, i
	for ; i < len(b) && b[i]-'0' <= 9; i++ {
		mantissa = 10*mantissa + uint64(b[i]-'0')
	}
	digits := i - start
	if i < len(b) && b[i] == '.' {
		i++
		point := i
		for ; i < len(b) && b[i]-'0' <= 9; i++ {
			mantissa = 10*mantissa + uint64(b[i]-'0')
		}
		exp = point - i
		digits += i - point
	}
	if digits == 0 {
		return 0, pos, false
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		negative := i < len(b) && b[i] == '-'
		if i < len(b) && (b[i] == '-' || b[i] == '+') {
			i++
		}
		start, e := i, 0
		for ; i < len(b) && b[i]-'0' <= 9; i++ {
			e = min(10*e+int(b[i]-'0'), 1<<20)
		}
		if i == start {
			return 0, pos, false
		}
		if negative {
			e = -e
		}
		exp += e
	}
	if digits <= 19 && mantissa <= 1<<53 && -22 <= exp && exp <= 22 { // 19 digits cannot wrap
		v = float64(mantissa)
		if exp < 0 {
			v /= pow10[-exp]
		} else {
			v *= pow10[exp]
		}
		if b[pos] == '-' {
			v = -v
		}
		return v, i, true
	}
	v, _ = strconv.ParseFloat(unsafe.String(&b[pos], i-pos), 64) // a valid number: the error can only be its range
	return v, i, true
}

// parseDecimal reads a whole cell, spaces trimmed, that is a finite decimal number
// with this decimal mark.
func parseDecimal(cell []byte, point byte) (v float64, ok bool) {
	if point != '.' {
		if bytes.IndexByte(cell, '.') >= 0 {
			return 0, false
		}
		var short [32]byte
		cell = append(short[:0], cell...)
		if k := bytes.IndexByte(cell, point); k >= 0 {
			cell[k] = '.'
		}
	}
	v, end, ok := scanNumber(cell, 0)
	return v, ok && end == len(cell)
}

// parseNumber reads a whole cell, spaces trimmed: a decimal number or an infinity.
func parseNumber(cell []byte) (v float64, ok bool) {
	if v, ok := parseDecimal(cell, '.'); ok {
		return v, true
	}
	return parseInfinity(cell)
}

func parseInfinity(cell []byte) (v float64, ok bool) {
	switch strings.ToLower(string(cell[:min(len(cell), 10)])) {
	case "inf", "+inf", "infinity", "+infinity":
		return math.Inf(1), true
	case "-inf", "-infinity":
		return math.Inf(-1), true
	}
	return 0, false
}

// parse reads a whole cell, spaces trimmed, that is a number or missing.
func (a accept) parse(cell []byte) (float64, error) {
	v, ok := parseNumber(cell)
	if !ok {
		if !isMissing(cell) {
			return 0, errors.New(quote(cell) + " is not a number")
		}
		v = math.NaN()
	}
	return v, a.check(v)
}

// quote shows the beginning of a cell in an error, on one line.
func quote(cell []byte) string {
	if len(cell) > 40 {
		return strconv.Quote(string(cell[:40])) + "..."
	}
	return strconv.Quote(string(cell))
}
