package dataio

import (
	"bytes"
	"encoding/json"
	"io"
)

// coefJSON is a model in JSON.
type coefJSON struct {
	Lambda       *float64   `json:"lambda,omitempty"`
	Intercept    *float64   `json:"intercept,omitempty"`
	Names        []string   `json:"names"`
	Support      []int      `json:"support,omitempty"`
	Coefficients []float64  `json:"coefficients"`
	Path         []coefJSON `json:"path,omitempty"`
}

func readCoefJSON(s *source, names []string, numbers accept) (*Coef, error) {
	text, err := io.ReadAll(s.r)
	if err != nil {
		return nil, s.failed(err)
	}
	if text = bytes.TrimSpace(text); len(text) > 0 && text[0] == '[' {
		var beta []float64
		if err := json.Unmarshal(text, &beta); err != nil {
			return nil, s.errorf("is not a list of numbers: %w", err)
		}
		return bareCoef(s, beta, len(names))
	}
	var m coefJSON
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, s.errorf("is not JSON of coefficients: %w", err)
	}
	if len(m.Path) > 1 {
		return nil, s.errorf("holds the solutions for %d values of lambda where one was expected", len(m.Path))
	}
	if len(m.Path) == 1 {
		m = m.Path[0]
	}
	c, err := m.coef(s, names)
	if err != nil {
		return nil, err
	}
	if m.Lambda != nil {
		c.Lambda = *m.Lambda
	}
	if m.Intercept != nil {
		c.Intercept, c.HasIntercept = *m.Intercept, true
	}
	for _, v := range append(c.Beta, c.Intercept) {
		if err := numbers.check(v); err != nil {
			return nil, s.errorf("%w", err)
		}
	}
	return c, nil
}

// coef places the coefficients by support, name or order.
func (m *coefJSON) coef(s *source, names []string) (*Coef, error) {
	k := len(m.Coefficients)
	if m.Coefficients == nil {
		return nil, s.errorf(`no "coefficients"`)
	}
	if m.Names != nil && len(m.Names) != k || m.Support != nil && len(m.Support) != k {
		return nil, s.errorf("%d coefficients, %d names, support of %d: these belong together one by one", k, len(m.Names), len(m.Support))
	}
	found := newNamed(names)
	switch {
	case m.Support != nil:
		for i, j := range m.Support {
			if j < 0 || j >= len(names) {
				return nil, s.errorf("support has column %d; there are %d, numbered from 0", j, len(names))
			}
			if m.Names != nil && m.Names[i] != names[j] {
				return nil, s.errorf("column %d is called %s here and %s in the data", j, quote([]byte(m.Names[i])), quote([]byte(names[j])))
			}
			if err := found.set(names[j], m.Coefficients[i]); err != nil {
				return nil, s.errorf("%w", err)
			}
		}
		return &found.c, nil
	case m.Names != nil:
		for i, name := range m.Names {
			if err := found.set(name, m.Coefficients[i]); err != nil {
				return nil, s.errorf("%w", err)
			}
		}
		return found.coef(s)
	}
	return bareCoef(s, m.Coefficients, len(names))
}
