package reproduce

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/report/browsertest"
)

var update = flag.Bool("update", false, "rewrite our own golden files")

var full = flag.Bool("full", false, "test at the full size, of which only the verdicts are golden: minutes")

// small is the size for tests; the verdicts on networks are those of few seeds.
var small = Size{Seeds: 2, Architectures: 1}

// At the full size each claim has the verdict that it had.
func TestVerdicts(t *testing.T) {
	if !*full {
		t.Skip("takes minutes; run with -full")
	}
	got := map[string]report.Verdict{}
	for _, target := range Targets {
		for _, c := range target.Run(Full).Claims {
			if _, twice := got[target.Name+" "+c.ID]; twice {
				t.Errorf("two claims are %s %s", target.Name, c.ID)
			}
			got[target.Name+" "+c.ID] = c.Verdict
		}
	}
	const file = "testdata/verdicts.json"
	if *update {
		raw, err := json.MarshalIndent(got, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(raw, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]report.Verdict{}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("verdicts %v, want %v", got, want)
	}
}

// Each reproduction prints what it printed before, digit by digit, at the small
// size. Its verdicts are computed, so a change of verdict shows here.
func TestGolden(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the golden files are from amd64; where the compiler fuses a multiplication with an addition, the cycles of chaotic runs differ in the digits shown")
	}
	var reports []*report.Report
	for _, target := range Targets {
		t.Run(target.Name, func(t *testing.T) {
			r := target.Run(small)
			reports = append(reports, r)
			var got bytes.Buffer
			if err := r.WriteText(&got); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", target.Name+".txt")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s differs; run with -update and read the difference. Got:\n%s", file, got.String())
			}
			if _, err := json.Marshal(r); err != nil {
				t.Errorf("as JSON: %v", err)
			}
			for _, c := range r.Claims {
				if c.Claim == "" || c.Evidence == "" || c.ID == "" || len(c.Numbers) == 0 || c.Verdict == "" || !slices.ContainsFunc(r.Sections, func(s report.Section) bool { return s.Title == c.Section }) {
					t.Errorf("unfinished claim: %+v", c)
				}
			}
		})
	}
	if len(reports) != len(Targets) {
		return // -run chose some of them
	}
	var page bytes.Buffer
	plots := 0
	for _, s := range All(reports).Sections {
		plots += len(s.Figures) + len(s.Multiples)
	}
	if err := All(reports).WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	browsertest.Check(t, page.Bytes(), plots)
}
