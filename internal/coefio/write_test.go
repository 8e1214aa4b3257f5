package coefio

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(v, w float64) bool { return math.Float64bits(v) == math.Float64bits(w) })
}

// What is written reads back bit by bit, whatever the names.
func TestRoundTrip(t *testing.T) {
	inDir(t, nil)
	names := []string{"age", " padded ", "a,b", `say "x"`, "#1", "two\nlines", "semi;colon", "tab\tbed", "NA", "17", "é", "intercepts", "x\r",
		"=1+1", "'=1+1", "''=1+1", "+x", "-x", "@x", "-1", "'quoted", "'", "", "\tx", "name", "lambda", "coefficient", "`tick`", "a^b",
		"(intercept)", "intercept", "nan", ".", "a|b", "0", "1"}
	one := &Model{Beta: make([]float64, len(names)), Intercept: math.Pi * 1e-300, HasIntercept: true}
	for j := range one.Beta {
		one.Beta[j] = math.Ldexp(rand.NormFloat64(), rand.IntN(600)-300)
	}
	one.Beta[3], one.Beta[4], one.Beta[5] = 0, math.Copysign(0, -1), 5e-324
	two := &Model{Beta: slices.Clone(one.Beta), Intercept: 2, HasIntercept: true, Lambda: 0.1}
	slices.Reverse(two.Beta)
	first := *one
	first.Lambda = 3
	for _, file := range []string{"c.csv", "c.json", "c.npy"} {
		for _, models := range [][]*Model{{one}, {&first, two}} {
			if err := Write(file, names, models...); err != nil {
				t.Fatal(err)
			}
			var lambdas []float64
			if file == "c.npy" && len(models) > 1 {
				lambdas = []float64{3, 0.1}
			}
			f, err := Read(t.Context(), nil, file)
			if err == nil {
				err = f.Label(lambdas)
			}
			var got []*Model
			if err == nil {
				got, err = f.Models(names)
			}
			if err != nil || len(got) != len(models) {
				t.Fatalf("%s: %d models, error %v", file, len(got), err)
			}
			for k, m := range got {
				want := *models[k]
				if file == "c.npy" {
					want.Intercept, want.HasIntercept = 0, false
				}
				if !same(append(m.Beta, m.Intercept, m.Lambda), append(want.Beta, want.Intercept, want.Lambda)) || m.HasIntercept != want.HasIntercept || m.Note != "" {
					t.Errorf("%s: wrote %v, read %v", file, want, *m)
				}
			}
		}
	}
}

// Several models at once, as a path has them; names that a spreadsheet would
// compute are texts, and numbers are numbers.
func TestWrite(t *testing.T) {
	inDir(t, nil)
	models := []*Model{{Beta: []float64{0, 0}, Intercept: 3, HasIntercept: true, Lambda: 1}, {Beta: []float64{1, -0.5}, Intercept: 2, HasIntercept: true, Lambda: 0.25}}
	for file, want := range map[string]string{
		"c.csv":  "name,1,0.25\n(intercept),3,2\na,0,1\n'=b,0,-0.5\n",
		"c.json": `{"path":[{"lambda":1,"intercept":3,"names":["a","=b"],"coefficients":[0,0]},{"lambda":0.25,"intercept":2,"names":["a","=b"],"coefficients":[1,-0.5]}]}` + "\n",
		"c.npy":  npy("(2, 2)", 0, 0, 1, -0.5),
	} {
		if err := Write(file, []string{"a", "=b"}, models...); err != nil {
			t.Fatal(err)
		}
		got, _ := os.ReadFile(file)
		if file == "c.npy" { // headers differ in padding
			got, want = got[len(got)-32:], want[len(want)-32:]
		}
		if string(got) != want {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
	}
	if err := Write("c.txt", nil, &Model{}); err == nil || !strings.HasPrefix(err.Error(), "c.txt: ") {
		t.Error(err)
	}
}
