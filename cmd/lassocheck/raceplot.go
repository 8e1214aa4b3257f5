package main

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	plot "github.com/lassocheck/lassocheck/internal/figure"
	"github.com/lassocheck/lassocheck/internal/ticks"
)

const (
	raceWidth, raceHeight = 12 * vg.Inch, 5.4 * vg.Inch
	legendShare           = 0.13  // of the width
	floor                 = 1e-16 // of suboptimality: what is below is rounding
)

// plot draws two panels, over passes and over time, and one legend in the order of
// arrival: a colour for each family, a shade and a dash pattern for each method in it.
func (r *race) plot(file, target string) error {
	passes := r.panel("passes over the data", func(l lap) float64 { return float64(l.Passes) })
	seconds := r.panel("seconds", func(l lap) float64 { return float64(l.Seconds) })
	passes.Title.Text = fmt.Sprintf("%s: %s to within %s of the null loss", shortened(target), count(len(r.Runners), "method"), ticks.Label(float64(r.Tol)))
	seconds.Title.Text = " "
	legend := plot.NewLegend()
	sans(&legend.TextStyle, 9)
	legend.Top, legend.Left, legend.YOffs = true, true, -vg.Points(24)
	legend.ThumbnailWidth = vg.Points(30)
	legend.Add("by arrival")
	styles := r.styles()
	for k, one := range r.Runners {
		for _, p := range []*panel{passes, seconds} {
			if err := p.add(one, styles[k]); err != nil {
				return err
			}
		}
		if one.Family == "exact" {
			legend.Add("exact engine", mark())
		} else {
			legend.Add(one.Name, &plot.Line{LineStyle: styles[k]})
		}
	}
	for _, p := range []*panel{passes, seconds} {
		p.explain(r)
	}
	return picture{raceWidth, raceHeight, passes.Title.Text, r.describe(), func(all draw.Canvas) {
		width := all.Max.X - all.Min.X
		half := width * (1 - legendShare) / 2
		passes.Draw(draw.Crop(all, 0, -(width - half + vg.Points(6)), 0, 0))
		seconds.Draw(draw.Crop(all, half+vg.Points(6), -(width - 2*half), 0, 0))
		legend.Draw(draw.Crop(all, 2*half+vg.Points(10), 0, 0, 0))
	}}.write(file)
}

// styles gives each runner its own colour, of the hue of its family, and its own dash.
func (r *race) styles() []draw.LineStyle {
	var families []string
	sizes, members := map[string]int{}, map[string]int{}
	for _, one := range r.Runners {
		if sizes[one.Family] == 0 && one.Family != "exact" {
			families = append(families, one.Family)
		}
		sizes[one.Family]++
	}
	styles := make([]draw.LineStyle, len(r.Runners))
	for k, one := range r.Runners {
		styles[k] = draw.LineStyle{Color: color.Black, Width: vg.Points(1.4)}
		if one.Family != "exact" {
			hue := hues[slices.Index(families, one.Family)%len(hues)]
			styles[k].Color = shade(hue, members[one.Family], sizes[one.Family])
			styles[k].Dashes = dashes[members[one.Family]%len(dashes)]
			members[one.Family]++
		}
	}
	return styles
}

// hues are colours whose shades are not alike.
var hues = []color.RGBA{palette[0], palette[1], palette[2], palette[3], palette[8], palette[4], palette[9]}

// describe says in words what the picture shows.
func (r *race) describe() string {
	text := "Two panels with logarithmic axes: the suboptimality of each method, which is its objective above the certified bound relative to the null loss, " +
		"over passes over the data and over seconds. The triangle is the exact engine, which has an answer only at its end. In the order of arrival:"
	for _, one := range r.Runners {
		end := one.last()
		text += fmt.Sprintf(" %s %.1e after %.2g s;", one.Name, float64(end.Suboptimality), float64(end.Seconds))
	}
	return strings.TrimSuffix(text, ";") + "."
}

// mark is how the exact engine, which has only an end, is drawn.
func mark() *plot.Scatter {
	return &plot.Scatter{GlyphStyle: draw.GlyphStyle{Color: color.Black, Radius: vg.Points(4), Shape: draw.PyramidGlyph{}}}
}

// panel is one of the two plots, on logarithmic axes.
type panel struct {
	*plot.Plot
	x func(lap) float64
}

func (r *race) panel(label string, x func(lap) float64) *panel {
	p := &panel{plot.New(), x}
	for _, t := range []*text.Style{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle} {
		sans(t, 11)
	}
	sans(&p.X.Tick.Label, 9)
	sans(&p.Y.Tick.Label, 9)
	p.X.Label.Text, p.Y.Label.Text, p.Title.Padding = label, "objective above the bound / null loss", vg.Points(8)
	left, right, low, high := math.Inf(1), math.Inf(-1), math.Log10(float64(r.Tol)), 0.0
	for _, one := range r.Runners {
		for _, l := range one.Laps {
			if v := x(l); v > 0 {
				left, right = min(left, math.Log10(v)), max(right, math.Log10(v))
			}
			if y := height(l); !math.IsInf(y, 1) {
				low, high = min(low, y), max(high, y)
			}
		}
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = left-0.05, right+0.05, math.Floor(low), min(high+0.3, 3)
	p.X.Tick.Marker, p.Y.Tick.Marker = decades{p.X.Min, p.X.Max}, powers{}
	grid := plot.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{230}, color.Transparent
	p.Add(grid)
	return p
}

// height is the position of a lap on the logarithmic axis.
func height(l lap) float64 { return math.Log10(max(float64(l.Suboptimality), floor)) }

func (p *panel) add(one *runner, style draw.LineStyle) error {
	var xy plot.XYs
	for _, l := range one.Laps {
		if v := p.x(l); v > 0 && !math.IsInf(height(l), 1) {
			xy = append(xy, plot.XY{X: math.Log10(v), Y: min(height(l), p.Y.Max)})
		}
	}
	if len(xy) == 0 {
		return nil
	}
	if len(xy) == 1 {
		s := mark()
		s.XYs, s.Color = xy, style.Color
		p.Add(s)
		return nil
	}
	line, err := plot.NewLine(xy)
	if err != nil {
		return err
	}
	line.LineStyle = style
	p.Add(line)
	return nil
}

// explain marks the suboptimality that was asked for, and says what the triangle is.
func (p *panel) explain(r *race) {
	at := math.Log10(float64(r.Tol))
	asked, _ := plot.NewLine(plot.XYs{{X: p.X.Min, Y: at}, {X: p.X.Max, Y: at}})
	asked.Color, asked.Width, asked.Dashes = color.Gray{120}, vg.Points(0.6), []vg.Length{1, 2}
	p.Add(asked)
	p.note(plot.XY{X: p.X.Min, Y: at}, " asked", text.XLeft, vg.Points(2))
	for _, one := range r.Runners {
		end := one.last()
		if x := math.Log10(p.x(end)); one.Family == "exact" && !math.IsInf(x, 0) && !math.IsNaN(x) {
			middle, quarter := (p.X.Min+p.X.Max)/2, (p.X.Max-p.X.Min)/4
			x = min(max(x, middle-quarter), middle+quarter) // the words stay inside
			p.note(plot.XY{X: x, Y: height(end)}, "the exact engine (solve): its answer only", text.XCenter, vg.Points(7))
		}
	}
}

// note writes words beside a point, a little above it.
func (p *panel) note(at plot.XY, words string, side text.XAlignment, up vg.Length) {
	l, _ := plot.NewLabels(plot.XYLabels{XYs: plot.XYs{at}, Labels: []string{words}})
	sans(&l.TextStyle[0], 8)
	l.TextStyle[0].XAlign = side
	l.Offset.Y = up
	p.Add(l)
}
