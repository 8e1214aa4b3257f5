package models

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/problems/losses"
	"github.com/lassocheck/lassocheck/solvers"
)

// schema is the version of the format. Whoever changes what modelJSON holds counts up.
const schema = "lassocheck-model/3"

// readable are the versions that are read: the first had no classes and no delta, the second
// no several responses.
var readable = []string{schema, "lassocheck-model/2", "lassocheck-model/1"}

// modelJSON is a Model as it is saved. The coefficients are as solve --json has them, so
// that lassocheck certify --coef reads them.
type modelJSON struct {
	Schema       string          `json:"schema"`
	Family       Family          `json:"family"`
	Delta        number          `json:"delta,omitzero"`
	Tau          number          `json:"tau,omitzero"`
	Ties         Ties            `json:"ties,omitzero"`
	Levels       []string        `json:"levels,omitzero"`
	Convention   Convention      `json:"convention"`
	Alpha        number          `json:"alpha"`
	Lambda       number          `json:"lambda"`
	LambdaMax    number          `json:"lambda_max"`
	Standardized bool            `json:"standardized"`
	Relaxed      bool            `json:"relaxed,omitzero"`
	Gamma        number          `json:"gamma,omitzero"`
	Offset       bool            `json:"offset"`
	N            int             `json:"n"`
	P            int             `json:"p"`
	Columns      []string        `json:"columns,omitzero"`
	Response     string          `json:"response"`
	HasIntercept bool            `json:"has_intercept"`
	Intercept    number          `json:"intercept"`
	Support      []int           `json:"support"`
	Names        []string        `json:"names,omitzero"` // of the support
	Coefficients []number        `json:"coefficients"`
	Responses    []responseJSON  `json:"responses,omitzero"`
	Certificate  certificateJSON `json:"certificate"`
	Source       *Source         `json:"source,omitempty"`
	Proof        json.RawMessage `json:"proof,omitempty"`
}

// responseJSON is one of several responses.
type responseJSON struct {
	Name         string   `json:"name"`
	Intercept    number   `json:"intercept"`
	Support      []int    `json:"support"`
	Coefficients []number `json:"coefficients"`
}

type certificateJSON struct {
	Status           solvers.Status `json:"status"`
	Tol              number         `json:"tol"`
	Objective        number         `json:"objective"`
	Dual             number         `json:"dual"`
	Gap              number         `json:"gap"`
	Rounding         number         `json:"rounding"`
	GapRelative      number         `json:"gap_relative"`
	RoundingRelative number         `json:"rounding_relative"`
	KKT              number         `json:"kkt"`
	Worst            int            `json:"worst"`
	Iterations       int            `json:"iterations"`
}

// MarshalJSON writes the model, but for Elapsed, such that [Model.UnmarshalJSON] returns
// the same to the last bit. What is not finite is a text.
func (m *Model) MarshalJSON() ([]byte, error) {
	c := m.Certificate
	out := modelJSON{
		Schema: schema, Family: m.Family, Delta: number(m.Delta), Tau: number(m.Tau), Ties: m.Ties, Levels: m.Levels, Convention: m.Convention, Alpha: number(m.Alpha),
		Lambda: number(m.Lambda), LambdaMax: number(m.LambdaMax), Standardized: m.Standardized, Relaxed: m.Relaxed, Gamma: number(m.Gamma), Offset: m.Offset,
		N: m.Rows, P: m.Columns, Columns: m.Names, Response: m.Response,
		HasIntercept: m.HasIntercept, Intercept: number(m.Intercept),
		Support: append([]int{}, m.Support...), Coefficients: make([]number, len(m.Coef)),
		Certificate: certificateJSON{
			Status: c.Status, Tol: number(c.Tol), Objective: number(c.Objective), Dual: number(c.Dual),
			Gap: number(c.Gap), Rounding: number(c.Rounding), GapRelative: number(c.GapRelative),
			RoundingRelative: number(c.RoundingRelative), KKT: number(c.KKT), Worst: c.Worst, Iterations: m.Iter,
		},
		Source: m.Source, Proof: m.Proof,
	}
	if m.Names != nil {
		out.Names = []string{}
	}
	for _, level := range m.Levels {
		if !utf8.ValidString(level) {
			return nil, fmt.Errorf("models: the level %q is not UTF-8 text", level)
		}
	}
	for j, name := range m.Names {
		if !utf8.ValidString(name) {
			return nil, fmt.Errorf("models: the name of column %d, %q, is not UTF-8 text", j, name)
		}
	}
	for k, c := range m.Coef {
		out.Coefficients[k] = number(c)
	}
	for _, j := range m.Support {
		if m.Names != nil {
			out.Names = append(out.Names, m.Names[j])
		}
	}
	for _, r := range m.Responses {
		if !utf8.ValidString(r.Name) {
			return nil, fmt.Errorf("models: the name of a response, %q, is not UTF-8 text", r.Name)
		}
		out.Responses = append(out.Responses, responseJSON{r.Name, number(r.Intercept), append([]int{}, r.Support...), numbers(r.Coef)})
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads a model. It returns an error, and leaves m alone, where the schema
// is not known or parts do not belong together.
func (m *Model) UnmarshalJSON(text []byte) error {
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return fmt.Errorf("models: %w", err)
	}
	if !slices.Contains(readable, head.Schema) {
		return fmt.Errorf("models: the schema is %q; this version reads %q: fit the model again, or read it by the version that wrote it", head.Schema, schema)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	missing := number(math.NaN()) // what a key that is not there leaves, and check finds
	in := modelJSON{N: -1, P: -1, Alpha: missing, Lambda: missing, Intercept: missing}
	if err := d.Decode(&in); err != nil {
		return fmt.Errorf("models: %w", err)
	}
	if err := in.check(); err != nil {
		return err
	}
	c := in.Certificate
	*m = Model{
		Family: in.Family, Delta: float64(in.Delta), Tau: float64(in.Tau), Ties: in.Ties, Levels: in.Levels, Convention: in.Convention, Alpha: float64(in.Alpha),
		Lambda: float64(in.Lambda), LambdaMax: float64(in.LambdaMax), Standardized: in.Standardized, Relaxed: in.Relaxed, Gamma: float64(in.Gamma), Offset: in.Offset,
		Rows: in.N, Columns: in.P, Names: in.Columns, Response: in.Response,
		HasIntercept: in.HasIntercept, Intercept: float64(in.Intercept),
		Certificate: Certificate{
			Status: c.Status, Tol: float64(c.Tol), Objective: float64(c.Objective), Dual: float64(c.Dual),
			Gap: float64(c.Gap), Rounding: float64(c.Rounding), GapRelative: float64(c.GapRelative),
			RoundingRelative: float64(c.RoundingRelative), KKT: float64(c.KKT), Worst: c.Worst,
		},
		Iter: c.Iterations, Source: in.Source, Proof: in.Proof,
	}
	m.Support = append(m.Support, in.Support...)
	m.Coef = floats(in.Coefficients)
	for _, r := range in.Responses {
		m.Responses = append(m.Responses, Response{r.Name, float64(r.Intercept), append([]int(nil), r.Support...), floats(r.Coefficients)})
	}
	return nil
}

func numbers(v []float64) []number {
	out := make([]number, len(v))
	for k, x := range v {
		out[k] = number(x)
	}
	return out
}

// floats returns nil for none.
func floats(v []number) (out []float64) {
	for _, x := range v {
		out = append(out, float64(x))
	}
	return out
}

// check reports parts that do not belong together.
func (in *modelJSON) check() error {
	s := Spec{Family: in.Family, Delta: float64(in.Delta), Tau: float64(in.Tau), Levels: in.Levels, Convention: in.Convention, Penalty: ElasticNet(float64(in.Alpha)), Names: in.Columns}
	if err := s.settle(in.P); err != nil {
		return err
	}
	switch {
	case in.Family == "" || in.Convention == "":
		return fmt.Errorf("models: the family or the convention is missing")
	case in.Ties != losses.Breslow && !in.Family.relative():
		return fmt.Errorf("models: family %s has no ties", in.Family)
	case in.N < 0 || in.P < 0:
		return fmt.Errorf("models: n or p is missing or negative")
	case !(in.Lambda >= 0) || !finite(in.Lambda):
		return fmt.Errorf("models: lambda is %v", float64(in.Lambda))
	case in.Support == nil || in.Coefficients == nil:
		return fmt.Errorf("models: the support or the coefficients are missing")
	case in.Family.Several() != (in.Responses != nil):
		return fmt.Errorf("models: family %s with %d responses of their own", in.Family, len(in.Responses))
	case in.Responses != nil && len(in.Coefficients) > 0:
		return fmt.Errorf("models: coefficients beside those of the responses")
	case in.Responses == nil && len(in.Coefficients) != len(in.Support):
		return fmt.Errorf("models: %d coefficients and a support of %d: these belong together one by one", len(in.Coefficients), len(in.Support))
	case in.Columns != nil && len(in.Names) != len(in.Support) || in.Columns == nil && in.Names != nil:
		return fmt.Errorf("models: %d names for a support of %d columns", len(in.Names), len(in.Support))
	case !in.HasIntercept && in.Intercept != 0:
		return fmt.Errorf("models: an intercept of %v in a model without", float64(in.Intercept))
	case !finite(in.Intercept):
		return fmt.Errorf("models: the intercept is %v", float64(in.Intercept))
	}
	if in.Source != nil {
		if err := in.Source.check(in.Columns); err != nil {
			return err
		}
	}
	if err := checkSupport(in.Support, in.Coefficients, in.P); err != nil {
		return err
	}
	for _, r := range in.Responses {
		if len(r.Coefficients) != len(r.Support) || !finite(r.Intercept) {
			return fmt.Errorf("models: response %q: %d coefficients, a support of %d and an intercept of %v", r.Name, len(r.Coefficients), len(r.Support), float64(r.Intercept))
		}
		if err := checkSupport(r.Support, r.Coefficients, in.P); err != nil {
			return err
		}
	}
	for k, j := range in.Support {
		switch {
		case in.Columns != nil && in.Names[k] != in.Columns[j]:
			return fmt.Errorf("models: column %d is called %q in the support and %q among the columns", j, in.Names[k], in.Columns[j])
		}
	}
	return nil
}

// checkSupport reports columns that do not increase, or are not there, and coefficients that
// are not finite.
func checkSupport(support []int, coef []number, p int) error {
	for k, j := range support {
		if j < 0 || j >= p || k > 0 && j <= support[k-1] {
			return fmt.Errorf("models: entry %d of the support is %d; they increase and lie below %d", k, j, p)
		}
	}
	for k, c := range coef {
		if !finite(c) {
			return fmt.Errorf("models: coefficient %d is %v", k, float64(c))
		}
	}
	return nil
}

// number is a float64 that JSON carries to the last bit: a text where it is not finite.
type number float64

func finite(v number) bool { return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) }

func (v number) MarshalJSON() ([]byte, error) {
	if finite(v) {
		return json.Marshal(float64(v))
	}
	return strconv.AppendQuote(nil, strconv.FormatFloat(float64(v), 'g', -1, 64)), nil
}

func (v *number) UnmarshalJSON(text []byte) error {
	var s string
	if json.Unmarshal(text, &s) != nil {
		return json.Unmarshal(text, (*float64)(v))
	}
	switch s {
	case "NaN", "+Inf", "-Inf":
		f, err := strconv.ParseFloat(s, 64)
		*v = number(f)
		return err
	}
	return fmt.Errorf("%q is not a number", s)
}
