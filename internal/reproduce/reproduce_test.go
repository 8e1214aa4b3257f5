package reproduce

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/report/browsertest"
)

var update = flag.Bool("update", false, "rewrite our own golden files")

// Each reproduction prints what it printed before, digit by digit, at its full
// budget. Its verdicts are computed, so a change of verdict shows here.
func TestGolden(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the golden files are from amd64; where the compiler fuses a multiplication with an addition, the cycles of chaotic runs differ in the digits shown")
	}
	var reports []*report.Report
	for _, target := range Targets {
		t.Run(target.Name, func(t *testing.T) {
			r := target.Run()
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
				if c.Claim == "" || c.Because == "" || c.Verdict == "" {
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
		plots += len(s.Figures)
	}
	if err := All(reports).WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	browsertest.Check(t, page.Bytes(), plots)
}
