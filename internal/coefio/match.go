package coefio

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
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
		if j, known := m.find(h.name, l); known && !seen[j] || !known && isIntercept(h.name) && !model.HasIntercept {
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

// joined puts two notes together.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
