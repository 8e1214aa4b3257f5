package figure

import (
	"errors"
	"image/color"
	"math"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// XY is a point.
type XY struct{ X, Y float64 }

// XYs are points in the order of a line.
type XYs []XY

// errPoint refuses what has no place.
var errPoint = errors.New("figure: a point without a finite place")

func (xy XYs) check() error {
	for _, p := range xy {
		if math.IsNaN(p.X+p.Y) || math.IsInf(p.X, 0) || math.IsInf(p.Y, 0) {
			return errPoint
		}
	}
	return nil
}

// places are the points on the canvas of the data.
func (xy XYs) places(c *draw.Canvas, p *Plot) []vg.Point {
	x, y := p.Transforms(c)
	at := make([]vg.Point, len(xy))
	for k := range xy {
		at[k] = vg.Point{X: x(xy[k].X), Y: y(xy[k].Y)}
	}
	return at
}

// Line joins points.
type Line struct {
	XYs
	draw.LineStyle
}

// NewLine returns a thin black line. Points must be finite.
func NewLine(xy XYs) (*Line, error) {
	return &Line{xy, draw.LineStyle{Color: color.Black, Width: vg.Points(1)}}, xy.check()
}

// Plot draws the line, cut at the edges.
func (l *Line) Plot(c draw.Canvas, p *Plot) {
	c.StrokeLines(l.LineStyle, c.ClipLinesXY(l.places(&c, p))...)
}

// Thumbnail draws a piece of the line.
func (l *Line) Thumbnail(c *draw.Canvas) {
	c.StrokeLine2(l.LineStyle, c.Min.X, c.Center().Y, c.Max.X, c.Center().Y)
}

// Scatter marks points.
type Scatter struct {
	XYs
	draw.GlyphStyle
}

// NewScatter returns small black circles. Points must be finite.
func NewScatter(xy XYs) (*Scatter, error) {
	return &Scatter{xy, draw.GlyphStyle{Color: color.Black, Radius: vg.Points(2.5), Shape: draw.CircleGlyph{}}}, xy.check()
}

// Plot draws the marks that lie within the edges.
func (s *Scatter) Plot(c draw.Canvas, p *Plot) {
	for _, at := range s.places(&c, p) {
		c.DrawGlyph(s.GlyphStyle, at)
	}
}

// Thumbnail draws one mark.
func (s *Scatter) Thumbnail(c *draw.Canvas) { c.DrawGlyphNoClip(s.GlyphStyle, c.Center()) }

// XYLabels are words at points.
type XYLabels struct {
	XYs
	Labels []string
}

// Labels writes words at points, each in its own style.
type Labels struct {
	XYLabels
	TextStyle []text.Style
	Offset    vg.Point
}

// NewLabels returns black labels. Points must be finite.
func NewLabels(l XYLabels) (*Labels, error) {
	out := &Labels{XYLabels: l}
	for range l.Labels {
		out.TextStyle = append(out.TextStyle, style(10))
	}
	return out, l.check()
}

// Plot writes the labels, over the edges too.
func (l *Labels) Plot(c draw.Canvas, p *Plot) {
	for k, at := range l.places(&c, p) {
		c.FillText(l.TextStyle[k], at.Add(l.Offset), l.Labels[k])
	}
}

// Grid draws a line across the data at each tick that has a label. A nil colour, or
// one that is transparent, leaves its lines out.
type Grid struct{ Vertical, Horizontal draw.LineStyle }

// NewGrid returns a grid in light grey.
func NewGrid() *Grid {
	line := draw.LineStyle{Color: color.Gray{230}, Width: vg.Points(0.25)}
	return &Grid{line, line}
}

// Plot draws the grid.
func (g *Grid) Plot(c draw.Canvas, p *Plot) {
	x, y := p.Transforms(&c)
	for _, t := range p.X.ticks() {
		if t.Label != "" && seen(g.Vertical.Color) {
			c.StrokeLine2(g.Vertical, x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
		}
	}
	for _, t := range p.Y.ticks() {
		if t.Label != "" && seen(g.Horizontal.Color) {
			c.StrokeLine2(g.Horizontal, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
		}
	}
}

func seen(c color.Color) bool { return c != nil && c != color.Transparent }
