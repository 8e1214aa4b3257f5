// Package verify checks certificate files with exact rational arithmetic and
// nothing else: no solver, no rounding analysis, no code of the packages that made
// the certificate. It is short so that it can be read in one sitting.
//
// docs/certificate.md has the schema.
package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Schema is the version of the file.
const Schema = "lassocheck-certificate/1"

// Certificate is the claim that Beta is within Bounds.Error of the optimum of
// Problem, and what proves it.
type Certificate struct {
	Data    Data    `json:"data"`
	Problem Problem `json:"problem"`
	Beta    Beta    `json:"beta"`
	Dual    Dual    `json:"dual"`
	Bounds  Bounds  `json:"bounds"`
}

// Data is where X and y come from.
type Data struct {
	SHA256  string   `json:"sha256"`
	YSHA256 string   `json:"y_sha256,omitempty"`
	Target  string   `json:"target"`
	Missing string   `json:"missing,omitempty"`
	OneHot  bool     `json:"one_hot,omitempty"`
	Rows    int      `json:"rows"`
	Columns []string `json:"columns"` // of X; others in the file are not features
}

// Problem is, with weights w (ones if there are none), offsets o (zeros), factors f and
// scales s (ones), and bounds (none),
//
//	P(b, b_0) = Σ_i w_i (y_i - o_i - b_0 - Σ_j x_ij b_j)² / (2 Σ_i w_i) + Σ_j l1_j |b_j| + l2_j b_j²/2
//	l1_j = lambda alpha f_j s_j,   l2_j = lambda (1-alpha) f_j s_j²,   lower_j <= b_j <= upper_j
//
// where b_j = 0 if s_j is 0 or f_j infinite.
type Problem struct {
	Formula      string  `json:"formula"` // for the reader
	Lambda       float64 `json:"lambda"`
	Alpha        float64 `json:"alpha"`
	Intercept    bool    `json:"intercept"`
	Standardized bool    `json:"standardized"` // s_j claims to be the standard deviation of column j
	Weights      Vector  `json:"weights,omitempty"`
	Offset       Vector  `json:"offset,omitempty"`
	Factor       Vector  `json:"factor,omitempty"`
	Scale        Vector  `json:"scale,omitempty"`
	Lower        Vector  `json:"lower,omitempty"`
	Upper        Vector  `json:"upper,omitempty"`

	X Matrix    `json:"-"`
	Y []float64 `json:"-"`
}

// Matrix is all that is asked of data: its shape, and column j added to zeros.
type Matrix interface {
	Dims() (n, p int)
	ColAxpy(j int, a float64, dst []float64)
}

// Beta is the point.
type Beta struct {
	Coefficients Vector  `json:"coefficients"`
	Intercept    float64 `json:"intercept"`
}

// Dual is the witness Scale (Theta - delta); see [Problem.Dual].
type Dual struct {
	Theta     Vector  `json:"theta"`
	Scale     float64 `json:"scale"`
	Rows      []int   `json:"rows"`
	Equations []int   `json:"equations"`
}

// Bounds are the claim: P(beta) <= Primal, min P >= Dual, P(beta) - min P <= Error.
type Bounds struct {
	Primal float64 `json:"primal"`
	Dual   float64 `json:"dual"`
	Error  float64 `json:"error"`
}

// Vector is a list of numbers that may be infinite.
type Vector []float64

// MarshalJSON writes infinities as the strings "Inf" and "-Inf".
func (v Vector) MarshalJSON() ([]byte, error) {
	out := make([]any, len(v))
	for k, x := range v {
		if out[k] = x; math.IsInf(x, 0) {
			out[k] = strings.TrimPrefix(fmt.Sprint(x), "+")
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Vector) UnmarshalJSON(text []byte) error {
	var parts []json.RawMessage
	if err := json.Unmarshal(text, &parts); err != nil {
		return err
	}
	*v = make(Vector, len(parts))
	for k, s := range parts {
		switch string(s) {
		case `"Inf"`:
			(*v)[k] = math.Inf(1)
		case `"-Inf"`:
			(*v)[k] = math.Inf(-1)
		default:
			if err := json.Unmarshal(s, &(*v)[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

var sections = []string{"data", "problem", "beta", "dual", "bounds"}

// Marshal writes the certificate with a seal: the SHA-256 of each section without
// white space, and of these in order.
func (c *Certificate) Marshal() ([]byte, error) {
	parts := map[string]any{"data": c.Data, "problem": c.Problem, "beta": c.Beta, "dual": c.Dual, "bounds": c.Bounds}
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"schema\": %q", Schema)
	raw := map[string]json.RawMessage{}
	for _, name := range sections {
		text, err := json.Marshal(parts[name])
		if err != nil {
			return nil, err
		}
		raw[name] = text
		fmt.Fprintf(&b, ",\n%q: %s", name, text)
	}
	s, err := json.Marshal(seal(raw))
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, ",\n\"seal\": %s}\n", s)
	return b.Bytes(), nil
}

func hash(text []byte) string { h := sha256.Sum256(text); return hex.EncodeToString(h[:]) }

func seal(raw map[string]json.RawMessage) map[string]string {
	s, all := map[string]string{}, ""
	for _, name := range sections {
		var b bytes.Buffer
		json.Compact(&b, raw[name])
		s[name] = hash(b.Bytes())
		all += s[name]
	}
	s["seal"] = hash([]byte(all))
	return s
}

// Unmarshal reads a certificate and checks its seal.
func Unmarshal(text []byte) (*Certificate, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, fmt.Errorf("not a certificate: %w", err)
	}
	var schema string
	if json.Unmarshal(raw["schema"], &schema); schema != Schema {
		return nil, fmt.Errorf("schema: %q, not %q", schema, Schema)
	}
	var sealed map[string]string
	if err := json.Unmarshal(raw["seal"], &sealed); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	all := ""
	for _, name := range sections {
		all += sealed[name]
	}
	if sealed["seal"] != hash([]byte(all)) {
		return nil, fmt.Errorf("seal: it was changed")
	}
	now := seal(raw)
	c := new(Certificate)
	parts := map[string]any{"data": &c.Data, "problem": &c.Problem, "beta": &c.Beta, "dual": &c.Dual, "bounds": &c.Bounds}
	for _, name := range sections {
		if now[name] != sealed[name] {
			return nil, fmt.Errorf("%s: it was changed since it was sealed", name)
		}
		d := json.NewDecoder(bytes.NewReader(raw[name]))
		d.DisallowUnknownFields()
		if err := d.Decode(parts[name]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if len(raw) != len(sections)+2 {
		return nil, fmt.Errorf("it has sections that are unknown")
	}
	return c, c.wellFormed()
}

// wellFormed checks lengths, signs and indices.
func (c *Certificate) wellFormed() error {
	p, n, cols := c.Problem, c.Data.Rows, len(c.Data.Columns)
	for _, v := range []struct {
		name     string
		v        Vector
		len      int
		optional bool
	}{
		{"beta.coefficients", c.Beta.Coefficients, cols, false}, {"dual.theta", c.Dual.Theta, n, false},
		{"problem.weights", p.Weights, n, true}, {"problem.offset", p.Offset, n, true}, {"problem.factor", p.Factor, cols, true},
		{"problem.scale", p.Scale, cols, true}, {"problem.lower", p.Lower, cols, true}, {"problem.upper", p.Upper, cols, true},
	} {
		if len(v.v) != v.len && !(v.optional && v.v == nil) {
			return fmt.Errorf("%s: %d numbers where %d are needed", v.name, len(v.v), v.len)
		}
		for k, x := range v.v {
			if infinite := v.name == "problem.factor" || v.name == "problem.lower" || v.name == "problem.upper"; math.IsInf(x, 0) && !infinite {
				return fmt.Errorf("%s: entry %d is %v", v.name, k, x)
			}
		}
	}
	for _, v := range slices.Concat(p.Weights, p.Factor, p.Scale, Vector{p.Lambda, p.Alpha, 1 - p.Alpha, c.Dual.Scale}) {
		if v < 0 {
			return fmt.Errorf("problem: lambda, alpha, 1 - alpha, weights, factors and scales must not be negative; one is %v", v)
		}
	}
	if !p.Intercept && c.Beta.Intercept != 0 {
		return fmt.Errorf("beta.intercept: %v, but the problem has none", c.Beta.Intercept)
	}
	if len(c.Dual.Rows) != len(c.Dual.Equations) {
		return fmt.Errorf("dual.rows: %d rows for %d equations", len(c.Dual.Rows), len(c.Dual.Equations))
	}
	for k, i := range c.Dual.Rows {
		j := c.Dual.Equations[k]
		if i < 0 || i >= n || j < 0 || j > cols || j == cols && !p.Intercept {
			return fmt.Errorf("dual.rows: there is no row %d, or no equation %d", i, j)
		}
	}
	return nil
}
