package main

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/internal/layout"
	"github.com/lassocheck/lassocheck/internal/printable"
	"github.com/lassocheck/lassocheck/models"
)

// validated is a cross-validation as it is printed.
type validated struct {
	*models.CrossValidation
	m  *model
	cv models.CV
}

// validatedCurve is one of its curves, with the problem of its mix.
type validatedCurve struct {
	*models.Curve
	*model
}

func (r *validated) curve(k int) validatedCurve {
	c := &r.Curves[k]
	return validatedCurve{c, &model{r.m.Data, c.Statement, r.m.trials}}
}

// best is the curve of lambda.min, and oneSE that of lambda.1se, which differ where models
// are relaxed.
func (r *validated) best() validatedCurve  { return r.curve(r.Min.Curve) }
func (r *validated) oneSE() validatedCurve { return r.curve(r.OneSE.Curve) }

// at is the model at the lambda of place k.
func (c validatedCurve) at(k int) answer { return c.answer(c.Model(k)) }

// relaxed tells that models are.
func (r *validated) relaxed() bool { return r.cv.Relax != nil }

// The shape of cv --json.
type (
	cvJSON struct {
		Problem   problemJSON  `json:"problem"`
		CV        foldsJSON    `json:"cv"`
		Curves    []curveJSON  `json:"curves"`
		Best      int          `json:"best"` // of curves, that of lambda_min
		Min       answer       `json:"lambda_min"`
		OneSE     answer       `json:"lambda_1se"`
		Certified cvProvenJSON `json:"certified"`
		Seconds   secondsJSON  `json:"seconds"`
	}
	foldsJSON struct {
		Measure   string  `json:"measure"`
		Larger    bool    `json:"larger_is_better"`
		Folds     int     `json:"folds"`
		Kind      string  `json:"kind"`
		Repeats   int     `json:"repeats"`
		Seed      uint64  `json:"seed"`
		Alignment string  `json:"alignment"`
		FoldID    [][]int `json:"foldid"` // of each repeat, from 1
	}
	curveJSON struct {
		Alpha    number   `json:"alpha"`
		Gamma    number   `json:"gamma"` // 1 where nothing is relaxed
		Lambda   []number `json:"lambda"`
		CVM      []number `json:"cvm"`
		CVSD     []number `json:"cvsd"`
		NZero    []int    `json:"nzero"`
		Min      number   `json:"lambda_min"`
		OneSE    number   `json:"lambda_1se"`
		IndexMin int      `json:"index_min"`
		Index1SE int      `json:"index_1se"`
	}
	cvProvenJSON struct {
		Fits      int    `json:"fits"`
		Certified int    `json:"certified"`
		Worst     number `json:"worst_relative_gap"` // rounding included
	}
)

func (r *validated) json(read, solve time.Duration) cvJSON {
	best := r.best()
	out := cvJSON{
		Problem: r.m.problemJSON(), Best: r.Min.Curve, Min: best.at(r.Min.Lambda), OneSE: r.oneSE().at(r.OneSE.Lambda),
		CV: foldsJSON{Measure: string(r.Measure), Larger: r.Larger, Folds: r.Folds, Kind: string(r.Kind), Repeats: len(r.FoldID),
			Seed: r.cv.Seed, Alignment: string(r.cv.Alignment)},
		Certified: cvProvenJSON{r.Fits, r.Certified, number(r.Worst)},
		Seconds:   secondsJSON{number(read.Seconds()), number(solve.Seconds())},
	}
	for _, fold := range r.FoldID {
		id := make([]int, len(fold))
		for i, k := range fold {
			id[i] = k + 1
		}
		out.CV.FoldID = append(out.CV.FoldID, id)
	}
	for k := range r.Curves {
		c := &r.Curves[k]
		out.Curves = append(out.Curves, curveJSON{number(c.Alpha), number(c.Gamma), numbers(c.Lambda), numbers(c.Mean), numbers(c.SD), c.NonZero,
			number(c.Lambda[c.Min]), number(c.Lambda[c.OneSE]), c.Min, c.OneSE})
	}
	return out
}

func numbers(v []float64) []number {
	out := make([]number, len(v))
	for k := range v {
		out[k] = number(v[k])
	}
	return out
}

// print prints the answer first: both lambdas and how well they predict.
func (r *validated) print(w io.Writer, tol float64) error {
	width := layout.Width(w)
	best := r.best()
	best.printFormula(w)
	fmt.Fprintln(w)
	t := layout.Table{Head: []string{"", "lambda", "ratio", string(r.Measure), "std. error", "nnz"}, Right: []bool{false, true, true, true, true, true}}
	row := func(c validatedCurve, name string, k int) {
		t.Rows = append(t.Rows, []string{name, fmt.Sprintf("%.6g", c.Lambda[k]), fmt.Sprintf("%.4g", c.Ratio(c.Lambda[k])),
			fmt.Sprintf("%.6g", c.Mean[k]), fmt.Sprintf("%.3g", c.SD[k]), strconv.Itoa(c.NonZero[k])})
	}
	row(best, "lambda.min", r.Min.Lambda)
	row(r.oneSE(), "lambda.1se", r.OneSE.Lambda)
	if r.relaxed() {
		t.Head, t.Right = append(t.Head, "gamma"), append(t.Right, true)
		for k, c := range []models.Choice{r.Min, r.OneSE} {
			t.Rows[k] = append(t.Rows[k], fmt.Sprintf("%g", r.Curves[c.Curve].Gamma))
		}
	}
	if _, err := io.WriteString(w, t.Fit(width)); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n", layout.Statement(r.how(), width, "  "))
	if len(r.Curves) > 1 {
		t.Rows = nil
		t.Head[0], t.Head[1] = "alpha", "lambda.min"
		for k := range r.Curves {
			c := r.curve(k)
			row(c, strconv.FormatFloat(c.Curve.Alpha, 'g', -1, 64), c.Min)
			if r.relaxed() {
				t.Rows[k] = append(t.Rows[k], fmt.Sprintf("%g", c.Gamma))
			}
		}
		fmt.Fprintf(w, "\n%s", t.Fit(width))
	}
	fmt.Fprintf(w, "\n%s\n\n", layout.Statement(fmt.Sprintf("certified: %d of %s; worst relative gap %s, rounding included (asked %.2g)",
		r.Certified, count(r.Fits, "fit"), roundedUp(r.Worst), tol), width, "  "))
	_, err := io.WriteString(w, r.coefficients().Fit(width))
	return err
}

// how says how it was validated.
func (r *validated) how() string {
	text := fmt.Sprintf("%s, %s", count(r.Folds, "fold"), map[models.FoldKind]string{
		models.Random: "dealt out at random", models.Stratified: "stratified", models.Blocks: "in blocks",
		models.Grouped: "of whole groups", "": "as given"}[r.Kind])
	if r.Kind != models.Blocks && r.Kind != "" {
		text += fmt.Sprintf(" (seed %d)", r.cv.Seed)
	}
	if n := len(r.FoldID); n > 1 {
		text += fmt.Sprintf(", %d times", n)
	}
	if r.cv.Alignment != models.Exact {
		text += fmt.Sprintf(", aligned by %s", r.cv.Alignment)
	}
	return text
}

// coefficients are a table of those at both lambdas.
func (r *validated) coefficients() layout.Table {
	low, high := r.Model(r.Min), r.Model(r.OneSE)
	t := layout.Table{Head: []string{"", "lambda.min", "lambda.1se"}, Right: []bool{false, true, true}}
	if low.Responses == nil {
		r.addCoefficients(&t, low, high, "")
	}
	for k, one := range low.Responses {
		r.addCoefficients(&t, low.Of(k), high.Of(k), " of "+printable.Line(one.Name))
	}
	return t
}

// addCoefficients adds rows, whose names have an ending.
func (r *validated) addCoefficients(t *layout.Table, low, high *models.Model, of string) {
	if low.HasIntercept {
		t.Rows = append(t.Rows, []string{"(intercept)" + of, fmt.Sprintf("%.7g", low.Intercept), fmt.Sprintf("%.7g", high.Intercept)})
	}
	a, b := sparse(low), sparse(high)
	for j, name := range r.m.Names {
		va, inA := a[j]
		vb, inB := b[j]
		if !inA && !inB {
			continue
		}
		row := []string{printable.Line(name) + of, ".", "."}
		if inA {
			row[1] = fmt.Sprintf("%.7g", va)
		}
		if inB {
			row[2] = fmt.Sprintf("%.7g", vb)
		}
		t.Rows = append(t.Rows, row)
	}
}

func sparse(m *models.Model) map[int]float64 {
	b := make(map[int]float64, len(m.Support))
	for k, j := range m.Support {
		b[j] = m.Coef[k]
	}
	return b
}

// cell is a text of the user's as a cell of a table: no formula to a spreadsheet.
func cell(text string) string {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return coefio.Guarded(text)
}

// writeOutOfFold writes a line a row: what it is called, its fold in each repeat, its
// response, and what it is predicted as without its fold at both lambdas.
func (r *validated) writeOutOfFold(c *cli.Context, file string) error {
	best := r.best()
	low, err := r.OutOfFold(best.Curve, r.Min.Lambda)
	if err != nil {
		return r.m.cannot(err)
	}
	high, err := r.OutOfFold(r.oneSE().Curve, r.OneSE.Lambda)
	if err != nil {
		return r.m.cannot(err)
	}
	head := []string{"row"}
	id := labels(c, r.m.Data, "id")
	if id != nil {
		head[0] = coefio.Guarded(id.Name)
	}
	for k := range r.FoldID {
		name := "fold"
		if len(r.FoldID) > 1 {
			name += strconv.Itoa(k + 1)
		}
		head = append(head, name)
	}
	head = append(head, coefio.Guarded(r.m.TargetName), "lambda.min", "lambda.1se")
	mean := best.Path.Models[0].Mean
	return writeCSV(file, head, func(row func(...any)) {
		for i := range low {
			cells := []any{i + 1}
			if id != nil {
				cells[0] = cell(id.Of(i))
			}
			for _, fold := range r.FoldID {
				cells = append(cells, fold[i]+1)
			}
			row(append(cells, r.m.Data.Y[i], mean(low[i]), mean(high[i]))...)
		}
	})
}
