package dataio

import (
	"context"
	"fmt"
	"io"
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
			return nil, r.lineErrorf(0, "the number of fields is %d where name,coefficient was expected", len(cells))
		case width == 0 && !number && !isMissing(text):
			width = len(cells)
			continue // the header
		case width == 0:
			width = len(cells)
		case width != len(cells):
			return nil, r.lineErrorf(0, "the number of fields is %d, in the first record %d", len(cells), width)
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
