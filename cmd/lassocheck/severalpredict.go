package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
)

// appliedSeveral is a model of several responses that reads a table: one model a response,
// of the same rows.
type appliedSeveral struct {
	*models.Model
	table
	parts []*applied
	rows  int
}

// anyResponse is a model with all columns that a response has a coefficient for.
func anyResponse(m *models.Model) *models.Model {
	if m.Responses == nil {
		return m
	}
	any := *m
	any.Coef, any.Responses = slices.Repeat([]float64{1}, len(m.Support)), nil
	return &any
}

func applySeveral(c *cli.Context, m *models.Model, t table, names []string, path string) (*appliedSeveral, error) {
	a := &appliedSeveral{Model: m, table: t}
	if _, err := apply(c, anyResponse(m), t, names, path); err != nil {
		return nil, err // names all columns that are not there
	}
	for k := range m.Responses {
		part, err := apply(c, m.Of(k), t, names, path)
		if err != nil {
			return nil, err
		}
		a.parts = append(a.parts, part)
	}
	return a, nil
}

// next reads a row and returns its linear predictions.
func (a *appliedSeveral) next() ([]float64, error) {
	if err := a.Next(); err != nil {
		return nil, err
	}
	a.rows++
	z := make([]float64, len(a.parts))
	for k, part := range a.parts {
		var err error
		if z[k], _, err = part.sum(); err != nil {
			return nil, err
		}
	}
	return z, nil
}

// head names the columns of predictions.
func (a *appliedSeveral) head(kind string) []string {
	if kind == "class" {
		return []string{"class"}
	}
	var head []string
	for _, r := range a.Responses {
		head = append(head, printable.Line(coefio.Guarded(r.Name)))
	}
	return head
}

// shown are the predictions of a row as they are written.
func (a *appliedSeveral) shown(z []float64, kind string) ([]string, error) {
	for k, v := range z {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("row %d: the prediction of %s is %v: its terms leave the range of numbers", a.rows, a.Responses[k].Name, v)
		}
	}
	if kind == "class" {
		return []string{coefio.Guarded(a.Responses[models.Likeliest(z)].Name)}, nil
	}
	if kind == "response" {
		columns := make([][]float64, len(z))
		for k := range z {
			columns[k] = z[k : k+1]
		}
		a.MeanAll(columns)
	}
	var out []string
	for _, v := range z {
		out = append(out, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return out, nil
}

func (a *appliedSeveral) predict(kind string) ([]string, error) {
	z, err := a.next()
	if err != nil {
		return nil, err
	}
	return a.shown(z, kind)
}

func (a *appliedSeveral) count() int { return a.rows }

// scoreSeveral is score for several responses: the columns of the classes or of the targets.
func scoreSeveral(c *cli.Context, m *models.Model, path string) error {
	targets := []string{m.Source.Target}
	if m.Family == models.MGaussian {
		targets = nil
		for _, r := range m.Responses {
			targets = append(targets, r.Name)
		}
		if c.IsSet("target") {
			return exit(exitUsage, "--target: the targets of the model are %s, found by their names", abridged(targets))
		}
	} else if c.IsSet("target") {
		targets[0] = c.String("target")
	}
	t, names, done, err := openTable(c, path, anyResponse(m), targets)
	if err != nil {
		return err
	}
	defer done()
	a, err := applySeveral(c, m, t, names, path)
	if err != nil {
		return err
	}
	var at []int
	for _, target := range targets {
		j := slices.Index(names, target)
		if j < 0 {
			return fmt.Errorf("%s: the target %s is not there", path, target)
		}
		at = append(at, j)
	}
	weighed, err := columnOf(c, "weights", names, path)
	if err != nil {
		return err
	}
	r := &scored{Family: string(m.Family), Target: abridged(targets)}
	z, y := make([][]float64, len(a.parts)), make([][]float64, len(at))
	var weights []float64
	for {
		if a.rows%1024 == 0 && c.Context.Err() != nil {
			return c.Context.Err()
		}
		row, err := a.next()
		if err == io.EOF {
			break
		}
		own, w := make([]float64, len(at)), 1.0
		for k, j := range at {
			if err == nil {
				own[k], err = a.response(j)
			}
		}
		if err == nil && weighed >= 0 {
			var ok bool
			switch w, ok, err = a.Number(weighed); {
			case err == nil && !ok:
				err = a.Errorf(weighed, "the weight has %w", errMissing)
			case err == nil && w < 0:
				err = a.Errorf(weighed, "%v is negative", w)
			}
		}
		if errors.Is(err, errMissing) && c.String("missing") == "drop" {
			r.Dropped++
			continue
		}
		if err != nil {
			return err
		}
		for k, v := range row {
			z[k] = append(z[k], v)
		}
		for k, v := range own {
			y[k] = append(y[k], v)
		}
		if r.Rows++; weighed >= 0 {
			weights = append(weights, w)
		}
	}
	if r.Rows == 0 {
		return fmt.Errorf("%s: no row to score by is left", path)
	}
	v, err := m.ScoreLinks(z, slices.Concat(y...), weights, nil)
	if err != nil {
		return fmt.Errorf("%s: %s", path, problemOf(err))
	}
	r.DevianceExplained, r.Deviance, r.R2, r.MSE = number(v.DevianceExplained), number(v.Deviance), number(v.R2), number(v.MSE)
	r.MAE, r.LogLoss, r.Accuracy, r.AUC = number(v.MAE), number(v.LogLoss), number(v.Accuracy), number(v.AUC)
	if m.Family == models.Multinomial {
		r.Classes = confuse(m, z, y[0], weights)
	}
	if c.Bool("json") {
		return printJSON(c.App.Writer, r)
	}
	return r.print(c.App.Writer)
}

// response reads that of the row: a number, or the number of a class by its name.
func (a *appliedSeveral) response(j int) (float64, error) {
	one := &applied{Model: &models.Model{}, table: a.table}
	if a.Family == models.Multinomial {
		for _, r := range a.Responses {
			one.Levels = append(one.Levels, r.Name)
		}
	}
	return one.response(j, false)
}

// classesJSON counts rows by their class, and by the one predicted.
type classesJSON struct {
	Levels []string   `json:"levels"`
	Counts [][]number `json:"counts"` // of actual, then predicted
}

func confuse(m *models.Model, z [][]float64, y, weights []float64) *classesJSON {
	out := &classesJSON{}
	for _, r := range m.Responses {
		out.Levels, out.Counts = append(out.Levels, r.Name), append(out.Counts, make([]number, len(m.Responses)))
	}
	row := make([]float64, len(z))
	for i, class := range y {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		for k := range z {
			row[k] = z[k][i]
		}
		out.Counts[int(class)][models.Likeliest(row)] += number(w)
	}
	return out
}

// print prints the counts.
func (q *classesJSON) print(w io.Writer, width int) {
	t := layout.Table{Head: []string{"actual"}, Right: []bool{false}}
	for k, level := range q.Levels {
		t.Head, t.Right = append(t.Head, "as "+printable.Line(level)), append(t.Right, true)
		line := []string{printable.Line(level)}
		for _, v := range q.Counts[k] {
			line = append(line, fmt.Sprintf("%.6g", float64(v)))
		}
		t.Rows = append(t.Rows, line)
	}
	fmt.Fprintf(w, "\n%s", t.Fit(width))
}
