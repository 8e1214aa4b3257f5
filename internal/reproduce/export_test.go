package reproduce

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/internal/report/pytorchtest"
)

// Each script parses, and comes to the verdicts of the full size in PyTorch, which it tells by its
// exit code.
func TestExport(t *testing.T) {
	raw, err := os.ReadFile("testdata/verdicts.json")
	if err != nil {
		t.Fatal(err)
	}
	golden := map[string]report.Verdict{}
	if err := json.Unmarshal(raw, &golden); err != nil {
		t.Fatal(err)
	}
	for _, target := range Targets {
		t.Run(target.Name, func(t *testing.T) {
			r := &report.Report{}
			for name, v := range golden {
				if id, ok := strings.CutPrefix(name, target.Name+" "); ok {
					r.Claims = append(r.Claims, report.Claim{ID: id, Verdict: v})
				}
			}
			var script bytes.Buffer
			if err := target.Export(&script, r); err != nil {
				t.Fatal(err)
			}
			if len(r.Claims) == 0 || bytes.Contains(script.Bytes(), []byte("@DATA@")) || bytes.Contains(script.Bytes(), []byte("@VERDICTS@")) {
				t.Error("the script is not filled in")
			}
			if !*full {
				t.Skip("the script is run with -full")
			}
			var got map[string]report.Verdict
			if err := json.Unmarshal(pytorchtest.Run(t, script.Bytes(), t.TempDir(), "--json"), &got); err != nil {
				t.Fatal(err)
			}
			if len(got) < len(r.Claims)-1 { // all but the rates of networks
				t.Errorf("%d of %d claims were put to the test", len(got), len(r.Claims))
			}
		})
	}
}
