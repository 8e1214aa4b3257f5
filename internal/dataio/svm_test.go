package dataio

import (
	"fmt"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// A few entries may have any index up to 1e8, in any row.
func TestSVMFewEntriesManyColumns(t *testing.T) {
	for _, c := range []struct {
		text string
		p    int
	}{
		{"1 1:1 9000000:1\n2 2:1\n", 9_000_000},
		{"1 1:1\n2 3:1 9000000:-2.5\n", 9_000_000},
	} {
		inDir(t, map[string]string{"x.svm": c.text})
		d, err := Read(t.Context(), nil, "x.svm", Options{})
		if err != nil {
			t.Fatal(err)
		}
		x := d.X.(*design.CSC)
		if x.P != c.p || len(x.Val) != 3 || len(d.Names) != c.p || d.Names[c.p-1] != fmt.Sprintf("x%d", c.p-1) {
			t.Errorf("%q: %d columns, %d entries, the last name %s", c.text, x.P, len(x.Val), d.Names[len(d.Names)-1])
		}
		if row, _ := x.Col(c.p - 1); len(row) != 1 {
			t.Errorf("%q: the last column has %d entries", c.text, len(row))
		}
	}
}

func TestColumnNames(t *testing.T) {
	for _, p := range []int{0, 1, 9, 10, 11, 100, 101, 12345} {
		names := columnNames(p)
		if len(names) != p {
			t.Fatal(p, len(names))
		}
		for j, name := range names {
			if name != fmt.Sprintf("x%d", j) {
				t.Fatal(p, j, name)
			}
		}
	}
}
