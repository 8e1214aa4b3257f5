package dataio

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/lassocheck/lassocheck/problems"
)

// Coef is a linear model.
type Coef struct {
	Beta         []float64 // one for every column
	Intercept    float64
	HasIntercept bool
	Lambda       float64 // of the problem that it solves; 0 when unknown
}

// interceptName is the name of the intercept among those of the columns.
const interceptName = "(intercept)"

func isIntercept(name string) bool {
	return name == interceptName || name == "(Intercept)" || name == "intercept" || name == "const"
}

// ReadCoefficients reads the coefficients of the columns called names from
//
//   - CSV, with or without header, lines "name,coefficient" in any order. The
//     name (intercept), (Intercept), intercept or const is the intercept, unless
//     a column is called so;
//   - one column or row of numbers, CSV, Matrix Market or .npy, in the order of
//     the columns and without intercept;
//   - JSON: a list of numbers in the order of the columns, or an object with
//     "coefficients" and possibly "intercept", "lambda", and "names" or
//     "support", the column numbers from 0 that the coefficients belong to,
//     all others being 0.
//
// Names without a coefficient, unknown names and names given twice are errors.
func ReadCoefficients(ctx context.Context, path string, names []string) (*Coef, error) {
	s, err := open(ctx, nil, path)
	if err != nil {
		return nil, err
	}
	defer s.close()
	first, err := s.r.Peek(1)
	if err != nil {
		return nil, s.failed(err)
	}
	numbers := accept{limit: MaxAbs}
	if first[0] == '{' || first[0] == '[' || strings.HasSuffix(path, ".json") {
		return readCoefJSON(s, names, numbers)
	}
	format, err := s.format("")
	if err != nil {
		return nil, err
	}
	var c *content
	switch format {
	case "csv", "tsv":
		return readCoefCSV(s, names, numbers)
	case "npy":
		c, err = readNPY(s, numbers)
	case "mtx":
		c, err = readMTX(s, numbers)
	default:
		return nil, s.errorf("is not a file of coefficients")
	}
	if err != nil {
		return nil, err
	}
	n, p := c.x.Dims()
	dense, ok := c.x.(*problems.Dense)
	if !ok || min(n, p) != 1 {
		return nil, s.errorf("a matrix of %d x %d where one column of coefficients was expected", n, p)
	}
	return bareCoef(s, dense.Data, len(names))
}

// bareCoef takes coefficients by their order.
func bareCoef(s *source, beta []float64, p int) (*Coef, error) {
	switch len(beta) {
	case p:
		return &Coef{Beta: beta}, nil
	case p + 1:
		return nil, s.errorf("%d coefficients for %d columns: which one is the intercept? Give lines name,coefficient with one called %s", p+1, p, interceptName)
	}
	return nil, s.errorf("%d coefficients for %d columns", len(beta), p)
}

// readCoefCSV reads lines "name,coefficient", or lines of one number.
func readCoefCSV(s *source, names []string, numbers accept) (*Coef, error) {
	r := newRecords(s, 0)
	found := newNamed(names)
	var bare []float64
	width := 0
	for {
		line, err := r.nextRecord()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		cells, err := r.split(line, nil)
		if err != nil {
			return nil, err
		}
		text := cells[len(cells)-1]
		switch _, number := parseNumber(text); {
		case width == 0 && len(cells) > 2:
			return nil, r.lineErrorf(0, "%d fields where name,coefficient was expected", len(cells))
		case width == 0 && !number && !isMissing(text):
			width = len(cells)
			continue // the header
		case width == 0:
			width = len(cells)
		case width != len(cells):
			return nil, r.lineErrorf(0, "%d fields where the first record has %d", len(cells), width)
		}
		v, err := numbers.parse(text)
		if err != nil {
			return nil, r.lineErrorf(width, "%w", err)
		}
		if width == 1 {
			bare = append(bare, v)
		} else if err := found.set(string(cells[0]), v); err != nil {
			return nil, r.lineErrorf(1, "%w", err)
		}
	}
	if width == 2 {
		return found.coef(s)
	}
	return bareCoef(s, bare, len(names))
}

// named collects coefficients by name.
type named struct {
	names []string
	at    map[string]int
	seen  []bool
	c     Coef
}

func newNamed(names []string) *named {
	n := &named{names: names, at: make(map[string]int, len(names)), seen: make([]bool, len(names))}
	n.c.Beta = make([]float64, len(names))
	for j, name := range names {
		n.at[name] = j
	}
	return n
}

func (n *named) set(name string, v float64) error {
	j, known := n.at[name]
	switch {
	case known && n.seen[j], !known && isIntercept(name) && n.c.HasIntercept:
		return fmt.Errorf("a second coefficient for %s", quote([]byte(name)))
	case known:
		n.c.Beta[j], n.seen[j] = v, true
	case isIntercept(name):
		n.c.Intercept, n.c.HasIntercept = v, true
	default:
		if _, err := findColumn(n.names, name); err != nil {
			return err // a suggestion
		}
		return fmt.Errorf("no column %s", quote([]byte(name)))
	}
	return nil
}

func (n *named) coef(s *source) (*Coef, error) {
	var without []string
	for j, seen := range n.seen {
		if !seen {
			without = append(without, n.names[j])
		}
	}
	if without != nil {
		return nil, s.errorf("no coefficient for %s", abridged(without))
	}
	return &n.c, nil
}

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
	if text = []byte(strings.TrimSpace(string(text))); len(text) > 0 && text[0] == '[' {
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

// WriteCoefficients writes models to a file that is .csv, .json or .npy by its
// extension, complete or not at all. Numbers read back exactly.
//
//   - .csv: lines name,coefficient, the intercept first; several models are
//     columns, headed by their lambda.
//   - .json: an object as [ReadCoefficients] takes it; several are its "path".
//   - .npy: float64, one a column of the design, the intercept left out;
//     several models are rows.
func WriteCoefficients(path string, names []string, models ...*Coef) error {
	for _, m := range models {
		if len(m.Beta) != len(names) {
			panic("dataio: coefficients and names differ in length")
		}
	}
	var write func(w io.Writer, names []string, models []*Coef) error
	switch filepath.Ext(path) {
	case ".csv":
		write = writeCoefCSV
	case ".json":
		write = writeCoefJSON
	case ".npy":
		write = writeCoefNPY
	default:
		return fmt.Errorf("%s: coefficients are written to .csv, .json or .npy", path)
	}
	return WriteFile(path, func(w io.Writer) error { return write(w, names, models) })
}

func writeCoefCSV(w io.Writer, names []string, models []*Coef) error {
	var b []byte
	line := func(name string, value func(m *Coef) string) {
		b = append(b, csvQuoted(name)...)
		for _, m := range models {
			b = append(append(b, ','), value(m)...)
		}
		b = append(b, '\n')
	}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	line("name", func(m *Coef) string {
		if len(models) == 1 {
			return "coefficient"
		}
		return number(m.Lambda)
	})
	if len(models) > 0 && models[0].HasIntercept {
		line(interceptName, func(m *Coef) string { return number(m.Intercept) })
	}
	for j, name := range names {
		line(name, func(m *Coef) string { return number(m.Beta[j]) })
	}
	_, err := w.Write(b)
	return err
}

// csvQuoted quotes a name where it would be read differently.
func csvQuoted(name string) string {
	if name == "" || name != strings.TrimSpace(name) || strings.ContainsAny(name, "\",;\t\r\n#") {
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return name
}

func writeCoefJSON(w io.Writer, names []string, models []*Coef) error {
	all := make([]coefJSON, len(models))
	for k, m := range models {
		all[k] = coefJSON{Names: names, Coefficients: m.Beta}
		if m.HasIntercept {
			all[k].Intercept = &m.Intercept
		}
		if m.Lambda != 0 {
			all[k].Lambda = &m.Lambda
		}
	}
	if len(all) == 1 {
		return json.NewEncoder(w).Encode(all[0])
	}
	return json.NewEncoder(w).Encode(map[string]any{"path": all})
}

func writeCoefNPY(w io.Writer, names []string, models []*Coef) error {
	if len(models) == 1 {
		return writeNPY(w, len(names), 0, models[0].Beta)
	}
	var rows []float64
	for _, m := range models {
		rows = append(rows, m.Beta...)
	}
	return writeNPY(w, len(models), len(names), rows)
}
