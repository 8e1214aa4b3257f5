package dataio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/lassocheck/lassocheck/internal/spelling"
	"github.com/lassocheck/lassocheck/problems/design"
)

// columnNames returns x0, x1, ..., cut out of one string.
func columnNames(p int) []string {
	size, digits := 0, 1
	for first := 0; first < p; digits++ {
		next := min(p, int(pow10[digits]))
		size += (next - first) * (1 + digits)
		first = next
	}
	all := make([]byte, 0, size)
	for j := range p {
		all = strconv.AppendInt(append(all, 'x'), int64(j), 10)
	}
	names, text := make([]string, p), unsafe.String(unsafe.SliceData(all), len(all)) // all is not written to again
	for j, digits, ten := 0, 1, 10; j < p; j++ {
		if j == ten {
			digits, ten = digits+1, 10*ten
		}
		names[j], text = text[:1+digits], text[1+digits:]
	}
	return names
}

// findColumn returns the column that a name or else a number means.
func findColumn(names []string, target string) (int, error) {
	if j := slices.Index(names, target); j >= 0 {
		return j, nil
	}
	if j, err := strconv.Atoi(target); err == nil {
		if j < -len(names) || j >= len(names) {
			return 0, fmt.Errorf("no column %d: there are %d, numbered from 0", j, len(names))
		}
		return (j + len(names)) % len(names), nil
	}
	near, best := "", 1+min(max(1, len(target)/3), 8)
	lower := strings.ToLower(target)
	for _, name := range names[:min(len(names), 10000)] {
		if d := spelling.Distance(strings.ToLower(name), lower, best); d < best {
			near, best = name, d
		}
	}
	if near != "" {
		return 0, fmt.Errorf("no column %q; did you mean %q?", target, near)
	}
	return 0, fmt.Errorf("no column %q; there are %s", target, abridged(names))
}

// abridged lists the first names and counts the others.
func abridged(names []string) string {
	shown := min(len(names), 8)
	quoted := make([]string, shown)
	for j := range shown {
		quoted[j] = quote([]byte(names[j]))
	}
	list := strings.Join(quoted, ", ")
	if more := len(names) - shown; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

// takeColumn splits column j off as y. The storage of x is reused.
func takeColumn(x design.Design, j int) (rest design.Design, y []float64) {
	switch x := x.(type) {
	case *design.Dense:
		y = slices.Clone(x.Col(j))
		return &design.Dense{N: x.N, P: x.P - 1, Data: slices.Delete(x.Data, j*x.N, (j+1)*x.N)}, y
	case *design.CSC:
		y = make([]float64, x.N)
		row, val := x.Col(j)
		for k, i := range row {
			y[i] = val[k]
		}
		a, b := x.ColPtr[j], x.ColPtr[j+1]
		x.Row, x.Val = slices.Delete(x.Row, a, b), slices.Delete(x.Val, a, b)
		x.ColPtr = slices.Delete(x.ColPtr, j+1, j+2)
		for k := j + 1; k < len(x.ColPtr); k++ {
			x.ColPtr[k] -= b - a
		}
		x.P--
		return x, y
	}
	panic("dataio: unknown design")
}
