// Package verify checks certificate files with exact rational arithmetic and
// nothing else: no solver, no rounding analysis, no code of the packages that made
// the certificate. It is short so that it can be read in one sitting: verify.go and
// equations.go are the mathematics, read.go and form.go the file, statement.go what is
// said of it. docs/certificate.md has the schema.
package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
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
	Flags   []string `json:"flags,omitempty"` // of the reader, as name=value
	Rows    int      `json:"rows"`
	Columns []string `json:"columns"` // of X; others in the file are not features
}

// Problem is, with weights w (ones if there are none), offsets o (zeros), factors f and
// scales s (ones), and bounds (none),
//
//	P(b, b_0) = Σ_i w_i l(y_i, o_i + b_0 + Σ_j x_ij b_j) / Σ_i w_i + Σ_j l1_j |b_j| + l2_j b_j²/2
//	l1_j = lambda alpha f_j s_j,   l2_j = lambda (1-alpha) f_j s_j²,   lower_j <= b_j <= upper_j
//
// where b_j = 0 if s_j is 0 or f_j infinite, and l is the loss of the family, (y - z)²/2 if
// there is none.
type Problem struct {
	Formula      string   `json:"formula"`          // for the reader
	Family       string   `json:"family,omitempty"` // one of Families
	Delta        float64  `json:"delta,omitempty"`  // of huber
	Tau          float64  `json:"tau,omitempty"`    // of quantile
	Levels       []string `json:"levels,omitempty"` // of two classes: y is 1 for the second
	Lambda       float64  `json:"lambda"`
	Alpha        float64  `json:"alpha"`
	Intercept    bool     `json:"intercept"`
	Standardized bool     `json:"standardized"` // s_j claims to be the standard deviation of column j
	Weights      Vector   `json:"weights,omitempty"`
	Offset       Vector   `json:"offset,omitempty"`
	Factor       Vector   `json:"factor,omitempty"`
	Scale        Vector   `json:"scale,omitempty"`
	Lower        Vector   `json:"lower,omitempty"`
	Upper        Vector   `json:"upper,omitempty"`

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

// Dual is the dual point Scale (Theta - delta); see [Problem.Dual].
type Dual struct {
	Theta     Vector  `json:"theta"`
	Scale     float64 `json:"scale"`
	Rows      Places  `json:"rows"`
	Equations Places  `json:"equations"`
}

// Bounds are the claim: P(beta) <= Primal, min P >= Dual, P(beta) - min P <= Error.
type Bounds struct {
	Primal float64 `json:"primal"`
	Dual   float64 `json:"dual"`
	Error  float64 `json:"error"`
}

// Vector is a list of numbers that may be infinite.
type Vector []float64

// Places are rows or columns by number, from 0.
type Places []int

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
