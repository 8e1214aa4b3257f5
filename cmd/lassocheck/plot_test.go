package main

import (
	"bytes"
	"encoding/xml"
	plot "github.com/lassocheck/lassocheck/internal/figure"
	"image/color"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/models"
	"github.com/lassocheck/lassocheck/problems"
)

// TestPlotIsBounded: a picture of many columns and lambdas is no larger than can be
// looked at, says what it leaves out, and keeps the largest.
func TestPlotIsBounded(t *testing.T) {
	const p, lambdas = 3000, 1500
	m := &model{Data: &dataio.Data{TargetName: strings.Repeat("y\x1b", 10000)}, Statement: &models.Statement{Net: &problems.ElasticNet{}}}
	support, coef := make([]int, p), make([]number, p)
	for j := range support {
		m.Names = append(m.Names, "column"+strconv.Itoa(j))
		support[j], coef[j] = j, number(j)
	}
	answers := make([]answer, lambdas)
	for k := range answers {
		answers[k] = answer{Lambda: number(lambdas - k), Support: support, Coefficients: coef, NNZ: p}
	}
	curves, all, low, high := m.curves(thinned(answers))
	if len(curves) != mostCurves || all != p || low != 0 || high != p-1 || curves[0].name != "column2999" || len(curves[0].xy) != mostPoints {
		t.Errorf("%d of %d curves from %v to %v, the first %s of %d points", len(curves), all, low, high, curves[0].name, len(curves[0].xy))
	}
	file := t.TempDir() + "/p.svg"
	if err := m.plot(file, answers); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || len(text) > 20<<20 {
		t.Errorf("%d bytes, error %v", len(text), err)
	}
	if !bytes.Contains(text, []byte("500 of 3000 coefficients: the largest, the first to enter")) {
		t.Error("the title does not say what is left out")
	}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestPaint: curves that cross differ in colour, all differ in colour or dash, and only
// a curve that crosses one of every colour is left out.
func TestPaint(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 300 {
		curves := make([]*curve, 1+rng.IntN(mostLabels))
		for i := range curves {
			n := 2 + rng.IntN(20)
			c := &curve{xy: make(plot.XYs, n)}
			for k := 1; k < n; k++ {
				c.xy[k].Y = c.xy[k-1].Y + rng.NormFloat64() + float64(i%5-2)
			}
			c.end = c.xy[n-1].Y
			curves[i] = c
		}
		painted := paint(curves, 1)
		if len(curves) <= len(palette) && len(painted) < len(curves) {
			t.Fatalf("trial %d: %d of %d curves painted", trial, len(painted), len(curves))
		}
		for i, a := range painted {
			for _, b := range painted[:i] {
				if a.colour == b.colour && (a.dash == b.dash || a.crosses(b)) {
					t.Fatalf("trial %d: two curves look alike, crossing: %v", trial, a.crosses(b))
				}
			}
		}
		for _, c := range curves {
			if !slices.Contains(painted, c) && c.free(painted, 0) != nil {
				t.Fatalf("trial %d: a curve is left out that needs not be", trial)
			}
		}
	}
}

func TestCrosses(t *testing.T) {
	line := func(y ...float64) *curve {
		c := &curve{xy: make(plot.XYs, len(y))}
		for k, v := range y {
			c.xy[k].Y = v
		}
		return c
	}
	for _, c := range []struct {
		a, b *curve
		want bool
	}{
		{line(0, 1, 2), line(0, 2, 3), false}, // together at zero only
		{line(0, 1, 2), line(0, 2, 1), true},
		{line(0, 1, 2, 3), line(0, 2), false},
		{line(0, 1, 2, 3), line(0, 4), true},
		{line(0, 1, -1), line(0, 0.5), true},
		{line(0, 1, 1), line(0, 2, 1), true}, // they touch
		{line(0, 1, 0), line(0, -1, 0), false},
	} {
		if got, back := c.a.crosses(c.b), c.b.crosses(c.a); got != c.want || back != c.want {
			t.Errorf("%v and %v: %v, %v", c.a.xy, c.b.xy, got, back)
		}
	}
}

// machado are the matrices of Machado, Oliveira and Fernandes (2009) that simulate, in
// linear RGB, the lack of one kind of cone.
var machado = map[string][9]float64{
	"all cones":    {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// TestPalette: with any kind of colour blindness, colours are at least 13 apart in CIELAB,
// where 2.3 is just noticeable.
func TestPalette(t *testing.T) {
	for kind, m := range machado {
		for i, a := range palette {
			for j, b := range palette[:i] {
				p, q := lab(a, m), lab(b, m)
				if d := math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2]); d < 13 {
					t.Errorf("%s: colours %d and %d are %.1f apart", kind, j, i, d)
				}
			}
		}
	}
}

// lab is a colour in CIELAB (white D65), seen through a matrix on linear RGB.
func lab(c color.RGBA, m [9]float64) (v [3]float64) {
	var rgb [3]float64
	for k, u := range []uint8{c.R, c.G, c.B} {
		if s := float64(u) / 255; s <= 0.04045 {
			rgb[k] = s / 12.92
		} else {
			rgb[k] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	times := func(m [9]float64, x [3]float64) (y [3]float64) {
		for i := range 3 {
			y[i] = max(0, m[3*i]*x[0]+m[3*i+1]*x[1]+m[3*i+2]*x[2])
		}
		return y
	}
	xyz := times([9]float64{0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522, 0.0721750, 0.0193339, 0.1191920, 0.9503041}, times(m, rgb))
	for k, white := range []float64{0.95047, 1, 1.08883} {
		if u := xyz[k] / white; u > 216.0/24389 {
			v[k] = math.Cbrt(u)
		} else {
			v[k] = (u*24389/27 + 16) / 116
		}
	}
	return [3]float64{116*v[1] - 16, 500 * (v[0] - v[1]), 200 * (v[1] - v[2])}
}

func TestShortLabels(t *testing.T) {
	for _, c := range []struct{ names, want []string }{
		{[]string{"bmi", "exactly_20_characters"[:20]}, []string{"bmi", "exactly_20_character"}},
		{[]string{"one_name_that_is_much_too_long"}, []string{"one_name_…h_too_long"}},
		{[]string{"expression_level_of_gene_0001", "expression_level_of_gene_0002", "age"},
			[]string{"expression_leve…0001", "expression_leve…0002", "age"}},
		{[]string{"gene_0001_expression_level_raw", "gene_0002_expression_level_raw"}, []string{"gene_0001_expr…l_raw", "gene_0002_expr…l_raw"}},
		{[]string{"aaaaaaaaaaaaaaa1aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa2aaaaaaaaaaaaaaa"}, nil},
		{[]string{"ünïcödé_ünïcödé_ünïcödé_é", "ünïcödé_ünïcödé_ünïcödé_ö"}, nil},
		{[]string{"x\x1b[2J", strings.Repeat("y", 10000), strings.Repeat("y", 10001)}, nil},
	} {
		got := shortLabels(c.names)
		if c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%q become %q, want %q", c.names, got, c.want)
		}
		for k, l := range got {
			if len([]rune(l)) > longestLabel || slices.Contains(got[:k], l) || strings.ContainsRune(l, 0x1b) {
				t.Errorf("%.60q become %q", c.names, got)
			}
		}
	}
}

// TestRanked: a label goes to the largest and to the first to enter by turns.
func TestRanked(t *testing.T) {
	a, b, c, d := &curve{end: 1, entry: 9}, &curve{end: -3, entry: 5}, &curve{end: 0.1, entry: 1}, &curve{end: 2, entry: 7}
	if got := ranked([]*curve{a, b, c, d}); !slices.Equal(got, []*curve{b, c, d, a}) {
		t.Errorf("ranked %v", got)
	}
}

// TestRaceStyles: no two methods look alike, even of one family.
func TestRaceStyles(t *testing.T) {
	r := &race{}
	for k := range 24 {
		r.Runners = append(r.Runners, &runner{Family: "family" + strconv.Itoa(k%4)})
	}
	styles := r.styles()
	for i, a := range styles {
		for _, b := range styles[:i] {
			if a.Color == b.Color {
				t.Errorf("two methods are of colour %v", a.Color)
			}
		}
	}
}

// TestDescribed: title and description come first in the picture, and are text.
func TestDescribed(t *testing.T) {
	got := string(described([]byte("<?xml version=\"1.0\"?>\n<svg width=\"1\">\n<g/></svg>"), "a < b", "two\nlines"))
	want := "<?xml version=\"1.0\"?>\n<svg role=\"img\" width=\"1\">\n<title>a &lt; b</title>\n<desc>two\\nlines</desc>\n<g/></svg>"
	if got != want {
		t.Errorf("got %s", got)
	}
}
