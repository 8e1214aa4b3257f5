package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems/design"
)

// readSaved reads a model that fit wrote.
func readSaved(c *cli.Context, file string) (*models.Model, error) {
	in := c.App.Reader
	text, err := dataio.ReadContent(c.Context, in, file)
	if err != nil {
		return nil, err
	}
	m := new(models.Model)
	if err := json.Unmarshal(text, m); err != nil {
		return nil, fmt.Errorf("%s: not a model that lassocheck fit wrote: %s; write it anew: lassocheck fit ... --model FILE", file, problemOf(err))
	}
	if m.Source == nil {
		m.Source = plainSource(m)
	}
	return m, nil
}

// plainSource is that of a model which does not say how its columns were made: numbers.
func plainSource(m *models.Model) *models.Source {
	s := &models.Source{Target: m.Response}
	for j := range m.Columns {
		name := "x" + strconv.Itoa(j)
		if m.Names != nil {
			name = m.Names[j]
		}
		s.Columns = append(s.Columns, models.SourceColumn{Name: name})
	}
	return s
}

// table is data that are read a row at a time: [dataio.Rows] or [stored].
type table interface {
	Next() error // io.EOF after the last row
	Number(j int) (v float64, ok bool, err error)
	Text(j int) (text []byte, ok bool)
	Errorf(j int, format string, args ...any) error
}

// stored is a design as a table.
type stored struct {
	*dataio.Data
	columns map[int][]float64
	n, i    int
}

func (s *stored) Next() error {
	if s.i++; s.i > s.n {
		return io.EOF
	}
	return nil
}

func (s *stored) Number(j int) (float64, bool, error) {
	if s.columns[j] == nil {
		s.columns[j] = design.Column(s.X, j)
	}
	v := s.columns[j][s.i-1]
	return v, !math.IsNaN(v), nil
}

func (s *stored) Text(j int) ([]byte, bool) {
	v, ok, _ := s.Number(j)
	return strconv.AppendFloat(nil, v, 'g', -1, 64), ok
}

func (s *stored) Errorf(j int, format string, args ...any) error {
	return fmt.Errorf("%s: row %d, column %s: %w", s.Path, s.i, s.Names[j], fmt.Errorf(format, args...))
}

// tableFlags say how a table is read: readerFlags but for the choice of columns.
func tableFlags() []cli.Flag {
	return append([]cli.Flag{
		&cli.StringFlag{Category: "Data", Name: "format", Usage: "`csv`, tsv, svm, mtx or npy, where it cannot be told from the file"},
	}, slices.DeleteFunc(readerFlags(), func(f cli.Flag) bool { return f.Names()[0] == "features" || f.Names()[0] == "exclude" })...)
}

// openTable opens the data that a model is applied to; also are further columns that
// must be there.
func openTable(c *cli.Context, path string, m *models.Model, also []string) (t table, names []string, close func(), err error) {
	o := dataio.Options{Format: c.String("format")}
	readerOptions(c, &o)
	o.Features, o.Exclude = nil, nil
	o.Known = slices.Concat(needed(m), also)
	rows, d, err := dataio.OpenRows(c.Context, c.App.Reader, path, o)
	switch {
	case err != nil:
		return nil, nil, nil, err
	case rows != nil:
		return rows, rows.Names, rows.Close, nil
	}
	n, _ := d.X.Dims()
	return &stored{d, map[int][]float64{}, n, 0}, d.Names, func() {}, nil
}

// needed are the columns that a model reads: those with a coefficient.
func needed(m *models.Model) (names []string) {
	for _, t := range terms(m) {
		names = append(names, t.name)
	}
	return names
}

// term is what one column of a file adds to a prediction.
type term struct {
	name   string
	coef   float64            // times a number
	levels map[string]float64 // of a column of texts, nil for numbers
	filled []float64          // added for a missing cell, one after the other; nil for no such thing
	column int                // of the file
}

// terms are those of the model, in the order of its columns, which is that of the sum.
func terms(m *models.Model) (all []term) {
	b := sparse(m)
	j := 0
	for _, col := range m.Source.Columns {
		t := term{name: col.Name, coef: b[j]}
		if col.Levels != nil {
			t.levels = map[string]float64{}
		}
		used := false
		for k := range max(1, len(col.Levels)) {
			coef, in := b[j]
			used = used || in
			if col.Levels != nil {
				t.levels[col.Levels[k]] = coef
			}
			if in && col.Means != nil {
				t.filled = append(t.filled, float64(coef*col.Means[k]))
			}
			j++
		}
		if used {
			all = append(all, t)
		}
	}
	return all
}

// applied is a model that reads a table.
type applied struct {
	*models.Model
	table
	terms     []term
	offset    int // its column, -1 for none
	exposure  int
	newLevels string
	rows      int
}

// errMissing is a row that has no prediction, for a cell without value.
var errMissing = errors.New("no value")

// apply finds the columns of the model, by name.
func apply(c *cli.Context, m *models.Model, t table, names []string, path string) (*applied, error) {
	a := &applied{Model: m, table: t, terms: terms(m), offset: -1, exposure: -1, newLevels: c.String("new-levels")}
	switch a.newLevels {
	case "", "zero":
	default:
		return nil, exit(exitUsage, "--new-levels %s: there is zero", a.newLevels)
	}
	var absent []string
	for k := range a.terms {
		if a.terms[k].column = slices.Index(names, a.terms[k].name); a.terms[k].column < 0 {
			absent = append(absent, a.terms[k].name)
		}
	}
	if absent != nil {
		hint := ""
		if r, ok := t.(*dataio.Rows); ok && !r.Named() {
			hint = " (the first row was read as data: --header=yes takes it for names)"
		} else if near := nearest(absent[0], names); near != "" {
			hint = fmt.Sprintf("; is it %q?", near)
		}
		return nil, fmt.Errorf("%s: the model needs %s %s, which %s not there%s", path, plural(len(absent), "the column"), abridged(absent), isAre(len(absent)), hint)
	}
	var err error
	if a.offset, err = columnOf(c, "offset", names, path); err != nil {
		return nil, err
	}
	if a.exposure, err = columnOf(c, "exposure", names, path); err != nil {
		return nil, err
	}
	given := a.offset >= 0 || a.exposure >= 0
	switch {
	case m.Offset && !given:
		return nil, exit(exitUsage, "the model was fitted with an offset: say --offset COLUMN, or --exposure COLUMN")
	case !m.Offset && given:
		return nil, exit(exitUsage, "the model was fitted without an offset: leave out --offset and --exposure")
	}
	return a, nil
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// columnOf is the place of the column that a flag names, -1 without the flag.
func columnOf(c *cli.Context, flag string, names []string, path string) (int, error) {
	name := c.String(flag)
	if name == "" {
		return -1, nil
	}
	if j := slices.Index(names, name); j >= 0 {
		return j, nil
	}
	hint := ""
	if near := nearest(name, names); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return 0, fmt.Errorf("--%s %s: no such column in %s%s", flag, name, path, hint)
}

// next reads a row and returns its linear prediction, the offset apart: both are summed
// as Model.Link does, to the last bit. The error is io.EOF after the last row, and wraps
// [errMissing] where a cell has no value and nothing stands for it.
func (a *applied) next() (z, offset float64, err error) {
	if err := a.Next(); err != nil {
		return 0, 0, err
	}
	a.rows++
	return a.sum()
}

// sum is the linear prediction of the present row.
func (a *applied) sum() (z, offset float64, err error) {
	for k := range a.terms {
		t := &a.terms[k]
		if t.levels != nil {
			text, ok := a.Text(t.column)
			coef, known := t.levels[string(text)]
			switch {
			case ok && known:
				z += coef
			case ok && a.newLevels == "":
				return 0, 0, a.Errorf(t.column, "%s=%s was not there when the model was fitted; --new-levels zero takes it for none of the others", t.name, quoted(text))
			case ok:
			case t.filled == nil:
				return 0, 0, a.missing(t.column, t.name)
			default:
				z = plus(z, t.filled)
			}
			continue
		}
		v, ok, err := a.Number(t.column)
		switch {
		case err != nil:
			return 0, 0, err
		case ok:
			z += float64(t.coef * v)
		case t.filled == nil:
			return 0, 0, a.missing(t.column, t.name)
		default:
			z = plus(z, t.filled)
		}
	}
	z += a.Intercept
	for _, o := range []struct {
		column int
		of     func(float64) (float64, bool)
		what   string
	}{{a.offset, func(v float64) (float64, bool) { return v, true }, "offset"}, {a.exposure, logOf, "exposure"}} {
		if o.column < 0 {
			continue
		}
		v, ok, err := a.Number(o.column)
		if err == nil && !ok {
			err = a.missing(o.column, "the "+o.what)
		}
		if err != nil {
			return 0, 0, err
		}
		if v, ok = o.of(v); !ok {
			return 0, 0, a.Errorf(o.column, "an exposure must be positive")
		}
		offset += v
	}
	return z, offset, nil
}

func plus(z float64, terms []float64) float64 {
	for _, t := range terms {
		z += t
	}
	return z
}

func (a *applied) missing(j int, name string) error {
	return fmt.Errorf("%w; %s", a.Errorf(j, "%s has %w", name, errMissing), "--missing blank leaves such rows without a prediction, and fit --missing mean makes models that fill it in")
}

func quoted(text []byte) string {
	return strings.TrimSpace(strconv.Quote(string(text[:min(len(text), 40)])))
}
