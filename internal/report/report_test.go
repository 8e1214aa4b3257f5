package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/report/browsertest"
)

// sample has everything that a page can have, and all that can go wrong in it:
// markup in texts, numbers that are not finite, zeros on a logarithmic axis.
func sample() *Report {
	long := strings.Repeat("a_column_with_a_very_long_name ", 6)
	return &Report{
		Title: "Sample <b>&", Verdict: []string{"First <script>alert(1)</script> things first."},
		Answer: "One sentence & no more.",
		Claims: []Claim{{ID: "ab", Claim: "a < b", Verdict: Holds, Evidence: "1 & 2", Because: "why not", Section: "One", Numbers: []Measure{Held("gap", math.NaN(), "<=", 0.5), Counted("runs", 3)}},
			{Claim: "c", Verdict: HoldsUnder, Because: "d"}, {Claim: "e", Verdict: Fails, Because: "f"}, {Claim: "g", Verdict: Undecided}},
		Sections: []Section{{Title: "One", Open: true, Text: []string{"text"},
			Tables: []Table{{Caption: "table", Head: []string{"name", "value", "count", "names", "more", "and more", "and yet more"}, Better: []int{0, -1}, Rows: []Row{
				{"x", 1.5, 3, long, 1e-300, math.Pi, "0.123 to 4.567"}, {"y", math.NaN(), 4, "", 2.0, math.Inf(1), "0 to 1"}}}},
			Figures: []Figure{
				{Title: "log", X: Axis{Label: "x", Log: true}, Y: Axis{Label: "y", Log: true}, Series: []Series{
					{Name: "a & b", X: Floats{1e-4, 1, 10}, Y: Floats{0, 1e-12, 3}}, {Name: "truth", X: Floats{1, 10}, Y: Floats{2, math.NaN()}, Reference: true}}},
				{Title: "linear", X: Axis{Label: "x"}, Y: Axis{Label: "y"}, Series: []Series{{Name: "dots", X: Floats{1, 2}, Y: Floats{5, 5}, Points: true}}},
				{Title: "empty", Series: []Series{{Name: "nothing"}}},
				{Title: "rows", X: Axis{Label: "x", Log: true}, Y: Axis{Names: []string{"first & last", "second"}}, Series: []Series{{Name: "spots", X: Floats{1, 1e-7}, Y: Floats{1, 2}, Points: true}}},
			},
			Multiples: []Figure{{Title: "small", X: Axis{Label: "x", Log: true, Range: Floats{1, 1000}}, Y: Axis{Label: "y", Range: Floats{0, 1}}, Series: []Series{
				{Name: "up", X: Floats{1, 10, 100}, Y: Floats{0.1, 0.5, 0.52}}, {Name: "same end", X: Floats{1, 10, 100}, Y: Floats{0.9, 0.5, 0.5}}, {Name: "beyond", X: Floats{1, 100}, Y: Floats{-3, 7}}}}},
		}},
		Notes: []string{"note"}, Command: "lassocheck sample", Data: []Data{{Name: "d.csv", SHA256: strings.Repeat("0f", 32), Rows: 3, Cols: 2}},
	}
}

func TestHTML(t *testing.T) {
	var b bytes.Buffer
	if err := sample().WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"<script>alert", "NaN", "Inf", "http://", "https://", "src=", "@import", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
	verdict, claims, table := strings.Index(page, "things first"), strings.Index(page, "does not hold"), strings.Index(page, ">table</caption>")
	answer := strings.Index(page, "no more.")
	if !(answer > 0 && answer < table && table < claims && claims < verdict) {
		t.Errorf("order of answer, open table, claims, verdict: %d %d %d %d", answer, table, claims, verdict)
	}
	if n := strings.Count(page, `role="img"`); n != 5 {
		t.Errorf("%d plots, want 5", n)
	}
	if n := strings.Count(page, "(best of its column)"); n != 0 { // one of two rows is not a number
		t.Errorf("%d winners, want 0", n)
	}
	browsertest.Check(t, b.Bytes(), 5)
}

// A plot is well-formed, inside its frame, and has a titled point for each finite one.
func TestSVG(t *testing.T) {
	for _, f := range append(sample().Sections[0].Figures, sample().Sections[0].Multiples...) {
		finitePoints := 0
		for _, s := range f.Series {
			for i := range s.X {
				if finite(s.X[i]) && finite(s.Y[i]) {
					finitePoints++
				}
			}
		}
		titles, described := 0, 0
		d := xml.NewDecoder(strings.NewReader(string(f.SVG())))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Title, err)
			}
			start, ok := token.(xml.StartElement)
			if ok && start.Name.Local == "title" {
				titles++
			}
			if ok && start.Name.Local == "desc" {
				described++
			}
		}
		if titles != finitePoints+1 || described != 1 {
			t.Errorf("%s: %d titles and %d descriptions, want one each, and %d titled points", f.Title, titles, described, finitePoints)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		axis   Axis
		values Floats
	}{
		{Axis{Log: true}, Floats{1e-16, 1}}, {Axis{Log: true}, Floats{0.9, 1.1}}, {Axis{Log: true}, Floats{1, 9}},
		{Axis{}, Floats{0, 1}}, {Axis{}, Floats{-3, 1e6}}, {Axis{}, Floats{5, 5}}, {Axis{}, Floats{0.30001, 0.30002}}, {Axis{}, nil},
	} {
		s := newScale(c.axis, []Series{{X: c.values}}, func(s Series) Floats { return s.X }, 0, 100)
		ticks := s.ticks(6)
		if len(ticks) > 9 || (len(ticks) < 2 && c.axis.Log == false) {
			t.Errorf("%+v: ticks %v", c, ticks)
		}
		for _, v := range append(ticks, c.values...) {
			if p := s.at(v); !(p >= 0 && p <= 100) {
				t.Errorf("%+v: %v is drawn at %v", c, v, p)
			}
		}
	}
}

func TestTextAndJSON(t *testing.T) {
	var b bytes.Buffer
	if err := sample().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"HOLDS UNDER CONDITIONS: d", "DOES NOT HOLD AS WORDED: f", "again: lassocheck sample", "sha256 0f0f"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	raw, err := json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	var back struct {
		Sections []struct {
			Tables  []struct{ Rows [][]any }
			Figures []struct{ Series []struct{ X, Y []*float64 } }
		}
	}
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if row := back.Sections[0].Tables[0].Rows[1]; row[1] != nil || row[5] != nil || row[4] != 2.0 {
		t.Errorf("row as JSON: %v", row)
	}
	if s := back.Sections[0].Figures[0].Series[1]; s.Y[1] != nil || *s.X[1] != 10 {
		t.Errorf("series as JSON: %v", s)
	}
}
