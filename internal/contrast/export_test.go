package contrast

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/report/pytorchtest"
	"github.com/lassocheck/lassocheck/problems/design"
)

// The exported script, in PyTorch alone, ends where we do: every gap to six digits, every count
// of zeros and every support, but for L-BFGS, whose line search is PyTorch's own.
func TestExport(t *testing.T) {
	for _, name := range []string{"standardised, intercept", "logistic"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			m := newModel(t, name)
			if err := os.WriteFile(filepath.Join(dir, "data.csv"), csvOf(m), 0o644); err != nil {
				t.Fatal(err)
			}
			budget := few
			budget.Epochs, budget.Seeds, budget.Schedules = 40, 1, nil
			r, err := Run(context.Background(), m, letters, budget, nil)
			if err != nil {
				t.Fatal(err)
			}
			var script bytes.Buffer
			t.Chdir(dir)
			if err := r.Export(&script, m, Source{Path: "data.csv", Target: "y"}, "again"); err != nil {
				t.Fatal(err)
			}
			var got []struct {
				Method, Schedule string
				Gap              float64
				Lassocheck       float64 `json:"gap_lassocheck"`
				Zeros            int
				ZerosHere        int `json:"zeros_lassocheck"`
				Right            bool
				RightHere        bool `json:"right_lassocheck"`
			}
			if err := json.Unmarshal(pytorchtest.Run(t, script.Bytes(), dir, "--json"), &got); err != nil {
				t.Fatal(err)
			}
			if len(got) < len(Methods) {
				t.Errorf("only %d runs were repeated", len(got))
			}
			for _, g := range got {
				if g.Method == "L-BFGS" {
					continue
				}
				tol := 1e-6
				if method(g.Method).Single {
					tol = 1e-2
				}
				if math.Abs(g.Gap-g.Lassocheck) > tol*g.Lassocheck+1e-12 || g.Zeros != g.ZerosHere || g.Right != g.RightHere {
					t.Errorf("%s, %s: PyTorch ends at %v with %d zeros (right %v), we at %v with %d (%v)", g.Method, g.Schedule, g.Gap, g.Zeros, g.Right, g.Lassocheck, g.ZerosHere, g.RightHere)
				}
			}
		})
	}
}

// csvOf writes the data of a model to all digits.
func csvOf(m *Model) []byte {
	var b bytes.Buffer
	fmt.Fprintln(&b, strings.Join(letters, ",")+",y")
	for i := range m.n {
		for j := range m.p {
			fmt.Fprintf(&b, "%v,", design.Column(m.Problem.X, j)[i])
		}
		fmt.Fprintln(&b, m.y[i])
	}
	return b.Bytes()
}

// What the script could not read is refused.
func TestExportRefuses(t *testing.T) {
	m := newModel(t, "standardised, intercept")
	dir := t.TempDir()
	r := &Result{names: letters, Problem: Setting{Loss: "least squares"}, Exact: Exact{Coefficients: make([]float64, m.p)}}
	for name, content := range map[string]string{"no header": "1,2,3,4,5,6,7\n", "other columns": "a,b,c,y\n", "svmlight": "1 1:2 2:3\n"} {
		file := filepath.Join(dir, "data")
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := r.Export(&b, m, Source{Path: file, Target: "y"}, ""); err == nil || !strings.Contains(err.Error(), "CSV files whose header names") || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes written", name, err, b.Len())
		}
	}
}
