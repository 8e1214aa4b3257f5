package reproduce

import (
	"embed"
	"encoding/json"
	"io"
	"strings"

	"github.com/lassocheck/lassocheck/internal/report"
	"github.com/lassocheck/lassocheck/testdata"
)

//go:embed export/*.py
var scripts embed.FS

// Export writes a script that puts the claims of a target to the test again in PyTorch alone, with
// its own code and random numbers and the embedded data enclosed, and holds its verdicts against
// those of r.
func (t Target) Export(w io.Writer, r *report.Report) error {
	verdicts := map[string]report.Verdict{}
	for _, c := range r.Claims {
		verdicts[c.ID] = c.Verdict
	}
	raw, err := json.Marshal(verdicts)
	if err != nil {
		return err
	}
	script, err := scripts.ReadFile("export/" + t.Name + ".py")
	if err != nil {
		return err
	}
	_, err = strings.NewReplacer("@VERDICTS@", string(raw), "@DATA@", string(testdata.Diabetes), "@DIGITS@", testdata.Digits).WriteString(w, string(script))
	return err
}
