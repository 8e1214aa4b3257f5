// Package report holds what an experiment found and prints it three ways from the
// same struct: as text, as JSON and as one self-contained HTML page with plots.
package report

import (
	"encoding/json"
	"math"
)

// Report is what an experiment found. The answer and the scoreboard of claims come first
// wherever it is printed.
type Report struct {
	// Problem states in one formula what is minimised, where that is one problem.
	Problem string `json:"problem,omitempty"`
	Title   string `json:"title"`
	// Answer is what came out, in one sentence, and Lead the picture of it.
	Answer string  `json:"answer"`
	Lead   *Figure `json:"lead,omitempty"`
	// Verdict says in plain words what came out and what to do about it.
	Verdict  []string  `json:"verdict"`
	Claims   []Claim   `json:"claims"`
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
	// ID names the claim for programs.
	ID      string  `json:"id"`
	Claim   string  `json:"claim"`
	Verdict Verdict `json:"verdict"`
	// Evidence is the outcome in one line, Because in full, with the
	// counterexample where there is one.
	Evidence string `json:"evidence"`
	Because  string `json:"because,omitempty"`
	// Numbers are those that the verdict was computed from.
	Numbers []Measure `json:"numbers"`
	// Section is the title of that with the evidence.
	Section string `json:"section,omitempty"`
}

// Measure is a number, and what it was held against where it was.
type Measure struct {
	Name      string `json:"name"`
	Value     Float  `json:"value"`
	Is        string `json:"is,omitempty"` // "<=" and the like
	Threshold *Float `json:"threshold,omitempty"`
}

// Counted is a measure that nothing hangs on by itself.
func Counted[N int | float64](name string, value N) Measure {
	return Measure{Name: name, Value: Float(value)}
}

// Held is a measure that is held against a threshold.
func Held[N int | float64](name string, value N, is string, threshold float64) Measure {
	t := Float(threshold)
	return Measure{Name: name, Value: Float(value), Is: is, Threshold: &t}
}

// Verdict is the outcome for a claim.
type Verdict string

// The outcomes.
const (
	Holds      Verdict = "holds"
	HoldsUnder Verdict = "holds_under_conditions"
	Fails      Verdict = "fails"
	Undecided  Verdict = "undecided" // the runs do not tell, a longer budget may
)

// String is the outcome in words.
func (v Verdict) String() string {
	return map[Verdict]string{Holds: "holds", HoldsUnder: "holds under conditions", Fails: "does not hold as worded", Undecided: "not decided by these runs"}[v]
}

// Of is the verdict on a claim about all of a number of cases, of which so many are as
// claimed. No cases decide nothing.
func Of(as, all int) Verdict {
	switch {
	case all == 0:
		return Undecided
	case as == all:
		return Holds
	case as == 0:
		return Fails
	}
	return HoldsUnder
}

// Data names the data that went in, so that the same can go in again.
type Data struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256,omitempty"`
	Rows   int    `json:"rows"`
	Cols   int    `json:"cols"`
}

// Section is one part of the evidence. Those that are Open come before the scoreboard on a page,
// the others are folded.
type Section struct {
	Title   string   `json:"title"`
	Open    bool     `json:"-"`
	Text    []string `json:"text,omitempty"`
	Tables  []Table  `json:"tables,omitempty"`
	Figures []Figure `json:"figures,omitempty"`
	// Multiples are small figures on common axes.
	Multiples []Figure `json:"small_multiples,omitempty"`
}

// Table has a heading for each column and cells that are strings, ints,
// float64s or [Cell]s; a number that is not finite prints as a dash.
type Table struct {
	Caption string   `json:"caption"`
	Head    []string `json:"head"`
	Rows    []Row    `json:"rows"`
	// Better says for each column whether the least (-1) or the largest (1) number wins and
	// is marked; 0 for neither, and for columns past its end. The first Given rows do
	// not compete.
	Better []int `json:"better,omitempty"`
	Given  int   `json:"given,omitempty"`
}

// Row is a row of cells.
type Row []any

// Cell is a number that prints as a text with more to it.
type Cell struct {
	Value Float  `json:"value"`
	Text  string `json:"text"`
}

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
	// Range is the least and the largest number on it, nil for those of the data.
	Range Floats `json:"range,omitempty"`
	// Names are those of a vertical axis of categories, at 1, 2, 3, ... from the top.
	Names []string `json:"names,omitempty"`
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
