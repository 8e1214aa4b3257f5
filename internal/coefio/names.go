package coefio

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lassocheck/lassocheck/internal/spelling"
)

// find returns the column that a name means: without a guard, exactly, without the
// spaces or backticks around it, or without its namespace.
func (m *matcher) find(name string, l *listing) (int, bool) {
	trimmed := strings.TrimSpace(name)
	tries := []string{name, trimmed, strings.Trim(trimmed, "`")}
	if l.guarded {
		tries = slices.Insert(tries, 0, unguarded(name))
	}
	if l.spaces {
		_, rest, _ := strings.Cut(name, "^")
		tries = append(tries, rest)
	}
	for _, try := range tries {
		if j, ok := m.column[try]; ok {
			return j, true
		}
	}
	return 0, false
}

// unknown is the error about names that no column has.
func (m *matcher) unknown(entries []entry) error {
	if len(entries) > 1 {
		names := make([]string, len(entries))
		for k, e := range entries {
			names[k] = e.name
		}
		return fmt.Errorf("no columns %s; there are %s", abridged(names), abridged(m.names))
	}
	name := entries[0].name
	near, best := "", 1+min(max(1, len(name)/3), 8)
	for _, n := range m.names[:min(len(m.names), 10000)] {
		if d := spelling.Distance(strings.ToLower(n), strings.ToLower(name), best); d < best {
			near, best = n, d
		}
	}
	if near != "" {
		return fmt.Errorf("no column %s; did you mean %s?", quote(name), quote(near))
	}
	return fmt.Errorf("no column %s; there are %s", quote(name), abridged(m.names))
}

// interceptName is the name that [Write] gives the intercept, and interceptNames
// are those that are understood, in small letters.
const interceptName = "(intercept)"

var interceptNames = []string{interceptName, "intercept", "intercept_", "const", "constant", "bias", "(bias)", "_cons", "(constant)"}

func isIntercept(name string) bool {
	return slices.Contains(interceptNames, strings.ToLower(strings.TrimSpace(name)))
}

// abridged lists the first names and counts the others.
func abridged(names []string) string {
	shown := min(len(names), 8)
	quoted := make([]string, shown)
	for j := range shown {
		quoted[j] = quote(names[j])
	}
	list := strings.Join(quoted, ", ")
	if more := len(names) - shown; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}
