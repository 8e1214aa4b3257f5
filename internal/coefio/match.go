package coefio

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/internal/spelling"
)

// Models matches the models of a file to the columns called names: all of a
// series, or the only one.
func (f *File) Models(names []string) ([]*Model, error) {
	m := &matcher{content: content{name: f.Path}, names: names, column: make(map[string]int, len(names))}
	for j, name := range names {
		m.column[name] = j
	}
	models := make([]*Model, len(f.models))
	for k := range f.models {
		var err error
		if models[k], err = m.match(&f.models[k]); err != nil {
			return nil, err
		}
	}
	return models, nil
}

// matcher puts listings in the order of the columns.
type matcher struct {
	content
	names  []string
	column map[string]int
}

func (m *matcher) match(l *listing) (*Model, error) {
	model := &Model{Beta: make([]float64, len(m.names)), Lambda: l.lambda, Note: l.note}
	if l.intercept != nil {
		model.Intercept, model.HasIntercept = *l.intercept, true
	}
	if l.size > 0 && l.size != len(m.names) {
		return nil, m.errorf("coefficients of %d columns for %d columns", l.size, len(m.names))
	}
	if l.support != nil {
		return model, m.bySupport(l, model)
	}
	if !l.named || m.counted(l) {
		return model, m.byOrder(l, model)
	}
	return model, m.byName(l, model)
}

func (m *matcher) bySupport(l *listing, model *Model) error {
	seen := make(map[int]bool, len(l.support))
	for k, j := range l.support {
		e := l.entries[k]
		switch {
		case j < 0 || j >= len(m.names):
			return m.errorf("support has column %d; there are %d, numbered from 0", j, len(m.names))
		case l.named && e.name != m.names[j]:
			return m.errorf("column %d is called %s here and %s in the data", j, quote(e.name), quote(m.names[j]))
		case seen[j]:
			return m.errorf("a second coefficient for %s", quote(m.names[j]))
		}
		seen[j] = true
		model.Beta[j] = e.value
	}
	return nil
}

func (m *matcher) byOrder(l *listing, model *Model) error {
	values := l.entries
	k, p := len(values), len(m.names)
	switch {
	case k == p+1 && l.first && !model.HasIntercept:
		model.Intercept, model.HasIntercept = values[0].value, true
		model.Note = joined(model.Note, "the first of "+strconv.Itoa(k)+" entries is taken as the intercept, where R has it")
		values = values[1:]
	case k == p+1 && !model.HasIntercept:
		return m.errorf("%d coefficients for %d columns: which one is the intercept? Give lines name,coefficient with one called %s", k, p, interceptName)
	case k != p:
		return m.errorf("%d coefficients for %d columns", k, p)
	}
	for j, e := range values {
		model.Beta[j] = e.value
	}
	return nil
}

// counted reports whether the names are but the numbers 0, 1, ... or 1, 2, ... by
// which pandas and R number rows, and no columns are called so.
func (m *matcher) counted(l *listing) bool {
	if !l.numbered || !counting(l.entries) {
		return false
	}
	return !slices.ContainsFunc(l.entries, func(e entry) bool { _, known := m.column[e.name]; return known })
}

// counting reports whether names count from 0 or from 1.
func counting(entries []entry) bool {
	var first int
	for k, e := range entries {
		i, err := strconv.Atoi(e.name)
		if k == 0 {
			first = i
		}
		if err != nil || i != first+k || first != 0 && first != 1 {
			return false
		}
	}
	return len(entries) > 0
}

func (m *matcher) byName(l *listing, model *Model) error {
	seen := make([]bool, len(m.names))
	listed, zero := l.whole, false
	var unknown []entry
	for _, e := range l.entries {
		j, known := m.find(e.name, l)
		switch {
		case known && seen[j], !known && isIntercept(e.name) && model.HasIntercept:
			return m.at(e.nameAt, fmt.Errorf("a second coefficient for %s", quote(e.name)))
		case known:
			model.Beta[j], seen[j] = e.value, true
			zero = zero || e.value == 0
		case isIntercept(e.name):
			model.Intercept, model.HasIntercept = e.value, true
		case !e.doubt:
			unknown = append(unknown, e)
		}
	}
	if unknown != nil {
		return m.at(unknown[0].nameAt, m.unknown(unknown))
	}
	if h := l.header; h != nil {
		if j, known := m.find(h.name, l); known && !seen[j] {
			return m.at(h.at, errors.New("the coefficient is not a number"))
		}
	}
	var without []string
	for j, seen := range seen {
		if !seen {
			without = append(without, m.names[j])
		}
	}
	switch {
	case without == nil:
	case listed || zero:
		return m.errorf("no coefficient for %s", abridged(without))
	default:
		model.Note = joined(model.Note, fmt.Sprintf("%s lists no zeros and not %s: taken as zero", m.name, abridged(without)))
	}
	return nil
}

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

// joined puts two notes together.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
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
