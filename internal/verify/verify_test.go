package verify_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
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
		{"data.columns: \"bmi\"", func(c *verify.Certificate) { c.Data.Columns[3] = "bmi" }},
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

// reseal writes a file of sections under a seal that fits, as a forger would.
func reseal(sections map[string]string) []byte {
	hash := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	file, seals, all := `{"schema": "lassocheck-certificate/1"`, "", ""
	for _, name := range []string{"data", "problem", "beta", "dual", "bounds"} {
		var b bytes.Buffer
		json.Compact(&b, []byte(sections[name]))
		file += fmt.Sprintf(",\n%q: %s", name, sections[name])
		seals += fmt.Sprintf("%q: %q, ", name, hash(b.String()))
		all += hash(b.String())
	}
	return fmt.Appendf(nil, "%s,\n\"seal\": {%s\"seal\": %q}}", file, seals, hash(all))
}

// What encoding/json would let pass is refused under an intact seal: keys in another
// case, twice, unknown or missing, null, what follows, numbers that are none.
func TestKeysAreExact(t *testing.T) {
	_, text, _ := read(t)
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ section, old, new, want string }{
		{"bounds", "", "", ""},
		{"bounds", "\"error\"", " \"error\"", ""},
		{"bounds", "{", "{\"Error\": 1e-300, ", "bounds: the key \"Error\" is unknown"},
		{"bounds", "\"error\"", "\"ERROR\"", "bounds: the key \"ERROR\" is unknown"},
		{"bounds", "{", "{\"error\": 1e-300, ", "bounds: the key \"error\" is there twice"},
		{"bounds", "{", "{\"err\\u006fr\": 1, ", "bounds: the key \"error\" is there twice"},
		{"bounds", "\"error\"", "\"note\"", "bounds: the key \"note\" is unknown"},
		{"bounds", "{", "{\"\": 1, ", "bounds: the key \"\" is unknown"},
		{"bounds", "\"primal\":2118.9152009207323,", "", "bounds: the key \"primal\" is missing"},
		{"bounds", "2118.9152009207323", "null", "bounds.primal: it is null"},
		{"bounds", "2118.9152009207323", "\"2118.9152009207323\"", "bounds.primal: "},
		{"bounds", "2118.9152009207323", "1e999", "bounds.primal: "},
		{"problem", "\"alpha\":1,", "", "problem: the key \"alpha\" is missing"},
		{"problem", "\"alpha\":1,", "\"alpha\":1,\"Alpha\":0.5,", "problem: the key \"Alpha\" is unknown"},
		{"problem", "\"intercept\":true", "\"intercept\":null", "problem.intercept: it is null"},
		{"problem", "\"intercept\":true", "\"intercept\":1", "problem.intercept: "},
		{"problem", "{", "{\"X\": [], ", "problem: the key \"X\" is unknown"},
		{"problem", "{", "{\"weights\": null, ", "problem.weights: it is null"},
		{"problem", "{", "{\"lower\": [\"inf\"], ", "problem.lower: "},
		{"beta", "[0,0,", "[null,0,", "beta.coefficients: a number is null"},
		{"beta", "[0,0,", "[[0],0,", "beta.coefficients: "},
		{"dual", "\"rows\":[0]", "\"rows\":[null]", "dual.rows: a number is null"},
		{"dual", "\"rows\":[0]", "\"rows\":[0.5]", "dual.rows: "},
		{"dual", "\"rows\":[0]", "\"rows\":{}", "dual.rows: "},
		{"dual", "\"rows\":[0],\"equations\":[10]", "\"rows\":null,\"equations\":null", ""},
		{"data", "{", "[{", "data: no JSON object"},
	} {
		sections := map[string]string{}
		for name, raw := range parts {
			sections[name] = string(raw)
		}
		if !strings.Contains(sections[c.section], c.old) {
			t.Fatalf("%s has no %s: %s", c.section, c.old, sections[c.section])
		}
		sections[c.section] = strings.Replace(sections[c.section], c.old, c.new, 1)
		if c.want == "data: no JSON object" {
			sections["data"] += "]"
		}
		switch _, err := verify.Unmarshal(reseal(sections)); {
		case c.want == "" && err != nil:
			t.Errorf("%s with %s: %v", c.section, c.new, err)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
			t.Errorf("%s with %s: %v, want %s", c.section, c.new, err, c.want)
		}
	}
	for _, whole := range []struct{ old, new, want string }{
		{"\"schema\"", "\"Schema\"", "not a certificate: the key \"Schema\" is unknown"},
		{"{\"schema\": ", "{\"bounds\": {}, \"schema\": ", "not a certificate: the key \"bounds\" is there twice"},
		{"certificate/1", "certificate/2", "not a certificate: its schema is \"lassocheck-certificate/2\""},
		{"{\"schema\": ", "{\"note\": 1, \"schema\": ", "not a certificate: the key \"note\" is unknown"},
		{"\"seal\": {", "\"seal\": {\"data\": \"\", ", "seal: the key \"data\" is there twice"},
		{"\"seal\": {", "\"seal\": {\"more\": \"\", ", "seal: the key \"more\" is unknown"},
		{"\"seal\": {", "\"seal\": [], \"seal\": {", "not a certificate: the key \"seal\" is there twice"},
	} {
		if _, err := verify.Unmarshal([]byte(strings.Replace(string(text), whole.old, whole.new, 1))); err == nil || !strings.HasPrefix(err.Error(), whole.want) {
			t.Errorf("%s: %v, want %s", whole.new, err, whole.want)
		}
	}
	for _, none := range []string{"", "[]", "null", "1", "{", "{\"schema\"", "{\"schema\": 1", string(text) + "{}", string(text[:len(text)-2]), "{\"schema\" \"a\"}", "{1: 2}"} {
		if _, err := verify.Unmarshal([]byte(none)); !errors.Is(err, verify.ErrNotCertificate) {
			t.Errorf("%.20s...: %v", none, err)
		}
	}
}

// repeat is a vector of one number.
func repeat(v float64, n int) verify.Vector { return slices.Repeat(verify.Vector{v}, n) }

// with is a vector of v with one entry changed.
func with(v verify.Vector, k int, x float64) verify.Vector { v[k] = x; return v }

// Damage of form is an error that says where, never a panic.
func TestMalformed(t *testing.T) {
	inf := math.Inf(1)
	for _, damage := range []struct {
		where string
		do    func(c *verify.Certificate)
	}{
		{"data: ", func(c *verify.Certificate) { c.Data.Rows, c.Dual.Theta = 0, verify.Vector{} }},
		{"data: ", func(c *verify.Certificate) { c.Data.Columns, c.Beta.Coefficients = []string{}, verify.Vector{} }},
		{"beta.coefficients: 0 numbers", func(c *verify.Certificate) { c.Beta.Coefficients = verify.Vector{} }},
		{"beta.coefficients: 11 numbers", func(c *verify.Certificate) { c.Beta.Coefficients = repeat(0, 11) }},
		{"beta.coefficients: number 9 is +Inf", func(c *verify.Certificate) { c.Beta.Coefficients[9] = inf }},
		{"dual.theta: 441 numbers", func(c *verify.Certificate) { c.Dual.Theta = c.Dual.Theta[1:] }},
		{"dual.theta: number 0 is -Inf", func(c *verify.Certificate) { c.Dual.Theta[0] = -inf }},
		{"dual.scale: number 0 is -1", func(c *verify.Certificate) { c.Dual.Scale = -1 }},
		{"problem.lambda: number 0 is -1", func(c *verify.Certificate) { c.Problem.Lambda = -1 }},
		{"problem.alpha: number 1 is -0.5", func(c *verify.Certificate) { c.Problem.Alpha = 1.5 }},
		{"problem.alpha: number 0 is -0.5", func(c *verify.Certificate) { c.Problem.Alpha = -0.5 }},
		{"problem.weights: 1 numbers", func(c *verify.Certificate) { c.Problem.Weights = verify.Vector{1} }},
		{"problem.weights: number 441 is -1", func(c *verify.Certificate) { c.Problem.Weights = with(repeat(1, 442), 441, -1) }},
		{"problem.weights: number 3 is +Inf", func(c *verify.Certificate) { c.Problem.Weights = with(repeat(1, 442), 3, inf) }},
		{"problem.weights: all are 0", func(c *verify.Certificate) { c.Problem.Weights = repeat(0, 442) }},
		{"problem.family: \"logit\" is not known", func(c *verify.Certificate) { c.Problem.Family = "logit" }},
		{"problem.delta: 0, of the family \"huber\"", func(c *verify.Certificate) { c.Problem.Family = "huber" }},
		{"problem.delta: -1, of the family \"huber\"", func(c *verify.Certificate) { c.Problem.Family, c.Problem.Delta = "huber", -1 }},
		{"problem.delta: 2, of the family \"poisson\"", func(c *verify.Certificate) { c.Problem.Family, c.Problem.Delta = "poisson", 2 }},
		{"problem.levels: [\"a\"], of", func(c *verify.Certificate) { c.Problem.Family, c.Problem.Levels = "binomial", []string{"a"} }},
		{"problem.levels: [\"a\" \"a\"], of", func(c *verify.Certificate) {
			c.Problem.Family, c.Problem.Levels = "binomial", []string{"a", "a"}
		}},
		{"problem.levels: [\"a\" \"b\"], of the family \"poisson\"", func(c *verify.Certificate) {
			c.Problem.Family, c.Problem.Levels = "poisson", []string{"a", "b"}
		}},
		{"problem.offset: 1 numbers", func(c *verify.Certificate) { c.Problem.Offset = verify.Vector{1} }},
		{"problem.offset: number 3 is -Inf", func(c *verify.Certificate) { c.Problem.Offset = with(repeat(1, 442), 3, -inf) }},
		{"problem.factor: 9 numbers", func(c *verify.Certificate) { c.Problem.Factor = repeat(1, 9) }},
		{"problem.factor: number 9 is -1", func(c *verify.Certificate) { c.Problem.Factor = with(repeat(1, 10), 9, -1) }},
		{"problem.factor: number 0 is -Inf", func(c *verify.Certificate) { c.Problem.Factor = with(repeat(1, 10), 0, -inf) }},
		{"problem.scale: 11 numbers", func(c *verify.Certificate) { c.Problem.Scale = repeat(1, 11) }},
		{"problem.scale: number 3 is +Inf", func(c *verify.Certificate) { c.Problem.Scale = with(repeat(1, 10), 3, inf) }},
		{"problem.scale: number 3 is -1", func(c *verify.Certificate) { c.Problem.Scale = with(repeat(1, 10), 3, -1) }},
		{"problem.scale: it is missing", func(c *verify.Certificate) { c.Problem.Standardized = true }},
		{"problem.lower: 1 numbers", func(c *verify.Certificate) { c.Problem.Lower = verify.Vector{1} }},
		{"problem.upper: 1 numbers", func(c *verify.Certificate) { c.Problem.Upper = verify.Vector{1} }},
		{"problem.lower: [+Inf, +Inf] leaves no room for the coefficient of \"s6\"", func(c *verify.Certificate) { c.Problem.Lower = with(repeat(-inf, 10), 9, inf) }},
		{"problem.lower: [-Inf, -Inf] leaves no room for the coefficient of \"age\"", func(c *verify.Certificate) { c.Problem.Upper = with(repeat(inf, 10), 0, -inf) }},
		{"problem.lower: [4, 3] ", func(c *verify.Certificate) { c.Problem.Lower, c.Problem.Upper = repeat(4, 10), repeat(3, 10) }},
		{"problem.lower: [1, +Inf] ", func(c *verify.Certificate) { c.Problem.Lower, c.Problem.Factor = repeat(1, 10), repeat(inf, 10) }},
		{"problem.lower: [-Inf, -1] ", func(c *verify.Certificate) { c.Problem.Upper, c.Problem.Scale = repeat(-1, 10), repeat(0, 10) }},
		{"beta.intercept: ", func(c *verify.Certificate) { c.Problem.Intercept = false }},
		{"dual.rows: 2 rows for 1 ", func(c *verify.Certificate) { c.Dual.Rows = verify.Places{0, 1} }},
		{"dual.rows: 442 is ", func(c *verify.Certificate) { c.Dual.Rows = verify.Places{442} }},
		{"dual.rows: -1 is ", func(c *verify.Certificate) { c.Dual.Rows = verify.Places{-1} }},
		{"dual.equations: 11 is ", func(c *verify.Certificate) { c.Dual.Equations = verify.Places{11} }},
		{"dual.equations: -1 is ", func(c *verify.Certificate) { c.Dual.Equations = verify.Places{-1} }},
		{"dual.equations: 10 is ", func(c *verify.Certificate) { c.Problem.Intercept, c.Beta.Intercept = false, 0 }},
		{"dual.rows: 0 is ", func(c *verify.Certificate) {
			c.Dual.Rows, c.Dual.Equations = make(verify.Places, 3000), make(verify.Places, 3000)
		}},
		{"dual.equations: 4 is ", func(c *verify.Certificate) {
			c.Dual.Rows, c.Dual.Equations = verify.Places{1, 0, 2}, verify.Places{4, 10, 4}
		}},
	} {
		c, _, _ := read(t)
		damage.do(c)
		text, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verify.Unmarshal(text); err == nil || !strings.HasPrefix(err.Error(), damage.where) {
			t.Errorf("%s...: %v", damage.where, err)
		}
	}
}

// What is unusual is not malformed.
func TestWellFormed(t *testing.T) {
	inf := math.Inf(1)
	for k, do := range []func(c *verify.Certificate){
		func(c *verify.Certificate) { c.Problem.Weights = with(repeat(1, 442), 3, 0) },
		func(c *verify.Certificate) { c.Problem.Lower, c.Problem.Upper = repeat(0, 10), repeat(0, 10) },
		func(c *verify.Certificate) { c.Problem.Lower, c.Problem.Upper = repeat(-inf, 10), repeat(inf, 10) },
		func(c *verify.Certificate) { c.Problem.Factor, c.Problem.Scale = repeat(inf, 10), repeat(0, 10) },
		func(c *verify.Certificate) {
			c.Problem.Factor, c.Problem.Lower, c.Problem.Upper = repeat(inf, 10), repeat(0, 10), repeat(0, 10)
		},
		func(c *verify.Certificate) { c.Problem.Lambda, c.Problem.Alpha, c.Dual.Scale = 0, 0, 0 },
		func(c *verify.Certificate) { c.Problem.Offset = repeat(-1, 442) },
		func(c *verify.Certificate) { c.Dual.Rows, c.Dual.Equations = nil, nil },
		func(c *verify.Certificate) {
			c.Problem.Family, c.Problem.Levels = "squared-hinge", []string{"", "b"}
		},
		func(c *verify.Certificate) { c.Problem.Family, c.Problem.Delta = "huber", 5e-324 },
	} {
		c, _, _ := read(t)
		do(c)
		text, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := verify.Unmarshal(text); err != nil {
			t.Errorf("case %d: %v", k, err)
		}
	}
}

// What is printed is derived from the fields, and every restriction is in it.
func TestStatement(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		do      func(c *verify.Certificate, y []float64)
		formula string
		want    []string
	}{
		{func(c *verify.Certificate, _ []float64) { c.Problem.Formula = "certified to 1e-30" },
			"minimise 1/(2n) ‖y - Xβ - β₀‖² + λ ‖β‖₁;  λ = 56.44043529002275, y = target, n = 442, p = 10: age, sex, bmi, bp, s1, s2, s3, s4, s5, s6", nil},
		{func(c *verify.Certificate, y []float64) {
			c.Problem.Weights, c.Problem.Offset = with(repeat(0.5, 442), 7, 0), with(slices.Clone(y), 7, 0)
			c.Problem.Intercept, c.Problem.Alpha = false, 0.25
		}, "minimise 1/(2Σw) ‖√w (y - o - Xβ)‖² + λ (α ‖β‖₁ + (1-α)/2 ‖β‖²);  λ = 56.44043529002275, α = 0.25, ",
			[]string{"there is no intercept", "the rows have weights w from 0 to 0.5", "rows of weight 0, which count for nothing: 1 of 442",
				"an offset o from 0 to 346 is taken off y", "the offset is y: nothing is left to explain"}},
		{func(c *verify.Certificate, y []float64) { c.Problem.Offset = with(slices.Clone(y), 7, 0) },
			"minimise 1/(2n) ‖y - o - Xβ - β₀‖² + ", []string{"an offset o from 0 to 346 is taken off y"}},
		{func(c *verify.Certificate, _ []float64) {
			c.Problem.Factor, c.Problem.Scale, c.Problem.Alpha = repeat(1, 10), repeat(2, 10), 0
			c.Problem.Factor[0], c.Problem.Factor[2], c.Problem.Scale[9] = 0, inf, 0
		}, "minimise 1/(2n) ‖y - Xβ - β₀‖² + λ/2 ‖√f s β‖²;  λ = 56.44043529002275, y", []string{"the penalty has factors f from 0 to +Inf",
			"the penalty has scales s from 0 to 2, which need not be standard deviations", "not penalised: age", "excluded, 0 whatever the data are: bmi, s6"}},
		{func(c *verify.Certificate, _ []float64) { c.Problem.Lambda = 0 }, "",
			[]string{"not penalised: age, sex, bmi, bp, s1, s2, s3, s4, s5, s6"}},
		{func(c *verify.Certificate, _ []float64) {
			c.Problem.Scale, c.Problem.Standardized = repeat(2, 10), true
		}, "minimise 1/(2n) ‖y - Xβ - β₀‖² + λ ‖s β‖₁;",
			[]string{"the penalty is on standardized columns: s are their standard deviations"}},
		{func(c *verify.Certificate, _ []float64) {
			c.Problem.Factor = repeat(1, 10)
			c.Problem.Lower, c.Problem.Upper = repeat(0, 10), repeat(inf, 10)
			c.Problem.Lower[4], c.Problem.Upper[4], c.Beta.Coefficients[4] = 7, 7, 7
			c.Problem.Lower[5], c.Problem.Upper[6], c.Problem.Factor[9] = -inf, 8, inf
		}, "minimise 1/(2n) ‖y - Xβ - β₀‖² + λ ‖f β‖₁, β within bounds;", []string{"the penalty has factors f from 1 to +Inf", "excluded, 0 whatever the data are: s6",
			"coefficients confined to 0 to +Inf: age, sex, bmi, bp, s4, s5", "coefficients confined to 0 to 8: s3",
			"pinned by equal bounds, whatever the data are: s1 = 7", "at the end of their range: age = 0, sex = 0, s4 = 0, s5 = 0"}},
		{func(c *verify.Certificate, _ []float64) {
			c.Problem.Upper = with(repeat(inf, 10), 2, c.Beta.Coefficients[2])
		}, "",
			[]string{"coefficients confined to -Inf to 3.5846149500644016: bmi", "at the end of their range: bmi = 3.5846149500644016"}},
		{func(c *verify.Certificate, _ []float64) {
			c.Data.Columns[3] = "\x1b[2Jbp\u202e"
			c.Problem.Lower = verify.Vector{-1, -2, -3, -4, -5, -6, -7, -8, -9, -10}
		}, "minimise 1/(2n) ‖y - Xβ - β₀‖² + λ ‖β‖₁, β within bounds;  λ = 56.44043529002275, y = target, n = 442, p = 10: age, sex, bmi, \"\\x1b[2Jbp\\u202e\", s1,",
			[]string{"coefficients confined to -1 to +Inf: age", "coefficients confined to -2 to +Inf: sex", "coefficients confined to -3 to +Inf: bmi",
				"coefficients confined to -4 to +Inf: \"\\x1b[2Jbp\\u202e\"", "coefficients confined to -5 to +Inf: s1", "coefficients confined to -6 to +Inf: s2",
				"coefficients confined to -7 to +Inf: s3", "coefficients confined to -8 to +Inf: s4", "and 2 other ranges of coefficients"}},
		{func(c *verify.Certificate, _ []float64) {
			c.Problem.Family, c.Problem.Levels, c.Problem.Offset = "binomial", []string{"no way", "yes"}, repeat(1, 442)
		}, "minimise 1/n Σ (log(1 + exp(z)) - y z) + λ ‖β‖₁;  z = Xβ + β₀ + o, λ = 56.44043529002275, y = 1 where target is yes and 0 where \"no way\", n = 442,",
			[]string{"the family is binomial", "an offset o of 1 is added to the prediction"}},
		{func(c *verify.Certificate, _ []float64) {
			c.Problem.Family, c.Problem.Delta, c.Problem.Weights, c.Problem.Intercept = "huber", 3, repeat(2, 442), false
		}, "minimise 1/Σw Σ w H(y - z) + λ ‖β‖₁;  z = Xβ, λ = 56.44043529002275, H(r) = r²/2 to |r| = δ = 3 and δ|r| - δ²/2 from there, y = target, ",
			[]string{"there is no intercept", "the family is huber", "the rows have weights w of 2"}},
	} {
		cert, _, d := read(t)
		c.do(cert, d.Y)
		s := cert.Statement("target", d.Y, nil)
		if !strings.HasPrefix(s.Formula, c.formula) || !slices.Equal(s.Restrictions, c.want) {
			t.Errorf("%s\n%s", s.Formula, strings.Join(s.Restrictions, "\n"))
		}
	}
	cert, _, d := read(t)
	long := strings.Split("a b c d e f g h i j k l m", " ")
	if s := cert.Statement("a name", d.Y, long); !strings.Contains(s.Formula, "y = \"a name\", ") || !slices.Equal(s.Restrictions, []string{"left out of the columns of the file: a, b, c, d, e, f, g, h, i, j, ... (13 in all), m"}) {
		t.Errorf("%+v", s)
	}
}
