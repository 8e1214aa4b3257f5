package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
)

// Rows are predicted as the library predicts the design, to the last bit where no cell
// is filled in.
func TestPredictAsTheLibrary(t *testing.T) {
	train, err := filepath.Abs("../../testdata/models/customers.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	lassocheck := func(args ...string) string {
		t.Helper()
		var out, errOut bytes.Buffer
		if code := run(append([]string{"lassocheck"}, args...), strings.NewReader(""), &out, &errOut); code != 0 {
			t.Fatalf("%v exits with %d: %s", args, code, &errOut)
		}
		return out.String()
	}
	lassocheck("fit", train, "--target", "left", "--family", "binomial", "--id", "customer", "--one-hot", "--missing", "mean", "--select", "0.001", "--model", "m.json")
	text, err := os.ReadFile("m.json")
	if err != nil {
		t.Fatal(err)
	}
	var m models.Model
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	read := func(missing string) *dataio.Data {
		d, err := dataio.Read(context.Background(), nil, train, dataio.Options{Target: "left", Labels: []string{"customer"}, OneHot: true, Missing: missing, Classes: true})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := read("mean")
	want, err := m.Predict(d.X)
	if err != nil {
		t.Fatal(err)
	}
	complete := map[string]bool{}
	whole := read("drop")
	for i := range whole.Y {
		complete[whole.Labels[0].Of(i)] = true
	}
	rows, err := csv.NewReader(strings.NewReader(lassocheck("predict", "m.json", train, "--id", "customer"))).ReadAll()
	if err != nil || len(rows) != len(want)+1 {
		t.Fatal(len(rows), err)
	}
	filled := 0
	for i, row := range rows[1:] {
		got, err := strconv.ParseFloat(row[1], 64)
		if err != nil || row[0] != d.Labels[0].Of(i) {
			t.Fatal(row, err)
		}
		if complete[row[0]] && got != want[i] || !(math.Abs(got-want[i]) <= 1e-14) {
			t.Errorf("%s: %v, the library %v", row[0], got, want[i])
		}
		if !complete[row[0]] {
			filled++
		}
	}
	if filled != len(want)-len(whole.Y) || filled < 20 {
		t.Errorf("%d rows are filled in", filled)
	}
}
