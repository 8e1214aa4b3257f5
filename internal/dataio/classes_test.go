package dataio

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// A target of text is classes, by the places of its sorted texts; other text columns
// become 0/1 columns as ever.
func TestClasses(t *testing.T) {
	inDir(t, map[string]string{
		"t.csv":        "z,city,sick\n1,b,yes\n2,a,no\n3,a,no\n5,b,yes\n",
		"last.csv":     "sick,z\nyes,1\n,2\nno,3\nyes,5\n",
		"three.csv":    "z,grade\n1,B\n2,C\n3,A\n5,B\n",
		"x.csv":        "z\n1\n2\n3\n5\n",
		"y.csv":        "sick\nyes\nno\nno\nyes\n",
		"bare.csv":     "yes\nno\nno\nyes\n",
		"nameless.csv": "1.5,2,yes\n2,2.5,no\n3,7,no\n4,1,yes\n",
		"numbers.csv":  "z,sick\n1,1\n2,2\n3,1\n5,2\n",
		"code.csv":     "z,code\n" + strings.Repeat("1,a\n", 3) + "2,b7\n3,3\n",
	})
	for _, c := range []struct {
		path   string
		o      Options
		y      []float64
		levels []string
		names  []string
	}{
		{"t.csv", Options{Target: "sick", OneHot: true}, []float64{1, 0, 0, 1}, []string{"no", "yes"}, []string{"z", "city=a", "city=b"}},
		{"t.csv", Options{Target: "sick", Exclude: []string{"city"}}, []float64{1, 0, 0, 1}, []string{"no", "yes"}, []string{"z"}},
		{"last.csv", Options{Target: "sick", Missing: "drop"}, []float64{1, 0, 1}, []string{"no", "yes"}, []string{"z"}},
		{"three.csv", Options{Target: "grade"}, []float64{1, 2, 0, 1}, []string{"A", "B", "C"}, []string{"z"}},
		{"x.csv", Options{Y: "y.csv"}, []float64{1, 0, 0, 1}, []string{"no", "yes"}, []string{"z"}},
		{"x.csv", Options{Y: "bare.csv"}, []float64{1, 0, 0, 1}, []string{"no", "yes"}, []string{"z"}},
		{"nameless.csv", Options{Target: "2"}, []float64{1, 0, 0, 1}, []string{"no", "yes"}, []string{"x0", "x1"}},
		{"numbers.csv", Options{Target: "sick"}, []float64{1, 2, 1, 2}, nil, []string{"z"}},
		{"code.csv", Options{Target: "code"}, []float64{1, 1, 1, 2, 0}, []string{"3", "a", "b7"}, []string{"z"}},
	} {
		c.o.Classes = true
		d, err := Read(context.Background(), nil, c.path, c.o)
		if err != nil {
			t.Error(err)
			continue
		}
		if !slices.Equal(d.Y, c.y) || !slices.Equal(d.Levels, c.levels) || !slices.Equal(d.Names, c.names) {
			t.Errorf("%s: %v of %q, columns %q", c.path, d.Y, d.Levels, d.Names)
		}
	}
	for path, want := range map[string]string{
		"t.csv":     "--family binomial takes its two texts for classes",
		"three.csv": "is the target; code it in numbers",
	} {
		o := Options{Target: "-1", OneHot: true}
		if _, err := Read(context.Background(), nil, path, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
	d, err := Examine(context.Background(), nil, "t.csv", Options{Target: "sick", OneHot: true})
	if err != nil || d == nil || !d.Mended || !slices.Contains(CommandLine(d.Faults), "--family binomial") && !slices.Contains(CommandLine(d.Faults), "--family=binomial") {
		t.Errorf("%+v, %v", d, err)
	}
}
