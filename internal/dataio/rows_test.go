package dataio

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// By rows a file says what it says as a whole, in every dialect.
func TestRowsAgree(t *testing.T) {
	for name, o := range map[string]Options{
		"a,b,c\n1,2,3\n4,,6\n7,8e-3,9\n":     {},
		"a;b;c\n1,5;2;3\n4;NA;6\n7;8;9,25\n": {},
		"a\tb\n1\t2\n\n# note\n\"3\"\t4\n":   {},
		"a,b\n\"1,234\",(5)\n\"2,000\",6%\n": {Dialect: Dialect{Thousands: ",", Brackets: true, Strip: "%"}},
		"a b c\n1 2 3\n-999 5 6\n":           {Dialect: Dialect{Delimiter: "space", NA: []string{"-999"}}},
		"1,2\n3,4\n5,6\n":                    {},
		"a,b\n\"1\",\"2\n\"\n3,4\n":          {},
	} {
		path := written(t, "x.csv", name)
		d, err := read(context.Background(), nil, path, Options{Dialect: o.Dialect, lenient: true})
		if err != nil {
			t.Fatal(name, err)
		}
		r, other, err := OpenRows(context.Background(), nil, path, o)
		if err != nil || other != nil || fmt.Sprint(r.Names) != fmt.Sprint(d.Names) {
			t.Fatal(name, r, other, err)
		}
		n, _ := d.X.Dims()
		for i := 0; ; i++ {
			err := r.Next()
			if err == io.EOF {
				if i != n {
					t.Errorf("%q: %d rows, want %d", name, i, n)
				}
				break
			}
			if err != nil {
				t.Fatal(name, err)
			}
			for j := range d.Names {
				v, ok, err := r.Number(j)
				if err != nil {
					t.Fatal(name, err)
				}
				if want := storedColumn(d.X, j)[i]; ok && v != want || !ok && strings.Count(name, "NA")+strings.Count(name, ",,")+strings.Count(name, "-999") == 0 {
					t.Errorf("%q: row %d, column %d: %v, %v, want %v", name, i, j, v, ok, want)
				}
			}
		}
		r.Close()
	}
}

// What is wrong is said where it is.
func TestRowsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"a,b\n1,2\n3\n":       "x.csv:3: the number of fields is 1, in the first record 2",
		"a,b\n1,2\nx,4\n":     `x.csv:3:1: "x" is not a number`,
		"a,b\n1,2\n3,1e200\n": "x.csv:3:2: 1e+200 is too large",
		"a;b\n1;2,5\n3;1.5\n": "decimal commas (line 2) and decimal points (line 3) in one file",
		"a,b\n1,\"2\n":        "a quote is not closed",
	} {
		r, _, err := OpenRows(context.Background(), nil, written(t, "x.csv", text), Options{})
		for err == nil {
			if err = r.Next(); err == nil {
				for j := range r.Names {
					if _, _, err = r.Number(j); err != nil {
						break
					}
				}
			}
		}
		if err == io.EOF || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for name, text := range map[string]string{"x.svm": "1 1:3 2:5\n2 1:4\n", "x.mtx": "%%MatrixMarket matrix array real general\n2 2\n3\n4\n5\n0\n"} {
		r, d, err := OpenRows(context.Background(), nil, written(t, name, text), Options{})
		if err != nil || r != nil || d.X.ColDot(0, []float64{1, 1}) != 7 {
			t.Error(name, r, d, err)
		}
	}
	// Names that must be there settle what the first row is.
	r, _, err := OpenRows(context.Background(), nil, written(t, "x.csv", "2019,2020\n1,2\n3,4\n"), Options{Known: []string{"2020"}})
	if err != nil || !r.Named() || r.Names[1] != "2020" {
		t.Error(r, err)
	}
}
