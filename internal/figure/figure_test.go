package figure

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const width, height = 400, 300 // in points

// drawn returns a chart as SVG or PNG.
func drawn(t *testing.T, format string) string {
	t.Helper()
	p := New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = "a title", "across", "upright"
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 10, -1, 1
	line, err := NewLine(XYs{{0, -1}, {10, 1}, {20, 3}}) // the last lies outside
	if err != nil {
		t.Fatal(err)
	}
	dots, _ := NewScatter(XYs{{5, 0}, {50, 0}})
	names, _ := NewLabels(XYLabels{XYs{{2, 0.5}}, []string{"a name"}})
	p.Add(NewGrid(), line, dots, names)
	legend := NewLegend()
	legend.Top = true
	legend.Add("a line", line)
	legend.Add("a dot", dots)
	c, err := draw.NewFormattedCanvas(width, height, format)
	if err != nil {
		t.Fatal(err)
	}
	all := draw.New(c)
	p.Draw(all)
	legend.Draw(all)
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDraw(t *testing.T) {
	svg := drawn(t, "svg")
	for _, want := range []string{"a title", "across", "upright", "a name", "a line", "a dot", ">-0.5<", ">10<"} {
		if !strings.Contains(svg, want) {
			t.Errorf("the picture lacks %q", want)
		}
	}
	if strings.Count(svg, "a title") != 1 {
		t.Error("the title is there more than once")
	}
	// Nothing is drawn outside: absolute coordinates of all paths are within.
	for _, m := range regexp.MustCompile(`[ML](-?[0-9.e+-]+),(-?[0-9.e+-]+)`).FindAllStringSubmatch(svg, -1) {
		x, _ := strconv.ParseFloat(m[1], 64)
		y, _ := strconv.ParseFloat(m[2], 64)
		if x < 0 || x > width || y < 0 || y > height {
			t.Errorf("a line goes to %v, %v", x, y)
		}
	}
	if drawn(t, "svg") != svg {
		t.Error("drawn again it is another picture")
	}
	if png := drawn(t, "png"); !strings.HasPrefix(png, "\x89PNG") {
		t.Errorf("no PNG: %.8q", png)
	}
}

func TestRoundTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 10, "0 2 4 6 8 10"}, {-1, 1, "-1.0 -0.5 0.0 0.5 1.0"}, {0, 0.3, "0.0 0.1 0.2 0.3"},
		{-38.2, 41, "-20 0 20 40"}, {-0.4, 4, "0 1 2 3 4"}, {1e7, 4e7, "1e+07 2e+07 3e+07 4e+07"}, {1, 1, ""}, {0, math.Inf(1), ""},
	} {
		var got []string
		for _, tick := range (roundTicks{}).Ticks(c.low, c.high) {
			got = append(got, tick.Label)
			if v, err := strconv.ParseFloat(tick.Label, 64); err != nil || math.Abs(v-tick.Value) > 1e-9*math.Abs(c.high-c.low) {
				t.Errorf("the tick at %v says %s", tick.Value, tick.Label)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v to %v: %s, want %s", c.low, c.high, s, c.want)
		}
	}
}

func TestPlaces(t *testing.T) {
	a := Axis{Min: 2, Max: 4, Scale: InvertedScale{LinearScale{}}}
	if a.Norm(4) != 0 || a.Norm(2) != 1 || a.Norm(3.5) != 0.25 {
		t.Errorf("%v %v %v", a.Norm(4), a.Norm(2), a.Norm(3.5))
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		xy := XYs{{1, bad}}
		_, err1 := NewLine(xy)
		_, err2 := NewScatter(xy)
		_, err3 := NewLabels(XYLabels{xy, []string{""}})
		if err1 == nil || err2 == nil || err3 == nil {
			t.Errorf("%v has a place", bad)
		}
	}
}

func ExamplePlot() {
	p := New()
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, 0, 1
	line, _ := NewLine(XYs{{0, 0}, {1, 1}})
	p.Add(line)
	c, _ := draw.NewFormattedCanvas(4*vg.Inch, 3*vg.Inch, "svg")
	p.Draw(draw.New(c))
	var b bytes.Buffer
	c.WriteTo(&b)
	fmt.Println(strings.Contains(b.String(), "<svg"))
	// Output: true
}
