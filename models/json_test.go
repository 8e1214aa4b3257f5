package models

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/coefio"
	"github.com/lassocheck/lassocheck/solvers"
)

// through saves and loads.
func through(t *testing.T, m *Model) *Model {
	t.Helper()
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var back Model
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	again, err := json.Marshal(&back)
	if err != nil || string(again) != string(text) {
		t.Errorf("%s\nbecomes\n%s (%v)", text, again, err)
	}
	return &back
}

// A model comes back to the last bit.
func TestJSONRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(15, 16))
	for k := range 40 {
		n, p := 3+rng.IntN(20), 1+rng.IntN(12)
		x, y := sample(rng, n, p)
		s := Spec{LambdaRatio: math.Exp(-5 * rng.Float64()), NoIntercept: k%2 == 0, Standardize: k%3 == 0}
		s.Convention = []Convention{Sklearn, Glmnet, Raw}[k%3]
		if k%4 == 0 {
			for j := range p {
				s.Names = append(s.Names, strings.Repeat("é\"<\n", j))
			}
			s.Response, s.Offset = "the y", make([]float64, n)
		}
		m := fit(t, s, x, y)
		m.Elapsed = 0
		if back := through(t, m); !reflect.DeepEqual(back, m) {
			t.Errorf("%+v\nbecomes\n%+v", m, back)
		}
	}
}

// Numbers of every kind survive, those too that are no numbers.
func TestJSONOfEveryNumber(t *testing.T) {
	m := &Model{
		Family: Gaussian, Convention: Sklearn, Alpha: 0.1, Lambda: 1e-320, LambdaMax: math.MaxFloat64, Columns: 3,
		HasIntercept: true, Intercept: math.Copysign(0, -1),
		Support: []int{0, 2}, Coef: []float64{math.SmallestNonzeroFloat64, -0.1},
		Certificate: Certificate{Status: solvers.NonFinite, Objective: math.Inf(1), Dual: math.Inf(-1), Gap: math.NaN(), Worst: -1},
	}
	back := through(t, m)
	bits := func(m *Model) (b []uint64) {
		c := m.Certificate
		for _, v := range append([]float64{m.Alpha, m.Lambda, m.LambdaMax, m.Intercept, c.Objective, c.Dual, c.Rounding}, m.Coef...) {
			b = append(b, math.Float64bits(v))
		}
		return b
	}
	if !slices.Equal(bits(back), bits(m)) || !math.IsNaN(back.Certificate.Gap) || back.Certificate.Worst != -1 || back.Certificate.Status != solvers.NonFinite {
		t.Errorf("%+v becomes %+v", m, back)
	}
	m.Names = []string{"a", "b\xff", "c"}
	if text, err := json.Marshal(m); err == nil {
		t.Errorf("a name that JSON cannot carry: %s", text)
	}
}

// A file that is no model is refused, and leaves what it was to be read into alone.
func TestJSONRefused(t *testing.T) {
	x, y := Rows{{0, 1}, {1, 3}, {2, 2}}, []float64{0, 1, 5}
	text, err := json.Marshal(fit(t, Spec{Lambda: 1, Names: []string{"a", "b"}}, x, y))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"-model/3", "-model/4", "schema"},
		{`"schema":"lassocheck-model/3",`, "", "schema"},
		{`"alpha":1,`, `"alpha":2,`, "alpha 2"},
		{`"alpha":1,`, ``, "alpha NaN"},
		{`"lambda":1,`, ``, "lambda is NaN"},
		{`"lambda":1,`, `"lambda":null,`, "not a number"},
		{`"lambda":1,`, `"lambda":"much",`, "not a number"},
		{`"gaussian"`, `"ising"`, "family"},
		{`"sklearn"`, `"spark"`, "convention"},
		{`"sklearn"`, `""`, "missing"},
		{`"p":2`, `"p":3`, "2 names for 3 columns"},
		{`"p":2,`, ``, "2 names for -1 columns"},
		{`"n":3`, `"n":-3`, "negative"},
		{`"support":[0]`, `"support":[1]`, "in the support"},
		{`"support":[0]`, `"support":[2]`, "below 2"},
		{`"support":[0]`, `"support":[-1]`, "below 2"},
		{`"support":[0]`, `"support":[]`, "belong together"},
		{`"support":[0],`, ``, "missing"},
		{`"names":["a"]`, `"names":["b"]`, "is called"},
		{`"names":["a"],`, ``, "names for a support"},
		{`"has_intercept":true`, `"has_intercept":false`, "in a model without"},
		{`"intercept":`, `"intercept":"NaN","x":`, "unknown field"},
		{`"converged"`, `"perfect"`, "status"},
	} {
		changed := strings.Replace(string(text), c.old, c.new, 1)
		if changed == string(text) {
			t.Fatalf("%s has no %s", text, c.old)
		}
		m := Model{Lambda: 7}
		err := json.Unmarshal([]byte(changed), &m)
		if err == nil || !strings.Contains(err.Error(), c.want) || m.Lambda != 7 {
			t.Errorf("%s for %s: %v, want %q", c.new, c.old, err, c.want)
		}
	}
}

// A column that is there twice is no support.
func TestJSONSupportTwice(t *testing.T) {
	m := &Model{Family: Gaussian, Convention: Raw, Columns: 3, Support: []int{1, 1}, Coef: []float64{1, 2}}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, new(Model)); err == nil || !strings.Contains(err.Error(), "increase") {
		t.Error(err)
	}
}

// certify --coef reads a saved model and a saved path.
func TestSavedForCertify(t *testing.T) {
	x, y := sample(rand.New(rand.NewPCG(17, 18)), 20, 4)
	names := []string{"a", "b", "c", "d"}
	for _, columns := range [][]string{names, nil} {
		s := Spec{Lambda: 0.1, Names: columns, Grid: solvers.Grid{N: 4}}
		m := fit(t, s, x, y)
		path, err := s.Path(context.Background(), x, y)
		if err != nil {
			t.Fatal(err)
		}
		for _, saved := range []any{m, path} {
			text, err := json.Marshal(saved)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "m.json")
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := coefio.Read(context.Background(), nil, file)
			if err != nil {
				t.Fatal(err)
			}
			read, err := f.Models(names)
			if err != nil {
				t.Fatal(err)
			}
			want := []*Model{m}
			if saved == any(path) {
				want = path.Models
			}
			for k, w := range want {
				if !slices.Equal(append(read[k].Beta, read[k].Intercept), w.Beta()) || read[k].Lambda != w.Lambda {
					t.Errorf("%v, want %v", read[k], w.Beta())
				}
			}
		}
		text, err := json.Marshal(path)
		var back Path
		if err == nil {
			err = json.Unmarshal(text, &back)
		}
		if err != nil || len(back.Models) != 4 || !slices.Equal(back.Models[3].Beta(), path.Models[3].Beta()) {
			t.Errorf("a path becomes %v, %v", back, err)
		}
	}
}

// A source must be that of the columns; it and a proof come back as they were.
func TestSourceJSON(t *testing.T) {
	m := Model{Family: Gaussian, Convention: Sklearn, Alpha: 1, Columns: 3, Names: []string{"a", "c=u", "c=v"}, Response: "y",
		Source: &Source{Version: "v", SHA256: "s", Target: "y", Columns: []SourceColumn{{"a", nil, []float64{1.5}}, {"c", []string{"u", "v"}, []float64{0.25, 0.75}}}},
		Proof:  json.RawMessage(`{"a":1}`)}
	text, err := json.Marshal(&m)
	if err != nil {
		t.Fatal(err)
	}
	var again Model
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again.Source, m.Source) || string(again.Proof) != string(m.Proof) {
		t.Errorf("%+v, %v", again, err)
	}
	for from, to := range map[string]string{
		`["u","v"]`:            `["v","u"]`,
		`"levels":["u","v"],`:  ``,
		`[0.25,0.75]`:          `[0.25]`,
		`{"name":"a","means":`: `{"name":"b","means":`,
	} {
		bad := strings.Replace(string(text), from, to, 1)
		if bad == string(text) {
			t.Fatal(from)
		}
		if err := json.Unmarshal([]byte(bad), &again); err == nil || !strings.Contains(err.Error(), "models: source:") {
			t.Errorf("%s: %v", to, err)
		}
	}
}
