package dataio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/internal/spelling"
	"github.com/lassocheck/lassocheck/problems"
)

// columnNames returns x0, x1, ..., cut out of one string.
func columnNames(p int) []string {
	var all []byte
	ends := make([]int, p)
	for j := range p {
		all = strconv.AppendInt(append(all, 'x'), int64(j), 10)
		ends[j] = len(all)
	}
	names, text, begin := make([]string, p), string(all), 0
	for j, end := range ends {
		names[j], begin = text[begin:end], end
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
func takeColumn(x problems.Design, j int) (rest problems.Design, y []float64) {
	switch x := x.(type) {
	case *problems.Dense:
		y = slices.Clone(x.Col(j))
		return &problems.Dense{N: x.N, P: x.P - 1, Data: slices.Delete(x.Data, j*x.N, (j+1)*x.N)}, y
	case *problems.CSC:
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
