package verify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/verify"
)

func read(t *testing.T) (*verify.Certificate, []byte, *dataio.Data) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/certify/diabetes.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := verify.Unmarshal(text)
	if err != nil {
		t.Fatal(err)
	}
	d, err := dataio.Read(context.Background(), nil, "../../testdata/diabetes.csv", dataio.Options{Target: c.Data.Target})
	if err != nil {
		t.Fatal(err)
	}
	return c, text, d
}

// Every digit of the file counts, and the error names the section it is in.
func TestEveryDigitCounts(t *testing.T) {
	_, text, _ := read(t)
	section, changed := "", 0
	for line := range strings.SplitAfterSeq(string(text), "\n") {
		at := strings.Index(string(text), line)
		if line == "" {
			continue
		}
		section = strings.Split(line, `"`)[1]
		for k := range line {
			if line[k] < '0' || line[k] > '9' {
				continue
			}
			bad := append([]byte(nil), text...)
			bad[at+k] = '0' + (line[k]-'0'+1)%10
			changed++
			if _, err := verify.Unmarshal(bad); err == nil {
				t.Fatalf("a changed digit in %s, byte %d, is not seen", section, k)
			} else if !strings.Contains(err.Error(), section) {
				t.Fatalf("a changed digit in %s, byte %d: %v", section, k, err)
			}
		}
	}
	t.Logf("%d digits, each changed", changed)
}

// White space is not part of the statement.
func TestLayoutDoesNotCount(t *testing.T) {
	_, text, _ := read(t)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, text, "", "\t"); err != nil {
		t.Fatal(err)
	}
	if _, err := verify.Unmarshal(pretty.Bytes()); err != nil {
		t.Fatal(err)
	}
}

// A forger who renews the seal still has to prove the claim.
func TestForgeriesFail(t *testing.T) {
	for _, forgery := range []struct {
		where string
		do    func(c *verify.Certificate)
	}{
		{"", func(c *verify.Certificate) {}},
		{"", func(c *verify.Certificate) { c.Bounds.Primal++; c.Bounds.Error++ }}, // true, if weaker
		{"bounds.primal", func(c *verify.Certificate) { c.Bounds.Primal = math.Nextafter(c.Bounds.Primal, 0) - 1e-11 }},
		{"bounds.dual", func(c *verify.Certificate) { c.Bounds.Dual += 1e-11 }},
		{"bounds.error", func(c *verify.Certificate) { c.Bounds.Error /= 2 }},
		{"bounds.primal", func(c *verify.Certificate) { c.Beta.Coefficients[2] += 1e-3 }},
		{"bounds.primal", func(c *verify.Certificate) { c.Beta.Intercept += 1e-3 }},
		{"bounds.primal", func(c *verify.Certificate) { c.Problem.Lambda *= 1 + 1e-9 }},
		{"dual.theta: the correlation", func(c *verify.Certificate) { c.Dual.Theta[7] += 1e-3 }},
		{"dual.theta: it does not sum to 0", func(c *verify.Certificate) { c.Dual.Rows, c.Dual.Equations = nil, nil }},
		{"dual.theta: the correlation", func(c *verify.Certificate) { c.Dual.Scale = 1.001 }},
		{"beta", func(c *verify.Certificate) { c.Problem.Upper = make(verify.Vector, 10) }},
		{"problem.scale", func(c *verify.Certificate) {
			c.Problem.Standardized, c.Problem.Scale = true, make(verify.Vector, 10)
		}},
		{"data", func(c *verify.Certificate) { c.Data.Columns[3] = "bmi" }},
	} {
		c, _, d := read(t)
		forgery.do(c)
		text, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if c, err = verify.Unmarshal(text); err != nil {
			t.Fatal(err)
		}
		err = c.Check(d.X, d.Y, d.Names)
		if forgery.where == "" && err != nil {
			t.Error(err)
		}
		if forgery.where != "" && (err == nil || !strings.HasPrefix(err.Error(), forgery.where)) {
			t.Errorf("forged %s: %v", forgery.where, err)
		}
	}
}

// Damage of form is an error, never a panic.
func TestMalformed(t *testing.T) {
	for _, do := range []func(c *verify.Certificate){
		func(c *verify.Certificate) { c.Dual.Theta = c.Dual.Theta[1:] },
		func(c *verify.Certificate) { c.Beta.Coefficients = nil },
		func(c *verify.Certificate) { c.Problem.Weights = verify.Vector{1} },
		func(c *verify.Certificate) { c.Problem.Weights = make(verify.Vector, 442); c.Problem.Weights[3] = -1 },
		func(c *verify.Certificate) {
			c.Problem.Scale = make(verify.Vector, 10)
			c.Problem.Scale[3] = math.Inf(1)
		},
		func(c *verify.Certificate) { c.Problem.Alpha = 1.5 },
		func(c *verify.Certificate) { c.Dual.Rows = []int{442} },
		func(c *verify.Certificate) { c.Dual.Rows = []int{0, 1} },
		func(c *verify.Certificate) { c.Dual.Equations = []int{11} },
		func(c *verify.Certificate) { c.Problem.Intercept = false },
	} {
		c, _, _ := read(t)
		do(c)
		text, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verify.Unmarshal(text); err == nil {
			t.Errorf("accepted: %.300s", text)
		}
	}
}
