package dataio

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/problems/design"
)

// Columns of labels are no features, whatever they hold: texts, numbers, gaps, the
// numbers of the rows. Their rows go with those of the design.
func TestLabels(t *testing.T) {
	for name, text := range map[string]string{
		"id,site,a,y\n7,north,1,10\n8,south,2,20\n9,north,3,30\n10,NA,4,40\n":                 "",
		"y,a,site,id\n10,1,north,7\n20,2,south,8\n30,3,north,9\n40,4,,10\n":                   "",
		"site,y,a,id\n\"north\",10,1,7\nsouth,20,2,8\nnorth,30,3,9\n,40,4,10\n":               "",
		"id,site,a,y\n7,north,1,10\n8,south,2,20\n9,north,3,30\n11,east,,1\n10,NA,4,40\n":     "drop",
		"id,site,a,c,y\n7,north,1,u,10\n8,south,2,v,20\n9,north,3,u,30\n10,NA,4,v,40\n":       "",
		"id;site;a;y\n7;north;1,0;10,0\n8;south;2,0;20,0\n9;north;3,0;30,0\n10;NA;4,0;40,0\n": "",
	} {
		path := filepath.Join(t.TempDir(), "x.csv")
		if err := os.WriteFile(path, []byte(name), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, o := range []Options{{}, {Features: []string{"a"}}, {Exclude: []string{"site"}}} {
			o.Target, o.Labels, o.Missing, o.OneHot = "y", []string{"site", "id"}, text, true
			d, err := Read(context.Background(), nil, path, o)
			if err != nil {
				t.Fatal(name, err)
			}
			if strings.Contains(name, "c,y") && o.Features == nil {
				if !slices.Equal(d.Names, []string{"a", "c=u", "c=v"}) {
					t.Error(d.Names)
				}
			} else if !slices.Equal(d.Names, []string{"a"}) {
				t.Error(d.Names)
			}
			if a := storedColumn(d.X, 0); !slices.Equal(a, []float64{1, 2, 3, 4}) || !slices.Equal(d.Y, []float64{10, 20, 30, 40}) {
				t.Error(a, d.Y)
			}
			if len(d.Labels) != 2 || d.Labels[0].Name != "site" || d.Labels[1].Name != "id" {
				t.Fatal(d.Labels)
			}
			for i, want := range []string{"north", "south", "north", ""} {
				if got := d.Labels[0].Of(i); got != want {
					t.Errorf("row %d: %q, want %q", i, got, want)
				}
				if got := d.Labels[1].Of(i); got != []string{"7", "8", "9", "10"}[i] {
					t.Errorf("row %d: id %q", i, got)
				}
			}
		}
	}
}

// Other formats have numbers for labels; what cannot be a label is refused.
func TestLabelsElsewhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.svm")
	if err := os.WriteFile(path, []byte("1 1:3 2:5\n2 1:4 2:5\n3 2:5 3:1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	d, err := Read(context.Background(), nil, path, Options{Labels: []string{"x1"}})
	if err != nil || len(d.Labels) != 1 || d.Labels[0].Of(0) != "5" || !slices.Equal(d.Labels[0].Code, []int{0, 0, 0}) {
		t.Fatal(d, err)
	}
	if _, ok := d.X.(*design.CSC); !ok || !slices.Equal(d.Names, []string{"x0", "x2"}) {
		t.Error(d.Names)
	}
	csv := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(csv, []byte("id,a,y\n1,2,3\n5,6,8\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for want, o := range map[string]Options{
		`no column "idd"; did you mean "id"`: {Labels: []string{"idd"}},
		`column "y" cannot label`:            {Target: "y", Labels: []string{"y"}},
		`column "id" cannot label`:           {Labels: []string{"id", "id"}},
		`no feature columns`:                 {Target: "y", Labels: []string{"id", "a"}},
	} {
		if _, err := Read(context.Background(), nil, csv, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
