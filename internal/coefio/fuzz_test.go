package coefio

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/lassocheck/lassocheck/internal/dataio"
)

// fuzz tries a reader on what it claims. Whatever the input: no panic, an error of
// one line, or else as many finite numbers as there are columns.
func fuzz(f *testing.F, claims func(c content) bool) {
	for _, g := range good {
		if claims(content{text: []byte(g.text)}) {
			f.Add([]byte(g.text))
		}
	}
	for _, b := range bad {
		if claims(content{text: []byte(b.text)}) {
			f.Add([]byte(b.text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !claims(content{text: text}) {
			t.Skip()
		}
		for _, lambdas := range [][]float64{nil, {2, 1}} {
			file, err := Read(t.Context(), bytes.NewReader(text), "-")
			if err == nil {
				err = file.Label(lambdas)
			}
			var models []*Model
			if err == nil {
				models, err = file.Models([]string{"age", "body mass", "x2"})
			}
			if err != nil {
				if strings.ContainsAny(err.Error(), "\n\r\x00\x1b") || !utf8.ValidString(err.Error()) {
					t.Errorf("not an error of one line: %q", err)
				}
				continue
			}
			if len(models) == 0 || len(models) > 1 && !file.Series {
				t.Errorf("%d models", len(models))
			}
			for _, m := range models {
				if len(m.Beta) != 3 {
					t.Errorf("%d coefficients", len(m.Beta))
				}
				for _, v := range append(m.Beta, m.Intercept) {
					if !(math.Abs(v) <= dataio.MaxAbs) {
						t.Errorf("%v came through", v)
					}
				}
			}
		}
	})
}

func FuzzTable(f *testing.F) {
	fuzz(f, func(c content) bool {
		for _, r := range readers[:len(readers)-1] {
			if r.claims(c) {
				return false
			}
		}
		return true
	})
}

func FuzzJSON(f *testing.F)      { fuzz(f, isJSON) }
func FuzzLiblinear(f *testing.F) { fuzz(f, isLiblinear) }
func FuzzVW(f *testing.F)        { fuzz(f, isVW) }
func FuzzXGBoost(f *testing.F)   { fuzz(f, isXGBoostDump) }
func FuzzSpark(f *testing.F)     { fuzz(f, isSparkText) }
func FuzzMatrix(f *testing.F)    { fuzz(f, isMatrix) }
func FuzzAny(f *testing.F)       { fuzz(f, func(content) bool { return true }) }
