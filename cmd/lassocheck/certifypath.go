package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/judge"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/solvers"
)

// pathRow is one model of a path.
type pathRow struct {
	lambda string // as in the file
	coef   dataio.Coef
}

// readPath reads several models: CSV with a column lambda and one column a
// coefficient, CSV of name,lambda,lambda,... as path --coef-out writes it, or the
// JSON of path. ok is false for a file of one model.
func (m *model) readPath(file string) (rows []pathRow, ok bool, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, false, nil // for ReadCoefficients to report
	}
	if strings.HasPrefix(strings.TrimSpace(string(text)), "{") {
		return m.readPathJSON(file, text)
	}
	if filepath.Ext(file) != ".csv" {
		return nil, false, nil
	}
	table, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || len(table) == 0 || len(table[0]) < 2 {
		return nil, false, nil
	}
	first := strings.ToLower(strings.TrimSpace(table[0][0]))
	if first == "name" && len(table[0]) > 2 { // turn it over
		turned := make([][]string, len(table[0]))
		for i := range turned {
			for _, line := range table {
				turned[i] = append(turned[i], line[i])
			}
		}
		table, first = turned, "lambda"
	}
	if first != "lambda" {
		return nil, false, nil
	}
	at := map[string]int{}
	for j, name := range m.Names {
		at[name] = j
	}
	head := table[0]
	for _, name := range m.Names {
		if !slices.Contains(head[1:], name) {
			return nil, false, fmt.Errorf("%s:1: no coefficients for %s", file, name)
		}
	}
	for i, line := range table[1:] {
		r := pathRow{lambda: strings.TrimSpace(line[0]), coef: dataio.Coef{Beta: make([]float64, len(m.Names))}}
		for k, cell := range line[1:] {
			v, err := strconv.ParseFloat(strings.TrimSpace(cell), 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, false, fmt.Errorf("%s:%d:%d: %q is not a coefficient", file, i+2, k+2, cell)
			}
			j, known := at[head[k+1]]
			switch {
			case known:
				r.coef.Beta[j] = v
			case slices.Contains([]string{"(intercept)", "intercept", "const"}, strings.ToLower(head[k+1])):
				r.coef.Intercept, r.coef.HasIntercept = v, true
			default:
				return nil, false, fmt.Errorf("%s:1:%d: no column %q", file, k+2, head[k+1])
			}
		}
		rows = append(rows, r)
	}
	return rows, true, nil
}

func (m *model) readPathJSON(file string, text []byte) (rows []pathRow, ok bool, err error) {
	var p struct {
		Path []struct {
			Lambda       json.RawMessage
			Intercept    *float64
			Support      []int
			Coefficients []float64
		}
	}
	if json.Unmarshal(text, &p) != nil || len(p.Path) < 2 {
		return nil, false, nil
	}
	for i, e := range p.Path {
		r := pathRow{lambda: strings.Trim(string(e.Lambda), `"`), coef: dataio.Coef{Beta: make([]float64, len(m.Names))}}
		if e.Support == nil && len(e.Coefficients) == len(m.Names) {
			copy(r.coef.Beta, e.Coefficients)
		} else if len(e.Support) != len(e.Coefficients) {
			return nil, false, fmt.Errorf("%s: entry %d of the path has %d coefficients and a support of %d", file, i, len(e.Coefficients), len(e.Support))
		}
		for k, j := range e.Support {
			if j < 0 || j >= len(m.Names) {
				return nil, false, fmt.Errorf("%s: entry %d of the path has column %d of %d", file, i, j, len(m.Names))
			}
			r.coef.Beta[j] = e.Coefficients[k]
		}
		if e.Intercept != nil {
			r.coef.Intercept, r.coef.HasIntercept = *e.Intercept, true
		}
		rows = append(rows, r)
	}
	return rows, true, nil
}

// pathVerdict is what is proven of one row, in the units of the convention.
type pathVerdict struct {
	Lambda   number `json:"lambda"`
	Nonzero  int    `json:"nnz"`
	Optimal  bool   `json:"optimal"`
	Error    number `json:"error"`
	ErrorRel number `json:"error_relative"`
	GapRel   number `json:"gap_relative"`
	// Between bounds the error of linear interpolation to the row above,
	// relative to the null loss: docs/math.md.
	Between *number `json:"between_relative,omitempty"`
	Fault   string  `json:"fault,omitempty"`
}

// certifyPath judges every row.
func certifyPath(c *cli.Context, m *model, rows []pathRow) error {
	if c.IsSet("lambda") || c.IsSet("lambda-ratio") {
		return exit(exitUsage, "certify: the file has a lambda in every row: leave out --lambda and --lambda-ratio")
	}
	if c.IsSet("certificate") {
		return exit(exitUsage, "certify: a certificate is about one lambda: give one row of the path")
	}
	tol, failed := c.Float64("tol"), 0
	var all []pathVerdict
	var last *judge.Opinion
	var before float64
	for _, r := range rows {
		v := pathVerdict{Error: number(math.Inf(1)), ErrorRel: number(math.Inf(1)), GapRel: number(math.Inf(1))}
		for _, b := range r.coef.Beta {
			if b != 0 {
				v.Nonzero++
			}
		}
		lambda, err := strconv.ParseFloat(r.lambda, 64)
		v.Lambda = number(lambda)
		switch {
		case r.lambda == "" || err != nil || math.IsNaN(lambda):
			v.Lambda, v.Fault = number(math.NaN()), fmt.Sprintf("lambda is %q: missing", r.lambda)
		case math.IsInf(lambda, 0) && v.Nonzero == 0:
			v.Fault = "lambda is infinite and all coefficients are zero: the tool stopped before this fit"
		case !(lambda >= 0) || math.IsInf(lambda, 0):
			v.Fault = "lambda is negative or not finite"
		}
		if v.Fault != "" {
			last, failed = nil, failed+1
			all = append(all, v)
			continue
		}
		beta, _, err := m.beta(&r.coef, c.String("coef"))
		if err != nil {
			return err
		}
		o, err := judge.Judge(c.Context, m.at(lambda), beta, judge.Options{Settings: solvers.Settings{MaxTime: c.Duration("max-time")}})
		if err != nil {
			return err
		}
		v.Error, v.ErrorRel, v.GapRel = m.outward(o.Proof.Error), number(m.relative(o.Proof.Error)), number(m.relative(o.Alone.Error))
		v.Optimal = o.Proof.Error <= tol*m.Null.Scale
		if !v.Optimal {
			failed++
		}
		if last != nil {
			between := number(m.between(last, o, before*m.LambdaUnit, lambda*m.LambdaUnit) / m.Null.Scale)
			v.Between = &between
		}
		last, before = o, lambda
		all = append(all, v)
	}
	var err error
	if c.Bool("json") {
		err = printJSON(c.App.Writer, struct {
			Problem problemJSON   `json:"problem"`
			Path    []pathVerdict `json:"path"`
		}{m.problemJSON(), all})
	} else {
		err = m.printPathVerdicts(c.App.Writer, all, failed, tol)
	}
	if err == nil && failed > 0 {
		return exit(exitNotCertified, "")
	}
	return err
}

// between bounds how far from optimal linear interpolation between two rows is,
// anywhere between their lambdas: the larger error, and a quarter of the difference
// in lambda times that in penalty.
func (m *model) between(a, b *judge.Opinion, la, lb float64) float64 {
	norm := func(o *judge.Opinion) float64 {
		coef, _ := m.Problem.Split(o.Beta)
		return m.Net.WithLambda(1).(*problems.ElasticNet).Value(coef)
	}
	curve := (la - lb) * (norm(b) - norm(a)) / 4
	return (max(a.Proof.Error, b.Proof.Error) + max(curve, 0)) * (1 + 1e-12)
}

func (m *model) printPathVerdicts(w io.Writer, all []pathVerdict, failed int, tol float64) error {
	var b strings.Builder
	fmt.Fprintln(&b, m.formula())
	if failed == 0 {
		fmt.Fprintf(&b, "all %d rows are optimal to %g of the null loss\n\n", len(all), tol)
	} else {
		fmt.Fprintf(&b, "%d of %d rows are not optimal to %g of the null loss\n\n", failed, len(all), tol)
	}
	fmt.Fprintf(&b, "  %14s %8s %10s %10s %14s\n", "lambda", "non-zero", "error", "alone", "interpolation")
	for _, v := range all {
		if v.Fault != "" {
			fmt.Fprintf(&b, "  %14.8g %8d  %s\n", float64(v.Lambda), v.Nonzero, v.Fault)
			continue
		}
		between, mark := "", ""
		if v.Between != nil {
			between = roundedUp(float64(*v.Between))
		}
		if !v.Optimal {
			mark = "  not optimal"
		}
		fmt.Fprintf(&b, "  %14.8g %8d %10s %10s %14s%s\n", float64(v.Lambda), v.Nonzero, roundedUp(float64(v.ErrorRel)), roundedUp(float64(v.GapRel)), between, mark)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
