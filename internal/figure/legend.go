package figure

import (
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Thumbnailer draws what stands for it in a legend.
type Thumbnailer interface {
	Thumbnail(c *draw.Canvas)
}

// Legend lists names, each beside a picture of what it names.
type Legend struct {
	TextStyle      text.Style
	Top, Left      bool // where it stands; else bottom and right
	XOffs, YOffs   vg.Length
	ThumbnailWidth vg.Length

	names  []string
	thumbs [][]Thumbnailer
}

// NewLegend returns an empty legend.
func NewLegend() Legend { return Legend{TextStyle: style(10), ThumbnailWidth: vg.Points(20)} }

// Add adds a line to the legend: a name and pictures of what it names, drawn over one
// another; none for a heading.
func (l *Legend) Add(name string, thumbs ...Thumbnailer) {
	l.names, l.thumbs = append(l.names, name), append(l.thumbs, thumbs)
}

// Draw draws the legend within c.
func (l *Legend) Draw(c draw.Canvas) {
	height, width := vg.Length(0), vg.Length(0)
	for _, n := range l.names {
		height, width = max(height, l.TextStyle.Height(n)), max(width, l.TextStyle.Width(n))
	}
	height += vg.Points(2)
	gap := vg.Points(4)
	x, top := c.Max.X-l.ThumbnailWidth-gap-width+l.XOffs, c.Min.Y+height*vg.Length(len(l.names))+l.YOffs
	if l.Left {
		x = c.Min.X + l.XOffs
	}
	if l.Top {
		top = c.Max.Y + l.YOffs
	}
	words := l.TextStyle
	words.XAlign, words.YAlign = text.XLeft, text.YCenter
	for k, n := range l.names {
		y := top - height*vg.Length(k)
		box := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: vg.Point{X: x, Y: y - height}, Max: vg.Point{X: x + l.ThumbnailWidth, Y: y}}}
		for _, t := range l.thumbs[k] {
			t.Thumbnail(&box)
		}
		c.FillText(words, vg.Point{X: x + l.ThumbnailWidth + gap, Y: y - height/2}, n)
	}
}
