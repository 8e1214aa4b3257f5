package main

import (
	"fmt"
	"image/color"
	"io"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/lassocheck/lassocheck/internal/dataio"
	"github.com/lassocheck/lassocheck/internal/figure"
	"github.com/lassocheck/lassocheck/internal/printable"
)

const (
	raceWidth, raceHeight = 12 * vg.Inch, 5.4 * vg.Inch
	legendShare           = 0.13  // of the width
	floor                 = 1e-16 // of suboptimality: what is below is rounding
)

// dashes tell the methods of one family apart.
var dashes = [][]vg.Length{nil, {6, 3}, {2, 2}, {9, 3, 2, 3}, {4, 1.5}, {12, 4}, {1, 3}}

// plot draws two panels, over passes and over time, and one legend: a colour for each
// family, a dash pattern for each method in it.
func (r *race) plot(file, target string) error {
	passes := r.panel("passes over the data", func(l lap) float64 { return float64(l.Passes) })
	seconds := r.panel("seconds", func(l lap) float64 { return float64(l.Seconds) })
	passes.Title.Text = fmt.Sprintf("%s: objective above the certified bound, relative to the null loss", printable.Line(target))
	seconds.Title.Text = " "
	legend := figure.NewLegend()
	sans(&legend.TextStyle, 9)
	legend.Top, legend.YOffs = true, -vg.Points(24)
	legend.ThumbnailWidth = vg.Points(30)
	families, members := map[string]int{}, map[string]int{}
	for _, one := range r.Runners {
		style := draw.LineStyle{Color: color.Black, Width: vg.Points(1.4)}
		if one.Family != "exact" {
			if _, seen := families[one.Family]; !seen {
				families[one.Family] = len(families)
			}
			style.Color = palette[families[one.Family]%(len(palette)-1)]
			style.Dashes = dashes[members[one.Family]%len(dashes)]
			members[one.Family]++
		}
		for _, p := range []*panel{passes, seconds} {
			if err := p.add(one, style); err != nil {
				return err
			}
		}
		line := &figure.Line{LineStyle: style}
		if one.Family == "exact" {
			legend.Add(one.Name, mark())
		} else {
			legend.Add(one.Name, line)
		}
	}
	return dataio.WriteFile(file, func(w io.Writer) error {
		c, err := draw.NewFormattedCanvas(raceWidth, raceHeight, pictureFormat(file))
		if err != nil {
			return err
		}
		all := draw.New(c)
		all.SetColor(color.White)
		all.Fill(all.Rectangle.Path())
		width := all.Max.X - all.Min.X
		half := width * (1 - legendShare) / 2
		passes.Draw(draw.Crop(all, 0, -(width - half), 0, 0))
		seconds.Draw(draw.Crop(all, half, -(width - 2*half), 0, 0))
		legend.Left = true
		legend.Draw(draw.Crop(all, 2*half+vg.Points(4), 0, 0, 0))
		_, err = c.WriteTo(w)
		return err
	})
}

// mark is how the exact engine, which has only an end, is drawn.
func mark() *figure.Scatter {
	return &figure.Scatter{GlyphStyle: draw.GlyphStyle{Color: color.Black, Radius: vg.Points(4), Shape: draw.PyramidGlyph{}}}
}

func sans(t *text.Style, size float64) {
	t.Font = font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(size)}
}

// panel is one of the two plots, on logarithmic axes.
type panel struct {
	*figure.Plot
	x func(lap) float64
}

func (r *race) panel(label string, x func(lap) float64) *panel {
	p := &panel{figure.New(), x}
	for _, t := range []*text.Style{&p.Title.TextStyle, &p.X.Label.TextStyle, &p.Y.Label.TextStyle} {
		sans(t, 11)
	}
	sans(&p.X.Tick.Label, 9)
	sans(&p.Y.Tick.Label, 9)
	p.X.Label.Text, p.Title.Padding = label, vg.Points(8)
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
	grid := figure.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{230}, color.Transparent
	p.Add(grid)
	return p
}

// height is the position of a lap on the logarithmic axis.
func height(l lap) float64 { return math.Log10(max(float64(l.Suboptimality), floor)) }

func (p *panel) add(one *runner, style draw.LineStyle) error {
	var xy figure.XYs
	for _, l := range one.Laps {
		if v := p.x(l); v > 0 && !math.IsInf(height(l), 1) {
			xy = append(xy, figure.XY{X: math.Log10(v), Y: min(height(l), p.Y.Max)})
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
	line, err := figure.NewLine(xy)
	if err != nil {
		return err
	}
	line.LineStyle = style
	p.Add(line)
	return nil
}

// powers ticks the even powers of ten.
type powers struct{}

func (powers) Ticks(low, high float64) (ticks []figure.Tick) {
	for e := 2 * math.Ceil(low/2); e <= high; e += 2 {
		ticks = append(ticks, figure.Tick{Value: e, Label: fmt.Sprintf("1e%g", e)})
	}
	return ticks
}
