package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/verify"
)

const (
	diabetes    = "../../testdata/diabetes.csv"
	diabetesOwn = "../../testdata/certify/diabetes.json"
)

// forge changes a certificate of the project, renews its seal, and verifies it.
func forge(t *testing.T, do func(c *verify.Certificate), more ...string) (code int, out, errOut string) {
	t.Helper()
	text, err := os.ReadFile(diabetesOwn)
	if err != nil {
		t.Fatal(err)
	}
	c, err := verify.Unmarshal(text)
	if err != nil {
		t.Fatal(err)
	}
	do(c)
	return runVerify(t, c, diabetes, more...)
}

func runVerify(t *testing.T, c *verify.Certificate, data string, more ...string) (code int, out, errOut string) {
	t.Helper()
	text, err := c.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "c.json")
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}
	var o, e bytes.Buffer
	code = run(slices.Concat([]string{"lassocheck", "verify", file, data}, more), strings.NewReader(""), &o, &e)
	return code, o.String(), strings.ReplaceAll(e.String(), file, "c.json")
}

// only keeps the first columns of a certificate.
func only(c *verify.Certificate, p int) {
	c.Data.Columns, c.Beta.Coefficients = c.Data.Columns[:p], make(verify.Vector, p)
	c.Dual.Theta, c.Dual.Rows, c.Dual.Equations = make(verify.Vector, 442), nil, nil
	c.Beta.Intercept = 0
	c.Bounds = verify.Bounds{Primal: 1e9, Dual: 0, Error: 1e9}
}

// What holds is said for what it is, and what is nonsense is refused.
func TestVerifyDerivesWhatItPrints(t *testing.T) {
	t.Parallel()
	seven := slices.Repeat(verify.Vector{7}, 10)
	for _, c := range []struct {
		name     string
		do       func(c *verify.Certificate)
		code     int
		has, not string // of stdout, or stderr where code is not 0
	}{
		{"as it is", func(c *verify.Certificate) {}, 0, "holds: the objective of these coefficients is above the optimum by at most 9.14e-12\nminimise 1/(2n) ‖y - Xβ - β₀‖² + λ ‖β‖₁;", "restrictions"},
		{"formula", func(c *verify.Certificate) { c.Problem.Formula = "EVERYTHING\x1b[2J" }, 0, "y = target, n = 442", "EVERYTHING"},
		{"pinned", func(c *verify.Certificate) {
			only(c, 10)
			c.Beta.Coefficients, c.Problem.Lower, c.Problem.Upper = seven, seven, seven
		}, 0, ", under the restrictions below\nminimise 1/(2n) ‖y - Xβ - β₀‖² + λ ‖β‖₁, β within bounds;", "confined"},
		{"left out", func(c *verify.Certificate) { only(c, 8) }, 0, "  - left out of the columns of the file: s5, s6\n", ""},
		{"no columns", func(c *verify.Certificate) { only(c, 0) }, 1, "lassocheck: c.json: does not hold: data: 442 rows and 0 columns", ""},
		{"unknown column", func(c *verify.Certificate) { c.Data.Columns[3] = "b" }, 1, "lassocheck: c.json: does not hold: data.columns: \"b\" is not in the file", ""},
		{"order", func(c *verify.Certificate) {
			c.Data.Columns[0], c.Data.Columns[1] = c.Data.Columns[1], c.Data.Columns[0]
		}, 1, "does not hold: data.columns: \"sex\" is not in the file, or not in this order", ""},
		{"rows", func(c *verify.Certificate) { c.Data.Rows, c.Dual.Theta = 441, c.Dual.Theta[1:] }, 1, "does not hold: data.rows: 441; the file has 442 rows", ""},
		{"weights", func(c *verify.Certificate) { c.Problem.Weights = make(verify.Vector, 442) }, 1, "does not hold: problem.weights: all are 0", ""},
		{"other data", func(c *verify.Certificate) { c.Data.SHA256 = "0" }, 1, "does not hold: data: the file is not the one", ""},
		{"other y", func(c *verify.Certificate) { c.Data.YSHA256 = "0" }, 1, "does not hold: data: the file is not the one", ""},
		{"no target", func(c *verify.Certificate) { c.Data.Target = "" }, 2, "which column is to be predicted?", ""},
		{"missing", func(c *verify.Certificate) { c.Data.Missing = "zero" }, 2, "unknown treatment of missing cells", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errOut := forge(t, c.do)
			if c.code != 0 {
				out, errOut = errOut, out
			}
			if code != c.code || !strings.Contains(out, c.has) || c.not != "" && strings.Contains(out, c.not) || errOut != "" {
				t.Errorf("code %d, %s%s", code, out, errOut)
			}
		})
	}
	code, out, _ := forge(t, func(c *verify.Certificate) { only(c, 8) }, "--json")
	if code != 0 || !strings.Contains(out, "\"restrictions\": [\n    \"left out of the columns of the file: s5, s6\"\n  ]") {
		t.Errorf("code %d, %s", code, out)
	}
	var e bytes.Buffer
	if code := run([]string{"lassocheck", "verify", diabetes, diabetes}, strings.NewReader(""), &e, &e); code != 2 || !strings.Contains(e.String(), "not a certificate") {
		t.Errorf("code %d, %s", code, &e)
	}
}

// Rows and cells that were not in the file as they are used are restrictions too.
func TestVerifySaysWhatWasDoneToTheFile(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "d.csv")
	if err := os.WriteFile(data, []byte("a,b,y\n1,2,3\n2,,1\n3,1,2\n4,NA,4\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	coef := filepath.Join(t.TempDir(), "c.csv")
	if err := os.WriteFile(coef, []byte("name,coefficient\na,0\nb,0\n(intercept),2.5\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for treatment, want := range map[string]string{"drop": "  - rows left out for missing cells: 2\n", "mean": "  - missing cells set to the mean of their column: 2\n"} {
		file := filepath.Join(t.TempDir(), "c.json")
		var out, errOut bytes.Buffer
		code := run([]string{"lassocheck", "certify", data, "--target", "y", "--missing", treatment, "--lambda", "9", "--coef", coef, "--certificate", file}, nil, &out, &errOut)
		if code != 0 {
			t.Fatalf("code %d: %s%s", code, &out, &errOut)
		}
		out.Reset()
		if code := run([]string{"lassocheck", "verify", file, data}, nil, &out, &errOut); code != 0 || !strings.HasSuffix(out.String(), want) {
			t.Errorf("code %d: %s%s", code, &out, &errOut)
		}
	}
}

// The file is read as certify was told to read it, and that is said.
func TestVerifyReadsAsCertifyDid(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "d.csv")
	if err := os.WriteFile(data, []byte("a|b|c|y\n1,5|2|x|3\n2|-999|x|1\n3|1|y|2\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	coef := filepath.Join(t.TempDir(), "c.csv")
	if err := os.WriteFile(coef, []byte("name,coefficient\na,0\nb,0\n(intercept),2.5\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "c.json")
	var out, errOut bytes.Buffer
	code := run([]string{"lassocheck", "certify", data, "--target", "y", "--delimiter", "pipe", "--decimal", ",", "--na", "-999", "--na", "-998", "--missing", "drop", "--exclude", "c",
		"--lambda", "9", "--coef", coef, "--certificate", file}, nil, &out, &errOut)
	if code != 0 {
		t.Fatalf("code %d: %s%s", code, &out, &errOut)
	}
	out.Reset()
	want := "  - the file is read with --delimiter=pipe\n  - the file is read with --decimal=,\n  - the file is read with --na=-999\n  - the file is read with --na=-998\n  - the file is read with --exclude=c\n  - rows left out for missing cells: 1\n"
	if code := run([]string{"lassocheck", "verify", file, data}, nil, &out, &errOut); code != 0 || !strings.HasSuffix(out.String(), want) {
		t.Errorf("code %d: %s%s", code, &out, &errOut)
	}
	out.Reset() // the user's own go before
	if code := run([]string{"lassocheck", "verify", file, data, "--na", "-999", "--exclude", "c"}, nil, &out, &errOut); code != 0 || strings.Contains(out.String(), "-998") {
		t.Errorf("code %d: %s%s", code, &out, &errOut)
	}
	code, _, text := forge(t, func(c *verify.Certificate) { c.Data.Flags = []string{"target=bmi"} })
	if code != 1 || !strings.Contains(text, "does not hold: data.flags: there is no flag \"target=bmi\"") {
		t.Errorf("code %d: %s", code, text)
	}
	if code, _, text = forge(t, func(c *verify.Certificate) { c.Data.Flags = []string{"brackets=maybe"} }); code != 1 || !strings.Contains(text, "data.flags: ") {
		t.Errorf("code %d: %s", code, text)
	}
}

// manyEquations is a data file and a certificate that names equations of all its
// columns: rational arithmetic would take days.
func manyEquations(t *testing.T, equations int) (c *verify.Certificate, data string) {
	t.Helper()
	const n, p = 250, 240
	rng := rand.New(rand.NewPCG(1, 1))
	c = &verify.Certificate{Problem: verify.Problem{Lambda: 1, Alpha: 0}}
	var b strings.Builder
	for j := range p {
		c.Data.Columns = append(c.Data.Columns, fmt.Sprintf("x%d", j))
		fmt.Fprintf(&b, "x%d,", j)
	}
	b.WriteString("y\n")
	for range n {
		for range p + 1 {
			fmt.Fprintf(&b, "%v,", rng.NormFloat64())
		}
		b.WriteString("\n")
		c.Dual.Theta = append(c.Dual.Theta, rng.NormFloat64())
	}
	data = filepath.Join(t.TempDir(), "d.csv")
	text := strings.ReplaceAll(b.String(), ",\n", "\n")
	if err := os.WriteFile(data, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	c.Data.Rows, c.Data.Target = n, "y"
	c.Data.SHA256 = fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
	c.Beta.Coefficients = make(verify.Vector, p)
	c.Dual.Scale, c.Bounds = 1, verify.Bounds{Primal: 1e9, Dual: -1e9, Error: 2e9}
	c.Dual.Rows, c.Dual.Equations = rng.Perm(n)[:equations], rng.Perm(p)[:equations]
	return c, data
}

// What runs apart ends with its own error, with that of the context where this is first,
// and with its panic, which the command reports.
func TestInterruptible(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stuck := make(chan struct{})
	defer close(stuck)
	if err := interruptible(ctx, func() error { <-stuck; return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	for _, want := range []error{nil, errFails} {
		if err := interruptible(t.Context(), func() error { return want }); err != want {
			t.Errorf("%v, not %v", err, want)
		}
	}
	defer func() {
		if r := recover(); r != "broken" {
			t.Errorf("panic: %v", r)
		}
	}()
	interruptible(t.Context(), func() error { panic("broken") })
}

// What would take hours is refused at once.
func TestVerifyIsBounded(t *testing.T) {
	t.Parallel()
	c, data := manyEquations(t, 240)
	if code, out, errOut := runVerify(t, c, data); code != 1 || !strings.HasSuffix(errOut, "does not hold: dual.equations: 240 are too many to solve in rational numbers\n") {
		t.Errorf("code %d: %s%s", code, out, errOut)
	}
	c, data = manyEquations(t, 30)
	if code, out, errOut := runVerify(t, c, data); code != 0 {
		t.Errorf("code %d: %s%s", code, out, errOut)
	}
}
