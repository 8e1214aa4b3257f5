// Package figure draws charts: lines, marks and words over two axes, with a legend. It
// has what our pictures need, under the names of gonum.org/v1/plot and its plotter,
// whose canvases it draws on. Those packages would link twelve faces of a font, of
// which one is used.
package figure

import (
	"image/color"

	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	_ "gonum.org/v1/plot/vg/vgimg" // PNG
	_ "gonum.org/v1/plot/vg/vgsvg" // SVG
)

// typeface is the only one there is.
var typeface = font.Font{Typeface: "Liberation", Variant: "Sans"}

func init() {
	face, err := opentype.Parse(liberationsansregular.TTF)
	if err != nil {
		panic("figure: the embedded font cannot be read")
	}
	font.DefaultCache.Add(font.Collection{{Font: typeface, Face: face}})
}

// style returns a style of text in black.
func style(size float64) text.Style {
	f := typeface
	f.Size = vg.Points(size)
	return text.Style{Color: color.Black, Font: f, Handler: text.Plain{Fonts: font.DefaultCache}}
}

// Plotter draws itself into the part of a plot that has the data.
type Plotter interface {
	Plot(c draw.Canvas, p *Plot)
}

// Plot is a chart. [New] makes one that can be drawn.
type Plot struct {
	Title struct {
		Text      string
		Padding   vg.Length // below it
		TextStyle text.Style
	}
	X, Y     Axis
	plotters []Plotter
}

// New returns an empty plot in black on white. Its axes have no range yet.
func New() *Plot {
	p := new(Plot)
	p.Title.TextStyle = style(12)
	for _, a := range []*Axis{&p.X, &p.Y} {
		a.Label.TextStyle, a.Tick.Label = style(12), style(10)
		a.Scale = LinearScale{}
	}
	return p
}

// Add adds what is to be drawn, later ones above earlier ones.
func (p *Plot) Add(ps ...Plotter) { p.plotters = append(p.plotters, ps...) }

const (
	tickLength = 6 // in points
	space      = 3 // between ticks, their labels, and the label of an axis
)

// Draw draws the plot, all over c.
func (p *Plot) Draw(c draw.Canvas) {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	margin := vg.Points(space)
	c = draw.Crop(c, margin, -margin, margin, -margin)
	if p.Title.Text != "" {
		s := p.Title.TextStyle
		s.XAlign, s.YAlign = text.XCenter, text.YTop
		c.FillText(s, vg.Point{X: c.Center().X, Y: c.Max.Y}, p.Title.Text)
		c.Max.Y -= s.Height(p.Title.Text) + p.Title.Padding
	}
	xs, ys := p.X.ticks(), p.Y.ticks()
	left, bottom := p.Y.thickness(ys, text.Style.Width), p.X.thickness(xs, text.Style.Height)
	edge := vg.Length(0) // of labels over the ends of the axes
	for _, t := range xs {
		edge = max(edge, p.X.Tick.Label.Width(t.Label)/2)
	}
	area := draw.Crop(c, left, -max(edge, vg.Points(space)), bottom, -p.Y.Tick.Label.Height("0")/2)
	p.X.draw(c, area, xs, false)
	p.Y.draw(c, area, ys, true)
	for _, one := range p.plotters {
		one.Plot(area, p)
	}
}

// Transforms returns where the values of the axes lie on the canvas of the data.
func (p *Plot) Transforms(c *draw.Canvas) (x, y func(float64) vg.Length) {
	return func(v float64) vg.Length { return c.X(p.X.Norm(v)) }, func(v float64) vg.Length { return c.Y(p.Y.Norm(v)) }
}
