package dataio

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadCoefficients(t *testing.T) {
	names := []string{"age", "body mass", "x2"}
	bare := "{[1.5 0 -2] 0 false 0}"
	all := "{[1.5 0 -2] 3 true 0}"
	for _, c := range []struct{ file, text, want string }{
		{"c.csv", "name,coefficient\n(intercept),3\nage,1.5\nbody mass,0\nx2,-2\n", all},
		{"c.csv", "x2,-2\nbody mass,0\nage,1.5\n", bare},
		{"c.csv", "\"\",\"s0\"\n\"(Intercept)\",3\n\"age\",1.5\n\"body mass\",0\n\"x2\",-2\n", all},
		{"c.csv", "const;3\nage;1.5\nbody mass;0\nx2;-2\n", all},
		{"c.csv", "1.5\n0\n-2\n", bare},
		{"c.csv", "beta\n1.5\n0\n-2\n", bare},
		{"c.npy", npy(1, "<f8", false, "(3,)", f8(1.5, 0, -2)), bare},
		{"c.npy", npy(1, "<f8", false, "(1, 3)", f8(1.5, 0, -2)), bare},
		{"c.mtx", "%%MatrixMarket matrix array real general\n3 1\n1.5\n0\n-2\n", bare},
		{"c.json", "[1.5, 0, -2]", bare},
		{"c.txt", "{\"coefficients\": [1.5, 0, -2], \"intercept\": 3}", all},
		{"c.json", "{\"names\": [\"x2\", \"age\", \"body mass\"], \"coefficients\": [-2, 1.5, 0], \"intercept\": 3}", all},
		{"c.json", "{\"lambda\": 0.5, \"support\": [2, 0], \"names\": [\"x2\", \"age\"], \"coefficients\": [-2, 1.5]}", "{[1.5 0 -2] 0 false 0.5}"},
		{"c.json", "{\"path\": [{\"support\": [2, 0], \"coefficients\": [-2, 1.5]}]}", bare},
		{"c.json", "{\"support\": [], \"coefficients\": []}", "{[0 0 0] 0 false 0}"},

		{"c.csv", "age,1\nbody mass,2\n", "c.csv: no coefficient for \"x2\""},
		{"c.csv", "age,1\nbody mas,2\nx2,3\n", "c.csv:2:1: no column \"body mas\"; did you mean \"body mass\"?"},
		{"c.csv", "age,1\nbody mass,2\nx2,3\nheight,4\n", "c.csv:4:1: no column \"height\"; there are \"age\", \"body mass\", \"x2\""},
		{"c.csv", "0,1\n1,2\n2,3\n", "c.csv:1:1: no column \"0\""},
		{"c.csv", "age,1\nage,2\nx2,3\n", "c.csv:2:1: a second coefficient for \"age\""},
		{"c.csv", "const,1\n(intercept),2\n", "c.csv:2:1: a second coefficient for \"(intercept)\""},
		{"c.csv", "name,coefficient\nage,abc\n", "c.csv:2:2: \"abc\" is not a number"},
		{"c.csv", "name,coefficient\nage,NA\n", "c.csv:2:2: missing value"},
		{"c.csv", "age,inf\n", "c.csv:1:2: infinite value"},
		{"c.csv", "name,coefficient,error\nage,1,2\n", "c.csv:1: the number of fields is 3 where name,coefficient was expected"},
		{"c.csv", "age,1\n2\n", "c.csv:2: the number of fields is 1, in the first record 2"},
		{"c.csv", "1\n2\n3\n4\n", "c.csv: 4 coefficients for 3 columns: which one is the intercept?"},
		{"c.csv", "1\n2\n", "c.csv: 2 coefficients for 3 columns"},
		{"c.csv", "name,coefficient\n", "c.csv: no coefficient for \"age\", \"body mass\", \"x2\""},
		{"c.csv", "", "c.csv: empty file"},
		{"c.npy", npy(1, "<f8", false, "(4,)", f8(1, 2, 3, 4)), "c.npy: 4 coefficients for 3 columns: which one"},
		{"c.npy", npy(1, "<f8", false, "(2, 2)", f8(1, 2, 3, 4)), "c.npy: a matrix of 2 x 2 where one column"},
		{"c.svm", "1 1:1\n", "c.svm: is not a file of coefficients"},
		{"c.json", "[1, \"a\"]", "c.json: is not a list of numbers"},
		{"c.json", "{\"coef\": [1, 2, 3]}", "c.json: no \"coefficients\""},
		{"c.json", "{\"coefficients\": [1, 2]", "c.json: is not JSON of coefficients"},
		{"c.json", "{\"coefficients\": [1, 2]}", "c.json: 2 coefficients for 3 columns"},
		{"c.json", "{\"coefficients\": [1, 2, 1e300]}", "c.json: 1e+300 is too large"},
		{"c.json", "{\"coefficients\": [1, 2, 3], \"intercept\": 1e300}", "c.json: 1e+300 is too large"},
		{"c.json", "{\"names\": [\"age\"], \"coefficients\": [1, 2]}", "c.json: 2 coefficients, 1 names"},
		{"c.json", "{\"names\": [\"age\", \"x2\"], \"coefficients\": [1, 2]}", "c.json: no coefficient for \"body mass\""},
		{"c.json", "{\"support\": [3], \"coefficients\": [1]}", "c.json: support has column 3; there are 3, numbered from 0"},
		{"c.json", "{\"support\": [1, 1], \"coefficients\": [1, 2]}", "c.json: a second coefficient for \"body mass\""},
		{"c.json", "{\"support\": [1], \"names\": [\"age\"], \"coefficients\": [1]}", "c.json: column 1 is called \"age\" here and \"body mass\" in the data"},
		{"c.json", "{\"path\": [{\"coefficients\": [1]}, {\"coefficients\": [1]}]}", "c.json: holds the solutions for 2 values of lambda"},
	} {
		inDir(t, map[string]string{c.file: c.text})
		m, err := ReadCoefficients(t.Context(), c.file, names)
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(*m)
		}
		if !strings.HasPrefix(got, c.want) || strings.ContainsRune(got, '\n') {
			t.Errorf("%q:\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

// A column called const is a column.
func TestColumnCalledConst(t *testing.T) {
	inDir(t, map[string]string{"c.csv": "(intercept),1\nconst,2\n"})
	m, err := ReadCoefficients(t.Context(), "c.csv", []string{"const"})
	if err != nil || m.Beta[0] != 2 || m.Intercept != 1 {
		t.Error(m, err)
	}
}

// What is written reads back bit by bit, whatever the names.
func TestCoefficientsRoundTrip(t *testing.T) {
	inDir(t, nil)
	names := []string{"age", " padded ", "a,b", `say "x"`, "#1", "two\nlines", "semi;colon", "tab\tbed", "NA", "17", "é", "intercepts", "x\r"}
	m := &Coef{Beta: make([]float64, len(names)), Intercept: math.Pi * 1e-300, HasIntercept: true}
	for j := range m.Beta {
		m.Beta[j] = math.Ldexp(rand.NormFloat64(), rand.IntN(600)-300)
	}
	m.Beta[3], m.Beta[4], m.Beta[5] = 0, math.Copysign(0, -1), 5e-324
	for _, file := range []string{"c.csv", "c.json", "c.npy"} {
		if err := WriteCoefficients(file, names, m); err != nil {
			t.Fatal(err)
		}
		got, err := ReadCoefficients(t.Context(), file, names)
		if err != nil {
			t.Fatal(err)
		}
		want := *m
		if file == "c.npy" {
			want.Intercept, want.HasIntercept = 0, false
		}
		if !equal(append(got.Beta, got.Intercept), append(want.Beta, want.Intercept)) || got.HasIntercept != want.HasIntercept {
			t.Errorf("%s: wrote %v, read %v", file, want, *got)
		}
	}
}

// Several models at once, as a path has them.
func TestWriteSeveralModels(t *testing.T) {
	inDir(t, nil)
	models := []*Coef{{Beta: []float64{0, 0}, Intercept: 3, HasIntercept: true, Lambda: 1}, {Beta: []float64{1, 0.5}, Intercept: 2, HasIntercept: true, Lambda: 0.25}}
	for file, want := range map[string]string{
		"c.csv":  "name,1,0.25\n(intercept),3,2\na,0,1\nb,0,0.5\n",
		"c.json": `{"path":[{"lambda":1,"intercept":3,"names":["a","b"],"coefficients":[0,0]},{"lambda":0.25,"intercept":2,"names":["a","b"],"coefficients":[1,0.5]}]}` + "\n",
	} {
		if err := WriteCoefficients(file, []string{"a", "b"}, models...); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(file); string(got) != want {
			t.Errorf("%s: got %s", file, got)
		}
	}
	if err := WriteCoefficients("c.npy", []string{"a", "b"}, models...); err != nil {
		t.Fatal(err)
	}
	d, err := Read(t.Context(), nil, "c.npy", Options{})
	if err != nil || fmt.Sprint(rowsOf(d.X)) != "[[0 0] [1 0.5]]" {
		t.Error(d, err)
	}
	if err := WriteCoefficients("c.txt", nil, &Coef{}); err == nil || !strings.HasPrefix(err.Error(), "c.txt: ") {
		t.Error(err)
	}
}

// After an error a file is as it was and nothing lies beside it; after success
// it is new, keeps its permissions, and a link to it stays one.
func TestWriteFile(t *testing.T) {
	inDir(t, map[string]string{"old.csv": "old"})
	if err := os.Chmod("old.csv", 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("old.csv", "link.csv"); err != nil {
		t.Fatal(err)
	}
	content := func(want string) {
		t.Helper()
		if got, _ := os.ReadFile("old.csv"); string(got) != want {
			t.Errorf("want %q, got %q", want, got)
		}
		if all, _ := filepath.Glob("*"); len(all) != 2 {
			t.Errorf("the directory holds %v", all)
		}
		if all, _ := filepath.Glob(".[!.]*"); len(all) != 0 {
			t.Errorf("left behind: %v", all)
		}
	}
	failure := errors.New("failure")
	err := WriteFile("old.csv", func(w io.Writer) error {
		w.Write(make([]byte, 1<<20))
		return failure
	})
	if !errors.Is(err, failure) {
		t.Error(err)
	}
	content("old")
	for _, path := range []string{"old.csv", "link.csv"} {
		err = WriteFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, "new in "+path)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		content("new in " + path)
	}
	if info, err := os.Lstat("link.csv"); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Error("the link is gone")
	}
	if info, _ := os.Stat("old.csv"); info.Mode().Perm() != 0o640 {
		t.Errorf("permissions %v", info.Mode())
	}
	nothing := func(io.Writer) error { return nil }
	if err := WriteFile("no/such/dir.csv", nothing); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := WriteFile(".", nothing); err == nil {
		t.Error("wrote to a directory")
	}
	if err := WriteFile(os.DevNull, nothing); err != nil {
		t.Error(err)
	}
}
