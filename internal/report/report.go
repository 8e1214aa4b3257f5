// Package report holds what an experiment found and prints it three ways from the
// same struct: as text, as JSON and as one self-contained HTML page with plots.
package report

import (
	"encoding/json"
	"math"
)

// Report is what an experiment found. The verdict comes first wherever it is
// printed.
type Report struct {
	// Problem states in one formula what is minimised, where that is one problem.
	Problem string `json:"problem,omitempty"`
	Title   string `json:"title"`
	// Verdict says in plain words what came out and what to do about it.
	Verdict  []string  `json:"verdict"`
	Claims   []Claim   `json:"claims,omitempty"`
	Sections []Section `json:"sections"`
	// Notes are the small print: what was and was not reproduced, references.
	Notes []string `json:"notes,omitempty"`
	// Command repeats the experiment.
	Command string `json:"command"`
	Data    []Data `json:"data,omitempty"`
	// Width bounds the lines of text; without it tables are as wide as they come.
	Width int `json:"-"`
}

// Claim is one statement put to the test.
type Claim struct {
	Claim   string  `json:"claim"`
	Verdict Verdict `json:"verdict"`
	// Because gives the numbers and, where there is one, the counterexample.
	Because string `json:"because"`
}

// Verdict is the outcome for a claim.
type Verdict string

// The outcomes.
const (
	Holds      Verdict = "holds"
	HoldsUnder Verdict = "holds under conditions"
	Fails      Verdict = "does not hold as worded"
)

// Data names the data that went in, so that the same can go in again.
type Data struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256,omitempty"`
	Rows   int    `json:"rows"`
	Cols   int    `json:"cols"`
}

// Section is one part of the evidence.
type Section struct {
	Title   string   `json:"title"`
	Text    []string `json:"text,omitempty"`
	Tables  []Table  `json:"tables,omitempty"`
	Figures []Figure `json:"figures,omitempty"`
}

// Table has a heading for each column and cells that are strings, ints or
// float64s; a number that is not finite prints as a dash.
type Table struct {
	Caption string   `json:"caption"`
	Head    []string `json:"head"`
	Rows    []Row    `json:"rows"`
}

// Row is a row of cells.
type Row []any

// MarshalJSON writes numbers that are not finite as null.
func (r Row) MarshalJSON() ([]byte, error) {
	cells := make([]any, len(r))
	for i, c := range r {
		if v, ok := c.(float64); !ok || finite(v) {
			cells[i] = c
		}
	}
	return json.Marshal(cells)
}

// Figure is a plot of series on common axes.
type Figure struct {
	Title  string   `json:"title"`
	Note   string   `json:"note,omitempty"`
	X      Axis     `json:"x"`
	Y      Axis     `json:"y"`
	Series []Series `json:"series"`
}

// Axis labels an axis and says whether it is logarithmic. On a logarithmic axis,
// numbers that are not positive are drawn at the lower edge.
type Axis struct {
	Label string `json:"label"`
	Log   bool   `json:"log,omitempty"`
}

// Series is a line through points in the order given, or only the points.
type Series struct {
	Name   string `json:"name"`
	X      Floats `json:"x"`
	Y      Floats `json:"y"`
	Points bool   `json:"points,omitempty"`
	// Reference marks the truth that the other series are held against.
	Reference bool `json:"reference,omitempty"`
}

// Floats is a list of numbers that prints those that are not finite as null.
type Floats []float64

// MarshalJSON writes the list.
func (f Floats) MarshalJSON() ([]byte, error) {
	cells := make([]any, len(f))
	for i, v := range f {
		if finite(v) {
			cells[i] = v
		}
	}
	return json.Marshal(cells)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Float is a number that prints as null where it is not finite.
type Float float64

// MarshalJSON writes the number.
func (f Float) MarshalJSON() ([]byte, error) {
	if !finite(float64(f)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(f))
}
